"""Entries of statutory and other lists. An entry is known by actor, list, year and document."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.import_names import Token
from core.import_rows import Claim, Passed, Row
from core.intake import Intake, SourceNote
from core.list_entries import DENIED, UNCLEAR, says
from core.names import name_key
from core.text import Text

KEY = ("actor_id", "list", "year", "document")
ASKED = Text(
    "it is not clear whether this says that the list does not name the firm, so the row flags and counts nobody; write "
    "“not listed”, or what the firm is listed for, such as “water”"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a register."""

    actor: Token
    list: str
    year: int | None
    document: str
    entry: str
    valid_to: str
    note: str
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; passed over where it names a firm alone, rejected without an actor or the name of the list."""
    if not any(row.text(column) for column in ("list", "entry", "document")):
        raise Passed(Text("no list is filled in"))
    entry = _entry(row)
    return Draft(
        actor=intake.actor(row),
        list=row.name("list"),
        year=row.whole_year("year"),
        document=row.text("document"),
        entry=entry,
        valid_to=row.date("valid to"),
        note=row.text("note"),
        source=intake.source(row),
    )


def _entry(row: Row) -> str:
    """What the list says of the firm. A word that is an empty cell elsewhere, such as 无, denies here."""
    shown = row.shown("entry")
    entry = row.text("entry") or (shown if says("", shown) == DENIED else "")
    if says("", entry) == UNCLEAR:
        row.remark("entry", ASKED)
    elif says(row.text("list"), "") == UNCLEAR:
        row.remark("list", ASKED)
    return entry


def claims(draft: Draft) -> Iterator[Claim]:
    """A list has one entry of an actor in a year by one document."""
    key = (draft.actor, name_key(draft.list), draft.year, draft.document)
    yield Claim("list", key, (draft.entry, draft.valid_to, draft.note))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the entry or change the one with the same identity."""
    values = {
        "actor_id": intake.settle(intake.directory.actors, draft.actor, draft.source),
        "list": draft.list,
        "year": draft.year,
        "document": draft.document,
        "entry": draft.entry,
        "valid_to": draft.valid_to,
        "note": draft.note,
        "source_id": intake.settle_source(draft.source),
    }
    return intake.store("register", KEY, values)
