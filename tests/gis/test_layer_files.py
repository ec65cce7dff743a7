"""Layers out of a project: points, areas and lines that come back the same; a file that is there is left."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest

from core.errors import UserError
from core.imports import import_sheets
from core.project import Project
from core.snapshot import Snapshot
from core.text import Text
from gis.geofiles import load_layer
from gis.layer_files import export_endings, export_file

KINDS = ("regions", "actors", "flows")


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot("teaching", "en")


@pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
def test_layers_that_are_imported_again_give_the_same_park(teaching: Snapshot, ending: str, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"{kind}{ending}" for kind in KINDS}
    for kind, file in files.items():
        export_file(teaching, kind, file, "zh", 4490)
    with Project.create(tmp_path / "b.gpkg") as other:
        results = import_sheets(other, [(kind, load_layer(file)) for kind, file in files.items()], Text("test"))
        again = other.snapshot()
    assert [result.rejected for result in results] == [0, 0, 0]
    assert list(again.actor.name) == list(teaching.actor.name)
    np.testing.assert_allclose(again.actor.point, teaching.actor.point, atol=1e-9)
    assert list(again.flow.kind) == list(teaching.flow.kind)
    np.testing.assert_allclose(np.sort(again.flow_amount.value), np.sort(teaching.flow_amount.value))
    assert [len(outline) for outline in again.region.outline] == [len(outline) for outline in teaching.region.outline]


def test_links_are_lines_from_sender_to_receiver_and_those_without_are_counted(
    teaching: Snapshot, tmp_path: Path
) -> None:
    written = export_file(teaching, "flows", tmp_path / "f.gpkg", "en", 4490)
    info = pyogrio.read_info(tmp_path / "f.gpkg")
    assert (info["geometry_type"], info["features"], info["crs"]) == ("LineString", written.rows, "EPSG:4490")
    assert {"Sender", "Receiver", "Amount"} <= set(info["fields"])
    assert written.remarks[0].values["n"] == 135


def test_a_geopackage_that_is_there_is_never_written_over(teaching: Snapshot, tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    file.write_bytes(b"my project")
    with pytest.raises(UserError):
        export_file(teaching, "actors", file, "en", 4490)
    assert file.read_bytes() == b"my project"


def test_only_what_has_a_place_can_become_a_layer(teaching: Snapshot, tmp_path: Path) -> None:
    assert export_endings("stocks") == (".xlsx", ".csv")
    assert export_endings("flows") == (".xlsx", ".csv", ".gpkg", ".geojson", ".shp", ".kml", ".dxf")
    with pytest.raises(UserError):
        export_file(teaching, "stocks", tmp_path / "a.gpkg", "en", 4490)
