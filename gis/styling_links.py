"""What colours the lines of a map: kind, commodity, status or hazard; the legend reads the same classes."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.columns import Words
from core.kinds import STATUSES
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.links import Links
from gis.palette import GROUPS, MIXED, Palette, blend

_HAZARDOUS = 4  # of the series: no red, which is kept for pollution
_MOST_COMMODITIES = 7  # that have a colour of their own; more nobody tells apart


@dataclass(frozen=True, slots=True, eq=False)
class Tints:
    """The colour of each drawn line (#RRGGBB), and the classes of the legend: title, colour, whether of services."""

    of_line: Words
    classes: tuple[tuple[Text, str, str], ...]


def link_tints(snapshot: Snapshot, links: Links, colouring: str, colours: Palette) -> Tints:
    """Colour the drawn lines; one that stands for links of several classes has a colour of its own."""
    if colouring == "kind":
        return _by_kind(links, colours)
    classes = {"commodity": _commodities, "status": _statuses, "hazard": _hazards}[colouring](snapshot, links, colours)
    of_flow, titles, shades = classes
    lines = np.empty(len(links), dtype=object)
    mixed = False
    for row, flow in enumerate(links.flow.tolist()):
        members = {of_flow[member] for member in (flow, *links.bundled.get(row, ()))}
        mixed |= len(members) > 1
        lines[row] = shades[members.pop()] if len(members) == 1 else colours.links[MIXED]
    used = set(lines.tolist())
    shown = [(titles[name], shades[name], "") for name in titles if shades[name] in used]
    return Tints(lines, (*shown, *([(Text(GROUPS[MIXED]), colours.links[MIXED], MIXED)] if mixed else [])))


def _by_kind(links: Links, colours: Palette) -> Tints:
    lines = np.empty(len(links), dtype=object)
    lines[:] = [colours.links[group] for group in links.group]
    present = set(links.group)
    shown = [(Text(title), colours.links[group], group) for group, title in GROUPS.items() if group in present]
    return Tints(lines, tuple(shown))


Classes = tuple[dict[int, str], dict[str, Text], dict[str, str]]  # of each link; their titles; their colours


def _flows(links: Links) -> list[int]:
    return [*links.flow.tolist(), *(flow for more in links.bundled.values() for flow in more)]


def _commodities(snapshot: Snapshot, links: Links, colours: Palette) -> Classes:
    """The commodities that take most room on the map, each in its colour; the others together."""
    room: dict[str, float] = defaultdict(float)
    names = snapshot.commodity.name[snapshot.flow.commodity]
    for flow, width in zip(links.flow.tolist(), links.width.tolist(), strict=True):
        room[str(names[flow])] += width
    first = sorted(room, key=lambda name: (-room[name], name))[:_MOST_COMMODITIES]
    of_flow = {flow: str(names[flow]) if str(names[flow]) in first else "" for flow in _flows(links)}
    titles = {name: Text("{name}", {"name": name}) for name in first} | {"": Text("Other commodities")}
    shades = dict(zip(first, colours.series, strict=False)) | {"": colours.faint}
    return of_flow, titles, shades


def _statuses(snapshot: Snapshot, links: Links, colours: Palette) -> Classes:
    of_flow = {flow: str(snapshot.flow.status[flow]) for flow in _flows(links)}
    titles = {status: Text(title) for status, title in STATUSES.items()}
    return of_flow, titles, dict(zip(titles, colours.series, strict=False))


def _hazards(snapshot: Snapshot, links: Links, colours: Palette) -> Classes:
    hazard = snapshot.commodity.hazard[snapshot.flow.commodity]
    of_flow = {flow: "stated" if hazard[flow] else "" for flow in _flows(links)}
    titles = {"stated": Text(N_("Hazardous by what is stated")), "": Text(N_("No hazard stated"))}
    return of_flow, titles, {"stated": colours.series[_HAZARDOUS], "": blend(colours.faint, colours.paper, 0.7)}
