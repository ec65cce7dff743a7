"""What a project knows of its yearly round: which years are open or locked, what is to be confirmed, what came in."""

import sqlite3
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from core.errors import UserError
from core.i18n import show
from core.project import Project
from core.text import Text

OPEN, LOCKED = "open", "locked"
TO_CONFIRM, CONFIRMED, LEFT, NEW = "to_confirm", "confirmed", "left", "new"
WAITING, RECEIVED, SENT_BACK = "waiting", "received", "sent_back"
CODE_LENGTH = 8  # characters of a check code as reports cite it


@dataclass(frozen=True, slots=True)
class YearRecord:
    """A year of the round: open or locked, when and by whom it was opened."""

    year: int
    state: str
    opened_at: str
    opened_by: str
    note: str


@dataclass(frozen=True, slots=True)
class YearItem:
    """A firm, link or membership of a year by table and uid: to_confirm, confirmed, left or new."""

    year: int
    tbl: str
    row_uid: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A form that a firm owes in a year: waiting, received (when, from which file) or sent_back (why)."""

    year: int
    actor_uid: str
    form: str
    state: str
    date: str
    file: str
    note: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A locked edition of a year: number from 1, title, when and by whom, edit `seq`, hash of the year's rows."""

    year: int
    edition: int
    title: str
    project: str
    locked_at: str
    locked_by: str
    seq: int
    hash: str
    reason: str

    @property
    def code(self) -> str:
        """The check code that reports cite."""
        return self.hash[:CODE_LENGTH]

    @property
    def citation(self) -> Text:
        """How a report names its numbers: year, edition, day of the lock and check code."""
        values = {"year": str(self.year), "n": str(self.edition), "date": self.locked_at[:10], "code": self.code}
        if self.edition > 1:
            return Text("{year}, edition {n} (locked on {date}, check code {code})", values)
        return Text("{year} (locked on {date}, check code {code})", values)


def edition_record(edition: Edition, language: str) -> dict[str, Any]:
    """An edition for JSON: ids as they are, the citation in a language."""
    named = ("year", "edition", "title", "locked_at", "locked_by", "seq", "hash", "reason")
    return {name: getattr(edition, name) for name in named} | {"citation": show(edition.citation, language)}


@dataclass(frozen=True, slots=True)
class Restatement:
    """A line of the note that explains edition `edition`: which row and field, old, new, why, when and by whom."""

    year: int
    edition: int
    tbl: str
    row_uid: str
    name: str
    field: str
    old: str
    new: str
    reason: str
    at: str
    person: str


@dataclass(frozen=True, slots=True)
class YearlyRound:
    """Everything of the yearly round at one revision."""

    years: tuple[YearRecord, ...] = ()
    items: tuple[YearItem, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    editions: tuple[Edition, ...] = ()
    restatements: tuple[Restatement, ...] = ()

    def record(self, year: int) -> YearRecord | None:
        """The year, None where it was never opened nor locked."""
        return next((record for record in self.years if record.year == year), None)

    def is_locked(self, year: int | None) -> bool:
        """Whether a year is locked."""
        return any(record.year == year and record.state == LOCKED for record in self.years)

    def edition(self, year: int, number: int | None = None) -> Edition | None:
        """A locked edition of a year, without a number the latest, None where there is none."""
        found = [one for one in self.editions if one.year == year and number in (None, one.edition)]
        return max(found, key=lambda one: one.edition, default=None)

    def items_of(self, year: int, *tables: str) -> list[YearItem]:
        """What is to be confirmed, was confirmed or left in a year, of some tables or of all."""
        return [item for item in self.items if item.year == year and (not tables or item.tbl in tables)]

    def receipts_of(self, year: int) -> list[Receipt]:
        """The forms due in a year."""
        return [receipt for receipt in self.receipts if receipt.year == year]


R = TypeVar("R")


def read_round(project: Project) -> YearlyRound:
    """Read the tables of the yearly round."""
    with project.reading() as connection:
        return YearlyRound(
            _rows(connection, "year", YearRecord, "year"),
            _rows(connection, "year_item", YearItem, "id"),
            _rows(connection, "receipt", Receipt, "id"),
            _rows(connection, "year_edition", Edition, "year, edition"),
            _rows(connection, "restatement", Restatement, "id"),
        )


def _rows(connection: sqlite3.Connection, table: str, kind: type[R], order: str) -> tuple[R, ...]:
    described: Any = kind
    listed = ", ".join(field.name for field in fields(described))
    return tuple(kind(*row) for row in connection.execute(f"SELECT {listed} FROM {table} ORDER BY {order}"))


def touches_locked(told: YearlyRound, year: int | None) -> Text | None:
    """What to tell when rows of a year are imported or edited that is locked; None where it is not."""
    edition = told.edition(year) if year is not None and told.is_locked(year) else None
    if edition is None:
        return None
    return Text(
        "{citation} is locked: its printed numbers stay as they are, and what changes now is listed as a restatement.",
        {"citation": edition.citation},
    )


def require_edition(told: YearlyRound, year: int, number: int | None = None) -> Edition:
    """A locked edition of a year; UserError where there is none."""
    edition = told.edition(year, number)
    if edition is not None:
        return edition
    numbers = [str(one.edition) for one in told.editions if one.year == year]
    if number is not None and numbers:
        raise UserError(
            Text("{year} has no locked edition {n}.", {"year": str(year), "n": str(number)}),
            Text("Its editions are {numbers}.", {"numbers": numbers}),
        )
    locked = sorted({str(one.year) for one in told.editions})
    advice = Text("Locked years are {years}.", {"years": locked})
    raise UserError(
        Text("{year} is not locked, so there are no locked numbers of it.", {"year": str(year)}),
        advice if locked else Text("Lock it first; until then its numbers are those of today."),
    )
