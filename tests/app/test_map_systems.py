"""A map file in a stated system is brought to degrees once, whatever its kind and shapes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from app.import_draft import Draft, HowRead, as_list, read_files, understand, work_out
from core.project import Project
from core.sheets import Sheet
from gis.coordinate_columns import find_coordinates
from tests.gis.test_geofiles import write

GCJ = np.array([(110.1, 23.1), (110.2, 23.1), (110.2, 23.2), (110.1, 23.2)])
CORNER = (110.09539, 23.10253)  # the first of them in WGS-84
ENDINGS = (".geojson", ".kml", ".dxf", ".shp")
DEGREES = np.array([(108.1, 23.1), (108.2, 23.1), (108.2, 23.2), (108.1, 23.2)])


def drawn(path: Path, corners: np.ndarray, kind: str) -> Path:
    """The corners as points or as one area; a drawing has closed lines for areas."""
    if path.suffix == ".dxf":
        shapes = list(shapely.points(corners)) if kind == "actors" else [shapely.LinearRing(corners)]
        lines = [shapely.LineString(shape.coords) if kind == "regions" else shape for shape in shapes]
        pyogrio.raw.write(
            path,
            np.array(shapely.to_wkb(lines), dtype=object),
            [],
            [],
            geometry_type="Unknown",
            driver="DXF",
            crs="EPSG:4326",
        )
        return path
    shapes = list(shapely.points(corners)) if kind == "actors" else [shapely.Polygon(corners)]
    return write(path, shapes, [f"甲{row}" for row in range(len(shapes))])


def worked(project: Project, path: Path, kind: str, read_in: str, told: str) -> Draft:
    how = HowRead()
    draft = understand(project, path, read_files([path], how, project.srs, read_in), how)
    draft = replace(as_list(draft, kind), system=told)
    return work_out(draft, project.snapshot(), project.path, project.srs)


def corners_of(table: Sheet) -> np.ndarray:
    found = find_coordinates(table)
    assert found is not None
    return shapely.get_coordinates([entry.shape for entry in found.entries])


def metres(code: str) -> np.ndarray:
    there = pyproj.Transformer.from_crs(4490, code, always_xy=True)
    return np.column_stack(there.transform(DEGREES[:, 0], DEGREES[:, 1]))


@pytest.mark.parametrize("read_in", ["gcj02", ""])
@pytest.mark.parametrize("kind", ["actors", "regions"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_shifted_map_is_shifted_back_once(
    project: Project, tmp_path: Path, ending: str, kind: str, read_in: str
) -> None:
    path = drawn(tmp_path / f"m{ending}", GCJ, kind)
    made = worked(project, path, kind, read_in, "gcj02")
    away = np.abs(corners_of(made.tables[0][1]) - CORNER).max(axis=1)
    assert away.min() < 1e-5


@pytest.mark.parametrize("told", ["EPSG:4524", ""])
@pytest.mark.parametrize("kind", ["actors", "regions"])
@pytest.mark.parametrize("ending", [".dxf", ".shp"])
def test_metres_of_a_zone_are_placed_once(project: Project, tmp_path: Path, ending: str, kind: str, told: str) -> None:
    path = drawn(tmp_path / f"m{ending}", metres("EPSG:4524"), kind)
    path.with_suffix(".prj").unlink(missing_ok=True)
    made = worked(project, path, kind, told, told)
    placed = corners_of(made.tables[0][1])
    assert max(np.abs(placed - corner).max(axis=1).min() for corner in DEGREES) < 1e-5
    assert made.plan is not None
    assert "elsewhere" not in [problem.value for problem in made.plan.results[0].problems]


@pytest.mark.parametrize("ending", [".geojson", ".kml", ".shp"])
def test_an_outline_that_cannot_lie_in_the_system_is_refused_by_its_row(
    project: Project, tmp_path: Path, ending: str
) -> None:
    made = worked(project, drawn(tmp_path / f"m{ending}", GCJ, "regions"), "regions", "EPSG:4545", "EPSG:4545")
    assert made.plan is not None
    assert made.plan.results[0].rejected == 1
