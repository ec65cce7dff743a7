"""Styles for the layers of a project file itself, so that QGIS shows its firms, links and regions as the map does.

The rows hold no colours and widths, so a style brings them by the id of the row, as they were when the map was kept:
as JSON inside expressions. Where a curve begins and ends, and where a sign stands, is told in mm from the true
places of the firms, so that all of it follows a firm that is moved. A row that came later is drawn plainly.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import quoteattr

import numpy as np

from core.cells import Cell
from core.findings import Finding
from core.kinds import FLOW_KINDS
from core.model import Actors, Flows, Regions
from core.snapshot import Snapshot
from gis.crowded import is_crowded
from gis.drawn_layers import drawn_layers
from gis.flow_bends import bends_of
from gis.palette import MIXED, Palette, link_group
from gis.picture import lay_out
from gis.qgis_styles import AROUND, MARKERS, OVER, labelling, qgis_document, rgba, symbol_layer
from gis.scene import Points, flatten
from gis.sheet import FIRM_RADIUS, Measure, Sheet
from gis.strokes import loop_piece
from gis.styling import faded_palette
from gis.view import View

_LINK = ("colour", "width_mm", "dash")
_ACTOR = ("marker", "angle", "size_mm", "colour", "ring_mm", "ring_width_mm")
_PLAIN_WIDTH = 0.45  # mm of a link that came later
_CASING = 0.9
_STEPS = 16  # pieces of a curve
_FAINT = 0.5  # mm: no sign moves by less
Rows = dict[str, dict[str, Cell]]
Listed = Mapping[str, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Looks:
    """What a style tells row by row, by the ids of the rows; links in `hidden` are not drawn."""

    regions: Listed = field(default_factory=dict)
    links: Listed = field(default_factory=dict)
    actors: Listed = field(default_factory=dict)
    hidden: Sequence[str] = ()


NOTHING = Looks()


def live_styles(sheet: Sheet, whole: Snapshot, family: str) -> dict[str, str]:
    """The style (QML) of each layer of the project file that the map shows; `family` is the font of the names.

    `whole` has every link of the file: those that the map leaves out are not drawn there either.
    """
    drawn = {layer.name: layer.columns for layer in drawn_layers(sheet)}
    regions, links, actors = (
        _by_id(drawn.get(name, {}), _ids(table))
        for name, table in (
            ("regions", sheet.snapshot.region), ("links", sheet.snapshot.flow), ("actors", sheet.snapshot.actor),
        )
    )  # fmt: skip
    shapes = {id: shape for id, shape in _shapes(sheet) if id in links}
    moved = _moved(sheet)
    looks = Looks(
        {id: [row["colour"]] for id, row in regions.items()},
        {id: [*(links[id][name] for name in _LINK), links[id]["label"] or "", *shape] for id, shape in shapes.items()},
        {id: [*(row[name] for name in _ACTOR), *_offsets(moved.get(id), row["angle"])] for id, row in actors.items()},
        [str(id) for id in whole.flow.id.tolist() if str(id) not in shapes],
    )
    return plain_styles(sheet.view, family, looks)


def file_styles(
    snapshot: Snapshot, findings: Sequence[Finding], view: View, measure: Measure, family: str
) -> dict[str, str]:
    """The styles of a project's own layers under a view of the whole cluster; of a large one nothing row by row."""
    if is_crowded(snapshot, replace(view, gathered=False)):
        return plain_styles(view, family)
    return live_styles(lay_out(snapshot, findings, view, measure), snapshot, family)


def plain_styles(view: View, family: str, looks: Looks = NOTHING) -> dict[str, str]:
    """The styles of a view's layers with nothing told row by row: for projects whose links are too many for that."""
    colours = faded_palette(view.style, view.dark)
    made = {"region": (_regions, "regions"), "flow_line": (_links, "links"), "actor": (_actors, "actors")}
    return {table: make(looks, colours, family) for table, (make, layer) in made.items() if layer not in view.hidden}


def _ids(table: Regions | Flows | Actors) -> dict[str, str]:
    return dict(zip(table.uid.tolist(), map(str, table.id.tolist()), strict=True))


def _by_id(columns: Mapping[str, list[Cell]], ids: Mapping[str, str]) -> Rows:
    """The rows of a drawn layer by the ids of the project's own."""
    listed = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return {ids[str(row["uid"])]: row for row in listed}


def _found(listed: Listed, place: int, otherwise: str) -> str:
    """An expression for one of the values that are listed by the id of a row."""
    column = {id: values[place] for id, values in listed.items()}
    return f"coalesce(map_get({_told(column)}, $id), {otherwise})"


