"""The frozen columns: they agree with the schema, references are rows, and narrowing drops what belongs elsewhere."""

import sqlite3
from contextlib import closing
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from core.geopackage import point_blob
from core.model import TABLES
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot, region_tree
from core.text import Text

# Declared SQL types that a kind of column may be read from.
KINDS = {
    "integer": {"INTEGER"},
    "number": {"REAL", "INTEGER"},
    "word": {"TEXT"},
    "flag": {"INTEGER"},
    "row": {"INTEGER"},
    "blob": {"BLOB"},
    "point": {"BLOB"},
}


def name_of(snapshot: Snapshot, row: int) -> str:
    return str(snapshot.actor.name[row]) if row >= 0 else ""


def links(snapshot: Snapshot) -> set[tuple[str, str, str]]:
    """Sender, receiver and kind of every link by name, '' for outside."""
    flow = snapshot.flow
    ends = zip(flow.sender, flow.receiver, flow.kind, strict=True)
    return {(name_of(snapshot, sender), name_of(snapshot, receiver), kind) for sender, receiver, kind in ends}


@pytest.fixture
def parks(project):
    """A county with two parks: firms A and B in the east, C in the west, D in the county; links A-B, B-C, C-D, D-."""
    with project.edit(Text("Enter two parks")) as db:
        county, *below = insert(db, "region", [{"name": "county"}, {"name": "east"}, {"name": "west"}])
        db.execute("UPDATE region SET parent_id = ? WHERE id > ?", (county, county))
        east, west = below
        homes = {"A": east, "B": east, "C": west, "D": county}
        firms = [{"name": name, "region_id": home} for name, home in homes.items()]
        a, b, c, d = insert(db, "actor", firms)
        ash, water = insert(db, "commodity", [{"name": "ash", "base_unit": "t"}, {"name": "water", "base_unit": "m3"}])
        ends = [(a, b, ash, "waste"), (b, c, ash, "by-product"), (c, d, water, "water"), (d, None, ash, "product")]
        names = ("sender_id", "receiver_id", "commodity_id", "kind")
        insert(db, "flow", [dict(zip(names, row, strict=True)) for row in ends])
    return project


