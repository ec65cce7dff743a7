"""Projects to test with: an empty one, and the six firms of a worked example."""

import gc
import multiprocessing
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtWidgets import QApplication

from core import worker
from core.geopackage import point_blob, polygon_blob
from core.project import Project
from core.records import insert
from core.samples import create_sample
from core.snapshot import Snapshot
from core.text import Text
from gis import flow_bending

# Six firms in one park; their links, inputs, exports and losses in kt/a are a worked example whose indicators are
# known by hand: 7 links, one ring P-D-W-P, total throughflow 455, Finn cycling index 0.072115, mean path 2.06818.
FIRMS = {
    "P": ("园区热电厂", "producer", 113.600, 23.100),
    "C": ("化工厂", "producer", 113.612, 23.104),
    "K": ("水泥厂", "consumer", 113.606, 23.112),
    "D": ("印染厂", "consumer", 113.594, 23.108),
    "W": ("污水处理厂", "treatment", 113.588, 23.098),
    "B": ("堆肥厂", "decomposer", 113.592, 23.090),
}
LINKS = (
    ("P", "K", "粉煤灰", "by-product", 40),
    ("P", "D", "蒸汽", "utility", 30),
    ("C", "K", "磷石膏", "by-product", 20),
    ("D", "W", "印染废水", "waste", 50),
    ("C", "W", "化工废水", "waste", 30),
    ("W", "P", "再生水", "by-product", 45),
    ("W", "B", "污泥", "waste", 20),
)
INPUTS = {"P": 60, "C": 70, "K": 50, "D": 30, "B": 10}
EXPORTS = {"P": 25, "C": 15, "K": 95, "D": 5, "W": 10, "B": 28}
LOSSES = {"P": 10, "C": 5, "K": 15, "D": 5, "W": 5, "B": 2}
YEAR = 2024

READERS = ["geopandas", "openpyxl", "pyogrio", "core.merge_foreign", "core.merge_returned", "core.returned_workbook",
           "core.sheets", "core.sheet_workbook", "core.tiles", "gis.geofile_reader", "gis.geotiff", "gis.layer_writer",
           "gis.office_template", "gis.photo_files", "gis.track_files"]  # fmt: skip

os.environ["QT_QPA_PLATFORM"] = "offscreen"
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # examples are judged by what they show, not by a clock that other work slows down


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules stay to the end: to look for rubbish among them again and again takes longer than to load them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def qt() -> QApplication:
    """The one application of the run: a second one, or one of the smaller kind made before it, ends the process."""
    return QApplication([])


