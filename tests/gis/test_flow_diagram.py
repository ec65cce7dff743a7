"""The material-flow diagram: nothing invented, nothing lost, widths in proportion."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import figures, for_year
from core.project import Project
from core.snapshot import Snapshot
from gis.figure_page import FigurePage
from gis.flow_diagram import compose_diagram, diagram_box, diagram_title, roomy_system
from gis.flow_diagram_bands import Band, FlowSystem, Station, diagram_units, flow_system
from gis.flow_diagram_pieces import Ends
from gis.flow_diagram_places import place_diagram
from gis.flow_diagram_plan import BAR, THINNEST
from gis.flow_diagram_words import BAND, notes, told_amount
from gis.paint import measure
from gis.partitions import LEVELS
from gis.scene import Label, Scene, texts_of

BOX = (74.0, 31.0, 270.0, 230.0)


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The invented park of 57 bodies and 117 links."""
    return sample_shot("teaching", "en")


@pytest.mark.parametrize("level", LEVELS)
def test_the_sums_are_the_same_at_every_level(teaching: Snapshot, level: str) -> None:
    system = flow_system(teaching, 2025, "t", level, "en")
    assert system.links == 93
    assert system.total("input") == pytest.approx(7_084_085.0)
    inside = sum(band.known for band in system.bands) - system.total("input") - system.total("output")
    now, _ = for_year(teaching, 2025)
    told = figures(now)
    among = (now.flow.sender >= 0) & (now.flow.receiver >= 0) & (told.unit == "t")
    assert inside == pytest.approx(told.value[among].sum())


def test_each_unit_has_a_diagram_of_its_own(teaching: Snapshot) -> None:
    assert diagram_units(teaching, 2025) == ["t", "GJ", "m3"]
    water = flow_system(teaching, 2025, "m3", "role", "en")
    assert water.unit == "m3"
    assert {band.group for band in water.bands} == {"water"}
    assert water.other_units == 102


def test_emissions_and_stocks_stand_at_the_right(teaching: Snapshot) -> None:
    system = flow_system(teaching, 2025, "t", "park", "en")
    kinds = {station.kind for station in system.stations if station.side == "output"}
    assert {"goods", "residue", "emission", "stock_out"} <= kinds


def test_a_public_diagram_of_internal_sources_has_no_band_and_says_so(teaching: Snapshot) -> None:
    system = flow_system(teaching, 2025, "t", "role", "en", public=True)
    assert system.bands == ()
    assert (system.internal, system.internal_figures) == (117, 141)
    assert any(told.startswith("141 emissions and stocks are left out") for told in notes(system, 0.0, "en"))


def test_the_difference_of_in_and_out_is_told_and_not_drawn_as_a_band(park: Snapshot) -> None:
    system = flow_system(park, 2025, "t", "park", "en")
    assert all(station.title for station in system.stations)
    assert "no amount is stated" in notes(system, 0.0, "en")[0]
    both = system_of([(0, 1, 100.0, 0), (1, 2, 60.0, 0)])
    assert "40 t are to be checked" in notes(both, 1.0, "en")[0]


def test_what_nobody_stated_is_dashed_and_counted_and_never_nothing() -> None:
    system = replace(system_of([(0, 1, 0.0, 2), (1, 2, 60.0, 1)]), links=4, unknown=3)
    scene = compose_diagram(system, FigurePage("en"), measure)
    dashed = [mark for mark in scene.marks if getattr(mark, "target", None) == (BAND, "0") and mark.stroke]
    assert dashed[0].stroke.dashes
    assert dashed[0].fill == ""
    assert told_amount(system, [system.bands[0]], "en") == "not known"
    assert told_amount(system, [system.bands[1]], "en") == "at least 60 t"
    assert "3 of 4 links have no amount" in notes(system, 1.0, "en")[1]


def system_of(bands: list[tuple[int, int, float, int]], groups: int = 1) -> FlowSystem:
    """A system of one input, some groups and one output; each band has its ends, its known sum, its unknown rows."""
    stations = (
        Station("input", "outside", "Ore"),
        *(Station("group", "producer", f"Group {row}") for row in range(groups)),
        Station("output", "goods", "Steel"),
    )
    drawn = tuple(
        Band(start, end, "material", known, unknown, (("flow", str(row)),), ("ore",))
        for row, (start, end, known, unknown) in enumerate(bands)
    )
    return FlowSystem("Park", 2025, "t", "role", stations, drawn, links=len(bands))


@st.composite
def systems(draw: st.DrawFn) -> FlowSystem:
    groups = draw(st.integers(1, 6))
    ends = st.tuples(st.integers(0, groups), st.integers(1, groups + 1))
    amount = st.one_of(st.just(0.0), st.floats(1e-9, 1e9))
    listed = draw(st.lists(st.tuples(ends, amount), min_size=1, max_size=25, unique_by=lambda item: item[0]))
    return system_of([(a, b, known, int(known == 0)) for (a, b), known in listed if (a, b) != (0, groups + 1)], groups)


@given(systems())
def test_widths_are_exact_and_nothing_leaves_the_box(system: FlowSystem) -> None:
    if not system.bands:
        return
    placing = place_diagram(system, BOX)
    left, top, width, height = BOX
    for band, ribbon in zip(system.bands, placing.ribbons, strict=True):
        assert ribbon.width == pytest.approx(max(band.known * placing.scale, THINNEST))
        assert np.isfinite(ribbon.outline.points).all()
    for bar in placing.bars:
        assert left - 1e-6 <= bar.x <= left + width - BAR + 1e-6
        assert bar.top >= top - 1e-6
        assert bar.top + bar.height <= top + height + 1.0
        assert bar.height >= max(bar.came, bar.went) - 1e-6


