"""Words of the samples' maps in the window: what they lie upon, also after a drag; no firm is without its name."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import shapely

from core.analysis import analyse
from core.display_names import in_language
from core.samples import sample_names
from core.snapshot import Snapshot
from gis.labels import LETTER
from gis.legend import side_legend
from gis.name_letters import letter_key
from gis.paint import measure
from gis.picture import draw_sheet, drawn_with_words, lay_out
from gis.scene import Label, Scene, Shape, flatten
from gis.sheet import Sheet
from gis.signs import located_rows
from gis.standing import NOTHING_STOOD, stood
from gis.view import fit
from tests.gis.label_collisions import collisions

WINDOW = (223.0, 143.0)  # mm of map in a window of 1440 x 900
COMPOSED = 1.5  # times as much is drawn


@pytest.fixture(scope="module", params=sample_names())
def sample(request: pytest.FixtureRequest, sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot(request.param, "zh")


@pytest.fixture(params=["zh", "en"])
def drawn(sample: Snapshot, request: pytest.FixtureRequest) -> tuple[Sheet, Scene]:
    view = fit(sample, *WINDOW).resized(WINDOW[0] * COMPOSED, WINDOW[1] * COMPOSED)
    view = replace(view, language=request.param, seen_mm=WINDOW)
    named = in_language(sample, request.param)
    sheet = replace(lay_out(named, analyse(sample).findings, view, measure), lettered=True, boundless=True)
    return sheet, draw_sheet(sheet)


def names_of(scene: Scene) -> list[Label]:
    """The lines of names of firms, and the letters that stand for some."""
    return [mark for mark in scene.marks if isinstance(mark, Label) and mark.target and mark.target[0] == "actor"]


def on_lines(scene: Scene) -> list[str]:
    """Lines of names with a link beneath their letters."""
    links = [mark for mark in scene.marks if isinstance(mark, Shape) and not mark.fill and mark.stroke is not None
             and mark.target is not None and mark.target[0] == "flow"]  # fmt: skip
    drawn = [shapely.LineString(flatten(mark.path)[0]).buffer(mark.stroke.width / 2) for mark in links if mark.stroke]
    ground = shapely.union_all(drawn)
    return [name.text for name in names_of(scene) if ground.intersection(shapely.box(*name.box)).area > 0.1]


def test_nothing_written_in_the_window_lies_upon_anything(drawn: tuple[Sheet, Scene]) -> None:
    found = {what: words for what, words in collisions(*drawn).items() if words}
    assert found == {}


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.wide)])
def test_nothing_written_lies_upon_anything_after_drags(sample: Snapshot, language: str) -> None:
    view = fit(sample, *WINDOW).resized(WINDOW[0] * COMPOSED, WINDOW[1] * COMPOSED)
    named, findings, before = in_language(sample, language), analyse(sample).findings, NOTHING_STOOD
    for x, y in ((0.0, 0.0), (-70.0, 30.0), (40.0, 60.0), (90.0, -50.0)):
        moved = replace(view.moved(x, y), language=language)
        sheet = replace(lay_out(named, findings, moved, measure), lettered=True, boundless=True)
        scene, placed = drawn_with_words(replace(sheet, stood=before.moved(named, findings, moved)))
        assert {what: words for what, words in collisions(sheet, scene).items() if words} == {}
        before = stood(placed, named, findings, moved)


def test_every_firm_in_the_window_has_its_name_or_a_letter_that_the_legend_explains(drawn: tuple[Sheet, Scene]) -> None:
    sheet, scene = drawn
    assert {name.target for name in names_of(scene)} == {sheet.actor(row) for row in located_rows(sheet)}
    letters = {name.text for name in names_of(scene) if name.font == LETTER}
    told = {mark.text for mark in side_legend(sheet, 50.0, letter_key(sheet, scene)).marks if isinstance(mark, Label)}
    assert letters <= told


def test_few_names_in_the_window_stand_on_lines_and_few_give_way_to_letters(drawn: tuple[Sheet, Scene]) -> None:
    names = names_of(drawn[1])
    assert len(on_lines(drawn[1])) <= 0.35 * len(names)  # half of them, before they went out of the way of lines
    assert sum(name.font == LETTER for name in names) <= 0.2 * len(names)
