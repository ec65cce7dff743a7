"""The raw forms of the teaching park: what firms and offices hand in for a year, as workbooks with titles and totals.

Every figure is one of the sample's own tables (`core.teaching`); layouts, file names and the slips that clerks made are
in resources/teaching/forms. Imported in their order the forms give the park of that year again.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.catalogues import Row, table
from core.cells import Cell
from core.paths import RESOURCES
from core.teaching import SEED, YEARS, teaching_sheets
from core.teaching_tables import Park, read_park
from core.units import unit_name
from core.words import word_names

FOLDER = "teaching/forms"
MANIFESTS = 612  # of a year, with the void ones and those in barrels
HEAT = "GJ"  # the unit in which waste heat is told
_VOID_EVERY, _BARRELS_EVERY = 97, 150
SUPPLIED = {"electricity": "power", "steam": "heat", "reclaimed_water": "water"}  # commodity, form
_SEASON = (1.15, 1.05, 1.05, 1.0, 0.95, 0.9, 0.9, 0.9, 0.95, 1.0, 1.05, 1.1)
Record = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet of a form: its layout in layouts.json, the firm that hands it in ("" for an office), and its rows."""

    layout: str
    firm: str
    records: tuple[Record, ...]


@cache
def layouts() -> dict[str, dict[str, Any]]:
    """The layouts of the forms; one that is like another has what it does not say from that one."""
    told: dict[str, dict[str, Any]] = json.loads((RESOURCES / FOLDER / "layouts.json").read_text(encoding="utf-8"))
    return {name: {**told.get(layout.get("like", ""), {}), **layout} for name, layout in told.items()}


def teaching_forms(seed: int = SEED, year: int = YEARS[-1], *, slips: bool = True) -> list[FormSheet]:
    """Every sheet of every form of a year, in the order in which they can be imported; `slips` leaves clerks' slips in.

    The slips are those of slips.csv beside the layouts; the planted ones of the sample itself stay in any case.
    """
    park, sheets = read_park(), {kind: _records(sheet) for kind, sheet in teaching_sheets(seed)}
    of_year = {kind: [r for r in rows if r.get("year") in (None, year)] for kind, rows in sheets.items()}
    made = _Forms(park, of_year, year, slips)
    return [
        made.firms(listed=True),
        made.firms(listed=False),
        *made.ledgers(),
        made.manifests(),
        FormSheet("permits", "", tuple(_chinese(row) for row in of_year["emissions"])),
        FormSheet("licences", "", tuple(sheets["capacities"])),
        FormSheet("heaps", "", tuple(_chinese(row) for row in of_year["stocks"])),
        *made.suppliers(),
        made.yearbook(),
        FormSheet("registers", "", tuple(sheets["registers"])),
        made.other_links(),
        FormSheet("initiatives", "", tuple(made.initiatives())),
    ]


def _records(sheet: Any) -> list[Record]:
    return [dict(zip(sheet.columns, cells, strict=True)) for _, cells in sheet.rows]


def _firms_with(slip: str) -> list[str]:
    return [row["firm"] for row in table(f"{FOLDER}/slips.csv") if row["slip"] == slip]


