from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.findings import Finding, Ref
from core.i18n import show
from core.snapshot import Snapshot
from gis.choosing import (
    EVERYTHING,
    Choice,
    Trace,
    choice_text,
    choose,
    conditions,
    link_lengths,
    read_choice,
    without,
)
from gis.choosing_rows import drawn_rows
from gis.counts import Counts
from gis.grouping import Grouping
from gis.links import drawn_links, narrowed
from gis.paint import measure
from gis.picture import compose_map
from gis.view import View, fit
from tests.gis.conftest import FIRMS, LINKS, found


@pytest.fixture(scope="module")
def year(park: Snapshot) -> Snapshot:
    return narrowed(park, 2025)[0]


@pytest.fixture(scope="module")
def view(park: Snapshot) -> View:
    return replace(fit(park, 272.0, 228.0), year=2025)


def uid(park: Snapshot, name: str) -> str:
    return str(park.actor.uid[list(park.actor.name).index(name)])


def kept(year: Snapshot, choice: Choice, findings: Sequence[Finding] = ()) -> set[tuple[str, str | None, str]]:
    """The kept links as sender, receiver, commodity."""
    rows = np.flatnonzero(choose(year, choice, findings).kept)
    return {LINKS[row][:3] for row in rows}


def test_an_empty_choice_shows_every_link(year: Snapshot) -> None:
    chosen = choose(year, EVERYTHING)
    assert (int(chosen.kept.sum()), dict(chosen.left)) == (21, {})


def test_a_kind_keeps_its_links_and_tells_of_the_others(year: Snapshot) -> None:
    chosen = choose(year, Choice(kinds=frozenset({"water"})))
    assert (int(chosen.kept.sum()), int(chosen.left["kinds"].sum())) == (4, 17)


def test_an_amount_hides_what_is_smaller_unknown_or_of_another_unit_each_with_its_reason(year: Snapshot) -> None:
    chosen = choose(year, Choice(least=200_000.0, unit="t"))
    assert int(chosen.kept.sum()) == 4  # lye 240 000, fly ash 420 000, slag 340 000, alumina 1 500 000
    assert {name: int(left.sum()) for name, left in chosen.left.items()} == {"unknown": 1, "unit": 7, "amount": 9}


def test_the_largest_are_the_largest_of_each_unit(year: Snapshot) -> None:
    assert kept(year, Choice(most=1)) == {
        ("园区热电厂", "甲化工厂", "蒸汽"), ("丁造纸厂", "污水处理厂", "废水"), ("氧化铝厂", None, "氧化铝"),
    }  # fmt: skip


def test_a_length_is_told_in_kilometres_and_keeps_what_has_none(year: Snapshot) -> None:
    lengths = link_lengths(year)
    # The power plant and the dye works are 136 by 93 pixels of 16 m apart.
    assert lengths[0] == pytest.approx(16 * float(np.hypot(136, 93)) / 1000, rel=0.01)
    assert np.isnan(lengths[[19, 20]]).all()
    assert {("氧化铝厂", None, "氧化铝"), ("甲化工厂", "无址厂", "盐泥")} == kept(year, Choice(shortest=100.0))


def test_a_degree_on_the_equator_is_111_kilometres_long(year: Snapshot) -> None:
    points = np.zeros_like(year.actor.point)
    points[:, 0] = np.arange(len(points))
    moved = replace(year, actor=replace(year.actor, point=points))
    sender, receiver = year.flow.sender[0], year.flow.receiver[0]
    assert link_lengths(moved)[0] == pytest.approx(111.195 * abs(int(sender) - int(receiver)), rel=1e-4)


def test_roles_are_asked_of_the_side_that_is_named(year: Snapshot) -> None:
    both = kept(year, Choice(roles=frozenset({"treatment"})))
    sends = kept(year, Choice(roles=frozenset({"treatment"}), side="sender"))
    assert len(both) == 5
    assert sends == {("污水处理厂", "园区热电厂", "再生水"), ("污水处理厂", "有机肥厂", "污泥")}


def test_a_region_keeps_what_its_firms_give_or_take(park: Snapshot, year: Snapshot) -> None:
    chosen = choose(year, Choice(regions=frozenset({str(park.region.uid[0])}), side="receiver"))
    assert int(chosen.kept.sum()) == 19  # not the export, and not the one to the firm without a place


def test_a_named_firm_keeps_its_links(park: Snapshot, year: Snapshot) -> None:
    assert len(kept(year, Choice(firms=frozenset({uid(park, "水泥厂")})))) == 4


def test_a_trace_follows_only_links_of_the_chosen_kinds(park: Snapshot, year: Snapshot) -> None:
    traced = Choice(trace=Trace(uid(park, "食品厂"), 2))
    assert kept(year, traced) == {
        ("食品厂", "酒精厂", "果渣"), ("酒精厂", "有机肥厂", "酒糟"), ("酒精厂", "污水处理厂", "废水"),
    }  # fmt: skip
    assert kept(year, replace(traced, kinds=frozenset({"by-product"}))) == {("食品厂", "酒精厂", "果渣")}


