"""What the map shows, as it travels with the project: choice of links, grouping, layers switched off, style."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.map_layers import KeptLayer, keep_layers, kept_layers
from core.project import Project
from core.text import Text
from gis.adjusted_links import AdjustedLinks
from gis.choosing import EVERYTHING, Choice, choice_text, read_choice
from gis.grouping import BY_FIRM, GROUPINGS, Grouping
from gis.lens import Lens
from gis.screen_grid import GRID
from gis.styling import PLAIN, Style, read_style, style_values
from gis.view import OFF_AT_FIRST

UNKEPT = Text(
    "This is the map as the screen shows it; the project keeps another one, which commands and the next opening show."
)
ON_SCREEN = Text("The file shows declared amounts; the adjusted ones are on the screen only.")
LINKS = "links"  # the layer whose style holds the choice


@dataclass(frozen=True, slots=True)
class KeptMap:
    """What a map shows; `problem` says what of it could not be read."""

    choice: Choice = EVERYTHING
    grouping: Grouping = BY_FIRM
    hidden: frozenset[str] = OFF_AT_FIRST
    style: Style = PLAIN
    problem: Text | None = None

    @property
    def lens(self) -> Lens:
        """Which links it shows and how."""
        return Lens(self.choice, self.grouping, self.style)


def is_kept(kept: KeptMap, shown: Lens, hidden: frozenset[str]) -> bool:
    """Whether the project keeps what a map shows: choice of links, grouping, style, and layers switched off."""
    return (kept.lens, kept.hidden) == (shown, hidden)


def unlike_file(kept: KeptMap, lens: Lens, hidden: frozenset[str], adjusted: AdjustedLinks | None) -> list[Text]:
    """How a file drawn by a lens differs from the map that the project keeps, and from that of the screen."""
    told = [] if is_kept(kept, lens, hidden) else [UNKEPT]
    differs = adjusted is not None and any(one.differs for one in adjusted.of.values())
    return [*told, ON_SCREEN] if differs and lens.grouping == BY_FIRM else told


def kept_map(project: Project) -> KeptMap:
    """The map as the project keeps it; as at first where nobody kept it."""
    layers = {layer.name: layer for layer in kept_layers(project)}
    if not layers:
        return KeptMap()
    hidden = frozenset(layer.name for layer in layers.values() if not layer.visible)
    hidden |= {GRID} - set(layers)  # a map that was kept before there was a grid has none
    told = layers[LINKS].style if LINKS in layers else {}
    try:
        style = read_style(told.get("style", {}))
        return KeptMap(read_choice(json.dumps(told.get("choice", {}))), _grouping(told), hidden, style)
    except ValueError:
        problem = Text("The filter that was kept with the map cannot be read, so that every link is shown.")
        return KeptMap(hidden=hidden, problem=problem)


def _grouping(told: Mapping[str, Any]) -> Grouping:
    grouping = Grouping(str(told.get("by", BY_FIRM.by)), str(told.get("level", BY_FIRM.level)))
    if grouping.by not in GROUPINGS:
        raise ValueError(f"no grouping: {told}")
    return grouping


def keep_map(project: Project, layers: Iterable[str], shown: KeptMap, styles: Mapping[str, str] | None = None) -> bool:
    """Keep the map with the project; `layers` names every layer in its order, `styles` are those for QGIS.

    False where the file has no place for these.
    """
    style = {"choice": json.loads(choice_text(shown.choice)), "style": style_values(shown.style)}
    style |= {"by": shown.grouping.by, "level": shown.grouping.level}
    names = dict.fromkeys([*layers, *sorted(shown.hidden)])
    kept = [KeptLayer(name, name not in shown.hidden, style if name == LINKS else {}) for name in names]
    return keep_layers(project, kept, styles)
