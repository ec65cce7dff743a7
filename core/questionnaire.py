"""Questionnaires of associations, residents and institutes: one row for each person asked, told as mean, spread and n.

Answers are words of a scale or shares from 0 to 100 %; the scale is taken as evenly spaced (Likert 1932), so that a
mean of 75 % reads as "satisfied". Nothing of a single person is kept: what fewer than three people of an institution
answered is withheld, since mean and spread of two give both answers away. What may only enter sums is told of regions
with three institutions and more, never of an institution; firms are not asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from core.catalogues import table
from core.cells import Cell, CellFault, as_number, as_shown
from core.i18n import LANGUAGES, show, translate
from core.import_statistics import items
from core.kinds import ACTOR_KINDS, SUMS_ONLY
from core.names import tidy, word_key
from core.row_names import RowNames
from core.sheets import Sheet
from core.snapshot import Snapshot
from core.text import N_, Text

INSTITUTION, DAY = N_("Institution or group"), N_("Day")
LEAST = 3  # institutions of a region whose answers may be told together
LEAST_PEOPLE = 3  # of an institution whose answers may be told
ASKED = "people_asked"


@dataclass(frozen=True, slots=True)
class Tallied:
    """What was answered to a question: of an institution (row) or a region (row), -1 for the other; n, mean, sd in %.

    Of `people_asked` the mean is the number of people and the unit person. sd is NaN for a single answer.
    """

    actor: int
    region: int
    item: str
    n: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A row or cell that was not counted: row of the file, heading ('' for the row), reason."""

    row: int
    column: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Tally:
    """What a table of answers comes to; `withheld` names regions with too few institutions to be told of.

    `few` are institutions (rows) with the items that too few of their people answered.
    """

    told: tuple[Tallied, ...]
    refused: tuple[Refused, ...]
    withheld: tuple[str, ...] = ()
    few: tuple[tuple[int, str], ...] = ()


def questions() -> list[dict[str, str]]:
    """The questions that a person answers, in their order."""
    return [dict(row) for row in table("tables/survey_questions.csv") if row["scale"]]


def asked_kinds() -> list[str]:
    """The kinds of actors whose people are asked."""
    return list(dict.fromkeys(kind for row in questions() for kind in row["kinds"].split("|")))


def scale_words(scale: str) -> list[str]:
    """The words of a scale from best to worst, marked."""
    return [str(row["title_en"]) for row in table("tables/answer_words.csv") if row["scale"] == scale]


def headings(language: str) -> list[str]:
    """The columns of a table of answers."""
    titles = [items()[row["item"]][f"title_{language}"] for row in questions()]
    return [translate(INSTITUTION, language), translate(DAY, language), *titles]


def tally(snapshot: Snapshot, sheet: Sheet, use: str = "internal") -> Tally:
    """Count a table of answers; `use` is what may be done with them (a word of `PERMITTED_USES`).

    A row without a known institution, and a cell that is no answer, are told and not counted.
    """
    names, places = RowNames(snapshot), _places(sheet)
    rows_of = {int(id): row for row, id in enumerate(snapshot.actor.id)}
    answers: dict[tuple[int, str], list[float]] = {}
    refused: list[Refused] = []
    for number, cells in sheet.rows:
        named = tidy(as_shown(_cell(cells, places.get(INSTITUTION))))
        try:
            if not named:
                raise CellFault(Text("no institution or group is named"))
            actor = rows_of[names.find("actor", named)]
        except CellFault as fault:
            refused.append(Refused(number, INSTITUTION, fault.reason))
            continue
        given, odd = _answers(snapshot, actor, number, cells, places)
        refused += odd
        for item, value in given.items():
            answers.setdefault((actor, item), []).append(value)
        if given:
            answers.setdefault((actor, ASKED), []).append(1.0)
    if use != SUMS_ONLY:
        told = [_tallied(actor, -1, item, values) for (actor, item), values in answers.items()
                if len(values) >= LEAST_PEOPLE]  # fmt: skip
        few = [key for key, values in answers.items() if len(values) < LEAST_PEOPLE]
        return Tally(tuple(told), tuple(refused), few=tuple(few))
    told, withheld = _of_regions(snapshot, answers)
    return Tally(tuple(told), tuple(refused), tuple(withheld))


def _places(sheet: Sheet) -> dict[str, int]:
    """Which column holds what: the institution, and items by their ids."""
    wanted = {word_key(translate(INSTITUTION, language)): INSTITUTION for language in LANGUAGES}
    for row in questions():
        wanted |= {word_key(items()[row["item"]][f"title_{one}"]): row["item"] for one in LANGUAGES}
    keys = [word_key(str(heading)) for heading in sheet.columns]
    return {wanted[key]: place for place, key in enumerate(keys) if key in wanted}


