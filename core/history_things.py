"""Which edits of the history touched a firm, a link or a region, or what belongs to it; also of rows that are gone."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from core.deleting import ENDS, OWNED
from core.i18n import translate
from core.kinds import SUMS_ONLY
from core.row_names import NAMED_BY, OUTSIDE, names_of
from core.snapshot import Snapshot, is_about_firm

KINDS = ("actor", "flow", "region", "commodity")  # what people ask the history about
_LINK = ("sender_id", "receiver_id", "commodity_id", "source_id")
_LISTED = "(SELECT value FROM json_each(?))"
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

    `seen` are snapshots without what only sums may show: one with the names as kept, one as the reader knows them.
    """
    told: dict[tuple[str, int, str], Thing] = {}
    for snapshot, table in product(seen, KINDS):
        ids = getattr(snapshot, table).id.tolist()
        for id, name in zip(ids, names_of(snapshot, table, language), strict=True):
            told[table, id, str(name)] = Thing(table, id, str(name))
    names = {(each.table, each.id): each.name for each in told.values()}
    former = [each for table in KINDS if table != "flow" for each in _former(db, table)]
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
        f"SELECT DISTINCT r.seq FROM edit e CROSS JOIN edit_row r ON r.seq = e.seq AND r.tbl = ? AND r.id IN {_LISTED}"
    )
    return frozenset(
        seq for table, ids in found.items() for (seq,) in db.execute(query, (table, json.dumps(sorted(ids))))
    )


def _parts(db: sqlite3.Connection, table: str, column: str, ids: set[int]) -> Iterator[int]:
    """Rows of a table that refer to others in a column, now or before an edit, and do not permit only sums."""
    chosen, sources = json.dumps(sorted(ids)), _open_sources(db)
    barred = is_about_firm(table, {column: True})
    wanted = ["source_id"] if barred else []
    query = f'SELECT {", ".join(["id", *wanted])} FROM "{table}" WHERE "{column}" IN {_LISTED}'
    for id, *source in [*db.execute(query, (chosen,)), *_images(db, table, wanted, column, chosen)]:
        if source in ([], [None]) or source[0] in sources:
            yield int(id)


def _open_sources(db: sqlite3.Connection) -> set[int]:
    return {int(id) for (id,) in db.execute("SELECT id FROM source WHERE permitted_use <> ?", (SUMS_ONLY,))}


def _images(
    db: sqlite3.Connection, table: str, wanted: Sequence[str], column: str = "", chosen: str = ""
) -> Iterator[tuple[Any, ...]]:
    """Id and wanted columns of before-images, the newest first; of all, or where a column is one of some ids (JSON)."""
    for (layout,) in db.execute("SELECT DISTINCT columns FROM edit WHERE columns <> ''").fetchall():
        names = json.loads(layout).get(table, [])
        if {*wanted, column} - {"", *names}:
            continue  # the table had not these columns then
        told = ", ".join(["r.id", *(f"json_extract(r.image, '$[{names.index(name)}]')" for name in wanted)])
        asked = f"AND json_extract(r.image, '$[{names.index(column)}]') IN {_LISTED}" if column else ""
        query = (
            f"SELECT {told} FROM edit e CROSS JOIN edit_row r ON r.seq = e.seq AND r.tbl = ? "
            f"WHERE e.columns = ? AND r.image IS NOT NULL {asked} ORDER BY r.seq DESC"
        )
        yield from db.execute(query, (table, layout, *([chosen] if column else [])))


def _former(db: sqlite3.Connection, table: str) -> Iterator[Thing]:
    """Names that rows had before an edit."""
    present = {int(id) for (id,) in db.execute(f'SELECT id FROM "{table}"')}
    for id, name in _images(db, table, [NAMED_BY[table]]):
        yield Thing(table, id, str(name), gone=id not in present)


def _gone_links(db: sqlite3.Connection, names: dict[tuple[str, int], str], language: str) -> Iterable[Thing]:
    """Links that were deleted, called by their ends."""
    sources, present = _open_sources(db), {int(id) for (id,) in db.execute("SELECT id FROM flow")}
    for id, sender, receiver, goods, source in _images(db, "flow", _LINK):
        if id in present or not (source is None or source in sources):
            continue
        outside = translate(OUTSIDE, language)
        ends = [outside if end is None else names.get(("actor", end), "…") for end in (sender, receiver)]
        yield Thing("flow", id, f"{ends[0]} → {ends[1]} · {names.get(('commodity', goods), '…')}", gone=True)
