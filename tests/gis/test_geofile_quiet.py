"""No request and no foreign file while a map is read, whatever the map says. Files that GDAL opens are seen by the
system (inotify), what Python opens by an audit hook in the worker, requests by a listener that nobody may reach."""

import json
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from core.errors import UserError
from core.worker import run
from gis.coordinates import RAW
from gis.geofile_encodings import found_encoding
from gis.geofiles import DRIVERS, _environment, load_layer
from tests.gis.map_files import label, outline, placemark, write_dxf, write_gpx, write_kml, write_kmz
from tests.gis.watched import opened_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is a part of Linux")


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A folder with files that no map may make us read."""
    folder = tmp_path / "foreign"
    folder.mkdir()
    (folder / "secret.csv").write_text("name,lon,lat\nA,1,2\n", encoding="utf-8")
    write_kml(folder / "other.kml", placemark("A", 1, 2))
    write_dxf(folder / "other.dxf", label("L", "A", 1, 2))
    return folder


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def hostile_kml(path: Path, files: Path, web: str) -> Path:
    links = "".join(
        f"<NetworkLink><Link><href>{href}</href></Link></NetworkLink>"
        for href in (f"{web}/a.kml", f"file://{files}/other.kml", "../foreign/other.kml", f"/vsicurl/{web}/a.kml")
    )
    style = f"<Style id='s'><IconStyle><Icon><href>{web}/i.png</href></Icon></IconStyle></Style>"
    overlay = f"<GroundOverlay><Icon><href>{web}/o.png</href></Icon></GroundOverlay>"
    shared = f"<styleUrl>{web}/s.kml#a</styleUrl>"
    other = "<styleUrl>../foreign/other.kml#a</styleUrl>"
    return write_kml(path, links + style + overlay + placemark("A", 1, 2, shared) + placemark("B", 1, 2, other))


def hostile_kmz(path: Path, files: Path, web: str) -> Path:
    kml = hostile_kml(path.with_name("inner.txt"), files, web).read_bytes()
    return write_kmz(path, {"../foreign/doc.kml": kml, "/abs/../foreign/other.kml": b"x"})


def hostile_gpx(path: Path, files: Path, web: str) -> Path:
    return write_gpx(
        path, f'<wpt lat="1" lon="2"><name>A</name><link href="{web}/x"/><url>{files}/secret.csv</url></wpt>'
    )


def hostile_dxf(path: Path, files: Path, web: str) -> Path:
    reference: list[object] = [0, "BLOCK", 8, "0", 2, "X", 70, 4, 10, 0, 20, 0, 1, f"{files}/other.dxf", 0, "ENDBLK"]
    insert: list[object] = [0, "INSERT", 8, "0", 2, "X", 10, 0, 20, 0]
    image: list[object] = [0, "IMAGEDEF", 1, f"{files}/secret.csv"]
    write_dxf(path, label("L", "A", 1, 2), insert, image, outline("L", (0, 0), (1, 0), (1, 1)))
    blocks = "\n".join(map(str, [0, "SECTION", 2, "BLOCKS", *reference, 0, "ENDSEC", ""]))
    path.write_text(path.read_text().replace("0\nSECTION\n2\nENTITIES", f"{blocks}0\nSECTION\n2\nENTITIES"))
    return path


def hostile_gpkg(path: Path, files: Path, web: str) -> Path:
    blobs = np.array([shapely.to_wkb(shapely.Point(1, 2))], dtype=object)
    pyogrio.raw.write(
        path, blobs, [np.array(["A"], dtype=object)], ["name"], geometry_type="Point", crs="EPSG:4326", driver="GPKG"
    )
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            f"CREATE VIEW v AS SELECT load_extension('{files}/secret.csv') AS geom, readfile('{files}/secret.csv') AS f"
        )
        db.execute("INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')")
        db.execute("PRAGMA writable_schema = ON")
        virtual = f"CREATE VIRTUAL TABLE w USING VirtualOGR('{files}/secret.csv')"
        db.execute("INSERT INTO sqlite_master VALUES ('table', 'w', 'w', 0, ?)", [virtual])
        db.commit()
    return path


def hostile_geojson(path: Path, files: Path, web: str) -> Path:
    feature = {"type": "Feature", "properties": {"name": "A"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    crs = {"type": "link", "properties": {"href": f"{web}/crs", "type": "proj4"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}), encoding="utf-8")
    return path


def hostile_shapefile(path: Path, files: Path, web: str) -> Path:
    blobs = np.array([shapely.to_wkb(shapely.Point(1, 2))], dtype=object)
    pyogrio.raw.write(
        path, blobs, [np.array(["A"], dtype=object)], ["name"], geometry_type="Point", driver="ESRI Shapefile",
        crs="EPSG:4326",
    )  # fmt: skip
    path.with_suffix(".prj").write_text(f"{web}/crs.prj", encoding="ascii")
    path.with_suffix(".cpg").write_text(f"{files}/secret.csv", encoding="ascii")
    return path


HOSTILE = {
    ".kml": hostile_kml,
    ".kmz": hostile_kmz,
    ".gpx": hostile_gpx,
    ".dxf": hostile_dxf,
    ".gpkg": hostile_gpkg,
    ".geojson": hostile_geojson,
    ".shp": hostile_shapefile,
}


def disguised(path: Path, files: Path, web: str) -> Path:
    """A virtual layer of GDAL under the ending of another format."""
    sources = "".join(
        f'<OGRVRTLayer name="a{place}"><SrcDataSource>{source}</SrcDataSource><SrcLayer>a</SrcLayer></OGRVRTLayer>'
        for place, source in enumerate((files / "secret.csv", f"/vsicurl/{web}/a.csv"))
    )
    path.write_text(f"<OGRVRTDataSource>{sources}</OGRVRTDataSource>", encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", HOSTILE)
@pytest.mark.parametrize("make", [None, disguised], ids=["hostile", "disguised"])
def test_nothing_foreign_is_opened_and_nobody_called(
    ending: str, make: Callable[..., Path] | None, tmp_path: Path, foreign: Path, listener: socket.socket
) -> None:
    web = f"http://127.0.0.1:{listener.getsockname()[1]}"
    (tmp_path / "given").mkdir()
    path = (make or HOSTILE[ending])(tmp_path / "given" / f"map{ending}", foreign, web)
    driver = DRIVERS[ending]
    with opened_in(foreign) as opened:
        try:
            load_layer(path, system=RAW)
        except UserError:
            assert make or ending in (".shp", ".gpkg")
        arguments = (path, driver, "", 4490, found_encoding(path) if ending == ".shp" else "", RAW)
        seen = run("tests.gis.watched", "read_watched", arguments, file=path, environment=_environment(driver, ""))
        assert (seen, opened()) == ([], [])
    assert not called(listener)


@pytest.mark.parametrize("kind", ["link", "url", "name", "URL"])
@pytest.mark.parametrize("key", ["href", "url", "name"])
def test_no_coordinate_system_is_fetched(kind: str, key: str, tmp_path: Path, listener: socket.socket) -> None:
    path = hostile_geojson(tmp_path / "map.geojson", tmp_path, "")
    content = json.loads(path.read_text(encoding="utf-8"))
    web = f"http://127.0.0.1:{listener.getsockname()[1]}/crs"
    content["crs"] = {"type": kind, "properties": {key: web, "type": "proj4"}}
    path.write_text(json.dumps(content), encoding="utf-8")
    assert len(load_layer(path).rows) == 1
    assert not called(listener)


def test_no_file_is_read_for_a_coordinate_system(tmp_path: Path, foreign: Path) -> None:
    path = hostile_geojson(tmp_path / "map.geojson", foreign, "")
    content = json.loads(path.read_text(encoding="utf-8"))
    with opened_in(foreign) as opened:
        for name in (f"{foreign}/secret.csv", f"ESRI::{foreign}/secret.csv", f"file://{foreign}/secret.csv"):
            content["crs"] = {"type": "name", "properties": {"name": name}}
            path.write_text(json.dumps(content), encoding="utf-8")
            load_layer(path)
        assert opened() == []


def called(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def test_the_watch_sees_what_is_opened(foreign: Path) -> None:
    with opened_in(foreign) as opened:
        pyogrio.raw.read(foreign / "other.kml")
        assert "other.kml" in opened()