def _told(content: Mapping[str, object]) -> str:
    return f"json_to_map({_quoted(json.dumps(content, ensure_ascii=False, separators=(',', ':')))})"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _case(column: str, words: Mapping[str, str], otherwise: str) -> str:
    told = " ".join(f'WHEN "{column}" = {_quoted(word)} THEN {_quoted(value)}' for word, value in words.items())
    return f"CASE {told} ELSE {_quoted(otherwise)} END"


def _regions(looks: Looks, colours: Palette, family: str) -> str:
    fill = symbol_layer(
        "SimpleFill", {"outline_color": rgba(colours.border), "outline_width": "0.3"},
        {"fillColor": "=" + _found(looks.regions, 0, _quoted(colours.region[0]))},
    )  # fmt: skip
    return qgis_document([("fill", [fill])], labelling("name", colours.faint, colours.paper, family, 9.0, OVER))


def _actors(looks: Looks, colours: Palette, family: str) -> str:
    listed = looks.actors
    ring = symbol_layer(
        "SimpleMarker", {"name": "circle", "color": "0,0,0,0", "outline_color": rgba(colours.pollution)},
        {"size": "=" + _found(listed, 4, "0"), "outlineWidth": "=" + _found(listed, 5, "0"),
         "offset": f"={_found(listed, 6, '0')} || ',' || {_found(listed, 7, '0')}",
         "enabled": f"={_found(listed, 4, '0')} > 0"},
    )  # fmt: skip
    shape = {role: marker for role, (marker, _, _) in MARKERS.items()}
    sign = symbol_layer(
        "SimpleMarker", {"outline_color": rgba(colours.sign_line), "outline_width": "0.25"},
        {"name": "=" + _found(listed, 0, _case("role", shape, "circle")), "angle": "=" + _found(listed, 1, "0"),
         "size": "=" + _found(listed, 2, f"{2 * FIRM_RADIUS:g}"),
         "offset": f"={_found(listed, 8, '0')} || ',' || {_found(listed, 9, '0')}",
         "fillColor": "=" + _found(listed, 3, _case("role", dict(colours.roles), colours.muted))},
    )  # fmt: skip
    place = _shifted("$geometry", _found(listed, 6, "0"), _found(listed, 7, "0"))
    moved = any(row[6] or row[7] for row in listed.values())
    how = AROUND + _generated(place) if moved else AROUND
    return qgis_document([("marker", [ring, sign])], labelling("name", colours.ink, colours.paper, family, 8.0, how))


def _offsets(moved: tuple[float, float] | None, angle: Cell) -> list[Cell]:
    """How far a sign stands from its true place, for its ring and for itself: QGIS turns the way with the sign."""
    if moved is None:
        return [0, 0, 0, 0]
    turn = np.radians(float(angle or 0))
    x = moved[0] * np.cos(turn) + moved[1] * np.sin(turn)
    y = moved[1] * np.cos(turn) - moved[0] * np.sin(turn)
    return [*moved, round(float(x), 2), round(float(y), 2)]


def _moved(sheet: Sheet) -> dict[str, tuple[float, float]]:
    """How far signs stand from their true places in mm, for those that do."""
    true = sheet.view.to_paper(sheet.snapshot.actor.point)
    away = np.round(sheet.places - true, 2)
    rows = np.flatnonzero(np.hypot(*away.T) > _FAINT)
    return {str(sheet.snapshot.actor.id[row]): (float(away[row, 0]), float(away[row, 1])) for row in rows}


def _links(looks: Looks, colours: Palette, family: str) -> str:
    listed = looks.links
    shown = f"=map_get({_told(dict.fromkeys(looks.hidden, 1))}, $id) IS NULL"
    groups = {kind: colours.links[link_group(kind, "")] for kind in FLOW_KINDS}
    colour = "=" + _found(listed, 0, _case("kind", groups, colours.links[MIXED]))
    width, curve = _found(listed, 1, f"{_PLAIN_WIDTH:g}"), _curve(listed)
    casing = symbol_layer(
        "SimpleLine", {"line_color": rgba(colours.paper), "capstyle": "flat", "joinstyle": "round"},
        {"outlineWidth": f"={width} + {_CASING:g}", "enabled": shown},
    )  # fmt: skip
    line = symbol_layer(
        "SimpleLine", {"capstyle": "flat", "joinstyle": "round", "use_custom_dash": "1"},
        {"outlineColor": colour, "outlineWidth": "=" + width, "enabled": shown,
         "customDash": "=" + _found(listed, 2, "'1000;0'")},
    )  # fmt: skip
    head = symbol_layer("SimpleFill", {"outline_style": "no"}, {"fillColor": colour, "enabled": shown})
    made = [_made("Line", curve, "line", [casing, line], 0), _made("Fill", _head(listed), "fill", [head], 1)]
    middle = f"with_variable('c', {curve}, line_interpolate_point(@c, length(@c) / 2))"
    words = "=" + _found(listed, 3, "''")
    names = labelling(words, colours.ink, colours.paper, family, 7.0, OVER + _generated(middle))
    return qgis_document([("line", made)], names)


