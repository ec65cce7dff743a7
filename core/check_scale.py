"""Figures out of all scale: far above what other firms state of the same good, and among the largest of all.

A wrong unit is found this way in a first year, without a year before, a link or a licence to compare with.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from core.evidence import ref, sentences, sources
from core.findings import Finding, Inquiry, check
from core.series import SLIP
from core.snapshot import Snapshot
from core.statements import best_statistics
from core.text import N_, Quantity, Text

SCALE = "data.out_of_scale"
ITEMS = {"production": N_("made"), "consumption": N_("used"), "waste_generated": N_("generated as waste")}
BEYOND = 5.0  # times what any other firm states of the good
COMMON = 100.0  # times the median of all figures of the item
LEAST_FIGURES, LEAST_FIRMS = 20, 5
# For a good that one firm alone states: times what any other firm states of whatever good, and times the median.
SOLE, SOLE_COMMON = 3.0, 50.0
TOLD = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A known figure above 0 of an item: firm, commodity and statistic are rows, `value` in the unit of its group."""

    firm: int
    commodity: int
    value: float
    row: int


@dataclass(frozen=True, slots=True)
class Outlier:
    """A figure and what it is held against: the next firm with the good, the median of `count` figures of all firms.

    `alone` says that it is the largest of all, `sole` that nobody else states the good: then `next` is the largest of
    other firms of whatever good.
    """

    item: str
    unit: str
    figure: Figure
    next: Figure
    median: float
    count: int
    alone: bool
    sole: bool = False


@check(SCALE, N_("Figure out of all scale"))
def find_out_of_scale(inquiry: Inquiry) -> Iterable[Finding]:
    """Figures over 5 times what any other firm states of the good and over 100 times the median of all such figures.

    A good that one firm alone states is held against all others: then only the largest figure of all is looked at.
    """
    found = [outlier for item in ITEMS for outlier in _outliers(inquiry.now, item)]
    found.sort(key=lambda each: (not each.alone, -each.figure.value / each.median))
    first = {outlier.figure.firm: outlier for outlier in reversed(found)}  # what else a firm has follows from it
    for outlier in [outlier for outlier in found if first[outlier.figure.firm] is outlier][:TOLD]:
        yield _finding(inquiry, outlier)


def _outliers(now: Snapshot, item: str) -> Iterator[Outlier]:
    by_unit: dict[str, list[Figure]] = defaultdict(list)
    for (firm, commodity), told in best_statistics(now, item).items():
        if commodity >= 0 and told.value > 0:
            by_unit[told.unit].append(Figure(firm, commodity, told.value, told.row))
    for unit, figures in by_unit.items():
        if len(figures) < LEAST_FIGURES or len({figure.firm for figure in figures}) < LEAST_FIRMS:
            continue
        median = float(np.median([figure.value for figure in figures]))
        largest = max(figure.value for figure in figures)
        for figure, other in _leading(figures):
            if figure.value > BEYOND * other.value and figure.value > COMMON * median:
                yield Outlier(item, unit, figure, other, median, len(figures), figure.value == largest)
        yield from _sole(item, unit, figures, median)


def _sole(item: str, unit: str, figures: list[Figure], median: float) -> Iterator[Outlier]:
    """The largest figure of all where one firm alone states its good, far above whatever other firms state."""
    top = max(figures, key=lambda figure: figure.value)
    if any(figure.commodity == top.commodity and figure.firm != top.firm for figure in figures):
        return
    other = max((figure for figure in figures if figure.firm != top.firm), key=lambda figure: figure.value)
    if top.value > SOLE * other.value and top.value > SOLE_COMMON * median:
        yield Outlier(item, unit, top, other, median, len(figures), alone=True, sole=True)


def _leading(figures: list[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Of each commodity that several firms state the largest figure and the next."""
    by_good: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_good[figure.commodity].append(figure)
    for stated in by_good.values():
        if len(stated) > 1:
            first, second = sorted(stated, key=lambda figure: -figure.value)[:2]
            yield first, second


def _finding(inquiry: Inquiry, outlier: Outlier) -> Finding:
    now, figure = inquiry.now, outlier.figure
    firm = ref(now, "actor", figure.firm)
    rows = [figure.row, outlier.next.row]
    return Finding(
        rule=SCALE,
        layer="data",
        severity=3 if outlier.alone and not outlier.sole else 2,
        subject=firm,
        sentence=sentences(_sentence(now, outlier), _slip(outlier)),
        step=Text(
            "Look at the original table of {firm}: are unit and digits right, or does it count again what only goes "
            "round within the works? Correct the figure before using any total.",
            {"firm": firm.name},
        ),
        amount=figure.value,
        unit=outlier.unit,
        matter=f"{outlier.item}: {now.commodity.name[figure.commodity]}",
        year=inquiry.year,
        evidence=tuple(ref(now, "statistic", row) for row in rows),
        source=sources(now, "statistic", rows),
    )


def _sentence(now: Snapshot, outlier: Outlier) -> Text:
    figure = outlier.figure
    values = {
        "firm": str(now.actor.name[figure.firm]),
        "good": str(now.commodity.name[figure.commodity]),
        "done": Text(ITEMS[outlier.item]),
        "value": Quantity(figure.value, outlier.unit),
        "entered": _entered(now, figure),
        "times": round(figure.value / outlier.next.value, 1),
        "other": str(now.actor.name[outlier.next.firm]),
        "less": Quantity(outlier.next.value, outlier.unit),
        "count": outlier.count,
    }
    if outlier.sole:
        values["another"] = str(now.commodity.name[outlier.next.commodity])
        return Text(
            "{firm}: {value} of {good} {done}{entered} is the largest of all {count} such figures; "
            "nobody else states this good, and the next firm, {other}, comes to {less} of {another}.",
            values,
        )
    if outlier.alone:
        return Text(
            "{firm}: {value} of {good} {done}{entered} is the largest of all {count} such figures and "
            "{times} times the {less} of {other}, which comes next for this good.",
            values,
        )
    return Text(
        "{firm}: {value} of {good} {done}{entered} is {times} times the {less} of {other}, which "
        "comes next for this good.",
        values,
    )


def _entered(now: Snapshot, figure: Figure) -> Text | str:
    """What was entered, in brackets; nothing where it is the same number and only the unit's name may differ."""
    value, unit = float(now.statistic.value_entered[figure.row]), str(now.statistic.unit_entered[figure.row])
    return "" if value == figure.value else Text(" (entered as {amount})", {"amount": Quantity(value, unit)})


def _slip(outlier: Outlier) -> Text | None:
    """Whether it is about a thousand times the next, as a wrong unit makes it."""
    if SLIP[0] <= outlier.figure.value / outlier.next.value <= SLIP[1]:
        return Text("That is about a thousandfold, as kg entered for t.")
    return None
