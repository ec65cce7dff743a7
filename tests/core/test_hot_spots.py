"""Hot spots of load: found where they were planted in a county, never asked in a park."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.check_hot_spots import HOT_SPOT, find_hot_spots
from core.findings import inquire
from core.geopackage import polygon_blob
from core.hot_spots import HOT, UNTESTED, WARM, hot_spots
from core.i18n import show
from core.outlines import multipolygon_wkb
from core.snapshot import Snapshot
from core.spatial_places import compared_places, to_metres, touching

Enter = Callable[..., Snapshot]
STEP = 0.05  # degrees, about 5 km
SOURCE = {"title": "permits 2025", "permitted_use": "internal"}


def firms(side: int, load: Callable[[int, int], float | None]) -> dict[str, list[dict[str, Any]]]:
    """A firm in the middle of each square of a grid, with its chemical oxygen demand in t."""
    places = [(x, y) for x in range(side) for y in range(side)]
    actors = [{"name": f"F{x}{y}", "at": (106 + (x + 0.5) * STEP, 30 + (y + 0.5) * STEP)} for x, y in places]
    emissions = [
        {"actor": f"F{x}{y}", "medium": "water", "pollutant": "COD", "year": 2025, "mass": load(x, y),
         "destination": "direct", "source": "permits 2025"}
        for x, y in places
    ]  # fmt: skip
    return {"actor": actors, "emission": emissions, "source": [SOURCE]}


def planted(x: int, y: int) -> float:
    """Much at a corner of the county, little elsewhere."""
    return 400.0 if x < 2 and y < 2 else 2.0 + (3 * x + 5 * y) % 4


def region(x: int, y: int) -> dict[str, Any]:
    """A square region of the grid."""
    west, south = 106 + x * STEP, 30 + y * STEP
    ring = [(west, south), (west + STEP, south), (west + STEP, south + STEP), (west, south + STEP), (west, south)]
    return {"name": f"R{x}{y}", "geom": polygon_blob(multipolygon_wkb([[ring]]), 4490)}


def test_a_planted_hot_spot_of_a_county_is_found_in_squares_and_says_what_it_means(cluster: Enter) -> None:
    inquiry = inquire(cluster(**firms(6, planted)), 2025)
    (finding,) = find_hot_spots(inquiry)
    assert (finding.layer, finding.severity, finding.subject.table) == ("computed", 1, "cluster")
    named = {ref.name for ref in finding.evidence if ref.table == "actor"}
    assert {"F00", "F01", "F10", "F11"} <= named <= {f"F{x}{y}" for x in range(3) for y in range(3)}
    told = show(finding.sentence, "en")
    assert "not that any firm breaks a limit" in told
    assert "permits" in finding.source


def test_regions_are_compared_where_there_are_enough_of_them(cluster: Enter) -> None:
    tables = firms(5, planted)
    grid = [(x, y) for x in range(5) for y in range(5)]
    tables["region"] = [region(x, y) for x, y in grid]
    for actor, (x, y) in zip(tables["actor"], grid, strict=True):
        actor["region"] = f"R{x}{y}"
    found = list(find_hot_spots(inquire(cluster(**tables), 2025)))
    assert {finding.subject.name for finding in found} >= {"R00"}
    assert all(finding.rule == HOT_SPOT and finding.subject.table == "region" for finding in found)
    assert all(int(finding.subject.name[1]) < 3 and int(finding.subject.name[2]) < 3 for finding in found)


def test_places_without_known_figures_are_not_tested_and_are_no_zeros(cluster: Enter) -> None:
    tables = firms(5, lambda x, y: None if (x, y) == (4, 4) else planted(x, y))
    (spots,) = hot_spots(cluster(**tables))
    silent = int(spots.places.of_actor[24])
    assert spots.classes()[silent] == UNTESTED
    assert spots.classes().count(UNTESTED) == 1
    assert len(spots.place) == len(spots.places) - 1
    assert {HOT, WARM} & set(spots.classes())
    assert spots.whole is not None
    assert spots.whole.z > 2


def test_a_firm_of_which_only_the_part_to_a_plant_is_known_is_no_place_without_load(cluster: Enter) -> None:
    tables = firms(5, lambda x, y: None if (x, y) == (4, 4) else planted(x, y))
    other = {
        "actor": "F44",
        "medium": "water",
        "pollutant": "COD",
        "year": 2025,
        "mass": 500.0,
        "source": "permits 2025",
    }
    tables["emission"] += [
        {**other, "destination": "plant"},
        {**other, "actor": "F00", "pollutant": "氨氮", "mass": None},
    ]
    (spots,) = hot_spots(cluster(**tables))
    assert spots.classes()[int(spots.places.of_actor[24])] == UNTESTED
    assert spots.partly == 1  # F00 has a known and an unknown mass


def test_a_county_of_alike_firms_and_one_of_few_have_no_hot_spot(cluster: Enter) -> None:
    snapshot = cluster(**firms(4, lambda x, y: 5.0))
    assert list(find_hot_spots(inquire(snapshot, 2025))) == []


def test_a_park_is_not_asked_since_its_firms_all_stand_together(cluster: Enter) -> None:
    tables = firms(6, planted)
    for actor in tables["actor"]:
        lon, lat = actor["at"]
        actor["at"] = (106 + (lon - 106) / 8, 30 + (lat - 30) / 8)
    snapshot = cluster(**tables)
    assert compared_places(snapshot) is None
    assert list(find_hot_spots(inquire(snapshot, 2025))) == []


def test_what_may_only_enter_sums_makes_no_hot_spot(cluster: Enter) -> None:
    tables = firms(6, planted)
    tables["source"] = [{"title": "permits 2025", "permitted_use": "aggregate"}]
    assert list(find_hot_spots(inquire(cluster(**tables), 2025))) == []


def test_outlines_touch_where_they_share_a_corner_and_metres_are_metres() -> None:
    squares = [np.array([(x, 0.0), (x + 1, 0), (x + 1, 1), (x, 1)]) for x in (0, 1, 3)]
    assert touching(squares).toarray().tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    across = to_metres(np.array([(106.0, 30.0), (107.0, 30.0)]))
    assert np.ptp(across[:, 0]) == pytest.approx(96_300, rel=1e-3)
