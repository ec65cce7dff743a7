"""What rows are called before people, and which row a name means: in references, labels and lists."""

from collections.abc import Iterator

import numpy as np

from core.cells import CellFault
from core.columns import Integers, Words
from core.fields import ITEMS
from core.i18n import LANGUAGES, translate
from core.names import name_key
from core.rule_titles import RULES
from core.snapshot import Snapshot
from core.text import N_, Text

OUTSIDE = N_("outside the cluster")
NAMED_BY = {"actor": "name", "region": "name", "commodity": "name", "source": "title", "own_quantity": "name"}


def names_of(snapshot: Snapshot, table: str, language: str) -> Words:
    """The name of every row of a table that others refer to; a link is called by its ends and commodity."""
    if table in NAMED_BY:
        names: Words = getattr(getattr(snapshot, table), NAMED_BY[table])
        return names
    flows = snapshot.flow
    actors = np.append(snapshot.actor.name, translate(OUTSIDE, language))
    ends = zip(actors[flows.sender], actors[flows.receiver], snapshot.commodity.name[flows.commodity], strict=True)
    made = np.empty(len(flows), dtype=object)
    made[:] = [f"{sender} → {receiver} · {commodity}" for sender, receiver, commodity in ends]
    return made


class RowNames:
    """Which row of a snapshot a name means; the names of a table are gathered at its first question."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._ids: dict[str, set[int]] = {}
        self._tiers: dict[str, tuple[dict[str, list[int]], ...]] = {}

    def find(self, table: str, name: str) -> int:
        """The id of the one row that a name means; CellFault where there is none or several."""
        if table not in self._tiers:
            self._tiers[table] = tuple(self._gather(table))
        for tier in self._tiers[table]:
            if found := tier.get(name_key(name)):
                if len(set(found)) > 1:
                    raise CellFault(Text("{n} rows are called so; choose one of them", {"n": len(found)}))
                return found[0]
        raise CellFault(Text("nothing is called {name} here; enter it first or choose from the list", {"name": name}))

    def has(self, table: str, id: int) -> bool:
        """Whether a table has a row of this id."""
        return id in self._ids_of(table)

    def learn(self, table: str, id: int) -> None:
        """Know an id that was given after the snapshot was read."""
        self._ids_of(table).add(id)

    def _ids_of(self, table: str) -> set[int]:
        if table not in self._ids:
            self._ids[table] = set(getattr(self.snapshot, table).id.tolist())
        return self._ids[table]

    def _gather(self, table: str) -> Iterator[dict[str, list[int]]]:
        """Names of growing vagueness: the name itself, then codes, then other names."""
        ids = getattr(self.snapshot, table).id
        languages = LANGUAGES if table == "flow" else [LANGUAGES[0]]
        first: dict[str, list[int]] = {}
        for language in languages:
            _learn(first, names_of(self.snapshot, table, language), ids)
        yield first
        if table == "actor":
            yield _learn({}, self.snapshot.actor.credit_code, ids)
            aliases = self.snapshot.actor_alias
            yield _learn({}, aliases.name, ids[aliases.actor])


def _learn(known: dict[str, list[int]], names: Words, ids: Integers) -> dict[str, list[int]]:
    for name, id in zip(names, ids.tolist(), strict=True):
        if name:
            known.setdefault(name_key(name), []).append(id)
    return known


def row_name(snapshot: Snapshot, table: str, row: int) -> Text | str:
    """What one row is called in a label."""
    rows = getattr(snapshot, table)
    if table in NAMED_BY:
        return str(getattr(rows, NAMED_BY[table])[row])
    if table == "flow":
        return _link_name(snapshot, row)
    if table in ("own_indicator", "indicator_target"):
        return Text("{system} {number}", {"system": str(rows.system[row]), "number": str(rows.number[row])})
    subject = _subject(snapshot, table, row)
    matter = _matter(snapshot, table, row)
    year = getattr(rows, "year", None)
    told = {"subject": subject, "matter": matter}
    if year is not None and not np.isnan(year[row]):
        return Text("{subject}, {matter} {year}", {**told, "year": str(int(year[row]))})
    return Text("{subject}, {matter}", told) if matter else subject


def _link_name(snapshot: Snapshot, row: int) -> Text:
    flows = snapshot.flow
    ends = [_actor_name(snapshot, int(end[row])) for end in (flows.sender, flows.receiver)]
    commodity = str(snapshot.commodity.name[flows.commodity[row]])
    return Text("{sender} → {receiver} · {commodity}", {"sender": ends[0], "receiver": ends[1], "commodity": commodity})


def _actor_name(snapshot: Snapshot, row: int) -> Text | str:
    return str(snapshot.actor.name[row]) if row >= 0 else Text(OUTSIDE)


def _subject(snapshot: Snapshot, table: str, row: int) -> Text | str:
    rows = getattr(snapshot, table)
    if table == "flow_amount":
        return _link_name(snapshot, int(rows.flow[row]))
    if table == "rule_line":
        return Text(RULES[rows.rule[row]]) if rows.rule[row] in RULES else str(rows.rule[row])
    if table == "standard_limit":
        return str(rows.standard[row])
    if table == "region_limit" or (table == "statistic" and rows.actor[row] < 0):
        return str(snapshot.region.name[rows.region[row]])
    return _actor_name(snapshot, int(rows.actor[row]))


def _matter(snapshot: Snapshot, table: str, row: int) -> Text | str:
    rows = getattr(snapshot, table)
    if table == "statistic":
        return Text(ITEMS.get(rows.item[row], rows.item[row]))
    if table == "rule_line":
        return str(rows.item[row])
    if table == "region_limit":
        return str(rows.pollutant[row])
    if table in ("emission", "standard_limit"):
        return str(rows.pollutant[row])
    if table == "flow_amount":
        return Text(N_("amount"))
    return str(snapshot.commodity.name[rows.commodity[row]]) if hasattr(rows, "commodity") else ""
