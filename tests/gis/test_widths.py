import numpy as np
import pytest

from core.width_laws import CLASSES, ROOT
from gis.widths import THINNEST, WIDEST, widths_for

TONNES = np.array(["t"] * 4, dtype=object)


def test_widths_are_exactly_in_proportion_above_the_thinnest() -> None:
    widths = widths_for(np.array([100.0, 50.0, 25.0, 1.0]), TONNES)
    drawn = widths.of(np.array([100.0, 50.0, 25.0, 1.0]), TONNES)
    assert drawn == pytest.approx([WIDEST, WIDEST / 2, WIDEST / 4, THINNEST])


def test_each_unit_has_its_own_scale() -> None:
    unit = np.array(["t", "GJ"] * 3, dtype=object)
    amount = np.array([10.0, 5000.0] * 3)
    assert widths_for(amount, unit).of(amount, unit) == pytest.approx([WIDEST] * 6)


def test_a_unit_with_two_amounts_gets_half_of_the_widest_line() -> None:
    unit = np.array(["t", "t", "t", "GJ", "GJ"], dtype=object)
    amount = np.array([10.0, 5.0, 5.0, 5000.0, 2500.0])
    drawn = widths_for(amount, unit).of(amount, unit)
    assert drawn == pytest.approx([WIDEST, WIDEST / 2, WIDEST / 2, WIDEST / 2, WIDEST / 4])


def test_an_unknown_amount_gets_the_thinnest_line() -> None:
    widths = widths_for(np.array([100.0, np.nan, 3.0, 2.0]), TONNES)
    assert widths.of(np.array([np.nan]), TONNES[:1]) == pytest.approx([THINNEST])


def test_a_slip_by_a_thousand_does_not_make_all_other_lines_thin() -> None:
    amount = np.array([420.0, 180.0, 90.0, 250_000.0])
    widths = widths_for(amount, TONNES)
    assert widths.top == {"t": 420.0}
    assert widths.exceeds(amount, TONNES).tolist() == [False, False, False, True]
    assert widths.of(amount, TONNES)[3] == pytest.approx(WIDEST)


def test_amounts_that_lie_far_apart_from_one_another_have_no_outlier() -> None:
    amount = np.array([1.0, 100.0, 10_000.0, 1_000_000.0])
    assert widths_for(amount, TONNES).top == {"t": 1_000_000.0}


def test_many_links_are_all_drawn_thinner() -> None:
    amount, unit = np.linspace(50, 100, 480), np.array(["t"] * 480, dtype=object)
    # 480 links are sixteen times thirty: half the width (fourth root).
    assert widths_for(amount, unit).widest == pytest.approx(WIDEST / 2)


def test_the_least_amount_is_where_the_thinnest_line_begins() -> None:
    widths = widths_for(np.array([84.0, 42.0, 3.0, 2.0]), TONNES)
    assert widths.least("t") == pytest.approx(84.0 * THINNEST / WIDEST)


def test_lines_are_thinner_on_a_small_paper() -> None:
    amount = np.array([100.0, 50.0, 25.0, 1.0])
    assert widths_for(amount, TONNES, 30_000.0).widest == pytest.approx(WIDEST * 0.5**0.5)
    assert widths_for(amount, TONNES, 3_000.0).widest == pytest.approx(WIDEST / 2)


def test_thirty_two_is_drawn_narrower_than_forty_by_both_laws_that_follow_the_amount() -> None:
    amount = np.array([100.0, 40.0, 32.0, 1.0])
    linear = widths_for(amount, TONNES).of(amount, TONNES)
    root = widths_for(amount, TONNES, law=ROOT).of(amount, TONNES)
    assert linear[2] / linear[1] == pytest.approx(32 / 40)
    assert root[2] / root[1] == pytest.approx((32 / 40) ** 0.5)


def test_by_the_square_root_four_times_the_amount_is_twice_as_wide() -> None:
    amount = np.array([100.0, 25.0, 6.25, 1.0])
    widths = widths_for(amount, TONNES, law=ROOT)
    assert widths.of(amount, TONNES)[:3] == pytest.approx([WIDEST, WIDEST / 2, WIDEST / 4])
    assert widths.of(np.array([widths.least("t")]), TONNES[:1]) == pytest.approx([THINNEST])


def test_classes_begin_at_round_amounts_and_all_of_a_class_are_equally_wide() -> None:
    # From 420: a third is 140, rounded to 100; a tenth 42, rounded to 20; a thirtieth 14, rounded to 10.
    amount = np.array([420.0, 100.0, 99.0, 20.0])
    widths = widths_for(amount, TONNES, law=CLASSES)
    assert [floor for floor, _ in widths.classes("t")] == pytest.approx([100.0, 20.0, 10.0])
    drawn = widths.of(np.array([420.0, 100.0, 99.0, 20.0]), TONNES)
    assert drawn == pytest.approx([WIDEST, WIDEST, 0.6 * WIDEST, 0.6 * WIDEST])
    assert widths.of(np.array([9.9, np.nan]), TONNES[:2]) == pytest.approx([THINNEST, THINNEST])


@pytest.mark.parametrize("law", ["linear", ROOT, CLASSES])
def test_a_billionth_beside_a_billion_is_drawn_at_the_thinnest(law: str) -> None:
    amount = np.array([1e-9, 1e9, 5e8, 9e8])
    drawn = widths_for(amount, TONNES, law=law).of(amount, TONNES)
    assert np.isfinite(drawn).all()
    assert drawn[0] == pytest.approx(THINNEST)
    assert drawn[1] == pytest.approx(WIDEST)
