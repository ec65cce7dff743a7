"""How a map is drawn: what colours links, what sizes signs, what shades regions, how strong each layer stands."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import Any

from core.text import N_
from gis.class_breaks import METHODS
from gis.palette import Palette, blend, palette

COLOURINGS = {
    "kind": N_("Kind"),
    "commodity": N_("Commodity"),
    "status": N_("Status"),
    "hazard": N_("Hazard of the commodity"),
}
LOAD_WATER, LOAD_AIR = "load:water", "load:air"
FADING = ("regions", "links", "actors", "heat")  # layers whose strength can be chosen
WEAKEST = 0.15  # of its strength: weaker would be hidden in silence


@dataclass(frozen=True, slots=True)
class Style:
    """`colour` is one of `COLOURINGS`; `size` "" (all alike), a unit of throughflow, an equal-standard load or an own
    indicator ("own:ID").

    `shade` is "" (none), "firms", "findings", "statistic:ITEM" or "own:ID", `per_area` by km2; `breaks` and `classes`
    make its classes; `heat` lays where findings gather beneath the links. `strength` is the share (0.15 to 1) with
    which regions, links, actors and gathered findings stand on the paper.
    """

    colour: str = "kind"
    size: str = ""
    shade: str = ""
    per_area: bool = False
    breaks: str = "quantile"
    classes: int = 5
    heat: bool = False
    strength: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)


PLAIN = Style()


def style_values(style: Style) -> dict[str, Any]:
    """The values of a style that differ from the plain one, as JSON keeps them."""
    return {name: value for name, value in asdict(style).items() if value != getattr(PLAIN, name)}


def read_style(told: Mapping[str, Any]) -> Style:
    """The style that such values tell; ValueError for any others."""
    known = {column.name for column in fields(Style)}
    try:
        values: dict[str, Any] = {name: _whole(value) if name == "strength" else value for name, value in told.items()}
        style = replace(PLAIN, **values)
        shares = tuple(min(max(float(share), WEAKEST), 1.0) for share in style.strength)
        fits = (
            isinstance(style.heat, bool)
            and style.colour in COLOURINGS
            and style.breaks in METHODS
            and 2 <= int(style.classes) <= 9
        )
    except (TypeError, ValueError) as problem:
        raise ValueError(f"no style of a map: {json.dumps(dict(told), default=str)}") from problem
    if not fits or len(shares) != len(FADING) or told.keys() - known:
        raise ValueError(f"no style of a map: {json.dumps(dict(told), default=str)}")
    return replace(style, strength=(shares[0], shares[1], shares[2], shares[3]))


def _whole(told: Iterable[float]) -> tuple[float, ...]:
    """The strengths that a style tells; older ones have none for the last layer."""
    shares = tuple(told)
    return (*shares, 1.0) if len(shares) == len(FADING) - 1 else shares


@lru_cache(maxsize=16)
def faded_palette(style: Style, dark: bool) -> Palette:
    """The palette with the colours of weaker layers blended into the paper, so that every pen stays opaque."""
    colours = palette(dark)
    regions, links, actors, _ = style.strength
    return replace(
        colours,
        region=tuple(blend(colour, colours.paper, regions) for colour in colours.region),
        border=blend(colours.border, colours.paper, regions),
        links={name: blend(colour, colours.paper, links) for name, colour in colours.links.items()},
        series=tuple(blend(colour, colours.paper, links) for colour in colours.series),
        roles={name: blend(colour, colours.paper, actors) for name, colour in colours.roles.items()},
        sign_line=blend(colours.sign_line, colours.paper, actors),
        ramp=blend(colours.ramp, colours.paper, regions),
    )
