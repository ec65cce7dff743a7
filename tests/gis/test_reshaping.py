"""Two square regions side by side: west from 113.00 to 113.10 E, east from 113.10 to 113.20 E, 23.00 to 23.10 N."""

from typing import Any

import numpy as np
import pytest
import shapely

from core.errors import UserError
from core.geopackage import point_blob, polygon_blob
from core.project import Project
from core.records import insert
from core.region_edits import NewRegion, Reshaping, add_region, reshape_region, split_region
from core.text import Text
from gis.projections import choose_projection, project
from gis.region_shapes import outline
from gis.reshaping import (
    add_corner,
    area_km2,
    corners,
    distance_m,
    drawn_outline,
    home_after_move,
    move_corner,
    multipolygon,
    new_region,
    overlapping,
    region_at,
    remove_corner,
)
from gis.snapping import Snapped, magnets, snap
from gis.splitting import split_by, split_changes

SHARED = (113.10, 23.10)  # the upper corner of both


def box(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    return shapely.Polygon([(west, south), (east, south), (east, north), (west, north)])


@pytest.fixture
def parks(project: Project) -> Project:
    """Firms a (west), b (east, near the border) and c (told to belong to the west, but standing in the east)."""
    west, east = box(113.0, 23.0, 113.1, 23.1), box(113.1, 23.0, 113.2, 23.1)
    with project.edit(Text("Enter two parks")) as db:
        shapes = [{"name": name, "geom": polygon_blob(multipolygon(shape), project.srs), "area_km2": 113.0}
                  for name, shape in (("west", west), ("east", east))]  # fmt: skip
        ids = insert(db, "region", shapes)
        firms: list[dict[str, Any]] = [
            {"name": "a", "geom": point_blob(113.05, 23.05, project.srs), "region_id": ids[0]},
            {"name": "b", "geom": point_blob(113.101, 23.05, project.srs), "region_id": ids[1]},
            {"name": "c", "geom": point_blob(113.102, 23.05, project.srs), "region_id": ids[0]},
        ]
        insert(db, "actor", firms)
    return project


def rings(project: Project) -> list[set[tuple[float, float]]]:
    return [set(map(tuple, corners(project.snapshot(), row).round(9).tolist())) for row in range(2)]


def test_a_shared_corner_moves_in_both_regions(parks: Project) -> None:
    change = move_corner(parks.snapshot(), SHARED, (113.11, 23.11))
    reshape_region(parks, 1, change)
    west, east = rings(parks)
    assert (113.11, 23.11) in west & east
    assert SHARED not in west | east
    assert parks.history()[0].label.message_id == "Reshape {name} and {neighbours}"


def test_a_corner_of_one_region_leaves_the_other_alone(parks: Project) -> None:
    assert list(move_corner(parks.snapshot(), (113.0, 23.0), (112.99, 23.0)).outlines) == [1]


def test_firms_follow_the_border_unless_a_table_put_them_elsewhere(parks: Project) -> None:
    change = add_corner(parks.snapshot(), ((113.1, 23.0), SHARED), (113.12, 23.05))
    assert change.homes == {2: 1}  # b; c was in the west before


def test_one_undo_brings_every_outline_and_firm_back(parks: Project) -> None:
    before = parks.snapshot()
    reshape_region(parks, 1, add_corner(before, ((113.1, 23.0), SHARED), (113.12, 23.05)))
    assert parks.snapshot().actor.region.tolist() == [0, 0, 0]
    parks.undo()
    after = parks.snapshot()
    assert after.actor.region.tolist() == [0, 1, 0]
    assert list(after.region.outline) == list(before.region.outline)
    assert after.region.area_km2.tolist() == [113.0, 113.0]


def test_a_stated_area_is_measured_anew(parks: Project) -> None:
    # a tenth of a degree squared at 23.05 N on GRS80 is 113.49 km2; the triangle of 0.02 x 0.1 / 2 is a tenth of it
    change = add_corner(parks.snapshot(), ((113.1, 23.0), SHARED), (113.12, 23.05))
    west, east = change.areas[1], change.areas[2]
    assert west + east == pytest.approx(2 * 113.49, rel=1e-3)
    assert west / east == pytest.approx(1.1 / 0.9, rel=1e-3)


def test_a_border_that_would_cross_itself_is_refused(parks: Project) -> None:
    with pytest.raises(UserError) as refused:
        move_corner(parks.snapshot(), SHARED, (113.05, 22.9))
    assert refused.value.sentence.values["name"] in ("west", "east")


def test_a_triangle_keeps_its_three_corners(parks: Project) -> None:
    reshape_region(parks, 1, remove_corner(parks.snapshot(), (113.0, 23.1)))
    assert len(corners(parks.snapshot(), 0)) == 3
    with pytest.raises(UserError):
        remove_corner(parks.snapshot(), (113.0, 23.0))


def test_a_line_splits_the_region_it_crosses_and_its_firms(parks: Project) -> None:
    line = np.array([(112.99, 23.04), (113.099, 23.04), (113.099, 23.11)])
    split = split_by(parks.snapshot(), line)
    changes, parts = split_changes(parks.snapshot(), split, ["south"])
    assert split.region == 0
    assert [part.actors for part in parts] == [()]  # a lies in the larger part, north
    (fresh,) = split_region(parks, 1, changes, parts)
    now = parks.snapshot()
    assert now.region.name.tolist() == ["west", "east", "south"]
    whole = area_km2(shapely.union_all([outline(blob) for blob in now.region.outline[[0, 2]]]))
    assert whole == pytest.approx(now.region.area_km2[0] + now.region.area_km2[2], rel=1e-6)
    assert fresh == 3


def test_the_firms_in_a_cut_off_part_belong_to_the_new_region(parks: Project) -> None:
    bent = np.array([(112.9, 23.04), (113.06, 23.04), (113.06, 23.06), (112.9, 23.06)])
    changes, parts = split_changes(parks.snapshot(), split_by(parks.snapshot(), bent), ["middle"])
    split_region(parks, 1, changes, parts)
    assert parks.snapshot().actor.region.tolist() == [2, 1, 0]


def test_a_cut_leaves_its_corner_in_the_neighbour(parks: Project) -> None:
    split = split_by(parks.snapshot(), np.array([(112.9, 23.05), (113.15, 23.05)]))
    changes, parts = split_changes(parks.snapshot(), split, ["half"])
    split_region(parks, 1, changes, parts)
    assert (113.1, 23.05) in rings(parks)[1]


def test_a_line_that_ends_within_splits_nothing(parks: Project) -> None:
    with pytest.raises(UserError):
        split_by(parks.snapshot(), np.array([(112.9, 23.05), (113.05, 23.05)]))


def test_a_drawn_region_takes_the_firms_that_lie_in_it(parks: Project) -> None:
    shape = drawn_outline(np.array([(113.04, 23.04), (113.06, 23.04), (113.06, 23.06), (113.04, 23.06)]))
    fresh = new_region(parks.snapshot(), "inner park", shape)
    assert fresh.actors == (1,)
    add_region(parks, fresh, parent=1)
    assert parks.snapshot().region.parent.tolist() == [-1, -1, 0]
    assert parks.snapshot().actor.region.tolist() == [2, 1, 0]


def test_an_outer_region_leaves_firms_to_the_smaller_ones(parks: Project) -> None:
    shape = drawn_outline(np.array([(112.9, 22.9), (113.3, 22.9), (113.3, 23.2), (112.9, 23.2)]))
    assert new_region(parks.snapshot(), "county", shape).actors == ()
    assert overlapping(parks.snapshot(), shape) == []


def test_an_overlap_is_told_with_its_area(parks: Project) -> None:
    shape = drawn_outline(np.array([(113.05, 23.0), (113.15, 23.0), (113.15, 23.1), (113.05, 23.1)]))
    shared = dict(overlapping(parks.snapshot(), shape))
    assert shared == {0: pytest.approx(56.7, abs=0.1), 1: pytest.approx(56.7, abs=0.1)}


@pytest.mark.parametrize("places", [[(0, 0), (1, 1)], [(0, 0), (1, 1), (1, 0), (0, 1)]])
def test_what_encloses_no_area_is_refused(places: list[tuple[float, float]]) -> None:
    with pytest.raises(UserError):
        drawn_outline(np.array(places, dtype=np.float64))


def test_a_region_without_a_name_is_refused_and_leaves_no_trace(parks: Project) -> None:
    with pytest.raises(UserError):
        add_region(parks, NewRegion(" ", multipolygon(box(0, 0, 1, 1))))
    assert len(parks.history()) == 1


def test_a_moved_firm_belongs_to_the_polygon_it_falls_in(parks: Project) -> None:
    now = parks.snapshot()
    assert region_at(now, (113.15, 23.05)) == 1
    assert home_after_move(now, 0, (113.15, 23.05)) == 1
    assert home_after_move(now, 0, (115.0, 23.05)) == -1


def test_a_region_without_an_outline_is_kept_where_nothing_speaks_against_it(parks: Project) -> None:
    with parks.edit(Text("Add a street")) as db:
        (street,) = insert(db, "region", [{"name": "street", "parent_id": 2}])
        db.execute("UPDATE actor SET region_id = ? WHERE name = 'b'", (street,))
    now = parks.snapshot()
    assert home_after_move(now, 1, (113.15, 23.05)) == 2  # still in the east, which holds the street
    assert home_after_move(now, 1, (115.0, 25.0)) == 2
    assert home_after_move(now, 1, (113.05, 23.05)) == 0


def test_the_distance_of_a_tenth_of_a_degree_of_latitude_is_eleven_kilometres() -> None:
    assert distance_m((113.0, 0.0), (113.0, 0.1)) == pytest.approx(11057.4, abs=0.1)  # WGS 84 meridian at the equator


def test_a_hand_is_drawn_to_the_nearest_corner_or_firm_before_an_edge(parks: Project) -> None:
    now = parks.snapshot()
    projection = choose_projection(now.actor.point)
    there = magnets(now, projection)

    def at(lon: float, lat: float) -> Snapped | None:
        x, y = project(projection, np.array([(lon, lat)]))[0].tolist()
        return snap(there, (x, y), 300.0)

    assert at(113.0999, 23.0999) == Snapped("corner", SHARED)
    assert at(113.0501, 23.0501) == Snapped("actor", (113.05, 23.05))
    edge = at(113.0, 23.07)
    assert edge is not None
    assert edge.kind == "edge"
    assert edge.place == pytest.approx((113.0, 23.07), abs=1e-6)
    assert at(113.03, 23.03) is None


def test_nothing_follows_from_an_empty_reshaping(parks: Project) -> None:
    reshape_region(parks, 1, Reshaping({}))
    assert len(parks.history()) == 1
