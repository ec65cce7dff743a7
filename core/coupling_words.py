"""The coupling over the years in lines and as plain values for JSON."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from core.columns import json_number
from core.coupling_degree import LEAST_YEARS, grade, lag, stage
from core.coupling_doubts import Remarks
from core.coupling_years import OURS, SIDES, Benchmark, CouplingYears
from core.evidence import sentences
from core.i18n import show, translate, unit_label
from core.system_results import ENOUGH
from core.text import N_, Quantity, Text

LAGS = {
    -1: N_("neither lags"),
    0: N_("the transition of the cluster lags"),
    1: N_("the circular economy lags"),
}
OWN = N_("both this program's own")
REMEMBERED = N_("the latter by {document} as remembered")


def coupling_lines(found: CouplingYears, remarks: Remarks) -> Iterator[tuple[int, Text]]:
    """Each year in a sentence with the remarks on its figures, what it rests on, and what was left out."""
    yield 0, Text("{place}: transition of the cluster and circular economy, study from declared figures, no official "
                  "index.", {"place": found.place})  # fmt: skip
    for row in range(len(found.years)):
        yield 2, year_text(found, row)
        yield from ((4, remark) for remark in remarks.get(found.years[row], ()))
    yield 0, basis_text(found)
    for one, weight in zip(found.used, found.weights.tolist(), strict=True):
        yield 2, benchmark_text(one, weight)
    yield from ((2, text) for text in left_out_texts(found))


def left_out_texts(found: CouplingYears) -> list[Text]:
    """Each indicator that is left out, with the reason."""
    beyond = dict(found.beyond)
    return [
        _beyond(one, beyond[one]) if one in beyond else _left_out(one, years, told_share(found, one))
        for one, years in found.left_out
    ]


def left_out_together(found: CouplingYears) -> list[Text]:
    """The indicators that are left out in a sentence for each reason, where there is little room."""
    beyond = dict(found.beyond)
    never = [(one, told_share(found, one)) for one, years in found.left_out if one not in beyond and not years]
    some = [(one, years) for one, years in found.left_out if one not in beyond and years]
    groups = (
        (N_("Left out, since nobody told them: {names}."), [Text(one.line.title) for one, share in never if not share]),
        (N_("Left out, since too few of the firms told them: {names}."),
         [_shared(one, share) for one, share in never if 0 < share < ENOUGH]),
        (N_("Left out, since they would be divided by 0: {names}."),
         [Text(one.line.title) for one, share in never if share >= ENOUGH]),
        (N_("Left out, since they are known in some years only: {names}."), [_dated(*each) for each in some]),
        (N_("Left out, since as shares they lie below 0 or above 100 %, check the figures: {names}."),
         [_dated(one, beyond[one]) for one, _ in found.left_out if one in beyond]),
    )  # fmt: skip
    return [Text(told, {"names": names}) for told, names in groups if names]


def told_share(found: CouplingYears, one: Benchmark) -> float:
    """The largest share of firms that told all an indicator needs in a year that it is unknown in, 0 for nobody.

    An indicator that enough told and that is unknown all the same has a divisor of 0.
    """
    results = [judged.result for judged in found.judged if judged.line.number == one.line.number]
    return max((result.coverage for result in results if result.value is None), default=0.0)


def _shared(one: Benchmark, share: float) -> Text:
    return Text("{title} ({share})", {"title": Text(one.line.title), "share": _percent(share)})


def _percent(share: float) -> Quantity:
    return Quantity(round(100 * share, 1), "%")


def _dated(one: Benchmark, years: tuple[int, ...]) -> Text:
    title = Text(one.line.title)
    return Text("{title} ({years})", {"title": title, "years": [str(year) for year in years]}) if years else title


def year_text(found: CouplingYears, row: int) -> Text:
    """A year: both sides, the corrected coordination, with its grade where there are years enough."""
    first, second = found.sides[row].tolist()
    told = found.degrees[row]
    values = {
        "year": str(found.years[row]), "first": _three(first), "second": _three(second),
        "coupling": _three(told.corrected), "usual": _three(told.usual), "coordination": _three(told.coordination),
        "grade": Text(grade(told.coordination)), "stage": Text(stage(told.corrected)),
        "lag": Text(LAGS[lag(first, second)]),
    }  # fmt: skip
    if not found.graded:
        return Text("{year}: transition {first}, circular economy {second}; coupling {coupling} (uncorrected {usual}), "
                    "coordination {coordination}; {lag}.", values)  # fmt: skip
    return Text("{year}: transition {first}, circular economy {second}; coupling {coupling} (uncorrected {usual}; "
                "{stage}), coordination {coordination}, {grade}; {lag}.", values)  # fmt: skip


def _three(value: float) -> float:
    return round(value, 3)


def basis_text(found: CouplingYears) -> Text:
    """How indicators were weighed and, where there are too few years, why there is no grade."""
    if not found.graded:
        return sentences(ungraded_text(found), Text("Fixed benchmarks, equal weights:"))
    if found.frozen is None:
        return Text("Fixed benchmarks, equal weights:")
    values = {"frozen": str(found.frozen)}
    return Text("Fixed benchmarks, weights by entropy of the years up to {frozen}, kept for later ones:", values)


def ungraded_text(found: CouplingYears) -> Text:
    """Why there is no grade: too few years."""
    return Text("No grade: that needs {least} years of the same indicators, and there is {n}.",
                {"least": LEAST_YEARS, "n": len(found.years)},
                plural="No grade: that needs {least} years of the same indicators, and there are {n}.")  # fmt: skip


def missing_years_text(found: CouplingYears) -> Text:
    """How many years of which indicators are still lacking for a grade."""
    values = {"n": LEAST_YEARS - len(found.years), "names": [Text(one.line.title) for one in found.used]}
    return Text("{n} year is missing in which all of these are known: {names}.", values,
                plural="{n} years are missing in which all of these are known: {names}.")  # fmt: skip


def next_steps(found: CouplingYears, doubtful: Sequence[int]) -> list[Text]:
    """What leads to a grade: figures to be checked first, then years that lack, or the next ones to come."""
    steps = [Text("Check the figures of {years} that are marked as doubtful, and correct them or note why they hold.",
                  {"years": [str(year) for year in doubtful]})] if doubtful else []  # fmt: skip
    absent, begun = _years_to_come_by(found)
    steps += [
        Text("Complete the statistics of {years}, in which these are unknown: {names}.",
             {"years": [str(year) for year, _ in alike], "names": [Text(one.line.title) for one in lacking]})
        for lacking, alike in groupby(begun, key=itemgetter(1))
    ]  # fmt: skip
    last = {"last": str(found.years[-1] + LEAST_YEARS - len(found.years))}
    if not absent:
        return [*steps, Text("Without them the grade comes with the statistics of {last}.", last)]
    told = Text("Import the firms' statistics of {years} as well; or the grade comes with those of {last}.",
                {"years": [str(year) for year in absent], **last})  # fmt: skip
    return [*steps, told]


def _years_to_come_by(found: CouplingYears) -> tuple[list[int], list[tuple[int, tuple[Benchmark, ...]]]]:
    """The years that five need besides: those without figures, gaps first, and those that lack some, ascending."""
    before, lacking = dict(found.before), LEAST_YEARS - len(found.years)
    first, last = found.years[0], found.years[-1]
    gaps = [year for year in range(last, first, -1) if year not in found.years]
    chosen = [*gaps, *range(first - 1, first - 1 - lacking, -1)][:lacking]
    absent = sorted(year for year in chosen if year not in before)
    return absent, [(year, before[year]) for year in sorted(chosen) if before.get(year)]


def benchmark_text(one: Benchmark, weight: float) -> Text:
    """An indicator with its weight and benchmarks."""
    values = {
        "side": Text(SIDES[one.side]), "title": Text(one.line.title), "weight": Quantity(_three(100 * weight), "%"),
        "worst": one.worst, "best": one.best, "unit": Text(one.line.unit),
        "basis": Text(OWN) if one.basis == OURS else Text(REMEMBERED, {"document": one.basis}),
    }  # fmt: skip
    return Text("{title} ({side}): weight {weight}, 0 at {worst}, 1 at {best} {unit}; benchmarks: {basis}", values)


def _left_out(one: Benchmark, years: tuple[int, ...], share: float) -> Text:
    title = Text(one.line.title)
    if years:
        values = {"title": title, "years": [str(year) for year in years]}
        return Text("Left out, since it is known in some years only ({years}): {title}", values)
    if not share:
        return Text("Left out, since nobody told it: {title}", {"title": title})
    if share < ENOUGH:
        return Text("Left out, since {share} of the firms told it, which is too few: {title}",
                    {"title": title, "share": _percent(share)})  # fmt: skip
    return Text("Left out, since it would be divided by 0: {title}", {"title": title})


def _beyond(one: Benchmark, years: tuple[int, ...]) -> Text:
    values = {"title": Text(one.line.title), "years": [str(year) for year in years]}
    return Text("Left out, since it is a share below 0 or above 100 % ({years}), check the figures: {title}", values)


def coupling_json(found: CouplingYears, remarks: Remarks, language: str) -> dict[str, Any]:
    """Everything as plain values; no grade below five years."""
    return {
        "place": found.place,
        "graded": found.graded,
        "weights": "equal" if found.frozen is None else "entropy",
        "frozen": found.frozen,
        "years": [
            {**_year(found, row, language), "remarks": [show(text, language) for text in remarks.get(year, ())]}
            for row, year in enumerate(found.years)
        ],
        "indicators": [
            {**_benchmark(one, language), "weight": json_number(found.weights[at]),
             "values": [json_number(value) for value in found.values[:, at].tolist()]}
            for at, one in enumerate(found.used)
        ],
        "left_out": [{**_benchmark(one, language), "years": list(years)} for one, years in found.left_out],
        "beyond": [{**_benchmark(one, language), "years": list(years)} for one, years in found.beyond],
        "sentence": show(basis_text(found), language),
    }  # fmt: skip


def _benchmark(one: Benchmark, language: str) -> dict[str, Any]:
    return {"side": one.side, "number": one.line.number, "title": translate(one.line.title, language),
            "unit": unit_label(one.line.unit, language), "formula": one.line.formula.text, "worst": one.worst,
            "best": one.best, "basis": one.basis}  # fmt: skip


def _year(found: CouplingYears, row: int, language: str) -> dict[str, Any]:
    told, (first, second) = found.degrees[row], found.sides[row].tolist()
    words = (grade(told.coordination), stage(told.corrected)) if found.graded else ("", "")
    return {
        "year": found.years[row], "transition": json_number(first), "circular": json_number(second),
        "coupling": json_number(told.corrected), "coupling_uncorrected": json_number(told.usual),
        "coordination": json_number(told.coordination),
        "coordination_uncorrected": json_number(told.usual_coordination),
        "grade": translate(words[0], language) or None, "stage": translate(words[1], language) or None,
        "lag": {-1: None, 0: "transition", 1: "circular"}[lag(first, second)],
        "sentence": show(year_text(found, row), language),
    }  # fmt: skip
