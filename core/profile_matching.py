"""Which heading may be which column: by its exact names, else by how alike they are; personal columns are left out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from core.headers import STROKE, column_names, column_title, find_column, heading_keys, split_heading
from core.names import word_key
from core.profiles import Joined, Part, Profile
from core.sheets import Sheet
from core.text import Text
from core.words import find_word, word_aliases

SURE, TAKEN, SHOWN = 100.0, 90.0, 60.0  # exact name; alike enough to be taken and told; alike enough to be offered
ANGLES = ("degrees", "minutes", "seconds")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A heading, the column it may mean ("" for none) and how alike they are, 100 for an exact name."""

    heading: str
    column: str
    score: float


def suggest(sheet: Sheet, kind: str) -> list[Likeness]:
    """What each heading may mean in a kind of table, in the order of the columns; a column is given only once."""
    exact: dict[str, str] = {}
    for heading in sheet.columns:
        column = find_column(heading, kind) if not is_personal(heading) else ""
        if column and column not in exact.values():
            exact[heading] = column
    open_headings = [h for h in sheet.columns if h and h not in exact and not is_personal(h)]
    near = sorted(
        (likeness for heading in open_headings if (likeness := _nearest(heading, kind)).column not in exact.values()),
        key=lambda likeness: -likeness.score,
    )
    given: dict[str, Likeness] = {}
    for likeness in near:
        if likeness.score >= SHOWN and likeness.column not in {other.column for other in given.values()}:
            given[likeness.heading] = likeness
    known = {heading: Likeness(heading, column, SURE) for heading, column in exact.items()} | given
    return [known.get(heading, Likeness(heading, "", 0.0)) for heading in sheet.columns if heading]


@lru_cache(maxsize=4096)
def _nearest(heading: str, kind: str) -> Likeness:
    names = {word_key(name): column for name, column in column_names(kind).items()}
    text = word_key("".join(split_heading(heading)[0]))
    found = process.extractOne(text, names.keys(), scorer=fuzz.ratio, score_cutoff=SHOWN)
    return Likeness(heading, names[found[0]], round(found[1], 1)) if found else Likeness(heading, "", 0.0)


def is_personal(heading: str) -> bool:
    """Whether a heading is of what concerns a person alone: telephone, identity number, contact person."""
    return any(find_word("personal", key) for key in heading_keys(heading))


def personal_columns(sheet: Sheet) -> tuple[str, ...]:
    """The headings of a table that concern persons alone."""
    return tuple(heading for heading in sheet.columns if heading and is_personal(heading))


def mapped(sheet: Sheet, kind: str) -> tuple[Profile, tuple[Text, ...]]:
    """A profile that maps the headings of a table to a kind, and what is told of headings that are only alike."""
    likely = [likeness for likeness in suggest(sheet, kind) if likeness.column and likeness.score >= TAKEN]
    columns = tuple((likeness.heading, likeness.column) for likeness in likely)
    part = Part(kind, columns=columns, joined=tuple(_angles(sheet)) if kind == "actors" else ())
    return Profile(left_out=personal_columns(sheet), parts=(part,)), tuple(_told(likely, kind))


def _angles(sheet: Sheet) -> Iterator[Joined]:
    """Columns of degrees, minutes and seconds that stand beside each other under longitude or latitude."""
    for field in ("lon", "lat"):
        found = {id: heading for heading in sheet.columns for id in ANGLES if _is_angle(heading, field, id)}
        if len(found) > 1:
            yield Joined(field, tuple(found[id] for id in ANGLES if id in found), "degrees")


def _is_angle(heading: str, field: str, id: str) -> bool:
    """Whether a heading such as longitude-degrees names a part of an angle."""
    key = word_key(heading)
    ends = (word_key(alias) for alias in word_aliases("angle", id))
    return any(
        key.endswith(end) and find_column(key.removesuffix(end).rstrip(STROKE), "actors") == field
        for end in ends
        if end
    )


def _told(likely: list[Likeness], kind: str) -> Iterator[Text]:
    for likeness in likely:
        if likeness.score < SURE:
            told = {"heading": likeness.heading, "column": column_title(kind, likeness.column), "score": likeness.score}
            yield Text("{heading} was taken for {column}, which is spelt much alike ({score} of 100).", told)


def without_persons(profile: Profile, sheet: Sheet) -> Profile:
    """A profile that leaves out the personal columns of a table but for those that it reads on purpose."""
    read = {key for part in profile.parts for heading, _ in part.columns for key in heading.split("|")}
    more = [heading for heading in personal_columns(sheet) if heading not in read]
    return replace(profile, left_out=tuple(dict.fromkeys((*profile.left_out, *more))))
