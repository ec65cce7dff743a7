"""Entries of statutory and other lists. An entry is known by actor, list, year and document."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.catalogues import table
from core.import_names import Token
from core.import_rows import Claim, Passed, Row
from core.intake import Intake, SourceNote
from core.list_entries import DENIED, UNCLEAR, only_denies, says
from core.names import name_key
from core.text import Text

KEY = ("actor_id", "list", "year", "document")
ALL_LISTS = "all"  # the line of tables/statutory_lists.csv that stands for each of them
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
    title, entry = _told(row)
    if not (title or entry or row.text("document")):
        raise Passed(Text("no list is filled in"))
    return Draft(
        actor=intake.actor(row),
        list=title or row.name("list"),
        year=row.whole_year("year"),
        document=row.text("document"),
        entry=entry,
        valid_to=row.date("valid to"),
        note=row.text("note"),
        source=intake.source(row),
    )


def _told(row: Row) -> tuple[str, str]:
    """The title of the list and what it says of the firm; a denial without a list is one of all statutory lists."""
    title, entry = (_text(row, column) for column in ("list", "entry"))
    if not entry and only_denies(title):
        title, entry = "", title
    if not title and says("", entry) == DENIED:
        known = next(line for line in table("tables/statutory_lists.csv") if line["id"] == ALL_LISTS)
        title = known["title_en" if entry.isascii() else "title_zh"]
    if says("", entry) == UNCLEAR:
        row.remark("entry", ASKED)
    elif says(title, "") == UNCLEAR:
        row.remark("list", ASKED)
    return title, entry


def _text(row: Row, column: str) -> str:
    """A text. A word that means an empty cell elsewhere, such as 无, denies here."""
    shown = row.shown(column)
    return row.text(column) or (shown if says("", shown) == DENIED else "")


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
