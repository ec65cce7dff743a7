"""The tables of the yearly round as columns: forms by firm, what is to be confirmed, what changed."""

from collections.abc import Sequence

import numpy as np

from app.rows import text_column, words
from app.table_model import Column, Rows
from app.year_report import change_share, field_title
from core.chase_list import STATES
from core.evidence import link_refs, ref
from core.findings import Ref
from core.i18n import show, show_quantity, translate
from core.snapshot import Snapshot
from core.table_titles import table_title
from core.text import N_, Quantity, Text
from core.year_comparison import Change
from core.year_forms import BoardRow, Form
from core.year_locking import Difference
from core.year_naming import told_name
from core.year_records import NEW, Receipt, Restatement, YearlyRound
from core.yearly_round import newcomers, reason_text

SIGNS = {"received": "●", "waiting": "○", "sent_back": "△"}  # told apart without colour
NOT_DUE = "–"
ITEM_STATES = {
    "to_confirm": N_("to confirm"),
    "confirmed": N_("confirmed"),
    "left": N_("left behind"),
    "new": N_("new"),
}
ITEM_SIGNS = {"to_confirm": "○", "confirmed": "●", "left": "×", "new": "+"}
KINDS = {"actor": N_("Firm"), "flow": N_("Link"), "membership": N_("Membership")}


def board_rows(rows: Sequence[BoardRow], forms: dict[str, Form], language: str) -> Rows:
    """One row per firm and one column per form that any firm owes, each state as a sign and a word."""
    names = words([row.firm.name for row in rows])
    due = [form for form in forms.values() if any(form.id in row.receipts for row in rows)]
    cells = [words([_state(row.receipts.get(form.id), language) for row in rows]) for form in due]
    columns = [text_column(N_("Firm"), names, 190)]
    columns += [text_column(form.title, column, 180) for form, column in zip(due, cells, strict=True)]
    return Rows(tuple(columns), words([row.firm.uid for row in rows]), (names, *cells))


def _state(receipt: Receipt | None, language: str) -> str:
    if receipt is None:
        return NOT_DUE
    day = f" {receipt.date}" if receipt.date else ""
    return f"{SIGNS[receipt.state]} {translate(STATES[receipt.state], language)}{day}"


def year_rows(told: YearlyRound, snapshot: Snapshot, year: int) -> list[tuple[Ref, str, str]]:
    """Each firm and link of a year with its state and note: first what is to be confirmed, then what is new."""
    fresh = [(row, NEW, "") for row in newcomers(told, snapshot, year)]
    states = {item.row_uid: (item.state, item.note) for item in told.items_of(year)}
    actors = [ref(snapshot, "actor", row) for row, uid in enumerate(snapshot.actor.uid) if uid in states]
    flows = [row for row, uid in enumerate(snapshot.flow.uid) if uid in states]
    known = [*actors, *(link_refs(snapshot, flows) if flows else ())]
    order = list(ITEM_STATES)
    listed = [(row, *states[row.uid]) for row in known]
    return sorted([*fresh, *listed], key=lambda item: (order.index(item[1]), item[0].table))


def item_rows(items: Sequence[tuple[Ref, str, str]], language: str) -> Rows:
    """One row per firm and link of a year with its state as a sign and a word."""
    kinds = words([translate(KINDS[row.table], language) for row, _, _ in items])
    names = words([row.name for row, _, _ in items])
    states = words([f"{ITEM_SIGNS[state]} {translate(ITEM_STATES[state], language)}" for _, state, _ in items])
    notes = words([show(reason_text(note), language) for _, _, note in items])
    columns = (
        text_column(N_("Kind"), kinds, 80),
        text_column(N_("Name"), names, 380),
        text_column(N_("State"), states, 130),
        text_column(N_("Note"), notes, 300),
    )
    return Rows(columns, words([row.uid for row, _, _ in items]), (kinds, names, states, notes))


def change_rows(changes: Sequence[Change], language: str) -> Rows:
    """One row per figure that changed, with both numbers and their sources."""
    what = words([show(one.what, language) for one in changes])
    before, now = ([one.before for one in changes], [one.now for one in changes])
    ratio = np.array([one.ratio for one in changes], dtype=np.float64)
    years = [(str(one.year_before), str(one.year)) for one in changes]
    columns = (
        text_column(N_("Figure"), what, 300),
        text_column(N_("Year before"), words([pair[0] for pair in years]), 90),
        _amounts(N_("Amount before"), before, language),
        _amounts(N_("Amount now"), now, language),
        Column(N_("Change"), ratio, lambda row: show(change_share(changes[row]), language), 130),
        text_column(N_("Source before"), words([one.source_before for one in changes]), 220),
        text_column(N_("Source now"), words([one.source_now for one in changes]), 220),
    )
    return Rows(columns, words(range(len(changes))), (what,))


def _amounts(title: str, amounts: Sequence[Quantity], language: str) -> Column:
    values = np.array([np.nan if amount.value is None else amount.value for amount in amounts], dtype=np.float64)
    return Column(title, values, lambda row: show_quantity(amounts[row], language), 150)


def difference_rows(differences: Sequence[Difference], notes: Sequence[Restatement], language: str) -> Rows:
    """One row per field that is not as it was locked, then what was restated before, with edition and reason."""
    told: list[Difference | Restatement] = [*differences, *notes]
    table = words([show(table_title(one.tbl), language) for one in told])
    names = words([told_name(one.name, {}, language) for one in told])
    open_rows = [translate(N_("not restated"), language)] * len(differences)
    edition = [*open_rows, *(show(Text("edition {n}", {"n": str(note.edition)}), language) for note in notes)]
    columns = (
        text_column(N_("Table"), table, 130),
        text_column(N_("Name"), names, 280),
        text_column(N_("Field"), words([field_title(one, language) for one in told]), 110),
        text_column(N_("Locked"), words([one.old or NOT_DUE for one in told]), 130),
        text_column(N_("Corrected"), words([one.new or NOT_DUE for one in told]), 130),
        text_column(N_("State"), words(edition), 120),
        text_column(N_("Reason"), words([*[""] * len(differences), *(note.reason for note in notes)]), 240),
        text_column(N_("Who"), words([one.person for one in told]), 100),
        text_column(N_("When"), words([one.at[:16].replace("T", " ") for one in told]), 140),
    )
    return Rows(columns, words(range(len(told))), (table, names))
