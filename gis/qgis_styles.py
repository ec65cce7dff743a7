"""Styles of the drawn layers as QGIS keeps them (QML): colour, width and size come from the columns of each row.

Written after what QGIS 3.22 writes of itself; symbols are given as `prop`, which every release from 2.0 on reads.
"""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from gis.palette import Palette

# QGIS's own marker for each sign, how far it is turned in degrees, and its size beside a circle's: shape alone tells
# the role, as on the map.
MARKERS: dict[str, tuple[str, float, float]] = {
    "producer": ("square", 0.0, 0.9),
    "consumer": ("circle", 0.0, 1.0),
    "decomposer": ("equilateral_triangle", 0.0, 1.35),
    "treatment": ("equilateral_triangle", 180.0, 1.35),
    "intermediary": ("diamond", 0.0, 1.2),
    "government": ("pentagon", 0.0, 1.15),
    "research": ("hexagon", 0.0, 1.1),
    "association": ("star", 0.0, 1.3),
    "residents": ("pentagon", 180.0, 1.15),
}


def layer_style(name: str, colours: Palette, family: str) -> str:
    """The style of one of the drawn layers; `family` is the font of the names."""
    return _STYLES[name](colours, family)


def _regions(colours: Palette, family: str) -> str:
    fill = symbol_layer(
        "SimpleFill", {"outline_color": rgba(colours.border), "outline_width": "0.3"}, {"fillColor": "colour"}
    )
    return qgis_document([("fill", [fill])], labelling("label", colours.faint, colours.paper, family, 9.0, OVER))


def _links(colours: Palette, family: str) -> str:
    casing = symbol_layer(
        "SimpleLine",
        {"line_color": rgba(colours.paper), "capstyle": "flat", "joinstyle": "round"},
        {"outlineWidth": "=width_mm + 0.9"},
    )
    line = symbol_layer(
        "SimpleLine",
        {"capstyle": "flat", "joinstyle": "round", "use_custom_dash": "1"},
        {"outlineColor": "colour", "outlineWidth": "width_mm", "customDash": "dash"},
    )
    return qgis_document(
        [("line", [casing, line])], labelling("label", colours.ink, colours.paper, family, 7.0, ON_LINE)
    )


def _heads(colours: Palette, family: str) -> str:
    head = symbol_layer(
        "SimpleMarker",
        {"name": "triangle", "outline_style": "no", "size_unit": "MM"},
        {"fillColor": "colour", "size": "size_mm", "angle": "angle"},
    )
    return qgis_document([("marker", [head])])


def _actors(colours: Palette, family: str) -> str:
    ring = symbol_layer(
        "SimpleMarker",
        {"name": "circle", "color": "0,0,0,0", "outline_color": rgba(colours.pollution)},
        {"size": "ring_mm", "outlineWidth": "ring_width_mm", "enabled": "=ring_mm > 0"},
    )
    sign = symbol_layer(
        "SimpleMarker",
        {"outline_color": rgba(colours.sign_line), "outline_width": "0.25"},
        {"name": "marker", "size": "size_mm", "angle": "angle", "fillColor": "colour"},
    )
    return qgis_document(
        [("marker", [ring, sign])], labelling("label", colours.ink, colours.paper, family, 8.0, AROUND)
    )


_STYLES = {"regions": _regions, "links": _links, "arrowheads": _heads, "actors": _actors}


def qgis_document(symbols: Sequence[tuple[str, Sequence[str]]], labels: str = "") -> str:
    """A whole style: symbols by their kind (fill, line, marker) with their layers, and how names are set."""
    drawn = "".join(
        f'<symbol type="{kind}" name="{place}" alpha="1" clip_to_extent="1" force_rhr="0">{"".join(layers)}</symbol>'
        for place, (kind, layers) in enumerate(symbols)
    )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        f'<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="{int(bool(labels))}">'
        f'<renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0">'
        f"<symbols>{drawn}</symbols><rotation/><sizescale/></renderer-v2>{labels}</qgis>"
    )


def symbol_layer(kind: str, fixed: Mapping[str, str], taken: Mapping[str, str], inner: str = "") -> str:
    """A layer of a symbol; what is `taken` comes from a column of each row, with = before it from an expression.

    `inner` is the symbol that a layer of shapes made anew draws them with.
    """
    props = "".join(f"<prop k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in fixed.items())
    return (
        f'<layer class="{kind}" enabled="1" locked="0" pass="0">{props}'
        f'<data_defined_properties><Option type="Map"><Option type="QString" name="name" value=""/>'
        f'<Option type="Map" name="properties">{"".join(_taken(key, source) for key, source in taken.items())}</Option>'
        f'<Option type="QString" name="type" value="collection"/></Option></data_defined_properties>{inner}</layer>'
    )


def _taken(key: str, source: str) -> str:
    word, kind = ("expression", 3) if source.startswith("=") else ("field", 2)
    return (
        f'<Option type="Map" name="{key}"><Option type="bool" name="active" value="true"/>'
        f'<Option type="QString" name="{word}" value={quoteattr(source.removeprefix("="))}/>'
        f'<Option type="int" name="type" value="{kind}"/></Option>'
    )


# Where QGIS sets a name: in the middle of an area, beside a sign (from its edge on), on a line.
OVER = 'placement="1" dist="0"'
AROUND = 'placement="6" offsetType="1" dist="0.5" predefinedPositionOrder="R,L,TR,BR,TL,BL,T,B"'
ON_LINE = 'placement="2" placementFlags="9" dist="0"'


def labelling(column: str, ink: str, halo: str, family: str, size: float, place: str) -> str:
    """Names from a column, with = before it from an expression, with a halo of paper, set where `place` says."""
    words, made = column.removeprefix("="), int(column.startswith("="))
    return (
        '<labeling type="simple"><settings calloutType="simple">'
        f'<text-style fieldName={quoteattr(words)} fontFamily={quoteattr(family)} fontSize="{size:g}" '
        f'fontSizeUnit="Point" '
        f'textColor="{rgba(ink)}" fontWeight="50" textOpacity="1" isExpression="{made}">'
        f'<text-buffer bufferDraw="1" bufferSize="0.6" bufferSizeUnits="MM" bufferColor="{rgba(halo)}" '
        'bufferOpacity="1" bufferNoFill="0" bufferJoinStyle="128"/></text-style>'
        f'<placement {place} distUnits="MM" priority="5"/>'
        '<rendering drawLabels="1" obstacle="1" displayAll="0"/></settings></labeling>'
    )


def rgba(colour: str) -> str:
    """#RRGGBB as QGIS writes a colour."""
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
