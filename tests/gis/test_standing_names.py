"""Names on the map of a large project while it is dragged: each stays on its side of its sign as long as it is seen."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import analyse
from core.snapshot import Snapshot
from gis.crowded import Crowd, crowd_of
from gis.crowded_findings import pinned
from gis.crowded_view import Overview, overview_of
from gis.crowded_words import NAME_ROOM, NOTHING_WRITTEN, SURPLUS, Written, written_words
from gis.paint import measure
from gis.scene import Label
from gis.view import View

STEPS = 12
UNSEEN = 1 / 6  # of the paper at each edge lies beyond the window


@pytest.fixture(scope="module")
def judged(county: Snapshot, whole: View) -> Crowd:
    """The county with the findings of its year."""
    crowd = crowd_of(county, analyse(county).findings, whole)
    assert crowd is not None
    return crowd


def dragged(crowd: Crowd, view: View) -> Iterator[tuple[Overview, Written]]:
    """What is written while a view is dragged up and to the left."""
    written = NOTHING_WRITTEN
    for step in range(STEPS):
        shown = overview_of(crowd, view.moved(-9.0 * step, -5.0 * step))
        written = written_words(shown, measure, pinned(shown, measure), written)
        yield shown, written


def changed(crowd: Crowd, view: View) -> tuple[int, int, int]:
    """Of the names of a drag that the window still shows: how many, how many turned or went; and how many came."""
    stayed = turned = came = 0
    before: dict[int, int] = {}
    paper = np.array([view.width_mm, view.height_mm])
    for shown, written in dragged(crowd, view):
        seen = ((shown.places > paper * UNSEEN) & (shown.places < paper * (1 - UNSEEN))).all(axis=1)
        for group in before.keys() & set(shown.groups[seen].tolist()):
            stayed += 1
            turned += written.sides.get(group, -1) != before[group]
        came += len(written.sides.keys() - before.keys())
        before = dict(written.sides)
    return stayed, turned, came


@pytest.mark.parametrize("zoom", [1.0, 3.0, 10.0])
def test_names_stay_on_their_side_while_the_map_is_dragged(judged: Crowd, whole: View, zoom: float) -> None:
    stayed, turned, came = changed(judged, whole.zoomed(zoom, 210.0, 150.0))
    assert stayed > STEPS
    assert turned == 0
    assert came > 0


def test_names_that_stay_do_not_pile_up_on_a_long_drag(judged: Crowd, whole: View) -> None:
    view, written = replace(whole.zoomed(1.5, 210.0, 150.0), width_mm=200.0, height_mm=160.0), NOTHING_WRITTEN
    most, held = int(200 * 160 / NAME_ROOM), []
    there_and_back = [*range(8), *range(8, -1, -1)]
    for step in there_and_back:
        shown = overview_of(judged, view.moved(-12.0 * step, -12.0 * step))
        written = written_words(shown, measure, pinned(shown, measure), written)
        held.append(len(written.sides))
    assert max(held) > most
    assert max(held) <= SURPLUS * most


def test_another_scale_places_names_afresh(judged: Crowd, whole: View) -> None:
    shown = overview_of(judged, whole)
    written = written_words(shown, measure)
    closer = overview_of(judged, whole.zoomed(1.2, 200.0, 140.0))
    assert written.sides_on(shown) == written.sides
    assert written.sides_on(closer) == {}


def test_names_that_stay_still_lie_on_nothing(judged: Crowd, whole: View) -> None:
    for _, written in dragged(judged, whole.zoomed(3.0, 210.0, 150.0)):
        boxes = np.array([mark.box for mark in written.marks if isinstance(mark, Label)])
        low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
        high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
        shared = (high - low).clip(0).prod(axis=2)
        assert (shared - np.diag(np.diag(shared))).max() == 0
