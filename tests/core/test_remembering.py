"""An analysis that remembers what it computed before the last edits comes to what one from nothing comes to."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import steps
from core.analysis import Analysis, analyse
from core.catalogues import table
from core.indicator_own import plain_quantities
from core.indicators import Request
from core.kinds import SUMS_ONLY
from core.model import TABLES
from core.network_indicators import updated_network
from core.remembering import Memory
from core.snapshot import Snapshot
from core.system_memory import carry_over
from core.system_quantities import measure
from core.system_scope import Scope, scope_of

VALUES = (0.0, 0.4, 37.0, 52_000.0, np.nan)
NUMBERS = (
    ("flow_amount", "value"), ("statistic", "value"), ("stock", "closing"), ("emission", "mass"),
    ("capacity", "value"), ("statistic", "year"),
)  # fmt: skip
WORDS = (
    ("flow", "kind", ("waste", "by-product", "material", "water", "energy")), ("flow", "status", ("running", "ended")),
    ("actor", "role", ("producer", "treatment", "consumer")), ("actor", "name", ("Renamed works",)),
    ("flow_amount", "origin", ("sender", "receiver")), ("statistic", "grade", ("audited", "estimated")),
    ("source", "permitted_use", ("public", SUMS_ONLY)), ("commodity", "hazard", ("", "T")),
)  # fmt: skip
WAYS = ("number", "word", "end", "copied", "rows", "added", "rule", "undone")
RULES = [line for line in table("tables/rules.csv") if line["value"]]
QUANTITIES = sorted(plain_quantities())[::5]
HELD = ("id", "uid", "parent")  # what tells rows apart, and regions that lie within each other

Edit = tuple[str, int, int]  # what is done, to which row, with which value


@pytest.fixture(scope="module")
def park(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The teaching park."""
    return sample_shot("teaching", "en")


def with_value(snapshot: Snapshot, table: str, column: str, row: int, value: Any) -> Snapshot:
    rows = getattr(snapshot, table)
    if not len(rows):
        return snapshot
    values = getattr(rows, column).copy()
    values[row % len(rows)] = value
    return replace(snapshot, **{table: replace(rows, **{column: values})})


def with_row(snapshot: Snapshot, table: str, given: dict[str, Any]) -> Snapshot:
    """A snapshot with one more row, which tells nothing but what is given."""
    rows = getattr(snapshot, table)
    columns = {}
    for column in fields(rows):
        values = getattr(rows, column.name)
        more = np.empty((1, *values.shape[1:]), values.dtype)
        more[0] = given.get(column.name, {"O": "", "i": -1, "b": False}.get(values.dtype.kind, np.nan))
        columns[column.name] = np.concatenate([values, more])
    return replace(snapshot, **{table: type(rows)(**columns)})


def grown(snapshot: Snapshot, edit: Edit) -> Snapshot:
    """A snapshot after a row was added, like another one of its table, or a line to the rules."""
    what, row, value = edit
    if what == "rule":
        line = RULES[row % len(RULES)]
        count, twice = len(snapshot.rule_line), (0.5, 2.0, 1.1)[value % 3]
        told: dict[str, Any] = {
            "id": count + 1,
            "uid": f"line {count}",
            "listed": line["words"],
            "value": twice * float(line["value"]),
        }
        return with_row(snapshot, "rule_line", {name: line[name] for name in ("rule", "item", "unit")} | told)
    table = tuple(TABLES)[value % len(TABLES)]
    rows = getattr(snapshot, table)
    if not len(rows):
        return snapshot
    alike = {column.name: getattr(rows, column.name)[row % len(rows)] for column in fields(rows)}
    return with_row(snapshot, table, alike | {"id": int(rows.id.max()) + 1, "uid": f"added {len(rows)}"})


def edited(snapshot: Snapshot, edit: Edit) -> Snapshot:
    """A snapshot after an edit: a number, a word, an end of a link, what another row tells, a row added or gone."""
    what, row, value = edit
    if what in ("added", "rule"):
        return grown(snapshot, edit)
    if what == "number":
        table, column = NUMBERS[row % len(NUMBERS)]
        told = 2022.0 + value % 3 if column == "year" else VALUES[value % len(VALUES)]
        return with_value(snapshot, table, column, row, told)
    if what == "word":
        table, column, words = WORDS[row % len(WORDS)]
        return with_value(snapshot, table, column, row, words[value % len(words)])
    if what == "end":
        column = ("sender", "receiver", "commodity")[value % 3]
        most = len(snapshot.commodity if column == "commodity" else snapshot.actor)
        return with_value(snapshot, "flow", column, row, value % most)
    table = tuple(TABLES)[value % len(TABLES)]
    count = len(getattr(snapshot, table))
    if what == "copied" and count:
        columns = [column.name for column in fields(TABLES[table]) if column.name not in HELD]
        column = columns[row % len(columns)]
        return with_value(snapshot, table, column, row, getattr(getattr(snapshot, table), column)[value % count])
    return snapshot.of_rows({table: np.arange(count) != row % max(count, 1)})


