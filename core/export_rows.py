"""The rows of a snapshot as a kind of table holds them: imported again they give the same project.

Amounts stand as they were entered, else in the base unit. A link that nobody stated an amount of, or that has a note or
source of its own, has a row without an amount.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from core import export_figures, export_indicators, export_rules
from core.cells import Cell
from core.export_figures import Record, Records, amount_cells, spread_cell
from core.export_names import Naming, number, text
from core.geopackage import wkb_of_blob
from core.outlines import outline_text
from core.snapshot import Snapshot
from core.table_columns import columns_of
from core.text import Text


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A kind of table with its columns (as tables/headers.csv names them) and rows.

    `places` are the rows of the snapshot's table that the rows come from. `withheld` rows may only enter sums.
    """

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    places: tuple[int, ...]
    withheld: int = 0
    remarks: tuple[Text, ...] = ()


def export_rows(snapshot: Snapshot, kind: str, language: str) -> ExportTable:
    """The rows of a kind of table, headings and words in a language; names stay as they are kept.

    What a source opens to sums only does not leave; optional columns that would be empty are left out.
    """
    closed = bool(snapshot.sums_only.any())
    naming = Naming(snapshot.without_aggregates() if closed else snapshot, language)
    told = [item for item in READERS[kind](naming) if not closed or _may_leave(kind, item[0], naming)]
    withheld = sum(1 for _ in READERS[kind](Naming(snapshot, language))) - len(told) if closed else 0
    filled = {column for _, record in told for column, cell in record.items() if cell is not None}
    columns = tuple(row["column"] for row in columns_of(kind) if row["column"] in filled or row["need"] == "must")
    rows = tuple(tuple(record.get(column) for column in columns) for _, record in told)
    return ExportTable(kind, columns, rows, tuple(place for place, _ in told), withheld, tuple(_doubts(naming, kind)))


def _may_leave(kind: str, place: int, naming: Naming) -> bool:
    """Whether a row of the firms' own list may leave; of the other tables the snapshot holds no closed row any more."""
    actor = naming.snapshot.actor
    if kind not in ("actors", "aliases"):
        return True
    row = place if kind == "actors" else int(naming.snapshot.actor_alias.actor[place])
    return not naming.snapshot.sums_only[actor.source[row]]


def _doubts(naming: Naming, kind: str) -> Iterator[Text]:
    if naming.doubtful and kind != "commodities":
        told = {"n": len(naming.doubtful), "names": list(naming.doubtful)}
        yield Text(
            "{n} row shares its name with another and has no code to tell it by: {names}.",
            told,
            plural="{n} rows share their names with others and have no codes to tell them by: {names}.",
        )


def _actors(naming: Naming) -> Records:
    actor, others = naming.snapshot.actor, _other_names(naming)
    for row in range(len(actor)):
        lon, lat = actor.point[row]
        yield (
            row,
            {
                "id": text(actor.source_key[row]),
                "name": text(actor.name[row]),
                **{column: "|".join(names) or None for column, names in others[row].items()},
                "role": naming.word("role", actor.role[row]),
                "kind": naming.word("actor_kind", actor.kind[row]),
                "lon": number(lon),
                "lat": number(lat),
                "industry": text(actor.industry_code[row]),
                "industry edition": text(actor.industry_edition[row]),
                "credit code": text(actor.credit_code[row]),
                "address": text(actor.address[row]),
                "scale": text(actor.scale[row]),
                "started": text(actor.started[row]),
                "region": naming.region(int(actor.region[row])),
                "layer": naming.word("network_layer", actor.layer[row]),
                "status": naming.word("status", actor.status[row]),
                "status date": text(actor.status_date[row]),
                "permit class": naming.word("permit_class", actor.permit_class[row]),
                "point quality": naming.word("point_quality", actor.point_quality[row]),
                "point source": text(actor.point_source[row]),
                "point entered": text(actor.point_entered[row]),
                "point datum": text(actor.point_datum[row]),
                "balanced": naming.word("balanced", actor.balanced[row]),
                "unclaimed": naming.word("yes", "1") if actor.unclaimed[row] else None,
                "note": text(actor.note[row]),
                **naming.source(int(actor.source[row])),
            },
        )


_NAME_COLUMNS = {"alias": "alias", "former": "former name", "short": "short name"}


