"""Firms that would complete a chain: the worked example of three plants and two sites, and what never happens."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.columns import Numbers
from core.complement_chains import Bid, Taken, choose, fill, recovery_factor

# METHODS 5.5: fly ash 15 and 25, red mud 60, waste wood 20 kt; avoided 60, 70 and 120 yuan/t, 1 yuan per t and km.
AMOUNTS = np.array([15.0, 25.0, 60.0, 20.0])
PLACES = np.array([[0.0, 0.0], [12.0, 1.0], [10.0, 0.0], [2.0, 3.0]])
AVOIDED = np.array([60.0, 60.0, 70.0, 120.0])
ASH, MUD, WOOD = 0, 1, 2
SITES = {"a": np.array([1.0, 0.0]), "b": np.array([10.0, 1.0])}
# Kinds that are taken with the most of each, capacity in kt, investment in M yuan, running cost and revenue in yuan/t.
PLANTS = {
    "wood-plastic": ({WOOD: 1.0}, 30.0, 5.0, 60.0, 300.0),
    "ceramsite": ({ASH: 1.0, MUD: 1.0}, 60.0, 15.0, 45.0, 90.0),
    "bricks": ({ASH: 1.0, MUD: 0.3}, 50.0, 8.0, 20.0, 55.0),
}


def bid(plant: str, site: str) -> Bid:
    most, capacity, investment, running, revenue = PLANTS[plant]
    kinds = list(most)
    kind = np.array([kinds.index(waste) if waste in kinds else -1 for waste in (ASH, ASH, MUD, WOOD)])
    worth = AVOIDED + revenue - running - np.hypot(*(PLACES - SITES[site]).T)
    fixed = recovery_factor() * investment * 1000  # thousand yuan, as kt times yuan/t
    return Bid(worth, kind, np.zeros(len(kinds)), np.array(list(most.values())), capacity, fixed)


def test_an_investment_is_paid_back_in_15_years_at_10_per_cent() -> None:
    assert recovery_factor(0.10, 15) == pytest.approx(0.131474, abs=5e-7)


@pytest.mark.parametrize(
    ("plant", "site", "net", "taken", "closed"),
    [
        ("wood-plastic", "a", 6.479, 20.0, 0.167), ("wood-plastic", "b", 6.378, 20.0, 0.167),
        ("ceramsite", "b", 4.868, 60.0, 0.50), ("ceramsite", "a", 4.388, 60.0, 0.50),
        ("bricks", "b", 3.683, 50.0, 0.417), ("bricks", "a", 3.477, 50.0, 0.417),
    ],
)  # fmt: skip
def test_each_plant_of_the_worked_example_is_worth_that_much_at_each_site(
    plant: str, site: str, net: float, taken: float, closed: float
) -> None:
    found = fill(AMOUNTS, bid(plant, site))
    assert found.net / 1000 == pytest.approx(net, abs=5e-4)
    assert found.flow.sum() == pytest.approx(taken)
    assert found.flow.sum() / AMOUNTS.sum() == pytest.approx(closed, abs=5e-4)


def test_the_two_best_plants_together_are_worth_11_347_and_take_80() -> None:
    names = [(plant, site) for plant in PLANTS for site in SITES]
    found = choose(AMOUNTS, [bid(*name) for name in names], 2)
    assert {names[place] for place in found.built} == {("wood-plastic", "a"), ("ceramsite", "b")}
    assert found.net / 1000 == pytest.approx(11.347, abs=5e-4)
    assert found.flow.sum() == pytest.approx(80.0)
    assert not found.late


def test_by_tonnes_the_order_is_another() -> None:
    found = {plant: fill(AMOUNTS, bid(plant, "b")) for plant in PLANTS}
    by_net, by_tonnes = (sorted(PLANTS, key=key) for key in (lambda p: -found[p].net, lambda p: -found[p].flow.sum()))
    assert by_net == ["wood-plastic", "ceramsite", "bricks"]
    assert by_tonnes == ["ceramsite", "bricks", "wood-plastic"]


def test_a_least_share_of_what_is_not_there_leaves_a_plant_empty() -> None:
    half = Bid(np.ones(2), np.array([0, 1]), np.array([0.5, 0.0]), np.ones(2), 100.0, 7.0)
    assert fill(np.array([30.0, 80.0]), half).flow.tolist() == [[30.0, 30.0]]
    assert fill(np.array([0.0, 80.0]), half).flow.sum() == 0
    assert fill(np.array([0.0, 80.0]), half).net == -7.0
    assert choose(np.array([0.0, 80.0]), [half], 3).built.tolist() == []


def within(amounts: Numbers, bids: list[Bid], found: Taken) -> None:
    assert (found.flow.sum(axis=0) <= amounts * (1 + 1e-7) + 1e-7).all()
    for row, one in zip(found.flow, bids, strict=True):
        assert row.sum() <= one.capacity * (1 + 1e-7)
        for number, most in enumerate(one.most.tolist()):
            assert row[one.kind == number].sum() <= most * row.sum() + 1e-6 * one.capacity


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 60), st.integers(0, 2)), min_size=1, max_size=5),
       st.floats(0.1, 1.0), st.sampled_from([1e-3, 1.0, 1e7]))  # fmt: skip
def test_no_amount_is_taken_twice_and_a_further_plant_never_takes_away(
    told: list[tuple[int, int, int]], most: float, factor: float
) -> None:
    amounts, worth, kind = (np.array(column, dtype=np.float64) for column in zip(*told, strict=True))
    kinds = kind.astype(np.int64) - 1
    bids = [Bid(worth + place, kinds, np.zeros(2), np.array([most, 1.0]), 40.0 * factor, 90.0 * place * factor)
            for place in range(3)]  # fmt: skip
    worths = [choose(amounts * factor, bids, count) for count in (1, 2, 3)]
    for found in worths:
        within(amounts * factor, bids, found)
    assert worths[0].net >= -1e-6 * factor
    assert all(more.net >= less.net - 1e-6 * factor for less, more in pairwise(worths))
    assert worths[0].net >= max(fill(amounts * factor, one).net for one in bids) - 1e-5 * factor
