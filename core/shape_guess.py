"""Which profile fits a table that nobody has described: a known form, a form of blocks, a wide or a plain list."""

from dataclasses import replace

from core.profile_files import known_profiles, recognise
from core.profile_matching import mapped, personal_columns
from core.profiles import Part, Profile
from core.shape_forms import is_form
from core.shape_rows import title_facts
from core.shapes import wide_value
from core.sheets import Sheet
from core.text import Text

FEWEST_VALUES = 2  # columns of numbers with a meaning of their own that make a wide list
_WIDE = ("emissions", "statistics", "flows")


def guess_profile(sheet: Sheet, kind: str = "") -> tuple[Profile, tuple[Text, ...]]:
    """A profile for a table, and what is told of headings that are only alike; `kind` is what the user says it is.

    Without a kind the known forms are tried, then forms and wide lists; what is none of them has no parts.
    """
    form = recognise(sheet)
    known = known_profiles()[form] if form else Profile()
    if form and (not kind or any(part.kind == kind for part in known.parts)):
        return known, ()
    if is_form(sheet) and "name" in title_facts(sheet) and kind in ("", "statistics", "emissions"):
        kinds = (kind,) if kind else ("actors", "statistics", "emissions")
        return Profile(parts=tuple(Part(name, "form") for name in kinds)), ()
    parts = tuple(Part(name, "wide") for name in ((kind,) if kind else _WIDE) if _is_wide(sheet, name))
    if parts:
        return Profile(left_out=personal_columns(sheet), parts=parts), ()
    if not kind:
        return Profile(left_out=personal_columns(sheet)), ()
    profile, told = mapped(sheet, kind)
    return replace(profile, id=""), told


def _is_wide(sheet: Sheet, kind: str) -> bool:
    taken = {heading for heading, _ in mapped(sheet, kind)[0].parts[0].columns}
    values = [wide_value(heading, kind) for heading in sheet.columns if heading and heading not in taken]
    return sum(value is not None for value in values) >= FEWEST_VALUES