class _Forms:
    """The tables of a year, sorted into the forms that carry them."""

    def __init__(self, park: Park, tables: Mapping[str, list[Record]], year: int, slips: bool) -> None:
        self.park, self.tables, self.year, self.slips = park, tables, year, slips
        self.names = {id: firm.row["name"] for id, firm in park.firms.items()}
        self.ids = {name: id for id, name in self.names.items()}
        self.matters = {matter.name: matter for matter in park.matters.values()}

    def firms(self, *, listed: bool) -> FormSheet:
        """The list of the firms, or that of facilities and bodies, with degrees, minutes and seconds in six columns."""
        told = {id: self._firm(id, actor) for id, actor in zip(self.park.firms, self.tables["actors"], strict=True)}
        chosen = [id for id in told if _is_listed(self.park, id) == listed]
        records = [told[id] for id in chosen]
        if self.slips and listed:
            records += [dict(told[id]) for id in _firms_with("twice")]
        numbered = tuple({**record, "number": number} for number, record in enumerate(records, 1))
        return FormSheet("firm_list" if listed else "facility_list", "", numbered)

    def _firm(self, id: str, actor: Record) -> Record:
        figures = {row["item"]: row["value"] for row in self.tables["statistics"] if row["actor"] == actor["name"]}
        words = {"role": "role", "kind": "actor_kind", "layer": "network_layer", "permit class": "permit_class"}
        named = {column: word_names(words[column], "zh").get(str(actor[column])) for column in words}
        code = str(actor["credit code"] or "")
        if self.slips and id in _firms_with("wrong_code"):
            code = code[:-1] + ("A" if code[-1] != "A" else "B")
        angles = {**_angle("lon", actor["lon"]), **_angle("lat", actor["lat"])}
        status = word_names("status", "zh")["running"]
        sizes = {item: figures.get(item) for item in ("land_area", "employees")}
        return {**actor, **named, **angles, **sizes, "credit code": code or None, "status": status}

    def ledgers(self) -> Iterator[FormSheet]:
        """Four sheets of each firm that keeps books: wastes, what it sent, what it received, products and materials."""
        for id, firm in self.park.firms.items():
            if firm.price is None:
                continue
            name = self.names[id]
            sheets = {
                "waste_ledger": list(self._wastes(id)),
                "sent": [row for row in self._ledger_flows("sender") if row["from"] == name],
                "received": [row for row in self._ledger_flows("receiver") if row["to"] == name],
                "goods": [row for row in self.tables["statistics"] if row["actor"] == name and _is_goods(row)],
            }
            for layout, records in sheets.items():
                if records:
                    yield FormSheet(layout, name, tuple(_chinese(record) for record in records))

    def _wastes(self, id: str) -> Iterator[Record]:
        """One row for each waste of a firm with its figures, in kg where the clerk did not heed the unit."""
        name, factor = self.names[id], 1000 if self.slips and id in _firms_with("kilograms") else 1
        told: dict[Cell, Record] = {}
        for row in self.tables["statistics"]:
            if row["actor"] == name and str(row["item"]).startswith("waste_") and row["unit"] != HEAT:
                told.setdefault(row["commodity"], {})[str(row["item"])] = _times(row["value"], factor)
        for row in self.tables["stocks"]:
            if row["actor"] == name and row["commodity"] in told:
                lying = {column: _times(row[column], factor) for column in ("opening", "closing")}
                told[row["commodity"]] |= lying
        for commodity, figures in told.items():
            yield {
                **figures,
                **self._waste_names(commodity),
                "year": self.year,
                "actor": name,
                "unit": unit_name("t", "zh"),
            }

    def _waste_names(self, commodity: Cell) -> Record:
        """Name, code and category of a waste: the last part of its code."""
        matter = self.matters[str(commodity)]
        category = matter.code.rpartition("-")[2]
        shown = f"HW{category}" if matter.hazard else category.replace("S", "SW")
        edition = "2025" if matter.hazard else "2024"
        return {"commodity": commodity, "code": matter.code, "category": shown, "edition": edition}

    def _ledger_flows(self, origin: str) -> Iterator[Record]:
        """Statements that stand in the ledgers: neither of manifests nor of a supplier's list nor of a body."""
        for row in self.tables["flows"]:
            keeps_books = self._keeps_books(row["from" if origin == "sender" else "to"])
            supplied = origin == "sender" and self._supplied(row)
            if row["origin"] == origin and keeps_books and not supplied and not self._hazardous(row):
                yield row

    def _keeps_books(self, name: Cell) -> bool:
        return name in self.ids and self.park.firms[self.ids[str(name)]].price is not None

    def _hazardous(self, row: Record) -> bool:
        return bool(self.matters[str(row["commodity"])].hazard)

    def _supplied(self, row: Record) -> str:
        """The supplier's list that a statement of a sender stands in, "" for none."""
        matter = self.matters[str(row["commodity"])].id
        return SUPPLIED.get(matter, "") if row["from"] and row["to"] else ""

    def manifests(self) -> FormSheet:
        """Both sides' figures of each transport: parts that add up to the year, some void, some in barrels."""
        both: dict[tuple[Cell, ...], Record] = {}
        for row in self.tables["flows"]:
            if self._hazardous(row):
                both.setdefault((row["from"], row["to"], row["commodity"]), {})[str(row["origin"])] = row["amount"]
        records = []
        share = (MANIFESTS - _count_extra()) / len(both)
        for number, (ends, figures) in enumerate(both.items()):
            count = round(share * (number + 1)) - round(share * number)
            records += list(self._transports(ends, figures, count))
        return FormSheet("manifests", "", tuple(_with_extra(records, self.year)))

    def _transports(self, ends: tuple[Cell, ...], figures: Record, count: int) -> Iterator[Record]:
        sender, receiver, commodity = ends
        outside = word_names("outside", "zh")["outside"]
        parts = {origin: _parts(amount, count) for origin, amount in figures.items()}
        for place in range(count):
            moved = parts["sender"][place]
            confirmed = parts["receiver"][place] if "receiver" in parts else None
            yield {
                "from": sender, "to": receiver or outside, **self._waste_names(commodity), "planned": moved,
                "amount": moved, "confirmed": confirmed, "unit": unit_name("t", "zh"), "place": place / count,
            }  # fmt: skip

    def suppliers(self) -> Iterator[FormSheet]:
        """What power works, heat works and sewage plant sold, month by month."""
        for form in SUPPLIED.values():
            rows = [r for r in self.tables["flows"] if r["origin"] == "sender" and self._supplied(r) == form]
            records = [
                {**_chinese(row), "account": f"{number:04d}", **_months(row["amount"])}
                for number, row in enumerate(rows, 1)
            ]
            yield FormSheet(form, "", tuple(records))

    def yearbook(self) -> FormSheet:
        """One row for each firm with the figures that are not of a waste, product or material."""
        told: dict[Cell, Record] = {}
        for row in self.tables["statistics"]:
            if row["commodity"] is None and row["actor"] is not None:
                told.setdefault(row["actor"], {"actor": row["actor"], "year": self.year})[str(row["item"])] = row[
                    "value"
                ]
        return FormSheet("yearbook", "", tuple(told.values()))

    def other_links(self) -> FormSheet:
        """Money, knowledge and news, of which no firm keeps a ledger."""
        rows = [r for r in self.tables["flows"] if r["from"] and not self._keeps_books(r["from"])]
        return FormSheet("other_links", "", tuple(_chinese(row) for row in rows))

    def initiatives(self) -> Iterator[Record]:
        """The improvement projects with their investment and progress."""
        office = self.names["committee"]
        for number, row in enumerate(table(f"{FOLDER}/initiatives.csv"), 1):
            numbers = {column: _number(row, column) for column in ("planned", "spent", "energy", "water", "waste")}
            progress = f"{float(row['progress']):.0%}"
            told = {**row, **numbers, "number": number, "owner": self.names[row["firm"]], "office": office}
            yield {**told, "progress": progress}


