"""Findings about main sources by equal-standard load, kept from one state to the next where nothing of them differs.

What the rows of a source say stays the same however much others hand over; rank and shares are told anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise

import numpy as np

from core.catalogues import Pollutant, StandardSet, find_pollutant
from core.evidence import enumerate_names, sentences
from core.findings import Finding, Inquiry, Ref
from core.loads import MEDIUM_TITLES, Load, LoadTable
from core.pollution_rows import left_out
from core.rule_lines import RuleLine
from core.rule_set import cite, rules_of, with_cautions
from core.rule_titles import MAIN_SOURCE as MAIN
from core.rule_titles import STANDARD_SET
from core.text import Quantity, Text

Row = tuple[str, str, bool, float, str]  # uid, pollutant, not detected, mass (-1 unknown), title of the source
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


@dataclass(frozen=True, slots=True)
class Behind:
    """What the rows of a source say: chief pollutants, what limits the load, evidence and documents."""

    chief: Text
    limits: Text | None
    evidence: tuple[Ref, ...]
    source: str


@dataclass(slots=True, eq=False)
class Book:
    """The findings of a table by the rows that they rest on, with what else they tell."""

    frame: Frame
    told: dict[tuple[Row, ...], tuple[Behind, Told, Finding]] = field(default_factory=dict)


def main_sources(inquiry: Inquiry, table: LoadTable) -> Iterator[Finding]:
    """A finding for each main source of a table, the largest first."""
    rules, books = rules_of(inquiry), inquiry.memory.books if inquiry.memory is not None else {}
    lines = (rules.line(MAIN, "share"), rules.line(STANDARD_SET, table.medium))
    frame = Frame(inquiry.year, table.medium, table.class_of, table.unit, table.standard, len(table.actors),
                  table.known, lines, left_out(inquiry))  # fmt: skip
    key = (MAIN, table.medium, table.class_of)
    before, now = books.get(key), Book(frame)
    known = before.told if before is not None and before.frame == frame else {}
    maker = _Maker(frame)
    for told, rows in zip(_told(inquiry, table), _rows(inquiry, table), strict=True):
        same = known.get(rows)
        if same is None or same[1] != told:
            behind = same[0] if same is not None else maker.behind(rows)
            same = (behind, told, maker.finding(behind, told))
        now.told[rows] = same
        yield same[2]
    books[key] = now


def _main(table: LoadTable) -> list[Load]:
    return [load for load in table.actors if load.main]


def _rows(inquiry: Inquiry, table: LoadTable) -> Iterator[tuple[Row, ...]]:
    """The rows of each main source with all that a finding tells of them."""
    emission, titles = inquiry.now.emission, np.append(inquiry.now.source.title, "")
    loads = _main(table)
    rows = np.fromiter(chain.from_iterable(load.rows for load in loads), dtype=np.int64)
    columns = (emission.uid[rows], emission.pollutant[rows], emission.not_detected[rows],
               np.nan_to_num(emission.mass[rows], nan=-1.0), titles[emission.source[rows]])  # fmt: skip
    told = list(zip(*(column.tolist() for column in columns), strict=True))
    ends = accumulate((len(load.rows) for load in loads), initial=0)
    return (tuple(told[start:end]) for start, end in pairwise(ends))


def _told(inquiry: Inquiry, table: LoadTable) -> Iterator[Told]:
    loads, actor = _main(table), inquiry.now.actor
    firms = [load.actor for load in loads]
    for load, uid, name in zip(loads, actor.uid[firms].tolist(), actor.name[firms].tolist(), strict=True):
        indirect = round(100 * load.indirect / load.load, 1) if load.indirect > 0 else -1.0
        share, cumulative = round(100 * load.share, 1), round(100 * load.cumulative, 1)
        yield str(uid), str(name), load.rank, share, cumulative, load.load, indirect


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
        self.sources: dict[tuple[str, ...], str] = {}

    def behind(self, rows: tuple[Row, ...]) -> Behind:
        """What the rows of a source say."""
        titles = tuple(row[4] for row in rows)
        if titles not in self.sources:
            joined = "; ".join(dict.fromkeys(title for title in titles if title))
            self.sources[titles] = cite(joined, *self.frame.lines)
        evidence = tuple(Ref("emission", row[0]) for row in rows) + self.cited
        return Behind(self._chief(rows), self._limits(rows), evidence, self.sources[titles])

    def finding(self, behind: Behind, told: Told) -> Finding:
        """The finding about a source."""
        (uid, name, *_, load, indirect), frame = told, self.frame
        sentence = sentences(self._share(told), self.few, behind.chief, _indirect(indirect), self.document,
                             behind.limits)  # fmt: skip
        return Finding(
            rule=MAIN, layer="computed", severity=2, subject=Ref("actor", uid, name),
            sentence=with_cautions(sentences(sentence, frame.left_out), *frame.lines), step=self.step,
            amount=float(f"{load:.6g}"), unit=frame.unit, matter=MEDIUM_TITLES[frame.medium], year=frame.year,
            evidence=behind.evidence, source=behind.source,
        )  # fmt: skip

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
            item = self._item(name)
            if item is not None and mass > 0 and not not_detected:
                parts[item.name] = parts.get(item.name, 0.0) + mass / self.frame.standard.limits[item.id]
        names = [Text(name) for name, part in sorted(parts.items(), key=lambda item: -item[1]) if part > 0]
        return Text("Chiefly: {pollutants}.", {"pollutants": enumerate_names(names, 3)})

    def _limits(self, rows: tuple[Row, ...]) -> Text | None:
        """What keeps the load from being exact: unknown masses, and limits that nobody proof-read."""
        unknown = sum(mass < 0 and not not_detected for _, _, not_detected, mass, _ in rows)
        items = [self._item(row[1]) for row in rows]
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


def _without_figures(unknown: int) -> Text | None:
    """How many sources report this medium without any known figure."""
    if not unknown:
        return None
    return Text("{n} more source has no known figure.", {"n": unknown}, plural="{n} more sources have no known figure.")


def _indirect(share: float) -> Text | None:
    return None if share < 0 else Text("{share} of it goes to a central plant.", {"share": Quantity(share, "%")})
