"""Shared treatment, minimum lots and economic reach on the worked examples of the methods."""

import numpy as np
import pytest

from core.matching_lots import solve_lots
from core.matching_prices import economic_reach_km, price_range
from core.matching_shared import directions, scale_saving, shared_groups, site
from core.matching_solver import Problem

# Loads over limits of two dyeing mills, a food factory and an electroplating works (COD, ammonia, nickel).
LOADS = np.array([[8.0, 3.0, 0.0], [6.0, 3.0, 0.0], [9.0, 0.3, 0.0], [0.4, 0.1, 12.0]])
PLACES = np.array([[0.0, 0.0], [4.0, 0.0], [2.0, 3.0], [2.0, 2.0]])
VOLUMES = np.array([200.0, 150.0, 400.0, 90.0])


def test_one_plant_for_three_costs_less_by_the_economy_of_scale() -> None:
    alone, joint = scale_saving(VOLUMES[:3], 12_000.0, 0.7)
    assert (round(alone), round(joint), round(alone - joint)) == (1_685_492, 1_235_163, 450_330)
    assert (alone - joint) / alone == pytest.approx(0.267, abs=5e-4)


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
    flow = solve_lots(PLANT, np.full(2, lot), np.ones(2), np.zeros(2))
    assert flow.sum() == pytest.approx(closed)
    assert all(amount < 1e-9 or amount >= lot - 1e-9 for amount in flow)


def test_a_connection_whose_fixed_cost_is_not_earned_is_not_made() -> None:
    # The first way brings 3 a unit, the second 2; the second earns 2 x 2 = 4 for the 2 units left, and costs 5.
    flow = solve_lots(PLANT, np.zeros(2), np.array([3.0, 2.0]), np.array([5.0, 5.0]))
    assert flow == pytest.approx([10.0, 0.0])


def test_the_economic_reach_is_where_transport_eats_what_is_saved() -> None:
    # 60 saved, 20 paid at the gate: 40 CNY a tonne are eaten at 50 km by 0.8 and at 100 km by 0.4 CNY per t and km.
    assert economic_reach_km(60.0, 20.0, (0.4, 0.8)) == pytest.approx((50.0, 100.0))
    assert economic_reach_km(10.0, 20.0, (0.4, 0.8)) is None


@pytest.mark.parametrize(
    ("told", "interval"),
    [((60, 40, 10, 8), (-60, 22)), ((80, 30, 10, 12), (-80, 8)), ((50, 25, 15, 48), (-50, -38))],
)
def test_prices_at_which_both_sides_gain_are_those_of_the_methods(
    told: tuple[float, float, float, float], interval: tuple[float, float]
) -> None:
    assert price_range(*told) == interval
