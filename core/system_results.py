"""What an area comes to under an indicator system in a year: values, thresholds kept or missed, what is lacking.

Nothing is judged on half a figure: an indicator of which something is unknown has no value, one whose firms' figures
are not all there is told with its coverage and not judged, and below `ENOUGH` it is not told at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.account_areas import areas
from core.errors import UserError
from core.evidence import enumerate_names
from core.findings import Ref
from core.formulas import Figure, value_of
from core.indicator_systems import Case, Line, System
from core.indicators import Result
from core.snapshot import Snapshot
from core.system_quantities import Measured, Scope, measure
from core.text import Quantity, Text

ENOUGH = 0.8  # coverage from which on a sum over firms is told


@dataclass(frozen=True, slots=True)
class Judged:
    """An indicator of a system: its result, its threshold, whether that is kept (None: not judged), what it read."""

    line: Line
    result: Result
    case: Case | None
    met: bool | None
    inputs: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A system for an area and a year; `outside` says why it does not apply, '' where it does or nobody can tell."""

    system: System
    scope: Scope
    outside: Text
    lines: tuple[Judged, ...]


def scope_of(snapshot: Snapshot, year: int, region: str = "") -> Scope:
    """Where a system is asked for: a region by its name, else the whole, which is the uppermost region where there is
    exactly one. UserError for a region that the project does not have."""
    found = areas(snapshot.during(year))
    if not region:
        return Scope(snapshot, next(area for area in found if area.highest), year)
    for area in found:
        if area.region >= 0 and area.scope.name.casefold() == region.strip().casefold():
            return Scope(snapshot, area, year)
    names = [area.scope.name for area in found if area.region >= 0]
    raise UserError(
        Text("The project has no region called {region}.", {"region": region}),
        Text("Its regions are {regions}.", {"regions": names}) if names else Text("Leave the region out."),
        value=region,
    )


def evaluate(scope: Scope, system: System) -> Report:
    """Every indicator of a system for a scope."""
    outside = _outside(scope, system)
    return Report(system, scope, outside, tuple(_judge(scope, line, outside) for line in system.lines))


def _outside(scope: Scope, system: System) -> Text:
    """Why a system does not apply; it is said only of whole figures."""
    condition = system.applies
    if condition is None:
        return Text("")
    read = [measure(scope, name, before) for name, before in condition.left.reads]
    if min(one.coverage for one in read) < 1.0 or condition.holds(_figures(scope)) is not False:
        return Text("")
    unit = read[0].quantity.unit
    values = {
        "quantity": Text(read[0].quantity.title),
        "amount": Quantity(read[0].value, unit),
        "least": Quantity(value_of(condition.right, _figures(scope)), unit),
    }
    return Text("Does not apply: {quantity} is {amount}, the system asks for {least} and more.", values)


def _figures(scope: Scope) -> Figure:
    return lambda name, before: measure(scope, name, before).value


def _judge(scope: Scope, line: Line, outside: Text) -> Judged:
    figure = _figures(scope)
    inputs = tuple(measure(scope, name, before) for name, before in line.formula.reads)
    coverage = min(one.coverage for one in inputs)
    value = value_of(line.formula, figure) if coverage >= ENOUGH else None
    reason = Text("") if value is not None and coverage == 1.0 else _reason(inputs, value)
    status = "not_applicable" if outside.message_id else _status(value, coverage)
    rows = tuple(dict.fromkeys(row for one in inputs for row in one.rows))
    silent = tuple(dict.fromkeys(firm for one in inputs for firm in one.silent))
    where = scope.area.scope
    about: str | Ref = where if where.table == "region" else "cluster"
    result = Result(
        f"{line.system}.{line.number}", value, line.unit, status, coverage,
        scope=about, year=scope.year, missing=silent, rows=rows, reason=outside if outside.message_id else reason,
    )  # fmt: skip
    case = line.case(figure)
    judged = status == "ok" and case is not None and value is not None
    return Judged(line, result, case, case.met(value) if judged and case and value is not None else None, inputs)


def _status(value: float | None, coverage: float) -> str:
    if value is None:
        return "not_computable"
    return "ok" if coverage == 1.0 else "partial"


def _reason(inputs: Sequence[Measured], value: float | None) -> Text:
    """What is lacking: quantities that nobody told, else those that too few firms told, else a divisor of 0."""
    lacking = [one for one in inputs if one.value is None]
    if lacking:
        return Text("Lacking: {quantities}.", {"quantities": enumerate_names(list(_dated(lacking)))})
    few = [one for one in inputs if one.coverage < 1.0]
    if few:
        worst = min(few, key=lambda one: one.coverage)
        share = Quantity(round(100 * worst.coverage, 1), "%")
        values = {"quantity": next(_dated([worst])), "share": share}
        if not worst.silent:
            return Text("{quantity} is told for {share} only.", values)
        names = enumerate_names([firm.name for firm in worst.silent])
        return Text("{quantity} is told for {share} only; not by {names}.", {**values, "names": names})
    return Text("It cannot be divided by 0.") if value is None else Text("")


def _dated(told: Sequence[Measured]) -> Iterator[Text]:
    for one in told:
        yield Text("{quantity} {year}", {"quantity": Text(one.quantity.title), "year": str(one.year)})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many mandatory indicators are met, missed and open, and how many optional groups have one that is met."""

    met: int
    missed: int
    open: int
    groups: int
    groups_met: int


def verdict(report: Report) -> Verdict | None:
    """The count by the rule of a system; None for one that judges nothing or does not apply."""
    must = [judged for judged in report.lines if judged.line.need == "must"]
    if not must or report.outside.message_id:
        return None
    groups = {judged.line.need for judged in report.lines if len(judged.line.need) == 1}
    kept = {judged.line.need for judged in report.lines if judged.met}
    met, missed = (sum(judged.met is answer for judged in must) for answer in (True, False))
    return Verdict(met, missed, len(must) - met - missed, len(groups), len(groups & kept))
