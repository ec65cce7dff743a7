"""What an import says of its figures against each other and against what is there: questions, never a refusal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.catalogues import find_pollutant, table
from core.form_checks import Breach, breaches
from core.import_comparisons import compare_stored, tellable
from core.import_rows import Row
from core.intake import TAKEN, Intake
from core.ledger import Ledger, Record
from core.text import Quantity, Text

Key = tuple[Any, ...]
Told = tuple[Row, Breach, dict[str, object], str]  # where, what, names of the subject, unit
_STOCK = {"stock_opening": "opening", "stock_closing": "closing"}
_AMOUNT = {"statistics": "value", "emissions": "mass", "stocks": "closing"}


def check_stored(kind: str, intake: Intake) -> None:
    """Tell what the rows just stored contradict: the forms' own sums, last year, a capacity, and rows alike."""
    found = {"statistics": _statistics, "emissions": _emissions, "stocks": _stocks}.get(kind)
    for row, breach, subject, unit in found(intake.ledger) if found else ():
        values = {"left": Quantity(breach.left, unit), "right": Quantity(breach.right, unit), **subject}
        column = _AMOUNT[kind]
        intake.tell(row.number, row.header(column), row.shown(column), Text(breach.check.sentence, values), TAKEN)
    for row, column, reason in compare_stored(kind, intake.ledger):
        intake.tell(row.number, row.header(column), row.shown(column), reason, TAKEN)


def _gathered(ledger: Ledger, name: str, columns: tuple[str, ...]) -> Iterator[tuple[Key, list[Record], list[Record]]]:
    """By the values of columns that a year is among: the rows just stored and all rows, where anything was stored."""
    fresh: dict[Key, list[Record]] = defaultdict(list)
    rows = ledger.rows(name)
    for id in ledger.touched.get(name, ()):
        if rows[id]["year"] is not None:
            fresh[tuple(rows[id][column] for column in columns)].append(rows[id])
    if not fresh:
        return
    every: dict[Key, list[Record]] = defaultdict(list)
    for row in tellable(ledger, name, ledger.touched.get(name, ())).values():
        key = tuple(row[column] for column in columns)
        if key in fresh:
            every[key].append(row)
    for key, stored in fresh.items():
        yield key, stored, every[key]


def _statistics(ledger: Ledger) -> Iterator[Told]:
    """Sums of the items of an actor or region, of one commodity and year; the row's own source goes before others."""
    units = {row["id"]: row["base_unit"] for row in table("tables/items.csv")}
    marks = ledger.touched.get("statistic", {})
    stocks = _stock_figures(ledger) if marks else {}
    for key, stored, every in _gathered(ledger, "statistic", ("actor_id", "region_id", "commodity_id", "year")):
        own = stored[-1]["source_id"]
        sound = [row for row in every if row["value"] is not None and row["unit"] == units.get(row["item"])]
        ranked = sorted(sound, key=lambda row: (row["source_id"] == own, row["id"]))
        known = {**stocks.get(key, {}), **{row["item"]: row["value"] for row in ranked}}
        for breach in breaches("statistics", known):
            named = [row for row in stored if row["item"] in breach.check.names]
            if named:
                last = named[-1]
                yield marks[last["id"]], breach, _subject(last, ledger), last["unit"]


def _stock_figures(ledger: Ledger) -> dict[Key, dict[str, float]]:
    """Opening and closing stocks in tonnes by actor, no region, commodity and year."""
    found: dict[Key, dict[str, float]] = {}
    for row in tellable(ledger, "stock", ledger.touched.get("stock", ())).values():
        if _unit_of(row, ledger) == "t":
            told = {name: row[column] for name, column in _STOCK.items() if row[column] is not None}
            found[row["actor_id"], None, row["commodity_id"], row["year"]] = told
    return found


def _emissions(ledger: Ledger) -> Iterator[Told]:
    """Masses of a pollutant by where they go, summed over the outlets of an actor by one source."""
    columns = ("actor_id", "medium", "pollutant", "year", "source_id")
    for key, stored, every in _gathered(ledger, "emission", columns):
        for breach in breaches("emissions", _sums(every)):
            last = stored[-1]
            known = find_pollutant(key[1], key[2])
            subject = {**_subject(last, ledger), "matter": Text(known.name) if known else key[2]}
            yield ledger.touched["emission"][last["id"]], breach, subject, "t"


def _sums(rows: Iterable[Record]) -> dict[str, float]:
    """Mass by destination, without those of which one mass is unknown."""
    sums: dict[str, float] = defaultdict(float)
    unknown = set()
    for row in rows:
        if row["mass"] is None:
            unknown.add(row["destination"])
        else:
            sums[row["destination"]] += row["mass"]
    return {name: mass for name, mass in sums.items() if name not in unknown}


def _stocks(ledger: Ledger) -> Iterator[Told]:
    """A stock against the room for it and against the end of the year before."""
    before: dict[Key, float] = {}
    for row in tellable(ledger, "stock", ledger.touched.get("stock", ())).values():
        if row["year"] is not None and row["closing"] is not None:
            before[row["actor_id"], row["commodity_id"], row["year"] + 1] = row["closing"]
    columns = ("actor_id", "commodity_id", "year", "source_id")
    for key, stored, _ in _gathered(ledger, "stock", columns):
        last = stored[-1]
        figures = {"opening": last["opening"], "closing": last["closing"], "storage_capacity": last["storage_capacity"]}
        known: Mapping[str, float] = {
            name: value
            for name, value in (*figures.items(), ("last_closing", before.get(key[:3])))
            if value is not None
        }
        for breach in breaches("stocks", known):
            subject = {**_subject(last, ledger), "matter": ledger.rows("commodity")[key[1]]["name"]}
            yield ledger.touched["stock"][last["id"]], breach, subject, _unit_of(last, ledger)


def _subject(row: Record, ledger: Ledger) -> dict[str, object]:
    """Name and year of what a figure is about."""
    kind = "actor" if row["actor_id"] is not None else "region"
    return {"name": ledger.rows(kind)[row[f"{kind}_id"]]["name"], "year": str(row["year"])}


def _unit_of(row: Record, ledger: Ledger) -> str:
    return str(ledger.rows("commodity")[row["commodity_id"]]["base_unit"])
