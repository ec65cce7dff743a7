"""Submissions of a form as the sheets of a survey, so that one engine compares whatever comes back.

What is not asked in a submission has no column, so that nothing is emptied. What two submissions say of the same link
is one statement and, where they differ, a question.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from core.catalogues import table
from core.cells import Cell
from core.merge_export import Answers, Row
from core.merge_returned import Grid
from core.merge_values import Tables
from core.survey_form import NEW
from core.survey_workbook import UID
from core.text import Text
from core.units import unit_name

Cells = dict[str, Cell]
Sheet = tuple[str, Grid]


def answer_sheets(answers: Answers, base: Tables, year: int, language: str) -> list[Sheet]:
    """Rows of all submissions as sheets by kind of table and columns, firms first; `base` is not folded."""
    return sheets_of([pair for one in answers.submissions for pair in _of_submission(*one, base, year, language)])


def sheets_of(rows: Iterable[tuple[str, Cells]]) -> list[Sheet]:
    """Rows by kind of table, each with its own columns, as sheets; firms first."""
    made: dict[tuple[str, tuple[str, ...]], list[tuple[Cell, ...]]] = {}
    for kind, cells in sorted(rows, key=lambda pair: pair[0] != "actors"):
        made.setdefault((kind, tuple(cells)), []).append(tuple(cells.values()))
    return [(kind, (columns, *grid)) for (kind, columns), grid in made.items()]


def _of_submission(
    row: Row, repeats: Mapping[str, list[Row]], base: Tables, year: int, language: str
) -> Iterator[tuple[str, Cells]]:
    firm = row.get("firm", "")
    if cells := dict(_about_firm(row, base.get("actor", {}).get(firm, {}))):
        yield "actors", {UID: firm, **cells}
    for link in repeats["links"]:
        amount = {"amount": link.get("amount") or None, "unit": _unit(link.get("unit", ""), language), "year": year}
        if link.get("link") == NEW:
            ends = (firm, link.get("partner"))
            sender, receiver = ends if link.get("direction") != "takes" else ends[::-1]
            yield "flows", {"from": sender, "to": receiver, "commodity": link.get("commodity"), **amount}
        elif link.get("link") and amount["amount"] is not None:
            yield "flows", {UID: link["link"], **amount}
    for one in repeats["capacities"]:
        if one.get("capacity") and one.get("proof"):
            yield "capacities", {UID: one["capacity"], "proof": one["proof"]}
    for question in table("tables/survey_questions.csv"):
        if value := row.get(question["item"]):
            told = {"actor": firm, "item": question["item"], "value": value, "unit": question["unit"]}
            yield "statistics", {**told, "year": year}


def _about_firm(row: Row, known: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    """What a submission says of the firm itself; a note is added to the one that stands there."""
    if row.get("status"):
        yield "status", row["status"]
        day = row.get("today", "")[:10]
        if row["status"] != known.get("status") and "" < day <= date.today().isoformat():
            yield "status date", day
    if (point := _place(row)) is not None:
        yield "lon", point[0]
        yield "lat", point[1]
    if note := row.get("note"):
        yield "note", added_note(str(known.get("note") or ""), note)


def added_note(before: str, note: str) -> str:
    """A note behind the one that stands there."""
    return before if note in before.split("; ") else f"{before}; {note}" if before else note


def _place(row: Row) -> tuple[float, float] | None:
    """Longitude and latitude: one column of "lat lon alt acc", or columns of their own as each server calls them."""
    told = row.get("place", "").split()[:2] or [
        next((row[name] for name in (f"place-{part}", f"_place_{part.lower()}") if row.get(name)), "")
        for part in ("Latitude", "Longitude")
    ]
    try:
        lat, lon = map(float, told)
    except ValueError:
        return None
    return lon, lat


def _unit(id: str, language: str) -> str | None:
    return unit_name(id, language) if id else None


def visits_of(answers: Answers) -> dict[str, dict[str, Any]]:
    """What was noted of firms beside their rows, by uid: what became of the visit, when, by whom, photos.

    Of several submissions of a firm it is the one of the latest day, with the others as `earlier`.
    """
    visits: dict[str, list[dict[str, Any]]] = {}
    for row, repeats in answers.submissions:
        visits.setdefault(row.get("firm", ""), []).append(_visit_of(row, repeats))
    seen = {}
    for firm, told in visits.items():
        *earlier, last = sorted(told, key=lambda one: str(one.get("visited", "")))
        seen[firm] = {**last, "earlier": earlier} if earlier else last
    return seen


def _visit_of(row: Row, repeats: Mapping[str, list[Row]]) -> dict[str, Any]:
    photos = [row.get("photo"), *(one.get("link_photo") for one in repeats["links"]),
              *(one.get("proof_photo") for one in repeats["capacities"])]  # fmt: skip
    told = {
        "met": row.get("met"), "visited": row.get("today"), "photos": list(filter(None, photos)),
        "person": row.get("SubmitterName") or row.get("_submitted_by"),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def answer_notes(answers: Answers) -> Iterator[Text]:
    """What of an export was not read."""
    if answers.rejected:
        yield Text("{n} submission was rejected on the server and was not read.", {"n": answers.rejected},
                   plural="{n} submissions were rejected on the server and were not read.")  # fmt: skip
    if answers.orphans:
        yield Text("{n} row of a repeat belongs to no submission and was not read.", {"n": answers.orphans},
                   plural="{n} rows of repeats belong to no submission and were not read.")  # fmt: skip
