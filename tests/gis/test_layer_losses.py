"""A layer in a format that keeps less is read again, and what it lost is told; nothing vanishes in silence."""

from collections.abc import Callable
from pathlib import Path

import ezdxf
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.snapshot import Snapshot
from gis.geofiles import load_layer
from gis.layer_files import export_file
from gis.layer_losses import losses, short_names


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot("teaching", "en")


def test_a_shapefile_says_how_its_columns_are_called_and_comes_with_all_its_parts(
    teaching: Snapshot, tmp_path: Path
) -> None:
    written = export_file(teaching, "actors", tmp_path / "企业.shp", "zh", 4490)
    assert {path.suffix for path in tmp_path.iterdir()} == {".shp", ".dbf", ".shx", ".prj", ".cpg"}
    assert any("shortened" in text.message_id for text in written.remarks)
    assert pyogrio.read_info(tmp_path / "企业.shp")["features"] == written.rows == len(teaching.actor)
    assert "园区热电厂" in {cell for _, row in load_layer(tmp_path / "企业.shp").rows for cell in row}


def test_a_kml_keeps_every_cell(teaching: Snapshot, tmp_path: Path) -> None:
    written = export_file(teaching, "regions", tmp_path / "r.kml", "zh", 4490)
    assert written.rows == len(teaching.region)
    assert not [text for text in written.remarks if "not kept" in text.message_id]


def test_a_drawing_has_metres_names_and_a_list_of_what_it_left_out(teaching: Snapshot, tmp_path: Path) -> None:
    written = export_file(teaching, "actors", tmp_path / "企业.dxf", "zh", 4490)
    space = ezdxf.readfile(tmp_path / "企业.dxf").modelspace()
    names = {text.dxf.text for text in space.query("TEXT")}
    points = [point.dxf.location for point in space.query("POINT")]
    assert "园区热电厂" in names
    assert len(points) == written.rows
    assert all(4.3e6 < point.y < 4.5e6 for point in points)  # northings of 40 degrees in metres
    assert {"A drawing keeps shapes and names only; left out: {names}."} <= {
        text.message_id for text in written.remarks
    }
    missing = [text for text in written.remarks if "not in the drawing" in text.message_id]
    lost = [int(str(text.values["n"])) for text in missing]
    assert written.rows + sum(lost) == len(teaching.actor)


def test_cut_changed_and_missing_cells_are_counted_by_column() -> None:
    meant = {"name": ["热电厂", "水泥厂"], "amount": [1.5, None], "note": ["a", "b"]}
    found = {"name": ["热电", "水泥厂"], "value": [1.5, 0.0]}
    told = losses(meant, {"name": "name", "amount": "value", "note": "note"}, found)
    assert [text.message_id.split()[0] for text in told] == ["This", "Names", "{n}", "{n}"]
    assert [text.values.get("n") for text in told] == [1, None, 1, 1]


@given(st.lists(st.text(min_size=1, max_size=40), max_size=60, unique=True), st.integers(8, 12))
def test_short_names_fit_and_never_meet(columns: list[str], longest: int) -> None:
    names = short_names(columns, longest)
    assert len({name.lower() for name in names.values()}) == len(columns)
    assert all(len(name.encode()) <= longest for name in names.values())
