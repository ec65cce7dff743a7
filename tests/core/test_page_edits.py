import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.page_edits import (
    added,
    box_of,
    column_box,
    column_of,
    freed,
    joined_to_above,
    kept_within,
    removed,
    snapped,
    with_box,
)
from core.page_layouts import Item, Layout
from core.page_templates import template

LAYOUT = template("A3")
LEGEND = next(place for place, item in enumerate(LAYOUT.items) if item.kind == "legend")
SIDES = st.floats(5.0, 250.0)


def test_legend_cards_names_and_account_are_one_column() -> None:
    column = column_of(LAYOUT, LEGEND + 1)
    assert [LAYOUT.items[place].kind for place in column] == ["legend", "findings", "names", "account", "chart"]
    assert column_box(LAYOUT, LEGEND) == column_box(LAYOUT, LEGEND + 2)


@given(SIDES, SIDES, SIDES, SIDES)
def test_a_column_takes_the_box_that_it_is_given(left: float, top: float, width: float, height: float) -> None:
    moved = with_box(LAYOUT, LEGEND + 1, (left, top, width, height))
    assert column_box(moved, LEGEND) == pytest.approx((left, top, width, height))
    back = with_box(moved, LEGEND, column_box(LAYOUT, LEGEND))
    for item, old in zip(back.items, LAYOUT.items, strict=True):
        assert box_of(item) == pytest.approx(box_of(old))


@given(st.floats(-500, 900), st.floats(-500, 900), st.floats(3, 900), st.floats(3, 900))
def test_a_box_is_kept_on_the_paper(left: float, top: float, width: float, height: float) -> None:
    x, y, across, down = kept_within((left, top, width, height), LAYOUT)
    assert 0 <= x <= x + across <= LAYOUT.width + 1e-9
    assert 0 <= y <= y + down <= LAYOUT.height + 1e-9


def test_who_leaves_a_column_lets_the_others_close_up() -> None:
    alone = freed(LAYOUT, LEGEND + 1, (10.0, 20.0, 80.0, 60.0))
    assert box_of(alone.items[-1]) == (10.0, 20.0, 80.0, 60.0)
    assert [alone.items[place].kind for place in column_of(alone, LEGEND)] == ["legend", "names", "account", "chart"]
    assert freed(LAYOUT, LEGEND, (1.0, 1.0, 9.0, 9.0)) == LAYOUT


def test_who_joins_stands_beneath_the_one_before() -> None:
    layout = Layout("two", 200, 100, (Item("legend", 10, 10, 50, 40), Item("account", 90, 70, 30, 20)))
    joined = joined_to_above(layout, 1)
    assert box_of(joined.items[1]) == (10, 50, 50, 20)
    assert list(column_of(joined, 0)) == [0, 1]


def test_the_next_of_a_column_takes_the_place_of_a_head_that_is_removed() -> None:
    without = removed(LAYOUT, LEGEND)
    assert without.items[LEGEND].kind == "findings"
    assert not without.items[LEGEND].joined
    assert without.items[LEGEND].top == LAYOUT.items[LEGEND].top


def test_a_new_item_lies_on_the_paper() -> None:
    item = added(LAYOUT, Item("text", 900, 900, 60, 10, "{title}")).items[-1]
    assert (item.right, item.bottom) == (LAYOUT.width, LAYOUT.height)


def test_a_box_that_comes_near_a_line_is_drawn_to_it() -> None:
    layout = Layout("two", 200, 100, (Item("map", 20, 20, 60, 40), Item("legend", 100, 50, 50, 30)))
    drawn = snapped(layout, 1, (100.8, 20.6, 50, 30), 1.0)
    assert drawn.box == (100.0, 20.0, 50, 30)  # the middle of the paper, the upper edge of the map
    assert (drawn.upright, drawn.level) == ((100.0,), (20.0,))
    assert snapped(layout, 1, (110.0, 33.0, 50, 30), 0.5).box == (110.0, 33.0, 50, 30)


def test_a_side_in_the_hand_is_drawn_and_the_other_stays() -> None:
    layout = Layout("two", 200, 100, (Item("map", 20, 20, 60, 40), Item("legend", 100, 30, 50, 30)))
    drawn = snapped(layout, 1, (79.3, 30.0, 70.7, 29.5), 1.0, sides="left bottom")
    assert drawn.box == pytest.approx((80.0, 30.0, 70.0, 30.0))
