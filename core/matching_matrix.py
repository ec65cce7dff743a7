"""The decomposer matrix (waste x region: made, what plants there can take, net) and the roles that a network lacks."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers
from core.findings import Inquiry
from core.kinds import ACTOR_KINDS, NETWORK_LAYERS, ROLES
from core.receivers import Acceptance, acceptance, accepting, doubt, room
from core.snapshot import Snapshot
from core.text import Text

NO_REGION = -1
# What a network needs by layer: roles of firms in the first, kinds of bodies in the others.
REQUIRED = {
    "core": tuple(ROLES),
    "support": ("government", "intermediary", "research", "finance", "association"),
    "environment": ("residents", "cluster"),
}
TITLES = ROLES | ACTOR_KINDS


@dataclass(frozen=True, slots=True)
class Cell:
    """A waste in a region (rows; NO_REGION where firms lie in none), amounts per year in `unit`, NaN unknown.

    `made` is what firms there generate, `capacity` what actors there state they can take in all, `proved` the proved
    part of it. `open` counts capacities whose amount is unknown; they are in neither sum.
    """

    commodity: int
    region: int
    unit: str
    made: float
    capacity: float
    proved: float
    open: int

    @property
    def net(self) -> float:
        """What plants there can take beyond what is made there; below 0 it is what has to leave."""
        return self.capacity - self.made


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a layer of the network: how many actors have it and how many of them have a running link."""

    layer: str
    title: str
    present: int
    linked: int


def decomposer_matrix(inquiry: Inquiry) -> list[Cell]:
    """A cell for each waste and each innermost region in which it is made or can be taken, largest shortage first
    within each unit, tonnes before others.

    Heat is left to the cascade.
    """
    known, medium = acceptance(inquiry), inquiry.now.commodity.medium
    places = innermost_regions(inquiry.now)
    made: dict[tuple[int, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for waste in inquiry.wastes:
        if not waste.generated <= 0 and medium[waste.commodity] != "energy":
            made[waste.commodity, waste.unit][int(places[waste.actor])] += waste.generated
    cells = [
        _cell(known, commodity, unit, region, by_region.get(region, 0.0), places)
        for (commodity, unit), by_region in made.items()
        for region in sorted({*by_region, *(int(places[actor]) for actor in accepting(known, commodity))})
    ]
    return sorted(cells, key=lambda cell: (*unit_rank(cell), np.isnan(cell.net), cell.net, cell.commodity, cell.region))


def unit_rank(cell: Cell) -> tuple[bool, str]:
    """Where the unit of a cell stands among others: unlike units are not ranked with each other."""
    return cell.unit != "t", cell.unit


def _cell(known: Acceptance, commodity: int, unit: str, region: int, made: float, places: Integers) -> Cell:
    capacity = proved = 0.0
    unknown = 0
    for actor, rows in accepting(known, commodity).items():
        if places[actor] != region:
            continue
        for row in rows:
            amount, _ = room(known, actor, [row], commodity)
            if np.isnan(amount) or unit != known.snapshot.commodity.base_unit[commodity]:
                unknown += 1
                continue
            capacity += amount
            proved += amount if doubt(known, row, commodity) is None else 0.0
    return Cell(commodity, region, unit, made, capacity, proved, unknown)


def innermost_regions(now: Snapshot) -> Integers:
    """The smallest region (row) that counts each actor as its own, NO_REGION where none does."""
    found = np.full(len(now.actor), NO_REGION, dtype=np.int64)
    size = np.full(len(now.actor), np.iinfo(np.int64).max)
    for region in range(len(now.region)):
        member: Flags = now.members(region)
        below = _depth(now, region)
        better = member & (-below < size)
        found[better], size[better] = region, -below
    return found


def _depth(now: Snapshot, region: int) -> int:
    """How many regions a region lies in; a circle ends where it comes back."""
    way = [region]
    while (above := int(now.region.parent[way[-1]])) >= 0 and above not in way:
        way.append(above)
    return len(way)


def network_roles(now: Snapshot) -> list[Role]:
    """Every role that a network needs, with who has it and who of them is linked."""
    linked = np.zeros(len(now.actor) + 1, dtype=bool)
    linked[now.flow.sender] = linked[now.flow.receiver] = True
    found = []
    for layer in NETWORK_LAYERS:
        for needed in REQUIRED[layer]:
            having = (now.actor.role if layer == "core" else now.actor.kind) == needed
            running = having & (now.actor.status == "running")
            found.append(Role(layer, TITLES[needed], int(running.sum()), int((running & linked[:-1]).sum())))
    return found


def roleless(now: Snapshot) -> int:
    """How many running firms have no role stated."""
    actor = now.actor
    return int(((actor.kind == "firm") & (actor.role == "") & (actor.status == "running")).sum())


def roleless_text(now: Snapshot) -> Text | None:
    """That firms have no role stated, so that a role that nobody has may be theirs; None where all state one."""
    n = roleless(now)
    return (
        Text(
            "The role of {n} firm is blank, so that one of these may be its: enter it in the table of firms.",
            {"n": n},
            plural="The role of {n} firms is blank, so that these may be theirs: enter it in the table of firms.",
        )
        if n
        else None
    )