@pytest.mark.parametrize("height", [297.0, 210.0])
def test_a_page_names_as_many_senders_and_matters_as_it_has_room_for(teaching: Snapshot, height: float) -> None:
    page = FigurePage("en", height=height)
    asked: list[int] = []

    def named(items: int) -> FlowSystem:
        asked.append(items)
        return flow_system(teaching, 2025, "t", "role", "en", ends=Ends("sector", "commodity", "firm"), items=items)

    system = roomy_system(named, page)
    assert asked == ([16] if height == 297.0 else [16, 12, 9])
    placing = place_diagram(system, diagram_box(page))
    assert placing.scale * max(band.known for band in system.bands) >= 5.0
    _, top, _, deep = diagram_box(page)
    assert all(top <= bar.top and bar.top + bar.height <= top + deep for bar in placing.bars)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_at_the_bars_do_not_lie_on_one_another(teaching: Snapshot, language: str) -> None:
    system = flow_system(teaching, 2025, "t", "role", language)
    scene = compose_diagram(system, FigurePage(language), measure)
    boxes = [mark.box for mark in scene.marks if isinstance(mark, Label)]
    touching = [
        (one, other)
        for row, one in enumerate(boxes)
        for other in boxes[row + 1 :]
        if one[0] < other[2] - 0.2 and other[0] < one[2] - 0.2 and one[1] < other[3] - 1.0 and other[1] < one[3] - 1.0
    ]
    assert touching == []


def test_words_of_what_a_group_gives_itself_stand_above_its_loop(teaching: Snapshot) -> None:
    system = flow_system(teaching, 2025, "t", "sector", "en")
    marks = compose_diagram(system, FigurePage("en"), measure).marks
    own = {str(row) for row, band in enumerate(system.bands) if band.start == band.end}
    placing = place_diagram(system, diagram_box(FigurePage("en")))
    words = [mark for mark in marks if isinstance(mark, Label) and mark.target and mark.target[0] == BAND]
    told = [mark for mark in words if mark.target and mark.target[1] in own]
    assert len(told) >= len(own) - 1
    for mark in told:
        assert mark.target
        assert mark.y < placing.ribbons[int(mark.target[1])].outline.points[:, 1].min()


def test_an_amount_stands_on_its_own_band_alone(teaching: Snapshot) -> None:
    system, page = flow_system(teaching, 2025, "t", "role", "zh"), FigurePage("zh")
    placing = place_diagram(system, diagram_box(page))
    written = [
        (int(mark.target[1]), mark) for mark in compose_diagram(system, page, measure).marks
        if isinstance(mark, Label) and mark.target is not None and mark.target[0] == BAND
    ]  # fmt: skip
    assert written
    for row, mark in written:
        assert [at for at, ribbon in enumerate(placing.ribbons) if ribbon.covers((mark.x, mark.y))] in ([row], [])


def test_a_park_without_amounts_in_the_unit_says_so(park: Snapshot) -> None:
    system = flow_system(park, 2025, "kg", "role", "en")
    scene: Scene = compose_diagram(system, FigurePage("en"), measure)
    assert any("Choose another unit" in text for text in texts_of(scene))
    assert "2025" in diagram_title(system, "en")


def test_a_diagram_says_why_nothing_comes_in_or_goes_out(teaching: Snapshot, tmp_path: Path) -> None:
    water = notes(flow_system(teaching, 2025, "m3", "role", "en"), 0.0, "en")
    assert water[0].startswith("No link in m³ comes into the park or goes out of it")
    assert water[1] == "All 9 links have amounts."
    public = flow_system(teaching, 2025, "t", "role", "en", public=True)
    assert notes(public, 0.0, "en")[0].startswith("No link rests on public sources")
    page = compose_diagram(public, FigurePage("en"), measure)
    assert any("rests on public sources" in text for text in texts_of(page))
    with Project.create(tmp_path / "empty.gpkg") as project:
        empty = flow_system(project.snapshot(), None, "t", "role", "en")
    assert notes(empty, 0.0, "en") == [
        "The project has no links in this year. Import links first, or choose another year."
    ]


def test_a_public_diagram_holds_no_link_of_an_internal_source(park: Snapshot) -> None:
    system = flow_system(park, 2025, "t", "role", "en", public=True)
    assert system.bands == ()
    assert system.internal == len(park.flow)


def test_a_public_diagram_holds_no_emission_and_no_stock_of_an_internal_source(teaching: Snapshot) -> None:
    system = flow_system(teaching, 2025, "t", "role", "en", public=True)
    assert system.bands == ()


def test_a_diagram_names_its_links_in_dispute_and_a_public_one_none(teaching: Snapshot) -> None:
    system = flow_system(teaching, 2025, "t", "role", "en")
    assert len(system.disputed) == 1
    assert any(note.startswith("1 of these links is in dispute") for note in notes(system, 0.0, "en"))
    assert flow_system(teaching, 2025, "t", "role", "en", public=True).disputed == ()
    assert flow_system(teaching, 2025, "m3", "role", "en").disputed == ()