def test_only_links_that_a_finding_names_are_links_with_findings(year: Snapshot) -> None:
    subject = found("fragile.link", "network", 2, Ref("flow", str(year.flow.uid[4])))
    resting = replace(
        found("data.unknown_amount", "data", 1, Ref("actor", "x")),
        evidence=(Ref("flow_amount", str(year.flow_amount.uid[8])),),
    )
    assert kept(year, Choice(flagged=True), (subject, resting)) == {LINKS[4][:3], LINKS[8][:3]}


def test_a_trace_of_a_firm_that_is_gone_leads_nowhere(year: Snapshot) -> None:
    assert kept(year, Choice(trace=Trace("nobody"))) == set()


def test_a_condition_can_be_taken_away_by_itself(year: Snapshot) -> None:
    choice = Choice(kinds=frozenset({"waste"}), least=5.0, unit="t", flagged=True)
    assert list(conditions(choice)) == ["kinds", "amount", "findings"]
    assert without(choice, "amount") == Choice(kinds=frozenset({"waste"}), flagged=True)


def test_the_sentence_names_what_the_filter_hides(park: Snapshot, view: View) -> None:
    filtered = replace(view, choice=Choice(kinds=frozenset({"waste"})))
    counts = compose_map(park, (), filtered, measure).counts
    told = "21 links: 7 drawn (1 of unknown amount), 1 without coordinates, 13 hidden by the filter"
    assert show(counts.sentence(), "en") == told
    assert {name: len(uids) for name, uids in counts.conditions.items()} == {"kinds": 13}


def test_firms_off_a_trace_are_not_drawn_and_counted(park: Snapshot, view: View) -> None:
    traced = replace(view, choice=Choice(trace=Trace(uid(park, "食品厂"))))
    counts = compose_map(park, (), traced, measure).counts
    assert set(counts.actors_drawn) == {uid(park, "食品厂"), uid(park, "酒精厂")}
    assert (len(counts.actors_idle), len(counts.actors_missing)) == (14, 1)


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    """Any choice; names of firms stand for their uids."""
    some = st.frozensets(st.sampled_from(["waste", "water", "energy", "by-product", "material"]), max_size=3)
    number = st.floats(0, 2e6, allow_nan=False)
    return Choice(
        kinds=draw(some),
        statuses=draw(st.frozensets(st.sampled_from(["running", "planned"]), max_size=1)),
        roles=draw(st.frozensets(st.sampled_from(["producer", "consumer", "decomposer", "treatment"]), max_size=2)),
        firms=draw(st.frozensets(st.sampled_from(sorted(FIRMS)), max_size=3)),
        side=draw(st.sampled_from(["either", "sender", "receiver"])),
        linked=draw(st.booleans()),
        least=draw(maybe(number)),  # type: ignore[arg-type]
        unit=draw(st.sampled_from(["t", "GJ", "m3"])),
        most=draw(maybe(st.integers(1, 30))),  # type: ignore[arg-type]
        shortest=draw(maybe(st.floats(0, 20))),  # type: ignore[arg-type]
        trace=draw(st.none() | st.builds(Trace, st.sampled_from(sorted(FIRMS)), st.integers(1, 5), st.booleans())),
    )


def in_uids(park: Snapshot, choice: Choice) -> Choice:
    traced = None if choice.trace is None else replace(choice.trace, firm=uid(park, choice.trace.firm))
    return replace(choice, firms=frozenset(uid(park, name) for name in choice.firms), trace=traced)


def counted(park: Snapshot, view: View) -> Counts:
    rows = drawn_rows(park, (), view)
    return rows.counts(drawn_links(rows.drawn, view.to_paper(rows.drawn.actor.point), view)[1])


@given(choices(), st.sampled_from([Grouping(), Grouping("region", ""), Grouping("sector", "section")]))
def test_every_link_of_the_year_stands_in_exactly_one_group_whatever_is_chosen(
    park: Snapshot, view: View, choice: Choice, grouping: Grouping
) -> None:
    counts = counted(park, replace(view, choice=in_uids(park, choice), grouping=grouping))
    listed = [uid for _, uids in counts.groups() for uid in uids]
    assert sorted(listed) == sorted(park.flow.uid)
    hidden = [uid for uids in counts.conditions.values() for uid in uids]
    assert sorted(hidden) == sorted(counts.filtered)
    assert set(counts.unknown) | set(counts.loops) <= set(counts.drawn)


@given(choices())
def test_a_choice_comes_back_from_its_text(choice: Choice) -> None:
    assert read_choice(choice_text(choice)) == choice


@pytest.mark.parametrize("text", ["[]", "{", '{"colour": 1}', '{"kinds": 5}', '{"trace": {}}', '{"most": "many"}'])
def test_a_text_that_is_no_choice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"choice|Expecting"):
        read_choice(text)
