"""Targets of indicators in sentences and as plain values, and the light that an answer is shown with."""

from typing import Any

from core.columns import json_number
from core.i18n import show_number, unit_words
from core.indicator_rules import is_contrary
from core.system_results import Judged
from core.target_gaps import Goal
from core.text import N_, Text

KEPT, MISSED = "kept", "missed"
LIGHTS = {KEPT: "\u25cf", MISSED: "\u25b2"}  # a disc and a triangle are told apart in black and white
DIGITS = 4
SIDE_SIGNS = {">=": "\u2265 ", "<=": "\u2264 "}
POINTS = N_("percentage points")  # between two shares


def light_of(judged: Judged) -> str:
    """`kept` or `missed` where a threshold was compared with its document, '' where it was not or nothing is judged."""
    if judged.met is None or not judged.line.checked:
        return ""
    return KEPT if judged.met else MISSED


def in_unit(value: float | None, judged: Judged, language: str) -> str:
    """A value of an indicator with its unit, '' where it is unknown."""
    if value is None:
        return ""
    return " ".join(part for part in (show_number(value, DIGITS), unit_words(judged.line.unit, language)) if part)


def difference(value: float | None, judged: Judged, language: str) -> str:
    """What lies between two values of an indicator, with its unit, '' where it is unknown; of shares in points."""
    if value is None:
        return ""
    unit = POINTS if judged.line.unit == "%" else judged.line.unit
    return " ".join(part for part in (show_number(value, DIGITS), unit_words(unit, language)) if part)


def goal_text(goal: Goal, judged: Judged, language: str) -> Text:
    """Base year, target, now and gap in a sentence."""
    unknown = Text("unknown")
    values: dict[str, object] = {
        "base_year": str(goal.base_year or ""),
        "base": in_unit(goal.base, judged, language) or unknown,
        "year": str(goal.target_year or ""),
        "target": unknown
        if goal.target is None
        else f"{SIDE_SIGNS.get(goal.sense, '')}{in_unit(goal.target, judged, language)}",
        "now": in_unit(goal.now, judged, language) or unknown,
    }
    base = Text("Base year {base_year}: {base}; ", values) if goal.base_year else ""
    if goal.target is None:
        return Text("{base}now {now}.", {**values, "base": base})
    told = {**values, "base": base, "told": _gap_text(goal, judged, language)}
    if goal.target_year is not None and judged.result.year is not None and goal.target_year < judged.result.year:
        return Text("{base}target {year}: {target}, a year that is past; now {now}; {told}.", told)
    return Text("{base}target {year}: {target}; now {now}; {told}.", told)


def _gap_text(goal: Goal, judged: Judged, language: str) -> Text:
    if goal.now is not None and not goal.fit:
        return Text("not judged")
    if goal.met and is_contrary(goal.sense, judged.line.cases):
        return Text("reached, but on the other side than the threshold asks for")
    if goal.met:
        return Text("reached")
    if goal.target is not None and goal.now is not None and not goal.sense:
        return Text(
            "whether more or less of it is the aim is not told: enter at least or at most in the table of targets"
        )
    if goal.gap is None:
        return Text("the gap is unknown")
    gap = {"gap": difference(goal.gap, judged, language)}
    if goal.share is None:
        return Text("{gap} are lacking", gap)
    return Text("{gap} are lacking, {share} % of the way is done", {**gap, "share": show_number(100 * goal.share, 3)})


def goal_json(goal: Goal | None) -> dict[str, Any] | None:
    """A target as plain values."""
    if goal is None:
        return None
    return {
        "base_year": goal.base_year,
        "base": json_number(goal.base),
        "target_year": goal.target_year,
        "target": json_number(goal.target),
        "now": json_number(goal.now),
        "gap": json_number(goal.gap),
        "met": goal.met,
        "source": goal.source,
    }
