"""The map as a GeoPackage whose layers look in QGIS as they look here: shapes by GDAL, styles in layer_styles."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from core import worker
from core.errors import UserError
from core.exported import Exported
from core.findings import Finding
from core.layer_styles import write_styles
from core.snapshot import Snapshot
from core.text import Text
from core.written_files import unwritable, whole_file
from gis.drawn_layers import DrawnLayer, drawn_layers
from gis.flow_bending import PAPER
from gis.furniture import round_scale
from gis.geofiles import ENVIRONMENT
from gis.layer_files import taken
from gis.page_texts import silent_actors
from gis.palette import palette
from gis.picture import lay_out
from gis.qgis_styles import layer_style
from gis.sheet import Measure, Sheet
from gis.view import View, fit

ENDING = ".gpkg"


def map_view(snapshot: Snapshot, year: int | None, language: str, hidden: frozenset[str]) -> View:
    """The view of the whole cluster on an A3 page, in which the layers have their mm."""
    view = fit(snapshot, *PAPER)
    scale = round_scale(view.metres_per_mm)
    return replace(view, metres_per_mm=scale, year=year, language=language, hidden=hidden, gathered=False)


def write_map(
    snapshot: Snapshot,
    findings: Sequence[Finding],
    view: View,
    path: Path,
    srs: int,
    measure: Measure,
    family: str,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write the layers of a map under a view, in degrees of EPSG `srs`, and say how many links are drawn."""
    if path.suffix.lower() != ENDING:
        raise UserError(
            Text("A map with its styles is a GeoPackage, so {file} was not written.", {"file": path.name}),
            Text("Let the name end in {ending}.", {"ending": ENDING}),
            file=str(path),
        )
    if path.is_file():
        raise taken(path)
    sheet = lay_out(snapshot, findings, view, measure)
    layers = drawn_layers(sheet)
    if not layers:
        raise UserError(
            Text("The map is empty, so {file} was not written.", {"file": path.name}),
            Text("Import firms with coordinates, or switch layers on."),
            file=str(path),
        )
    tasks = [(layer.name, layer.geometry, layer.shapes, layer.columns) for layer in layers]
    with whole_file(path, cancelled) as waiting:
        written = worker.run(
            "gis.layer_writer", "write_layers", (waiting, "GPKG", tasks, srs), file=waiting, environment=ENVIRONMENT,
            cancelled=cancelled,
        )  # fmt: skip
        if written != [len(layer.shapes) for layer in layers]:
            raise unwritable(path)
        title = f"1 : {view.scale:.0f}"
        write_styles(waiting, {layer.name: layer_style(layer.name, palette(), family) for layer in layers}, title)
    told = (Text("{sentences}.", {"sentences": said}) for said in _said(sheet, layers))
    return Exported(path, "map", sum(written), len(sheet.counts.withheld), tuple(told))


def _said(sheet: Sheet, layers: Sequence[DrawnLayer]) -> list[Text]:
    """What is drawn and what not, of links and of firms, and which signs stand away from their true places."""
    told = [sheet.counts.sentence(), *silent_actors(sheet)]
    moved = sum(bool(metres) for layer in layers for metres in layer.columns.get("moved_m", ()))
    if moved:
        told.append(
            Text(
                "{n} sign stands beside its true place, as the column moved_m tells",
                {"n": moved},
                plural="{n} signs stand beside their true places, as the column moved_m tells",
            )
        )
    return told
