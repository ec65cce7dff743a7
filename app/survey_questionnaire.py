"""Questionnaires: the paper and the table to type it into are written, the answers counted, told and taken in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtWidgets import QFileDialog, QInputDialog

from app.drawing_application import drawing_application
from app.session import Session
from app.tasks import outcome
from app.window import MainWindow
from core.columns import json_number
from core.display_names import in_language
from core.errors import UserError
from core.i18n import show, show_number, translate
from core.import_results import ImportResult
from core.import_statistics import items
from core.imports import import_sheet
from core.kinds import PERMITTED_USES
from core.project import Project
from core.questionnaire import ASKED, LEAST, LEAST_PEOPLE, Tally, answers_sheet, questions, scale_words, tally
from core.questionnaire_book import write_questionnaire_book
from core.sheets import read_sheet
from core.snapshot import Snapshot
from core.steps import Step
from core.text import N_, Text
from gis.exports import PaperSheet, Writing, export_sheets
from gis.paint import measure
from gis.questionnaire_page import Questionnaire, questionnaire_scene

ENDINGS = (".xlsx", ".pdf")
USUAL_USE = "internal"


def write_questionnaire(path: Path, snapshot: Snapshot, year: int, language: str) -> None:
    """Write the paper (.pdf) or the table to type it into (.xlsx); UserError for another ending."""
    if path.suffix.lower() not in ENDINGS:
        raise UserError(
            Text("A questionnaire is a .pdf to be handed out or an .xlsx to type into; {file} was not written.",
                 {"file": path.name}),
            Text("Let the name end in .pdf or .xlsx."),
            file=str(path),
        )  # fmt: skip
    if path.suffix.lower() == ".xlsx":
        write_questionnaire_book(path, snapshot, year, language)
        return
    drawing_application()
    title = show(Text("Questionnaire {year}", {"year": str(year)}), language)
    asked = tuple(
        (
            _question(row["item"], language),
            tuple(translate(word, language) for word in scale_words(row["scale"])),
        )
        for row in questions()
    )
    page = Questionnaire(title, in_language(snapshot, language).name, asked, language)
    export_sheets([PaperSheet(questionnaire_scene(page, measure), title)], path, Writing(title, language))


def _question(item: str, language: str) -> str:
    """A question as it is asked: the title of its item without the range of the figures."""
    return re.sub(r"\s*[(（][^()（）]*[)）]$", "", items()[item][f"title_{language}"])


def count_answers(project: Project, file: Path, use: str) -> Tally:
    """Read a table of answers in a worker process and count it; UserError for one that says nothing."""
    counted = tally(project.snapshot(), read_sheet(file), use)
    if not counted.told and not counted.withheld and not counted.few:
        raise UserError(
            Text("{file} holds no answer that can be counted.", {"file": file.name}),
            Text("Type the answers into the table that `survey questionnaire` writes, a row for each person."),
            file=str(file),
        )
    return counted


def take_answers(project: Project, counted: Tally, file: Path, year: int, use: str, language: str) -> ImportResult:
    """Take a tally into the project as one edit."""
    sheet = answers_sheet(project.snapshot(), counted, file.name, year, use, language)
    return import_sheet(project, sheet, "statistics")


def taken_text(taken: ImportResult) -> Text:
    """What became of the figures of a tally."""
    told = {"n": taken.imported, "updated": taken.updated, "skipped": taken.skipped, "rejected": taken.rejected}
    return Text("Figures: {n} new, {updated} updated, {skipped} there already, {rejected} not taken.", told)


def answer_lines(snapshot: Snapshot, counted: Tally, language: str) -> Iterator[Text]:
    """The tally in sentences, then what was not counted."""
    named = in_language(snapshot, language)
    people = {(one.actor, one.region): one.n for one in counted.told if one.item == ASKED}
    for one in counted.told:
        if one.item != ASKED:
            whom = named.actor.name[one.actor] if one.actor >= 0 else named.region.name[one.region]
            values = {
                "whom": str(whom), "item": Text(items()[one.item]["title_en"]), "mean": show_number(one.mean, 3),
                "sd": "—" if np.isnan(one.sd) else show_number(one.sd, 3), "n": one.n,
                "people": people.get((one.actor, one.region), one.n),
            }  # fmt: skip
            yield Text("{whom}, {item}: mean {mean} %, sd {sd}, {n} of {people} people", values)
    for name in counted.withheld:
        told = {"region": name or show(Text("without region"), language), "least": LEAST}
        yield Text("{region}: fewer than {least} institutions answered, so nothing is told of them", told)
    for actor, item in counted.few:
        if item != ASKED:
            told = {"whom": str(named.actor.name[actor]), "item": Text(items()[item]["title_en"]),
                    "least": str(LEAST_PEOPLE)}  # fmt: skip
            yield Text("{whom}, {item}: fewer than {least} people answered, so nothing is kept of it", told)
    for odd in counted.refused:
        told = {"row": str(odd.row), "column": Text(odd.column), "reason": odd.reason}
        yield Text("Row {row}, {column}: {reason}", told)


def answers_record(snapshot: Snapshot, counted: Tally, taken: ImportResult | None, language: str) -> dict[str, Any]:
    """The tally as plain values for JSON; `taken` is None for a dry run."""
    actor, region = snapshot.actor, snapshot.region
    return {
        "answers": [
            {
                "actor": str(actor.uid[one.actor]) if one.actor >= 0 else None,
                "region": str(region.uid[one.region]) if one.region >= 0 else None,
                "item": one.item, "n": one.n, "mean": json_number(one.mean), "sd": json_number(one.sd),
            }
            for one in counted.told
        ],
        "withheld": list(counted.withheld),
        "few": [{"actor": str(actor.uid[row]), "item": item} for row, item in counted.few],
        "refused": [{"row": odd.row, "reason": show(odd.reason, language)} for odd in counted.refused],
        "imported": None if taken is None else {"imported": taken.imported, "updated": taken.updated,
                                                "rejected": taken.rejected, "skipped": taken.skipped},
    }  # fmt: skip


def ask_questionnaire(window: MainWindow, session: Session) -> None:
    """Ask for a file and write the questionnaire there."""
    if session.snapshot is None or session.shown is None:
        return
    snapshot, year, language = session.snapshot, session.shown.year, window.language
    if year is None:
        window.messages.tell(Text("No figure of the project names a year yet."), notice=True)
        return
    title = translate(N_("Write the questionnaire to"), language)
    proposed = f"{show(Text('Questionnaire {year}', {'year': str(year)}), language)}.pdf"
    if chosen := QFileDialog.getSaveFileName(window, title, proposed, "*.pdf *.xlsx")[0]:
        path = Path(chosen)

        def work() -> Text:
            write_questionnaire(path, snapshot, year, language)
            return Text("{file} was written.", {"file": str(path)})

        told = Text("Writing {file}", {"file": path.name})
        session.tasks.run(told, lambda _: outcome(work), lambda found: _tell(window, found))


def ask_answers(window: MainWindow, session: Session) -> None:
    """Ask for a table of answers and take it in for the shown year."""
    if session.project is not None:
        title = translate(N_("Answers to the questionnaire"), window.language)
        if chosen := QFileDialog.getOpenFileName(window, title, "", "*.xlsx *.csv *.ods")[0]:
            uses = {translate(word, window.language): use for use, word in PERMITTED_USES.items()}
            asked = translate(N_("What the answers may be used for:"), window.language)
            usual = list(PERMITTED_USES).index(USUAL_USE)
            use, given = QInputDialog.getItem(window, title, asked, list(uses), usual, editable=False)
            if given:
                take_table(window, session, Path(chosen), uses[use])


def take_table(window: MainWindow, session: Session, file: Path, use: str = USUAL_USE) -> None:
    """Count a table in the worker, then take it in as one edit."""
    project, year = session.project, session.shown.year if session.shown is not None else None
    if project is None or year is None:
        return

    def keep(found: Tally | UserError) -> None:
        if isinstance(found, UserError) or session.project is not project:
            _tell(window, found)
            return

        def work(project: Project, step: Step) -> ImportResult:
            return take_answers(project, found, file, year, use, window.language)

        values = {"n": len(found.told), "odd": len(found.refused), "year": str(year)}
        told = Text("{n} figure of the answers for {year}; {odd} cells were not counted.", values,
                    plural="{n} figures of the answers for {year}; {odd} cells were not counted.")  # fmt: skip
        few = [Text("{n} figure of fewer than 3 people was not kept.", {"n": len(found.few)},
                    plural="{n} figures of fewer than 3 people were not kept.")] if found.few else []  # fmt: skip

        def taken(result: ImportResult) -> None:
            window.messages.tell(told, taken_text(result), *few)

        session.write(Text("Answers to the questionnaire"), work, taken, window.messages.tell_or_raise)

    title = Text("Reading {file}", {"file": file.name})
    session.tasks.run(title, lambda _: outcome(count_answers, project, file, use), keep)


def _tell(window: MainWindow, found: object) -> None:
    if isinstance(found, UserError):
        window.messages.tell(found.sentence, found.advice, notice=True)
    elif isinstance(found, Text):
        window.messages.tell(found)