def _cell(cells: Sequence[Cell], place: int | None) -> Cell:
    return cells[place] if place is not None and place < len(cells) else None


def _answers(
    snapshot: Snapshot, actor: int, number: int, cells: Sequence[Cell], places: dict[str, int]
) -> tuple[dict[str, float], list[Refused]]:
    """What one person answered, by item, and what of it is no answer."""
    given: dict[str, float] = {}
    odd: list[Refused] = []
    for row in questions():
        cell, item = _cell(cells, places.get(row["item"])), row["item"]
        if cell in (None, ""):
            continue
        kind, title = str(snapshot.actor.kind[actor]), items()[item]["title_en"]
        value = _value(cell, row["scale"])
        if kind not in row["kinds"].split("|"):
            told = {"kind": Text(ACTOR_KINDS.get(kind, kind))}
            odd.append(Refused(number, title, Text("people of {kind} are not asked this", told)))
        elif value is None:
            odd.append(Refused(number, title, Text("{value} is no answer", {"value": as_shown(cell)})))
        else:
            given[item] = value
    return given, odd


def _value(cell: Cell, scale: str) -> float | None:
    """An answer in %; None for what is none."""
    told = tidy(as_shown(cell)).removesuffix("%").removesuffix("％")
    if (found := _words(scale).get(word_key(told))) is not None:
        return found
    try:
        number = as_number(told)
    except CellFault:
        return None
    return number if number is not None and 0 <= number <= 100 else None


@cache
def _words(scale: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in table("tables/answer_words.csv"):
        if row["scale"] == scale:
            names = (row["title_en"], row["title_zh"], *row["words"].split("|"))
            found |= {word_key(name): float(row["value"]) for name in names}
    return found


def _tallied(actor: int, region: int, item: str, values: Sequence[float]) -> Tallied:
    if item == ASKED:
        return Tallied(actor, region, item, len(values), float(len(values)), float("nan"))
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")
    return Tallied(actor, region, item, len(values), float(np.mean(values)), spread)


def _of_regions(
    snapshot: Snapshot, answers: dict[tuple[int, str], list[float]]
) -> tuple[list[Tallied], dict[str, None]]:
    """Answers of all institutions of a region together; regions where they are too few, or that nobody names."""
    pooled: dict[tuple[int, str], list[list[float]]] = {}
    for (actor, item), values in answers.items():
        pooled.setdefault((int(snapshot.actor.region[actor]), item), []).append(values)
    told, withheld = [], dict[str, None]()
    for (region, item), groups in pooled.items():
        if region < 0 or len(groups) < LEAST:
            withheld[str(snapshot.region.name[region]) if region >= 0 else ""] = None
        else:
            told.append(_tallied(-1, region, item, [value for values in groups for value in values]))
    return told, withheld


def answers_sheet(snapshot: Snapshot, counted: Tally, file: str, year: int, use: str, language: str) -> Sheet:
    """The tally as a table of statistics for the ordinary import, so that the same file twice adds nothing."""
    source = show(Text("Questionnaire {year} ({file})", {"year": str(year), "file": file}), language)
    rows = tuple(enumerate(_rows(snapshot, counted, source, year, use, language), 2))
    columns = ("actor", "region", "item", "value", "unit", "year", "sd", "grade", "source", "source use", "note")
    return Sheet(file, "", columns, rows)


def _named(snapshot: Snapshot, actor: int) -> str:
    """What the import finds an institution by: its code where another one has the same name."""
    name, code = str(snapshot.actor.name[actor]), str(snapshot.actor.credit_code[actor])
    return code if code and int((snapshot.actor.name == name).sum()) > 1 else name


def _rows(
    snapshot: Snapshot, counted: Tally, source: str, year: int, use: str, language: str
) -> Iterator[tuple[Cell, ...]]:
    for one in counted.told:
        actor = _named(snapshot, one.actor) if one.actor >= 0 else None
        region = str(snapshot.region.name[one.region]) if one.region >= 0 else None
        people = one.item == ASKED
        note = "" if people else show(Text("mean of {n} answer", {"n": one.n}, plural="mean of {n} answers"), language)
        sd: Any = None if np.isnan(one.sd) else round(one.sd, 6)
        unit = "person" if people else "percent"
        yield actor, region, one.item, round(one.mean, 6), unit, year, sd, "surveyed", source, use, note
