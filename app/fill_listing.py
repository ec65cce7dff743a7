"""Every field that a template may have, with what it stands for and its value now: for the command and the window."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.fill_fields import GROUPS, Filling, KnownField, known_fields
from app.fill_sources import DRAWN
from app.fill_systems import own_lines
from core.i18n import show, translate
from core.office_fields import KINDS, parse_field
from core.text import Text
from core.units import unit_name
from gis.flow_diagram_bands import diagram_units
from gis.office_template import FieldValue


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field as it is listed: how it is written, what it stands for, and its value or why there is none."""

    field: KnownField
    written: str
    title: str
    now: str
    value: FieldValue


def field_lines(filling: Filling) -> Iterator[FieldLine]:
    """The fields one by one, as they stand in the year of the filling; no map is drawn for it."""
    language, told = filling.order.language, filling.material(None)
    for known in known_fields():
        value = FieldValue("")
        if told is not None and known.group != "map":
            value = filling.value_in(told, known)
        title = translate(known.title, language)
        if known.account:
            title = show(Text("{account}, {term}", {"account": Text(known.account), "term": title}), language)
        yield FieldLine(known, f"{{{{{known.written(language)}}}}}", title, _now(known, value, language), value)
    yield from _own(filling)


def _own(filling: Filling) -> Iterator[FieldLine]:
    """The lines of the project's own systems, which only this project has."""
    language = filling.order.language
    for system, line in own_lines(filling.snapshot):
        known = KnownField("systems", f"{system.id}.{line.number}", line.title, system.title)
        written = f"{translate(KINDS['indicator'], language)}:{known.id}"
        title = show(Text("{account}, {term}", {"account": Text(system.title), "term": Text(line.title)}), language)
        value = filling.value(parse_field(written))
        yield FieldLine(known, f"{{{{{written}}}}}", title, _now(known, value, language), value)


def _now(known: KnownField, value: FieldValue, language: str) -> str:
    if value.why is not None:
        return show(Text("missing: {reason}", {"reason": value.why}), language)
    if known.group == "map":
        return translate(DRAWN, language)
    if value.table is not None:
        return show(Text("{n} row", {"n": value.table.leading}, plural="{n} rows"), language)
    return value.words


def told_lines(filling: Filling) -> Iterator[str]:
    """The list as lines of text, group by group, with what a field may say behind a bar."""
    language = filling.order.language
    for group, lines in groupby(field_lines(filling), lambda line: line.field.group):
        yield translate(GROUPS[group], language)
        for line in lines:
            values = {"field": line.written, "title": line.title, "now": line.now}
            yield "  " + show(Text("{field}  {title} = {now}", values), language)
    yield from (show(text, language) for text in field_hints(filling))


def field_hints(filling: Filling) -> Iterator[Text]:
    """What may stand behind a bar: a year, a unit, a region."""
    language, snapshot = filling.order.language, filling.snapshot
    written = {known.id: known.written(language) for known in known_fields()}
    if years := snapshot.years():
        span = {"first": str(years[0]), "last": str(years[-1])}
        span["field"] = f"{{{{{written['network.connectance']}|{years[-1]}}}}}"
        yield Text("Another year stands behind a bar, as in {field}: from {first} to {last}.", span)
    if units := diagram_units(snapshot, filling.year):
        asked = f"{{{{{written['network.finn_cycling_index']}|{units[0]}}}}}"
        told = {"field": asked, "units": units}
        yield Text("Weighted network numbers need the unit of their links, as in {field}; there are {units}.", told)
    if (made := filling.material(None)) and len(made.named.region):
        term, unit = written["solid_waste.generated"], unit_name("wan_t" if language == "zh" else "kt", language)
        told = {"region": f"{{{{{term}|{made.named.region.name[-1]}}}}}", "unit": f"{{{{{term}|{unit}}}}}"}
        yield Text("Accounts can be told of one region or in another unit, as in {region} or {unit}.", told)


def as_records(filling: Filling) -> list[dict[str, Any]]:
    """The list for another program: ids as they can be written in a template, values as numbers where they are such."""
    language = filling.order.language
    return [
        {
            "field": line.field.id, "kind": line.field.kind, "group": line.field.group, "written": line.written,
            "title": line.title, "value": line.value.number, "unit": line.value.unit, "shown": line.now,
            "missing": line.value.missing, "to_check": show(line.value.doubt, language) if line.value.doubt else None,
        }
        for line in field_lines(filling)
    ]  # fmt: skip
