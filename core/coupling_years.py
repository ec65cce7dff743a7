"""How the transition of a cluster and its circular economy go together over the years, from declared figures only.

Benchmarks are lines of tables/coupling_indicators.csv and do not move with the data. Weights are equal, or those of
entropy over years up to a chosen one, which later years do not change. A side is told where two of its indicators are
known in every year that is told: what is unknown is left out for all years and listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from core.catalogues import Row, table
from core.columns import Numbers
from core.coupling_degree import LEAST_YEARS, Coupling, coupled, entropy_weights, normalised
from core.errors import UserError
from core.formulas import parse_formula
from core.indicator_systems import ROUNDING, Line, System
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.system_results import Judged, evaluate
from core.system_scope import scope_of
from core.text import N_, Text

SIDES = {"transition": N_("transition of the cluster"), "circular": N_("circular economy")}
LEAST_INDICATORS = 2  # of a side
MOST_YEARS = 15
EQUAL, ENTROPY = "equal", "entropy"
OURS = "own"  # who says the benchmarks


@dataclass(frozen=True, slots=True)
class Benchmark:
    """An indicator of a side with the values that count as 0 and as 1, and where these are from ("own": ours)."""

    side: str
    line: Line
    worst: float
    best: float
    basis: str


Dated = tuple[Benchmark, tuple[int, ...]]  # an indicator and some years of it


@dataclass(frozen=True, slots=True, eq=False)
class CouplingYears:
    """Sides (years, 2) of 0 to 1 and their degrees by year; `values` (years, used indicators), `weights` (used,).

    `left_out` are indicators that lack a year, with the years they have, `beyond` those that are shares below 0 or
    above 100 % in some years, which counts as lacking; `frozen` is the last year that weights rest on, None for equal
    ones. `before` are the years with figures before those that are told, with what of the used is unknown in each.
    """

    place: str
    years: tuple[int, ...]
    used: tuple[Benchmark, ...]
    values: Numbers
    weights: Numbers
    sides: Numbers
    degrees: tuple[Coupling, ...]
    left_out: tuple[Dated, ...]
    beyond: tuple[Dated, ...]
    frozen: int | None
    judged: tuple[Judged, ...]
    before: tuple[tuple[int, tuple[Benchmark, ...]], ...] = ()

    @property
    def graded(self) -> bool:
        """Whether there are years enough for a grade."""
        return len(self.years) >= LEAST_YEARS


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Every line of the table."""
    return tuple(map(_benchmark, table("tables/coupling_indicators.csv")))


def _benchmark(row: Row) -> Benchmark:
    formula, number = parse_formula(row["formula"]), f"{row['side']}.{row['number']}"
    line = Line("coupling", number, row["title_en"], row["unit_en"], "tell", formula, (), True)
    return Benchmark(row["side"], line, float(row["worst"]), float(row["best"]), row["basis"])


def coupling_years(
    snapshot: Snapshot, region: str = "", weighing: str = EQUAL, frozen: int | None = None,
    until: int | None = None, step: Step = quietly,
) -> CouplingYears:  # fmt: skip
    """The coupling of a whole snapshot or of a region, year by year, up to a year where one is told.

    UserError where a side cannot be told, for a region that there is not, or for weights of years that there are not.
    """
    if frozen is not None and weighing != ENTROPY:
        raise UserError(
            Text("Only weights by entropy can be frozen, and these are equal."),
            Text("Add --weights entropy, or leave --frozen out."),
        )
    listed = benchmarks()
    system = System("coupling", "", "", "", "", None, tuple(one.line for one in listed))
    years = sorted(told_years(snapshot) & set(snapshot.years()))
    years = [year for year in years if until is None or year <= until][-MOST_YEARS:]
    known: list[tuple[int, tuple[Judged, ...]]] = []
    for done, year in enumerate(years):
        step(done, len(years))
        known.append((year, evaluate(scope_of(snapshot, year, region), system).lines))
    values = np.array([[_possible(judged) for judged in lines] for _, lines in known])
    first = _longest(values.reshape(len(known), len(listed)), listed)
    if first is None:
        raise _untold(listed, values.reshape(len(known), len(listed)))
    place = scope_of(snapshot, known[-1][0], region).area.scope.name
    return _of(place, known[first:], values[first:], known, values, _Weights(weighing, frozen))


def _possible(judged: Judged) -> float:
    """The value of an indicator, NaN where it is unknown or a share that cannot be."""
    value = judged.result.value
    return np.nan if value is None or _beyond(judged) else value