def _shapes(sheet: Sheet) -> Iterator[tuple[str, list[Cell]]]:
    """By id of a link: where its curve begins and ends in mm from its firms, its bend, the corners of its head."""
    links, ids = sheet.links, sheet.snapshot.flow.id
    true = sheet.view.to_paper(sheet.snapshot.actor.point)
    for row in range(len(links)):
        curve, head = _piece(sheet, row)
        start, end = true[links.sender[row]], true[links.receiver[row]]
        (bend,) = bends_of(curve[:1], curve[2:], curve[1:2])
        numbers = np.concatenate([curve[0] - start, curve[2] - end, bend, (head - end).ravel()])
        told: list[Cell] = np.round(numbers, 3).tolist()
        for flow in (int(links.flow[row]), *links.bundled.get(row, ())):
            yield str(ids[flow]), told


def _piece(sheet: Sheet, row: int) -> tuple[Points, Points]:
    """Start, control and end (3, 2) of a drawn link in mm, and the corners (3, 2) of its head."""
    if not np.isnan(sheet.routes.curves[row, 0, 0]):
        return sheet.routes.curves[row], sheet.routes.heads[row]
    actor, width = int(sheet.links.sender[row]), float(sheet.links.width[row])
    path, head = loop_piece(sheet.places[actor], float(sheet.reach[actor]), width, sheet.routes.loop_angle[row])
    line = flatten(path)[0]
    middle = line[len(line) // 2]
    return np.array([line[0], 2 * middle - (line[0] + line[-1]) / 2, line[-1]]), head


# Degrees of a mm of paper at the scale of the moment, to the east and to the north.
_NORTH = "(@map_scale / 1000 / 110574)"
_EAST = "(@map_scale / 1000 / 111320 / cos(radians(y(centroid($geometry)))))"


def _shifted(point: str, x: str, y: str) -> str:
    """A point moved by mm of paper, to the right and down."""
    return f"translate({point}, ({x}) * {_EAST}, -({y}) * {_NORTH})"


def _curve(listed: Listed) -> str:
    """The curve of a link between its firms, as they lie now."""
    start = _shifted("start_point($geometry)", _found(listed, 4, "0"), _found(listed, 5, "0"))
    end = _shifted("end_point($geometry)", _found(listed, 6, "0"), _found(listed, 7, "0"))
    along, across = _found(listed, 8, "0.5"), _found(listed, 9, "0")
    # The way is turned to the left on paper, where degrees to the east are shorter than degrees to the north.
    points = (
        "make_point((1-@t)^2*x(@a) + 2*@t*(1-@t)*(x(@a) + @u*(x(@b)-x(@a)) - @v*(y(@b)-y(@a))/@k) + @t^2*x(@b), "
        "(1-@t)^2*y(@a) + 2*@t*(1-@t)*(y(@a) + @u*(y(@b)-y(@a)) + @v*(x(@b)-x(@a))*@k) + @t^2*y(@b))"
    )
    stepped = f"array_foreach(generate_series(0, {_STEPS}), with_variable('t', @element / {_STEPS}.0, {points}))"
    made = f"make_line({stepped})"
    for name, value in (
        ("k", "cos(radians(y(@a)))"), ("v", across), ("u", along), ("b", end), ("a", start),
    ):  # fmt: skip
        made = f"with_variable('{name}', {value}, {made})"
    return made


def _head(listed: Listed) -> str:
    corners = ", ".join(
        _shifted("end_point($geometry)", _found(listed, at, "NULL"), _found(listed, at + 1, "NULL"))
        for at in (10, 12, 14)
    )
    return f"make_polygon(make_line({corners}))"


def _made(kind: str, expression: str, symbol: str, layers: Sequence[str], place: int) -> str:
    about = f'type="{symbol}" name="@0@{place}" alpha="1" clip_to_extent="1" force_rhr="0"'
    inner = f"<symbol {about}>{''.join(layers)}</symbol>"
    fixed = {"SymbolType": kind, "geometryModifier": expression, "units": "MapUnit"}
    return symbol_layer("GeometryGenerator", fixed, {}, inner)


def _generated(expression: str) -> str:
    """Where a name belongs that does not stand at the row's own place."""
    if not expression:
        return ""
    told = quoteattr(expression)
    return f' geometryGenerator={told} geometryGeneratorEnabled="1" geometryGeneratorType="PointGeometry"'
