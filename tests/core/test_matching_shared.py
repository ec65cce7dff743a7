"""Shared treatment, minimum lots and economic reach on the worked examples of the methods."""

from collections.abc import Callable
from time import monotonic, sleep

import numpy as np
import pytest

from core.edits import add_row
from core.findings import inquire
from core.matching_lots import solve_lots
from core.matching_prices import economic_reach_km
from core.matching_shared import directions, joint_cost, shared_groups, shared_treatment, site
from core.matching_solver import Problem
from core.project import Project
from core.rule_set import with_standards
from core.snapshot import Snapshot
from core.solver_watch import watched

Enter = Callable[..., Snapshot]

# Loads over limits of two dyeing mills, a food factory and an electroplating works (COD, ammonia, nickel).
LOADS = np.array([[8.0, 3.0, 0.0], [6.0, 3.0, 0.0], [9.0, 0.3, 0.0], [0.4, 0.1, 12.0]])
PLACES = np.array([[0.0, 0.0], [4.0, 0.0], [2.0, 3.0], [2.0, 2.0]])
VOLUMES = np.array([200.0, 150.0, 400.0, 90.0])


def test_one_plant_for_three_sources_saves_450330_of_1685493() -> None:
    # METHODS 5.6: 200, 150 and 400 t a day at 12,000 q^0.7.
    cost = joint_cost(VOLUMES[:3].tolist(), 12_000.0, 0.7)
    assert cost.alone == pytest.approx((489_669, 400_355, 795_469), abs=0.5)
    assert sum(cost.alone) == pytest.approx(1_685_493, abs=1)  # the sum of the rounded parts
    assert (cost.joint, cost.saving) == pytest.approx((1_235_163, 450_330), abs=0.5)
    assert cost.saved_share == pytest.approx(0.267, abs=5e-4)


def test_loads_have_the_cosines_of_the_worked_example() -> None:
    # METHODS 5.6 gives 0.9926 and 0.9167 between mills and food, at most 0.104 with electroplating, not the loads.
    unit = directions(np.array([[5.0, 3, 2, 0], [9, 4, 3, 0], [10, 3, 0, 0], [1, 0.3, 0, 10]]))
    assert (unit[0] @ unit[1], unit[0] @ unit[2]) == pytest.approx((0.9926, 0.9167), abs=5e-5)
    assert 0 < (unit[:3] @ unit[3]).max() <= 0.104


def test_a_group_tells_how_much_one_plant_saves_between_the_usual_exponents() -> None:
    (group,) = shared_groups(LOADS, PLACES, VOLUMES, reach=5.0)
    low, high = group.saved_shares()
    assert (low, high) == pytest.approx((0.186, 0.342), abs=5e-4)
    assert low < joint_cost(group.volumes, 12_000.0, 0.7).saved_share < high


def test_a_source_that_outweighs_the_others_is_the_site_itself() -> None:
    assert site(PLACES[:3], VOLUMES[:3]) == (2.0, 3.0)


def test_equal_weights_meet_where_no_way_can_be_shortened() -> None:
    corners = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    assert site(corners, np.ones(4)) == pytest.approx((2.0, 2.0))


def test_sources_of_unlike_pollutants_do_not_share_a_plant() -> None:
    unit = directions(LOADS)
    assert (unit[:3] @ unit[3]).max() < 0.104
    (group,) = shared_groups(LOADS, PLACES, VOLUMES, reach=5.0)
    assert group.sources == (0, 1, 2)
    assert group.volume == 750.0
    assert group.likeness >= 0.9


def test_sources_far_from_each_other_do_not_share_a_plant() -> None:
    assert shared_groups(LOADS, PLACES * 100, VOLUMES, reach=5.0) == []


def test_a_group_below_the_economic_size_is_none() -> None:
    assert shared_groups(LOADS, PLACES, VOLUMES, reach=5.0, least=800.0) == []


PLANT = Problem(np.array([10.0, 10.0]), np.array([12.0]), np.array([0, 1]), np.array([0, 0]), np.array([0, 1]))


@pytest.mark.parametrize(("lot", "closed"), [(0.0, 12.0), (5.0, 12.0), (8.0, 10.0), (11.0, 0.0)])
def test_nothing_is_brought_in_less_than_a_lot(lot: float, closed: float) -> None:
    told = solve_lots(PLANT, np.full(2, lot), np.ones(2), np.zeros(2))
    assert told.flow.sum() == pytest.approx(closed)
    assert all(amount == 0 or amount >= lot * (1 - 1e-9) for amount in told.flow)
    assert not told.late


def test_a_small_part_is_solved_as_exactly_beside_a_large_one() -> None:
    # A mill of 1e9 t beside one of 3 t whose lot of 2 t fits but for a room of 2.5 t.
    two = Problem(np.array([1e9, 3.0]), np.array([8e8, 2.5]), np.array([0, 1]), np.array([0, 1]), np.array([0, 1]))
    assert solve_lots(two, np.full(2, 2.0), np.ones(2), np.zeros(2)).flow == pytest.approx([8e8, 2.5], rel=1e-12)
    assert solve_lots(two, np.full(2, 2.6), np.ones(2), np.zeros(2)).flow.tolist() == [8e8, 0.0]