def _beyond(judged: Judged) -> bool:
    """Whether a share lies below 0 or above 100 %."""
    value = judged.result.value
    return judged.line.unit == "%" and value is not None and not -ROUNDING <= value <= 100 * (1 + ROUNDING)


def told_years(snapshot: Snapshot) -> set[int]:
    """The years that a statistic or an emission names: links tell no indicator."""
    columns = (snapshot.statistic.year, snapshot.emission.year)
    return {int(year) for column in columns for year in np.unique(column[~np.isnan(column)]).tolist()}


def _longest(values: Numbers, listed: Sequence[Benchmark]) -> int | None:
    """From which year on each side has enough indicators that are known in every year; None where never."""
    for first in range(len(values)):
        whole = ~np.isnan(values[first:].sum(axis=0))
        sides = [sum(whole[at] for at, one in enumerate(listed) if one.side == side) for side in SIDES]
        if min(sides) >= LEAST_INDICATORS:
            return first
    return None


def _untold(listed: Sequence[Benchmark], values: Numbers) -> UserError:
    last = values[-1] if len(values) else np.full(len(listed), np.nan)
    lacking = [Text(one.line.title) for one, value in zip(listed, last, strict=True) if np.isnan(value)]
    return UserError(
        Text("The coupling cannot be told: each side needs two indicators that are known in the latest year."),
        Text("Lacking: {names}. Import the statistics they rest on.", {"names": lacking}),
    )


@dataclass(frozen=True, slots=True)
class _Weights:
    """How indicators are weighed, and the last year that counts for it."""

    kind: str
    frozen: int | None


def _of(
    place: str, told: Sequence[tuple[int, tuple[Judged, ...]]], values: Numbers,
    known: Sequence[tuple[int, tuple[Judged, ...]]], everything: Numbers, weights: _Weights,
) -> CouplingYears:  # fmt: skip
    listed, years = benchmarks(), tuple(year for year, _ in told)
    whole = np.flatnonzero(~np.isnan(values).any(axis=0))
    used = tuple(listed[at] for at in whole.tolist())
    shares = normalised(values[:, whole], np.array([one.worst for one in used]), np.array([one.best for one in used]))
    shared, frozen = _weighed(shares, used, years, weights)
    sides = np.column_stack([
        (shares * np.where([one.side == side for one in used], shared, 0.0)).sum(axis=1) for side in SIDES
    ])  # fmt: skip
    left_out = tuple(
        (one, tuple(year for (year, _), value in zip(known, everything[:, at], strict=True) if not np.isnan(value)))
        for at, one in enumerate(listed)
        if at not in whole
    )
    degrees = tuple(coupled((float(one), float(other))) for one, other in sides.tolist())
    lines = tuple(replace(judged, result=replace(judged.result, year=year)) for year, row in told for judged in row)
    before = tuple(
        (year, tuple(listed[at] for at in whole.tolist() if np.isnan(row[at])))
        for (year, _), row in zip(known, everything, strict=True)
        if year < years[0]
    )
    return CouplingYears(
        place, years, used, values[:, whole], shared, sides, degrees, left_out, _in_years(known), frozen, lines, before
    )


def _in_years(known: Sequence[tuple[int, tuple[Judged, ...]]]) -> tuple[Dated, ...]:
    """The indicators that are shares beyond what there is, with these years."""
    found = {one: tuple(year for year, lines in known if _beyond(lines[at])) for at, one in enumerate(benchmarks())}
    return tuple((one, years) for one, years in found.items() if years)


def _weighed(
    shares: Numbers, used: Sequence[Benchmark], years: Sequence[int], weights: _Weights
) -> tuple[Numbers, int | None]:
    """Weights of which those of each side add up to 1, and the year up to which they rest on figures."""
    told = np.zeros(len(used))
    frozen = None
    counted = np.ones(len(years), dtype=np.bool_)
    if weights.kind == ENTROPY:
        frozen = years[-1] if weights.frozen is None else min(weights.frozen, years[-1])
        counted = np.array(years) <= frozen
        if counted.sum() < LEAST_YEARS:
            raise UserError(
                Text("Entropy weights need at least {least} years, and up to {last} there are {count}.",
                     {"least": LEAST_YEARS, "last": str(weights.frozen or years[-1]), "count": int(counted.sum())}),
                Text("Leave the weights equal, or import figures of more years."),
            )  # fmt: skip
    for side in SIDES:
        at = np.array([place for place, one in enumerate(used) if one.side == side])
        equal = np.full(len(at), 1 / len(at))
        told[at] = entropy_weights(shares[counted][:, at]) if weights.kind == ENTROPY else equal
    return told, frozen
