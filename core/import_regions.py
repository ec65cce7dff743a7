"""Regions with their outlines. A region is known by its code, without one by its name and the region it lies in."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.geopackage import polygon_blob
from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import IMPORTED, SKIPPED, UPDATED, Intake, SourceNote
from core.ledger import Record
from core.names import name_key, tidy
from core.outlines import join_outlines, outline_of
from core.text import Text
from core.units import find_unit

MEASURED_AREA = "area km2"  # the column that reading a map adds
_HECTARES_PER_KM2 = 100.0


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a region table; `outline` is the WKB of a multipolygon. `part_of` is the row whose region it belongs
    to where a map file gives each part of a region a row of its own."""

    name: str
    code: str
    parent: Token | None
    values: tuple[tuple[str, object], ...]
    outline: bytes | None
    source: SourceNote
    part_of: int | None = None


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without a name or with an outline that is none."""
    values: Record = {
        "level": row.text("level"),
        "function_zone": row.text("function zone"),
        "area_km2": _area(row),
        "note": row.text("note"),
    }
    return Draft(
        name=tidy(row.name("name")),
        code=row.code("code"),
        parent=intake.mention(intake.directory.regions, row, "parent"),
        values=tuple((name, value) for name, value in values.items() if value not in ("", None)),
        outline=row.shape("geometry", outline_of),
        source=intake.source(row),
    )


def _area(row: Row) -> float | None:
    """The area in km2, from the unit that its header names; without one it is told in km2."""
    number = row.number_of("area")
    stated = row.columns.units.get("area", "")
    unit = find_unit(stated) if stated else None
    if number is None or not stated:
        return number
    if unit is None or unit.dimension != "area":
        row.refuse("area", Text("{unit} is no unit of area; write km2, ha, m2 or mu", {"unit": stated}))
    return number * unit.factor / _HECTARES_PER_KM2


def prepare(drafts: dict[int, Draft], intake: Intake) -> dict[int, Draft]:
    """Join the rows that differ in nothing but their outline: they are parts of one region."""
    parts: dict[Draft, dict[bytes, int]] = defaultdict(dict)
    for number, draft in drafts.items():
        if draft.outline:
            parts[_without_shape(draft)].setdefault(draft.outline, number)
    joined = dict(drafts)
    for outlines in parts.values():
        first, *others = outlines.values()
        if others:
            area = _sum_of_areas([drafts[number] for number in (first, *others)])
            joined[first] = replace(drafts[first], outline=join_outlines(outlines), values=area)
            joined |= {number: replace(drafts[number], part_of=first) for number in others}
    twins = {number: parts[_without_shape(draft)][draft.outline] for number, draft in drafts.items() if draft.outline}
    return {number: joined[twins.get(number, number)] for number in drafts}


def _without_shape(draft: Draft) -> Draft:
    return replace(draft, outline=None, values=tuple(pair for pair in draft.values if pair[0] != "area_km2"))


def _sum_of_areas(drafts: list[Draft]) -> tuple[tuple[str, object], ...]:
    """The values of the first part with the area of all, without any area where one of them is unknown."""
    areas = [dict(draft.values).get("area_km2") for draft in drafts]
    others = tuple(pair for pair in drafts[0].values if pair[0] != "area_km2")
    known = [float(str(area)) for area in areas if area is not None]
    return (*others, ("area_km2", sum(known))) if len(known) == len(areas) else others


def claims(draft: Draft) -> Iterator[Claim]:
    """A code belongs to one region; so does a name, within the region above."""
    if draft.part_of is not None:
        return
    name = name_key(draft.name)
    if draft.code:
        yield Claim("code", ("code", draft.code), draft)
    yield Claim("name", ("name", name, draft.code, draft.parent), draft)
    yield Claim("code", ("code given", name), bool(draft.code))
    yield Claim("parent", ("parent given", name, draft.code), draft.parent is not None)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Find the region that a row means, else add it."""
    if draft.part_of is not None:
        told = {"row": intake.label(draft.part_of), "name": draft.name}
        intake.tell(row.number, "", "", Text("a further part of {name}, joined with row {row}", told), SKIPPED)
        return SKIPPED
    regions = intake.directory.regions
    id = _find(draft, row, intake)
    _refuse_circle(draft, row, id, intake)
    values = _columns(draft, intake)
    if id is None:
        values["source_id"] = intake.settle_source(draft.source)
        id = intake.ledger.add("region", {"name": draft.name, "code": draft.code, **values})
        outcome = IMPORTED
    else:
        values = _with_news(values, intake.ledger.rows("region")[id], row)
        changed = intake.ledger.change("region", id, {**values, **({"code": draft.code} if draft.code else {})})
        outcome = IMPORTED if regions.claim(id) else UPDATED if changed else SKIPPED
    regions.learn("name", draft.name, id)
    regions.learn("code", draft.code, id)
    return outcome


def _find(draft: Draft, row: Row, intake: Intake) -> int | None:
    regions, rows = intake.directory.regions, intake.ledger.rows("region")
    parent = regions.current(draft.parent)
    if draft.code and (same := regions.find(draft.code, "code")):
        return same[0]
    possible = [
        id
        for id in regions.find(draft.name, "name")
        if len({draft.code, rows[id].get("code") or ""} - {""}) < 2
        and len({parent, rows[id].get("parent_id")} - {None}) < 2
    ]
    possible = regions.spelt_so(possible, draft.name)
    if len(possible) > 1:
        row.refuse("name", Text("{name} means several regions of the project; give its code", {"name": draft.name}))
    return possible[0] if possible else None


def _refuse_circle(draft: Draft, row: Row, id: int | None, intake: Intake) -> None:
    """Reject a region that would lie within itself."""
    regions, rows = intake.directory.regions, intake.ledger.rows("region")
    above = regions.current(draft.parent)
    itself = above is not None and id is None and name_key(row.text("parent")) == name_key(draft.name)
    while above is not None and above in rows and not itself:
        itself = above == id
        above = rows[above].get("parent_id")
    if itself:
        row.refuse("parent", Text("the region would lie within itself"))


def _with_news(values: Record, existing: Record, row: Row) -> Record:
    """The columns of a row without the area measured from an outline that the region has already."""
    same = values.get("geom") is not None and values["geom"] == existing.get("geom")
    if not same or row.header("area") != MEASURED_AREA:
        return values
    return {name: value for name, value in values.items() if name != "area_km2"}


def _columns(draft: Draft, intake: Intake) -> Record:
    values = dict(draft.values)
    if draft.outline:
        values["geom"] = polygon_blob(draft.outline, intake.directory.srs)
    if draft.parent is not None:
        values["parent_id"] = intake.settle(intake.directory.regions, draft.parent, draft.source)
    return values
