"""Numbered badges that tie signs on the map to the cards of findings: shape and colour tell what kind of finding."""

from collections.abc import Sequence

import numpy as np

from gis.palette import Palette
from gis.scene import Font, Label, Mark, Shape, Stroke
from gis.symbols import capsule, circle, polygon, rectangle

BADGE = Font(7.0, bold=True)
BADGE_RADIUS = 1.75  # mm
_SPELT = 2  # numbers that one badge names


def badge_marks(place: tuple[float, float], number: str, sign: str, width: float, colours: Palette) -> list[Mark]:
    """A numbered badge: round for polluters, square for gaps, hexagonal for fragile, grey for other findings.

    `width` is the measured length of the number in mm.
    """
    x, y = place
    colour = badge_colour(sign, colours)
    half = badge_half(width)
    if sign in ("stub", "missing"):
        path = rectangle(x - half, y - BADGE_RADIUS * 0.92, 2 * half, 2 * BADGE_RADIUS * 0.92)
    elif sign == "halo":
        angle = np.radians(60.0 * np.arange(6))
        corners = 1.15 * np.column_stack([np.cos(angle) * half, np.sin(angle) * BADGE_RADIUS])
        path = polygon(np.add(corners, (x, y)))
    elif half > BADGE_RADIUS:
        path = capsule(x, y, half, BADGE_RADIUS)
    else:
        path = circle(x, y, half)
    return [
        Shape(path, colour, Stroke(colours.paper, 0.35)),
        Label(number, x, y, BADGE, colours.card, width, 0.5),
    ]


def badge_half(width: float) -> float:
    """Half the width in mm of a badge whose number is `width` mm long."""
    return max(BADGE_RADIUS, width / 2 + 0.7)


def badge_text(numbers: Sequence[int]) -> str:
    """The numbers of one sign in one badge: two of them, else the first and how many more."""
    if len(numbers) > _SPELT:
        return f"{numbers[0]} +{len(numbers) - 1}"
    return "\u00b7".join(map(str, numbers))


def badge_colour(sign: str, colours: Palette) -> str:
    """The colour of a badge by the sign of its rule."""
    return {
        "ring": colours.pollution,
        "stub": colours.gap_badge,
        "missing": colours.gap_badge,
        "halo": colours.fragile,
    }.get(sign, colours.data)
