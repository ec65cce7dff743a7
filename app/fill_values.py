"""What each field of a template stands for: numbers with their documents, pictures, tables, or the mark for missing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.pack_content import ITEMS, PICTURE, TABLES, Material, PackOrder, bare_diagram, map_of, material_of
from core.account_list import FORMS
from core.analysis import analyse
from core.evidence import amount_sources, join_sources, sources
from core.findings import Ref
from core.i18n import LANGUAGES, show_quantity, translate
from core.indicators import INDICATORS
from core.network_words import explain
from core.office_fields import Field, missing_mark, nearest_names
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.units import base_unit_of
from gis.flow_diagram import compose_diagram
from gis.office_maps import LEGEND, side_by_side, with_line
from gis.office_template import Annex, FieldValue
from gis.paint import png_bytes
from gis.scene import Scene
from gis.sheet import Measure

DPI = 200.0
_MOST_DOCUMENTS = 6
MAPS = {"map": N_("Map"), "flows": N_("Material flows")}
PLAIN: dict[str, tuple[str, Callable[[Material], str]]] = {
    "project": (N_("Project file"), lambda m: m.named.name),
    "year": (N_("Year"), lambda m: "" if m.analysis.year is None else str(m.analysis.year)),
    "date": (N_("Date"), lambda m: m.order.made),
    "class": (N_("Class of the page"), lambda m: m.order.marking),
}


@dataclass(slots=True)
class Filling:
    """The values of a project for fields of any year; each year is analysed once."""

    snapshot: Snapshot
    year: int | None
    order: PackOrder
    measure: Measure
    _told: dict[tuple[int | None, str], Material] = field(default_factory=dict)

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
        """What stands for a field."""
        told = self.material(asked.year, asked.unit)
        if told is None:
            return self._missing(Text("{name}: no figures of {year}", {"name": asked.name, "year": str(asked.year)}))
        if asked.kind == "map":
            return self._picture(asked, told)
        if asked.kind == "table":
            return self._table(asked, told)
        for name, (title, tell) in PLAIN.items():
            if asked.name.casefold() in _names(name, title):
                return FieldValue(tell(told)) if tell(told) else self._missing(asked.name)
        found = figures_of(told).get(asked.name.casefold())
        return found if found is not None else self._missing(asked.name)

    def _missing(self, what: Text | str) -> FieldValue:
        return FieldValue(missing_mark(what, self.order.language), missing=True)

    def _picture(self, asked: Field, told: Material) -> FieldValue:
        for name, title in MAPS.items():
            if asked.name.casefold() in _names(name, title):
                scene = map_picture(told, self.measure) if name == "map" else _flows(told, self.measure)
                size = (scene.width, scene.height)
                return FieldValue("", picture=png_bytes(scene, DPI), size=size)
        return self._missing(asked.name)

    def _table(self, asked: Field, told: Material) -> FieldValue:
        for name, (title, make) in TABLES.items():
            if asked.name.casefold() in _names(name, title):
                if not self.order.holds(name):
                    return self._missing(_withheld(asked.name))
                table = make(told)
                if not table.rows:
                    return self._missing(asked.name)
                crowded = Text("{name}: no empty cells for it below", {"name": table.title})
                return FieldValue(
                    missing_mark(crowded, self.order.language),
                    table=table.on_paper(self.order.language).narrowed(table.spoken or table.brief),
                )
        return self._missing(asked.name)


def figures_of(told: Material) -> dict[str, FieldValue]:
    """Every figure of a year by its names: indicators by id and title, terms of the accounts of the whole."""
    language = told.order.language
    found: dict[str, FieldValue] = {}
    for result in told.analysis.indicators:
        names = _names(result.id, INDICATORS[result.id].title) | {result.id.partition(".")[2]}
        what = Text("{name}: {reason}", {"name": Text(INDICATORS[result.id].title), "reason": explain(result)})
        value = _figure("indicators", Quantity(result.value, result.unit, result.sd), what, result.rows, told)
        found |= {name: value for name in names if name not in found}
    for account in told.analysis.accounts:
        if account.matter or account.scope.table not in ("region", "cluster"):
            continue
        for term in account.terms:
            names = _names(f"{account.id.removesuffix('_sum')}.{term.id}", term.title)
            what = Text("{name}: not stated", {"name": translate(term.title, language)})
            value = _figure("accounts", Quantity(term.value, account.unit), what, term.rows, told)
            found |= {name: value for name in names if name not in found}
    return found


def _withheld(name: object) -> Text:
    """Why a document for the public does not hold something."""
    return Text("{name}: left out of a public document, since it rests on what firms declared", {"name": name})


def _figure(part: str, quantity: Quantity, what: Text, rows: Iterable[Ref], told: Material) -> FieldValue:
    """A figure of a part of a pack with its unit and documents, or the mark that says why there is none."""
    language = told.order.language
    if not told.order.holds(part):
        return FieldValue(missing_mark(_withheld(what.values["name"]), language), missing=True)
    if quantity.value is None or quantity.value != quantity.value:
        return FieldValue(missing_mark(what, language), missing=True)
    shown = show_quantity(quantity, language)
    return FieldValue(shown, quantity.value, quantity.unit, cited=documents_of(told.shown.links, told.named, rows))


def documents_of(year: Snapshot, whole: Snapshot, rows: Iterable[Ref]) -> str:
    """The titles of the sources of rows, the first of them where there are many."""
    by_table: dict[str, set[str]] = {}
    for ref in rows:
        by_table.setdefault(ref.table, set()).add(ref.uid)
    titles = []
    for name, uids in by_table.items():
        kept = year if name in ("flow", "flow_amount") else whole
        table = getattr(kept, name, None)
        if table is None or not hasattr(table, "source"):
            continue
        chosen = [row for row, uid in enumerate(table.uid.tolist()) if uid in uids]
        titles.append(amount_sources(kept, chosen) if name == "flow" else sources(kept, name, chosen))
    listed = [part for part in join_sources(*titles).split("; ") if part]
    more = len(listed) - _MOST_DOCUMENTS
    return "; ".join(listed[:_MOST_DOCUMENTS]) + (f"; +{more}" if more > 0 else "")


def annex_of(values: Mapping[str, FieldValue], language: str) -> Annex:
    """The annex: each figure with its value and its documents, and what is missing."""
    rows = tuple(
        (str(number), written, value.words, value.cited or translate(N_("none stated"), language))
        for number, (written, value) in enumerate(
            ((written, value) for written, value in values.items() if value.number is not None or value.missing), 1
        )
    )
    headings = tuple(translate(title, language) for title in (N_("No."), N_("Field"), N_("Value"), N_("Documents")))
    return Annex(translate(N_("Annex: sources"), language), headings, rows)


def known_names(filling: Filling, kind: str) -> list[str]:
    """The names that fields of a kind may have, as they are written in the language."""
    language = filling.order.language
    titled = {"map": MAPS, "table": {name: title for name, (title, _) in TABLES.items()}}.get(kind)
    if titled is not None:
        return [name for id, title in titled.items() for name in (id, translate(title, language))]
    told = filling.material(None)
    figures = list(figures_of(told)) if told is not None else []
    return [*PLAIN, *(translate(title, language) for title, _ in PLAIN.values()), *figures, *_terms(language)]


def _terms(language: str) -> Iterator[str]:
    """The names of all terms that an account of the whole may have."""
    for form, _ in FORMS:
        for item in form.items:
            yield f"{form.id}.{item.id}"
            yield translate(item.title, language)


def advice_for(asked: Field, filling: Filling) -> Text:
    """The nearest known names of a field that nobody knows."""
    near = nearest_names(asked.name, known_names(filling, asked.kind))
    if near:
        return Text("{field} is not known; nearest are {names}.", {"field": asked.written, "names": near})
    return Text("{field} is not known, and nothing is written like it.", {"field": asked.written})


def is_known(asked: Field, filling: Filling) -> bool:
    """Whether a field has a name that is known at all."""
    return asked.name.casefold() in {name.casefold() for name in known_names(filling, asked.kind)} | {
        name for title in (*MAPS.values(), *(title for title, _ in (*TABLES.values(), *PLAIN.values())))
        for name in _names("", title)
    }  # fmt: skip


def _names(id: str, title: str) -> set[str]:
    """What a thing may be called: its id, its title in each language."""
    return {id.casefold(), *(translate(title, language).casefold() for language in LANGUAGES)}


def map_picture(told: Material, measure: Measure) -> Scene:
    """The map with its legend, and beneath it the class and the map review number."""
    drawn = map_of(told, (PICTURE[0] - LEGEND - 4.0, PICTURE[1]), measure)
    return with_line(side_by_side(*drawn), f"{told.order.marking}  {told.order.review}", measure)


def _flows(told: Material, measure: Measure) -> Scene:
    return compose_diagram(told.flows(ITEMS), bare_diagram(told.order, PICTURE), measure)
