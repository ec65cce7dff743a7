"""The tables of the teaching park as firms and offices would hand them in: both sides' figures, years, documents."""

from collections.abc import Iterator

import numpy as np

from core.catalogues import table
from core.cells import Cell
from core.teaching_tables import Heap, Link, Outlet, Park, rows
from core.teaching_year import RECLAIMED_WATER, WASTE_WATER, Year, neat

Cells = tuple[Cell, ...]
FLOWS = (
    "from", "to", "commodity", "kind", "amount", "unit", "year", "since", "origin", "grade", "source", "source date",
)  # fmt: skip
EMISSIONS = (
    "actor", "outlet", "medium", "pollutant", "mass", "unit", "concentration", "limit", "permit mass", "destination",
    "year", "grade", "source", "source date",
)  # fmt: skip
STOCKS = ("actor", "commodity", "year", "opening", "closing", "capacity", "unit", "source", "source date")
_SIDES_DIFFER = 0.004  # standard deviation of the receiver's weighing against the sender's
_AT_MOST = 0.009
_METER_NOISE = 0.01
PLANT = "plant"
_SEWAGE_PLANT = "sewage"


def document(name: str, year: int = 0) -> tuple[str, str]:
    """Title and date of a kind of document of a year."""
    row = next(row for row in rows("documents") if row["id"] == name)
    values = {"year": year, "next": year + 1}
    return row["title"].format_map(values), row["date"].format_map(values)


def slip(kind: str, firm: str, other: str, matter: str, year: int) -> float:
    """The factor by which a clerk got a figure wrong, 1 where nobody did."""
    key = (kind, firm, other, matter, str(year))
    wrong = (r for r in rows("slips") if (r["table"], r["firm"], r["other"], r["matter"], r["year"]) == key)
    return next((float(row["factor"]) for row in wrong), 1.0)


def flow_rows(park: Park, year: Year, random: np.random.Generator) -> Iterator[Cells]:
    """What the sender and the receiver of each link state for a year."""
    for link, amount in year.moved.items():
        weighed = amount * (1 + float(np.clip(random.normal(0, _SIDES_DIFFER), -_AT_MOST, _AT_MOST)))
        exact = not link.sender or bool(park.matters[link.commodity].hazard)  # paid by the invoice or the manifest
        name = "manifest" if park.matters[link.commodity].hazard else ""
        if link.sender:
            yield _statement(park, link, amount, "sender", name or "declared", year.year)
        if _keeps_books(park, link.receiver):
            seen = amount if exact else neat(weighed)
            seen *= slip("flow", link.sender, link.receiver, link.commodity, year.year)
            yield _statement(park, link, seen, "receiver", name or "received", year.year)


def links_without_amount(park: Park) -> Iterator[Cells]:
    """Links of information and technology, which have no amount."""
    for link in park.links:
        if not link.basis:
            yield (*_ends(park, link), None, None, None, int(link.since), None, None, *document("registry"))


def _statement(park: Park, link: Link, amount: float, origin: str, name: str, year: int) -> Cells:
    unit = park.matters[link.commodity].unit
    return (*_ends(park, link), amount, unit, year, int(link.since), origin, "declared", *document(name, year))


def _ends(park: Park, link: Link) -> tuple[str | None, str | None, str, str]:
    sender, receiver = park.firms.get(link.sender), park.firms.get(link.receiver)
    names = (sender.row["name"] if sender else None, receiver.row["name"] if receiver else None)
    return (*names, park.matters[link.commodity].name, link.kind)


def _keeps_books(park: Park, firm: str) -> bool:
    """Whether a firm hands in figures of its own."""
    return firm in park.firms and park.firms[firm].price is not None


def emission_rows(park: Park, year: Year, random: np.random.Generator) -> Iterator[Cells]:
    """Mass and concentration of each pollutant at each outlet, with its permit."""
    pollutants = {row["id"]: row["name_zh"] for row in table("tables/pollutants.csv")}
    for outlet in park.outlets:
        factor = 1 + float(random.normal(0, _METER_NOISE))
        mass = outlet.factor * factor * _carrier(year, outlet)
        plant = park.firms[_SEWAGE_PLANT].row["name"] if outlet.row["destination"] == PLANT else "direct"
        yield (
            park.firms[outlet.firm].row["name"], outlet.row["outlet"], outlet.row["medium"],
            pollutants[outlet.row["pollutant"]], float(f"{mass:.4g}"), "t",
            float(f"{outlet.concentration * factor:.3g}"), float(outlet.row["limit"]), float(outlet.row["permit"]),
            plant, year.year, "declared", *document("permit", year.year),
        )  # fmt: skip


def _carrier(year: Year, outlet: Outlet) -> float:
    """What the factor is multiplied with to give t: million m3 of water discharged, or thousand t of product."""
    if outlet.row["medium"] == "air":
        return year.output[outlet.firm] / 1e3
    return discharged(year, outlet.firm) / 1e6


def discharged(year: Year, firm: str) -> float:
    """Water that leaves a firm in m3; the sewage plant discharges what it does not sell as reclaimed water."""
    if firm in year.water:
        return year.water[firm].discharged
    return year.received(firm, WASTE_WATER) - year.sent(firm, RECLAIMED_WATER)


def stock_rows(park: Park, years: list[Year]) -> Iterator[Cells]:
    """Opening and closing of each heap, year after year."""
    for heap in park.heaps:
        lying = heap.opening
        for year in years:
            closing = neat(lying + added(park, year, heap))
            unit = park.matters[heap.commodity].unit
            names = (park.firms[heap.firm].row["name"], park.matters[heap.commodity].name)
            yield (*names, year.year, lying, closing, heap.capacity, unit, *document("declared", year.year))
            lying = closing


def added(park: Park, year: Year, heap: Heap) -> float:
    """What a year adds to a heap in t."""
    stored = any(item.commodity == heap.commodity and item.rest == "stored" for item in park.made.get(heap.firm, ()))
    return year.left(heap.firm, heap.commodity) if stored else 0.0
