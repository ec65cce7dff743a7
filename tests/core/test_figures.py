"""Which figure of a link counts: parts are added, statements compared, the better grade and the newer source win."""

import numpy as np
import pytest

from core.figures import figures, for_year, latest_year
from core.records import insert
from core.series import link_sides
from core.text import Text


@pytest.fixture
def state(project):
    """A function that enters one link with statements about it and returns its figures."""

    def enter(*statements, year=None):
        with project.edit(Text("Enter a link")) as db:
            (firm,) = insert(db, "actor", [{"name": "A"}])
            (ash,) = insert(db, "commodity", [{"name": "ash", "base_unit": "t"}])
            (flow,) = insert(db, "flow", [{"sender_id": firm, "commodity_id": ash}])
            insert(db, "source", [{"title": "old", "date": "2023-05-01"}, {"title": "new", "date": "2025-01-31"}])
            insert(db, "flow_amount", [{"flow_id": flow, **statement} for statement in statements])
        return figures(for_year(project.snapshot(), year)[0])

    return enter


def test_parts_of_one_statement_are_added_with_their_spread(state):
    # A quarter each; independent spreads add as squares: sqrt(3^2 + 4^2) = 5.
    found = state({"value": 10.0, "sd": 3.0, "period": "Q1"}, {"value": 20.0, "sd": 4.0, "period": "Q2"})
    assert (found.value[0], found.sd[0], found.unit[0], found.competing[0]) == (30.0, 5.0, "t", False)
    assert found.counted.all()


def test_documents_without_a_period_are_parts(state):
    found = state({"value": 10.0, "document": "M-1"}, {"value": 20.0, "document": "M-2"})
    assert (found.value[0], found.competing[0]) == (30.0, False)


def test_two_figures_of_one_source_for_the_same_period_are_compared_and_the_last_counts(state):
    found = state({"value": 10.0, "period": "Q1"}, {"value": 12.0, "period": "Q1"}, {"value": 5.0, "period": "Q2"})
    assert (found.value[0], found.competing[0], found.counted.tolist()) == (17.0, True, [False, True, True])


def test_figure_for_the_whole_year_stands_instead_of_its_months(state):
    found = state({"value": 100.0}, {"value": 9.0, "period": "2025-01"}, {"value": 8.0, "document": "M-1"})
    assert (found.value[0], found.competing[0]) == (100.0, True)


def test_sum_is_as_good_as_its_weakest_part(state):
    found = state(
        {"value": 1.0, "grade": "audited", "period": "Q1"}, {"value": 2.0, "grade": "estimate", "period": "Q2"}
    )
    assert (found.value[0], found.grade[0]) == (3.0, "estimate")


def test_figures_of_both_sides_are_compared_and_never_added(state):
    found = state({"value": 12.0, "origin": "receiver"}, {"value": 10.0, "origin": "sender"})
    assert (found.value[0], found.origin[0], found.competing[0]) == (10.0, "sender", True)
    assert found.counted.tolist() == [False, True]


@pytest.mark.parametrize(
    ("better", "worse"), [("audited", "declared"), ("declared", "surveyed"), ("surveyed", "estimate"), ("estimate", "")]
)
def test_better_grade_counts_whatever_the_source(state, better, worse):
    found = state({"value": 1.0, "grade": worse, "source_id": 2}, {"value": 2.0, "grade": better, "source_id": 1})
    assert (found.value[0], found.grade[0]) == (2.0, better)


def test_newer_source_counts_at_equal_grade(state):
    found = state({"value": 1.0, "source_id": 2}, {"value": 2.0, "source_id": 1}, {"value": 3.0})
    assert (found.value[0], found.competing[0]) == (1.0, True)


def test_known_figure_counts_before_an_unknown_one_of_better_grade(state):
    found = state({"value": None, "grade": "audited"}, {"value": 2.0, "grade": "estimate", "origin": "estimate"})
    assert (found.value[0], found.grade[0], found.competing[0]) == (2.0, "estimate", False)


def test_statement_with_an_unknown_part_is_partial(state):
    found = state({"value": 10.0, "period": "Q1"}, {"value": None, "period": "Q2"})
    assert (found.value[0], found.partial[0], found.counted.tolist()) == (10.0, True, [True, False])


def test_figure_of_which_only_parts_are_known_is_not_whole(state):
    found = state({"value": 10.0, "period": "Q1"}, {"value": None, "period": "Q2"})
    assert np.isnan(found.whole[0])
    assert np.isnan(found.whole[0]) != np.isnan(found.value[0])


def test_sides_of_a_link_are_summed_as_its_figure_is(state, project):
    # The sender's figure for the year stands instead of its January, so that both sides state 1000.
    sender = [{"value": 1000.0}, {"value": 500.0, "period": "2024-01"}]
    rows = [{"year": 2024, "origin": "sender", **row} for row in sender]
    assert state(*rows, {"value": 1000.0, "year": 2024, "origin": "receiver"}).value[0] == 1000.0
    assert link_sides(for_year(project.snapshot())[0]) == {}


def test_sides_that_differ_stand_in_the_order_of_their_grades(state, project):
    rows = [
        {"value": 10.0, "origin": "sender", "grade": "estimate"},
        {"value": 12.0, "origin": "receiver", "grade": "audited"},
    ]
    state(*rows)
    (sides,) = link_sides(for_year(project.snapshot())[0]).values()
    assert [(side.origin, side.value) for side in sides] == [("receiver", 12.0), ("sender", 10.0)]


def test_unknown_amount_stays_unknown(state):
    found = state({"value": None})
    assert np.isnan(found.value[0])
    assert (found.partial[0], found.counted[0]) == (False, False)


def test_link_without_statements_is_unknown(state):
    found = state()
    assert np.isnan([found.value[0], found.sd[0]]).all()
    assert (found.origin[0], found.grade[0]) == ("", "")


def test_sd_that_nobody_stated_is_unknown(state):
    assert np.isnan(state({"value": 10.0}).sd[0])


def test_year_of_the_figures_is_the_asked_one_or_the_latest_known(state, project):
    rows = [{"value": 1.0, "year": 2023}, {"value": 2.0, "year": 2024}, {"value": None, "year": 2025}]
    assert state(*rows).value[0] == 2.0
    snapshot = project.snapshot()
    assert (latest_year(snapshot), for_year(snapshot)[1], for_year(snapshot, 2023)[1]) == (2024, 2024, 2023)
    assert np.isnan(figures(for_year(snapshot, 2025)[0]).value[0])


def test_project_without_amounts_has_no_year_and_no_figures(project):
    snapshot, year = for_year(project.snapshot())
    assert (year, len(figures(snapshot).value)) == (None, 0)


def test_figures_of_the_six_firms_are_those_of_the_worked_example(small_cluster):
    snapshot, _ = for_year(small_cluster.snapshot())
    value = figures(snapshot).value
    inputs, outputs = value[snapshot.flow.sender < 0].sum(), value[snapshot.flow.receiver < 0].sum()
    assert (inputs, outputs) == (220_000.0, 220_000.0)  # z = 60+70+50+30+10 kt; exports 178 and losses 42 kt
