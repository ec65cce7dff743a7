"""Forms of one firm: blocks of name, code, unit and value, two and more beside each other, the firm's name above."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.cells import Cell, as_shown
from core.errors import UserError
from core.headers import heading_keys, kind_columns, split_heading
from core.heading_words import Meaning, is_others, known_commodities, value_of
from core.names import tidy, word_key
from core.profiles import Part, Profile
from core.shape_derived import Derived, finished, keep_marked
from core.shape_rows import Source, implied, is_filled, told_cells
from core.sheets import Sheet
from core.text import Text
from core.words import find_word

_COLUMNS = ("name", "code", "unit", "value", "before")
_MARKS = " .,:;\u3001\uff1a\u2022*-0123456789"  # numbers and bullets in front of a label


@dataclass(frozen=True, slots=True)
class Block:
    """Where a block of a form has its name, its unit and its values of this year and the last, -1 for none."""

    name: int
    unit: int = -1
    value: int = -1
    before: int = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a form: its label, unit and value, the row it stands in, and whether it is last year's."""

    row: int
    label: str
    unit: str
    value: Cell
    before: bool = False


def form_blocks(sheet: Sheet) -> list[Block]:
    """The blocks of a form from left to right, none where the header is not that of a form."""
    roles = [_role(heading) for heading in sheet.columns]
    starts = [place for place, role in enumerate(roles) if role == "name"]
    found = []
    for start, end in zip(starts, [*starts[1:], len(roles)], strict=False):
        inside = {role: place for place, role in reversed(list(enumerate(roles))) if start <= place < end and role}
        block = Block(start, inside.get("unit", -1), inside.get("value", -1), inside.get("before", -1))
        found += [block] if block.value >= 0 else []
    return found


def _role(heading: str) -> str:
    for role in _COLUMNS:
        if any(find_word(f"block_{role}", key) for key in heading_keys(heading)):
            return role
    return ""


def is_form(sheet: Sheet) -> bool:
    """Whether a sheet is a form of one firm: its blocks, and the firm's name above them."""
    blocks = form_blocks(sheet)
    return bool(blocks) and (len(blocks) > 1 or blocks[0].unit >= 0)


def form_entries(source: Source) -> Iterator[Entry]:
    """The lines of a form, block after block, so that a label stands below the group it belongs to."""
    for block in form_blocks(source.sheet):
        for number, cells in source.sheet.rows:
            label = tidy(as_shown(cells[block.name])) if number not in source.marked else ""
            if not label:
                continue
            unit = as_shown(cells[block.unit]).strip() if block.unit >= 0 else ""
            yield Entry(number, label, unit, cells[block.value])
            if block.before >= 0 and is_filled(cells[block.before]):
                yield Entry(number, label, unit, cells[block.before], before=True)


def form_sheet(part: Part, profile: Profile, source: Source, *, first: bool) -> Sheet:
    """The rows of one kind that a form gives; UserError where it does not say whose it is."""
    derived = Derived()
    for mark in source.sheet.marks if first else ():
        keep_marked(derived, mark)
    kept: dict[str, Cell] = {**implied(part, source)}
    kept |= told_cells(part.told, source, (), kept)
    if not {"actor", "name"} & kept.keys():
        raise nameless(source.sheet)
    if part.kind == "actors":
        facts = {field: value for field, value in source.facts.items() if field in kind_columns("actors")}
        derived.add({**kept, **facts}, source.sheet.header_row, "")
        return finished(source, derived, ())
    strange = _fill(derived, part, profile, source, kept)
    remarks = []
    if derived.empty:
        remarks.append(
            Text(
                "{n} line of the form was empty and made no row.",
                {"n": derived.empty},
                plural="{n} lines of the form were empty and made no row.",
            )
        )
    if strange and part == next(other for other in profile.parts if other.kind != "actors"):
        remarks.append(Text("Lines of the form that have no place here: {labels}.", {"labels": strange}))
    return finished(source, derived, remarks)


def _fill(derived: Derived, part: Part, profile: Profile, source: Source, kept: dict[str, Cell]) -> list[str]:
    """Add a row for each line that means something for a kind; the labels that mean nothing for any part."""
    group: Meaning | None = None
    strange: list[str] = []
    for entry in form_entries(source):
        meaning = _meaning(entry, part, profile, group)
        if meaning and not entry.before and "commodity" not in dict(meaning.told):
            group = meaning
        if not is_filled(entry.value):
            derived.empty += meaning is not None
        elif meaning:
            derived.add(_row(entry, meaning, kept, source), entry.row, entry.label)
        elif not any(_meaning(entry, other, profile, group) for other in profile.parts if other.kind != part.kind):
            strange.append(entry.label)
    return list(dict.fromkeys(strange))


def _row(entry: Entry, meaning: Meaning, kept: dict[str, Cell], source: Source) -> dict[str, Cell]:
    row = {**kept, **told_cells(meaning.told, source, (), kept), meaning.field: entry.value}
    row["unit"] = entry.unit or meaning.unit or None
    if entry.before:
        row |= told_cells((("year", "-1"),), source, (), kept)
    return row


def _meaning(entry: Entry, part: Part, profile: Profile, group: Meaning | None) -> Meaning | None:
    """What a label says: as the profile has it, else by its words, else a commodity within the group above."""
    label = entry.label.lstrip(_MARKS)
    keys = set(heading_keys(label))
    for value in part.values:
        if any(heading_keys(name)[0] in keys for name in value.heading.split("|")):
            return Meaning(value.field, value.told, split_heading(label)[1])
    more = frozenset(word_key(name) for name in profile.commodities)
    shown = f"{label}({entry.unit})" if entry.unit and not split_heading(label)[1] else label
    if meaning := value_of(shown, part.kind, more):
        return meaning
    name = _member(label, more)
    if name and group and part.kind == "statistics" and group.field == "value":
        return Meaning(group.field, (*group.told, ("commodity", name)), "")
    return None


def _member(label: str, more: frozenset[str]) -> str:
    """The commodity that a line below a group names, "" where it names none."""
    name = label.rpartition("\uff1a")[2].rpartition(":")[2].strip()
    known = known_commodities() | more
    return name if word_key(name) in known or is_others(name) else ""


def nameless(sheet: Sheet) -> UserError:
    """A form that says nowhere whose it is."""
    return UserError(
        Text("{file} says nowhere whose form it is.", {"file": sheet.file}),
        Text("Write the firm's name above the table, behind a label such as Firm: or its Chinese word."),
        file=sheet.file,
        sheet=sheet.name,
    )
