"""Matching as a linear program, on random problems."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from core.columns import Integers, Numbers
from core.matching_solver import Problem, solve

Case = tuple[Problem, Numbers]


@st.composite
def problems(draw: st.DrawFn) -> Case:
    """Offers, rooms and pairs, each pair in one room, with whole amounts and ways."""
    offers, rooms = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    every = [(offer, room) for offer in range(offers) for room in range(rooms)]
    chosen = draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    amounts = st.integers(0, 50)
    supply = draw(st.lists(amounts, min_size=offers, max_size=offers))
    room = draw(st.lists(amounts, min_size=rooms, max_size=rooms))
    km = draw(st.lists(st.integers(1, 99), min_size=len(chosen), max_size=len(chosen)))
    return problem(supply, room, *np.array(chosen).T), np.array(km, dtype=np.float64)


def problem(supply: list[int], room: list[int], offer: Integers, taker: Integers) -> Problem:
    limits = (np.array(supply, dtype=np.float64), np.array(room, dtype=np.float64))
    return Problem(*limits, np.asarray(offer), np.asarray(taker), np.arange(len(offer)))


def brought(one: Problem, flow: Numbers) -> tuple[Numbers, Numbers]:
    given = np.bincount(one.offer, flow, len(one.supply))
    return given, np.bincount(one.member_room, flow[one.member_pair], len(one.room))


def least_way(one: Problem, km: Numbers, closed: float) -> float:
    """The shortest way of closing so much, by a program of its own."""
    pairs = np.arange(len(one))
    limits = np.zeros((len(one.supply) + len(one.room), len(one)))
    limits[one.offer, pairs] = 1
    limits[len(one.supply) + one.member_room, one.member_pair] = 1
    bounds = np.concatenate([one.supply, one.room])
    result = linprog(km, A_ub=limits, b_ub=bounds, A_eq=np.ones((1, len(one))), b_eq=[closed])
    return float(result.fun)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_limit_is_exceeded_and_the_way_is_the_shortest_of_what_closes_most(case: Case) -> None:
    one, km = case
    flow = solve(one, [km])
    given, taken = brought(one, flow)
    assert (given <= one.supply).all()
    assert (taken <= one.room).all()
    most = solve(one).sum()
    assert abs(flow.sum() - most) <= 1e-6
    assert abs(float(flow @ km) - least_way(one, km, float(most))) <= 1e-6 * max(1.0, float(flow @ km))


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(0, 4))
def test_removing_a_receiver_never_raises_what_is_closed(case: Case, gone: int) -> None:
    one, km = case
    room = np.where(np.arange(len(one.room)) == gone, 0.0, one.room)
    less = Problem(one.supply, room, one.offer, one.member_room, one.member_pair)
    assert solve(less, [km]).sum() <= solve(one, [km]).sum() + 1e-6


@settings(max_examples=40, deadline=None)
@given(problems(), st.sampled_from([1e-6, 7.0, 1e9]))
def test_scaling_all_amounts_scales_what_is_closed(case: Case, factor: float) -> None:
    one, km = case
    scaled = Problem(one.supply * factor, one.room * factor, one.offer, one.member_room, one.member_pair)
    assert np.isclose(solve(scaled, [km]).sum(), solve(one, [km]).sum() * factor, rtol=1e-9, atol=0)


@settings(max_examples=40, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_renaming_offers_and_pairs_changes_nothing(case: Case, shuffled: object) -> None:
    one, km = case
    order = np.array(list(range(len(one))))
    shuffled.shuffle(order)  # type: ignore[attr-defined]
    turned = Problem(one.supply[::-1], one.room, len(one.supply) - 1 - one.offer[order], one.member_room[order],
                     np.arange(len(one)))  # fmt: skip
    before, after = solve(one, [km]), solve(turned, [km[order]])
    assert np.isclose(before.sum(), after.sum())
    assert np.isclose(before @ km, after @ km[order])


def test_two_licences_that_share_a_plant_share_its_room() -> None:
    # Rooms 0 and 1 overlap: a pair of one counts in the other too, so that 100 t in all are never exceeded.
    shared = Problem(np.array([80.0, 80.0]), np.array([100.0, 100.0]), np.array([0, 1]), np.array([0, 1, 0, 1]),
                     np.array([0, 0, 1, 1]))  # fmt: skip
    assert np.isclose(solve(shared).sum(), 100.0)


def test_many_pairs_are_solved_to_the_same_optimum_as_few() -> None:
    # Every pair a thousand times over: one large program, whose optimum is that of the small one.
    offer, room = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    km = np.array([5.0, 9.0, 1.0, 2.0])
    small = problem([40, 30], [35, 20], offer, room)
    large = problem([40, 30], [35, 20], np.tile(offer, 1000), np.tile(room, 1000))
    assert np.isclose(solve(small, [km]) @ km, solve(large, [np.tile(km, 1000)]) @ np.tile(km, 1000))
