"""Entries of statutory and other lists. An entry is known by actor, list, year and document."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.import_names import Token
from core.import_rows import Claim, Passed, Row
from core.intake import Intake, SourceNote
from core.names import name_key
from core.text import Text

KEY = ("actor_id", "list", "year", "document")


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
    return Draft(
        actor=intake.actor(row),
        list=row.name("list"),
        year=row.whole_year("year"),
        document=row.text("document"),
        entry=row.text("entry"),
        valid_to=row.date("valid to"),
        note=row.text("note"),
        source=intake.source(row),
    )


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
