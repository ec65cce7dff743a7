"""Adjusted amounts on a map, beside the declared ones: for diagnosis, so that no official number reads them.

They come as plain values: what of a reconciliation a map may show is decided by those who ask for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Numbers, Words
from core.text import N_, Quantity, Text
from gis.palette import Palette
from gis.scene import Mark, Path, Points, Shape, Stroke

ADJUSTED = N_("Adjusted, for diagnosis only, not for reporting")
DIFFERENT = 1e-6  # of the larger amount: two that are nearer are the same but for rounding
_STEP = 1.6  # mm along the line from one stroke of the hatch to the next
_OUT = 0.55  # mm by which a stroke stands out of its line on either side, so that the thinnest show it
_LEAN = 0.6  # mm that a stroke leans forward for each mm across
_PEN = 0.28
_INSIDE = 1.1  # mm: a wider line is cut by strokes of paper, which its own colour would hide


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What of a link is declared (None unknown) and adjusted in `unit` a year, with the sd (None not computed)."""

    declared: float | None
    amount: float
    sd: float | None
    unit: str

    @property
    def differs(self) -> bool:
        """Whether the adjusted amount is another than the declared one."""
        return self.declared is None or unlike(self.declared, self.amount)

    @property
    def sentence(self) -> Text:
        """Both amounts and the mark in one sentence."""
        values = {"adjusted": self._adjusted, "mark": Text(ADJUSTED)}
        if self.declared is None:
            return Text("No whole figure is declared; the others give {adjusted} per year ({mark})", values)
        declared = values | {"declared": Quantity(self.declared, self.unit)}
        return Text("Declared {declared}, adjusted {adjusted} per year ({mark})", declared)

    @property
    def _adjusted(self) -> Text | Quantity:
        """The adjusted amount with its standard deviation, where one was computed."""
        amount = Quantity(self.amount, self.unit)
        if self.sd is None:
            return amount
        return Text("{amount} (standard deviation {sd})", {"amount": amount, "sd": Quantity(self.sd, self.unit)})


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedLinks:
    """The adjusted amounts of links of `year`, by the uid of the link."""

    year: int | None
    of: Mapping[str, Adjustment]


def adjustment(adjusted: AdjustedLinks | None, uid: str) -> Adjustment | None:
    """What stands in for the declared amount of a link, None where nothing does."""
    return adjusted.of.get(uid) if adjusted is not None else None


def unlike(one: float, other: float) -> bool:
    """Whether two amounts differ by more than rounding."""
    return abs(one - other) > DIFFERENT * max(abs(one), abs(other))


def shown_amounts(
    uids: Words, declared: Numbers, adjusted: AdjustedLinks | None, year: int | None
) -> tuple[Numbers, Flags]:
    """The amounts (n,) that a map of a year draws, and which of them are adjusted ones unlike the declared."""
    changed = np.zeros(len(uids), dtype=np.bool_)
    if adjusted is None or adjusted.year != year:
        return declared, changed
    amount = declared.copy()
    for row, uid in enumerate(uids.tolist()):
        found = adjusted.of.get(uid)
        if found is not None and found.differs:
            amount[row], changed[row] = found.amount, True
    return amount, changed


def unshown(adjusted: AdjustedLinks | None) -> tuple[Text, ...]:
    """What a map says that sums links and so draws the declared amounts though adjusted ones are asked for."""
    if adjusted is None:
        return ()
    return (
        Text(
            "This map sums links, so it shows declared amounts; adjusted ones are drawn where every firm stands by "
            "itself and at most some thousand links are chosen."
        ),
    )


def hatch(way: Points, width: float, colour: str, paper: str) -> list[Mark]:
    """Slanting strokes along a line (n, 2) of a width in mm; on wide lines also strokes of paper within it."""
    middle, along = _stops(way)
    if not len(middle):
        return []
    marks: list[Mark] = [Shape(_strokes(middle, along, width / 2 + _OUT), "", Stroke(colour, _PEN))]
    if width > _INSIDE:
        marks.append(Shape(_strokes(middle, along, width / 2), "", Stroke(paper, _PEN)))
    return marks


def hatch_sample(x: float, y: float, length: float, colours: Palette) -> list[Mark]:
    """The sample of a hatched line in a legend, with its middle at (x, y) mm."""
    way = np.array([(x - length / 2, y), (x + length / 2, y)])
    return [
        Shape(Path("ML", way), "", Stroke(colours.muted, _INSIDE)),
        *hatch(way, _INSIDE, colours.muted, colours.paper),
    ]


def _stops(way: Points) -> tuple[Points, Points]:
    """Where the strokes stand along a line, and its direction there, both (k, 2)."""
    step = np.diff(way, axis=0)
    length = np.hypot(*step.T)
    whole = np.append(0.0, np.cumsum(length))
    at = np.arange(_STEP / 2, whole[-1], _STEP)
    middle = np.column_stack([np.interp(at, whole, way[:, axis]) for axis in (0, 1)])
    piece = np.searchsorted(whole, at, side="right").clip(1, len(length)) - 1
    along: Points = step[piece] / np.maximum(length[piece], 1e-9)[:, None]
    return middle, along


def _strokes(middle: Points, along: Points, reach: float) -> Path:
    """One path of straight strokes through these places, each `reach` mm to either side."""
    across = np.column_stack([along[:, 1], -along[:, 0]])
    out = reach * (across + _LEAN * along)
    points = np.stack([middle - out, middle + out], axis=1).reshape(-1, 2)
    return Path("ML" * len(middle), points)
