"""Which edits of the history touched a firm, a link or a region, or what belongs to it; also of rows that are gone."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from core.deleting import ENDS, OWNED
from core.history_closed import LISTED, closed_firms, images, open_sources
from core.i18n import translate
from core.row_names import NAMED_BY, OUTSIDE, names_of
from core.snapshot import Snapshot, is_about_firm

KINDS = ("actor", "flow", "region", "commodity")  # what people ask the history about
_LINK = ("sender_id", "receiver_id", "commodity_id", "source_id")
_OWNERS = {"actor_id": "actor", "sender_id": "actor", "receiver_id": "actor", "flow_id": "flow", "region_id": "region"}


@dataclass(frozen=True, slots=True)
class Thing:
    """A row that edits have touched: its table, id and a name that it has or had; `gone` where it is not there."""

    table: str
    id: int
    name: str
    gone: bool = False


def things(db: sqlite3.Connection, seen: Sequence[Snapshot], language: str) -> list[Thing]:
    """What the history can be asked about, by present names and by those that edits changed or deleted.

    `seen` are snapshots without what only sums may show: first with the names as kept, then as the reader knows them.
    """
    told: dict[tuple[str, int, str], Thing] = {}
    for snapshot, table in product(seen, KINDS):
        ids = getattr(snapshot, table).id.tolist()
        for id, name in zip(ids, names_of(snapshot, table, language), strict=True):
            told[table, id, str(name)] = Thing(table, id, str(name))
    names = {(each.table, each.id): each.name for each in told.values()}
    former = [each for table in KINDS if table != "flow" for each in _former(db, table, seen[0])]
    names = {(each.table, each.id): each.name for each in former} | names
    for each in [*former, *_gone_links(db, names, language)]:
        told.setdefault((each.table, each.id, each.name), each)
    return list(told.values())


def touching(db: sqlite3.Connection, thing: Thing) -> frozenset[int]:
    """The numbers of the edits that touched a row, its links or figures; those that permit only sums are left out."""
    found: dict[str, set[int]] = {thing.table: {thing.id}}
    for table in ("actor", "flow", "region"):  # a firm has links, and these have amounts
        for other, column in OWNED | ENDS:
            if _OWNERS.get(column) == table and found.get(table):
                found.setdefault(other, set()).update(_parts(db, other, column, found[table]))
    query = (
        f"SELECT DISTINCT r.seq FROM edit e CROSS JOIN edit_row r ON r.seq = e.seq AND r.tbl = ? AND r.id IN {LISTED}"
    )
    return frozenset(
        seq for table, ids in found.items() for (seq,) in db.execute(query, (table, json.dumps(sorted(ids))))
    )


def _parts(db: sqlite3.Connection, table: str, column: str, ids: set[int]) -> Iterator[int]:
    """Rows of a table that refer to others in a column, now or before an edit, and do not permit only sums."""
    chosen, sources = json.dumps(sorted(ids)), open_sources(db)
    barred = is_about_firm(table, {column: True})
    wanted = ["source_id"] if barred else []
    query = f'SELECT {", ".join(["id", *wanted])} FROM "{table}" WHERE "{column}" IN {LISTED}'
    for id, *source in [*db.execute(query, (chosen,)), *images(db, table, wanted, column, ids)]:
        if source in ([], [None]) or source[0] in sources:
            yield int(id)


def _former(db: sqlite3.Connection, table: str, open_rows: Snapshot) -> Iterator[Thing]:
    """Names that rows had before an edit, without firms that only sources which permit sums alone have told of."""
    present = {int(id) for (id,) in db.execute(f'SELECT id FROM "{table}"')}
    told = [(int(id), str(name)) for id, name in images(db, table, [NAMED_BY[table]])]
    hidden = closed_firms(db, {id for id, _ in told}, open_sources(db), open_rows) if table == "actor" else set()
    for id, name in told:
        if id not in hidden:
            yield Thing(table, id, name, gone=id not in present)


def _gone_links(db: sqlite3.Connection, names: dict[tuple[str, int], str], language: str) -> Iterable[Thing]:
    """Links that were deleted, called by their ends."""
    sources, present = open_sources(db), {int(id) for (id,) in db.execute("SELECT id FROM flow")}
    for id, sender, receiver, goods, source in images(db, "flow", _LINK):
        if id in present or not (source is None or source in sources):
            continue
        outside = translate(OUTSIDE, language)
        ends = [outside if end is None else names.get(("actor", end), "…") for end in (sender, receiver)]
        yield Thing("flow", id, f"{ends[0]} → {ends[1]} · {names.get(('commodity', goods), '…')}", gone=True)
