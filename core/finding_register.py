"""The register of findings (问题线索台账): every finding of the year with where it stands, and those that are gone."""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from core.decisions import STATES, Standing, Told, decisions_of, short_key, standing_of, vanished
from core.findings import CHECKS, LAYER_TITLES, Finding
from core.i18n import show, show_quantity, translate
from core.kinds import SEVERITIES
from core.sheet_text import guarded
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.written_files import PLAIN, whole_file

GONE = N_("not found any more")
BY_KEY = Text("Name a finding by its short key: the number is only its place in this list, and moves with it.")
COLUMNS = (
    N_("No."), N_("Short key"), N_("Subject"), N_("Finding"), N_("Layer"), N_("Weight"), N_("Amount"),
    N_("What is known"), N_("State"), N_("Since"), N_("Deadline"), N_("Who"), N_("What was said"),
)  # fmt: skip
WIDTHS = (6, 10, 24, 30, 14, 12, 16, 70, 16, 12, 12, 12, 50)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A finding with its number in the list of findings, or a decided one that is gone (number 0, no finding)."""

    number: int
    finding: Finding | None
    standing: Standing
    subject: str
    rule: str
    subject_uid: str = ""


def register(findings: Sequence[Finding], snapshot: Snapshot, year: int | None, today: date) -> list[RegisterRow]:
    """Every finding in its order, then what was decided for the year and is not found any more."""
    told = decisions_of(snapshot)
    rows = [
        RegisterRow(
            number, finding, standing_of(finding, told, today), finding.subject.name, finding.rule, finding.subject.uid
        )
        for number, finding in enumerate(findings, 1)
    ]
    return [*rows, *_gone(findings, told, year, snapshot)]


def _gone(findings: Sequence[Finding], told: Told, year: int | None, snapshot: Snapshot) -> list[RegisterRow]:
    """Decided findings that are not found any more, but for those about what may only enter sums by now."""
    keys = vanished(findings, told, (year, None))
    closed = {uid for _, uid in snapshot.closed_rows()} if keys and snapshot.sums_only.any() else set()
    found = []
    for key in keys:
        if key[1] in closed or key[2] in closed:
            continue
        decisions = tuple(told.decisions[key])
        last = decisions[-1]
        standing = Standing(last.state, last.date, last.until, Text(""), decisions)
        found.append(RegisterRow(0, None, standing, last.subject, key[0], key[1]))
    return found


def in_states(rows: Sequence[RegisterRow], states: Collection[str]) -> list[RegisterRow]:
    """The rows in one of the states, all of them where none is asked for."""
    return [row for row in rows if not states or row.standing.state in states]


def register_cells(row: RegisterRow, language: str) -> tuple[str, ...]:
    """A row as it is read, in the order of COLUMNS."""
    finding, standing = row.finding, row.standing
    last = standing.decisions[-1] if standing.decisions else None
    title = translate(CHECKS[row.rule].title, language) if row.rule in CHECKS else row.rule
    said = [show(standing.reopened, language)] if standing.reopened.message_id else []
    said += [last.text] if last and last.text else []
    known = Quantity(finding.amount, finding.unit) if finding and finding.amount is not None else None
    amount = show_quantity(known, language) if known else ""
    return (
        str(row.number or ""), short_key(finding) if finding else "", row.subject, title,
        translate(LAYER_TITLES[finding.layer], language) if finding else "",
        translate(SEVERITIES[finding.severity], language) if finding else "",
        amount, show(finding.sentence, language) if finding else translate(GONE, language),
        translate(STATES[standing.state], language), standing.since, deadline_words(standing, language),
        last.person if last else "", " ".join(said),
    )  # fmt: skip


def deadline_words(standing: Standing, language: str, today: date | None = None) -> str:
    """The deadline, and that it is over where it is; '' for none."""
    if not standing.is_late(today or date.today()):
        return standing.deadline
    return show(Text("{date}, overdue", {"date": standing.deadline}), language)


def write_register(rows: Sequence[RegisterRow], path: Path, title: Text, language: str) -> None:
    """The register as a workbook without formulas, or as CSV by the ending; UserError where it cannot be written."""
    if path.suffix.lower() == ".csv":
        _write_csv(rows, path, language)
        return
    with whole_file(path) as waiting, xlsxwriter.Workbook(waiting, PLAIN) as book:
        sheet = book.add_worksheet(translate(N_("Register of findings"), language)[:31])
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, show(title, language), book.add_format({"bold": True, "font_size": 14}))
        for place, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, translate(name, language), head)
        for number, row in enumerate(rows, 3):
            for place, cell in enumerate(register_cells(row, language)):
                sheet.write_string(number, place, cell, wrapped)
        _set_page(sheet)


def _write_csv(rows: Sequence[RegisterRow], path: Path, language: str) -> None:
    """Header and rows, with the mark by which Excel knows UTF-8."""
    with whole_file(path) as waiting, waiting.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(translate(name, language) for name in COLUMNS)
        writer.writerows(map(guarded, register_cells(row, language)) for row in rows)


def _set_page(sheet: Any) -> None:
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.repeat_rows(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
