"""What stands for a field of a template: numbers with their documents, pictures, tables, or the mark for missing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from app.fill_parts import WHOLE, Part
from app.fill_sources import cited_by, drawn_rows, table_rows
from app.pack_content import ITEMS, PICTURE, TABLES, Material, bare_diagram, map_of
from core.account_terms import Form, Item
from core.accounts import Account
from core.doubts import doubt_text, doubted, doubts_of
from core.evidence import enumerate_names, sentences
from core.findings import Ref
from core.i18n import show_quantity, translate
from core.indicators import INDICATORS, Result
from core.network_indicators import STRUCTURE
from core.network_words import explain
from core.office_fields import TO_CHECK, missing_mark
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from core.units import factor_to, find_unit
from gis.flow_diagram import compose_diagram
from gis.flow_diagram_words import notes
from gis.office_maps import LEGEND, side_by_side, with_line
from gis.office_template import FieldValue
from gis.paint import png_bytes
from gis.scene import Font, Scene
from gis.sheet import Measure
from gis.typeset import set_lines

DPI = 200.0
NETWORK = "network."  # begins the id of an indicator that is of the links of one unit
_WITHOUT_AMOUNTS = frozenset(member.id for member in STRUCTURE)  # a wrong unit changes nothing in them
_BENEATH = Font(14.0)  # beneath a picture, which a page upright shows at half its size
_MOST_LINES = 8
MAPS = {"map": N_("Map"), "flows": N_("Material flows")}
PLAIN: dict[str, tuple[str, Callable[[Material], str]]] = {
    "project": (N_("Name of the project"), lambda m: m.named.name),
    "year": (N_("Year"), lambda m: "" if m.analysis.year is None else str(m.analysis.year)),
    "date": (N_("Date"), lambda m: m.order.made),
    "class": (N_("Class of the page"), lambda m: m.order.marking),
}
DECLARED = Text("It is left out of a public document, since it rests on what firms declared.")


def missing(name: Text | str, why: Text | None, language: str) -> FieldValue:
    """The mark for what is not known, with its name and the sentence that says why."""
    what = name if why is None else Text("{name}: {reason}", {"name": name, "reason": why})
    return FieldValue(missing_mark(what, language), missing=True, why=why)


def plain_value(name: str, told: Material) -> FieldValue:
    """Words about the project and the document."""
    title, tell = PLAIN[name]
    if words := tell(told):
        return FieldValue(words)
    return missing(Text(title), Text("The project says nothing of it."), told.order.language)


def map_value(name: str, told: Material, measure: Measure) -> FieldValue:
    """A map or the diagram of the material flows as a picture."""
    scene = map_picture(told, measure) if name == "map" else _flows(told, measure)
    size, cited = (scene.width, scene.height), cited_by(told, drawn_rows(told))
    return FieldValue("", picture=png_bytes(scene, DPI), size=size, cited=cited)


def table_value(name: str, told: Material) -> FieldValue:
    """A table of the meeting pack, in the columns that a report has."""
    title, make = TABLES[name]
    language = told.order.language
    if not told.order.holds(name):
        return missing(Text(title), DECLARED, language)
    table = make(told)
    if not table.rows:
        return missing(Text(title), Text("There is no row for it."), language)
    crowded = Text("{name}: no empty cells for it below", {"name": table.title})
    shown = table.narrowed(table.spoken or table.brief)
    whole, cited = replace(shown, leading=len(table.rows)), cited_by(told, table_rows(told, name))
    return FieldValue(missing_mark(crowded, language), table=whole, cited=cited)


def indicator_value(name: str, told: Material, unit: str = "") -> FieldValue:
    """An indicator of the year, in a unit where one is asked for, or the reason why there is none.

    To a network number without a unit of its own, the one asked for has chosen its links.
    """
    result = next(one for one in told.analysis.indicators if one.id == name)
    quantity = Quantity(result.value, result.unit, result.sd)
    if unit and not (name.startswith(NETWORK) and find_unit(result.unit) is None):
        factor = factor_to(unit, result.unit)[0]
        if factor is None:
            return missing(Text(INDICATORS[name].title), _unlike(unit, result.unit), told.order.language)
        quantity = _in_unit(quantity, unit, factor)
    made = _figure("indicators", quantity, Text(INDICATORS[name].title), explain(result), result.rows, told)
    return made if name in _WITHOUT_AMOUNTS else marked(made, result.rows, told, _partly(result))


def _partly(result: Result) -> Text | None:
    """The sentence of what a figure that is not whole lacks; None for a whole one."""
    if result.status != "partial":
        return None
    lacks = Text("A part of it is not known.")
    if result.coverage < 1.0:
        lacks = Text("It is known of {share} only.", {"share": Quantity(round(100 * result.coverage, 1), "%")})
    names = enumerate_names([each.name for each in result.missing])
    return sentences(lacks, Text("Lacking: {quantities}.", {"quantities": names}) if result.missing else None)


def _unlike(unit: str, own: str) -> Text:
    """Why a number is not told in a unit that was asked for."""
    values = {"part": unit, "unit": own}
    if find_unit(own) is None:
        return Text("It has no unit, so that it cannot be told in {part}.", values)
    return Text("It is told in {unit} and cannot be told in {part}.", values)


def _in_unit(quantity: Quantity, unit: str, factor: float) -> Quantity:
    value = None if quantity.value is None else quantity.value / factor
    return Quantity(value, unit, None if quantity.sd is None else quantity.sd / factor)


def term_value(form: Form, item: Item, told: Material, part: Part = WHOLE) -> FieldValue:
    """A term of an account in a unit and of a region, as `part` says; without, in its own and of the whole cluster.

    The whole cluster is the region that lies in no other; where there are several, one has to be named.
    """
    named, language, title = told.named, told.order.language, Text(item.title)
    factor = factor_to(part.unit, form.unit)[0] if part.unit else 1.0
    if factor is None:
        return missing(title, _unlike(part.unit, form.unit), language)
    listed = [account for account in told.analysis.accounts if _about(account, form.id)]
    if not listed:
        values = {"account": Text(form.title)}
        return missing(title, Text("No account of {account} of a region can be made.", values), language)
    scopes = list(dict.fromkeys(account.scope.name for account in listed))
    names = [str(named.region.name[part.region])] if part.region >= 0 else _topmost(named, scopes)
    if len(names) > 1:
        why = Text("Several regions have an account; name one of {names} behind a bar.", {"names": names})
        return missing(title, why, language)
    about = [account for account in listed if account.scope.name == names[0]]
    terms = ((account, term) for account in about for term in account.terms if term.id == item.id)
    account, term = next(terms, (None, None))
    why = Text("Nobody states it for {region}.", {"region": names[0]})
    if account is None or term is None:
        return missing(title, why, language)
    quantity = _in_unit(Quantity(term.value, account.unit), part.unit or account.unit, factor)
    return marked(_figure("accounts", quantity, title, why, term.rows, told), term.rows, told)


def _about(account: Account, form: str) -> bool:
    """Whether an account is about all wastes, water or energy of a region, stated or summed up."""
    return not account.matter and account.scope.table == "region" and account.id.removesuffix("_sum") == form


def _topmost(named: Snapshot, scopes: list[str]) -> list[str]:
    """Of regions by their names those that lie in no other of them."""
    region = named.region
    parents = {str(name): int(parent) for name, parent in zip(region.name, region.parent, strict=True)}
    inner = [name for name in scopes if (row := parents.get(name, -1)) >= 0 and str(region.name[row]) in scopes]
    return [name for name in scopes if name not in inner]


def _figure(
    part: str, quantity: Quantity, name: Text, why: Text, rows: Iterable[Ref], told: Material
) -> FieldValue:  # fmt: skip
    """A figure of a part of a pack with its unit and documents, or the mark that says why there is none."""
    language = told.order.language
    if not told.order.holds(part):
        return missing(name, DECLARED, language)
    if quantity.value is None or quantity.value != quantity.value:
        return missing(name, why, language)
    shown = show_quantity(quantity, language)
    return FieldValue(shown, quantity.value, quantity.unit, cited=cited_by(told, rows))


def marked(value: FieldValue, rows: Iterable[Ref], told: Material, limit: Text | None = None) -> FieldValue:
    """A figure with the mark and the sentence of what is to be checked of the rows behind it, after its own `limit`."""
    doubt = doubt_text(doubted(rows, doubts_of(told.analysis.findings, told.named, told.analysis.year)))
    if (doubt is None and limit is None) or value.missing:
        return value
    mark = translate(TO_CHECK, told.order.language)
    return replace(value, words=f"{value.words}{mark}", mark=mark, doubt=sentences(*filter(None, (limit, doubt))))


def map_picture(told: Material, measure: Measure) -> Scene:
    """The map with its legend, and beneath it what a filter leaves of it, the class and the map review number."""
    drawn = side_by_side(*map_of(told, (PICTURE[0] - LEGEND - 4.0, PICTURE[1]), measure))
    drawn = _with_filter(drawn, told.drawn_words(drawn), told, measure)
    return with_line(drawn, f"{told.order.marking}  {told.order.review}", measure, _BENEATH)


def _flows(told: Material, measure: Measure) -> Scene:
    """The diagram, and beneath it what a filter leaves of it."""
    system = told.flows(ITEMS)
    drawn = compose_diagram(system, bare_diagram(told.order, PICTURE), measure)
    return _with_filter(drawn, notes(system, 0.0, told.order.language), told, measure)


def _with_filter(drawn: Scene, words: Sequence[str], told: Material, measure: Measure) -> Scene:
    """A picture of chosen links with the words on it beneath, and with those on the figures beside it."""
    if not told.order.unfiltered:
        return drawn
    joint = " " if told.order.language == "en" else ""
    said = joint.join([*words, told.order.unfiltered])
    for line in set_lines(said, _BENEATH, drawn.width - 2.0, _MOST_LINES, measure):
        drawn = with_line(drawn, line, measure, _BENEATH)
    return drawn
