"""Equal-standard loads against the worked numbers of five firms, computed by hand with the limits of GB 8978-1996."""

from collections.abc import Callable

import numpy as np
import pytest

from core.catalogues import find_pollutant, standard_set, table
from core.loads import LoadTable, equal_standard_loads
from core.snapshot import Snapshot

# COD, ammonia nitrogen, total phosphorus, total chromium in t/a; limits 100, 15, 0.5 and 1.5 mg/L.
FIRMS = {
    "印染": (300, 20, 1.0, 0),
    "化工": (120, 25, 0.5, 0.02),
    "食品": (90, 6, 2.0, 0),
    "电镀": (8, 0.5, 0.05, 0.30),
    "机械": (4, 0.2, 0.02, 0),
}
POLLUTANTS = ("化学需氧量", "氨氮", "总磷", "总铬")


def emissions(firms: dict[str, tuple[float, ...]]) -> list[dict[str, object]]:
    return [
        {"actor": firm, "medium": "water", "pollutant": name, "mass": float(mass), "year": 2024}
        for firm, masses in firms.items()
        for name, mass in zip(POLLUTANTS, masses, strict=True)
    ]


@pytest.fixture
def worked(cluster: Callable[..., Snapshot]) -> LoadTable:
    (loads,) = equal_standard_loads(cluster(emission=emissions(FIRMS)))
    return loads


def names(snapshot: Snapshot, loads: LoadTable) -> list[str]:
    return [str(snapshot.actor.name[load.actor]) for load in loads.actors]


def test_loads_and_shares_of_the_worked_example(worked: LoadTable) -> None:
    assert [round(load.load, 4) for load in worked.actors] == [6.3333, 5.3, 3.88, 0.4133, 0.0933]
    assert round(worked.total, 4) == 16.02
    assert [round(load.share, 4) for load in worked.actors] == [0.3953, 0.3308, 0.2422, 0.0258, 0.0058]
    assert [round(load.cumulative, 4) for load in worked.actors[:3]] == [0.3953, 0.7262, 0.9684]
    assert worked.unit == "million m³"


def test_main_sources_are_those_up_to_and_including_80_percent(cluster: Callable[..., Snapshot]) -> None:
    snapshot = cluster(emission=emissions(FIRMS))
    (loads,) = equal_standard_loads(snapshot)
    assert names(snapshot, loads)[:3] == ["印染", "食品", "化工"]
    assert [load.main for load in loads.actors] == [True, True, True, False, False]


def test_where_shares_reach_80_percent_exactly_the_rule_stops_there(cluster: Callable[..., Snapshot]) -> None:
    (loads,) = equal_standard_loads(cluster(emission=emissions({f"厂{place}": (0.7, 0, 0, 0) for place in range(10)})))
    assert sum(load.main for load in loads.actors) == 8  # ten tenths, whose sum in floats is not 0.8


def test_main_pollutants_of_the_worked_example(worked: LoadTable) -> None:
    shares = {load.pollutant: round(load.share, 4) for load in worked.pollutants}
    assert shares == {"phosphorus": 0.4457, "cod": 0.3258, "ammonia_nitrogen": 0.2151, "chromium": 0.0133}
    assert [load.main for load in worked.pollutants] == [True, True, True, False]


def test_discharge_into_a_central_plant_is_counted_once(cluster: Callable[..., Snapshot]) -> None:
    # The firm hands over 100 t COD (1.0) to the plant; the plant discharges 20 t (0.2) in a class of its own.
    rows = [
        {"actor": "印染", "pollutant": "COD", "mass": 100.0, "destination": "plant", "plant": "污水厂"},
        {"actor": "印染", "pollutant": "COD", "mass": 50.0, "destination": "direct"},
        {"actor": "印染", "pollutant": "COD", "mass": 900.0, "destination": "generated"},
        {"actor": "污水厂", "pollutant": "COD", "mass": 20.0, "destination": "direct"},
    ]
    firms, plants = equal_standard_loads(cluster(emission=rows))
    assert (firms.class_of, firms.total, firms.actors[0].indirect) == ("firm", 1.5, 1.0)
    assert (plants.class_of, plants.total) == ("plant", 0.2)


