"""A dozen firms like a real park, read through the schema into a snapshot, with findings about them."""

import sqlite3
from dataclasses import replace

import pytest
from sqlite_utils import Database

from core.findings import Finding, Ref
from core.geopackage import point_blob, polygon_blob
from core.migrations import migrations
from core.records import insert
from core.snapshot import Snapshot, read_snapshot
from core.text import Text
from gis.view import View, fit
from tests.benchmarks.counties import county_snapshot

PAPER = (420.0, 260.0)  # mm

FIRMS = {
    "丙印染厂": ("consumer", 162, 205),
    "园区热电厂": ("producer", 298, 298),
    "食品厂": ("consumer", 392, 155),
    "甲化工厂": ("producer", 522, 230),
    "氧化铝厂": ("producer", 703, 268),
    "水泥厂": ("decomposer", 441, 460),
    "石膏板厂": ("decomposer", 610, 472),
    "酒精厂": ("producer", 815, 410),
    "丁造纸厂": ("consumer", 771, 528),
    "乙钢铁厂": ("producer", 186, 528),
    "烧结砖厂": ("decomposer", 323, 647),
    "有机肥厂": ("decomposer", 722, 640),
    "污水处理厂": ("treatment", 535, 617),
    "危废处置中心": ("treatment", 124, 716),
}
BODIES = {"工业技术研究院": ("research", 647, 155), "园区管委会": ("government", 466, 336)}
LINKS = [
    ("园区热电厂", "丙印染厂", "蒸汽", "energy", 160000.0),
    ("园区热电厂", "食品厂", "蒸汽", "energy", 40000.0),
    ("园区热电厂", "甲化工厂", "蒸汽", "energy", 300000.0),
    ("甲化工厂", "氧化铝厂", "烧碱", "material", 240000.0),
    ("园区热电厂", "水泥厂", "粉煤灰", "waste", 420000.0),
    ("园区热电厂", "石膏板厂", "脱硫石膏", "by-product", 180000.0),
    ("甲化工厂", "水泥厂", "电石渣", "waste", 90000.0),
    ("甲化工厂", "石膏板厂", "石膏", "by-product", 60000.0),
    ("氧化铝厂", "水泥厂", "赤泥", "waste", None),
    ("食品厂", "酒精厂", "果渣", "by-product", 30000.0),
    ("酒精厂", "有机肥厂", "酒糟", "waste", 80000.0),
    ("酒精厂", "污水处理厂", "废水", "water", 90000.0),
    ("丁造纸厂", "污水处理厂", "废水", "water", 260000.0),
    ("丙印染厂", "污水处理厂", "废水", "water", 140000.0),
    ("污水处理厂", "园区热电厂", "再生水", "water", 220000.0),
    ("污水处理厂", "有机肥厂", "污泥", "waste", 50000.0),
    ("乙钢铁厂", "水泥厂", "钢渣", "waste", 340000.0),
    ("乙钢铁厂", "烧结砖厂", "尾渣", "waste", 70000.0),
    ("乙钢铁厂", "乙钢铁厂", "回炉渣", "by-product", 50000.0),
    ("氧化铝厂", None, "氧化铝", "product", 1500000.0),
    ("甲化工厂", "无址厂", "盐泥", "waste", 10000.0),
]
MEDIA = {"energy": ("energy", "GJ"), "water": ("water", "m3")}


def lonlat(x: float, y: float) -> tuple[float, float]:
    """Where a place of the sketch (pixels) lies: about 16 m a pixel round 116.5 E, 36.2 N."""
    return 116.5 + (x - 460) * 16 / 89800, 36.2 - (y - 460) * 16 / 111000


def read_park(database: Database) -> Snapshot:
    """Fill an empty database with the park and read it."""
    migrations.apply(database)
    db = database.conn
    corners = [lonlat(x, y) for x, y in ((37, 99), (37, 820), (896, 820), (896, 99), (37, 99))]
    ring = b"\x01\x06\x00\x00\x00\x01\x00\x00\x00\x01\x03\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00"
    ring += b"".join(point_blob(lon, lat, 4490)[13:] for lon, lat in corners)
    insert(db, "region", [{"name": "教学园区", "geom": polygon_blob(ring, 4490)}])
    rows = [
        {"name": name, "kind": "firm", "role": role, "geom": point_blob(*lonlat(x, y), 4490), "region_id": 1}
        for name, (role, x, y) in FIRMS.items()
    ]
    rows += [
        {"name": name, "kind": kind, "role": "", "geom": point_blob(*lonlat(x, y), 4490), "region_id": 1}
        for name, (kind, x, y) in BODIES.items()
    ]
    rows.append({"name": "无址厂", "kind": "firm", "role": "decomposer", "geom": None, "region_id": None})
    actors = dict(zip([row["name"] for row in rows], insert(db, "actor", rows), strict=True))
    matters = {item: MEDIA.get(kind, ("goods", "t")) for _, _, item, kind, _ in LINKS}
    ids = insert(db, "commodity", [{"name": n, "medium": m, "base_unit": u} for n, (m, u) in matters.items()])
    commodities = dict(zip(matters, ids, strict=True))
    flows = insert(
        db,
        "flow",
        [
            {"sender_id": actors[a], "receiver_id": actors.get(b), "commodity_id": commodities[item], "kind": kind}
            for a, b, item, kind, _ in LINKS
        ],
    )
    insert(
        db,
        "flow_amount",
        [
            {"flow_id": flow, "year": 2025, "value": link[4], "grade": "declared", "origin": "sender"}
            for flow, link in zip(flows, LINKS, strict=True)
        ],
    )
    return read_snapshot(db, 1, "教学园区")


@pytest.fixture(scope="session")
def park() -> Snapshot:
    """Fourteen firms, two bodies and a firm without a point; 21 links of 2025."""
    return read_park(Database(sqlite3.connect(":memory:")))


@pytest.fixture(scope="session")
def county() -> Snapshot:
    """A large project: 1,000 firms in 500 regions with 5,000 links."""
    return county_snapshot("S")


@pytest.fixture(scope="session")
def whole(county: Snapshot) -> View:
    """All of the large project on a paper."""
    return replace(fit(county, *PAPER), language="en")


@pytest.fixture(scope="session")
def findings(park: Snapshot) -> tuple[Finding, ...]:
    """A listed and a computed polluter, red mud without receiver, a fragile works, a missing role, a data finding."""
    region = Ref("region", str(park.region.uid[0]), "教学园区")
    return (
        found("pollution.statutory_list", "statutory", 3, actor_ref(park, "乙钢铁厂")),
        found("pollution.main_source", "computed", 2, actor_ref(park, "氧化铝厂")),
        found("gap.no_receiver", "network", 3, actor_ref(park, "氧化铝厂"), amount=600_000.0, matter="赤泥"),
        found("fragile.stranded", "network", 2, actor_ref(park, "水泥厂"), amount=880_000.0),
        found("gap.missing_decomposer", "network", 2, region, matter="赤泥"),
        found("data.missing_point", "data", 1, actor_ref(park, "无址厂")),
    )


def actor_ref(park: Snapshot, name: str) -> Ref:
    """A reference to a firm of the park."""
    return Ref("actor", str(park.actor.uid[list(park.actor.name).index(name)]), name)


def found(rule: str, layer: str, severity: int, subject: Ref, amount: float | None = None, matter: str = "") -> Finding:
    """A finding with a sentence and a step."""
    sentence, step = Text("What is known of {name}.", {"name": subject.name}), Text("Go and look.")
    return Finding(rule, layer, severity, subject, sentence, step, amount, "t", matter, 2025)
