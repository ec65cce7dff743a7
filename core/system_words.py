"""An indicator system in sentences and as plain values: what was reached, what was asked, what is lacking."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from core.columns import json_number
from core.compared_with import MEMORY
from core.doubts import Doubts, doubt_text, doubted
from core.formulas import Formula, plain_signs
from core.i18n import MINUS, THIN, show, show_number, translate, unit_words
from core.indicator_systems import Case, Line, holders, quantity_title
from core.renaming import Names, text_in
from core.system_choices import NEEDS
from core.system_heads import head, head_json, verdict_text
from core.system_measured import Measured
from core.system_results import TYPED, UNCOMPARED, Judged, Report, threshold_doubt
from core.target_gaps import goals_of
from core.target_words import goal_json, goal_text, light_of
from core.text import N_, Quantity, Text

SENSE_SIGNS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "==": "="}
FUNCTIONS = {
    "growth": N_("yearly growth"),
    "mean": N_("mean"),
    "max": N_("the largest of"),
    "min": N_("the least of"),
}
MOST_DIGITS = 12
DIGITS = 4  # significant digits of a value that is read beside a threshold
_DOUBTS = {
    MEMORY: N_("The threshold is from memory: check the original."),
    TYPED: N_("The threshold was typed by the project, no document named."),
    UNCOMPARED: N_("You have not compared the threshold with its document yet."),
}
MET, MISSED, NOT_JUDGED = N_("kept"), N_("missed"), N_("not judged")


def threshold(case: Case | None, unit: str, language: str) -> str:
    """A threshold as it is written: its sign, its value and unit; '' where none counts."""
    if case is None:
        return ""
    return " ".join(
        part for part in (SENSE_SIGNS[case.sense], show_number(case.value), unit_words(unit, language)) if part
    )


def amount(judged: Judged, language: str) -> str:
    """The value with its unit, or that there is none."""
    value = judged.result.value
    if value is None:
        return translate(N_("not computable"), language)
    return " ".join(part for part in (_told(value, judged.case), unit_words(judged.line.unit, language)) if part)


def _told(value: float, case: Case | None) -> str:
    """A number with as many digits as it takes to see on which side of its threshold it lies."""
    for digits in range(DIGITS, MOST_DIGITS):
        shown = show_number(value, digits)
        plain = float(shown.replace(THIN, "").replace(MINUS, "-"))
        if case is None or case.met(plain) == case.met(value):
            return shown
    return show_number(value, MOST_DIGITS)


def line_title(line: Line, language: str) -> str:
    """What an indicator is called by readers of a language; the project may call its own in English otherwise."""
    return line.title_en if language == "en" and line.title_en else translate(line.title, language)


def need(line: Line) -> Text:
    """What an indicator is to its system."""
    if line.need in NEEDS:
        return Text(NEEDS[line.need])
    return Text("one of group {letter}", {"letter": line.need})


def answer_of(judged: Judged) -> str:
    """Whether the threshold is kept, as a marked word; '' where there is none to keep."""
    if judged.met is not None:
        return MET if judged.met else MISSED
    return NOT_JUDGED if judged.line.cases else ""


def remarks(judged: Judged) -> list[Text]:
    """What a reader must know of an indicator: what is lacking, what differs, where its threshold comes from."""
    told = [judged.result.reason] if judged.result.reason.message_id else []
    told += [one.note for one in judged.inputs if one.note.message_id and one.value is not None]
    if judged.case is None and judged.line.cases:
        read = {name for case in judged.line.cases if case.when for name, _ in case.when.left.reads}
        names = [Text(quantity_title(name)) for name in sorted(read)]
        told.append(Text("Which threshold counts depends on {quantities}.", {"quantities": names}))
    if why := threshold_doubt(judged):
        told.append(Text(_DOUBTS[why]))
    if judged.line.own:
        told.append(_kept_by(judged.line))
    return list(dict.fromkeys(told))


def _kept_by(line: Line) -> Text:
    """That a line is the project's own, and which document it names."""
    if not line.document:
        return Text("The line is the project's own.")
    if not line.edition:
        return Text("The line is the project's own, by {document}.", {"document": line.document})
    told = {"document": line.document, "edition": line.edition}
    return Text("The line is the project's own, by {document}, edition {edition}.", told)


def line_text(judged: Judged, language: str) -> str:
    """An indicator in a line: number, title, value, what is asked, and the answer."""
    asked = threshold(judged.case, judged.line.unit, language)
    title: Text | str = line_title(judged.line, language)
    values: dict[str, object] = {"number": judged.line.number, "title": title, "value": amount(judged, language)}
    if judged.line.need != "tell":
        values["title"] = Text("{title} [{need}]", {"title": values["title"], "need": need(judged.line)})
    if not asked:
        return show(Text("{number} {title}: {value}", values), language)
    values |= {"asked": asked, "answer": Text(answer_of(judged))}
    return show(Text("{number} {title}: {value} (asked {asked}, {answer})", values), language)


