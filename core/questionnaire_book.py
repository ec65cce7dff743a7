"""The table into which filled questionnaires are typed: a row for each person, words of the scale to choose from."""

from pathlib import Path

import numpy as np
import xlsxwriter

from core.display_names import in_language
from core.i18n import show, translate
from core.import_statistics import items
from core.questionnaire import asked_kinds, headings, questions, scale_words
from core.snapshot import Snapshot
from core.templates import HEAD, HEAD_COLOURS, print_whole
from core.text import N_, Text
from core.words import word_names
from core.written_files import DOCUMENT, PLAIN, whole_file

TITLE = N_("Answers")
_ROWS = 1000  # people whose answers can be typed with lists to choose from


def write_questionnaire_book(path: Path, snapshot: Snapshot, year: int, language: str) -> None:
    """Write the table; UserError where it cannot be written. What only enters sums is not listed."""
    with whole_file(path, what=DOCUMENT) as waiting, xlsxwriter.Workbook(waiting, PLAIN) as book:
        sheet = book.add_worksheet(translate(TITLE, language)[:31])
        explanations = book.add_worksheet(word_names("own_sheet", language)["explanations"])
        choices = book.add_worksheet(word_names("own_sheet", language)["choices"])
        choices.hide()
        head = book.add_format({**HEAD, "bg_color": HEAD_COLOURS["must"], "text_wrap": True})
        sheet.set_row(0, 48)
        for place, (title, words) in enumerate(zip(headings(language), _choices(snapshot, language), strict=True)):
            sheet.write_string(0, place, title, head)
            sheet.set_column(place, place, 26 if place != 1 else 12)
            choices.write_column(0, place, words)
            if words:
                column = chr(ord("A") + place)
                listed = f"='{choices.get_name()}'!${column}$1:${column}${len(words)}"
                rule = {"validate": "list", "source": listed, "error_type": "warning"}
                sheet.data_validation(1, place, _ROWS, place, rule)
        sheet.freeze_panes(1, 0)
        print_whole(sheet)
        for row, sentence in enumerate(_explained(year)):
            explanations.write_string(row, 0, show(sentence, language), book.add_format({"bold": row == 0}))
        explanations.set_column(0, 0, 110)


def _choices(snapshot: Snapshot, language: str) -> list[list[str]]:
    """By column what can be chosen: institutions, nothing for the day, words of the scale."""
    actors = in_language(snapshot.without_aggregates(), language).actor
    names = sorted(map(str, actors.name[np.isin(actors.kind, asked_kinds())]))
    scales = [[translate(word, language) for word in scale_words(row["scale"])] for row in questions()]
    return [names, [], *scales]


def _explained(year: int) -> list[Text]:
    titles = [Text(items()[row["item"]]["title_en"]) for row in questions()]
    return [
        Text("Questionnaire {year}", {"year": str(year)}),
        Text("A row for each person asked; nobody's name is written. Who does not answer leaves the cell empty."),
        Text("An answer is a word of the list, or a share from 0 to 100 %. The questions: {titles}.",
             {"titles": titles}),
        Text("The program keeps the mean, the spread and the number of people, never a single answer."),
    ]  # fmt: skip
