"""The seeded cluster of any size with 500 wiggly regions beneath it, as a snapshot of a project."""

import sqlite3

import numpy as np
import shapely
from sqlite_utils import Database

from core.geopackage import polygon_blob
from core.migrations import migrations
from core.records import insert
from core.snapshot import Snapshot, read_snapshot
from tests.benchmarks.clusters import HEIGHT, METRES, ORIGIN, WIDTH, cluster
from tests.benchmarks.project import Rows, rows_of

REGIONS = 500
ROLES, SHARES = ("producer", "consumer", "decomposer", "treatment"), (0.5, 0.3, 0.15, 0.05)
_BEND = 2000.0  # metres from the outer edge within which borders straighten


def region_shapes(seed: int = 7) -> list[shapely.Geometry]:
    """Voronoi cells in metres with borders bent alike on both sides, so that neighbours still share them."""
    random = np.random.default_rng(seed)
    seeds = shapely.MultiPoint(random.uniform((0, 0), (WIDTH, HEIGHT), (REGIONS, 2)))
    frame = shapely.box(0, 0, WIDTH, HEIGHT)
    cells = np.array(shapely.voronoi_polygons(seeds, extend_to=frame).geoms)
    return list(shapely.transform(shapely.segmentize(shapely.intersection(cells, frame), 150.0), _bent))


def _bent(metres: np.ndarray) -> np.ndarray:
    x, y = metres.T
    inside = np.minimum.reduce([x, WIDTH - x, y, HEIGHT - y]).clip(0, _BEND) / _BEND
    across = 250 * (np.sin(y / 310) + 0.6 * np.sin(y / 97 + x / 800)) * inside
    down = 250 * (np.cos(x / 290) + 0.6 * np.sin(x / 101 + y / 700)) * inside
    return np.column_stack([x + across, y + down])


def county_rows(size: str) -> Rows:
    """The tables of the cluster S, M or L with its regions, with the ids that an empty project gives."""
    made, shapes = cluster(size), region_shapes()
    points, regions = shapely.STRtree(shapely.points(made.metres)).query(shapes, predicate="contains")[::-1]
    region_of = np.zeros(len(made.metres), dtype=np.int64)
    region_of[points] = regions + 1
    degrees = [shapely.transform(shape, lambda metres: ORIGIN + metres / METRES) for shape in shapes]
    blobs = [polygon_blob(shapely.to_wkb(shapely.multipolygons([shape]), byte_order=1), 4490) for shape in degrees]
    tables = rows_of(made, 4490)
    roles = np.random.default_rng(8).choice(ROLES, len(region_of), p=SHARES).tolist()
    told = zip(tables["actor"], region_of.tolist(), roles, strict=True)
    tables["actor"] = [{**row, "region_id": of or None, "role": role} for row, of, role in told]
    return {"region": [{"name": f"district {n}", "geom": blob} for n, blob in enumerate(blobs, 1)], **tables}


def county_snapshot(size: str) -> Snapshot:
    """The cluster through the schema, as a project would give it."""
    database = Database(sqlite3.connect(":memory:"))
    migrations.apply(database)
    for table, rows in county_rows(size).items():
        insert(database.conn, table, rows)
    return read_snapshot(database.conn, 1, size)
