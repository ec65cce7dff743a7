"""Amounts on the bands of a diagram: none lies on another word or band, and what finds no room is listed."""

from collections.abc import Callable
from itertools import combinations

import pytest
import shapely

from core.snapshot import Snapshot
from gis.figure_page import FigurePage
from gis.flow_diagram import compose_diagram, diagram_box
from gis.flow_diagram_bands import FlowSystem, flow_system
from gis.flow_diagram_places import place_diagram
from gis.flow_diagram_words import BAND, GROUP_LONGEST, NAME
from gis.paint import measure
from gis.partitions import LEVELS
from gis.scene import Label, Scene, flatten, texts_of

LIST = {"en": "Without room on their bands", "zh": "带上写不下的"}


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot("teaching", "zh")


def labels(scene: Scene) -> list[Label]:
    return [mark for mark in scene.marks if isinstance(mark, Label)]


def on_bands(scene: Scene, page: FigurePage) -> list[Label]:
    """The words of bands that do not stand in the list at the side."""
    left, _, width, _ = diagram_box(page)
    told = [label for label in labels(scene) if label.target is not None and label.target[0] == BAND]
    return [label for label in told if left < label.x < left + width]


def system_of(teaching: Snapshot, level: str, language: str) -> FlowSystem:
    return flow_system(teaching, 2025, "t", level, language)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("level", LEVELS)
def test_no_amount_touches_another_word_or_another_band(teaching: Snapshot, level: str, language: str) -> None:
    system, page = system_of(teaching, level, language), FigurePage(language)
    scene = compose_diagram(system, page, measure)
    for one, other in combinations(labels(scene), 2):
        (a, b, c, d), (e, f, g, h) = one.box, other.box
        if BAND in {(mark.target or ("",))[0] for mark in (one, other)}:
            assert not (a < g and e < c and b < h - 0.1 and f < d - 0.1), (one.text, other.text)
    titles = [one.title if one.side == "group" else "" for one in system.stations]
    names = tuple(measure(titles, NAME).clip(max=GROUP_LONGEST).tolist())
    ribbons = place_diagram(system, diagram_box(page), names).ribbons
    fields = [shapely.LineString(flatten(one.middle)[0]).buffer(one.width / 2, cap_style="flat") for one in ribbons]
    for label in on_bands(scene, page):
        assert label.target
        left, top, right, bottom = label.box
        middle = shapely.box(left, top + 0.2 * (bottom - top), right, bottom - 0.2 * (bottom - top))
        met = [row for row, field in enumerate(fields) if field.intersects(middle)]
        assert set(met) <= {int(label.target[1])}, label.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_has_no_room_on_its_band_stands_in_the_list_or_is_counted(teaching: Snapshot, language: str) -> None:
    system, page = system_of(teaching, "sector", language), FigurePage(language)
    scene = compose_diagram(system, page, measure)
    assert LIST[language] in texts_of(scene)
    written = {label.target for label in on_bands(scene, page)}
    listed = [label for label in labels(scene) if label.target and label.target[0] == BAND and label not in
              on_bands(scene, page)]  # fmt: skip
    assert listed
    assert len(listed) % 2 == 0  # from where to where, and what and how much
    assert all(" → " in label.text for label in listed[::2])
    within = {
        (BAND, str(row)) for row, band in enumerate(system.bands)
        if {system.stations[band.start].side, system.stations[band.end].side} == {"group"}
    }  # fmt: skip
    unseen = within - written - {label.target for label in listed}
    counted = [text for text in texts_of(scene) if text.startswith("and ") or text.startswith("另有 ")]
    assert not unseen or any("table of numbers" in text or "数值表" in text for text in counted)


def test_a_diagram_with_room_for_all_words_has_no_list(teaching: Snapshot) -> None:
    system = flow_system(teaching, 2025, "GJ", "role", "en")
    assert LIST["en"] not in texts_of(compose_diagram(system, FigurePage("en"), measure))
