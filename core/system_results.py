"""What an area comes to under an indicator system in a year: values, thresholds kept or missed, what is lacking.

Nothing is judged on half a figure: an indicator of which something is unknown has no value, one whose firms' figures
are not all there is told with its coverage and not judged, and below `ENOUGH` it is not told at all.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.compared_with import MEMORY
from core.evidence import enumerate_names, sentences, united
from core.formula_units import unit_fault
from core.formulas import Figure, value_of
from core.indicator_systems import ROUNDING, Case, Line, System, systems
from core.indicators import Result
from core.system_measured import NOTHING, KeptResult, Measured
from core.system_quantities import measure
from core.system_scope import Scope
from core.text import Quantity, Text

ENOUGH = 0.8  # coverage from which on a sum over firms is told
# Why no document bears a threshold out, beside MEMORY of ours: the project named none, or did not compare it.
TYPED, UNCOMPARED = "typed", "uncompared"


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


def evaluate(scope: Scope, system: System) -> Report:
    """Every indicator of a system for a scope."""
    outside = _outside(scope, system)
    return Report(system, scope, outside, tuple(judge_line(scope, line, outside) for line in system.lines))


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


def judge_line(scope: Scope, line: Line, outside: Text = NOTHING) -> Judged:
    """A line of a system for a scope; `outside` says why its system does not apply."""
    inputs = tuple(measure(scope, name, before) for name, before in line.formula.reads)
    result = _result(scope, line, inputs, outside)
    case = line.case(_figures(scope))
    value = result.value
    met = case.met(value) if case is not None and value is not None and is_judged(line, result) else None
    return Judged(line, result, case, met, inputs)


def is_judged(line: Line, result: Result) -> bool:
    """Whether a value is whole and can be, so that it may be held against a threshold or a target."""
    return result.value is not None and result.status == "ok" and not _impossible(line, result.value)


def _result(scope: Scope, line: Line, inputs: tuple[Measured, ...], outside: Text) -> Result:
    """What a line comes to; where its inputs are those of before, the result of before."""
    key = ("result", line.system, line.number)
    kept: KeptResult | None = scope.kept.get(key)
    if kept is not None and kept.is_of(line, inputs, outside):
        return kept.result
    value, coverage = _worked_out(line, inputs)
    reason = outside if outside.message_id else _reason(line, inputs, value, coverage)
    if doubt := _formula_doubt(line, inputs):
        reason = sentences(reason, doubt) if reason.message_id else doubt
    where, status = scope.area.scope, _status(value, coverage)
    result = Result(
        f"{line.system}.{line.number}", value, line.unit, "not_applicable" if outside.message_id else status,
        coverage, scope=where if where.table == "region" else "cluster", year=scope.year,
        missing=united(one.silent for one in inputs), rows=united(one.rows for one in inputs), reason=reason,
    )  # fmt: skip
    scope.kept[key] = KeptResult(line, inputs, outside, result)
    return result


def _worked_out(line: Line, inputs: Sequence[Measured]) -> tuple[float | None, float]:
    """The value of a formula and how far it is known.

    Where not every firm told every quantity, only the firms that told all of them are put beside each other: a sum
    over some firms by a sum over others says nothing.
    """
    told = dict(zip(line.formula.reads, inputs, strict=True))
    coverage = min((one.coverage for one in inputs), default=1.0)  # a number alone, entered in another program
    if coverage == 1.0 or len(told) == 1:
        value = value_of(line.formula, lambda name, before: told[name, before].value) if coverage >= ENOUGH else None
        return value, coverage
    common = set.intersection(*(set(one.by_firm) for one in inputs))
    coverage = min(coverage, len(common) / max(one.asked for one in inputs)) if common else coverage
    if coverage < ENOUGH or not common:
        return None, coverage

    def added(name: str, before: int) -> float:
        return math.fsum(told[name, before].by_firm[firm] for firm in common)

    return value_of(line.formula, added), coverage


def _impossible(line: Line, value: float) -> bool:
    """Whether a share is less than nothing or more than there is; growth may be either."""
    share = line.unit == "%" and bool(line.cases) and "growth" not in line.formula.text
    return share and not -ROUNDING <= value <= 100 * (1 + ROUNDING)


def _status(value: float | None, coverage: float) -> str:
    if value is None:
        return "not_computable"
    return "ok" if coverage == 1.0 else "partial"


def _reason(line: Line, inputs: Sequence[Measured], value: float | None, coverage: float) -> Text:
    """What is lacking: quantities that nobody told, else those that too few firms told, else a divisor of 0."""
    lacking = [one for one in inputs if one.value is None]
    if lacking:
        told = Text("Lacking: {quantities}.", {"quantities": enumerate_names(list(_dated(lacking)))})
        return sentences(told, *dict.fromkeys(one.note for one in lacking if one.note.message_id))
    few = [one for one in inputs if one.coverage < 1.0]
    if few:
        return _few(min(few, key=lambda one: one.coverage), value, coverage)
    if value is None:
        return Text("It cannot be divided by 0.")
    if _impossible(line, value):
        return Text("A share lies between 0 and 100 %: check the figures; it is not judged.")
    return Text("")


def _formula_doubt(line: Line, inputs: Sequence[Measured]) -> Text | None:
    """What the units of a formula that the project keeps, such as an old or a loaded one, have against it."""
    reads = zip(line.formula.reads, inputs, strict=True)
    units = {name: told.quantity.unit for (name, _), told in reads}
    fault = unit_fault(line.formula, line.unit, units) if line.own else None
    return Text("Check the formula: {reason}.", {"reason": fault}) if fault else None


def _few(worst: Measured, value: float | None, coverage: float) -> Text:
    """Which quantity the fewest told, by whom it was not, and over which firms the value is."""
    values = {"quantity": next(_dated([worst])), "share": Quantity(round(100 * worst.coverage, 1), "%")}
    told = Text("{quantity} is told by {share} of the firms only.", values)
    if worst.silent:
        names = enumerate_names([firm.name for firm in worst.silent])
        told = Text("{quantity} is told by {share} of the firms only; not by {names}.", {**values, "names": names})
    if value is None or coverage == worst.coverage:
        return told
    share = Quantity(round(100 * coverage, 1), "%")
    return sentences(told, Text("The value is of the {share} of firms that told every quantity.", {"share": share}))


def _dated(told: Sequence[Measured]) -> Iterator[Text]:
    for one in told:
        yield Text("{quantity} {year}", {"quantity": Text(one.quantity.title), "year": str(one.year)})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many mandatory indicators are met, missed and open, and how many optional groups have one that is met.

    `doubted` is how many of those met and missed were judged by a threshold that no document bears out, by why.
    """

    met: int
    missed: int
    open: int
    groups: int
    groups_met: int
    doubted: Mapping[str, int]


