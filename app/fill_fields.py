"""The fields that a template may have: their names in each language, what each stands for, and its value of a year."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from app.fill_parts import WHOLE, Part, understood
from app.fill_systems import Reports, find_line, line_names, standard_lines, system_names, system_value
from app.fill_values import (
    MAPS,
    NETWORK,
    PLAIN,
    indicator_value,
    map_value,
    missing,
    plain_value,
    table_value,
    term_value,
)
from app.pack_content import TABLES, Material, material_of
from app.pack_order import PackOrder
from core.account_books import FORMS
from core.analysis import analyse
from core.i18n import LANGUAGES, translate
from core.indicators import INDICATORS
from core.office_fields import KINDS, Field, nearest_names
from core.snapshot import Snapshot
from core.text import N_, Text
from core.units import base_unit_of
from gis.office_template import FieldValue
from gis.sheet import Measure

GROUPS = {
    "document": N_("Words of the document"),
    "map": N_("Maps"),
    "table": N_("Tables"),
    "indicators": N_("Indicators"),
    "accounts": N_("Accounts of regions"),
    "systems": N_("Indicator systems"),
}
_LINES = {f"{system.id}.{line.number}": (system, line) for system, line in standard_lines()}
_TERMS = {f"{form.id}.{item.id}": (form, item) for form, _ in FORMS for item in form.items}


@dataclass(frozen=True, slots=True)
class KnownField:
    """A field: its group, its id, its title, and for a term the title of the account that it is of."""

    group: str
    id: str
    title: str
    account: str = ""

    @property
    def kind(self) -> str:
        """What stands before the colon: map, table, indicator (of a system) or "" for words and numbers."""
        return "indicator" if self.group == "systems" else self.group if self.group in ("map", "table") else ""

    def names(self, language: str) -> list[str]:
        """What it may be called in a language: its title, also without what is in brackets, and its id."""
        if self.group == "systems":
            system, line = _LINES[self.id]
            before, behind = system_names(system), line_names(line, language)
            return [f"{one}.{other}" for other in behind for one in before] + [self.id]
        title, account = translate(self.title, language), translate(self.account, language)
        short = title.partition(" (")[0].partition("\uff08")[0]
        listed = [short, title, f"{account}.{title}" if account else "", self.id.removeprefix(NETWORK), self.id]
        return list(dict.fromkeys(filter(None, listed)))

    def written(self, language: str) -> str:
        """How it is written in a template: in English by its id, else by the first name that is its own."""
        ids = [self.id.removeprefix(NETWORK), self.id]
        names = ids if language == LANGUAGES[0] else self.names(language)
        known = [name for name in names if find_field(self.kind, name) is self]
        return _with_kind(self.kind, known[0], language)


@cache
def known_fields() -> tuple[KnownField, ...]:
    """Every field in the order in which they are listed; a name that two have means the first of them."""
    return tuple(_fields())


def _fields() -> Iterator[KnownField]:
    yield from (KnownField("document", name, title) for name, (title, _) in PLAIN.items())
    yield from (KnownField("map", name, title) for name, title in MAPS.items())
    yield from (KnownField("table", name, title) for name, (title, _) in TABLES.items())
    yield from (KnownField("indicators", name, told.title) for name, told in INDICATORS.items())
    yield from (KnownField("accounts", id, item.title, form.title) for id, (form, item) in _TERMS.items())
    yield from (KnownField("systems", id, line.title, system.title) for id, (system, line) in _LINES.items())


@cache
def _by_name() -> dict[tuple[str, str], KnownField]:
    named: dict[tuple[str, str], KnownField] = {}
    for each in known_fields():
        for language in LANGUAGES:
            for name in each.names(language):
                named.setdefault((each.kind, name.casefold()), each)
    return named


def find_field(kind: str, name: str) -> KnownField | None:
    """The field of a kind that has this name, None where none has it."""
    return _by_name().get((kind, name.casefold()))


@dataclass(slots=True)
class Filling:
    """The values of a project for fields of any year; each year is analysed once."""

    snapshot: Snapshot
    year: int | None
    order: PackOrder
    measure: Measure
    _told: dict[tuple[int | None, str], Material] = field(default_factory=dict)
    _reports: Reports | None = None

    def material(self, year: int | None, unit: str = "") -> Material | None:
        """What is known of a year, None for one without figures; network numbers are of the links in a unit."""
        wanted = self.year if year is None else year
        if wanted is not None and wanted not in self.snapshot.years():
            return None
        base = base_unit_of(unit) or unit
        if (wanted, base) not in self._told:
            analysis = analyse(self.snapshot, wanted, unit=base)
            self._told[wanted, base] = material_of(self.snapshot, analysis, self.order)
        return self._told[wanted, base]

    def value(self, asked: Field) -> FieldValue:
        """What stands for a field; what is missing says why."""
        language = self.order.language
        known = find_field(asked.kind, asked.name)
        if key := self._line_of(asked):
            return self._of_system(asked, key)
        if known is None:
            return missing(asked.name, Text("There is no such field."), language)
        part = understood(self.snapshot, asked.words, known.group)
        if isinstance(part, Text):
            return missing(Text(known.title), part, language)
        told = self.material(asked.year, part.unit if known.id.startswith(NETWORK) else "")
        if told is None:
            return missing(Text(known.title), self._no_year(asked.year or self.year), language)
        return self.value_in(told, known, part)

    def _line_of(self, asked: Field) -> tuple[str, str] | None:
        """The system and number of the line that a field asks for, of the project's own systems too."""
        return find_line(self.snapshot, asked.name) if asked.kind == "indicator" else None

    def _systems(self) -> Reports:
        if self._reports is None:
            self._reports = Reports(self.snapshot)
        return self._reports

    def _of_system(self, asked: Field, key: tuple[str, str]) -> FieldValue:
        """A line of an indicator system, of the project's own too; a year without figures tells what is lacking."""
        language = self.order.language
        part = understood(self.snapshot, asked.words, "accounts")
        told = self.material(asked.year) or self.material(None)
        if isinstance(part, Text) or told is None:
            why = part if isinstance(part, Text) else self._no_year(asked.year or self.year)
            return missing(asked.name, why, language)
        year = asked.year if asked.year is not None else told.analysis.year
        return system_value(self._systems(), key, told, part, year)

    def _no_year(self, year: int | None) -> Text:
        years, told = self.snapshot.years(), {"year": str(year)}
        if not years:
            return Text("The project has no figures of {year}, nor of any other year.", told)
        span = {"first": str(years[0]), "last": str(years[-1])}
        return Text("The project has no figures of {year}; its years go from {first} to {last}.", told | span)

    def value_in(self, told: Material, known: KnownField, part: Part = WHOLE) -> FieldValue:
        """The value of a field in a year; a number in a unit and an account of a region, as `part` says."""
        if known.group == "document":
            return plain_value(known.id, told)
        if known.group == "map":
            return map_value(known.id, told, self.measure)
        if known.group == "table":
            return table_value(known.id, told)
        if known.group == "systems":
            system, line = _LINES[known.id]
            return system_value(self._systems(), (system.id, line.number), told, part, told.analysis.year)
        if known.group == "indicators":
            return indicator_value(known.id, told, part.unit)
        return term_value(*_TERMS[known.id], told, part)

    def remark(self, asked: Field, value: FieldValue) -> Text | None:
        """A sentence about a field that is missing, with the reason or the nearest names, or that is to be checked."""
        if value.doubt is not None:
            return Text("{field} is to be checked. {reason}", {"field": _braced(asked.written), "reason": value.doubt})
        if not value.missing:
            return None
        if find_field(asked.kind, asked.name) is not None or self._line_of(asked):
            return Text("{field} is missing. {reason}", {"field": _braced(asked.written), "reason": value.why})
        if names := _nearest(asked, self.order.language):
            return Text("{field} is not known; nearest are {names}.", {"field": _braced(asked.written), "names": names})
        told = {"field": _braced(asked.written)}
        return Text("{field} is not known, and nothing is written like it.", told)


def _with_kind(kind: str, name: str, language: str) -> str:
    """A name with the word that asks for a map or a table, as the language has it."""
    return f"{translate(KINDS[kind], language)}:{name}" if kind else name


def _nearest(asked: Field, language: str) -> list[str]:
    """The fields written like a name: of systems by their first name, else of any kind, which may lack.

    Systems have so many names that to look through all of them takes long.
    """
    name = asked.name
    if asked.kind == "indicator":
        systems = (known for known in known_fields() if known.group == "systems")
        alike = {known.names(language)[0]: (known, known.written(language)) for known in systems}
    else:
        others = ((kind, named, known) for (kind, named), known in _by_name().items() if kind != "indicator")
        alike = {named: (known, _with_kind(kind, named, language)) for kind, named, known in others}
    near: dict[KnownField, str] = {}
    for known, written in (alike[one] for one in nearest_names(name, alike)):
        near.setdefault(known, _braced(written))
    return list(near.values())


def _braced(written: str) -> str:
    return f"{{{{{written}}}}}"
