"""The colours of a map, light and dark, read from the style table."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from core.paths import RESOURCES
from core.text import N_

# Flow kinds that share a colour; a utility is coloured by what it carries.
_GROUP_OF_KIND = {"by-product": "residue", "waste": "residue"}
MIXED = "mixed"  # a line that stands for links of several groups
SERVICE = "service"  # the group of links that carry no matter
_SERVICES = ("information", "capital", "technology", "people")
GROUPS = {
    "residue": N_("By-product and waste"),
    "energy": N_("Energy"),
    "water": N_("Water"),
    "material": N_("Material"),
    "product": N_("Product"),
    "emission": N_("Emission"),
    "mixed": N_("Several kinds in one line"),
    "service": N_("Information, capital, technology, people"),
}


@dataclass(frozen=True, slots=True)
class Palette:
    """Named colours as #RRGGBB; `links`, `roles` and `terms` by id, `region` and `series` in turn; `ramp` shades."""

    paper: str
    page: str
    ink: str
    muted: str
    faint: str
    border: str
    frame: str
    region: tuple[str, ...]
    water_area: str
    sign_line: str
    pollution: str
    gap: str
    gap_badge: str
    fragile: str
    data: str
    accent: str
    rule: str
    card: str
    ramp: str
    series: tuple[str, ...]
    links: Mapping[str, str]
    roles: Mapping[str, str]
    terms: Mapping[str, str]


@cache
def palette(dark: bool = False) -> Palette:
    """The light or dark palette."""
    with (RESOURCES / "style" / "palette.toml").open("rb") as file:
        table = tomllib.load(file)["dark" if dark else "light"]
    return Palette(**{**table, "region": tuple(table["region"]), "series": tuple(table["series"])})


def link_group(kind: str, medium: str) -> str:
    """The colour group of a link: its kind, for a utility what it carries."""
    if kind in _SERVICES:
        return SERVICE
    if kind == "utility":
        return "water" if medium == "water" else "energy"
    return _GROUP_OF_KIND.get(kind, kind)


def blend(colour: str, paper: str, share: float) -> str:
    """An opaque colour that looks like `colour` laid over `paper` with this share (0 to 1)."""
    mixed = (
        round(share * int(colour[at : at + 2], 16) + (1 - share) * int(paper[at : at + 2], 16)) for at in (1, 3, 5)
    )
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def readable_on(fill: str, colours: Palette) -> str:
    """Which of ink and card contrasts more with a fill (relative luminance of WCAG 2.2)."""
    own = _luminance(fill)

    def contrast(colour: str) -> float:
        low, high = sorted((own, _luminance(colour)))
        return (high + 0.05) / (low + 0.05)

    return max(colours.card, colours.ink, key=contrast)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
