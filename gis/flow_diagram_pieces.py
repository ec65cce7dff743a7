"""The rows of a project as they enter a material-flow diagram: each link, emission and stock change with its ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import starmap
from typing import NamedTuple

import numpy as np

from core.account_terms import rows_by
from core.catalogues import find_pollutant
from core.columns import Integers
from core.figures import figures
from core.i18n import translate
from core.snapshot import Snapshot
from core.statements import counted_emissions, rank
from core.text import N_
from gis.links import link_groups
from gis.palette import GROUPS
from gis.partitions import Parts, parts_of, sides_of
from gis.scene import Target

MATTER = "matter"  # the kind of a station in the middle of a diagram of senders and receivers
MIDDLES = {"commodity": N_("By commodity"), "kind": N_("By kind")}
_MEDIA = {"air": N_("Emissions to air"), "water": N_("Emissions to water"), "soil": N_("Emissions to soil")}
Spot = tuple[str, str, object]  # side, kind, and the commodity, part or title


@dataclass(frozen=True, slots=True)
class Ends:
    """A diagram of senders and receivers: by which levels they stand at the left and right, what is in the middle."""

    left: str = "role"
    middle: str = "commodity"
    right: str = "role"


class Piece(NamedTuple):
    """One row of the project as it enters the diagram; `value` NaN where unknown, `whole` false where a part is.

    `names` are what its ends are called.
    """

    start: Spot
    end: Spot
    names: tuple[str, str]
    group: str
    value: float
    whole: bool
    row: Target
    matter: str


class _Link(NamedTuple):
    """A link with its ends and commodity (rows), colour group and figure."""

    sender: int
    receiver: int
    commodity: int
    group: str
    value: float
    whole: bool
    uid: str


def _links(now: Snapshot, rows: Integers) -> Iterator[_Link]:
    flow, told, colours = now.flow, figures(now), link_groups(now)
    whole = ~told.partial & ~np.isnan(told.value)
    columns = (flow.sender, flow.receiver, flow.commodity, colours, told.value, whole, flow.uid)
    return starmap(_Link, zip(*(column[rows].tolist() for column in columns), strict=True))


def link_pieces(now: Snapshot, rows: Integers, level: str, language: str) -> Iterator[Piece]:
    """Links (rows) between what comes in, the parts of a level, and what goes out.

    Other clusters count as outside, natural sources and sinks as nature.
    """
    parts, matters = parts_of(now, level, language), now.commodity.name.tolist()
    inside: list[tuple[Spot, str] | None] = [_inside(now, parts, actor) for actor in range(len(now.actor))]
    inside.append(None)  # -1, outside, reads the last
    nature = [*(now.actor.kind == "environment").tolist(), False]
    for link in _links(now, rows):
        name = matters[link.commodity]
        outlet = link.group if link.group in ("residue", "emission") else "goods"
        came = ("input", "nature" if nature[link.sender] else "outside", link.commodity)
        went = ("output", "sink" if nature[link.receiver] else outlet, link.commodity)
        start, giver = inside[link.sender] or (came, name)
        end, taker = inside[link.receiver] or (went, name)
        yield Piece(start, end, (giver, taker), link.group, link.value, link.whole, ("flow", link.uid), name)


def _inside(now: Snapshot, parts: Parts, actor: int) -> tuple[Spot, str] | None:
    """Where a firm of the park stands and what that is called, None for what lies beyond."""
    if now.actor.kind[actor] in ("cluster", "environment"):
        return None
    return _part(parts, actor)


def _part(parts: Parts, actor: int) -> tuple[Spot, str]:
    part = int(parts.of_actor[actor])
    return ("group", parts.kinds[part], part), parts.titles[part]


def end_pieces(now: Snapshot, rows: Integers, ends: Ends, language: str) -> Iterator[Piece]:
    """Links (rows) in two pieces each: from the sender to what it gives, and from there to the receiver."""
    left, right = sides_of(now, ends.left, language), sides_of(now, ends.right, language)
    givers, takers, matters = left.of_actor.tolist(), right.of_actor.tolist(), now.commodity.name.tolist()
    kinds = {group: translate(title, language) for group, title in GROUPS.items()}
    for link in _links(now, rows):
        name = matters[link.commodity]
        middle: Spot = ("group", MATTER, link.group if ends.middle == "kind" else link.commodity)
        told = kinds[link.group] if ends.middle == "kind" else name
        giver, taker = givers[link.sender], takers[link.receiver]
        rest = (link.group, link.value, link.whole, ("flow", link.uid), name)
        yield Piece(("input", "", giver), middle, (left.titles[giver], told), *rest)
        yield Piece(middle, ("output", "", taker), (told, right.titles[taker]), *rest)


def open_emissions(now: Snapshot) -> tuple[list[int], list[int]]:
    """The direct emissions (rows) to draw, and those of which a link of the same firm tells already."""
    table, told = now.emission, _told_substances(now)
    drawn: list[int] = []
    left: list[int] = []
    for row in counted_emissions(now):
        medium, pollutant = str(table.medium[row]), str(table.pollutant[row])
        if table.destination[row] in ("", "direct") and medium in _MEDIA and not table.not_detected[row]:
            item, actor = find_pollutant(medium, pollutant), int(table.actor[row])
            same = {(actor, medium, ""), (actor, medium, item.id if item else pollutant)}
            (left if same & told else drawn).append(row)
    return drawn, left


def _told_substances(now: Snapshot) -> set[tuple[int, str, str]]:
    """Firm, medium and pollutant of the links of kind emission with an amount in t; "" for all pollutants of a medium.

    A matter that is no pollutant by name, such as flue gas, stands for all that the firm emits to air.
    """
    flow, figure = now.flow, figures(now)
    rows = (flow.kind == "emission") & (figure.unit == "t") & ~np.isnan(figure.value) & (flow.sender >= 0)
    told: set[tuple[int, str, str]] = set()
    for actor, commodity in zip(flow.sender[rows].tolist(), flow.commodity[rows].tolist(), strict=True):
        found = {medium: find_pollutant(medium, str(now.commodity.name[commodity])) for medium in _MEDIA}
        told |= {(actor, medium, item.id) for medium, item in found.items() if item} or {(actor, "air", "")}
    return told


def emission_pieces(now: Snapshot, rows: list[int], level: str, language: str) -> Iterator[Piece]:
    """Direct emissions in t."""
    table, parts = now.emission, parts_of(now, level, language)
    for row in rows:
        title, mass = _MEDIA[str(table.medium[row])], float(table.mass[row])
        start, name = _part(parts, int(table.actor[row]))
        target, matter = ("emission", str(table.uid[row])), translate(title, language)
        end = ("output", "emission", title)
        yield Piece(start, end, (name, matter), "emission", mass, not np.isnan(mass), target, matter)


def stock_pieces(now: Snapshot, unit: str, level: str, language: str) -> Iterator[Piece]:
    """What was added to stocks or taken from them, by the row that counts of each actor and commodity."""
    stock, parts = now.stock, parts_of(now, level, language)
    for (actor, commodity), rows in rows_by(zip(stock.actor.tolist(), stock.commodity.tolist(), strict=True)).items():
        row = max(rows, key=lambda row: rank(now, stock, row))
        change = float(stock.closing[row] - stock.opening[row])
        if now.commodity.base_unit[commodity] != unit or change == 0:
            continue
        (inside, told), name = _part(parts, actor), str(now.commodity.name[commodity])
        target = ("stock", str(stock.uid[row]))
        if change < 0:
            start: Spot = ("input", "stock_in", commodity)
            yield Piece(start, inside, (name, told), "residue", -change, True, target, name)
        else:
            end: Spot = ("output", "stock_out", commodity)
            yield Piece(inside, end, (told, name), "residue", change, not np.isnan(change), target, name)
