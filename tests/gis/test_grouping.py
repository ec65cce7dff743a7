import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis import analyse
from core.columns import take
from core.figures import figures
from core.i18n import show
from core.industry_sectors import sector_code, sector_name
from core.snapshot import Snapshot
from gis.choosing import Choice
from gis.choosing_rows import drawn_rows
from gis.grouping import Grouping, groupings, groups_of, region_levels
from gis.grouping_links import Grouped, group_links
from gis.lens import Lens
from gis.links import link_groups, narrowed
from gis.page import Page, compose
from gis.paint import measure
from gis.picture import compose_map
from gis.scene import texts_of
from gis.view import fit

DISTRICTS, SECTIONS = Grouping("region", "district"), Grouping("sector", "section")


@pytest.fixture(scope="module")
def whole(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The teaching park: 57 firms and bodies in four districts of one park."""
    return sample_shot("teaching", "zh")


@pytest.fixture(scope="module")
def year(whole: Snapshot) -> Snapshot:
    return narrowed(whole, 2024)[0].without_aggregates()


def test_the_ways_of_grouping_are_those_that_the_project_has(whole: Snapshot) -> None:
    assert region_levels(whole.region) == ["park", "district"]
    assert groupings(whole) == [
        Grouping(), Grouping("region", "park"), DISTRICTS, SECTIONS, Grouping("sector", "division"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "section", "division"),
    [("2613", "C", "26"), ("C2613", "C", "26"), ("C", "C", ""), ("19.20", "nace:C", "nace:19"), ("", "", ""),
     ("4412/2511", "D", "44"), ("00", "", "")],
)  # fmt: skip
def test_a_code_belongs_to_a_section_and_a_division(code: str, section: str, division: str) -> None:
    assert (sector_code(code, "section"), sector_code(code, "division")) == (section, division)


def test_a_sector_is_named_in_both_languages() -> None:
    assert sector_name("26", "zh") == "26 化学原料和化学制品制造业"
    assert sector_name("26", "en") == "26 Chemical raw materials and products"
    assert sector_name("nace:C", "zh") == "C Manufacturing"


def test_a_firm_belongs_to_the_region_of_a_level_above_its_own(year: Snapshot) -> None:
    groups = groups_of(year, Grouping("region", "park"), "en")
    assert groups.names == ("教学园区", "Without Park")
    assert np.bincount(groups.of_actor).tolist() == [56, 1]


def test_a_membership_decides_before_the_place(year: Snapshot) -> None:
    rows = take(year.membership, np.zeros(0, np.int64))
    member = replace(
        rows, id=np.array([1]), actor=np.array([0]), region=np.array([4]),
        year=np.array([2024.0]), basis=np.array([""], dtype=object),
    )  # fmt: skip
    before, after = (groups_of(snapshot, DISTRICTS, "zh") for snapshot in (year, replace(year, membership=member)))
    assert before.names[before.of_actor[0]] != "西片区"
    assert after.names[after.of_actor[0]] == "西片区"


def sums(year: Snapshot, grouped: Grouped) -> dict[str, tuple[float, list[float]]]:
    """The drawn amount of every sum, and the amounts of its parts by themselves."""
    amounts = dict(zip(year.flow.uid.tolist(), figures(year).value.tolist(), strict=True))
    total = figures(grouped.snapshot).value.tolist()
    return {
        str(uid): (value, [amounts[part] for part in grouped.bundles[uid].uids])
        for uid, value in zip(grouped.snapshot.flow.uid, total, strict=True)
    }


@given(st.sampled_from([Grouping("region", "park"), DISTRICTS, SECTIONS, Grouping("sector", "division")]), st.data())
def test_a_sum_is_exactly_the_sum_of_its_parts(year: Snapshot, grouping: Grouping, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.booleans(), min_size=len(year.flow), max_size=len(year.flow)))
    some = year.of_flows(np.array(chosen, dtype=np.bool_))
    grouped = group_links(some, grouping, "en")
    for uid, (total, parts) in sums(some, grouped).items():
        known = [value for value in parts if not math.isnan(value)]
        assert grouped.bundles[uid].known == len(known)
        assert total == pytest.approx(math.fsum(known), rel=1e-12) if known else math.isnan(total)
    ended = (some.flow.sender >= 0) & (some.flow.receiver >= 0)
    listed = [part for uid in grouped.snapshot.flow.uid for part in grouped.bundles[uid].uids]
    assert sorted(listed) == sorted(some.flow.uid[ended])


def test_unlike_units_and_colours_are_never_added(year: Snapshot) -> None:
    grouped = group_links(year, Grouping("region", "park"), "en")
    units = dict(zip(year.flow.uid, figures(year).unit, strict=True))
    colours = dict(zip(year.flow.uid, link_groups(year), strict=True))
    for uid in grouped.snapshot.flow.uid:
        parts = grouped.bundles[uid].uids
        assert len({(units[part], colours[part]) for part in parts}) == 1


def test_links_within_a_group_are_self_loops(year: Snapshot) -> None:
    grouped = group_links(year, Grouping("region", "park"), "en")
    flow = grouped.snapshot.flow
    assert (flow.sender == flow.receiver).tolist() == [True] * 6 + [False]  # the last goes to a firm in no region


def test_a_sum_says_how_many_of_its_amounts_are_known(year: Snapshot) -> None:
    unknown = replace(year.flow_amount, value=np.where(year.flow_amount.flow == 0, np.nan, year.flow_amount.value))
    grouped = group_links(replace(year, flow_amount=unknown), Grouping("region", "park"), "en")
    bundle = next(bundle for bundle in grouped.bundles.values() if year.flow.uid[0] in bundle.uids)
    assert bundle.known == bundle.count - 1
    assert f"{bundle.known} of {bundle.count} amounts known" in show(bundle.told, "en")


def test_firms_without_coordinates_are_drawn_with_their_region(whole: Snapshot) -> None:
    actor = replace(whole.actor, point=np.where(np.arange(len(whole.actor))[:, None] == 3, np.nan, whole.actor.point))
    view = replace(fit(whole, 200.0, 150.0), year=2024)
    uid = str(whole.actor.uid[3])
    by_firm = compose_map(replace(whole, actor=actor), (), view, measure).counts
    grouped = compose_map(replace(whole, actor=actor), (), replace(view, grouping=DISTRICTS), measure).counts
    assert uid in by_firm.actors_missing
    assert uid in grouped.actors_drawn


def test_sectors_stand_in_a_ring_that_no_ground_lies_beneath(whole: Snapshot) -> None:
    view = replace(fit(whole, 200.0, 150.0), year=2024, grouping=SECTIONS)
    marks = compose_map(whole, (), view, measure).marks
    targets = {mark.target[0] for mark in marks if getattr(mark, "target", None)}
    assert targets == {"actor", "flow"}


def closed(whole: Snapshot, rows: list[int]) -> Snapshot:
    """The park with the source of some links open to sums only."""
    use = whole.source.permitted_use.copy()
    use[0] = "aggregate"
    flow_source = np.full(len(whole.flow), 1)
    flow_source[rows] = 0
    amount_source = np.full(len(whole.flow_amount), 1)
    return replace(
        whole,
        source=replace(whole.source, permitted_use=use),
        flow=replace(whole.flow, source=flow_source),
        flow_amount=replace(whole.flow_amount, source=amount_source),
    )


def rows_of_three(year: Snapshot) -> list[int]:
    """Product links between three pairs of different firms."""
    flow, found = year.flow, {}
    for row in np.flatnonzero((flow.kind == "product") & (flow.sender >= 0) & (flow.receiver >= 0)).tolist():
        ends = (int(flow.sender[row]), int(flow.receiver[row]))
        if not set(ends) & {end for pair in found.values() for end in pair}:
            found[row] = ends
    return list(found)[:3]


@pytest.mark.parametrize(("count", "joins"), [(3, True), (2, False)])
def test_what_is_open_to_sums_only_joins_a_sum_of_three_firms_at_either_end(
    whole: Snapshot, count: int, joins: bool
) -> None:
    year = narrowed(whole, 2024)[0]
    uids = {str(year.flow.uid[row]) for row in rows_of_three(year)[:count]}
    barred = closed(whole, np.flatnonzero(np.isin(whole.flow.uid, list(uids))).tolist())
    view = replace(fit(whole, 200.0, 150.0), year=2024, grouping=Grouping("region", "park"))
    counts = compose_map(barred, (), view, measure).counts
    assert set(counts.summed if joins else counts.withheld) == uids
    assert counts.links == len(year.flow)
    by_district = compose_map(barred, (), replace(view, grouping=DISTRICTS), measure).counts
    assert set(by_district.withheld) == uids  # districts are parts of the park: one sum less the others would tell


def test_a_filter_keeps_out_what_is_open_to_sums_only(whole: Snapshot) -> None:
    year = narrowed(whole, 2024)[0]
    uids = [str(year.flow.uid[row]) for row in rows_of_three(year)]
    barred = closed(whole, np.flatnonzero(np.isin(whole.flow.uid, uids)).tolist())
    view = replace(fit(whole, 200.0, 150.0), year=2024, grouping=Grouping("region", "park"))
    filtered = replace(view, choice=Choice(kinds=frozenset({"product"})))
    rows = drawn_rows(barred, (), filtered)
    assert rows.grouped.summed == ()
    assert set(rows.withheld) == set(uids)
    assert drawn_rows(barred, (), view, public=True).grouped.summed == ()


def test_a_page_of_groups_cites_the_sources_of_the_sums_and_marks_no_firm(whole: Snapshot) -> None:
    analysis = analyse(whole, 2024)
    page = Page(language="en", lens=Lens(grouping=DISTRICTS))
    told = "\n".join(texts_of(compose(whole, analysis, page, measure).scene))
    assert "Sources: " in told
    assert "none stated" not in told
    assert "(not on the map)" in told
    assert "Much depends on it" not in told


def test_a_page_says_what_its_map_was_asked_for(whole: Snapshot) -> None:
    page = Page(language="en", lens=Lens(Choice(kinds=frozenset({"waste"}), most=5)))
    told = "\n".join(texts_of(compose(whole, analyse(whole, 2024), page, measure).scene))
    assert "Shown: Kinds: Waste; The 5 largest of each unit." in told
    assert "hidden by the filter" in told
