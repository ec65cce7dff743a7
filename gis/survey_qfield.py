"""The project of a packet for QGIS and QField: layers of data.gpkg with forms, lists of words, relations and photos.

Written after what QGIS 3.22 writes of itself. Ids of layers have more than ten letters, since QGIS replaces shorter
ones and their relations with them; every path is relative to the project.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from core.fields import Field
from core.i18n import show, translate
from core.paths import RESOURCES
from core.survey_geopackage import LOOKED_UP, ON_THE_SPOT, PAYLOAD, asked_fields, asked_tables
from core.survey_rows import Packed
from core.table_titles import table_title
from core.text import N_
from gis.palette import Palette, palette
from gis.qgis_styles import AROUND, MARKERS, OVER, labelling, rgba, symbol_layer

PROJECT, MBTILES, PHOTOS = "project.qgz", "base.mbtiles", "DCIM"
PHOTO, MET, VISITED, PAGE = N_("Photo"), N_("The visit"), N_("Day of the visit"), N_("Page code")
GIVES, TAKES, AMOUNTS = N_("Gives"), N_("Takes"), N_("Amounts")
BASE = N_("Base map")
VISITS = {"met": N_("met"), "stopped": N_("stopped"), "refused": N_("refused"), "moved": N_("moved")}
_SPOT_TITLES = {"page": PAGE, "met": MET, "visited": VISITED, "photo": PHOTO}
# Name of the relation, table whose rows refer, column, table referred to, title.
_RELATIONS = (
    ("firm_gives", "flow", "sender_id", "actor", GIVES),
    ("firm_takes", "flow", "receiver_id", "actor", TAKES),
    ("link_amounts", "flow_amount", "flow_id", "flow", AMOUNTS),
    ("firm_stocks", "stock", "actor_id", "actor", ""),
    ("firm_capacities", "capacity", "actor_id", "actor", ""),
    ("firm_figures", "statistic", "actor_id", "actor", ""),
    ("firm_emissions", "emission", "actor_id", "actor", ""),
)
_SRS = {4490: (3855, "China Geodetic Coordinate System 2000", "GRS80"), 4326: (3452, "WGS 84", "EPSG:7030")}
_FRESH = "uuid('WithoutBraces')"


@dataclass(frozen=True, slots=True)
class _Making:
    """What the parts of a project are made with."""

    tables: tuple[str, ...]
    year: int
    srs: int
    language: str
    colours: Palette
    family: str
    base: bool  # whether tiles lie beneath, so that regions are outlines alone

    def say(self, title: str) -> str:
        """A title in the reader's language."""
        return translate(title, self.language)

    def relations(self) -> list[tuple[str, str, str, str, str]]:
        """The relations between the tables that go out, with their titles."""
        told = (
            (name, table, column, parent, self.say(title) if title else show(table_title(table), self.language))
            for name, table, column, parent, title in _RELATIONS
        )
        return [one for one in told if one[1] in self.tables and one[3] in self.tables]


def layer_id(table: str) -> str:
    """The id of a layer, longer than ten letters."""
    return f"survey_layer_{table}"


def write_qfield_project(
    path: Path, packed: Packed, year: int, srs: int, language: str, family: str, base: bool
) -> None:
    """Write project.qgz beside data.gpkg; `family` is the font of the names, `base` whether base.mbtiles lies there."""
    making = _Making(tuple(asked_tables(packed)), year, srs, language, palette(), family, base)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qgs", project_xml(making, packed.year.name))