def test_a_search_that_is_given_no_time_says_so() -> None:
    draw = np.random.default_rng(4)
    offers, rooms = 60, 40
    pairs = np.arange(offers * rooms)
    problem = Problem(draw.uniform(1, 9, offers), draw.uniform(5, 20, rooms), pairs // rooms, pairs % rooms, pairs)
    told = solve_lots(problem, np.full(len(pairs), 3.7), draw.uniform(1, 2, len(pairs)), np.ones(len(pairs)), 0.0)
    assert told.late


class Stopped(Exception):
    """What somebody who stops the work raises."""


def test_a_running_program_is_left_within_half_a_second_of_the_wish_to_stop() -> None:
    draw = np.random.default_rng(4)
    offers, rooms = 60, 40
    pairs = np.arange(offers * rooms)
    problem = Problem(draw.uniform(1, 9, offers), draw.uniform(5, 20, rooms), pairs // rooms, pairs % rooms, pairs)
    wished: list[float] = []

    def stop(done: int, whole: int) -> None:
        wished.append(monotonic())
        raise Stopped

    with pytest.raises(Stopped):
        solve_lots(problem, np.full(len(pairs), 3.7), draw.uniform(1, 2, len(pairs)), np.ones(len(pairs)), 2.0, stop)
    assert monotonic() - wished[0] < 0.5


def test_who_waits_for_a_program_is_asked_all_the_while_and_gets_what_it_gives() -> None:
    told: list[tuple[int, int]] = []
    assert watched(lambda: sleep(0.35) or 7, lambda *at: told.append(at), 3, 9) == 7
    assert 2 <= len(told) <= 4
    assert set(told) == {(3, 9)}


def test_what_goes_wrong_in_a_program_is_told_to_who_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        watched(lambda: 1 // 0, lambda *_: None)


def test_the_worked_example_of_the_methods_is_worth_6652() -> None:
    # Fly ash 40, gypsum 25, steel slag 30 for cement 50 and boards 20; surplus per t as worked there.
    surplus = np.array([82.0, 88.0, 143.6, 12.0])
    offer, room = np.array([0, 1, 1, 2]), np.array([0, 0, 1, 0])
    problem = Problem(np.array([40.0, 25.0, 30.0]), np.array([50.0, 20.0]), offer, room, np.arange(4))
    flow = solve_lots(problem, np.zeros(4), surplus, np.zeros(4)).flow
    assert flow == pytest.approx([40.0, 5.0, 20.0, 5.0])
    assert flow @ surplus == pytest.approx(6652.0)


@pytest.mark.parametrize(
    ("supply", "room", "rent"),
    [((1, 0, 0), (0, 0), 70.0), ((0, 1, 0), (0, 0), 76.0), ((0, 0, 1), (0, 0), 0.0), ((0, 0, 0), (1, 0), 12.0),
     ((0, 0, 0), (0, 1), 67.6)],
)  # fmt: skip
def test_a_tonne_more_is_worth_the_rent_of_the_worked_example(
    supply: tuple[int, int, int], room: tuple[int, int], rent: float
) -> None:
    # METHODS 5.1: u = (70, 76, 0) of ash, gypsum and slag, w = (12, 67.6) of cement and boards.
    surplus = np.array([82.0, 88.0, 143.6, 12.0])
    limits = np.array([40.0, 25.0, 30.0]) + supply, np.array([50.0, 20.0]) + room
    problem = Problem(*limits, np.array([0, 1, 1, 2]), np.array([0, 0, 1, 0]), np.arange(4))
    assert solve_lots(problem, np.zeros(4), surplus, np.zeros(4)).flow @ surplus - 6652.0 == pytest.approx(rent)


def test_a_connection_whose_fixed_cost_is_not_earned_is_not_made() -> None:
    # The first way brings 3 a unit, the second 2; the second earns 2 x 2 = 4 for the 2 units left, and costs 5.
    flow = solve_lots(PLANT, np.zeros(2), np.array([3.0, 2.0]), np.array([5.0, 5.0])).flow
    assert flow == pytest.approx([10.0, 0.0])


def test_the_economic_reach_is_where_transport_eats_what_is_saved() -> None:
    # 60 saved, 20 paid at the gate: 40 CNY a tonne are eaten at 50 km by 0.8 and at 100 km by 0.4 CNY per t and km.
    assert economic_reach_km(60.0, 20.0, (0.4, 0.8)) == pytest.approx((50.0, 100.0))
    assert economic_reach_km(10.0, 20.0, (0.4, 0.8)) is None


def test_loads_are_held_against_the_set_that_the_project_chose(project: Project, cluster: Enter) -> None:
    """Two mills 0.9 km apart that let out COD, of which the own set says nothing."""
    let = {"medium": "water", "pollutant": "COD", "concentration": 100.0, "destination": "direct", "year": 2024}
    water = {"item": "water_discharged", "value": 36_500.0, "unit": "m3", "year": 2024}
    cluster(
        actor=[{"name": name, "at": (113.0 + 0.01 * place, 35.0)} for place, name in enumerate("甲乙")],
        statistic=[{"actor": name, **water} for name in "甲乙"],
        emission=[{"actor": name, **let} for name in "甲乙"],
    )
    add_row(project, "standard_limit", {"standard": "County", "medium": "water", "pollutant": "NH3-N", "value": 5.0})
    now = project.snapshot()
    assert len(shared_treatment(inquire(now, 2024))) == 1
    assert shared_treatment(inquire(with_standards(now, ["County"]), 2024)) == []
