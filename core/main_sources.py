"""Findings about main sources by equal-standard load, kept from one state to the next where nothing of them differs.

What the rows of a source say stays the same however much others hand over; rank and shares are told anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from core.catalogues import Pollutant, StandardSet, find_pollutant
from core.columns import Integers, Words
from core.evidence import enumerate_names, row_refs, sentences
from core.findings import Finding, Inquiry, Ref
from core.loads import MEDIUM_TITLES, Load, LoadTable
from core.pollution_rows import left_out
from core.rule_lines import RuleLine
from core.rule_set import cite, rules_of, with_cautions
from core.rule_titles import MAIN_SOURCE as MAIN
from core.rule_titles import STANDARD_SET
from core.text import Quantity, Text, later

Row = tuple[str, str, bool, float, str]  # uid, pollutant, not detected, mass (-1 unknown), title of the source
CHIEF = 3  # pollutants that are named
Told = tuple[str, str, int, float, float, float, float]  # firm, rank, shares in %, load, share to a central plant


@dataclass(frozen=True, slots=True)
class Frame:
    """What the findings of a table have in common."""

    year: int | None
    medium: str
    class_of: str
    unit: str
    standard: StandardSet
    sources: int
    known: int
    lines: tuple[RuleLine, ...]
    left_out: Text | None


@dataclass(slots=True, eq=False)
class Book:
    """The findings of a table by the rows that they rest on, with what else they tell."""

    frame: Frame
    table: LoadTable
    columns: list[npt.NDArray[Any]]
    told: dict[tuple[Row, ...], tuple[Told, Finding]] = field(default_factory=dict)


def main_sources(inquiry: Inquiry, table: LoadTable) -> list[Finding]:
    """A finding for each main source of a table, the largest first."""
    rules, books = rules_of(inquiry), inquiry.memory.books if inquiry.memory is not None else {}
    lines = (rules.line(MAIN, "share"), rules.line(STANDARD_SET, table.medium))
    frame = Frame(inquiry.year, table.medium, table.class_of, table.unit, table.standard, len(table.actors),
                  table.known, lines, left_out(inquiry))  # fmt: skip
    key, loads = (MAIN, table.medium, table.class_of), [load for load in table.actors if load.main]
    before, now = books.get(key), Book(frame, table, _columns(inquiry, loads))
    if before is not None and before.frame != frame:
        before = None
    if before is None or before.table is not table or not _same(before.columns, now.columns):
        _write(now, before, inquiry, loads)
        books[key] = before = now
    return [finding for _, finding in before.told.values()]


def _write(book: Book, before: Book | None, inquiry: Inquiry, loads: list[Load]) -> None:
    """Put the findings into a book, those of the book before where they tell the same."""
    known, maker = before.told if before is not None else {}, _Maker(book.frame)
    for told, rows, cited in zip(_told(loads, *book.columns[:2]), *_rows(inquiry, loads, book), strict=True):
        same = known.get(rows)
        if same is None or same[0] != told:
            evidence = same[1].evidence if same is not None else cited + maker.cited
            same = (told, maker.finding(told, rows, evidence))
        book.told[rows] = same


def _columns(inquiry: Inquiry, loads: list[Load]) -> list[npt.NDArray[Any]]:
    """What findings tell of the firms of loads (two columns) and of their rows beyond the loads."""
    emission, actor, titles = inquiry.now.emission, inquiry.now.actor, np.append(inquiry.now.source.title, "")
    firms = np.array([load.actor for load in loads], dtype=np.int64)
    rows = _cited(loads)
    return [actor.uid[firms], actor.name[firms], emission.uid[rows], emission.pollutant[rows],
            emission.not_detected[rows], np.nan_to_num(emission.mass[rows], nan=-1.0),
            titles[emission.source[rows]]]  # fmt: skip


def _same(one: list[npt.NDArray[Any]], other: list[npt.NDArray[Any]]) -> bool:
    return all(map(np.array_equal, one, other))


def _cited(loads: list[Load]) -> Integers:
    """The rows of all loads, one after the other."""
    return np.fromiter(chain.from_iterable(load.rows for load in loads), dtype=np.int64)


def _rows(
    inquiry: Inquiry, loads: list[Load], book: Book
) -> tuple[Iterator[tuple[Row, ...]], Iterator[tuple[Ref, ...]]]:
    """The rows of each main source with all that a finding tells of them, and the references to them."""
    told = list(zip(*(column.tolist() for column in book.columns[2:]), strict=True))
    cited = row_refs(inquiry.now, "emission", _cited(loads))
    ends = list(pairwise(accumulate((len(load.rows) for load in loads), initial=0)))
    return (tuple(told[start:end]) for start, end in ends), (tuple(cited[start:end]) for start, end in ends)


def _told(loads: list[Load], uids: Words, names: Words) -> Iterator[Told]:
    for load, uid, name in zip(loads, uids.tolist(), names.tolist(), strict=True):
        indirect = round(100 * load.indirect / load.load, 1) if load.indirect > 0 else -1.0
        share, cumulative = round(100 * load.share, 1), round(100 * load.cumulative, 1)
        yield uid, name, load.rank, share, cumulative, load.load, indirect


class _Maker:
    """Makes findings of a frame; what they share is made once."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.medium = Text(MEDIUM_TITLES[frame.medium])
        self.few = _without_figures(frame.sources - frame.known)
        self.document = Text(
            "Computed with {standard} as one common standard for all.", {"standard": frame.standard.document}
        )
        self.step = Text("Check its emission figures with the firm; a load compares firms and proves no exceedance.")
        self.cited = tuple(part for line in frame.lines for part in line.evidence)
        self.items: dict[str, Pollutant | None] = {}
        self.names: dict[str, Text] = {}
        self.limits: dict[tuple[int, tuple[str, ...]], Text | None] = {}
        self.sources: dict[tuple[str, ...], str] = {}

    def finding(self, told: Told, rows: tuple[Row, ...], evidence: tuple[Ref, ...]) -> Finding:
        """The finding about a source of which these rows tell."""
        uid, name, *_, load, _ = told
        return Finding(
            rule=MAIN, layer="computed", severity=2, subject=Ref("actor", uid, name),
            sentence=later(self._sentence, told, rows), step=self.step,
            amount=float(f"{load:.6g}"), unit=self.frame.unit, matter=MEDIUM_TITLES[self.frame.medium],
            year=self.frame.year, evidence=evidence, source=self._source(rows),
        )  # fmt: skip

    def _source(self, rows: tuple[Row, ...]) -> str:
        titles = tuple([row[4] for row in rows])
        if titles not in self.sources:
            joined = "; ".join(dict.fromkeys(title for title in titles if title))
            self.sources[titles] = cite(joined, *self.frame.lines)
        return self.sources[titles]

    def _sentence(self, told: Told, rows: tuple[Row, ...]) -> Text:
        sentence = sentences(self._share(told), self.few, self._chief(rows), _indirect(told[-1]), self.document,
                             self._limits(rows), self.frame.left_out)  # fmt: skip
        return with_cautions(sentence, *self.frame.lines)

    def _item(self, name: str) -> Pollutant | None:
        if name not in self.items:
            self.items[name] = find_pollutant(self.frame.medium, name)
        return self.items[name]

    def _share(self, told: Told) -> Text:
        _, name, rank, share, cumulative, load, _ = told
        values = {
            "firm": name, "share": Quantity(share, "%"), "cumulative": Quantity(cumulative, "%"), "medium": self.medium,
            "load": Quantity(float(f"{load:.4g}"), self.frame.unit), "rank": rank, "known": self.frame.known,
        }  # fmt: skip
        if self.frame.class_of == "plant":
            return Text(
                "{firm} discharges {share} of the known equal-standard load of {medium} of central plants "
                "({load} a year, number {rank} of the {known} plants with known figures; together with those before it "
                "{cumulative}).",
                values,
            )
        return Text(
            "{firm} hands over {share} of the known equal-standard load of {medium} "
            "({load} a year, number {rank} of the {known} firms with known figures; together with those before it "
            "{cumulative}).",
            values,
        )

    def _chief(self, rows: tuple[Row, ...]) -> Text:
        """Which pollutants make up the load, largest first."""
        parts: dict[str, float] = {}
        for _, name, not_detected, mass, _ in rows:
            if mass > 0 and not not_detected and (item := self._item(name)) is not None:
                parts[item.name] = parts.get(item.name, 0.0) + mass / self.frame.standard.limits[item.id]
        told = [name for name, part in sorted(parts.items(), key=_smaller) if part > 0]
        names = [self._named(name) for name in told[:CHIEF]]
        return Text("Chiefly: {pollutants}.", {"pollutants": enumerate_names(names, CHIEF, len(told))})

    def _named(self, name: str) -> Text:
        if name not in self.names:
            self.names[name] = Text(name)
        return self.names[name]

    def _limits(self, rows: tuple[Row, ...]) -> Text | None:
        """What keeps the load from being exact: unknown masses, and limits that nobody proof-read."""
        unknown = len([mass for _, _, not_detected, mass, _ in rows if mass < 0 and not not_detected])
        told = unknown, tuple([row[1] for row in rows])
        if told not in self.limits:
            self.limits[told] = self._limited(*told)
        return self.limits[told]

    def _limited(self, unknown: int, pollutants: tuple[str, ...]) -> Text | None:
        items = [self._item(name) for name in pollutants]
        unread = dict.fromkeys(item.name for item in items if item and item.id in self.frame.standard.from_memory)
        parts = []
        if unknown:
            parts.append(
                Text(
                    "{n} of its figures is unknown, so the load is at least this.",
                    {"n": unknown},
                    plural="{n} of its figures are unknown, so the load is at least this.",
                )
            )
        if unread:
            names = enumerate_names([Text(name) for name in unread])
            parts.append(
                Text("The limits of {pollutants} are still to be compared with the document.", {"pollutants": names})
            )
        return sentences(*parts) if parts else None


def _smaller(part: tuple[str, float]) -> float:
    return -part[1]


def _without_figures(unknown: int) -> Text | None:
    """How many sources report this medium without any known figure."""
    if not unknown:
        return None
    return Text("{n} more source has no known figure.", {"n": unknown}, plural="{n} more sources have no known figure.")


def _indirect(share: float) -> Text | None:
    return None if share < 0 else Text("{share} of it goes to a central plant.", {"share": Quantity(share, "%")})
