from hypothesis import given
from hypothesis import strategies as st

from app.cell_blocks import block_text, parse_block, plan_paste, repeated
from core.fields import FIELDS

cells = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\x00"), max_size=8)


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=4)))
def test_a_block_comes_back_from_the_clipboard_as_it_was(block: list[list[str]]) -> None:
    assert parse_block(block_text(block)) == block


def test_a_block_from_a_spreadsheet_ends_with_a_line_end() -> None:
    assert parse_block('甲\t1\r\n"two\nlines"\t\r\n') == [["甲", "1"], ["two\nlines", ""]]


def test_one_cell_fills_every_chosen_cell() -> None:
    assert repeated([["x"]], 2, 3) == [["x", "x", "x"], ["x", "x", "x"]]
    assert repeated([["a"], ["b"]], 4, 1) == [["a"], ["b"], ["a"], ["b"]]
    assert repeated([["a"], ["b"]], 3, 1) == [["a"], ["b"]]


def test_nothing_of_a_pasted_block_vanishes() -> None:
    amounts = FIELDS["flow_amount"]
    start = next(place for place, each in enumerate(amounts) if each.column == "value_entered")
    fields = amounts[start : start + 3]  # amount, unit, and the computed base value
    planned = plan_paste([["1", "t", "1", "beyond"], ["2", "t", "", ""]], [7], fields, lambda row, column: "")
    assert planned.changes == {7: {"value_entered": "1", "unit_entered": "t"}}
    assert planned.beyond == [{"value_entered": "2", "unit_entered": "t"}]
    assert (planned.computed, planned.outside) == (1, 1)


def test_cells_that_hold_the_same_already_are_left_alone() -> None:
    assert plan_paste([["甲", "乙"]], [7], FIELDS["source"][:2], lambda row, column: "甲").changes == {
        7: {"publisher": "乙"}
    }