def summary(report: Report, names: Names, doubts: Doubts, language: str) -> Iterable[tuple[int, str]]:
    """The report line by line with its indent; names in the reader's language."""
    yield 0, show(Text(report.system.title), language)
    where = Text("{where}, {year}", {"where": report.scope.area.scope.name, "year": str(report.scope.year)})
    yield 0, show(text_in(where, names), language)
    for text in head(report):
        yield 0, show(text_in(text, names), language)
    goals = goals_of(report)
    for judged in report.lines:
        yield 2, line_text(judged, language)
        if goal := goals.get(judged.line.number):
            yield 4, show(goal_text(goal, judged, language), language)
        for text in [*remarks(judged), *doubt_notes(judged, doubts)]:
            yield 4, show(text_in(text, names), language)


def doubt_notes(judged: Judged, doubts: Doubts) -> Sequence[Text]:
    """The sentence that an indicator rests on figures to be checked, if it does."""
    text = doubt_text(doubted(judged.result.rows, doubts))
    return [text] if text else []


def formula_text(formula: Formula, language: str) -> str:
    """A formula with the quantities by their titles and the signs as one writes them."""
    words = {name: translate(quantity_title(name), language) for name, _ in formula.reads}
    words |= {name: translate(title, language) for name, title in FUNCTIONS.items()}
    signs = plain_signs(formula.text).replace("*", "×").replace("/", "÷").replace("-", "−")
    return re.sub(r"[^\W\d]\w*", lambda found: words.get(found[0], found[0]), signs)


def _no_files(judged: Judged) -> list[str]:
    return []


def to_json(
    report: Report, names: Names, doubts: Doubts, language: str, files: Callable[[Judged], list[str]] = _no_files
) -> dict[str, Any]:
    """A report as plain values: ids as they are, sentences in a language, unknown numbers None.

    `files` tells the evidence files of a result.
    """

    def said(text: Text) -> str:
        return show(text_in(text, names), language)

    goals = goals_of(report)
    return {
        "system": report.system.id,
        "title": translate(report.system.title, language),
        "document": report.system.document,
        "scope": names.get(report.scope.area.scope.name, report.scope.area.scope.name),
        "year": report.scope.year,
        "applies": not report.outside.message_id,
        "verdict": said(verdict_text(report)),
        **head_json(report),
        "indicators": [
            _line_json(judged, doubts, said, language)
            | {"goal": goal_json(goals.get(judged.line.number)), "files": files(judged)}
            for judged in report.lines
        ],
    }


def _line_json(judged: Judged, doubts: Doubts, said: Callable[[Text], str], language: str) -> dict[str, Any]:
    line, result, case = judged.line, judged.result, judged.case
    return {
        "number": line.number,
        "name": line_title(line, language),
        "value": json_number(result.value),
        "unit": unit_words(line.unit, language),
        "need": line.need,
        "formula": line.formula.text,
        "own": line.own,
        "document": line.document,
        "edition": line.edition,
        "threshold": {"sense": case.sense, "value": case.value, "checked": line.checked} if case else None,
        "met": judged.met,
        "light": light_of(judged),
        "status": result.status,
        "coverage": json_number(result.coverage),
        "remarks": [said(text) for text in [*remarks(judged), *doubt_notes(judged, doubts)]],
        "missing": [
            {"table": ref.table, "uid": ref.uid, "name": said(Text("{name}", {"name": ref.name}))}
            for ref in result.missing
        ],
        "inputs": [_input_json(one, said, language) for one in judged.inputs],
    }


def _input_json(one: Measured, said: Callable[[Text], str], language: str) -> dict[str, Any]:
    return {
        "quantity": one.quantity.id,
        "name": translate(one.quantity.title, language),
        "year": one.year,
        "value": json_number(one.value),
        "unit": one.quantity.unit,
        "coverage": json_number(one.coverage),
        "holder": translate(holders()[one.quantity.holder], language),
        "note": said(one.note) if one.note.message_id else "",
        "rows": [{"table": ref.table, "uid": ref.uid} for ref in one.rows],
    }


def input_text(one: Measured) -> Text:
    """A quantity of a formula in a sentence: its value, year and the share of those asked who told it."""
    values = {
        "quantity": Text(one.quantity.title),
        "year": str(one.year),
        "amount": Quantity(one.value, one.quantity.unit),
        "share": Quantity(round(100 * one.coverage, 1), "%"),
    }
    if one.value is None or one.coverage == 1.0:
        return Text("{quantity} {year}: {amount}", values)
    return Text("{quantity} {year}: {amount}, told for {share}", values)