@pytest.fixture(scope="session", autouse=True)
def warm_workers() -> Iterator[None]:
    """Processes that read foreign files begin where libraries are imported already: a second less for each of hundreds.

    They begin unlike those of the program, which hold nothing at first: tests that are about that ask for `cold_start`.
    """
    if sys.platform != "linux":
        yield
        return
    multiprocessing.set_forkserver_preload(READERS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(worker, "CONTEXT", multiprocessing.get_context("forkserver"))
        yield


@pytest.fixture(scope="module", autouse=True)
def unknown_bends() -> None:
    """No file of tests draws links as another one laid them: samples are shared, and their bends are remembered."""
    flow_bending.forget()


@pytest.fixture
def cold_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes begin as those of the program do: with nothing imported, and what is set for them set first."""
    monkeypatch.setattr(worker, "CONTEXT", multiprocessing.get_context("spawn"))


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed empty project, to copy."""
    path = tmp_path_factory.mktemp("empty") / "空工程.gpkg"
    Project.create(path, name="空工程").close()
    return path


@pytest.fixture(scope="session")
def closed_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed project with the six firms, to copy or to look at."""
    path = tmp_path_factory.mktemp("cluster") / "六家企业.gpkg"
    with Project.create(path, name="六家企业") as created:
        enter_small_cluster(created)
    return path


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """A function that gives the closed project of a sample in a language, made once in a process: nobody edits it."""

    @cache
    def make(name: str, language: str) -> Path:
        path = tmp_path_factory.mktemp("sample") / f"{name}.gpkg"
        create_sample(path, name, language).close()
        path.chmod(0o444)
        return path

    return make


@pytest.fixture(scope="session")
def sample_shot(sample_file: Callable[[str, str], Path]) -> Callable[[str, str], Snapshot]:
    """A function that gives the snapshot of a sample in a language, read once in a process."""

    @cache
    def read(name: str, language: str) -> Snapshot:
        with Project.open(sample_file(name, language), read_only=True) as opened:
            return opened.snapshot()

    return read


@pytest.fixture
def project(empty_file: Path, tmp_path: Path) -> Iterator[Project]:
    """An empty project, open for writing."""
    with Project.open(shutil.copyfile(empty_file, tmp_path / empty_file.name)) as opened:
        yield opened


@pytest.fixture
def small_cluster(closed_cluster: Path, tmp_path: Path) -> Iterator[Project]:
    """The six firms with every link, input, export and loss of 2024, entered in one edit."""
    with Project.open(shutil.copyfile(closed_cluster, tmp_path / closed_cluster.name)) as opened:
        yield opened


def enter_small_cluster(project: Project) -> None:
    """Enter the six firms into an empty project."""
    boundary = [(sender, None, f"产品 {sender}", "product", amount) for sender, amount in EXPORTS.items()]
    losses = [(sender, None, "损耗", "emission", amount) for sender, amount in LOSSES.items()]
    inputs = [(None, receiver, "原料", "material", amount) for receiver, amount in INPUTS.items()]
    links = [*LINKS, *inputs, *boundary, *losses]
    with project.edit(Text("Enter six firms")) as db:
        (source,) = insert(db, "source", [{"title": "六家企业台账", "date": "2025-03-01"}])
        (park,) = insert(db, "region", [{"name": "示范园区", "level": "park", "geom": _square(project.srs)}])
        firms = [
            {"name": name, "role": role, "region_id": park, "geom": point_blob(lon, lat, project.srs), **_SURVEYED}
            for name, role, lon, lat in FIRMS.values()
        ]
        actors = dict(zip(FIRMS, insert(db, "actor", firms), strict=True))
        names = sorted({name for _, _, name, _, _ in links})
        goods = [{"name": name, "medium": "goods", "base_unit": "t"} for name in names]
        commodities = dict(zip(names, insert(db, "commodity", goods), strict=True))
        flows = [
            {
                "sender_id": actors[sender] if sender else None,
                "receiver_id": actors[receiver] if receiver else None,
                "commodity_id": commodities[name],
                "kind": kind,
                "source_id": source,
            }
            for sender, receiver, name, kind, _ in links
        ]
        amounts = [
            {"flow_id": flow, "year": YEAR, "value_entered": amount, "unit_entered": "kt", "value": amount * 1000.0}
            | {"grade": "declared", "origin": "sender", "source_id": source}
            for flow, (*_, amount) in zip(insert(db, "flow", flows), links, strict=True)
        ]
        insert(db, "flow_amount", amounts)


_SURVEYED = {"point_quality": "surveyed"}


def _square(srs: int) -> bytes:
    """A multipolygon of one ring round the six firms, as little-endian WKB in a GeoPackage blob."""
    ring = np.array([(113.58, 23.08), (113.62, 23.08), (113.62, 23.12), (113.58, 23.12), (113.58, 23.08)])
    polygon = b"\x01" + np.array([3, 1, len(ring)], "<u4").tobytes() + ring.astype("<f8").tobytes()
    return polygon_blob(b"\x01" + np.array([6, 1], "<u4").tobytes() + polygon, srs)


Dump = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def dump() -> Callable[[Path], Dump]:
    """Every row of every table that a user fills, read by a second connection."""
    return dump_tables


def dump_tables(path: Path) -> Dump:
    """Rows by table, ordered by id; history, record of closing and id counters are left out."""
    apart = "('edit', 'edit_row', 'closing')"
    with closing(sqlite3.connect(path)) as connection:
        query = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
            f"AND name NOT LIKE 'gpkg%' AND name NOT IN {apart}"
        )
        names = [str(name) for (name,) in connection.execute(query)]
        return {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}
