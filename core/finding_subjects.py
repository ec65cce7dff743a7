"""What a finding can be about, by the name it is typed by; rows of one name are told apart by what else they have."""

from collections import Counter

import numpy as np

from core.check_entered import SUBJECTS
from core.errors import UserError
from core.findings import Ref
from core.i18n import show_list, translate
from core.kinds import FLOW_KINDS
from core.names import name_key
from core.row_names import names_of
from core.snapshot import Snapshot
from core.text import N_, Text

ABOUT = N_("Type a name, or click the firm, link or region on the map.")


class KnownSubjects:
    """The firms, regions and links of a snapshot that names stand for, in the language it is read in."""

    def __init__(self, snapshot: Snapshot | None, language: str) -> None:
        self._refs = _subjects(snapshot, language) if snapshot is not None else []
        self._named: dict[str, list[int]] = {}
        for place, ref in enumerate(self._refs):
            self._named.setdefault(name_key(ref.name), []).append(place)
        shared = [place for places in self._named.values() if len(places) > 1 for place in places]
        told = _told_apart(snapshot, language, [self._refs[place] for place in shared]) if snapshot and shared else []
        self._told = dict(zip(shared, told, strict=True))
        self._typed = {name_key(name): place for place, name in self._told.items()}
        self._uids = {ref.uid: place for place, ref in enumerate(self._refs)}

    @property
    def names(self) -> list[str]:
        """The name that each is typed by."""
        return [self._told.get(place, ref.name) for place, ref in enumerate(self._refs)]

    def name(self, ref: Ref) -> str:
        """The name that one is typed by; of a row that is not there the name that it had."""
        place = self._uids.get(ref.uid)
        return ref.name if place is None else self._told.get(place, self._refs[place].name)

    def find(self, typed: str) -> Ref:
        """The one that is meant; UserError where there is none or several."""
        key = name_key(typed)
        if key in self._typed:
            return self._refs[self._typed[key]]
        places = self._named.get(key, []) if key else []
        if len(places) == 1:
            return self._refs[places[0]]
        if places:
            values = {"n": len(places), "name": typed.strip(), "names": [self._told[place] for place in places]}
            raise UserError(
                Text("{n} firms, links or regions are called {name}: {names}.", values),
                Text("Choose one of them from the list, or click it on the map."),
            )
        if not key:
            raise UserError(Text("A finding is about a firm, a link or a region."), Text(ABOUT))
        raise UserError(Text("Nothing in the project is called {name}.", {"name": typed.strip()}), Text(ABOUT))


def _subjects(snapshot: Snapshot, language: str) -> list[Ref]:
    found = []
    for table in ("actor", "region", "flow"):
        uids = getattr(snapshot, table).uid
        found += [
            Ref(table, str(uid), str(name)) for uid, name in zip(uids, names_of(snapshot, table, language), strict=True)
        ]
    return found


def _told_apart(snapshot: Snapshot, language: str, refs: list[Ref]) -> list[str]:
    """Names with what else is known of each row behind them; the number of the row where that is the same as well."""
    rows = {table: {str(uid): row for row, uid in enumerate(getattr(snapshot, table).uid)} for table in SUBJECTS}
    told = []
    for ref in refs:
        known = [part for part in _details(snapshot, language, ref.table, rows[ref.table][ref.uid]) if part]
        told.append(f"{ref.name} ({show_list(known, language)})" if known else ref.name)
    counts = Counter(map(name_key, told))
    return [
        name if counts[name_key(name)] == 1
        else f"{name} #{getattr(snapshot, ref.table).id[rows[ref.table][ref.uid]]}"
        for name, ref in zip(told, refs, strict=True)
    ]  # fmt: skip


def _details(snapshot: Snapshot, language: str, table: str, row: int) -> list[str]:
    """Region and credit code of a firm, parent and code of a region, kind and years of a link."""
    names = np.append(snapshot.region.name, "")  # -1, none, reads the last
    if table == "actor":
        return [str(names[snapshot.actor.region[row]]), str(snapshot.actor.credit_code[row])]
    if table == "region":
        return [str(names[snapshot.region.parent[row]]), str(snapshot.region.code[row])]
    flow = snapshot.flow
    kind = translate(FLOW_KINDS[flow.kind[row]].title, language) if flow.kind[row] in FLOW_KINDS else ""
    years = ["" if np.isnan(year) else str(int(year)) for year in (flow.since[row], flow.until[row])]
    return [kind, "–".join(years) if any(years) else ""]