def test_every_field_is_read_from_a_column_of_its_type(project):
    with closing(sqlite3.connect(project.path)) as connection:
        for table, kind in TABLES.items():
            declared = {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({table})")}
            for column in fields(kind):
                sql = column.metadata["sql"] or column.name
                assert declared.get(sql) in KINDS[column.metadata["kind"]], f"{table}.{sql}"


def test_every_reference_is_a_key_of_the_schema_to_the_same_table(project):
    with closing(sqlite3.connect(project.path)) as connection:
        for table, kind in TABLES.items():
            declared = {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
            read = {
                column.metadata["sql"]: column.metadata["target"]
                for column in fields(kind)
                if column.metadata["kind"] == "row"
            }
            assert read.items() <= declared.items(), table


def test_snapshot_holds_a_table_of_columns_for_every_name(small_cluster):
    snapshot = small_cluster.snapshot()
    for table, kind in TABLES.items():
        lengths = {len(getattr(getattr(snapshot, table), column.name)) for column in fields(kind)}
        assert lengths == {len(getattr(snapshot, table))}


def test_columns_cannot_be_written(small_cluster):
    snapshot = small_cluster.snapshot()
    with pytest.raises(ValueError, match="read-only"):
        snapshot.flow_amount.value[0] = 0.0
    with pytest.raises(FrozenInstanceError):
        snapshot.flow = replace(snapshot.flow)


def test_unknown_is_nan_empty_or_minus_one_and_never_zero(project):
    with project.edit(Text("Enter a bare link")) as db:
        (firm,) = insert(db, "actor", [{"name": "A"}])
        (ash,) = insert(db, "commodity", [{"name": "ash"}])
        (flow,) = insert(db, "flow", [{"sender_id": firm, "commodity_id": ash}])
        insert(db, "flow_amount", [{"flow_id": flow}])
    snapshot = project.snapshot()
    assert np.isnan(snapshot.flow_amount.value[0])
    assert np.isnan([*snapshot.actor.point[0], snapshot.flow.since[0], snapshot.flow_amount.year[0]]).all()
    assert (snapshot.flow.receiver[0], snapshot.flow_amount.source[0], snapshot.actor.credit_code[0]) == (-1, -1, "")


def test_references_are_rows_also_where_ids_have_gaps(project):
    with project.edit(Text("Enter three firms and remove one")) as db:
        first, second, third = insert(db, "actor", [{"name": name} for name in "ABC"])
        db.execute("DELETE FROM actor WHERE id = ?", (first,))
        (ash,) = insert(db, "commodity", [{"name": "ash"}])
        insert(db, "flow", [{"sender_id": third, "receiver_id": second, "commodity_id": ash}])
    snapshot = project.snapshot()
    assert links(snapshot) == {("C", "B", "material")}
    assert snapshot.actor.id.tolist() == [second, third]


def test_points_are_read_as_longitude_and_latitude(project):
    with project.edit(Text("Enter a firm")) as db:
        insert(db, "actor", [{"name": "A", "geom": point_blob(113.6, 23.1, 4490)}, {"name": "B"}])
    np.testing.assert_array_equal(project.snapshot().actor.point, [[113.6, 23.1], [np.nan, np.nan]])


def test_region_holds_the_regions_below_it(parks):
    regions = parks.snapshot().region
    assert {int(region): region_tree(regions, region).tolist() for region in range(3)} == {0: [0, 1, 2], 1: [1], 2: [2]}


def test_a_region_whose_county_is_left_out_stands_alone(parks):
    kept = parks.snapshot().of_rows({"region": np.array([False, True, True])})
    assert kept.region.parent.tolist() == [-1, -1]
    assert kept.actor.region.tolist() == [0, 0, 1, -1]


def test_within_keeps_links_that_touch_and_turns_the_other_end_into_outside(parks):
    east = parks.snapshot().within(1)
    assert list(east.actor.name) == ["A", "B"]
    assert links(east) == {("A", "B", "waste"), ("B", "", "by-product")}
    assert len(parks.snapshot().within(0).actor) == 4


def test_membership_decides_where_it_is_told_and_the_polygon_elsewhere(parks):
    with parks.edit(Text("Count C in the east")) as db:
        insert(db, "membership", [{"actor_id": 3, "region_id": 2, "year": 2024}])
    assert list(parks.snapshot().within(1).actor.name) == ["A", "B", "C"]
    assert list(parks.snapshot().within(2).actor.name) == []


def test_of_kind_keeps_all_actors(parks):
    waste = parks.snapshot().of_kind("waste", "by-product")
    assert links(waste) == {("A", "B", "waste"), ("B", "C", "by-product")}
    assert len(waste.actor) == 4


def test_only_running_links_unless_asked(parks):
    with parks.edit(Text("Plan one, end one")) as db:
        db.execute("UPDATE flow SET status = 'planned' WHERE id = 1")
        db.execute("UPDATE flow SET status = 'ended' WHERE id = 2")
    snapshot = parks.snapshot()
    assert [len(snapshot.of_status().flow), len(snapshot.of_status("planned", "running").flow)] == [2, 3]


def test_during_takes_links_that_ran_in_the_year(parks):
    with parks.edit(Text("Say when they ran")) as db:
        db.execute("UPDATE flow SET since = 2020, until = 2022 WHERE id = 1")
        db.execute("UPDATE flow SET since = 2023 WHERE id = 2")
        db.execute("UPDATE flow SET until = 2021 WHERE id = 3")
    ran = {year: parks.snapshot().during(year).flow.id.tolist() for year in (2019, 2020, 2022, 2023)}
    assert ran == {2019: [3, 4], 2020: [1, 3, 4], 2022: [1, 4], 2023: [2, 4]}


def test_during_takes_amounts_of_the_year_else_those_without_a_year_and_never_another_years(parks):
    with parks.edit(Text("Enter amounts")) as db:
        told = [(1, 2023, 10.0), (1, 2024, 20.0), (1, None, 99.0), (2, None, 5.0), (3, 2023, 7.0)]
        insert(db, "flow_amount", [{"flow_id": flow, "year": year, "value": value} for flow, year, value in told])
    snapshot = parks.snapshot()
    assert snapshot.during(2024).flow_amount.value.tolist() == [20.0, 5.0]
    assert snapshot.during(2023).flow_amount.value.tolist() == [10.0, 5.0, 7.0]
    assert snapshot.during(2022).flow_amount.value.tolist() == [99.0, 5.0]
    assert snapshot.years() == [2023, 2024]


def test_figures_without_a_year_give_way_to_those_of_the_year_about_the_same_thing(parks):
    # The COD told without a year is of the same actor as the COD of 2024; the lead of nobody's year stays.
    with parks.edit(Text("Enter figures with and without a year")) as db:
        told = [(2024, "COD", 10.0), (None, "COD", 12.0), (None, "lead", 3.0), (2023, "lead", 4.0)]
        insert(db, "emission", [{"actor_id": 1, "pollutant": p, "mass": m, "year": y} for y, p, m in told])
        rows = [(1, 2024, 5.0), (1, None, 6.0), (2, None, 7.0)]
        insert(db, "statistic", [{"actor_id": a, "item": "output", "value": v, "year": y} for a, y, v in rows])
        heaps = [(2024, 1.0), (None, 2.0)]
        goods = {"actor_id": 1, "commodity_id": 1}
        insert(db, "stock", [{**goods, "closing": closing, "year": year} for year, closing in heaps])
    now = parks.snapshot().during(2024)
    assert now.emission.mass.tolist() == [10.0, 3.0]
    assert now.statistic.value.tolist() == [5.0, 7.0]
    assert now.stock.closing.tolist() == [1.0]
    assert parks.snapshot().during(2022).emission.mass.tolist() == [12.0, 3.0]


def test_narrowing_renumbers_every_reference(parks):
    with parks.edit(Text("Enter an amount and an emission of C")) as db:
        insert(db, "flow_amount", [{"flow_id": 3, "value": 7.0}])
        insert(db, "emission", [{"actor_id": 3, "plant_id": 1, "pollutant": "COD", "mass": 2.0}])
        insert(db, "emission", [{"actor_id": 1, "pollutant": "COD", "mass": 3.0}])
    west = parks.snapshot().within(2)
    assert (west.emission.mass.tolist(), west.emission.actor.tolist(), west.emission.plant.tolist()) == (
        [2.0],
        [0],
        [-1],
    )
    assert west.flow_amount.flow.tolist() == [links_of(west).index(("C", ""))]


def links_of(snapshot: Snapshot) -> list[tuple[str, str]]:
    ends = zip(snapshot.flow.sender, snapshot.flow.receiver, strict=True)
    return [(name_of(snapshot, sender), name_of(snapshot, receiver)) for sender, receiver in ends]


def test_statistics_of_a_region_stay_when_actors_are_dropped(parks):
    with parks.edit(Text("Enter statistics")) as db:
        insert(db, "statistic", [{"region_id": 1, "item": "area", "value": 5.0}])
        insert(db, "statistic", [{"actor_id": 1, "item": "output", "value": 6.0}])
        insert(db, "statistic", [{"actor_id": 3, "item": "output", "value": 7.0}])
    assert parks.snapshot().within(1).statistic.value.tolist() == [5.0, 6.0]


def test_columns_that_tell_the_same_in_all_rows_are_read_as_they_are(project: Project) -> None:
    # 60 firms: one note is unknown in all, one name differs in the last row only.
    names = ["firm"] * 59 + ["another"]
    with project.edit(Text("Firms")) as db:
        insert(db, "actor", [{"name": name, "note": "same", "region_id": None} for name in names])
    project.close()
    with Project.open(project.path) as again:
        actor = again.snapshot().actor
    assert actor.name.tolist() == names
    assert set(actor.note.tolist()) == {"same"}
    assert (set(actor.region.tolist()), set(actor.credit_code.tolist())) == ({-1}, {""})
