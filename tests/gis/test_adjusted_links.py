"""Adjusted amounts on the map: hatched, as wide as they are, in the legend, and on no public page."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Analysis, analyse
from core.errors import UserError
from core.i18n import show
from core.snapshot import Snapshot
from core.text import Text
from gis.adjusted_links import AdjustedLinks, Adjustment
from gis.choosing import Choice
from gis.grouping import REGION, Grouping
from gis.hatch_marks import hatch
from gis.legend import line_entries
from gis.lens import Lens
from gis.page import Page, compose
from gis.paint import measure
from gis.picture import compose_map, lay_out
from gis.scene import Label, Mark, Scene, Shape
from gis.sheet import Sheet
from gis.view import View, fit


@pytest.fixture(scope="module")
def view(park: Snapshot) -> View:
    return replace(fit(park, 272.0, 228.0), year=2025)


@pytest.fixture(scope="module")
def halved(park: Snapshot) -> AdjustedLinks:
    """The steam to the dyeing mill adjusted to its half, that to the food factory as it is declared."""
    steam = {0: (160000.0, 80000.0), 1: (40000.0, 40000.0)}
    uids = park.flow.uid.tolist()
    return AdjustedLinks(2025, {uids[row]: Adjustment(*told, 900.0, "GJ") for row, told in steam.items()})


def drawn(park: Snapshot, view: View, adjusted: AdjustedLinks | None) -> Sheet:
    return lay_out(park, (), replace(view, adjusted=adjusted), measure)


def row_of(sheet: Sheet, park: Snapshot, flow: int) -> int:
    return sheet.snapshot.flow.uid[sheet.links.flow].tolist().index(park.flow.uid[flow])


def strokes(marks: Sequence[Mark]) -> list[str]:
    """The drawn paths by their commands, without what lies below a line."""
    return [mark.path.commands for mark in marks if isinstance(mark, Shape)]


def test_only_an_amount_unlike_the_declared_one_is_drawn_as_adjusted(
    park: Snapshot, view: View, halved: AdjustedLinks
) -> None:
    sheet = drawn(park, view, halved)
    assert sheet.links.adjusted.sum() == 1
    assert sheet.links.adjusted[row_of(sheet, park, 0)]
    assert sheet.links.amount[row_of(sheet, park, 0)] == 80000.0


def test_a_line_is_as_wide_as_its_adjusted_amount(park: Snapshot, view: View, halved: AdjustedLinks) -> None:
    before, after = drawn(park, view, None), drawn(park, view, halved)
    wide, half = (sheet.links.width[row_of(sheet, park, 0)] for sheet in (before, after))
    assert half == pytest.approx(wide / 2)
    assert after.links.widths == before.links.widths


def test_a_map_without_adjusted_amounts_has_no_stroke_more(park: Snapshot, view: View, halved: AdjustedLinks) -> None:
    other_year = replace(halved, year=2024)
    plain = strokes(compose_map(park, (), view, measure).marks)
    assert strokes(compose_map(park, (), replace(view, adjusted=other_year), measure).marks) == plain
    assert len(strokes(compose_map(park, (), replace(view, adjusted=halved), measure).marks)) == len(plain) + 2


def test_an_adjusted_amount_on_the_map_is_told_as_about_that_much(
    park: Snapshot, view: View, halved: AdjustedLinks
) -> None:
    told = words(compose_map(park, (), replace(view, adjusted=halved, language="en"), measure))
    assert [text.replace("\u2009", " ") for text in told if "≈" in text] == ["Steam ≈ 80 000 GJ"]


def test_what_is_adjusted_to_nothing_is_drawn_since_it_differs(park: Snapshot, view: View) -> None:
    gone = AdjustedLinks(2025, {str(park.flow.uid[0]): Adjustment(160000.0, 0.0, None, "GJ")})
    sheet = drawn(park, view, gone)
    assert sheet.links.adjusted[row_of(sheet, park, 0)]
    assert not sheet.counts.nothing


def test_a_hatch_cuts_wide_lines_and_stands_out_of_thin_ones() -> None:
    way = np.array([(0.0, 0.0), (20.0, 0.0)])
    (thin,), wide = hatch(way, 0.35, "#000000", "#FFFFFF"), hatch(way, 4.0, "#000000", "#FFFFFF")
    assert isinstance(thin, Shape)
    assert np.ptp(thin.path.points[:, 1]) > 3 * 0.35
    assert [mark.stroke.colour for mark in wide if isinstance(mark, Shape) and mark.stroke] == ["#000000", "#FFFFFF"]
    assert hatch(way[:, :] * 0.01, 1.0, "#000000", "#FFFFFF") == []


def test_the_legend_says_that_hatched_lines_are_no_figures_to_report(
    park: Snapshot, view: View, halved: AdjustedLinks
) -> None:
    told = "Adjusted beyond its accuracy, for diagnosis only, not for reporting"
    english = replace(view, language="en")
    assert told in [entry.words for entry in line_entries(drawn(park, english, halved))]
    assert told not in [entry.words for entry in line_entries(drawn(park, english, None))]


def test_a_map_of_regions_says_that_its_sums_are_declared(park: Snapshot, view: View, halved: AdjustedLinks) -> None:
    grouped = replace(view, adjusted=halved, grouping=Grouping(REGION))
    (note,) = compose_map(park, (), grouped, measure).notes
    assert "declared amounts" in show(note, "en")


@pytest.fixture(scope="module")
def analysis(park: Snapshot) -> Analysis:
    return analyse(park, 2025)


def words(scene: Scene) -> list[str]:
    return [mark.text for mark in scene.marks if isinstance(mark, Label)]


def test_a_page_says_in_its_foot_that_amounts_are_adjusted(
    park: Snapshot, analysis: Analysis, halved: AdjustedLinks
) -> None:
    page = compose(park, analysis, Page("en", adjusted=halved), measure)
    marked = "Adjusted, no map review number: not to report or publish"
    assert marked in words(page.scene)
    assert any("1 hatched line shows an adjusted amount." in word for word in words(page.scene))


def test_no_public_page_has_adjusted_amounts(park: Snapshot, analysis: Analysis, halved: AdjustedLinks) -> None:
    with pytest.raises(UserError, match="stand on no public page"):
        compose(park, analysis, Page("en", kind="public", adjusted=halved), measure)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (
            Adjustment(100.0, 96.0, 3.5, "t"),
            "Declared 100 t, adjusted 96 t (standard deviation 3.5 t) per year (Adjusted, for diagnosis only, "
            "not for reporting)",
        ),
        (
            Adjustment(None, 96.0, None, "t"),
            "No whole figure is declared; the others give 96 t per year (Adjusted, for diagnosis only, not for "
            "reporting)",
        ),
    ],
)
def test_declared_and_adjusted_amount_stand_in_one_sentence(told: Adjustment, sentence: str) -> None:
    assert isinstance(told.sentence, Text)
    assert show(told.sentence, "en").replace("\u2009", " ").replace("\u00a0", " ") == sentence


@pytest.mark.parametrize(
    ("told", "differs"),
    [
        (Adjustment(100.0, 101.0, None, "t"), False),  # 1 % where nobody stated an sd
        (Adjustment(100.0, 102.0, None, "t"), True),
        (Adjustment(100.0, 104.0, None, "t", accuracy=5.0), False),
        (Adjustment(100.0, 106.0, None, "t", accuracy=5.0), True),
        (Adjustment(100.0, 100.04, None, "t", accuracy=0.0), False),  # both are written 100 t
        (Adjustment(None, 100.0, None, "t"), True),
        (Adjustment(0.0, 0.0, None, "t"), False),
    ],
)
def test_an_amount_differs_as_it_is_written_and_beyond_its_accuracy(told: Adjustment, *, differs: bool) -> None:
    assert told.differs is differs


def test_an_amount_within_its_accuracy_is_drawn_as_declared(park: Snapshot, view: View) -> None:
    near = AdjustedLinks(2025, {str(park.flow.uid[0]): Adjustment(160000.0, 150000.0, 900.0, "GJ", accuracy=16000.0)})
    sheet = drawn(park, view, near)
    assert sheet.links.amount[row_of(sheet, park, 0)] == 160000.0
    assert sheet.counts.adjusted == ()


def test_hatched_lines_are_counted(park: Snapshot, view: View, halved: AdjustedLinks) -> None:
    assert drawn(park, view, halved).counts.adjusted == (park.flow.uid[0],)
    assert drawn(park, view, None).counts.adjusted == ()
    hidden = replace(view, hidden=frozenset({"links"}))
    assert drawn(park, hidden, halved).counts.adjusted == ()


def test_an_adjusted_page_keeps_its_map_review_number(
    park: Snapshot, analysis: Analysis, halved: AdjustedLinks
) -> None:
    page = compose(park, analysis, Page("en", approval="GS(2026)1", adjusted=halved), measure)
    told = "Adjusted: not to report. Map review number GS(2026)1"
    assert told in words(page.scene)


@pytest.mark.parametrize(
    ("lens", "summed"), [(Lens(grouping=Grouping(REGION)), True), (Lens(Choice(kinds=frozenset({"waste"}))), False)]
)
def test_a_page_that_hatches_no_line_says_that_its_amounts_are_declared(
    park: Snapshot, analysis: Analysis, halved: AdjustedLinks, lens: Lens, *, summed: bool
) -> None:
    told = words(compose(park, analysis, Page("en", adjusted=halved, lens=lens), measure).scene)
    assert "Without map review number: not for publication" in told
    assert any("Declared amounts; none of the drawn ones is adjusted." in word for word in told)
    assert not any("hatched" in word for word in told)
    assert ("This map sums links" in " ".join(told)) is summed


def test_a_page_of_two_maps_is_marked_where_the_second_may_hatch(
    park: Snapshot, analysis: Analysis, halved: AdjustedLinks
) -> None:
    page = Page("en", adjusted=halved)
    first = next(item for item in page.layout.items if item.kind == "map")
    items = (replace(first, year=2024), *page.layout.items)
    page = replace(page, layout=replace(page.layout, items=items))
    told = words(compose(park, analysis, page, measure).scene)
    assert "Adjusted, no map review number: not to report or publish" in told