def _is_listed(park: Park, id: str) -> bool:
    """Whether a firm stands in the list of firms: facilities and bodies have one of their own."""
    facilities = ("chp", "sewage", "slag_one", "slag_two", "hazardous")
    return park.firms[id].row["kind"] == "firm" and id not in facilities


GOODS = ("production", "consumption", "energy_input", "energy_output", "carbonate_decomposed")


def _is_goods(row: Record) -> bool:
    """Whether a figure is of a product, material or carrier; waste heat is told in GJ and is no solid waste."""
    if row["item"] == "waste_generated":
        return row["unit"] == HEAT
    return row["item"] in GOODS and row["commodity"] is not None


_LISTS = {
    "kind": "flow_kind", "origin": "origin", "grade": "grade", "medium": "emission_medium",
    "destination": "destination",
}  # fmt: skip


def _chinese(record: Record) -> Record:
    """A row with its units and the words of its lists as an office writes them."""
    told = {c: word_names(words, "zh").get(str(record[c]), record[c]) for c, words in _LISTS.items() if c in record}
    if "item" in record:
        told["item"] = next(row["title_zh"] for row in table("tables/items.csv") if row["id"] == record["item"])
    if record.get("unit"):
        told["unit"] = unit_name(str(record["unit"]), "zh")
    outside = word_names("outside", "zh")["outside"]
    return {**record, **told, **{end: record[end] or outside for end in ("from", "to") if end in record}}


def _times(cell: Cell, factor: float) -> Cell:
    return cell if not isinstance(cell, int | float) or factor == 1 else round(cell * factor, 6)


def _number(row: Row, column: str) -> Cell:
    return float(row[column]) if row[column] else None


def _angle(column: str, degrees: Cell) -> Record:
    """Degrees, minutes and seconds to a hundredth, about 0.3 m."""
    if not isinstance(degrees, int | float):
        return {}
    hundredths = round(degrees * 360_000)
    whole, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6_000)
    return {f"{column} degrees": whole, f"{column} minutes": minutes, f"{column} seconds": seconds / 100}


def _parts(amount: Cell, count: int, shares: tuple[float, ...] = ()) -> list[float]:
    """An amount in parts of three decimals that add up to it."""
    total = float(str(amount))
    weights = shares or tuple(1 + 0.3 * ((7 * place) % 5 - 2) / 2 for place in range(count))
    parts = [round(total * weight / sum(weights), 3) for weight in weights]
    parts[-1] = round(total - sum(parts[:-1]), 3)
    return parts


def _months(amount: Cell) -> Record:
    return {str(month): part for month, part in enumerate(_parts(amount, 12, _SEASON), 1)}


def _count_extra() -> int:
    return MANIFESTS // _VOID_EVERY + MANIFESTS // _BARRELS_EVERY


def _with_extra(records: list[Record], year: int) -> Iterator[Record]:
    """The manifests in the order of their days, with those that were voided and those that count barrels."""
    states = _states()
    ordered = sorted(records, key=lambda record: float(str(record["place"])))
    void = [
        {**ordered[place * 90], "state": states["void"], "confirmed": None} for place in range(MANIFESTS // _VOID_EVERY)
    ]
    counted = [
        {**ordered[place * 140 + 5], "unit": states["barrels"], "amount": 12, "confirmed": 12, "planned": 12}
        for place in range(MANIFESTS // _BARRELS_EVERY)
    ]
    for number, record in enumerate([*ordered, *void, *counted], 1):
        day = int(float(str(record["place"])) * 360)
        date = f"{year}-{day // 30 + 1:02d}-{day % 28 + 1:02d}"
        yield {"state": states["done"], **record, "document": f"{year}0000{number:08d}", "date": date}


def _states() -> dict[str, str]:
    return {row["id"]: row["name"] for row in table(f"{FOLDER}/words.csv")}
