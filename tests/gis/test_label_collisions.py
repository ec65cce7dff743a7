"""Words on maps and diagrams of the samples: how many lie upon other words, signs, heads, badges, loops or links."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeGuard

import numpy as np
import pytest
import shapely

from core.analysis import analyse
from core.page_templates import template
from core.samples import sample_names
from core.snapshot import Snapshot
from gis.beside import sketch_beside
from gis.figure_page import FigurePage
from gis.flow_diagram import compose_diagram
from gis.flow_diagram_bands import diagram_units, flow_system
from gis.flow_diagram_words import BAND
from gis.furniture import round_scale
from gis.grouping import BY_FIRM, groupings
from gis.paint import measure
from gis.partitions import LEVELS
from gis.picture import draw_sheet, lay_out
from gis.scene import Label, Mark, Shape, flatten
from gis.sheet import Sheet
from gis.view import fit, with_sketches
from tests.gis.label_collisions import collisions

_SOME = 0.3  # mm2


@pytest.fixture(scope="module", params=sample_names())
def sample(request: pytest.FixtureRequest, sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot(request.param, "zh")


def maps_of(snapshot: Snapshot) -> Iterator[tuple[str, Sheet]]:
    """The maps of A3 and A4 by firm, by region and by sector, in both languages."""
    findings = analyse(snapshot).findings
    for paper in ("A3", "A4"):
        width, height = next((item.width, item.height) for item in template(paper).items if item.kind == "map")
        view = replace(fit(snapshot, width, height), gathered=True)
        view = replace(view, metres_per_mm=round_scale(view.metres_per_mm))
        for language in ("zh", "en"):
            for grouping in groupings(snapshot):
                shown = sketch_beside(snapshot, with_sketches(snapshot, view)) if grouping == BY_FIRM else view
                shown = replace(shown, grouping=grouping, language=language)
                yield f"{paper} {language} {grouping.by} {grouping.level}", lay_out(snapshot, findings, shown, measure)


def test_words_of_maps_lie_upon_nothing(sample: Snapshot) -> None:
    found = {name: {what: words for what, words in collisions(sheet, draw_sheet(sheet)).items() if words}
             for name, sheet in maps_of(sample)}  # fmt: skip
    assert {name: words for name, words in found.items() if words} == {}


def test_what_circulates_within_a_group_is_told_beside_its_loop(sample: Snapshot) -> None:
    for _, sheet in maps_of(sample):
        told = {mark.target for mark in draw_sheet(sheet).marks if isinstance(mark, Label)}
        loops = np.flatnonzero(sheet.links.sender == sheet.links.receiver)
        if len(sheet.links) < 10:
            uids = sheet.snapshot.flow.uid[sheet.links.flow[loops]]
            assert sum(("flow", str(uid)) in told for uid in uids) >= len(loops) - 1


@pytest.mark.parametrize("level", LEVELS)
def test_no_name_of_a_group_lies_on_a_band_that_runs_back(sample: Snapshot, level: str) -> None:
    year = analyse(sample).year
    system = flow_system(sample, year, diagram_units(sample, year)[0], level, "zh")
    marks = compose_diagram(system, FigurePage(), measure).marks
    titles = {station.title for station in system.stations if station.side == "group"}
    names = [shapely.box(*mark.box) for mark in marks if isinstance(mark, Label) and mark.text in titles]
    back = [shapely.Polygon(flatten(mark.path)[0]) for mark in marks if is_loop(mark) and mark.fill]
    assert not [band for band in back if any(name.intersection(band).area > _SOME for name in names)]


def is_loop(mark: Mark) -> TypeGuard[Shape]:
    """Whether a mark is the outline of a band that runs back."""
    of_band = isinstance(mark, Shape) and mark.target is not None and mark.target[0] == BAND
    return of_band and mark.path.commands.startswith("MLQLQLQLQL")
