"""What air and river can carry, by the worked numbers of the methods' standards."""

import pytest

from core.carrying_capacity import air_capacity, river_capacity
from core.errors import UserError
from core.i18n import show


def test_the_air_of_three_zones_carries_what_the_a_value_method_says() -> None:
    assert air_capacity(5, [0.06], [30, 20, 50]) == pytest.approx(3.0e4)
    assert air_capacity(5, [0.06], [30, 20, 50], background=0.02) == pytest.approx(2.0e4)


def test_each_zone_may_have_its_own_standard() -> None:
    assert air_capacity(5, [0.06, 0.06, 0.03], [30, 20, 50]) == pytest.approx(2.25e4)


def test_a_reach_carries_what_mixes_and_what_decays_on_its_way() -> None:
    grams = river_capacity(10, 20, 15, decay=0.2, length=10, speed=0.3) / 31.536
    assert grams == pytest.approx(63.544, abs=5e-4)
    assert river_capacity(10, 20, 15, decay=0.2, length=10, speed=0.3) == pytest.approx(2003.9, abs=0.05)
    assert river_capacity(10, 20, 15) == pytest.approx(1576.8)


def test_a_river_that_comes_dirty_must_be_relieved() -> None:
    assert river_capacity(10, 20, 25) == pytest.approx(-1576.8)


@pytest.mark.parametrize("numbers", [(0, [0.06], [30]), (5, [0.06], [-1]), (5, [float("nan")], [30])])
def test_numbers_that_cannot_be_are_named(numbers: tuple[float, list[float], list[float]]) -> None:
    with pytest.raises(UserError):
        air_capacity(*numbers)


def test_two_standards_do_not_serve_three_zones() -> None:
    with pytest.raises(UserError, match="standards for"):
        air_capacity(5, [0.06, 0.08], [30, 20, 50])


@pytest.mark.parametrize(
    ("flow", "decay", "length", "speed", "said"),
    [
        (1e12, 0.2, 10, 0.3, "flow"),
        (2, 0.2, 40, 0.001, "463 days"),
        (2, 1000, 1, 0.01, "decay in the reach"),
    ],
)
def test_a_river_that_cannot_be_is_refused(flow: float, decay: float, length: float, speed: float, said: str) -> None:
    with pytest.raises(UserError) as refused:
        river_capacity(flow, 20, 0, decay, length, speed)
    assert said in show(refused.value.sentence, "en")
