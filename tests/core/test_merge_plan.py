"""The three-way merge on small tables worked by hand, and on random histories."""

import itertools
import random
from typing import Any

import pytest

from core.merge_plan import Plan, plan_merge
from core.merge_values import Amount, fold, read, same, written
from tests.core.merge_histories import copied, edited, merged, plain_state, random_rows

BASE = {"actor": {"p": {"name": "Power", "scale": "large", "status": "running", "credit_code": ""}}}


def sides(office: dict[str, Any] | None, returned: dict[str, Any] | None, base: dict[str, Any] = BASE) -> Plan:
    """The plan where each side changed these fields of the one firm (None: deleted it)."""
    rows = []
    for change in (office, returned):
        tables = copied(base)
        if change is None:
            del tables["actor"]["p"]
        else:
            tables["actor"]["p"] |= change
        rows.append(tables)
    return plan_merge(base, *rows, packet="a")


def test_the_same_edit_in_office_and_field_is_no_conflict() -> None:  # T16
    plan = sides({"scale": "small"}, {"scale": "small"})
    assert plan.counts == {"adds": 0, "updates": 0, "equal": 1, "conflicts": 0, "deletes": 0}


def test_two_columns_of_one_row_edited_by_two_people_are_both_kept() -> None:  # T17
    plan = sides({"scale": "small"}, {"status": "ended"})
    assert plan.updates == {"actor": {"p": {"status": "ended"}}}
    assert not plan.conflicts


def test_a_row_that_the_office_deleted_and_the_field_edited_is_shown() -> None:  # T18
    (one,) = sides(None, {"status": "ended"}).conflicts
    assert (one.kind, one.uid, one.returned["status"]) == ("deleted", "p", "ended")


def test_a_deletion_is_a_question_and_against_an_edit_tells_both() -> None:
    (one,) = sides({}, None).conflicts
    (other,) = sides({"scale": "small"}, None).conflicts
    assert one.kind == other.kind == "delete"
    assert (other.base["scale"], other.office["scale"]) == ("large", "small")


def test_what_both_deleted_or_one_deleted_unchanged_is_settled() -> None:
    assert sides(None, None).counts == sides(None, {}).counts == Plan().counts


def test_an_office_value_newer_than_the_packet_is_shown_beside_the_base() -> None:  # T23
    (one,) = sides({"scale": "small"}, {"scale": "medium"}).conflicts
    assert (one.base, one.office, one.returned) == ("large", "small", "medium")


def test_both_sides_add_rows_under_their_own_uids() -> None:  # T19, E13
    office, returned = copied(BASE), copied(BASE)
    office["actor"]["o"] = {"name": "Office's firm"}
    returned["actor"]["r"] = {"name": "Field's firm"}
    assert plan_merge(BASE, office, returned).adds == {"actor": {"r": {"name": "Field's firm"}}}


def test_an_added_column_is_asked_about_and_a_missing_one_changes_nothing() -> None:  # E15
    returned: dict[str, dict[str, dict[str, Any]]] = {"actor": {"p": {"name": "Power", "boilers": 3}}}
    plan = plan_merge(BASE, copied(BASE), returned)
    assert [(one.field, one.returned, one.kind) for one in plan.conflicts] == [("boilers", 3, "column")]
    assert not plan.updates


def test_a_commodity_that_both_sides_added_is_one_and_links_follow() -> None:
    office = {"commodity": {"o": {"name": "Steam", "base_unit": "GJ"}}, "flow": {}}
    returned = {"commodity": {"r": {"name": "Steam", "base_unit": ""}}, "flow": {"f": {"commodity_id": "r"}}}
    plan = plan_merge({}, office, returned)
    assert plan.adds == {"flow": {"f": {"commodity_id": "o"}}}
    assert not plan.conflicts


def test_two_firms_of_one_credit_code_are_both_kept_and_the_code_is_asked_about() -> None:
    office, returned = copied(BASE), copied(BASE)
    office["actor"]["o"] = {"name": "O", "credit_code": "X"}
    returned["actor"]["r"] = {"name": "R", "credit_code": "X"}
    plan = plan_merge(BASE, office, returned)
    assert plan.adds["actor"]["r"] == {"name": "R", "credit_code": ""}
    assert [(one.kind, one.returned) for one in plan.conflicts] == [("key", "X")]


def test_packets_that_differ_leave_the_base_until_decided() -> None:
    packets = [("a", {"actor": {"p": {"scale": "small"}}}), ("b", {"actor": {"p": {"scale": "medium"}}})]
    one, other = merged(BASE, BASE, packets), merged(BASE, BASE, reversed(packets))
    assert one.rows["actor"]["p"]["scale"] == other.rows["actor"]["p"]["scale"] == "large"
    assert set(one.conflicts) == set(other.conflicts)
    assert len(one.conflicts) == 2


def test_a_packet_made_after_another_was_merged_follows_it() -> None:
    office = merged(BASE, BASE, [("a", {"actor": {"p": {"scale": "small"}}})])
    office.base = copied(office.rows)
    office.merge({"actor": {"p": {"scale": "medium"}}}, "b")
    assert office.rows["actor"]["p"]["scale"] == "medium"
    assert not office.conflicts


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (3.5, "3.50", True),
        ("", None, True),
        ("3.5", "3.50", False),  # of a text, such as a document's number
        (Amount(3.5, "kt"), Amount("3500", "t"), True),
        (Amount(3.5, "kt"), Amount(3.5, "t"), False),
        (Amount(None, "t"), Amount(0.0, "t"), False),
        ((113.1, 23.0), (113.1, 23.0), True),
        (True, 1, True),
    ],
)
def test_values_are_compared_by_what_they_mean(one: object, other: object, equal: bool) -> None:
    assert same(one, other) is same(other, one) is equal


def test_an_amount_and_its_unit_are_one_field_and_are_written_and_read() -> None:
    row = fold("flow_amount", {"value_entered": 3.5, "unit_entered": "kt", "value": 3500.0, "note": ""})
    assert row == {"value_entered": Amount(3.5, "kt"), "note": ""}
    for value in (row["value_entered"], (113.1, 23.0), None, "x", b"\x01", {"a": (1, 2)}):
        assert read(written(value)) == value


@pytest.mark.parametrize("seed", range(40))
def test_no_order_of_packets_changes_what_stands_and_what_is_open(seed: int) -> None:
    draw = random.Random(seed)
    base = random_rows(draw, 4)
    office = edited(draw, base, 3, "o")
    packets = [(f"p{place}", edited(draw, base, 5, f"p{place}_")) for place in range(3)]
    first = merged(base, office, packets)
    assert all(
        plain_state(merged(base, office, order)) == plain_state(first) for order in itertools.permutations(packets)
    )
    added = [rows["actor"].keys() - base["actor"].keys() for _, rows in packets]
    assert first.rows["actor"].keys() == office["actor"].keys() | set().union(*added)
    before = plain_state(first)
    for name, rows in packets:
        plan = first.merge(rows, name)
        assert not any((plan.adds, plan.updates, plan.claims))
    assert plain_state(first) == before
