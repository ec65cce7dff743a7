from dataclasses import replace

import numpy as np
import pytest

from core.findings import Finding
from core.snapshot import Snapshot
from gis.counts import Counts
from gis.overlay import highlighted
from gis.paint import measure
from gis.picture import compose_map, lay_out
from gis.scene import Label, Scene, Shape
from gis.view import View, fit


@pytest.fixture(scope="module")
def view(park: Snapshot) -> View:
    return replace(fit(park, 272.0, 228.0), language="en")


@pytest.fixture(scope="module")
def scene(park: Snapshot, findings: tuple[Finding, ...], view: View) -> Scene:
    return compose_map(park, findings, view, measure)


def labels(scene: Scene) -> list[str]:
    return [mark.text for mark in scene.marks if isinstance(mark, Label)]


def lines(scene: Scene, uid: str) -> list[Shape]:
    """The marks of a link that are lines, not heads."""
    return [m for m in scene.marks if isinstance(m, Shape) and m.target == ("flow", uid) and m.stroke]


def test_every_link_of_the_year_is_counted_with_its_reason(scene: Scene) -> None:
    counts = scene.counts
    assert (counts.links, len(counts.drawn), len(counts.no_coordinates), len(counts.outside)) == (21, 19, 1, 1)
    assert (len(counts.unknown), len(counts.loops), len(counts.actors_missing)) == (1, 1, 1)


def test_every_located_actor_has_its_sign_and_name(scene: Scene, park: Snapshot) -> None:
    located = set(park.actor.uid[~np.isnan(park.actor.point[:, 0])])
    assert {m.target[1] for m in scene.marks if isinstance(m, Shape) and m.target and m.target[0] == "actor"} >= located
    assert {str(name) for name in park.actor.name} - {"无址厂"} <= set(labels(scene))


def test_only_the_unknown_amount_is_dashed(scene: Scene) -> None:
    dashed = {m.target[1] for m in scene.marks if isinstance(m, Shape) and m.stroke and m.stroke.dashes and m.target}
    assert dashed == set(scene.counts.unknown)


def test_a_self_loop_is_drawn_with_a_head(scene: Scene) -> None:
    (loop,) = scene.counts.loops
    assert [line.path.commands for line in lines(scene, loop)] == ["MC"]
    heads = [m for m in scene.marks if isinstance(m, Shape) and m.target == ("flow", loop) and m.fill]
    assert len(heads) == 1


def test_no_line_runs_under_a_sign_that_it_does_not_serve(
    park: Snapshot, findings: tuple[Finding, ...], view: View
) -> None:
    sheet = lay_out(park, findings, view, measure)
    for row in range(len(sheet.links)):
        others = np.delete(np.arange(len(sheet.places)), [sheet.links.sender[row], sheet.links.receiver[row]])
        points = sheet.routes.points[row]
        away = np.hypot(*(points[:, None] - sheet.places[None, others]).transpose(2, 0, 1)) - sheet.radius[others]
        assert np.isnan(away).all() or np.nanmin(away) > sheet.links.width[row] / 2


def test_names_lie_on_no_sign_and_on_no_other_name(scene: Scene, park: Snapshot) -> None:
    boxes = [m.box for m in scene.marks if isinstance(m, Label) and m.target and m.target[0] == "actor"]
    signs = [box for mark, box in zip(scene.marks, scene.boxes, strict=True) if is_sign(mark)]
    for row, box in enumerate(boxes):
        for other in (*boxes[:row], *signs):
            shared = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
            assert min(shared) < 0.3


def is_sign(mark: object) -> bool:
    return isinstance(mark, Shape) and bool(mark.fill) and mark.target is not None and mark.target[0] == "actor"


def test_hidden_kinds_are_counted_as_hidden(park: Snapshot, view: View) -> None:
    scene = compose_map(park, (), replace(view, hidden=frozenset({"water"})), measure)
    assert len(scene.counts.hidden) == 4
    assert scene.counts.links == 21


def test_a_year_without_figures_leaves_amounts_unknown(park: Snapshot, view: View) -> None:
    scene = compose_map(park, (), replace(view, year=1999), measure)
    assert len(scene.counts.unknown) == len(scene.counts.drawn) == 19


def test_amounts_name_what_flows_and_how_much(scene: Scene) -> None:
    assert "Fly ash 420\u2009000 t" in labels(scene)


def test_findings_have_their_numbers_on_the_map(scene: Scene) -> None:
    assert {"1", "2", "3", "4", "5"} <= set(labels(scene))


def test_without_findings_there_are_neither_rings_nor_numbers(
    park: Snapshot, findings: tuple[Finding, ...], view: View
) -> None:
    scene = compose_map(park, findings, replace(view, hidden=frozenset({"findings"})), measure)
    assert not {"1", "2", "3"} & set(labels(scene))


def test_a_click_on_a_line_finds_its_link(scene: Scene) -> None:
    uid = scene.counts.drawn[0]
    start, control, end = lines(scene, uid)[0].path.points
    along = [start * (1 - t) ** 2 + 2 * control * t * (1 - t) + end * t**2 for t in (0.3, 0.4, 0.5, 0.6, 0.7)]
    found = [scene.hit(float(x), float(y)) for x, y in along]
    assert found.count(("flow", uid)) >= 3  # another may cross it, and then lies above it there


def test_an_overlay_shows_only_what_is_selected(scene: Scene) -> None:
    chosen = frozenset({("flow", scene.counts.drawn[0])})
    overlay = highlighted(scene, chosen, "#20638F")
    assert {mark.target for mark in overlay.marks if isinstance(mark, Shape)} <= {None, *chosen}
    assert len(overlay.marks) >= 2


def test_an_overlay_shows_the_line_and_the_head_of_a_link(scene: Scene) -> None:
    chosen = frozenset({("flow", scene.counts.drawn[0])})
    overlay = highlighted(scene, chosen, "#20638F")
    rimmed = [mark for mark in overlay.marks if isinstance(mark, Shape) and mark.stroke]
    rims = [mark for mark in rimmed if mark.stroke.colour == "#20638F"]
    assert [bool(mark.fill) for mark in rims] == [False, True]


def test_the_sentence_of_the_counts_names_only_what_occurs() -> None:
    said = Counts(drawn=("a",) * 29, no_coordinates=("b",) * 6).sentence()
    assert said.values["n"] == 35
    assert [part.values["n"] for part in said.values["parts"]] == [29, 6]  # type: ignore[attr-defined]


def test_a_map_of_nobody_says_why_it_is_empty(park: Snapshot, view: View) -> None:
    nowhere = replace(park, actor=replace(park.actor, point=np.full_like(park.actor.point, np.nan)))
    assert "No firm or institution has coordinates yet." in labels(compose_map(nowhere, (), view, measure))
