"""The rows that go out with a survey packet: which, what they held that day, and the open rows that it hands out.

What a source opens to sums only, or to the superior office alone, never goes out: rows are chosen from
`Snapshot.for_firms` alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.catalogues import table
from core.columns import Flags, Integers, json_number
from core.fields import FIELDS, Field
from core.records import new_uids
from core.row_names import names_of
from core.snapshot import Snapshot
from core.survey_codes import page_code
from core.survey_order import ANSWERS, CAPACITIES, EMISSIONS, FIGURES, LINKS, STOCKS
from core.units import unit_name

Values = dict[str, Any]  # field (as core.fields names it) -> value
Base = dict[str, dict[str, Values]]  # table -> uid -> values
TABLES_ASKED = {
    LINKS: ("flow", "flow_amount"),
    STOCKS: ("stock",),
    CAPACITIES: ("capacity",),
    FIGURES: ("statistic",),
    EMISSIONS: ("emission",),
    ANSWERS: (),
}


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """The rows of a packet: `year` is the snapshot of the year, `rows` its rows by table, `open` new rows to be filled.

    An open row has a uid of its own and the values that are known of it, references as row indices under their SQL
    names; it is no row of the project until somebody has filled it in and the packet was merged. `pages` tells by
    firm (row) the code of its page, which is the document of what is stated there.
    """

    year: Snapshot
    rows: Mapping[str, Integers]
    open: Mapping[str, tuple[Values, ...]]
    pages: Mapping[int, str] = field(default_factory=dict)

    def uids(self) -> dict[str, list[str]]:
        """The uids of the packed rows by table."""
        return {name: list(map(str, getattr(self.year, name).uid[rows])) for name, rows in self.rows.items()}

    def open_uids(self) -> dict[str, list[str]]:
        """The uids of the open rows by table."""
        return {name: [str(row["uid"]) for row in rows] for name, rows in self.open.items() if rows}


def packed_rows(snapshot: Snapshot, firms: Flags, year: int, questions: Iterable[str]) -> Packed:
    """What goes out about firms (by row of an open snapshot) in a year: every link of theirs, whatever its status."""
    now = snapshot.during(year)
    asked = tuple(questions)
    wanted = {name for question in asked for name in TABLES_ASKED[question]}
    rows = {"actor": np.flatnonzero(firms)}
    ends = np.append(firms, False)  # -1, the outside, reads the last
    linked = ends[now.flow.sender] | ends[now.flow.receiver]
    about = {
        "flow": linked,
        "flow_amount": linked[now.flow_amount.flow],
        **{name: ends[getattr(now, name).actor] for name in ("statistic", "stock", "capacity", "emission")},
    }
    rows |= {name: np.flatnonzero(mask) for name, mask in about.items() if name in wanted}
    opened = {
        "flow_amount": _open_amounts(now, rows["flow"], year) if LINKS in asked else (),
        "statistic": _open_answers(now, rows["actor"], year) if ANSWERS in asked else (),
    }
    return Packed(now, rows, opened)


def part_of(packed: Packed, firms: Sequence[int], everybody: Flags, packet_id: str) -> Packed:
    """The part of a survey about the firms (rows, in the order of their pages) of one packet, with codes of pages.

    A link between the firms of two packets goes to both, since both sides are asked; its open row goes to the packet
    of the sender, of a sender whom nobody asks (`everybody` tells who is asked) to the receiver's, so that nothing is
    stated twice.
    """
    pages = {row: page_code(packet_id, number) for number, row in enumerate(firms, 1)}
    asked = np.zeros(len(packed.year.actor), dtype=bool)
    asked[list(firms)] = True
    ends, now = np.append(asked, False), packed.year
    linked = ends[now.flow.sender] | ends[now.flow.receiver]
    masks = {name: ends[getattr(now, name).actor] for name in packed.rows if name in ("statistic", "stock", "capacity",
             "emission")}  # fmt: skip
    masks |= {"actor": asked, "flow": linked, "flow_amount": linked[now.flow_amount.flow]}
    rows = {name: chosen[masks[name][chosen]] for name, chosen in packed.rows.items()}

    def paged(row: Values) -> Values | None:
        code = pages.get(_asked_of(now, row, everybody))
        return None if code is None else {**row, "document": code}

    opened = {name: tuple(filter(None, map(paged, given))) for name, given in packed.open.items()}
    return Packed(now, rows, opened, pages)


def _asked_of(now: Snapshot, row: Values, everybody: Flags) -> int:
    """The firm (row) on whose page an open row stands."""
    if "actor_id" in row:
        return int(row["actor_id"])
    sender, receiver = int(now.flow.sender[row["flow_id"]]), int(now.flow.receiver[row["flow_id"]])
    return sender if sender >= 0 and everybody[sender] else receiver


def _open_amounts(now: Snapshot, links: Integers, year: int) -> tuple[Values, ...]:
    """A row for what is seen on the spot, for each running link that no survey has stated an amount of that year."""
    told = now.flow_amount.flow[now.flow_amount.origin == "survey"]
    running = now.flow.status[links] == "running"
    wanted = links[running & ~np.isin(links, told)].tolist()
    units = now.commodity.base_unit[now.flow.commodity[wanted]]
    fixed = {"year": year, "origin": "survey", "grade": "surveyed", "value_entered": None}
    return tuple(
        {"uid": uid, "flow_id": row, "unit_entered": unit_name(str(unit), "en"), **fixed}
        for uid, row, unit in zip(new_uids(len(wanted)), wanted, units, strict=True)
    )


def _open_answers(now: Snapshot, actors: Integers, year: int) -> tuple[Values, ...]:
    """A row for each question that people of a kind of actor are asked and have not answered for the year."""
    told = set(zip(now.statistic.actor.tolist(), now.statistic.item.tolist(), strict=True))
    wanted = [
        (row, question)
        for row in actors.tolist()
        for question in table("tables/survey_questions.csv")
        if now.actor.kind[row] in question["kinds"].split("|") and (row, question["item"]) not in told
    ]
    fixed = {"year": year, "grade": "surveyed", "value_entered": None}
    return tuple(
        {"uid": uid, "actor_id": row, "item": question["item"], "unit_entered": question["unit"], **fixed}
        for uid, (row, question) in zip(new_uids(len(wanted)), wanted, strict=True)
    )


def base_values(packed: Packed) -> Base:
    """What the packed rows held: text, number or None, [lon, lat] or None, reference as [uid, name] or None."""
    base: Base = {}
    for name, rows in packed.rows.items():
        told = {one.column: _values(packed.year, name, one, rows) for one in FIELDS[name] if one.typed}
        uids = getattr(packed.year, name).uid[rows]
        base[name] = {
            str(uid): {column: values[place] for column, values in told.items()} for place, uid in enumerate(uids)
        }
    return base


def _values(snapshot: Snapshot, name: str, field: Field, rows: Integers) -> list[Any]:
    column = getattr(getattr(snapshot, name), field.attribute)[rows]
    if field.kind == "reference":
        target = getattr(snapshot, field.target)
        names = names_of(snapshot, field.target, "en")
        return [[str(target.uid[row]), str(names[row])] if row >= 0 else None for row in column.tolist()]
    if field.kind == "point":
        return [None if np.isnan(point).any() else point.tolist() for point in column]
    if field.kind == "year":
        return [None if np.isnan(value) else int(value) for value in column]
    if field.kind in ("number", "amount"):
        return [json_number(value) for value in column.tolist()]
    return [bool(value) if field.kind == "flag" else str(value) for value in column.tolist()]