def _other_names(naming: Naming) -> dict[int, dict[str, list[str]]]:
    """Other names of actors by row and column; a name that holds a mark between names stands in its own table alone."""
    listed: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    told = naming.snapshot.actor_alias
    for actor, name, kind in zip(told.actor.tolist(), told.name, told.kind, strict=True):
        if not any(mark in name for mark in "|;\uff1b\u3001"):
            listed[actor][_NAME_COLUMNS[kind]].append(str(name))
    return listed


def _flows(naming: Naming) -> Records:
    return ((row, record) for row, _, record in link_records(naming))


def link_records(naming: Naming, only: Iterable[int] | None = None) -> Iterator[tuple[int, int, Record]]:
    """The rows of links, or of some: row of the link, of the statement (-1 for the link alone), cells by column."""
    flow, amount = naming.snapshot.flow, naming.snapshot.flow_amount
    stated: dict[int, list[int]] = defaultdict(list)
    for place, link in enumerate(amount.flow.tolist()):
        stated[link].append(place)
    for row in range(len(flow)) if only is None else only:
        link, source = link_cells(naming, row), int(flow.source[row])
        told = sorted(stated[row], key=lambda place: (int(amount.source[place]) != source, place))
        if not told or flow.note[row] or int(amount.source[told[0]]) != source:
            yield row, -1, {**link, "note": text(flow.note[row]), **naming.source(source)}
        for place in told:
            yield row, place, {**link, **_statement(naming, row, place)}


def link_cells(naming: Naming, row: int) -> Record:
    """The cells that tell a link apart from the others, and its status."""
    flow = naming.snapshot.flow
    outside = naming.word("outside", "outside")
    commodity = int(flow.commodity[row])
    return {
        "from": naming.actor(int(flow.sender[row])) or outside,
        "to": naming.actor(int(flow.receiver[row])) or outside,
        "commodity": naming.commodity(commodity),
        "kind": naming.word("flow_kind", flow.kind[row]),
        "medium": naming.word("medium", naming.snapshot.commodity.medium[commodity]),
        "since": number(flow.since[row]),
        "until": number(flow.until[row]),
        "status": naming.word("flow_status", flow.status[row]),
        "contract": text(flow.contract[row]),
        "r tag": naming.word("r_tag", flow.r_tag[row]),
    }


def _statement(naming: Naming, row: int, place: int) -> Record:
    told, commodity = naming.snapshot.flow_amount, naming.snapshot.commodity
    matter = int(naming.snapshot.flow.commodity[row])
    base, medium = str(commodity.base_unit[matter]), str(commodity.medium[matter])
    value, unit = amount_cells(told.value_entered[place], told.unit_entered[place], told.value[place], base, naming)
    return {
        "amount": value,
        "unit": unit,
        "sd": spread_cell(told.sd[place], unit or "", base, medium),
        "year": number(told.year[place]),
        "period": text(told.period[place]),
        "origin": naming.word("origin", told.origin[place]),
        "document": text(told.document[place]),
        "grade": naming.word("grade", told.grade[place]),
        "note": text(told.note[place]),
        **naming.source(int(told.source[place])),
    }


def _regions(naming: Naming) -> Records:
    region = naming.snapshot.region
    for row in range(len(region)):
        outline = region.outline[row]
        yield (
            row,
            {
                "name": text(region.name[row]),
                "code": text(region.code[row]),
                "parent": naming.region(int(region.parent[row])),
                "level": text(region.level[row]),
                "function zone": text(region.function_zone[row]),
                "area": number(region.area_km2[row]),
                "geometry": outline_text(wkb_of_blob(outline)) if outline is not None else None,
                "note": text(region.note[row]),
                **naming.source(int(region.source[row])),
            },
        )


READERS: dict[str, Callable[[Naming], Records]] = {
    "actors": _actors,
    "flows": _flows,
    "regions": _regions,
    "emissions": export_figures.emissions,
    "statistics": export_figures.statistics,
    "capacities": export_figures.capacities,
    "commodities": export_figures.commodities,
    "stocks": export_figures.stocks,
    "coefficients": export_figures.coefficients,
    "limits": export_rules.limits,
    "rules": export_rules.rules,
    "standards": export_rules.standards,
    "registers": export_figures.registers,
    "aliases": export_figures.aliases,
    "initiatives": export_figures.initiatives,
    "quantities": export_indicators.quantities,
    "indicators": export_indicators.indicators,
    "targets": export_indicators.targets,
    "findings": export_figures.findings,
}
EXPORTED = tuple(READERS)
