"""The chase list (催报表): which firm still owes which form, since when, and what it told last year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import xlsxwriter

from core.evidence import unit_order
from core.figures import figures
from core.findings import Ref
from core.i18n import show, translate
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.written_files import PLAIN, whole_file
from core.year_forms import BoardRow, Form, board, forms
from core.year_records import RECEIVED, SENT_BACK, YearlyRound

WIDTHS = (26, 34, 20, 14, 44)
STATES = {"received": N_("received"), "waiting": N_("waiting"), "sent_back": N_("sent back")}


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """A firm and a form that it still owes: the day it was due, days since then (below 0 before), last year's figure.

    `largest` is the largest amount that the firm handed over last year, with its commodity, None where none is known.
    """

    firm: Ref
    form: Form
    state: str
    due: date
    late: int
    largest: tuple[str, Quantity] | None
    figures: int


def chase_list(told: YearlyRound, snapshot: Snapshot, year: int, today: date | None = None) -> list[ChaseRow]:
    """What is still to come in for a year, the firm that is latest first."""
    known, now = forms(), today or date.today()
    last = _last_figures(snapshot, year - 1)
    rows = []
    for line in board(told, snapshot, year):
        for form, receipt in line.receipts.items():
            if receipt.state != RECEIVED and form in known:
                due = date(year + 1, *map(int, known[form].due.split("-")))
                largest, count = last.get(line.firm.uid, (None, 0))
                rows.append(ChaseRow(line.firm, known[form], receipt.state, due, (now - due).days, largest, count))
    return sorted(rows, key=lambda row: (-row.late, row.firm.name, row.form.id))


def _last_figures(snapshot: Snapshot, year: int) -> dict[str, tuple[tuple[str, Quantity] | None, int]]:
    """By firm (uid) the largest known amount it handed over in a year, and how many links had one in its unit.

    Unlike units are not compared: tonnes go before cubic metres and these before energy.
    """
    now = snapshot.without_aggregates().of_status().during(year)
    stated = figures(now)
    dated = np.zeros(len(now.flow), dtype=bool)
    dated[now.flow_amount.flow[now.flow_amount.year == year]] = True
    found: dict[str, tuple[tuple[str, Quantity] | None, int]] = {}
    rows = np.flatnonzero(dated & ~np.isnan(stated.value) & (now.flow.sender >= 0))
    for row in sorted(rows.tolist(), key=lambda row: (unit_order(str(stated.unit[row])), -stated.value[row])):
        uid = str(now.actor.uid[now.flow.sender[row]])
        what = str(now.commodity.name[now.flow.commodity[row]])
        told = Quantity(float(stated.value[row]), str(stated.unit[row]))
        largest, count = found.get(uid, ((what, told), 0))
        if largest is not None and largest[1].unit == told.unit:
            found[uid] = (largest, count + 1)
    return found


def last_told(row: ChaseRow, year: int) -> Text:
    """Last year's figure as a chase list shows it."""
    if row.largest is None:
        return Text("no amount of {year} is known", {"year": str(year - 1)})
    values = {"what": row.largest[0], "amount": row.largest[1], "year": str(year - 1), "n": row.figures}
    return Text("{what} {amount} ({year}; {n} link)", values, plural="{what} {amount} ({year}; largest of {n} links)")


def since(row: ChaseRow) -> Text:
    """How long a form is due."""
    if row.late <= 0:
        return Text("due on {date}", {"date": row.due.isoformat()})
    values = {"n": row.late, "date": row.due.isoformat()}
    return Text("{n} day late (due on {date})", values, plural="{n} days late (due on {date})")


def write_chase_list(rows: Sequence[ChaseRow], path: Path, year: int, language: str) -> None:
    """Write the list as an Excel sheet without formulas; UserError where the file cannot be written."""
    titles = (N_("Firm"), N_("Form"), N_("State"), N_("Due"), N_("Told last year"))
    with whole_file(path) as waiting, xlsxwriter.Workbook(waiting, PLAIN) as book:
        sheet = book.add_worksheet(translate(N_("Chase list"), language))
        head = book.add_format({"bold": True, "bottom": 1})
        title = Text("Forms that are still due for {year}: {n}", {"year": str(year), "n": len(rows)})
        sheet.write_string(0, 0, show(title, language), book.add_format({"bold": True, "font_size": 14}))
        for place, (name, width) in enumerate(zip(titles, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, translate(name, language), head)
        for number, row in enumerate(rows, 3):
            for place, cell in enumerate(cells(row, year, language)):
                sheet.write_string(number, place, cell)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.repeat_rows(2)
        sheet.fit_to_pages(1, 0)


def cells(row: ChaseRow, year: int, language: str) -> tuple[str, ...]:
    """A row of the list as it is read."""
    return (
        row.firm.name, translate(row.form.title, language), translate(STATES[row.state], language),
        show(since(row), language), show(last_told(row, year), language),
    )  # fmt: skip


def told_of(rows: Sequence[BoardRow]) -> Text:
    """How far the forms of a year have come in."""
    counts = [receipt.state for row in rows for receipt in row.receipts.values()]
    values = {"n": len(counts), "received": counts.count(RECEIVED), "back": counts.count(SENT_BACK)}
    return Text("{received} of {n} forms received, {back} sent back", values)
