from dataclasses import replace

import numpy as np
import pytest

from core.columns import take
from core.figures import figures
from core.snapshot import Snapshot
from gis import links as module
from gis.links import SERVICE_WIDTH, WIDEST_LOOP, drawn_links, narrowed
from gis.paint import measure
from gis.picture import compose_map, lay_out
from gis.scene import Shape
from gis.strokes import stroke_of
from gis.view import View, fit


@pytest.fixture(scope="module")
def view(park: Snapshot) -> View:
    return fit(park, 272.0, 228.0)


def changed(park: Snapshot, **columns: object) -> Snapshot:
    """The park with columns of its links replaced in the first row."""
    flow = take(park.flow, np.arange(len(park.flow)))
    fresh = {}
    for name, value in columns.items():
        column = getattr(flow, name).copy()
        column[0] = value
        fresh[name] = column
    return replace(park, flow=replace(flow, **fresh))


def test_links_beyond_the_largest_are_counted_not_drawn(
    park: Snapshot, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_DRAWN", 5)
    links, counts = drawn_links(narrowed(park, 2025)[0], view.to_paper(park.actor.point), view)
    assert (len(links), len(counts.smaller), counts.links) == (5, 14, 21)
    assert links.width.min() >= 2.0


def test_the_widest_links_come_first_so_that_small_ones_lie_above(park: Snapshot, view: View) -> None:
    links, _ = drawn_links(narrowed(park, 2025)[0], view.to_paper(park.actor.point), view)
    assert (np.diff(links.width) <= 0).all()


def test_what_a_source_opens_to_sums_only_is_withheld_and_counted(park: Snapshot, view: View) -> None:
    source = replace(
        park.source, id=np.array([1]), uid=np.array(["s"], dtype=object), title=np.array(["直报"], dtype=object),
        publisher=np.array([""], dtype=object), date=np.array([""], dtype=object), file=np.array([""], dtype=object),
        permitted_use=np.array(["aggregate"], dtype=object), note=np.array([""], dtype=object),
    )  # fmt: skip
    barred = replace(changed(park, source=0), source=source)
    counts = compose_map(barred, (), view, measure).counts
    assert counts.withheld == (str(park.flow.uid[0]),)
    assert counts.links == 21


def test_a_proposed_link_is_dotted(park: Snapshot, view: View) -> None:
    sheet = lay_out(changed(park, status="proposed"), (), view, measure)
    (row,) = np.flatnonzero(sheet.links.proposed).tolist()
    assert stroke_of(sheet, row).dashes


def test_money_and_knowledge_are_thin_whatever_their_amount(park: Snapshot, view: View) -> None:
    links, _ = drawn_links(narrowed(changed(park, kind="capital"), 2025)[0], view.to_paper(park.actor.point), view)
    assert links.width[links.group == "service"].tolist() == [SERVICE_WIDTH]


def test_a_utility_has_the_colour_of_what_it_carries(park: Snapshot, view: View) -> None:
    links, _ = drawn_links(narrowed(changed(park, kind="utility"), 2025)[0], view.to_paper(park.actor.point), view)
    assert "energy" in set(links.group[links.flow == 0])


def test_a_page_draws_fewer_links_than_a_window(park: Snapshot, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_ON_PAGE", 5)
    places = view.to_paper(park.actor.point)
    on_page = drawn_links(narrowed(park, 2025)[0], places, replace(view, gathered=True))[0]
    assert (len(on_page), len(drawn_links(narrowed(park, 2025)[0], places, view)[0])) == (5, 19)


def test_links_outside_the_view_are_a_group_of_their_own(park: Snapshot, view: View) -> None:
    away = view.moved(10_000.0, 0.0)
    counts = drawn_links(narrowed(park, 2025)[0], away.to_paper(park.actor.point), away)[1]
    assert (len(counts.drawn), len(counts.beyond), counts.links) == (0, 19, 21)


def with_amount(park: Snapshot, row: int, value: float) -> Snapshot:
    values = park.flow_amount.value.copy()
    values[row] = value
    return replace(park, flow_amount=replace(park.flow_amount, value=values))


def test_a_link_of_known_0_is_left_out_and_counted(park: Snapshot, view: View) -> None:
    links, counts = drawn_links(narrowed(with_amount(park, 4, 0.0), 2025)[0], view.to_paper(park.actor.point), view)
    assert counts.nothing == (str(park.flow.uid[4]),)
    assert 4 not in links.flow


def test_a_broad_loop_is_capped(park: Snapshot, view: View) -> None:
    links, _ = drawn_links(narrowed(with_amount(park, 18, 900_000.0), 2025)[0], view.to_paper(park.actor.point), view)
    assert links.width[links.sender == links.receiver].tolist() == [WIDEST_LOOP]


def test_unknown_links_of_one_pair_share_a_line_and_are_all_counted(park: Snapshot, view: View) -> None:
    # Steam and fly ash from the power plant, both to the cement works, neither amount known.
    receiver = park.flow.receiver.copy()
    receiver[5] = receiver[4]
    unknown = with_amount(with_amount(park, 4, np.nan), 5, np.nan)
    pair = replace(unknown, flow=replace(unknown.flow, receiver=receiver))
    links, counts = drawn_links(narrowed(pair, 2025)[0], view.to_paper(park.actor.point), view)
    assert (len(links), len(counts.drawn), len(counts.unknown)) == (18, 19, 3)
    assert [len(more) for more in links.bundled.values()] == [1]
    drawn = {mark.target for mark in compose_map(pair, (), view, measure).marks if isinstance(mark, Shape)}
    assert {("flow", uid) for uid in counts.drawn} <= drawn


def test_of_links_too_thin_to_tell_apart_the_largest_are_drawn(
    park: Snapshot, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_DRAWN", 4)
    values = np.arange(1.0, len(park.flow_amount) + 1)
    mass = np.flatnonzero(figures(park).unit == "t")
    values[mass[:2]] = 1e6, 9e5  # beside them all others in t are drawn at the thinnest
    thin = replace(park, flow_amount=replace(park.flow_amount, value=values))
    now = narrowed(thin, 2025)[0]
    only = now.of_flows(np.isin(now.flow.uid, park.flow.uid[mass]))
    links, counts = drawn_links(only, view.to_paper(park.actor.point), view)
    missed = figures(only).value[np.isin(only.flow.uid, counts.smaller)]
    assert (len(links), len(missed)) == (4, 8)
    assert links.amount.min() > missed.max()
