"""Links as marks: casing, line and arrowhead, large ones below small ones."""

from collections import Counter

import numpy as np

from gis.curves import curve_path, head_widths, loop_path
from gis.hatch_marks import hatch
from gis.links import Links
from gis.palette import SERVICE
from gis.scene import Mark, Path, Points, Shape, Stroke, Target, flatten
from gis.sheet import Sheet
from gis.symbols import polygon

CASING = 0.45  # mm of paper on either side, so that crossings read as over and under
_CASED = 600  # links beyond which casings would hide more than they part
_DASHED = (1.7, 1.1)
_DOTTED = (0.5, 0.9)
_SERVICE = (0.9, 0.7)
_LOOP = 4.2  # mm that a self-loop reaches out
_LOOP_BY_HEAD = 1.5  # and at least so many times the width of its head


def link_stroke(colour: str, width: float, *, unknown: bool, proposed: bool, service: bool) -> Stroke:
    """The pen of a link: dashed where its amount is unknown, dotted where it is proposed, fine dashes for services."""
    if proposed:
        return Stroke(colour, max(width, 0.5), _DOTTED)
    if service:
        return Stroke(colour, width, _SERVICE)
    return Stroke(colour, width, _DASHED if unknown else ())


def link_marks(sheet: Sheet) -> list[Mark]:
    """Curves and self-loops with arrowheads; heads lie above all lines."""
    lines: list[Mark] = []
    heads: list[Mark] = []
    cased = len(sheet.links) <= _CASED
    pairs = Counter(_pair(sheet.links, row) for row in range(len(sheet.links)))
    for row in range(len(sheet.links)):
        path, head = _piece(sheet, row)
        stroke = stroke_of(sheet, row)
        beside = bool(stroke.dashes) and pairs[_pair(sheet.links, row)] > 1
        # Links that one line stands for lie on one another, so that each of them can be found and shown.
        for flow in (int(sheet.links.flow[row]), *sheet.links.bundled.get(row, ())):
            target = ("flow", str(sheet.snapshot.flow.uid[flow]))
            lines += _line(sheet, path, stroke, target, cased=cased and not beside)
            heads.append(Shape(polygon(head), stroke.colour, None, target))
        if sheet.links.adjusted[row]:
            lines += hatch(flatten(path)[0], stroke.width, stroke.colour, sheet.colours.paper)
    return lines + heads


def _pair(links: Links, row: int) -> tuple[int, int]:
    """The two actors that a line joins, whichever way it goes."""
    ends = (int(links.sender[row]), int(links.receiver[row]))
    return (min(ends), max(ends))


def stroke_of(sheet: Sheet, row: int) -> Stroke:
    """The pen of a drawn link."""
    links: Links = sheet.links
    group = links.group[row]
    return link_stroke(
        str(sheet.tints.of_line[row]),
        float(links.width[row]),
        unknown=bool(links.unknown[row]),
        proposed=bool(links.proposed[row]),
        service=group == SERVICE,
    )


def _line(sheet: Sheet, path: Path, stroke: Stroke, target: Target, *, cased: bool) -> list[Mark]:
    marks: list[Mark] = []
    if target in sheet.flagged.halos and sheet.shows("findings"):
        marks.append(Shape(path, "", Stroke(sheet.colours.fragile, stroke.width + 2.0, (2.0, 1.4))))
    if cased or marks:
        marks.append(Shape(path, "", Stroke(sheet.colours.paper, stroke.width + 2 * CASING)))
    marks.append(Shape(path, "", stroke, target))
    return marks


def _piece(sheet: Sheet, row: int) -> tuple[Path, Points]:
    """The path of a drawn link and the corners (3, 2) of its head."""
    if not np.isnan(sheet.routes.curves[row, 0, 0]):
        return curve_path(sheet.routes.curves[row]), sheet.routes.heads[row]
    actor = int(sheet.links.sender[row])
    width = float(sheet.links.width[row])
    return loop_piece(sheet.places[actor], float(sheet.reach[actor]), width, sheet.routes.loop_angle[row])


def loop_piece(place: Points, radius: float, width: float, angle: float) -> tuple[Path, Points]:
    """A self-loop round a sign and the corners of its head."""
    wide = float(head_widths(np.array([width]))[0])
    path, axis = loop_path(place, radius + 0.8, max(_LOOP + width, _LOOP_BY_HEAD * wide), float(angle))
    along = (axis[1] - axis[0]) / max(float(np.hypot(*(axis[1] - axis[0]))), 1e-9)
    base = axis[1] - along * wide
    side = np.array([along[1], -along[0]]) * wide / 2
    points = path.points.copy()
    points[-1] = axis[1] - along * 0.85 * wide
    return Path(path.commands, points), np.array([axis[1], base + side, base - side])


def drawn_way(sheet: Sheet, row: int) -> Points:
    """Points (n, 2) along a drawn link, a self-loop too, without its head."""
    return flatten(_piece(sheet, row)[0])[0]


def drawn_head(sheet: Sheet, row: int) -> Points:
    """The corners (3, 2) of a link's head."""
    return _piece(sheet, row)[1]