def project_xml(making: _Making, title: str) -> str:
    """The project as QGIS keeps it."""
    names = [*making.tables, "actor_name", "commodity_name", "region"]
    layers = [_layer(name, making) for name in names]
    order = [*map(layer_id, names), *((BASE_ID,) if making.base else ())]  # firms above all, the base map below
    if making.base:
        layers.append(_base_layer(making))
    tree = "".join(_tree_layer(id, making) for id in order)
    relations = "".join(_relation(*one) for one in making.relations())
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22.0" projectname={quoteattr(title)}><title>{escape(title)}</title>'
        f"<projectCrs>{_srs(making.srs)}</projectCrs><layer-tree-group>{tree}</layer-tree-group>"
        f"<relations>{relations}</relations><projectlayers>{''.join(layers)}</projectlayers>"
        '<properties><Paths><Absolute type="bool">false</Absolute></Paths>'
        '<SpatialRefSys><ProjectionsEnabled type="int">1</ProjectionsEnabled></SpatialRefSys></properties></qgis>'
    )


BASE_ID = "survey_layer_base_map"


def _srs(code: int) -> str:
    srsid, name, ellipsoid = _SRS[code]
    wkt = (RESOURCES / "srs" / f"{code}.wkt").read_text(encoding="utf-8").strip()
    return (
        f"<spatialrefsys><wkt>{escape(wkt)}</wkt><srsid>{srsid}</srsid><srid>{code}</srid><authid>EPSG:{code}</authid>"
        f"<description>{name}</description><projectionacronym>longlat</projectionacronym>"
        f"<ellipsoidacronym>{ellipsoid}</ellipsoidacronym><geographicflag>true</geographicflag></spatialrefsys>"
    )


def _tree_layer(id: str, making: _Making) -> str:
    hidden = id in (layer_id("actor_name"), layer_id("commodity_name"))
    checked = "Qt::Unchecked" if hidden else "Qt::Checked"
    return f'<layer-tree-layer id="{id}" name={quoteattr(_title(id, making))} checked="{checked}" expanded="0"/>'


def _title(id: str, making: _Making) -> str:
    table = id.removeprefix("survey_layer_")
    if id == BASE_ID:
        return making.say(BASE)
    if table in ("actor_name", "commodity_name"):
        title = show(table_title(table.removesuffix("_name")), making.language)
        return f"{title} *"
    return show(table_title(table), making.language)


def _relation(name: str, table: str, column: str, parent: str, title: str) -> str:
    return (
        f'<relation id="{name}" name={quoteattr(title)} strength="Association" '
        f'referencingLayer="{layer_id(table)}" referencedLayer="{layer_id(parent)}">'
        f'<fieldRef referencingField="{column}" referencedField="uid"/></relation>'
    )


def _layer(table: str, making: _Making) -> str:
    """A layer of data.gpkg with its form; the tables of names are only read."""
    geometry = {"actor": "Point", "region": "Polygon"}.get(table, "No geometry")
    asked = table in making.tables
    parts = [
        f"<id>{layer_id(table)}</id><datasource>./{PAYLOAD}|layername={table}</datasource>",
        f"<layername>{escape(_title(layer_id(table), making))}</layername>",
        f'<srs>{_srs(making.srs)}</srs><provider encoding="UTF-8">ogr</provider>',
        *(_form(table, making) if asked else ()),
        *_look(table, making),
        f"<previewExpression>{_preview(table)}</previewExpression>",
    ]
    read_only = "0" if asked else "1"
    return (
        f'<maplayer type="vector" geometry="{geometry}" readOnly="{read_only}" labelsEnabled="1" '
        f'autoRefreshEnabled="0" hasScaleBasedVisibilityFlag="0">{"".join(parts)}</maplayer>'
    )


def _preview(table: str) -> str:
    """What a row is called in lists."""
    if table == "flow":
        return escape(
            f"""attribute(get_feature('{layer_id("actor_name")}', 'uid', "sender_id"), 'name') || ' \u2192 ' || """
            f"""attribute(get_feature('{layer_id("actor_name")}', 'uid', "receiver_id"), 'name') || ' \u00b7 ' || """
            f"""attribute(get_feature('{layer_id("commodity_name")}', 'uid', "commodity_id"), 'name')"""
        )
    named = table in ("actor", "actor_name", "commodity_name", "region")
    told = {"flow_amount": "\"origin\" || ' ' || coalesce(\"value_entered\", '?') || ' ' || \"unit_entered\""}
    return escape(told.get(table, '"name"' if named else '"uid"'))


