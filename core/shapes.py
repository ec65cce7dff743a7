"""The tables of one kind each that a sheet gives under a profile: lists, wide lists, months, forms of blocks.

Rows of a derived table count from 1; its origins name the row of the file and the heading that each comes from.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.cells import Cell
from core.headers import find_column, split_heading
from core.heading_words import month_of, value_of
from core.profile_matching import is_personal, mapped, without_persons
from core.profiles import Pairs, Part, Places, Profile, Value
from core.shape_derived import Derived, finished, keep_marked
from core.shape_forms import form_sheet
from core.shape_rows import Source, implied, is_filled, is_wanted, kept_cells, open_source, told_cells
from core.shape_rules import rule_marks
from core.sheets import Sheet
from core.text import N_, Text

Table = tuple[str, Sheet]
NOT_READ = N_("Columns of the file that were not read: {columns}.")


def shape(sheet: Sheet, profile: Profile) -> list[Table]:
    """The tables that a sheet gives, each with its kind, in the order of the profile's parts; none without parts.

    UserError where a form says nowhere whose it is.
    """
    profile = without_persons(profile, sheet)
    source = open_source(replace(sheet, permitted_use=profile.permitted_use or sheet.permitted_use))
    marks = (*sheet.marks, *rule_marks(profile, source))
    source = replace(source, sheet=replace(source.sheet, marks=marks), marked=frozenset(mark.row for mark in marks))
    tables: list[Table] = []
    for part in (_present(part, source) for part in profile.parts):
        tables.append((part.kind, _part_sheet(part, profile, source, first=not tables)))
    if not tables:
        return []
    tables = [(kind, table) for kind, table in tables if table.rows] or tables[:1]
    return _with_remarks(tables, source, profile)


def _present(part: Part, source: Source) -> Part:
    """A part without the joined columns that the sheet does not have."""
    there = tuple(joined for joined in part.joined if source.places.find(joined.headings[0]) is not None)
    return replace(part, joined=there)


def _part_sheet(part: Part, profile: Profile, source: Source, *, first: bool) -> Sheet:
    if part.shape == "form":
        return form_sheet(part, profile, source, first=first)
    if part.shape == "wide" or part.values:
        return _wide_sheet(completed(part, profile, source), source, first=first)
    return _list_sheet(part, profile, source, first=first)


def _with_remarks(tables: list[Table], source: Source, profile: Profile) -> list[Table]:
    """The first table tells what reading the file told, and which columns nobody reads."""
    told = [*source.sheet.remarks]
    if source.facts:
        told.append(Text("Read from the titles: {facts}.", {"facts": list(source.facts.values())}))
    places = Places(source.sheet.columns)
    out = [source.sheet.columns[place] for name in profile.left_out if (place := places.find(name)) is not None]
    if personal := [heading for heading in dict.fromkeys(out) if is_personal(heading)]:
        told.append(Text("Left out, since they concern persons: {columns}.", {"columns": personal}))
    if unwanted := [heading for heading in dict.fromkeys(out) if heading not in personal]:
        told.append(Text(NOT_READ, {"columns": unwanted}))
    if len(profile.parts) > 1 or all(part.shape == "wide" and part.values for part in profile.parts):
        told += _unread(profile, source)
    kind, sheet = tables[0]
    others = [(kind, replace(table, titles=()) if table.origins else table) for kind, table in tables[1:]]
    return [(kind, replace(sheet, remarks=(*told, *sheet.remarks))), *others]


def _unread(profile: Profile, source: Source) -> list[Text]:
    """The columns that no part of a form reads."""
    named = [*profile.left_out, *(rule.heading for rule in profile.rules)]
    named += [heading for part in profile.parts for heading in _headings(part)]
    read = {source.places.find(name) for name in named}
    left = [heading for place, heading in enumerate(source.sheet.columns) if heading and place not in read]
    for part in profile.parts:
        if part.shape == "list" and not part.values:
            stepped = _step_back(part, source, list(source.sheet.columns))
            left = [heading for heading in left if heading in stepped or not find_column(heading, part.kind)]
    return [Text(NOT_READ, {"columns": left})] if left else []


def _list_sheet(part: Part, profile: Profile, source: Source, *, first: bool) -> Sheet:
    sheet, places = source.sheet, source.places
    columns, told = list(sheet.columns), []
    units = dict(part.units)
    for headings, field in part.columns:
        place = places.find(headings)
        if place is not None and columns[place] == sheet.columns[place]:
            columns[place], remark = _renamed(sheet.columns[place], field, units.get(field, ""), part.kind)
            told += remark
    left = _step_back(part, source, columns)
    if left and len(profile.parts) == 1:
        told.append(Text(NOT_READ, {"columns": left}))
    gone = {
        p
        for name in (*profile.left_out, *(h for j in part.joined for h in j.headings))
        if (p := places.find(name)) is not None
    }
    gone |= _read_by_others(part, profile, places)
    for place in gone:
        columns[place] = ""
    own = _own_places(part, columns)
    added = [joined.field for joined in part.joined if joined.field not in own] + list(
        dict.fromkeys((*implied(part, source), *dict(part.told)))
    )
    rows = []
    for number, cells in sheet.rows:
        if number in source.marked and not first:
            continue
        if number in source.marked or is_wanted(part, source, cells):
            rows.append((number, _list_row(part, source, cells, gone, own, added, len(columns))))
    if missing := len(sheet.rows) - len(rows) - (0 if first else len(source.marked)):
        told.append(_without_content(missing))
    return replace(
        sheet,
        columns=(*columns, *added),
        headings=(*sheet.columns, *added),
        rows=tuple(rows),
        marks=sheet.marks if first else (),
        remarks=tuple(told),
    )


def _step_back(part: Part, source: Source, columns: list[str]) -> list[str]:
    """Headings before the one that the profile names for a column, which lose their name or would be read instead."""
    named: dict[str, int] = {}
    for headings, field in part.columns:
        if (place := source.places.find(headings)) is not None:
            named.setdefault(field, place)
    read, own = set(named.values()), source.sheet.columns
    left = [
        place
        for place, heading in enumerate(columns)
        if heading and place not in read and place < named.get(find_column(heading, part.kind), 0)
    ]
    for place in left:
        columns[place] = ""
    return [own[place] for place in left]


def _read_by_others(part: Part, profile: Profile, places: Places) -> set[int]:
    """The columns that only other parts of the form read, so that this one does not call them unused."""
    mine = {places.find(heading) for heading, _ in part.columns}
    others = [place for other in profile.parts if other is not part for place in map(places.find, _headings(other))]
    return {place for place in others if place is not None and place not in mine}


def _headings(part: Part) -> list[str]:
    """Every heading that a part reads."""
    named = [headings for headings, _ in part.columns] + [value.heading for value in part.values]
    named += [heading for joined in part.joined for heading in joined.headings] + list(part.needs + part.without)
    told = [pair for value in part.values for pair in value.told] + list(part.told)
    return named + [text[1:] for _, text in told if text.startswith("@")]


def missing_headings(profile: Profile, sheet: Sheet) -> list[str]:
    """The headings that a profile reads and a table lacks, in the order of the profile."""
    places = Places(sheet.columns)
    named = dict.fromkeys(heading for part in profile.parts for heading in _headings(part))
    return [heading for heading in named if places.find(heading) is None]


def _list_row(
    part: Part,
    source: Source,
    cells: tuple[Cell, ...],
    gone: set[int],
    own: dict[str, int],
    added: Sequence[str],
    width: int,
) -> tuple[Cell, ...]:
    row = [None if place in gone else cell for place, cell in enumerate(cells)]
    if not (added or own) or len(cells) > width:
        return tuple(row)
    kept = kept_cells(part, source, cells)
    for field, place in own.items():
        row[place] = row[place] if is_filled(row[place]) else kept.get(field)
    return (*row, *(kept.get(field) for field in added))


def _own_places(part: Part, columns: Sequence[str]) -> dict[str, int]:
    """Where a column stands that means the same as columns joined: these fill only what it leaves empty."""
    fields = {joined.field for joined in part.joined}
    found: dict[str, int] = {}
    for place, heading in enumerate(columns):
        if heading and (field := find_column(heading, part.kind)) in fields:
            found.setdefault(field, place)
    return found


def _renamed(heading: str, field: str, unit: str, kind: str) -> tuple[str, list[Text]]:
    """What a column is called: the heading itself where it means the field anyway, with the unit that counts."""
    own = split_heading(heading)[1]
    name = heading if find_column(heading, kind) == field else field
    told = []
    if own and unit and own != unit:
        values = {"heading": heading, "unit": own, "other": unit}
        told.append(Text("{heading} says {unit}, the profile {other}; what the heading says was taken.", values))
    counts = own or unit
    return (name if name == heading and own == counts else f"{name} ({counts})" if counts else name), told


def completed(part: Part, profile: Profile, source: Source) -> Part:
    """A wide part with the columns and values that its headings tell where the profile names none."""
    sheet = source.sheet
    columns = part.columns or mapped(sheet, part.kind)[0].parts[0].columns
    if part.values:
        return replace(part, columns=columns)
    taken = {source.places.find(heading) for heading, _ in columns}
    free = [h for place, h in enumerate(sheet.columns) if h and place not in taken]
    more = frozenset(profile.commodities)
    found = [value for heading in free if (value := wide_value(heading, part.kind, more))]
    return replace(part, columns=columns, values=tuple(found))


def wide_value(heading: str, kind: str, commodities: frozenset[str] = frozenset()) -> Value | None:
    """The value that a heading of a wide table means: a month of a link, or a quantity of a pollutant or statistic."""
    month = month_of(heading)
    if month and kind == "flows":
        year, number = month
        return Value(heading, "amount", (("period", f"{year or ''}-{number:02d}"),))
    meaning = value_of(heading, kind, commodities)
    return Value(heading, meaning.field, meaning.told) if meaning else None


def _wide_sheet(part: Part, source: Source, *, first: bool) -> Sheet:
    sheet, derived = source.sheet, Derived()
    marks = {mark.row: mark for mark in sheet.marks}
    groups = _groups(part, source)
    units = {place: split_heading(sheet.columns[place])[1] for values in groups.values() for place, _ in values}
    unwanted = 0
    for number, cells in sheet.rows:
        if number in marks:
            if first:
                keep_marked(derived, marks[number])
            continue
        if not is_wanted(part, source, cells):
            unwanted += 1
            continue
        kept = kept_cells(part, source, cells)
        for told, values in groups.items():
            _derive(derived, number, cells, kept, told, values, units, part, source)
    remarks = [_empty_cells(derived.empty)] if derived.empty else []
    remarks += [_without_content(unwanted)] if unwanted else []
    for heading, count in derived.others.items():
        remarks.append(_second_figures(heading, count))
    return finished(source, derived, remarks)


def _groups(part: Part, source: Source) -> dict[Pairs, list[tuple[int, str]]]:
    """The columns of values by what is told of them: those of which the same is told make one row together."""
    groups: dict[Pairs, list[tuple[int, str]]] = {}
    for value in part.values:
        place = source.places.find(value.heading)
        if place is not None:
            groups.setdefault(value.told, []).append((place, value.field))
    return groups


def _derive(
    derived: Derived,
    number: int,
    cells: tuple[Cell, ...],
    kept: dict[str, Cell],
    told: Pairs,
    values: list[tuple[int, str]],
    units: dict[int, str],
    part: Part,
    source: Source,
) -> None:
    """Add the row that one group of values makes, nothing where all of them are empty."""
    filled = [(place, field) for place, field in values if is_filled(cells[place])]
    derived.empty += len(values) - len(filled)
    if not filled:
        return
    row = {**kept, **told_cells(told, source, cells, kept)}
    for place, field in reversed(filled):
        row[field] = cells[place]  # of several figures for the same field the first one named counts
    for place, field in filled:
        if row[field] is not cells[place]:
            heading = source.sheet.columns[place]
            derived.others[heading] = derived.others.get(heading, 0) + 1
    if not is_filled(row.get("unit")):
        stated = dict(part.units)
        own = next(
            (units[place] or stated.get(field, "") for place, field in filled if units[place] or field in stated), ""
        )
        row["unit"] = own or source.title_unit or None
    derived.rows.append(row)
    derived.origins.append((number, source.sheet.columns[filled[0][0]]))


def _empty_cells(count: int) -> Text:
    return Text("{n} cell was empty and made no row.", {"n": count}, plural="{n} cells were empty and made no row.")


def _second_figures(heading: str, count: int) -> Text:
    return Text(
        "{n} figure of {heading} was not taken: another column of the same row says how much it is.",
        {"n": count, "heading": heading},
        plural="{n} figures of {heading} were not taken: another column of the same row says how much it is.",
    )


def _without_content(count: int) -> Text:
    return Text(
        "{n} row of the file says nothing for this table.",
        {"n": count},
        plural="{n} rows of the file say nothing for this table.",
    )
