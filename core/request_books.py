"""The data request list and its workbooks: one for each office and firm, with only the cells that are lacking.

Headings, items and units are those that the import knows, so that what is filled in comes back without mapping.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlsxwriter

from core.asking_sheets import A4
from core.catalogues import find_pollutant
from core.data_requests import Asked, Needed, told_of
from core.findings import Ref
from core.i18n import show, translate
from core.import_statistics import items
from core.indicator_own import ORIGIN
from core.indicator_scorecard import Score, whom_told
from core.indicator_systems import Quantity, holders
from core.loads import MEDIUM_TITLES
from core.renaming import Names
from core.request_units import asked_unit
from core.rule_request_books import figure_cells, figure_title, write_answers
from core.rule_requests import RuleNeeds, told_of_rules
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.table_columns import heading
from core.text import N_, Text
from core.words import word_names
from core.written_files import PLAIN, fit_name, new_folder, whole_file

NO_NAMES: Names = {}
ByRules = tuple[Snapshot, RuleNeeds]  # the whole snapshot, and what the rules lack of it
FIRMS = N_("each firm")
OTHER_ORIGINS = {
    "initiative": N_("from the table of improvement projects"),
    "tag": N_("amounts of links with this R-principle"),
    "register": N_("counted in the registers"),
    ORIGIN: N_("the project's own quantity"),
}
NOT_KNOWN = N_("no quantity is called so")
COLUMNS = ("actor", "region", "item", "year", "value", "unit", "source", "note")
WIDTHS = (30, 22, 40, 8, 16, 12, 30, 30)
LIST_TITLES = (
    N_("Quantity"), N_("Definition"), N_("Year"), N_("Unit"), N_("Who holds it"), N_("State"), N_("Asked for by"),
)  # fmt: skip
LIST_WIDTHS = (40, 44, 8, 12, 26, 14, 44)


def write_requests(
    folder: Path, wanted: Sequence[Needed], asked: Sequence[Asked], language: str, due: str = "",
    step: Step = quietly, scores: Sequence[Score] = (), names: Names = NO_NAMES, by_rules: ByRules | None = None,
) -> list[Path]:  # fmt: skip
    """Write the list and every workbook to a new or empty folder; the files in their order.

    A workbook is numbered by whom it goes to and not by its place in this request, so that each keeps its number:
    offices by their line of tables/holders.csv, firms by their row of the project. `names` tells firms in the language,
    `by_rules` what the flag rules lack of the firms of a snapshot.

    UserError for a folder that holds something, since it may be a workbook that somebody has filled in.
    """
    new_folder(folder)
    title = translate(N_("Data request list"), language)
    listing = folder / title  # apart from the workbooks, so that the folder of answers is imported as it is
    listing.mkdir()
    paths = [listing / f"{title}.xlsx"]
    write_list(paths[0], wanted, language, due, scores, names, asked, by_rules)
    for number, one in enumerate(asked, 1):
        shown = in_words(one, names)
        path = folder / f"{one.number} {_file_name(shown, language)}.xlsx"
        if (shown.discharges or shown.blanks) and by_rules is not None:
            write_answers(path, shown, by_rules, language, due)
        else:
            write_workbook(path, shown, language, due)
        paths.append(path)
        step(number, len(asked))
    return paths


def in_words(one: Asked, names: Names) -> Asked:
    """Whom and about whom, by its name in the language unless two are called so."""
    called = names.get(one.about.name, one.about.name)
    if list(names.values()).count(called) > 1:
        return one
    about = replace(one.about, name=called)
    return replace(one, whom=about if one.whom == one.about else one.whom, about=about)


def _file_name(one: Asked, language: str) -> str:
    return fit_name(whom_asked(one, language)) or "-"


def write_list(
    path: Path, wanted: Sequence[Needed], language: str, due: str, scores: Sequence[Score] = (),
    names: Names = NO_NAMES, asked: Sequence[Asked] = (), by_rules: ByRules | None = None,
) -> None:  # fmt: skip
    """The list: each quantity with definition, year, unit, holder, state and the indicators that read it; then the
    scorecard, and whom to chase for which figures."""
    with whole_file(path) as waiting, xlsxwriter.Workbook(waiting, PLAIN) as book:
        sheet = book.add_worksheet(translate(N_("Data request list"), language)[:31])
        head = book.add_format({"bold": True, "bottom": 1})
        figures = by_rules[1].figures if by_rules is not None else ()
        told = [
            *([told_of(wanted)] if wanted or not figures else []),
            *(told_of_rules(by_rules[1]) if by_rules else []),
        ]
        sheet.write_string(
            0, 0, " ".join(show(text, language) for text in told), book.add_format({"bold": True, "font_size": 14})
        )
        if due:
            sheet.write_string(1, 0, show(Text("Please answer by {date}.", {"date": due}), language))
        for place, (title, width) in enumerate(zip(LIST_TITLES, LIST_WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, translate(title, language), head)
        rows = [*(list_cells(one, language) for one in wanted), *(figure_cells(one, language) for one in figures)]
        for number, cells in enumerate(rows, 3):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)
        sheet.freeze_panes(3, 0)
        _print_whole(sheet, 2)
        if scores:
            _write_scores(book, scores, names, language)
        if asked:
            _write_chase(book, [in_words(one, names) for one in asked], language, due)


def _write_chase(book: Any, asked: Sequence[Asked], language: str, due: str) -> None:
    """Whom to chase as a sheet of its own, with room to note who was called and when."""
    sheet = book.add_worksheet(translate(N_("Chase list"), language)[:31])
    head = book.add_format({"bold": True, "bottom": 1})
    lines = book.add_format({"text_wrap": True, "valign": "top"})
    titles = (N_("No."), N_("Who is asked"), N_("Figures missing"), N_("Which"), N_("Deadline"), N_("Chased on"))
    for place, (title, width) in enumerate(zip(titles, (8, 34, 16, 80, 12, 18), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, translate(title, language), head)
    for number, one in enumerate(asked, 1):
        told = (one.number, whom_asked(one, language), one.count, cells_told(one, language), due)
        for place, cell in enumerate(told):
            sheet.write(number, place, cell, lines)
    sheet.freeze_panes(1, 2)
    _print_whole(sheet, 0)


def whom_asked(one: Asked, language: str) -> str:
    """Whom a workbook goes to."""
    return one.whom.name if isinstance(one.whom, Ref) else translate(one.whom, language)


def cells_told(one: Asked, language: str) -> str:
    """The figures that somebody is asked for, those of one year behind it."""
    by_year: dict[int, list[str]] = {}
    for cell in one.cells:
        by_year.setdefault(cell.year, []).append(translate(cell.title, language))
    for row in one.discharges:
        listed = by_year.setdefault(row.year, [])
        titles = [figure_title(column, language) for column in row.open]
        listed += [title for title in titles if title not in listed]
    for blank in one.blanks:
        listed, title = by_year.setdefault(blank.year, []), figure_title(blank.fact, language)
        listed += [title] if title not in listed else []
    told = (Text("{year}: {figures}", {"year": str(year), "figures": names}) for year, names in by_year.items())
    return "; ".join(show(text, language) for text in told)


def definition(quantity: Quantity) -> Text:
    """What a quantity is made of: the statistic, table or register that tells it, and whether firms add up to it."""
    kind, _, name = quantity.origin.partition(":")
    if quantity.item:
        item = {"item": Text(items()[quantity.item]["title_en"])}
        if kind == "general":
            item = {"item": Text("{item}, without hazardous wastes", item)}
        if quantity.by_firm:
            return Text("statistic {item} of the region, else added up over the firms", item)
        if quantity.computed.startswith("register:"):
            return Text("statistic {item} of the region, else counted in the registers", item)
        return Text("statistic {item} of the region", item)
    if kind == "emission":
        medium, pollutant, *way = name.split(":")
        known = find_pollutant(medium, pollutant)
        values = {"pollutant": Text(known.name) if known else pollutant, "medium": Text(MEDIUM_TITLES[medium])}
        if way:
            return Text("{pollutant} ({medium}) as generated, from the table of discharges", values)
        return Text("{pollutant} ({medium}) that reaches the environment, from the table of discharges", values)
    return Text(OTHER_ORIGINS.get(kind, NOT_KNOWN))


def _write_scores(book: Any, scores: Sequence[Score], names: Names, language: str) -> None:
    """The scorecard as a sheet of its own."""
    sheet = book.add_worksheet(translate(N_("Scorecard"), language)[:31])
    head = book.add_format({"bold": True, "bottom": 1})
    titles = (N_("Office or firm"), N_("Figures asked"), N_("There"), N_("Missing"), N_("Late or run out"))
    for place, title in enumerate(titles):
        sheet.set_column(place, place, 44 if place == 0 else 16)
        sheet.write_string(0, place, translate(title, language), head)
    for number, score in enumerate(scores, 1):
        sheet.write_string(number, 0, whom_told(score, names, language))
        for place, count in enumerate((score.asked, score.there, score.missing, score.late), 1):
            sheet.write_number(number, place, count)
    sheet.freeze_panes(1, 1)
    _print_whole(sheet, 0)


def list_cells(one: Needed, language: str) -> tuple[str, ...]:
    """A row of the list as it is read."""
    quantity, told = one.told.quantity, one.told
    holder = translate(FIRMS if quantity.by_firm else holders()[quantity.holder], language)
    state = translate(one.state, language)
    if told.silent:
        count = Text("{n} firm silent", {"n": len(told.silent)}, plural="{n} firms silent")
        state = show(Text("{state} ({count})", {"state": Text(one.state), "count": count}), language)
    numbers: dict[str, list[str]] = {}
    for title, number in one.readers:
        numbers.setdefault(translate(title, language), []).append(number)
    readers = "; ".join(f"{title}: {', '.join(told_by)}" for title, told_by in numbers.items())
    return (
        translate(quantity.title, language),
        show(definition(quantity), language),
        str(told.year),
        asked_unit(quantity.unit, language),
        holder,
        state,
        readers,
    )


def write_workbook(path: Path, one: Asked, language: str, due: str) -> None:
    """A workbook of statistics with a row for each figure that is asked for."""
    with whole_file(path) as waiting, xlsxwriter.Workbook(waiting, PLAIN) as book:
        sheet = book.add_worksheet(translate(N_("Figures asked for"), language)[:31])
        head = book.add_format({"bold": True, "bg_color": "#CFE3D8", "border": 1, "border_color": "#B9B9B0"})
        open_cell = book.add_format({"bg_color": "#FFF7DC", "border": 1, "border_color": "#B9B9B0"})
        for place, (column, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading("statistics", column, language), head)
        of_firm = one.about.table == "actor"
        for number, cell in enumerate(one.cells, 1):
            sheet.write_string(number, 0 if of_firm else 1, one.about.name)
            sheet.write_string(number, 2, translate(cell.title, language))
            sheet.write_number(number, 3, cell.year)
            sheet.write_blank(number, 4, None, open_cell)
            sheet.write_string(number, 5, asked_unit(cell.unit, language))
            sheet.write_blank(number, 6, None, open_cell)
        sheet.freeze_panes(1, 3)
        _print_whole(sheet, 0)
        _explain(book, one, language, due)
        sheet.activate()


def _explain(book: Any, one: Asked, language: str, due: str) -> None:
    sheet = book.add_worksheet(word_names("own_sheet", language)["explanations"])
    sentences = [
        Text("To: {whom}", {"whom": one.whom.name if isinstance(one.whom, Ref) else Text(one.whom)}),
        Text("Fill in the yellow cells: the figure of the year, and the document that it stands in."),
        Text("Leave a cell empty where nobody knows the figure; 0 means that it was none."),
        Text("A unit may be changed, as long as it measures the same."),
    ]
    if due:
        sentences.append(Text("Please answer by {date}.", {"date": due}))
    for row, sentence in enumerate(sentences):
        sheet.write_string(row, 0, show(sentence, language))
    sheet.set_column(0, 0, 90)


def _print_whole(sheet: Any, repeated: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(repeated)
    sheet.set_footer("&L&A&R&P / &N")