def _form(table: str, making: _Making) -> Iterator[str]:
    """Widgets, titles, what new rows begin with, and how the form is laid out."""
    fields, spot = asked_fields(table), ON_THE_SPOT.get(table, ())
    widgets = [_widget("uid", "Hidden", {}), *(_field_widget(one, making) for one in fields)]
    widgets += [_spot_widget(column, making) for column in spot]
    yield f"<fieldConfiguration>{''.join(widgets)}</fieldConfiguration>"
    titles = {one.column: making.say(one.title) for one in fields}
    titles |= {name: making.say(_SPOT_TITLES[name]) for name in spot}
    named = "".join(f'<alias field="{name}" name={quoteattr(told)}/>' for name, told in titles.items())
    yield f"<aliases>{named}</aliases>"
    fresh = {"uid": _FRESH, **_fresh(table, making)}
    yield (
        "<defaults>"
        + "".join(
            f'<default field="{name}" expression={quoteattr(told)} applyOnUpdate="0"/>' for name, told in fresh.items()
        )
        + "</defaults>"
    )
    fixed = [name for name in ("page", "document") if name in (*titles,)]
    yield "<editable>" + "".join(f'<field name="{name}" editable="0"/>' for name in fixed) + "</editable>"
    if "photo" in spot:
        naming = "'DCIM/' || coalesce(\"page\", 'new') || '_' || format_date(now(), 'yyyyMMddHHmmss') || '.jpg'"
        told = '{"photo": ' + '"' + naming.replace('"', '\\"') + '"}'
        yield (
            f'<customproperties><Option type="Map"><Option type="QString" name="QFieldSync/photo_naming" '
            f"value={quoteattr(told)}/></Option></customproperties>"
        )
    yield "<editorlayout>tablayout</editorlayout>" + _tabs(table, [*titles], making)


def _fresh(table: str, making: _Making) -> Mapping[str, str]:
    """What a new row begins with, as expressions."""
    surveyed = {"year": str(making.year), "grade": "'surveyed'"}
    return {
        "flow_amount": {**surveyed, "origin": "'survey'"},
        "statistic": surveyed,
        "emission": surveyed,
        "stock": {"year": str(making.year)},
        "flow": {"status": "'running'", "kind": "'material'"},
        "capacity": {"proof": "'visited'"},
        "actor": {"status": "'running'", "kind": "'firm'"},
    }.get(table, {})


def _field_widget(field: Field, making: _Making) -> str:
    """The widget of a field by its kind."""
    if field.kind == "word":
        return _choice(field.column, {id: making.say(title) for id, title in field.choices.items()}, making)
    if field.target in LOOKED_UP:
        return _widget(field.column, "ValueRelation", {
            "Layer": layer_id(LOOKED_UP[field.target]), "Key": "uid", "Value": "name", "AllowNull": True,
            "OrderByValue": True, "UseCompleter": True, "AllowMulti": False,
        })  # fmt: skip
    if field.kind == "date":
        return _day(field.column)
    return _widget(field.column, "Hidden" if field.target else "TextEdit", {"IsMultiline": field.column == "note"})


def _spot_widget(column: str, making: _Making) -> str:
    if column == "photo":
        return _widget(column, "ExternalResource", {
            "DocumentViewer": 1, "RelativeStorage": 1, "StorageMode": 0, "FileWidget": True, "FileWidgetButton": True,
            "UseLink": False, "FullUrl": False,
        })  # fmt: skip
    if column == "met":
        return _choice(column, {id: making.say(title) for id, title in VISITS.items()}, making)
    return _day(column) if column == "visited" else _widget(column, "TextEdit", {})


def _day(column: str) -> str:
    return _widget(column, "DateTime", {
        "allow_null": True, "calendar_popup": True, "display_format": "yyyy-MM-dd", "field_format": "yyyy-MM-dd",
    })  # fmt: skip


