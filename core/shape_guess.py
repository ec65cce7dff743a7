"""Which profile fits a table that is no known form: a form of blocks, a wide list, or a plain list of some kind."""

from dataclasses import replace

from core.errors import UserError
from core.headers import match_columns, table_kinds
from core.profile_matching import mapped, personal_columns
from core.profiles import Part, Profile
from core.shape_forms import is_form
from core.shape_rows import open_source, title_facts
from core.shapes import completed, wide_value
from core.sheets import Sheet

FEWEST_VALUES = 2  # columns of numbers with a meaning of their own that make a wide list
_WIDE = ("emissions", "statistics", "flows")
_BLOCKS = ("actors", "statistics", "emissions")


def guess_profile(sheet: Sheet, kind: str = "") -> Profile:
    """A profile for a table by its looks; `kind` is what the user says it is, "" for any.

    Blocks of name, unit and value below a firm's name are a form; months, or quantities in the headings, a wide list;
    what is neither is a list of the kind that most headings fit.
    """
    if is_form(sheet) and "name" in title_facts(sheet) and kind in ("", *_BLOCKS[1:]):
        return Profile(parts=tuple(Part(name, "form") for name in ((kind,) if kind else _BLOCKS)))
    likely = kind or likely_kind(sheet)
    listed, _ = mapped(sheet, likely)
    source, profile = open_source(sheet), Profile(left_out=personal_columns(sheet))
    wide = [Part(name, "wide") for name in ((kind,) if kind else _WIDE) if _is_wide(sheet, name, listed)]
    parts = [completed(part, profile, source) for part in wide]
    if parts and likely == "actors" and len(listed.parts[0].columns) > 1:  # more than the names of firms
        parts.insert(0, listed.parts[0])
    return replace(profile, parts=tuple(parts)) if parts else listed


def _is_wide(sheet: Sheet, kind: str, listed: Profile) -> bool:
    """Whether headings that a plain list would not read are quantities or months."""
    taken = {heading for profile in (listed, mapped(sheet, kind)[0]) for heading, _ in profile.parts[0].columns}
    values = [wide_value(heading, kind) for heading in sheet.columns if heading and heading not in taken]
    return sum(value is not None for value in values) >= FEWEST_VALUES


def likely_kind(sheet: Sheet) -> str:
    """The kind of table whose columns fit the most headings."""
    fitting = {kind: fitting_columns(sheet, kind) for kind in table_kinds()}
    return max(fitting, key=lambda kind: fitting[kind])


def fitting_columns(sheet: Sheet, kind: str) -> int:
    """How many headings are columns of a kind of table, 0 where one that must be there is missing."""
    try:
        return len(match_columns(sheet.columns, kind).places)
    except UserError:
        return 0
