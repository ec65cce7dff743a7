"""Names, amounts and letters of an ordinary map while it is dragged: each stays where it stands while it is seen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from app.map_frame import Frame, compose_frame
from core.analysis import analyse
from core.display_names import in_language
from core.findings import Finding
from core.samples import sample_names
from core.snapshot import Snapshot
from gis.scene import Label, Points
from gis.view import View, fit

WINDOW = (223.0, 143.0)  # mm of map in a window of 1440 x 900
COMPOSED = 1.5  # times as much is drawn
STEPS = 13
WELL_INSIDE = 40.0  # mm from the edge of what is drawn
COARSE = 0.5  # pixels per mm: nobody looks at the picture

Words = dict[tuple[tuple[str, str], str], Points]  # anchor of each text by its row and what it says
Judged = tuple[Snapshot, tuple[Finding, ...]]


@pytest.fixture(scope="module", params=sample_names())
def sample(request: pytest.FixtureRequest, sample_shot: Callable[[str, str], Snapshot]) -> Judged:
    snapshot = sample_shot(request.param, "zh")
    return snapshot, tuple(analyse(snapshot).findings)


def first_view(snapshot: Snapshot, zoom: float) -> View:
    """The middle of the cluster, `zoom` times closer than the whole, as large as a window has it drawn."""
    view = fit(snapshot, *WINDOW).zoomed(zoom, WINDOW[0] / 2, WINDOW[1] / 2)
    seen = WINDOW if zoom == 1.0 else None
    return replace(view.resized(WINDOW[0] * COMPOSED, WINDOW[1] * COMPOSED), seen_mm=seen)


def dragged(snapshot: Snapshot, findings: tuple[Finding, ...], view: View) -> Iterator[Frame]:
    """The frames of a drag there and back along a circle, each lent the one before."""
    before = None
    for turn in np.linspace(0.0, 2 * np.pi, STEPS):
        moved = view if before is None else replace(view.moved(60 * np.sin(turn), 40 * np.cos(turn) - 40), seen_mm=None)
        before = compose_frame(snapshot, findings, moved, COARSE, before)
        yield before


def words_of(frame: Frame) -> Words:
    """The texts of firms, links and regions; of the same ones about one row the uppermost."""
    labels = [mark for mark in frame.scene.marks if isinstance(mark, Label) and mark.target]
    return {(mark.target, mark.text): np.array([mark.x, mark.y]) for mark in labels if mark.target}


def changed(before: Frame, frame: Frame) -> tuple[int, list[str]]:
    """How many texts stayed well inside, and which of them went elsewhere or away."""
    shift = frame.view.on_paper(np.array([before.view.to_ground(0.0, 0.0)]))[0]
    paper = np.array([frame.view.width_mm, frame.view.height_mm])
    now, stayed, other = words_of(frame), 0, []
    for (target, text), place in words_of(before).items():
        both = np.array([place, place + shift])
        if (both < WELL_INSIDE).any() or (both > paper - WELL_INSIDE).any():
            continue
        stayed += 1
        if not np.allclose(now.get((target, text), np.nan), both[1], atol=0.01):
            other.append(f"{text} at {both[1].round()}")
    return stayed, other


@pytest.mark.parametrize("zoom", [1.0, pytest.param(2.0, marks=pytest.mark.wide), 4.0])
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.wide)])
def test_words_stay_where_they_stand_while_the_map_is_dragged(sample: Judged, language: str, zoom: float) -> None:
    snapshot, findings = in_language(sample[0], language), sample[1]
    view = replace(first_view(snapshot, zoom), language=language)
    told = [changed(*pair) for pair in pairwise(dragged(snapshot, findings, view))]
    assert sum(stayed for stayed, _ in told) > STEPS
    assert [other for _, some in told for other in some] == []
