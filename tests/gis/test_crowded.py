"""Maps of a large project: 1,000 firms in 500 regions with 5,000 links, and tables that go wrong in every way."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
import shapely
from PySide6.QtGui import QPainter, QPdfWriter
from sqlite_utils import Database

from core.columns import take
from core.findings import Ref
from core.geopackage import point_blob
from core.migrations import migrations
from core.records import insert
from core.snapshot import Snapshot, read_snapshot
from gis.areas import Area, simplified
from gis.crowded import Crowd, crowd_of, is_crowded
from gis.crowded_layers import Heads, Layer, Segments
from gis.crowded_marks import ground_layers, line_layers, sign_layers
from gis.crowded_overlay import chosen_layers
from gis.crowded_view import BUNDLE, GROUP, Overview, hit, inside, overview_of, parts_of
from gis.crowded_words import words_of, written_words
from gis.paint import measure
from gis.paint_layers import draw_layers
from gis.palette import palette
from gis.view import View, fit
from tests.gis.conftest import PAPER, found


def prepared(snapshot: Snapshot, view: View, findings: tuple[Any, ...] = ()) -> Crowd:
    crowd = crowd_of(snapshot, findings, view)
    assert crowd is not None
    return crowd


@pytest.fixture(scope="module")
def crowd(county: Snapshot, whole: View) -> Crowd:
    return prepared(county, whole)


@pytest.fixture(scope="module")
def shown(crowd: Crowd, whole: View) -> Overview:
    return overview_of(crowd, whole)


def test_a_sample_keeps_its_detailed_picture(park: Snapshot, county: Snapshot, whole: View) -> None:
    assert not is_crowded(park, whole)
    assert is_crowded(county, whole)
    assert not is_crowded(county, replace(whole, gathered=True))


@pytest.mark.parametrize("zoom", [1.0, 4.0, 30.0, 400.0])
def test_every_link_is_drawn_or_listed_with_a_reason(crowd: Crowd, whole: View, zoom: float) -> None:
    counts = overview_of(crowd, whole.zoomed(zoom, 180.0, 120.0)).counts
    listed = [uid for _, uids in counts.groups() for uid in uids]
    assert counts.links == 5000 == len(listed)
    assert sorted(listed) == sorted(crowd.snapshot.flow.uid.tolist())


def test_a_line_that_crosses_the_view_with_both_ends_outside_is_drawn_or_counted(crowd: Crowd, whole: View) -> None:
    view = whole.zoomed(12.0, 200.0, 130.0)
    picture = overview_of(crowd, view)
    places = picture.view.on_paper(picture.level.centre)
    off = ~((places >= 0) & (places <= (view.width_mm, view.height_mm))).all(axis=1)
    bundles = picture.level.bundles
    ends = places[bundles.sender], places[bundles.receiver]
    low, high = np.minimum(*ends), np.maximum(*ends)
    met = ((high >= 0) & (low <= (view.width_mm, view.height_mm))).all(axis=1)
    passing = np.flatnonzero(off[bundles.sender] & off[bundles.receiver] & met & (bundles.sender != bundles.receiver))
    assert len(passing)
    told = set(picture.counts.drawn) | set(picture.counts.inside) | set(picture.counts.smaller)
    for bundle in passing[:20].tolist():
        assert {uid for _, uid in parts_of(picture, (BUNDLE, str(bundle)))} <= told


def test_hiding_a_kind_hides_lines_and_heads_alike(county: Snapshot, crowd: Crowd, whole: View) -> None:
    colour = palette().links["water"]
    view = replace(whole, hidden=whole.hidden | {"water"})
    for hidden, kept in ((crowd, True), (prepared(county, view), False)):
        layers = line_layers(overview_of(hidden, view if not kept else whole), palette())
        colours = {pen(layer) for layer in layers}
        assert (any(near(word, colour) for word in colours)) is kept
    assert len(overview_of(prepared(county, view), view).counts.hidden) > 0


def pen(layer: Layer) -> str:
    assert isinstance(layer, Segments | Heads)
    return layer.stroke.colour if isinstance(layer, Segments) else layer.colour


def near(word: str, colour: str) -> bool:
    """Whether a colour is the other one, made paler: its hue tells."""
    paper = np.array([0xF7, 0xF7, 0xF3])
    away = [np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)]) - paper for code in (word, colour)]
    return float(away[0] @ away[1]) > 0.999 * float(np.linalg.norm(away[0]) * np.linalg.norm(away[1]))


def test_choosing_a_link_marks_its_line_and_its_head(shown: Overview) -> None:
    uid = shown.crowd.snapshot.flow.uid[shown.crowd.links[0]]
    layers = chosen_layers(shown, frozenset({("flow", str(uid))}), "#112233")
    assert [type(layer) for layer in layers if pen(layer) == "#112233"] == [Segments, Heads]


def test_a_chosen_link_too_small_to_be_drawn_shows_when_it_is_chosen(crowd: Crowd, whole: View) -> None:
    picture = overview_of(crowd, whole.zoomed(6.0, 200.0, 130.0))
    uid = picture.counts.smaller[0]
    assert chosen_layers(picture, frozenset({("flow", uid)}), "#112233")


def test_a_sign_opens_its_firms_and_a_line_its_links(shown: Overview) -> None:
    group = int(shown.groups[int(shown.level.firms[shown.groups].argmax())])
    firms = parts_of(shown, (GROUP, str(group)))
    assert len(firms) == shown.level.firms[group] > 1
    assert {table for table, _ in firms} == {"actor"}
    bundle = int(shown.bundles[int(shown.level.bundles.links[shown.bundles].argmax())])
    links = parts_of(shown, (BUNDLE, str(bundle)))
    assert len(links) == shown.level.bundles.links[bundle] > 1


def test_the_amount_of_a_line_is_the_sum_of_its_links(shown: Overview) -> None:
    snapshot = shown.crowd.snapshot
    value = dict(zip(snapshot.flow.uid[snapshot.flow_amount.flow].tolist(), snapshot.flow_amount.value, strict=True))
    for bundle in shown.bundles[:50].tolist():
        total = sum(value[uid] for _, uid in parts_of(shown, (BUNDLE, str(bundle))))
        assert shown.level.bundles.amount[bundle] == pytest.approx(total, rel=1e-12)


def test_what_lies_under_the_pointer_is_found_with_a_generous_catch(shown: Overview) -> None:
    row = int(shown.radius.argmax())
    x, y = shown.places[row].tolist()
    target = hit(shown, x, y, 1.2)
    assert target == (GROUP, str(shown.groups[row]))
    segment = shown.lines.segments[len(shown.lines.segments) // 2]
    middle = (segment[:2] + segment[2:]) / 2
    across = np.array([segment[1] - segment[3], segment[2] - segment[0]])
    beside = middle + 0.9 * across / np.hypot(*across)
    assert hit(shown, *beside.tolist(), 1.2) is not None


def test_a_region_answers_where_nothing_else_lies(shown: Overview) -> None:
    free = np.array([(x, y) for x in np.linspace(100, 300, 30) for y in np.linspace(60, 200, 30)])
    assert any((answer := hit(shown, x, y, 0.2)) and answer[0] == "region" for x, y in free.tolist())


def test_a_band_catches_signs_and_whole_lines(shown: Overview) -> None:
    everything = inside(shown, (-1e6, -1e6, 1e6, 1e6))
    assert len(everything) == len(shown.groups) + len(shown.bundles)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tooltips_name_what_a_sign_and_a_line_stand_for(shown: Overview, language: str) -> None:
    group = int(shown.groups[int(shown.level.firms[shown.groups].argmax())])
    bundle = int(shown.bundles[int(shown.level.bundles.links[shown.bundles].argmax())])
    assert str(shown.level.firms[group]) in words_of(shown, (GROUP, str(group)), language)
    assert str(shown.level.bundles.links[bundle]) in words_of(shown, (BUNDLE, str(bundle)), language)
    assert words_of(shown, ("actor", "x"), language) == ""


def test_a_ringed_firm_rings_the_sign_of_its_group(county: Snapshot, whole: View) -> None:
    ringed = found("pollution.statutory_list", "statutory", 3, Ref("actor", str(county.actor.uid[0]), "firm 0"))
    plain, flagged = overview_of(prepared(county, whole), whole), overview_of(prepared(county, whole, (ringed,)), whole)
    assert count_marks(flagged) == count_marks(plain) + 1
    assert count_marks(replace(flagged, view=replace(whole, hidden=frozenset({"findings"})))) == count_marks(plain)


def test_a_firm_with_waste_that_nobody_takes_has_an_amber_ring(county: Snapshot, whole: View) -> None:
    gap = found("gap.no_receiver", "network", 3, Ref("actor", str(county.actor.uid[0]), "firm 0"), 5.0, "slag")
    plain, flagged = overview_of(prepared(county, whole), whole), overview_of(prepared(county, whole, (gap,)), whole)
    assert count_marks(flagged) == count_marks(plain) + 1


def count_marks(picture: Overview) -> int:
    return sum(len(scene.marks) for layer in sign_layers(picture, measure) for scene in layer.scenes)  # type: ignore[union-attr]


def test_small_lines_lie_above_large_ones(shown: Overview) -> None:
    widths = [
        layer.stroke.width for layer in line_layers(shown, palette()) if isinstance(layer, Segments) and layer.joined
    ]
    assert widths == sorted(widths, reverse=True)


def made(firms: int, links: int, place: Callable[[int], Any], **more: Any) -> Snapshot:
    """A project of firms at `place(row)` degrees, each link from firm 0 to another, `more` columns for the firms."""
    database = Database(sqlite3.connect(":memory:"))
    migrations.apply(database)
    db = database.conn
    spots = [place(row) for row in range(firms)]
    names = more.get("name", lambda row: f"firm {row}")
    insert(db, "commodity", [{"name": "slag", "medium": "goods", "base_unit": "t"}])
    insert(
        db,
        "actor",
        [
            {"name": names(row), "role": "producer", "geom": None if spot is None else point_blob(*spot, 4490)}
            for row, spot in enumerate(spots)
        ],
    )
    flow = {"sender_id": 1, "commodity_id": 1, "kind": "waste"}
    others = firms - 1
    insert(db, "flow", [{**flow, "receiver_id": row % others + 2, "since": row // others} for row in range(links)])
    amounts = [{"flow_id": row + 1, "value": (None, 1e-9, 1e9, 5.0)[row % 4]} for row in range(links)]
    insert(db, "flow_amount", amounts)
    return read_snapshot(db, 1, "odd")


CASES: dict[str, Callable[[], Snapshot]] = {
    "5,000 links at one firm": lambda: made(5001, 5000, lambda row: (113 + row % 71 / 100, 23 + row // 71 / 100)),
    "all firms at one point": lambda: made(3000, 2999, lambda _: (113.0, 23.0)),
    "on both sides of the antimeridian": lambda: made(3000, 2999, lambda row: ((-1) ** row * 179.9, row / 1e3)),
    "nobody has a place": lambda: made(3000, 2999, lambda _: None),
    "names of 300 characters": lambda: made(
        2000, 1999, lambda row: (113 + row / 1e4, 23.0), name=lambda row: f"{row}" + "长" * 296
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("zoom", [1.0, 50.0])
def test_odd_projects_give_a_readable_picture(case: str, zoom: float) -> None:
    snapshot = CASES[case]()
    view = replace(fit(snapshot, *PAPER), language="en").zoomed(zoom, 210.0, 130.0)
    picture = overview_of(prepared(snapshot, view), view)
    assert picture.counts.links == len(snapshot.flow)
    assert len(picture.bundles) <= 1500
    assert np.isfinite(picture.lines.segments).all()
    assert np.isfinite(picture.lines.heads).all()
    assert all(label.width <= 34.5 for label in written_words(picture, measure).marks)  # type: ignore[union-attr]
    for layer in [*line_layers(picture, palette()), *sign_layers(picture, measure)]:
        assert layer is not None


def test_an_unknown_amount_is_broken_and_never_zero() -> None:
    snapshot = made(3000, 2999, lambda row: (113 + row % 61 / 100, 23 + row // 61 / 100))
    view = replace(fit(snapshot, *PAPER), language="en")
    picture = overview_of(prepared(snapshot, view), view)
    assert (picture.level.bundles.amount[picture.bundles] != 0).all()


def test_a_region_of_a_million_corners_is_drawn_with_those_that_a_scale_shows() -> None:
    turn = np.linspace(0, 2 * np.pi, 1_000_001)[:-1]
    rim = 5000.0 + 40 * np.sin(3000 * turn)
    shape = shapely.Polygon(np.column_stack([rim * np.cos(turn), rim * np.sin(turn)]))
    rings = simplified((Area(0, 0, shape),), 16.0)
    assert 100 < len(rings.points) < 40_000
    assert len(rings.within(np.array([1e5, 1e5]), np.array([2e5, 2e5]))) == 0


def test_nothing_at_all_is_an_empty_picture(county: Snapshot, whole: View) -> None:
    none = np.zeros(len(county.flow), dtype=np.bool_)
    bare = replace(county, flow=take(county.flow, none), flow_amount=take(county.flow_amount, np.array([], dtype=int)))
    picture = overview_of(prepared(bare, whole), whole)
    assert (picture.counts.links, len(picture.bundles)) == (0, 0)


def test_a_file_of_the_map_keeps_lines_signs_and_letters_as_shapes(shown: Overview, tmp_path: Path) -> None:
    writer = QPdfWriter(str(tmp_path / "map.pdf"))
    painter = QPainter(writer)
    for layers in (ground_layers(shown, palette()), line_layers(shown, palette()), sign_layers(shown, measure)):
        draw_layers(painter, layers, 40.0)
    painter.end()
    with pikepdf.open(tmp_path / "map.pdf") as pdf:
        assert not list(pdf.pages[0].get_images())
        assert "/Font" in pdf.pages[0].Resources
    assert overview_of(shown.crowd, shown.view, most=5000).bundles.size > len(shown.bundles)