def verdict(report: Report) -> Verdict | None:
    """The count by the rule of a system; None for one that judges nothing or does not apply."""
    must = [judged for judged in report.lines if judged.line.need == "must"]
    if not must or report.outside.message_id:
        return None
    groups = {judged.line.need for judged in report.lines if len(judged.line.need) == 1}
    kept = {judged.line.need for judged in report.lines if judged.met}
    met, missed = (sum(judged.met is answer for judged in must) for answer in (True, False))
    found = Counter(threshold_doubt(judged) for judged in must if judged.met is not None)
    doubted = {why: found[why] for why in (MEMORY, TYPED, UNCOMPARED) if found[why]}
    return Verdict(met, missed, len(must) - met - missed, len(groups), len(groups & kept), doubted)


def threshold_doubt(judged: Judged) -> str:
    """Why the threshold of a line is not borne out by a document; '' where it is, or where none counts.

    One of ours that nobody compared with the document is from memory; one that the project entered is its own word
    until it names a document and has compared it.
    """
    line, case = judged.line, judged.case
    if case is None:
        return ""
    standard = standard_line(line)
    if line.own and not (standard and case in standard.cases):
        return TYPED if not line.document else "" if line.checked else UNCOMPARED
    return "" if line.checked else MEMORY


def standard_line(line: Line) -> Line | None:
    """The line of the standard itself that has the number of a line, None where there is none."""
    lines = systems()[line.system].lines if line.system in systems() else ()
    return next((one for one in lines if one.number == line.number), None)