def _choice(column: str, words: Mapping[str, str], making: _Making) -> str:
    """A list of words: what is shown, and the id that is kept."""
    listed = "".join(
        f'<Option type="Map"><Option type="QString" name={quoteattr(told)} value={quoteattr(id)}/></Option>'
        for id, told in words.items()
    )
    config = f'<Option type="Map"><Option type="List" name="map">{listed}</Option></Option>'
    return f'<field name="{column}"><editWidget type="ValueMap"><config>{config}</config></editWidget></field>'


def _widget(column: str, kind: str, config: Mapping[str, object]) -> str:
    told = "".join(_option(name, value) for name, value in config.items())
    return (
        f'<field name="{column}"><editWidget type="{kind}"><config><Option type="Map">{told}</Option></config>'
        "</editWidget></field>"
    )


def _option(name: str, value: object) -> str:
    kind = {bool: "bool", int: "int"}.get(type(value), "QString")
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return f'<Option type="{kind}" name="{name}" value={quoteattr(shown)}/>'


def _tabs(table: str, columns: Sequence[str], making: _Making) -> str:
    """One tab for the fields and one for each kind of row that hangs on this one."""
    own = "".join(f'<attributeEditorField name="{name}" index="-1" showLabel="1"/>' for name in columns)
    tabs = [_tab(show(table_title(table), making.language), own)]
    for name, _, _, parent, title in making.relations():
        if parent == table:
            inner = f'<attributeEditorRelation relation="{name}" name="{name}" showLabel="0" label={quoteattr(title)}/>'
            tabs.append(_tab(title, inner))
    return f"<attributeEditorForm>{''.join(tabs)}</attributeEditorForm>"


def _tab(title: str, inner: str) -> str:
    return (
        f'<attributeEditorContainer name={quoteattr(title)} columnCount="1" groupBox="0" showLabel="1" '
        f'visibilityExpressionEnabled="0" visibilityExpression="">{inner}</attributeEditorContainer>'
    )


def _look(table: str, making: _Making) -> Iterator[str]:
    """Signs and names of firms, outlines and names of regions."""
    colours = making.colours
    if table == "actor":
        shapes = " ".join(f"WHEN \"role\" = '{role}' THEN '{name}'" for role, (name, _, _) in MARKERS.items())
        fills = " ".join(f"WHEN \"met\" = '{word}' THEN '{colours.muted}'" for word in VISITS)
        sign = symbol_layer(
            "SimpleMarker", {"color": rgba(colours.accent), "outline_color": rgba(colours.sign_line), "size": "4"},
            {"name": f"=CASE {shapes} ELSE 'circle' END", "fillColor": f"=CASE {fills} ELSE '{colours.accent}' END"},
        )  # fmt: skip
        yield _renderer("marker", sign)
        yield labelling("name", colours.ink, colours.paper, making.family, 9.0, AROUND)
    if table == "region":
        style = {"color": rgba(colours.region[0]), "outline_color": rgba(colours.border), "outline_width": "0.3"}
        fill = symbol_layer("SimpleFill", style | ({"style": "no"} if making.base else {}), {})
        yield _renderer("fill", fill)
        yield labelling("name", colours.faint, colours.paper, making.family, 9.0, OVER)


def _renderer(kind: str, layer: str) -> str:
    return (
        '<renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0"><symbols>'
        f'<symbol type="{kind}" name="0" alpha="1" clip_to_extent="1" force_rhr="0">{layer}</symbol></symbols>'
        "<rotation/><sizescale/></renderer-v2>"
    )


def _base_layer(making: _Making) -> str:
    title = escape(making.say(BASE))
    return (
        f'<maplayer type="raster" hasScaleBasedVisibilityFlag="0"><id>{BASE_ID}</id>'
        f"<datasource>./{MBTILES}</datasource><layername>{title}</layername><provider>gdal</provider></maplayer>"
    )
