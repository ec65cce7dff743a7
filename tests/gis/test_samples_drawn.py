"""The sample clusters on paper: nobody's line under another's sign, no name on a sign or on another name."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import analyse
from core.page_templates import template
from core.samples import sample_names
from core.snapshot import Snapshot
from core.text import Text
from gis.furniture import round_scale
from gis.page import Page, compose
from gis.page_items import UNNAMED, UNSAID
from gis.paint import measure
from gis.picture import draw_sheet, lay_out
from gis.scene import Label, Shape, texts_of
from gis.sheet import Sheet
from gis.view import fit

ALSO = {"en": "Also ringed", "zh": "另画红圈"}
NEXT = {"en": "Next: ", "zh": "下一步"}
FEWEST_CARDS = 2  # on the smallest page
LONG_NAME = "丙印染厂（东部园区第二染整车间有限责任公司）"
_ENOUGH = 0.3  # mm by which boxes of letters may touch: they are larger than the letters


@pytest.fixture(scope="module", params=sample_names())
def sheet(request: pytest.FixtureRequest, sample_shot: Callable[[str, str], Snapshot]) -> Sheet:
    """A sample as the map of a page in Chinese."""
    snapshot = sample_shot(request.param, "zh")
    view = fit(snapshot, *next((item.width, item.height) for item in template().items if item.kind == "map"))
    view = replace(view, metres_per_mm=round_scale(view.metres_per_mm), gathered=True, language="zh")
    return lay_out(snapshot, analyse(snapshot).findings, view, measure)


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The teaching park in English."""
    return sample_shot("teaching", "en")


def test_no_link_runs_under_a_sign_that_it_does_not_serve(sheet: Sheet) -> None:
    located = np.flatnonzero(sheet.shown)
    for row in range(len(sheet.links)):
        others = located[(located != sheet.links.sender[row]) & (located != sheet.links.receiver[row])]
        points = sheet.routes.points[row]
        away = np.hypot(*(points[:, None] - sheet.places[None, others]).transpose(2, 0, 1)) - sheet.radius[others]
        assert np.isnan(points).all() or away.min() > sheet.links.width[row] / 2


def test_names_and_amounts_keep_clear_of_one_another_and_of_signs(sheet: Sheet) -> None:
    scene = draw_sheet(sheet)
    named = [mark for mark in scene.marks if isinstance(mark, Label) and mark.target]
    boxes = np.array([label.box for label in named])
    whose = np.array(["".join(label.target or ()) for label in named])
    signs = np.array([box for mark, box in zip(scene.marks, scene.boxes, strict=True) if is_sign(mark)])
    assert not (meets(boxes, boxes) & (whose[:, None] != whose[None])).any()
    assert not meets(boxes, signs).any()


def is_sign(mark: object) -> bool:
    return isinstance(mark, Shape) and bool(mark.fill) and mark.target is not None and mark.target[0] == "actor"


def meets(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Which boxes (n, 4) of a share more than the least with boxes (m, 4) of b."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    return (high - low).min(axis=2) > 2 * _ENOUGH


def test_every_link_of_a_sample_is_drawn_or_told(sheet: Sheet) -> None:
    assert sheet.counts.links == len(sheet.snapshot.flow)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("portrait", [False, True])
@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_two_findings_have_a_card_and_ringed_firms_without_one_are_named_or_their_want_of_room_is_told(
    teaching: Snapshot, paper: str, portrait: bool, language: str
) -> None:
    layout = template(paper, portrait=portrait)
    made = compose(teaching, analyse(teaching), Page(language, layout=layout), measure)
    told = list(texts_of(made.scene))
    (first,) = [row for row, line in enumerate(told) if ALSO[language] in line]
    cut = any(line.endswith("\u2026") for line in told[first : first + 8])
    assert (Text(UNNAMED) in made.remarks) is cut
    steps = [row for row, line in enumerate(told) if line.startswith(NEXT[language])]
    unsaid = any(line.endswith("\u2026") for row in steps for line in told[row : row + 2])
    assert (Text(UNSAID) in made.remarks) is unsaid
    assert sum(line.startswith(NEXT[language]) for line in told) >= FEWEST_CARDS, told


def test_a_long_name_takes_the_room_of_a_line_about_others_before_it_takes_that_of_the_second_card(
    teaching: Snapshot,
) -> None:
    names = np.array([name if name != "丙印染厂" else LONG_NAME for name in teaching.actor.name], dtype=object)
    renamed = replace(teaching, actor=replace(teaching.actor, name=names))
    made = compose(renamed, analyse(renamed), Page("en", layout=template("A4", portrait=False)), measure)
    assert sum(line.startswith(NEXT["en"]) for line in texts_of(made.scene)) == FEWEST_CARDS
