"""How the table of an office is read: which heading is which column, its units, its shape, and the rows left out.

A profile is kept as JSON, in resources/profiles for the forms that are known, in the project for those it has met.
"""

import hashlib
from dataclasses import dataclass, field

from core.headers import heading_keys
from core.sheets import Sheet

Pairs = tuple[tuple[str, str], ...]
SHAPES = ("list", "wide", "form")
HOW_JOINED = ("degrees", "text", "last")
RULES = ("void", "mass_only", "latest")


@dataclass(frozen=True, slots=True)
class Value:
    """A column of numbers that makes rows of its own: the field that its cells fill, and what is told of them.

    In `told` a value "@heading" is taken from that cell of the row; a year "-1" is the year before the row's.
    """

    heading: str
    field: str
    told: Pairs = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """Columns that make one value: degrees, minutes and seconds ("degrees"), names one after another ("text"),
    or the last of them that is filled ("last"), such as the county of province, city and county."""

    field: str
    headings: tuple[str, ...]
    how: str = "text"


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows that are not taken: "void" documents are skipped, units of pieces rejected where a mass is asked for
    ("mass_only"), and of rows that are alike but for a month only the "latest" counts."""

    rule: str
    heading: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One table that a sheet gives: its kind, its columns by headings, and what makes rows of it.

    A heading may be several names with "|" between. A row is taken where a cell of `needs` is filled and not 0, and
    every cell of `without` is empty or 0.
    """

    kind: str
    shape: str = "list"
    columns: Pairs = ()
    units: Pairs = ()
    values: tuple[Value, ...] = ()
    told: Pairs = ()
    joined: tuple[Joined, ...] = ()
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """How one form is read; `signs` are headings that must all be there to recognise it.

    `left_out` are headings, such as telephones, whose cells are not read; `commodities` are names that headings and
    labels say beside a quantity; `crs` is the coordinate system of the columns of coordinates.
    """

    id: str = ""
    title: Pairs = ()
    note: str = ""
    signs: tuple[str, ...] = ()
    sheet: str = ""
    header_row: int = 0
    encoding: str = ""
    crs: str = ""
    permitted_use: str = ""
    left_out: tuple[str, ...] = ()
    commodities: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    parts: tuple[Part, ...] = field(default=())

    def title_in(self, language: str) -> str:
        """The title in a language, else in English."""
        titles = dict(self.title)
        return titles.get(language) or titles.get("en") or self.id


def signature(sheet: Sheet) -> str:
    """What identifies the header of a table whatever the order of its columns: a hash of its headings."""
    keys = sorted({heading_keys(heading)[0] for heading in sheet.columns if heading_keys(heading)})
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:24]


class Places:
    """Where the columns of a table stand, by any of the names that a profile knows them by."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self._exact: dict[str, int] = {}
        self._loose: dict[str, int] = {}
        for place, heading in enumerate(columns):
            keys = heading_keys(heading)
            for key in keys[:3]:
                self._exact.setdefault(key, place)
            for key in keys[3:]:
                self._loose.setdefault(key, place)

    def find(self, headings: str) -> int | None:
        """The column that one of several names with "|" between means, None where the table has none of them."""
        keys = [keys[0] for name in headings.split("|") if (keys := heading_keys(name))]
        for known in (self._exact, self._loose):
            for key in keys:
                if key in known:
                    return known[key]
        return None
