"""The small tables of a firm's card: links in and out, emissions, what it can accept."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from app.card_blocks import Block, Grid, Line
from app.contents import Shown
from app.describe import end_name, link_amount, quantity, row_of
from core.catalogues import find_pollutant
from core.fields import ITEMS
from core.findings import Ref
from core.i18n import show, show_number, show_quantity, translate, unit_label
from core.kinds import DESTINATIONS, GRADES, PROOFS
from core.snapshot import Snapshot
from core.text import N_, Text

MOST_ROWS = 40
MOST_YEARS = 2  # that find room beside an item


def joined(parts: Iterable[str]) -> str:
    """The parts that there are, on one line."""
    return " · ".join(part for part in parts if part)


def heading(message: str, language: str, **values: object) -> Line:
    """A heading within the card."""
    return Line(show(Text(message, values), language), "heading")


def rest(count: int, language: str) -> list[Block]:
    """How many rows a card leaves to the tables."""
    if count <= MOST_ROWS:
        return []
    return [Line(show(Text("and {n} more in the table below", {"n": count - MOST_ROWS}), language), "soft")]


def flow_grid(shown: Shown, actor: int, language: str) -> list[Block]:
    """What comes in and goes out, largest first, unknown amounts last."""
    flows = shown.links.flow
    comes, goes = flows.receiver == actor, flows.sender == actor
    amounts = np.nan_to_num(shown.figures.value, nan=-1.0)
    order = [*_by_amount(comes, amounts), *_by_amount(goes & ~comes, amounts)]
    if not len(order):
        return [Line(translate(N_("No link in this year."), language), "soft")]
    rows = []
    for row in order[:MOST_ROWS]:
        other = flows.sender[row] if comes[row] else flows.receiver[row]
        partner = f"{'←' if comes[row] else '→'} {end_name(shown.links, int(other), language)}"
        commodity = str(shown.links.commodity.name[flows.commodity[row]])
        rows.append((partner, commodity, link_amount(shown, row, language)))
    heads = tuple(translate(head, language) for head in (N_("Partner"), N_("Commodity"), N_("Amount per year")))
    refs = tuple(Ref("flow", str(flows.uid[row])) for row in order[:MOST_ROWS])
    title = heading(N_("In: {comes} · Out: {goes}"), language, comes=int(comes.sum()), goes=int(goes.sum()))
    return [title, Grid(heads, tuple(rows), refs), *rest(len(order), language)]


def _by_amount(chosen: npt.NDArray[Any], amounts: npt.NDArray[Any]) -> list[int]:
    rows = np.flatnonzero(chosen)
    return [int(row) for row in rows[np.argsort(-amounts[rows], kind="stable")]]


def _pollutant(medium: str, name: str, language: str) -> str:
    """A pollutant by its name in the language, one that no table knows as it was entered."""
    known = find_pollutant(medium, name)
    return translate(known.name, language) if known else name


def emission_grid(shown: Shown, actor: int, language: str) -> list[Block]:
    """What an actor emits and where it goes."""
    table = shown.links.emission
    order = np.flatnonzero(table.actor == actor)
    if not len(order):
        return []
    rows = tuple(
        (
            _pollutant(table.medium[row], str(table.pollutant[row]), language),
            show_quantity(quantity(table.mass[row], "t"), language),
            translate(DESTINATIONS.get(table.destination[row], ""), language),
        )
        for row in order[:MOST_ROWS]
    )
    heads = tuple(translate(head, language) for head in (N_("Pollutant"), N_("Mass per year"), N_("Goes")))
    return [heading(N_("Emissions"), language), Grid(heads, rows), *rest(len(order), language)]


def capacity_grid(shown: Shown, actor: int, language: str) -> list[Block]:
    """What an actor can accept and how far that is proved."""
    table = shown.links.capacity
    order = np.flatnonzero(table.actor == actor)
    if not len(order):
        return []
    units = shown.links.commodity.base_unit[table.commodity]
    rows = tuple(
        (
            str(shown.links.commodity.name[table.commodity[row]]),
            show_quantity(quantity(table.value[row], units[row]), language),
            joined([translate(PROOFS.get(table.proof[row], ""), language), str(table.valid_to[row])]),
        )
        for row in order[:MOST_ROWS]
    )
    heads = tuple(translate(head, language) for head in (N_("Accepts"), N_("Amount per year"), N_("Proof, valid to")))
    return [heading(N_("What it can accept"), language), Grid(heads, rows), *rest(len(order), language)]


def statistic_grid(snapshot: Snapshot, uid: str, language: str) -> list[Block]:
    """An actor's statistics as items by year, the latest years; of several figures the one of the best grade."""
    table, actor = snapshot.statistic, row_of(snapshot.actor.uid, uid)
    order = np.flatnonzero((table.actor == actor) & ~np.isnan(table.year)) if actor is not None else np.zeros(0, int)
    if not len(order):
        return []
    years = sorted({int(year) for year in table.year[order]})[-MOST_YEARS:]
    ranked = sorted(order.tolist(), key=lambda row: (GRADES.get(str(table.grade[row]), 0), int(table.id[row])))
    cells = {
        (_item(snapshot, row, language), int(table.year[row])): float(table.value[row])
        for row in ranked
        if not np.isnan(table.value[row])  # who states that a figure is unknown hides no other's
    }
    items = dict.fromkeys(_item(snapshot, row, language) for row in order.tolist())
    rows = tuple((item, *(_figure(cells.get((item, year))) for year in years)) for item in items)
    shown = tuple(row for row in rows if any(row[1:]))
    heads = (translate(N_("Statistics by year"), language), *map(str, years))
    return [heading(N_("Statistics"), language), Grid(heads, shown[:MOST_ROWS]), *rest(len(shown), language)]


def _item(snapshot: Snapshot, row: int, language: str) -> str:
    """An item with its unit, and the commodity it is told of."""
    table = snapshot.statistic
    item = translate(ITEMS.get(table.item[row], table.item[row]), language)
    goods = str(snapshot.commodity.name[table.commodity[row]]) if table.commodity[row] >= 0 else ""
    unit = unit_label(str(table.unit[row]), language)
    return joined([item, goods, unit])


def _figure(value: float | None) -> str:
    return "" if value is None or np.isnan(value) else show_number(value, 4)