def after(park: Snapshot, snapshot: Snapshot, edits: list[Edit]) -> Snapshot:
    """A snapshot after some edits, of which one may undo all."""
    for edit in edits:
        snapshot = park if edit[0] == "undone" else edited(snapshot, edit)
    return snapshot


def state(snapshot: Snapshot, value: float) -> Callable[[object], Snapshot]:
    """Every view of a snapshot whose first amount is another."""
    return lambda _: with_value(snapshot, "flow_amount", "value", 0, value)


EDITS = st.lists(
    st.tuples(st.sampled_from(WAYS), st.integers(0, 5_000), st.integers(0, 5_000)),
    min_size=1, max_size=3,
)  # fmt: skip


def agree(one: Analysis, other: Analysis) -> bool:
    return (one.findings, one.indicators, one.accounts) == (other.findings, other.indicators, other.accounts)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(EDITS, min_size=1, max_size=3))
def test_after_random_edits_the_analysis_is_the_one_from_nothing(park: Snapshot, steps: list[list[Edit]]) -> None:
    memory, snapshot = Memory(), park
    analyse(snapshot, memory=memory)
    for edits in steps:
        snapshot = after(park, snapshot, edits)
        assert agree(analyse(snapshot, memory=memory), analyse(snapshot))


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(EDITS, min_size=1, max_size=3), years=st.lists(st.sampled_from([2024, 2025]), min_size=4))
def test_a_system_that_keeps_quantities_measures_those_of_one_that_keeps_none(
    park: Snapshot, steps: list[list[Edit]], years: list[int]
) -> None:
    snapshot = park
    before: Scope | None = None
    for edits, year in zip([[], *steps], years, strict=False):
        snapshot = after(park, snapshot, edits)
        kept, fresh = carry_over(scope_of(snapshot, year), before), scope_of(snapshot, year)
        for name in QUANTITIES:
            assert measure(kept, name) == measure(fresh, name), name
        before = kept


def test_only_what_reads_a_changed_table_is_computed_again(park: Snapshot) -> None:
    memory = Memory()
    asked: list[str] = []

    def names() -> list[str]:
        asked.append("names")
        return [str(name) for name in memory.view("now").actor.name]

    def amounts() -> float:
        asked.append("amounts")
        return float(np.nansum(memory.view("now").flow_amount.value))

    for value in (1.0, 2.0, 2.0):
        memory.begin("one year", state(park, value))
        memory.once("names", names)
        memory.once("amounts", amounts)
    assert asked == ["names", "amounts", "amounts"]


def test_what_rests_on_a_settled_result_stays_where_that_is_equal(park: Snapshot) -> None:
    memory = Memory()
    asked: list[int] = []

    def years() -> list[int]:
        return memory.once("years", lambda: memory.view("whole").years(), settled=True)

    for value in (1.0, 2.0):
        memory.begin("one year", state(park, value))
        memory.once("latest", lambda: asked.append(max(years())))
    assert len(asked) == 1


def test_a_portion_that_takes_long_asks_whether_to_go_on(park: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "PAUSE", 0.0)
    heard: list[int] = []

    def stop_later(done: int, _: int) -> None:
        heard.append(done)
        if len(heard) > 200:
            raise CancelledError

    memory = Memory()
    with pytest.raises(CancelledError):
        analyse(park, memory=memory, step=stop_later)
    assert max(map(heard.count, set(heard))) > 2  # one portion asks again and again
    assert agree(analyse(park, memory=memory), analyse(park))


def test_network_indicators_keep_what_a_link_is_called_only_while_it_is_called_so(park: Snapshot) -> None:
    request = Request(2024)
    now = park.during(2024)
    fewer = now.of_flows(np.arange(len(now.flow)) != 1)
    renamed = with_value(fewer, "actor", "name", int(fewer.flow.sender[2]), "Renamed works")
    books = updated_network(None, now, request)
    for changed in (fewer, renamed, with_value(renamed, "flow_amount", "value", 3, 7.0), now):
        books = updated_network(books, changed, request)
        assert books.results == updated_network(None, changed, request).results
    assert updated_network(books, now, request) is books


def test_receivers_that_close_and_open_again_are_told_as_by_an_analysis_from_nothing(park: Snapshot) -> None:
    takes = np.isin(np.arange(len(park.actor)), park.capacity.actor)
    closed = np.where(takes, "ended", park.actor.status).astype(object)
    shut = replace(park, actor=replace(park.actor, status=closed))
    memory = Memory()
    for now in (park, shut, park):
        assert analyse(now, memory=memory).findings == analyse(now).findings
