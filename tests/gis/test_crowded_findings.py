"""Findings, colours, sizes and differences on the map of a large project: exact sums, and what stays out is told."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.columns import take
from core.findings import Finding, Ref
from core.i18n import show
from core.snapshot import Snapshot
from gis.crowded import crowd_of
from gis.crowded_bends import FEW, bows
from gis.crowded_findings import gaps_of, numbered, pinned, shown_gaps
from gis.crowded_legend import crowd_legend
from gis.crowded_marks import sign_layers
from gis.crowded_view import Overview, level_sizes, overview_of
from gis.crowded_words import written_words
from gis.curves import bent, sampled
from gis.paint import measure
from gis.scene import Label, texts_of
from gis.styling import Style
from gis.styling_sizes import throughflow
from gis.view import View
from tests.gis.conftest import found


def picture(snapshot: Snapshot, view: View, findings: tuple[Finding, ...] = ()) -> Overview:
    crowd = crowd_of(snapshot, findings, view)
    assert crowd is not None
    return overview_of(crowd, view)


def wastes(county: Snapshot, amounts: list[float | None]) -> tuple[Finding, ...]:
    uids = county.actor.uid.tolist()
    return tuple(
        found("gap.no_receiver", "network", 2, Ref("actor", uids[row], f"firm {row}"), amount, "slag")
        for row, amount in enumerate(amounts)
    )


def words(shown: Overview) -> list[str]:
    pins = pinned(shown, measure)
    return [mark.text for mark in (*pins.marks, *written_words(shown, measure, pins).marks) if isinstance(mark, Label)]


def legend(shown: Overview) -> str:
    return " ".join(texts_of(crowd_legend(shown, 50.0, measure)))


def test_stubs_add_up_the_wastes_of_a_sign_exactly_and_say_what_is_not_known(county: Snapshot, whole: View) -> None:
    amounts = [0.1, 0.2, 0.3, None, *(1e9 if row % 2 else 1e-9 for row in range(400))]
    shown = picture(county, whole, wastes(county, amounts))
    for gap in gaps_of(shown.crowd, shown.level):
        members = shown.level.members(gap.group).tolist()
        held = [amounts[row] for row in members if row < len(amounts)]
        assert gap.wastes == len(held)
        assert gap.unknown == held.count(None)
        assert math.isnan(gap.amount) if gap.unknown == len(held) else gap.amount == math.fsum(filter(None, held))
    drawn, more = shown_gaps(shown)
    assert len(drawn) + more == len(
        {gap.group for gap in gaps_of(shown.crowd, shown.level)} & set(shown.groups.tolist())
    )
    assert more
    assert f"{more} further sums have no room" in legend(shown)


def test_the_stub_of_one_firm_tells_its_amount_and_that_of_several_a_sum(county: Snapshot, whole: View) -> None:
    told = words(picture(county, whole, wastes(county, [840.0])))
    assert "840 t" in told
    group = picture(county, whole).level
    several = next(members for at in range(len(group.centre)) if len(members := group.members(at)) > 2)
    uids = county.actor.uid[several[:3]].tolist()
    three = tuple(
        found("gap.no_receiver", "network", 2, Ref("actor", uid, "x"), amount, "slag")
        for uid, amount in zip(uids, (100.0, 20.0, None), strict=True)
    )
    assert "Σ 120 t" in words(picture(county, whole, three[:2]))
    assert "≥ 120 t" in words(picture(county, whole, three))


def test_a_badge_has_the_number_of_the_finding_and_counts_the_others_at_its_sign(county: Snapshot, whole: View) -> None:
    level = picture(county, whole).level
    members = level.members(int(level.firms.argmax()))
    uids = county.actor.uid[members[:12]].tolist()
    listed = tuple(found("pollution.statutory_list", "statutory", 3, Ref("actor", uid, "x")) for uid in uids)
    shown = picture(county, whole, listed)
    ((_, _, told, more),) = numbered(shown)
    assert [number for number, _ in told] == list(range(1, 9))
    assert more == 4
    assert "1 +11" in words(shown)
    assert not pinned(replace(shown, view=replace(whole, hidden=frozenset({"findings"}))), measure).marks


def test_a_numbered_link_has_its_badge_on_the_line_that_holds_it(county: Snapshot, whole: View) -> None:
    shown = picture(county, whole)
    uid = next(iter(shown.counts.inside))
    fragile = found("network.key_link", "network", 2, Ref("flow", str(uid), "x"))
    assert len(pinned(picture(county, whole, (fragile,)), measure).marks) == 2


@pytest.mark.parametrize("colour", ["kind", "commodity", "status", "hazard"])
def test_lines_of_one_colour_hold_links_of_one_class_and_all_that_is_drawn_adds_up(
    county: Snapshot, whole: View, colour: str
) -> None:
    plain = picture(county, whole)
    shown = picture(county, replace(whole, style=Style(colour=colour)))
    total = sum(float(np.nansum(level.bundles.amount)) for level in (plain.level, shown.level))
    assert total == pytest.approx(2 * float(np.nansum(plain.level.bundles.amount)), rel=1e-12)
    classes = shown.crowd.classes
    of_bundle = shown.crowd.pyramid.bundle_of_link(shown.level)
    named = np.array([kind.group for kind in shown.crowd.kinds])[shown.level.bundles.kind[of_bundle]]
    assert (named == classes.of_link.astype(str)).all()
    drawn = {shown.crowd.kinds[kind].group for kind in shown.level.bundles.kind[shown.bundles].tolist()}
    assert all(show(classes.titles[name], "en").split()[0] in legend(shown) for name in drawn)


def test_commodities_beyond_the_seven_largest_share_a_colour(county: Snapshot, whole: View) -> None:
    classes = picture(county, replace(whole, style=Style(colour="commodity"))).crowd.classes
    assert len(classes.titles) == 8
    assert len(county.commodity) > 7


def test_the_sign_of_several_firms_is_sized_by_the_sum_of_theirs(county: Snapshot, whole: View) -> None:
    shown = picture(county, replace(whole, style=Style(size="t")))
    sizes, each = level_sizes(shown.crowd, shown.level), throughflow(shown.crowd.snapshot, "t")
    assert sizes is not None
    for group in shown.groups[:50].tolist():
        own = each[shown.level.members(group)]
        known = own[~np.isnan(own)].tolist()
        assert sizes.quantity[group] == pytest.approx(math.fsum(known), rel=1e-12) if known else True
    assert shown.radius.max() <= 4.4 + 1e-9
    assert "sum over those for which it is known" in legend(shown)
    assert sign_layers(shown, measure)


def test_the_sides_of_links_differ_on_their_line_by_the_sum_of_their_differences(county: Snapshot, whole: View) -> None:
    view = replace(whole, hidden=frozenset())
    amount, links = county.flow_amount, np.arange(40)
    again = take(amount, np.concatenate([np.arange(len(amount)), links]))
    origin, value = again.origin.copy(), again.value.copy()
    origin[: len(amount)] = "sender"
    origin[len(amount) :] = "receiver"
    value[len(amount) :] *= 2
    shown = picture(replace(county, flow_amount=replace(again, origin=origin, value=value)), view)
    assert shown.crowd.differences
    assert any(word.startswith("Δ ") for word in words(shown))
    assert not picture(county, whole).crowd.differences


def test_of_few_lines_each_bows_off_the_signs_that_it_does_not_serve() -> None:
    places, radius = np.array([(20.0, 50.0), (120.0, 50.0), (70.0, 42.0)]), np.full(3, 4.0)
    ends = np.array([0]), np.array([1])
    (bow,) = bows((places, radius), ends).tolist()
    points = sampled(bent(places[:1], places[1:2], np.array([bow])))[0]
    assert np.hypot(*(points - places[2]).T).min() > 4.0
    usual = sampled(bent(places[:1], places[1:2], np.array([0.16])))[0]
    assert np.hypot(*(usual - places[2]).T).min() < 4.0


def test_lines_between_the_same_two_signs_never_lie_on_one_another() -> None:
    places, radius = np.array([(20.0, 50.0), (120.0, 50.0)]), np.full(2, 2.0)
    sender, receiver = np.array([0, 0, 0, 1, 1]), np.array([1, 1, 1, 0, 0])
    bow = bows((places, radius), (sender, receiver))
    side = np.where(sender == 0, bow, -bow)
    assert len(set(side.tolist())) == 5
    assert (np.abs(bow) <= 0.16 + 1e-12).all()
    assert len(bows((places, radius), (np.zeros(FEW + 1, dtype=int), np.ones(FEW + 1, dtype=int)))) == FEW + 1
