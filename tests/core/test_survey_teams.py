"""Ways and teams of a survey: every firm once, teams about as large, ways without crossings."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.project import Project
from core.snapshot import Snapshot
from core.survey_routes import distances, length, route
from core.survey_teams import districts, split

# Degrees of a small county; every tenth firm has no coordinates.
PLACES = st.tuples(st.floats(113.0, 113.5), st.floats(23.0, 23.5)) | st.none()


def test_a_degree_of_latitude_is_111_km() -> None:
    apart = distances(np.array([(113.0, 23.0), (113.0, 24.0)]))
    assert apart[0, 1] == pytest.approx(111.19, abs=0.01)  # 6371.0088 km times pi / 180


def test_a_way_along_a_road_goes_from_end_to_end() -> None:
    road = np.array([(113.0 + 0.01 * place, 23.0) for place in (3, 0, 4, 1, 2)])
    assert route(road) in ([1, 3, 4, 0, 2], [2, 0, 4, 3, 1])


def test_firms_without_coordinates_come_last() -> None:
    points = np.array([(np.nan, np.nan), (113.1, 23.0), (113.0, 23.0)])
    assert route(points)[-1] == 0


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.floats(113.0, 113.5), st.floats(23.0, 23.5)), min_size=2, max_size=7))
def test_no_turning_of_a_part_makes_a_way_shorter(places: list[tuple[float, float]]) -> None:
    points = np.array(places)
    apart, way = distances(points), route(points)
    for i, j in itertools.combinations(range(len(way) + 1), 2):
        turned = [*way[:i], *way[i:j][::-1], *way[j:]]
        assert length(apart, turned) >= length(apart, way) - 1e-6


def test_many_points_are_visited_once_each() -> None:
    points = np.random.default_rng(1).uniform((113, 23), (114, 24), (420, 2))
    assert sorted(route(points)) == list(range(420))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(PLACES, st.sampled_from(["East", "West", "South", ""])), min_size=1, max_size=30),
       st.integers(1, 6))  # fmt: skip
def test_no_firm_is_given_to_two_teams_and_none_to_nobody(
    many: Snapshot, told: list[tuple[tuple[float, float] | None, str]], teams: int
) -> None:
    firms = list(range(len(told)))
    regions = {"East": 0, "West": 1, "South": 2, "": -1}
    many.actor.point.flags.writeable = many.actor.region.flags.writeable = True
    many.actor.point[: len(told)] = [place or (np.nan, np.nan) for place, _ in told]
    many.actor.region[: len(told)] = [regions[name] for _, name in told]
    if teams > len(firms):
        with pytest.raises(UserError):
            split(many, firms, teams)
        return
    parts = split(many, firms, teams)
    assert sorted(firm for part in parts for firm in part) == firms
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert sorted(firm for _, rows in districts(many, firms) for firm in rows) == firms


@pytest.fixture
def many(cluster: Callable[..., Snapshot], project: Project) -> Snapshot:
    """Thirty firms in three regions."""
    return cluster(actor=[{"name": f"Firm {n}", "region": ("East", "West", "South")[n % 3]} for n in range(30)])
