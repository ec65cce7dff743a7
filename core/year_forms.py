"""The forms that firms owe in a year: which are due, which were received, which were sent back."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.catalogues import table
from core.errors import UserError
from core.evidence import ref
from core.findings import Ref
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import Text
from core.wastes import WASTE_KINDS, hazardous
from core.year_records import LEFT, WAITING, Receipt, YearlyRound, read_round
from core.yearly_round import newcomers, not_opened


@dataclass(frozen=True, slots=True)
class Form:
    """A form of tables/forms.csv: who fills it in, its day (month-day of the following year), and who is asked.

    `asked_of` is every, waste, hazardous, permit or emitter; `words` are those by which a file of it is known.
    """

    id: str
    title: str
    holder: str
    due: str
    asked_of: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A firm of the year and what became of each form, by the form's id; a form that is not due has no entry."""

    firm: Ref
    receipts: dict[str, Receipt]


def forms() -> dict[str, Form]:
    """The forms of the table by id."""
    return {
        row["id"]: Form(
            row["id"], row["title_en"], row["holder"], row["due"], row["asked_of"], tuple(row["words"].split("|"))
        )
        for row in table("tables/forms.csv")
    }


def find_form(word: str) -> Form:
    """A form by its id or either of its titles; UserError where there is none."""
    known = forms()
    for row in table("tables/forms.csv"):
        if word.strip().casefold() in {row["id"].casefold(), row["title_en"].casefold(), row["title_zh"].casefold()}:
            return known[row["id"]]
    raise UserError(
        Text("There is no form called {form}.", {"form": word}),
        Text("The forms are {forms}.", {"forms": list(known)}),
        value=word,
    )


def firms_of(told: YearlyRound, snapshot: Snapshot, year: int) -> list[int]:
    """The firms of a year as rows of the snapshot: those that came forward and were not left, and new ones."""
    kept = {item.row_uid for item in told.items_of(year, "actor") if item.state != LEFT}
    kept |= {one.uid for one in newcomers(told, snapshot, year) if one.table == "actor"}
    return [row for row, uid in enumerate(snapshot.actor.uid) if uid in kept]


def expect_forms(project: Project, year: int, chosen: Sequence[Form] = ()) -> int:
    """Note as one edit which forms each firm of an open year owes, by default all of the table that concern it.

    Forms that are noted already stay as they are. How many were added. UserError where the year was not opened.
    """
    told, snapshot = read_round(project), project.snapshot()
    if told.record(year) is None:
        raise not_opened(year)
    known = {(receipt.actor_uid, receipt.form) for receipt in told.receipts_of(year)}
    concerned = _concerned(snapshot)
    rows = [
        {"year": year, "actor_uid": uid, "form": form.id, "state": WAITING}
        for firm in firms_of(told, snapshot, year)
        for form in chosen or forms().values()
        if (uid := str(snapshot.actor.uid[firm]), form.id) not in known and firm in concerned[form.asked_of]
    ]
    with project.edit(Text("Expect {n} forms for {year}", {"n": len(rows), "year": str(year)})) as db:
        insert(db, "receipt", rows)
    return len(rows)


def _concerned(snapshot: Snapshot) -> dict[str, set[int]]:
    """Firms by the word for who is asked, from what may be told of them in any year."""
    snapshot = snapshot.without_aggregates()
    flow, waste = snapshot.flow, hazardous(snapshot)
    handing = np.isin(flow.kind, WASTE_KINDS) & (flow.sender >= 0)
    told = np.array([str(item).startswith("waste") for item in snapshot.statistic.item], dtype=bool)
    return {
        "every": set(range(len(snapshot.actor))),
        "waste": {*flow.sender[handing].tolist(), *snapshot.statistic.actor[told].tolist()},
        "hazardous": {
            *flow.sender[handing & waste[flow.commodity]].tolist(),
            *snapshot.stock.actor[waste[snapshot.stock.commodity]].tolist(),
        },
        "permit": set(np.flatnonzero(np.isin(snapshot.actor.permit_class, ("key", "simplified"))).tolist()),
        "emitter": set(snapshot.emission.actor.tolist()),
    }


def board(told: YearlyRound, snapshot: Snapshot, year: int) -> list[BoardRow]:
    """Every firm of a year by name with its forms."""
    due: dict[str, dict[str, Receipt]] = {}
    for receipt in told.receipts_of(year):
        due.setdefault(receipt.actor_uid, {})[receipt.form] = receipt
    rows = [ref(snapshot, "actor", row) for row in firms_of(told, snapshot, year)]
    return [BoardRow(firm, due.get(firm.uid, {})) for firm in sorted(rows, key=lambda firm: firm.name)]


def counted(rows: Iterable[BoardRow]) -> dict[str, int]:
    """How many forms are received, waiting and sent back."""
    counts = {"received": 0, "waiting": 0, "sent_back": 0}
    for row in rows:
        for receipt in row.receipts.values():
            counts[receipt.state] += 1
    return counts


def set_receipts(
    project: Project, year: int, firms: Iterable[str], form: Form, state: str, *, file: str = "", note: str = ""
) -> int:
    """Note as one edit what became of a form of several firms (uids); how many changed, a form not due is noted too.

    A form in that state already is noted again only for another reason.
    """
    told = read_round(project)
    if told.record(year) is None:
        raise not_opened(year)
    known = {receipt.actor_uid: receipt for receipt in told.receipts_of(year) if receipt.form == form.id}
    same = {uid for uid, receipt in known.items() if receipt.state == state and note in ("", receipt.note)}
    chosen = [uid for uid in dict.fromkeys(firms) if uid not in same]
    values = {"state": state, "date": date.today().isoformat(), "file": file, "note": note}
    label = Text("Note {form} of {n} firms in {year}", {"form": Text(form.title), "n": len(chosen), "year": str(year)})
    with project.edit(label, file=file) as db:
        for uid in chosen:
            _write(db, year, uid, form.id, values)
    return len(chosen)


def _write(db: sqlite3.Connection, year: int, uid: str, form: str, values: dict[str, str]) -> None:
    db.execute("DELETE FROM receipt WHERE year = ? AND actor_uid = ? AND form = ?", (year, uid, form))
    insert(db, "receipt", [{"year": year, "actor_uid": uid, "form": form, **values}])
