"""Heat and water cascades on the worked examples of the literature."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cascade_energy import Stream, hand_on_heat, heat_table
from core.cascade_water import cascade_water, share_water, target_water


def stream(start: float, end: float, capacity: float) -> Stream:
    """A stream by its heat capacity flow (power per K)."""
    return Stream(start, end, capacity * abs(start - end))


# Kemp (2007), the four-stream example: kW/K and degrees Celsius.
KEMP = [stream(20, 135, 2), stream(170, 60, 3), stream(80, 140, 4), stream(150, 30, 1.5)]


def test_the_four_stream_example_needs_20_of_heating_and_60_of_cooling() -> None:
    told = heat_table(KEMP, 10.0)
    assert told.steps.tolist() == [165, 145, 140, 85, 55, 25]
    assert (told.surplus - told.heating).tolist() == pytest.approx([0, 60, 62.5, -20, 55, 40])
    assert (told.heating, told.cooling, told.recovered) == pytest.approx((20.0, 60.0, 450.0))
    assert told.pinch == (85.0,)


# Streams (start, end, kW/K) with heating, cooling, recovery and pinch for 10 K as `pina` 0.1.1 (MIT) gives them.
PINA = [
    ([(140, 30, 1), (35, 185, 2), (25, 270, 3), (45, 80, 4), (210, 195, 0.5), (190, 195, 2)], (1072.5, 5, 112.5), 30),
    ([(55, 135, 4), (25, 30, 6), (180, 40, 1.5), (195, 25, 3), (75, 20, 0.5)], (0, 397.5, 350), None),
    ([(190, 105, 3), (270, 225, 1), (40, 195, 3)], (165, 0, 300), 45),
    ([(125, 40, 3), (235, 30, 3), (25, 205, 1), (165, 225, 3)], (40, 550, 320), 170),
    ([(255, 110, 2), (195, 155, 1.5), (105, 85, 6), (65, 230, 6), (85, 35, 3), (105, 175, 2)], (630, 120, 500), 70),
    ([(240, 150, 1.5), (200, 30, 0.5), (170, 140, 1), (250, 115, 1), (165, 140, 0.5)], (0, 397.5, 0), None),
]


@pytest.mark.parametrize(("streams", "targets", "pinch"), PINA)
def test_targets_and_pinch_are_those_of_another_program(
    streams: list[tuple[int, int, float]], targets: tuple[float, float, float], pinch: float | None
) -> None:
    told = heat_table([stream(*one) for one in streams], 10.0)
    assert (told.heating, told.cooling, told.recovered) == pytest.approx(targets)
    assert told.pinch == (() if pinch is None else (pinch,))


def test_condensing_steam_gives_its_heat_at_one_temperature() -> None:
    told = heat_table([Stream(120.1, 120.0, 500.0), stream(20, 100, 5)], 10.0)
    assert (told.heating, told.cooling, told.recovered) == pytest.approx((0.0, 100.0, 400.0))


def test_without_streams_there_is_nothing_to_hand_on() -> None:
    told = heat_table([], 10.0)
    assert (told.heating, told.cooling, told.recovered, told.pinch) == (0.0, 0.0, 0.0, ())


TEMPERATURES = st.integers(0, 300)
STREAMS = st.lists(st.tuples(TEMPERATURES, TEMPERATURES, st.integers(1, 9)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(STREAMS)
def test_heat_is_neither_made_nor_lost_in_the_table(told: list[tuple[int, int, int]]) -> None:
    streams = [stream(start, end, capacity) for start, end, capacity in told if start != end]
    found = heat_table(streams, 10.0)
    hot, cold = (sum(one.power for one in streams if one.hot == side) for side in (True, False))
    assert hot + found.heating == pytest.approx(cold + found.cooling)
    assert min(found.surplus, default=0.0) >= -1e-9 * max(1.0, hot + cold)


def test_heat_between_firms_loses_a_share_with_every_kilometre() -> None:
    # One sink at 180 degrees can take from the hotter source alone.
    km = np.array([[1.0, 2.0, 4.0], [9.0, 1.0, 2.0]])
    found = hand_on_heat([(250, 5.0), (120, 8.0)], [(180, 4.0), (90, 6.0), (60, 3.0)], km, 10.0, 0.02)
    assert found.sent[1, 0] == 0.0
    arrived = (found.sent * (1 - 0.02 * km)).sum(axis=0)
    assert (found.sent.sum(axis=1) <= np.array([5.0, 8.0]) + 1e-9).all()
    assert (arrived <= np.array([4.0, 6.0, 3.0]) + 1e-9).all()
    assert found.delivered == pytest.approx(arrived.sum())


def test_the_worked_example_of_the_methods_delivers_12_61() -> None:
    # Every way 1.5 km at 2 % a km: all 13 MW are sent, 97 % of them arrive.
    found = hand_on_heat([(250, 5.0), (120, 8.0)], [(180, 4.0), (90, 6.0), (60, 3.0)], np.full((2, 3), 1.5), 10.0, 0.02)
    assert found.delivered == pytest.approx(12.61)


def test_no_source_is_hot_enough_for_a_hotter_sink() -> None:
    assert hand_on_heat([(90, 5.0)], [(85, 4.0)], np.zeros((1, 1)), 10.0, 0.02).delivered == 0.0


def test_the_example_of_polley_and_polley_needs_70_of_fresh_water() -> None:
    found = cascade_water(
        np.array([50.0, 100, 70, 60]), np.array([[50.0], [100], [150], [250]]), np.array([50.0, 100, 80, 70]),
        np.array([[20.0], [50], [100], [200]]),
    )  # fmt: skip
    assert found is not None
    assert (found.fresh.sum(), found.waste.sum()) == pytest.approx((70.0, 50.0))


def test_the_example_of_wang_and_smith_is_pinched_at_100_ppm() -> None:
    told = target_water(np.array([2.0, 5, 30, 4]), np.array([0.0, 50, 50, 400]), np.array([100.0, 100, 800, 800]))
    assert (told.fresh, told.alone, told.pinch) == pytest.approx((90.0, 112.5, 100.0))


def test_fresh_water_of_the_example_goes_20_50_20_and_0_to_the_units() -> None:
    # METHODS 5.3: outlets at their most (Savelski & Bagajewicz 2000).
    load, entry, leaving = np.array([2.0, 5, 30, 4]), np.array([0.0, 50, 50, 400]), np.array([100.0, 100, 800, 800])
    found = share_water(load, entry, leaving)
    assert found.fresh.tolist() == pytest.approx([20, 50, 20, 0])
    brought = found.reused.T @ leaving
    assert (brought <= entry * (found.fresh + found.reused.sum(axis=0)) + 1e-9).all()
    assert brought + 1000 * load == pytest.approx(leaving * (found.fresh + found.reused.sum(axis=0)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=5))
def test_whoever_hands_water_on_needs_no_more_fresh_than_the_target(told: list[tuple[int, int, int]]) -> None:
    load, entry, more = np.array(told, dtype=np.float64).T
    target = target_water(load, 50 * entry, 50 * (entry + more))
    assert target.network is not None
    assert target.network.fresh.sum() == pytest.approx(target.fresh, rel=1e-6)


def test_a_sink_that_asks_for_purer_water_than_the_fresh_has_no_cascade() -> None:
    sink = np.array([10.0]), np.array([[1.0]])
    assert cascade_water(np.array([5.0]), np.array([[50.0]]), *sink, np.array([2.0])) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 99)), min_size=1, max_size=4))
def test_several_contaminants_never_need_less_fresh_water_than_one(told: list[tuple[int, int]]) -> None:
    flow, level = np.array(told, dtype=np.float64).T
    need, limit = flow[::-1].copy(), np.sort(level)
    one = cascade_water(flow, level[:, None], need, limit[:, None])
    two = cascade_water(flow, np.column_stack([level, 99 - level]), need, np.column_stack([limit, limit]))
    assert one is not None
    assert two is not None
    assert two.fresh.sum() >= one.fresh.sum() - 1e-6


def test_of_ways_to_hand_on_as_much_the_one_that_loses_least_is_taken() -> None:
    found = hand_on_heat([(400, 9.0), (90, 9.0)], [(60, 5.0)], np.array([[7.0], [2.0]]), 10.0, 0.02)
    assert found.delivered == pytest.approx(5.0)
    assert found.sent[:, 0] == pytest.approx([0.0, 5.0 / 0.96])
