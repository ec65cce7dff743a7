"""A workbook of what the flag rules lack of firms: a table of emissions, whose rows the import completes, and facts."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from core.asking_sheets import Asking, print_wide, write_asking
from core.catalogues import find_pollutant
from core.data_requests import Asked, Discharge
from core.findings import Ref
from core.i18n import show, show_list, translate
from core.indicator_systems import holders
from core.request_units import asked_unit
from core.rule_fact_books import write_facts
from core.rule_facts import FACTS
from core.rule_requests import FIGURES, RULE_TITLES, RuleNeed, RuleNeeds
from core.snapshot import Snapshot
from core.text import N_, Text
from core.words import word_names
from core.written_files import PLAIN, whole_file

WIDTHS = {
    "actor": 28, "outlet": 14, "medium": 10, "pollutant": 22, "year": 8, "destination": 18, "mass": 12, "unit": 10,
    "concentration": 12, "limit": 10, "permit mass": 14, "exceeding days": 14, "exceeding hours": 14, "source": 28,
}  # fmt: skip
EACH_FIRM = N_("each firm")


def figure_title(column: str, language: str) -> str:
    """What a figure of the rules, a column of discharges or a fact, is called."""
    return translate(FACTS[column].title if column in FACTS else FIGURES[column][1], language)


def figure_cells(need: RuleNeed, language: str) -> tuple[str, ...]:
    """A figure of the rules as a row of the list: title, definition, year, unit, holder, state, who reads it."""
    count = Text("{n} firm silent", {"n": len(need.silent)}, plural="{n} firms silent")
    state = Text("{state} ({count})", {"state": Text(need.state), "count": count}) if need.silent else Text(need.state)
    unit, definition, holder = "", N_("of each discharge, from the table of discharges"), EACH_FIRM
    if need.column in FACTS:
        fact = FACTS[need.column]
        unit, definition = asked_unit(fact.unit, language) if fact.unit else "", fact.definition
        holder = holders()[fact.holder] if fact.holder else EACH_FIRM
    else:
        unit = FIGURES[need.column][2]
    return (
        figure_title(need.column, language), translate(definition, language), str(need.year), unit,
        translate(holder, language), show(state, language), _titles(need.rules, language),
    )  # fmt: skip


def _titles(rules: Iterable[str], language: str) -> str:
    return show_list([translate(RULE_TITLES[rule], language) for rule in rules], language)


def discharge_cells(snapshot: Snapshot, one: Discharge, firm: str, language: str) -> dict[str, Any]:
    """What stands in a row of the workbook beforehand, by column; only what names it where it is of another year."""
    told, row = snapshot.emission, one.row
    item = find_pollutant(str(told.medium[row]), str(told.pollutant[row]))
    plant, ways = int(told.plant[row]), word_names("destination", language)
    cells: dict[str, Any] = {
        "actor": firm,
        "outlet": str(told.outlet[row]),
        "medium": word_names("emission_medium", language)[str(told.medium[row])],
        "pollutant": translate(item.name, language) if item else str(told.pollutant[row]),
        "destination": str(snapshot.actor.name[plant]) if plant >= 0 else ways[str(told.destination[row])],
        "unit": str(told.unit_entered[row]) or "t" if one.told else "t",
    }
    if not one.told or not np.isnan(told.year[row]):  # a row of no year is completed as such
        cells["year"] = one.year
    if not one.told:
        return cells
    for column, (name, *_) in FIGURES.items():
        value = float((told.mass_entered if column == "mass" else getattr(told, name))[row])
        if column not in one.open and not np.isnan(value):
            cells[column] = value
    source = int(told.source[row])
    return cells | {"source": str(snapshot.source.title[source]) if source >= 0 else ""}


def write_answers(path: Path, one: Asked, by_rules: tuple[Snapshot, RuleNeeds], language: str, due: str) -> None:
    """A workbook with a sheet of the discharges that lack something and one for each kind of table of other facts; what
    is asked for stands open."""
    snapshot, needs = by_rules
    with whole_file(path) as waiting, xlsxwriter.Workbook(waiting, PLAIN) as book:
        if one.discharges:
            _write_discharges(book, one, snapshot, language)
        write_facts(book, one, snapshot, language)
        _explain(book, one, needs, language, due)
        book.worksheets()[0].activate()


def _write_discharges(book: Any, one: Asked, snapshot: Snapshot, language: str) -> None:
    """A sheet with a row for each discharge that lacks something."""

    def asking(row: Discharge) -> Asking:
        cells = discharge_cells(snapshot, row, one.about.name, language)
        return cells, (*row.open, *(() if cells.get("source") else ("source",)))

    rows = map(asking, one.discharges)
    print_wide(write_asking(book, N_("Figures asked for"), "emissions", WIDTHS, rows, language), 4)


def _explain(book: Any, one: Asked, needs: RuleNeeds, language: str, due: str) -> None:
    sheet = book.add_worksheet(word_names("own_sheet", language)["explanations"])
    whom = one.whom.name if isinstance(one.whom, Ref) else Text(one.whom)
    sentences = [Text("To: {whom}", {"whom": whom})]
    if one.discharges:
        sentences += [
            Text(
                "Fill in the yellow cells of each discharge; the other cells say which one is meant and stay as they "
                "are."
            ),
            Text("Concentrations and limits are in mg/L for water and mg/m3 for air, permitted masses in t a year."),
        ]
    if one.blanks:
        sentences.append(
            Text("Fill in the yellow cells of each row; the other cells say what is meant and stay as they are.")
        )
    sentences.append(Text("Leave a cell empty where nobody knows the figure; 0 means that it was none."))
    sentences += _reasons(one, needs, language)
    if due:
        sentences.append(Text("Please answer by {date}.", {"date": due}))
    for row, sentence in enumerate(sentences):
        sheet.write_string(row, 0, show(sentence, language))
    sheet.set_column(0, 0, 110)


def _reasons(one: Asked, needs: RuleNeeds, language: str) -> list[Text]:
    """Why each figure is asked for: the rules that read it of the firms that the workbook is about."""
    asked = [(column, one.about.uid) for row in one.discharges for column in row.open]
    asked += [(blank.fact, blank.firm.uid) for blank in one.blanks]
    rules: dict[str, dict[str, None]] = {}
    for column, firm in asked:
        rules.setdefault(column, {}).update(dict.fromkeys(needs.reasons[column, firm]))
    figures = [(figure_title(column, language), _titles(told, language)) for column, told in rules.items()]
    return [Text("{figure} is asked for by: {rules}.", {"figure": figure, "rules": told}) for figure, told in figures]