def test_not_detected_counts_as_zero_and_unknown_stays_unknown(cluster: Callable[..., Snapshot]) -> None:
    rows = [
        {"actor": "甲", "pollutant": "COD", "mass": None, "not_detected": 1},
        {"actor": "乙", "pollutant": "COD", "mass": 100.0},
        {"actor": "乙", "pollutant": "氨氮", "mass": None},
    ]
    (loads,) = equal_standard_loads(cluster(emission=rows))
    second, first = loads.actors[1], loads.actors[0]
    assert (second.load, second.unknown) == (0.0, ())
    assert (first.load, len(first.unknown)) == (1.0, 1)


def test_pollutants_without_a_limit_are_left_out_and_listed(cluster: Callable[..., Snapshot]) -> None:
    rows = [
        {"actor": "甲", "pollutant": "总氮", "mass": 40.0},
        {"actor": "甲", "pollutant": "COD", "mass": 10.0},
        {"actor": "甲", "pollutant": "某种物质", "mass": 5.0},
    ]
    (loads,) = equal_standard_loads(cluster(emission=rows))
    assert loads.total == pytest.approx(0.1)
    assert len(loads.no_standard) == 2


def test_water_and_air_are_never_added(cluster: Callable[..., Snapshot]) -> None:
    rows = [
        {"actor": "甲", "medium": "water", "pollutant": "COD", "mass": 100.0},
        {"actor": "甲", "medium": "air", "pollutant": "SO2", "mass": 550.0},
    ]
    water, air = equal_standard_loads(cluster(emission=rows))
    assert (water.total, air.total, air.unit) == (1.0, 1.0, "billion m³")


def test_of_two_sources_about_one_outlet_the_better_one_counts(cluster: Callable[..., Snapshot]) -> None:
    rows = [
        {"actor": "甲", "outlet": "DW001", "pollutant": "COD", "mass": 100.0, "source": "台账", "grade": "declared"},
        {"actor": "甲", "outlet": "DW001", "pollutant": "COD", "mass": 500.0, "source": "核查", "grade": "audited"},
        {"actor": "甲", "outlet": "DW002", "pollutant": "COD", "mass": 200.0, "source": "台账", "grade": "declared"},
        {"actor": "甲", "outlet": "", "pollutant": "COD", "mass": 9000.0, "source": "年报", "grade": "audited"},
    ]
    (loads,) = equal_standard_loads(cluster(emission=rows))
    assert loads.total == 7.0


def test_names_and_aliases_mean_one_pollutant_per_medium() -> None:
    water = find_pollutant("water", " CODcr ")
    assert water is not None
    assert (water.id, water.equivalent_kg) == ("cod", 1.0)
    fluorides = [find_pollutant(medium, "氟化物") for medium in ("water", "air")]
    assert [item.id for item in fluorides if item] == ["fluoride", "fluoride_air"]
    assert find_pollutant("air", "COD") is None


def test_pollution_equivalents_hold_the_105_pollutants_of_the_law() -> None:
    with_equivalent = [row for row in table("tables/pollutants.csv") if row["equivalent_kg"]]
    assert len(with_equivalent) == 105
    assert sum(row["class_one"] == "1" for row in with_equivalent) == 10
    # Environmental protection tax law: mercury 0.0005, benzo(a)pyrene 0.0000003, carbon monoxide 16.7 kg.
    values = {row["id"]: float(row["equivalent_kg"]) for row in with_equivalent}
    assert (values["mercury"], values["benzopyrene"], values["co"]) == (0.0005, 3e-7, 16.7)


def test_every_limit_says_whether_it_was_compared_with_the_document() -> None:
    rows = table("tables/standards.csv")
    assert {row["checked"] for row in rows} == {"copy", "memory"}
    water, air = standard_set("water"), standard_set("air")
    assert water is not None
    assert air is not None
    assert (water.limits["cod"], water.limits["chromium"]) == (100.0, 1.5)
    assert not water.from_memory
    assert not air.from_memory
    ambient = standard_set("air", "gb3095_two")
    assert ambient is not None
    assert ambient.from_memory == set(ambient.limits)
    assert np.isfinite(list(water.limits.values()) + list(air.limits.values())).all()
