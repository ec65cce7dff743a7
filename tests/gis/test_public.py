"""Nothing of a source that is not public reaches a document for the public, whatever the table."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis import analyse
from core.columns import take
from core.findings import Finding
from core.i18n import show
from core.model import TABLES
from core.snapshot import Snapshot
from gis.counts import Counts
from gis.links import narrowed
from gis.page_parts import Page
from gis.page_rules import public_limits
from gis.paint import measure
from gis.picture import lay_out
from gis.public import listed_firms, open_links, published, shown_rows
from gis.styling import LOAD_WATER, Style
from gis.view import fit

PUBLIC, INTERNAL = 0, 1
USES = ("public", "internal", "superior")
SOURCED = [name for name, kind in TABLES.items() if "source" in {column.name for column in fields(kind)}]
FREE = {
    "address", "code", "codes", "composition", "content", "contract", "credit_code", "document", "entry",
    "function_zone", "hazard", "industry_code", "licence", "list", "note", "outlet", "owner", "quality", "task",
    "title",
}  # fmt: skip
NAMED = {
    "actor": {"id", "uid", "name", "kind", "role", "point", "source"},
    "commodity": {"id", "uid", "name", "medium", "base_unit", "source"},
}


def words(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


@pytest.fixture(scope="module")
def cited(park: Snapshot) -> Snapshot:
    """Three links whose own source and figure are public, the fourth with an internal figure, all others unsourced."""
    source = replace(
        park.source, id=np.array([1, 2]), uid=words("a", "b"), title=words("A", "B"), publisher=words("", ""),
        date=words("", ""), file=words("", ""), permitted_use=words("public", "internal"), note=words("", ""),
    )  # fmt: skip
    flow, amounts = take(park.flow, np.arange(len(park.flow))), park.flow_amount
    own, figure = flow.source.copy(), amounts.source.copy()
    own[:4], figure[:3], figure[3] = PUBLIC, PUBLIC, INTERNAL
    changed = replace(park, source=source, flow=replace(flow, source=own), flow_amount=replace(amounts, source=figure))
    return narrowed(changed, 2025)[0]


def test_only_links_with_public_source_and_figure_are_open(cited: Snapshot) -> None:
    assert np.flatnonzero(open_links(cited)).tolist() == [0, 1, 2]


def test_the_figures_of_open_links_stay_with_them(cited: Snapshot) -> None:
    public = published(cited)
    assert public.flow_amount.flow.tolist() == [0, 1, 2]
    assert public.flow_amount.value.tolist() == cited.flow_amount.value[:3].tolist()


def test_proofs_of_receivers_are_not_published(cited: Snapshot) -> None:
    assert len(published(cited).capacity) == 0


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The invented park, whose sources are all internal."""
    return sample_shot("teaching", "en")


def scattered(snapshot: Snapshot, seed: int) -> Snapshot:
    """The snapshot with chance uses of its sources, chance sources of all rows, and texts that name their use."""
    chance, count = np.random.default_rng(seed), len(snapshot.source)
    uses = words(*chance.choice(USES, count))
    changed: dict[str, Any] = {"source": replace(snapshot.source, permitted_use=uses, note=uses)}
    for name in SOURCED:
        table = getattr(snapshot, name)
        cited = chance.integers(-1, count, len(table))
        told = np.append(uses, "unsourced")[cited]
        free = {column.name: told for column in fields(table) if column.name in FREE}
        changed[name] = replace(table, source=cited, **free)
    return narrowed(replace(snapshot, **changed), 2025)[0]


def texts(table: Any) -> set[str]:
    return {str(text) for column in fields(table) if column.name in FREE for text in getattr(table, column.name)}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_row_of_a_source_that_is_not_public_is_published(teaching: Snapshot, seed: int) -> None:
    year = scattered(teaching, seed)
    shown = published(year, [str(uid) for uid in year.actor.uid[:2]])
    assert set(shown.source.permitted_use) <= {"public"}
    assert set(shown.flow.id) == set(year.flow.id[open_links(year)])
    for name in SOURCED:
        assert not texts(getattr(shown, name)) & {"internal", "superior"}
        if name not in ("actor", "commodity", "flow", "region"):
            assert (getattr(shown, name).source >= 0).all()
    assert not {"internal", "superior"} & set(shown.source.note)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_of_a_firm_from_elsewhere_a_public_document_tells_name_and_sign_alone(teaching: Snapshot, seed: int) -> None:
    shown = published(scattered(teaching, seed), [str(uid) for uid in teaching.actor.uid[:2]])
    for name, told in NAMED.items():
        table = getattr(shown, name)
        silent = take(table, table.source < 0)
        for column in fields(table):
            if column.name not in told:
                assert {str(value) for value in getattr(silent, column.name)} <= {"", "nan", "-1", "False"}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_firm_is_published_for_its_source_its_links_or_a_list(teaching: Snapshot, seed: int) -> None:
    year = scattered(teaching, seed)
    listed = {str(uid) for uid in year.actor.uid[:2]}
    shown = published(year, listed)
    ends = {*shown.flow.sender.tolist(), *shown.flow.receiver.tolist()}
    for row, uid in enumerate(shown.actor.uid.tolist()):
        assert shown.actor.source[row] >= 0 or row in ends or uid in listed
    assert listed <= set(shown.actor.uid)


def test_of_a_park_with_internal_sources_only_listed_firms_are_shown(teaching: Snapshot) -> None:
    findings = analyse(teaching).findings
    shown = shown_rows(teaching, 2025, findings, public=True)
    assert set(shown.actor.uid) == listed_firms(findings)
    assert [len(getattr(shown, name)) for name in SOURCED if name != "actor"] == [0] * (len(SOURCED) - 1)


def test_a_public_map_sizes_and_shades_nothing_by_internal_figures(teaching: Snapshot) -> None:
    found: tuple[Finding, ...] = analyse(teaching).findings
    style = Style(size=LOAD_WATER, shade="statistic:waste_generated")
    view = replace(fit(teaching, 240.0, 180.0), year=2025, style=style)
    assert lay_out(teaching, found, view, measure).sizes is not None
    sheet = lay_out(teaching, found, view, measure, public=True)
    assert sheet.sizes is None
    assert sheet.shading is not None
    assert np.isnan(sheet.shading.values).all()
    assert len(sheet.counts.figures_internal) > 1000
    assert len(sheet.counts.actors_internal) == len(teaching.actor) - len(listed_firms(found))


def test_what_several_public_pages_leave_out_is_counted_once() -> None:
    counts = [Counts(internal=("a",), actors_internal=("x",)), Counts(internal=("a", "b"), actors_internal=("x",))]
    told = public_limits(Page(kind="public", approval="GS 1"), counts)
    assert [text.values.get("n") for text in told[1:2]] == [2]
    assert "1 firm rests on a source that is not public" in show(told[2], "en")
    assert public_limits(Page(), counts) == []
