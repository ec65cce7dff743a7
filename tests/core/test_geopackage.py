"""The container as other programs see it: its header, its layers, and the lines of links without stored geometry."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

from core.geopackage import point_blob, points_from_blobs, polygon_blob, wkb_of_blob
from core.project import Project
from core.schema import FEATURE_TABLES, FLOW_VIEW, USER_TABLES

# GDAL opens the closed file in a process of its own, never in that of SQLite's owner.
LOOK = """
import json, sys
import pyogrio, shapely
layers = {str(name): str(kind) for name, kind in pyogrio.list_layers(sys.argv[1])}
meta, fids, geometry, fields = pyogrio.raw.read(sys.argv[1], layer="flow_line", return_fids=True)
lines = [None if blob is None else shapely.get_coordinates(shapely.from_wkb(blob)).tolist() for blob in geometry]
told = dict(zip([str(name) for name in meta["fields"]], [list(map(str, column)) for column in fields]))
json.dump({"layers": layers, "crs": meta["crs"], "fids": fids.tolist(), "lines": lines, "fields": told}, sys.stdout)
"""


@pytest.fixture(scope="module")
def seen(closed_cluster):
    """What GDAL shows of the six firms."""
    command = [sys.executable, "-W", "ignore", "-c", LOOK, str(closed_cluster)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_other_programs_list_exactly_our_layers(seen):
    spatial = {"region": "MultiPolygon", "actor": "Point", "flow_line": "LineString"}
    assert {name: kind for name, kind in seen["layers"].items() if kind != "None"} == spatial
    assert set(seen["layers"]) == {*USER_TABLES, FLOW_VIEW}
    assert set(FEATURE_TABLES) == {"region", "actor"}


def test_flow_lines_run_from_sender_to_receiver(seen):
    told = seen["fields"]
    drawn = {
        (sender, receiver): line
        for sender, receiver, line in zip(told["sender"], told["receiver"], seen["lines"], strict=True)
        if line is not None
    }
    assert len(drawn) == 7
    assert drawn["园区热电厂", "水泥厂"] == [[113.600, 23.100], [113.606, 23.112]]
    assert (seen["crs"], seen["fids"]) == ("EPSG:4490", list(range(1, 25)))


def test_links_to_outside_are_listed_without_a_line(seen):
    assert (len(seen["lines"]), sum(line is None for line in seen["lines"])) == (24, 17)


@pytest.mark.parametrize("srs", [4490, 4326])
def test_container_says_its_version_and_systems(tmp_path, srs):
    with Project.create(tmp_path / "a.gpkg", srs=srs) as project:
        path = project.path
    header = path.read_bytes()[:100]
    assert (header[68:72], int.from_bytes(header[60:64], "big")) == (b"GPKG", 10300)
    with closing(sqlite3.connect(path)) as connection:
        known = dict(connection.execute("SELECT srs_id, definition FROM gpkg_spatial_ref_sys"))
        kept = {code for (code,) in connection.execute("SELECT srs_id FROM gpkg_geometry_columns")}
        triggers = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()
    assert (set(known), kept, triggers) == ({-1, 0, 4326, srs}, {srs}, (0,))
    assert f'AUTHORITY["EPSG","{srs}"]' in known[srs]


def test_point_blobs_read_back_and_missing_ones_are_unknown():
    blobs = [point_blob(113.6, 23.1, 4490), None, point_blob(-71.5, -33.25, 4326)]
    assert [len(blob or b"") for blob in blobs] == [29, 0, 29]
    np.testing.assert_array_equal(points_from_blobs(blobs), [[113.6, 23.1], [np.nan, np.nan], [-71.5, -33.25]])


def test_wkb_is_found_behind_any_envelope():
    plain = polygon_blob(b"wkb", 4490)
    enveloped = plain[:3] + bytes([plain[3] | 1 << 1]) + plain[4:8] + bytes(32) + b"wkb"
    assert (wkb_of_blob(plain), wkb_of_blob(enveloped)) == (b"wkb", b"wkb")
