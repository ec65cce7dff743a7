"""Whose figures differ between two states, and what is updated from an earlier state is what comes from nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.account_books import account_books, updated_books
from core.changed_rows import Changed, changed_rows
from core.energy_indicators import energy_of, updated_energy
from core.figures import for_year
from core.indicators import Request
from core.snapshot import Snapshot
from core.steps import quietly

NOBODY: frozenset[int] = frozenset()


@pytest.fixture(scope="module")
def park(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The teaching park in its usual year."""
    return for_year(sample_shot("teaching", "en"), None)[0]


def with_value(snapshot: Snapshot, table: str, column: str, row: int, value: Any) -> Snapshot:
    rows = getattr(snapshot, table)
    values = getattr(rows, column).copy()
    values[row] = value
    return replace(snapshot, **{table: replace(rows, **{column: values})})


def without(snapshot: Snapshot, table: str, row: int) -> Snapshot:
    return snapshot.of_rows({table: np.arange(len(getattr(snapshot, table))) != row})


def ends(snapshot: Snapshot, link: int) -> Changed:
    flow = snapshot.flow
    known = frozenset(int(end) for end in (flow.sender[link], flow.receiver[link]) if end >= 0)
    return Changed(known, frozenset({int(flow.commodity[link])}))


def test_two_equal_states_differ_in_nobody(park: Snapshot) -> None:
    copied = replace(park, flow=replace(park.flow, kind=park.flow.kind.copy()))
    assert changed_rows(park, copied) == Changed(NOBODY, NOBODY)


def test_another_amount_concerns_the_ends_of_its_link_and_its_commodity(park: Snapshot) -> None:
    now = with_value(park, "flow_amount", "value", 3, 4711.0)
    assert changed_rows(park, now) == ends(park, int(park.flow_amount.flow[3]))


def test_a_link_that_is_gone_concerns_its_ends_though_all_later_rows_have_moved(park: Snapshot) -> None:
    assert changed_rows(park, without(park, "flow", 2)) == ends(park, 2)
    assert changed_rows(without(park, "flow", 2), park) == ends(park, 2)


def test_an_unknown_number_is_the_same_as_an_unknown_number(park: Snapshot) -> None:
    unknown = with_value(park, "statistic", "value", 1, np.nan)
    again = with_value(park, "statistic", "value", 1, np.nan)
    assert changed_rows(unknown, again) == Changed(NOBODY, NOBODY)


def test_a_renamed_firm_or_a_figure_of_a_region_may_concern_everybody(park: Snapshot) -> None:
    assert changed_rows(park, with_value(park, "actor", "name", 0, "Renamed works")) is None
    assert changed_rows(park, with_value(park, "statistic", "actor", 0, -1)) is None


def test_of_tables_apart_nothing_is_asked(park: Snapshot) -> None:
    now = with_value(park, "emission", "mass", 0, 4711.0)
    assert changed_rows(park, now, ("emission",)) == Changed(NOBODY, NOBODY)
    assert changed_rows(park, now) == Changed(frozenset({int(park.emission.actor[0])}), NOBODY)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("flow_amount", "value", 4711.0), ("statistic", "value", 37.0), ("stock", "closing", 12.0),
        ("flow", "sender", 5), ("flow", "commodity", 1), ("actor", "name", "Renamed works"),
    ],
)  # fmt: skip
def test_updated_books_are_those_from_nothing(park: Snapshot, table: str, column: str, value: Any) -> None:
    now, year, request = with_value(park, table, column, 0, value), 2024, Request(2024)
    before = account_books(park, year, quietly)
    assert updated_books(before, now, year, quietly).accounts == account_books(now, year, quietly).accounts
    known = energy_of(park, request)
    assert updated_energy(known, now, request).results == energy_of(now, request).results
