"""What the layers of a map draw from: the year's snapshot, the view, and where everything stands on the paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Numbers, Words
from core.snapshot import Snapshot
from gis.counts import Counts
from gis.flags import Flagged
from gis.grouping import SECTOR
from gis.links import Links
from gis.palette import Palette
from gis.routing import Routes
from gis.scene import Font, Points, Target
from gis.sketch import Layout
from gis.standing import NOTHING_STOOD, Stood
from gis.styling_heat import Heat
from gis.styling_links import Tints
from gis.styling_regions import Shading
from gis.styling_sizes import Sizes
from gis.symbols import sign_of, sign_scale
from gis.view import View

Measure = Callable[[Sequence[str], Font], npt.NDArray[np.float64]]

FIRM_RADIUS = 2.3  # mm, where there is room
_OF_ROOM = 0.115  # radius by the side of the square that each actor has for itself
MOST_SIGNS = 4000
_PROVED = ("visited", "books")
_LEAST_RADIUS = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A map before it is drawn; arrays hold one row per actor, `routes` one per drawn link.

    `tints` colour the lines, `shading` shades regions, `sizes` sizes signs, `heat` tells where findings gather.
    `radius` is a sign's own, `reach` that of the sign with its rings, both in mm; `shown` tells the drawn actors.
    A `lettered` one sets letters where names find no room, since page or legend lists them. A `boundless` one is a
    piece of a larger map, whose edges nobody sees, so that they bound no names; what `stood` on the piece before is
    held where it was.
    """

    snapshot: Snapshot
    view: View
    colours: Palette
    measure: Measure
    sign: Words
    radius: Numbers
    reach: Numbers
    true: Points
    layout: Layout
    links: Links
    routes: Routes
    flagged: Flagged
    shown: Flags
    counts: Counts
    tints: Tints
    shading: Shading | None = None
    sizes: Sizes | None = None
    heat: Heat | None = None
    lettered: bool = False
    boundless: bool = False
    stood: Stood = NOTHING_STOOD

    @property
    def places(self) -> Points:
        """Where the signs stand in mm, NaN for actors without a point."""
        return self.layout.places

    @property
    def frame(self) -> tuple[float, float]:
        """Width and height of the paper in mm."""
        return (self.view.width_mm, self.view.height_mm)

    @property
    def proofs(self) -> dict[int, bool]:
        """Actors (rows) with a capacity to receive: whether any of it was seen on site or matches their books."""
        capacity = self.snapshot.capacity
        proofs: dict[int, bool] = {}
        for actor, proof in zip(capacity.actor.tolist(), capacity.proof, strict=True):
            proofs[actor] = proofs.get(actor, False) or proof in _PROVED
        return proofs

    def actor(self, row: int) -> Target:
        """The target of an actor's marks."""
        return ("actor", str(self.snapshot.actor.uid[row]))

    def shows(self, layer: str) -> bool:
        """Whether a layer is switched on; sectors have no place, so that no ground is drawn beneath them."""
        return layer not in self.view.hidden and not (layer == "regions" and self.view.grouping.by == SECTOR)


def signs_of(snapshot: Snapshot) -> Words:
    """The sign of every actor."""
    signs = np.empty(len(snapshot.actor), dtype=object)
    signs[:] = [sign_of(kind, role) for kind, role in zip(snapshot.actor.kind, snapshot.actor.role, strict=True)]
    return signs


def shown_actors(places: Points, links: Links, flags: Flagged) -> Flags:
    """Actors that are drawn: all with a place; of very many those with a drawn link or a ring."""
    located = np.asarray(~np.isnan(places).any(axis=1), dtype=np.bool_)
    if located.sum() <= MOST_SIGNS:
        return located
    busy = np.zeros(len(places), dtype=np.bool_)
    busy[links.sender] = busy[links.receiver] = True
    busy[list(flags.rings)] = True
    return located & busy


def sign_radii(signs: Words, true: Points) -> Numbers:
    """Radii of signs in mm at places (n, 2): where actors stand close together they shrink, so that links stay visible.

    They follow the mean room per actor, which panning does not change.
    """
    located = true[~np.isnan(true).any(axis=1)]
    span = np.ptp(located, axis=0) if len(located) else np.zeros(2)
    side = max(float((span.prod() / max(len(located), 1)) ** 0.5), float(span.max()) / max(len(located), 1))
    scattered = side > 1.0 or len(located) > MOST_SIGNS
    size = float(np.clip(_OF_ROOM * side, _LEAST_RADIUS, FIRM_RADIUS)) if scattered else FIRM_RADIUS
    return np.array([size * sign_scale(sign) for sign in signs], dtype=np.float64)
