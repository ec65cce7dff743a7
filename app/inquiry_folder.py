"""Inquiry sheets of many findings: one file for each firm in a folder, and a list of what went to whom."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from app.describe import row_of
from app.inquiry_sheet import sheet_for_firm, write_inquiries
from app.rows import finding_title
from app.tasks import stopping
from core.decisions import short_key
from core.errors import UserError
from core.finding_register import RegisterRow
from core.findings import Finding
from core.firm_findings import held_back
from core.i18n import show, translate
from core.snapshot import Snapshot
from core.text import N_, Text
from core.written_files import PLAIN, fit_name, new_folder, whole_file

INDEX = N_("Sheets that were sent")
HEADINGS = (
    N_("Firm"), N_("Short key"), N_("Finding"), N_("File"), N_("Answer by"), N_("Returned on"),
    N_("What the firm says"),
)  # fmt: skip
WIDTHS = (28, 10, 40, 34, 14, 14, 40)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written: a file for each firm, the list, and how many findings concern no one firm or both ends.

    `held` rest on a source for sums or for the superior office only, so that they go out to no firm.
    """

    folder: Path
    firms: int
    sheets: int
    without_firm: int
    of_two: int
    held: int = 0

    def sentences(self) -> tuple[Text, ...]:
        """What was written, and what got no sheet."""
        told = Text(
            "{sheets} inquiry sheets for {n} firm were written to {folder}, with a list of them.",
            {"sheets": self.sheets, "n": self.firms, "folder": str(self.folder)},
            plural="{sheets} inquiry sheets for {n} firms were written to {folder}, with a list of them.",
        )
        twice = Text(
            "{n} finding is about a link and went to both its firms.",
            {"n": self.of_two},
            plural="{n} findings are about a link and went to both their firms.",
        )
        left = Text(
            "{n} finding is about no one firm and got no sheet.",
            {"n": self.without_firm},
            plural="{n} findings are about no one firm and got no sheet.",
        )
        held = Text(
            "{n} finding rests on a source for sums or for the superior office only and got no sheet.",
            {"n": self.held},
            plural="{n} findings rest on sources for sums or for the superior office only and got no sheet.",
        )
        counts = ((twice, self.of_two), (left, self.without_firm), (held, self.held))
        return (told, *(text for text, count in counts if count))


def firms_of(snapshot: Snapshot, finding: Finding) -> list[str]:
    """The names of the firms that a finding is sent to: its subject, or both ends of a link."""
    subject = finding.subject
    if subject.table == "actor":
        return [subject.name]
    row = row_of(snapshot.flow.uid, subject.uid) if subject.table == "flow" else None
    if row is None:
        return []
    ends = (int(snapshot.flow.sender[row]), int(snapshot.flow.receiver[row]))
    return [str(snapshot.actor.name[end]) for end in dict.fromkeys(ends) if end >= 0]


def write_inquiry_folder(
    snapshot: Snapshot,
    rows: Sequence[RegisterRow],
    folder: Path,
    ending: str,
    language: str,
    answer_by: str = "",
    citation: str = "",
    cancelled: Callable[[], bool] = lambda: False,
) -> Sent:
    """Write the sheets of lines of the register into a new or empty folder; UserError where that cannot be written.

    `snapshot` holds nothing that may only enter sums, its names are those of the language; `ending` is .pdf or .docx.
    `citation` names the locked edition that the numbers are of.
    """
    if not any(row.finding is not None for row in rows):
        raise UserError(
            Text("No finding is in the state that was asked for, so no sheet was written."),
            Text("List the register to see in which state its findings are."),
        )
    asked = [(row, row.finding) for row in rows if row.finding is not None]
    barred = held_back(snapshot, (finding for _, finding in asked), stopping(cancelled))
    new_folder(folder)
    by_firm: dict[str, list[RegisterRow]] = defaultdict(list)
    found = [one for one, held in zip(asked, barred, strict=True) if not held]
    for row, finding in found:
        for firm in firms_of(snapshot, finding):
            by_firm[firm].append(row)
    listed: list[tuple[str, ...]] = []
    shown = snapshot.for_firms()
    for place, (firm, lines) in enumerate(by_firm.items(), 1):
        if cancelled():
            break
        path = folder / f"{place:02d} {fit_name(firm)}{ending}"
        sheets = [
            sheet_for_firm(shown, row.finding, row.standing, language, answer_by, citation)
            for row in lines
            if row.finding is not None
        ]
        write_inquiries(sheets, path, cancelled)
        listed += [_line(firm, row, path, language, answer_by) for row in lines]
    _write_index(listed, folder / f"00 {translate(INDEX, language)}.xlsx", language)
    counts = [len(firms_of(snapshot, finding)) for _, finding in found]
    held = len(asked) - len(found)
    return Sent(folder, len(by_firm), len(listed), counts.count(0), counts.count(2), held)


def _line(firm: str, row: RegisterRow, path: Path, language: str, answer_by: str) -> tuple[str, ...]:
    title = finding_title(row.finding, language) if row.finding else ""
    key = short_key(row.finding) if row.finding else ""
    return (firm, key, title, path.name, answer_by, "", "")


def _write_index(lines: Sequence[tuple[str, ...]], path: Path, language: str) -> None:
    with whole_file(path) as waiting, xlsxwriter.Workbook(waiting, PLAIN) as book:
        sheet = book.add_worksheet(translate(INDEX, language)[:31])
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        told = Text("Sheets that were sent: {n}", {"n": len(lines)})
        sheet.write_string(0, 0, show(told, language), book.add_format({"bold": True, "font_size": 14}))
        for place, (name, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, translate(name, language), head)
        for number, line in enumerate(lines, 3):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, cell, wrapped)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
