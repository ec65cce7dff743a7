"""What a card is made of, from above to below: lines, small tables, account bars and findings."""

from dataclasses import dataclass

from core.accounts import Account
from core.attachments import AttachedFile
from core.findings import Finding, Ref


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `role` is title, heading, soft or plain."""

    text: str
    role: str = "plain"


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table; `refs` gives what a click on a row chooses, `notes` a line below each row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    refs: tuple[Ref, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """An account as a bar with its sentence."""

    account: Account


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding with its number on the map."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that is attached to a row, or the sentence that it is missing."""

    file: AttachedFile


@dataclass(frozen=True, slots=True)
class Verbs:
    """What can be done with a row: edit it in a form, attach a photo, see its rows in the tables."""

    ref: Ref
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traces:
    """What a firm gives on and what it is given, to be followed on the map."""

    uid: str


Block = Line | Grid | Bar | Flag | Photo | Verbs | Traces
