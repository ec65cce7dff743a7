"""Real files through our readers: industrial sites of Europe with EWKT points (Hotmaps, CC BY 4.0), regions of Europe
(GISCO) and municipalities of Denmark, and 96 points in three grids."""

import csv
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cells import as_shown
from core.i18n import show
from core.imports import import_sheet
from core.outlines import point_of
from core.project import Project
from core.sheets import Sheet, load_sheet
from gis.coordinates import SYSTEMS, place
from gis.geofiles import load_layer
from gis.locating import locate

pytestmark = pytest.mark.skipif("CLUSTER_ATLAS_DATA" not in os.environ, reason="CLUSTER_ATLAS_DATA names no data")
DATA = Path(os.environ.get("CLUSTER_ATLAS_DATA", "."))


def sites() -> Sheet:
    """The industrial sites; each named by its number, since a company has many."""
    sheet = load_sheet(DATA / "hotmaps" / "Industrial_Database.csv")
    titles = {"SiteID": "name", "CompanyName": "company"}
    return replace(sheet, columns=tuple(titles.get(column, column) for column in sheet.columns))


def regions() -> Sheet:
    """The regions of Europe under their codes."""
    sheet = load_layer(DATA / "boundaries" / "nuts3_2024.geojson")
    titles = {"NUTS_ID": "name", "NAME_LATN": "latin", "NUTS_NAME": "native"}
    return replace(sheet, columns=tuple(titles.get(column, column) for column in sheet.columns))


def test_every_site_of_europe_is_taken_and_those_without_a_point_are_counted(project: Project) -> None:
    sheet, guesses, _ = locate(sites(), None, project.snapshot())
    assert len(sheet.rows) == 5029
    assert guesses[0].system.name == "wgs84"
    entered = Counter(cells[-1] for _, cells in sheet.rows)
    assert entered == {"wgs84": 4505, None: 524}
    assert as_shown(sheet.rows[0][1][-2]) == "SRID=4326;POINT(15.067806 47.03378)"
    assert point_of(sheet.rows[0][1][sheet.columns.index("geom")]) == (15.067806, 47.03378)
    result = import_sheet(project, sheet, "actors")
    assert (result.rows, result.imported, result.skipped, result.rejected) == (5029, 5029, 0, 0)
    assert np.isnan(project.snapshot().actor.point[:, 0]).sum() == 524


def test_the_sites_lie_in_the_regions_of_europe_as_they_are_stated(project: Project) -> None:
    assert import_sheet(project, regions(), "regions").imported == 1345
    sheet, guesses, remarks = locate(sites(), None, project.snapshot())
    assert (guesses[0].system.name, guesses[0].sure) == ("wgs84", True)
    assert guesses[0].share > 0.9
    assert "outside the regions of the project" in show(remarks[-1], "en")
    exchanged = tuple(
        (number, (cells[0], *(str(value) for value in reversed(point)))) for number, cells in sheet.rows
        if (point := point_of(cells[sheet.columns.index("geom")]))
    )  # fmt: skip
    _, (best, *_), _ = locate(Sheet("s.csv", "", ("name", "lon", "lat"), exchanged), None, project.snapshot())
    assert (best.system.name, best.sure) == ("wgs84+swapped", True)


def test_municipalities_of_denmark_have_their_real_size() -> None:
    sheet = load_layer(DATA / "boundaries" / "denmark_municipalities.geojson")
    assert len(sheet.rows) == 311
    areas = [float(str(cells[0])) for _, cells in sheet.rows]
    # Denmark without Greenland and the Faroes has 42,951 km2 (Statistics Denmark); the outlines are simplified.
    assert sum(areas) == pytest.approx(42_951, rel=0.02)


@pytest.mark.parametrize(("code", "column"), [("gcj02", "gcoord_gcj"), ("bd09", "gcoord_bd"), ("bd09", "ct_bd")])
def test_published_points_come_back_from_each_grid(code: str, column: str) -> None:
    with (DATA / "coordinates" / "gcj_bd_vectors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    shifted = np.array([(float(row[f"{column}_lon"]), float(row[f"{column}_lat"])) for row in rows])
    expected = np.array([(float(row["lon"]), float(row["lat"])) for row in rows])
    assert place(shifted, SYSTEMS[code])[0] == pytest.approx(expected, abs=1e-8)
