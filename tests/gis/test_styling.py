from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis import analyse
from core.findings import Finding
from core.i18n import show
from core.snapshot import Snapshot
from gis.class_breaks import METHODS, class_edges, class_of, short_edges, shortest_between
from gis.grouping import Grouping
from gis.legend import side_legend
from gis.links import narrowed
from gis.paint import measure
from gis.palette import blend, palette
from gis.picture import compose_map, lay_out
from gis.scene import Shape, texts_of
from gis.strokes import stroke_of
from gis.styling import PLAIN, Style, faded_palette, read_style, style_values
from gis.styling_heat import finding_heat, heat_marks
from gis.styling_regions import region_areas, region_shading
from gis.styling_sizes import LARGEST, SMALLEST, sign_sizes, throughflow
from gis.view import View, fit

VALUES = np.array([1.0, 2.0, 3.0, 50.0, 52.0, 100.0, np.nan])


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot("teaching", "en")


@pytest.fixture(scope="module")
def found(teaching: Snapshot) -> tuple[Finding, ...]:
    return tuple(analyse(teaching, 2024).findings)


@pytest.fixture(scope="module")
def view(teaching: Snapshot) -> View:
    return replace(fit(teaching, 260.0, 180.0), year=2024, language="en")


def test_natural_breaks_part_what_lies_apart() -> None:
    assert class_edges(VALUES, 3, "natural").tolist() == [1.0, 3.0, 52.0, 100.0]


def test_equal_classes_are_equally_wide_and_quantiles_hold_as_many() -> None:
    assert class_edges(VALUES, 3, "equal").tolist() == [1.0, 34.0, 67.0, 100.0]
    edges = class_edges(VALUES, 3, "quantile")
    assert np.bincount(class_of(VALUES[:-1], edges)).tolist() == [2, 2, 2]


def test_a_lone_value_is_a_class_and_nothing_known_is_none() -> None:
    assert class_of(np.array([5.0, np.nan]), class_edges(np.array([5.0, np.nan]), 4, "natural")).tolist() == [0, -1]
    assert class_of(np.array([np.nan]), class_edges(np.array([np.nan]), 4, "equal")).tolist() == [-1]


@given(
    st.lists(st.floats(-1e6, 1e6, allow_nan=False, width=32) | st.just(float("nan")), max_size=40),
    st.integers(2, 9), st.sampled_from(sorted(METHODS)),
)  # fmt: skip
def test_every_known_value_lies_within_the_bounds_of_its_class(told: list[float], classes: int, method: str) -> None:
    values = np.array(told, dtype=np.float64)
    edges = class_edges(values, classes, method)
    found = class_of(values, edges)
    assert (np.isnan(values) == (found < 0)).all()
    assert (np.diff(edges) >= 0).all()
    assert len(edges) <= classes + 1
    for value, place in zip(values[found >= 0], found[found >= 0], strict=True):
        high = edges[min(place + 1, len(edges) - 1)]
        assert edges[place] <= value <= high
        assert place == 0 or value > edges[place]


@pytest.mark.parametrize("colour", ["commodity", "status", "hazard", "kind"])
def test_every_line_has_a_colour_that_the_legend_names(teaching: Snapshot, view: View, colour: str) -> None:
    sheet = lay_out(teaching, (), replace(view, style=Style(colour=colour)), measure)
    drawn = {stroke_of(sheet, row).colour for row in range(len(sheet.links))}
    assert drawn == {shade for _, shade, _ in sheet.tints.classes}


def test_hazardous_commodities_have_a_colour_of_their_own(teaching: Snapshot, view: View) -> None:
    sheet = lay_out(teaching, (), replace(view, style=Style(colour="hazard")), measure)
    hazard = sheet.snapshot.commodity.hazard[sheet.snapshot.flow.commodity[sheet.links.flow]]
    assert len({str(sheet.tints.of_line[row]) for row in np.flatnonzero(hazard != "").tolist()}) == 1
    assert {"Hazardous by what is stated", "No hazard stated"} <= set(texts_of(side_legend(sheet, 60.0)))


def test_the_area_of_a_sign_is_in_proportion_to_what_passes_through(park: Snapshot) -> None:
    year = narrowed(park, 2025)[0]
    passing = throughflow(year, "t")
    names = list(year.actor.name)
    # The cement works take 420 + 90 + 340 kt and an unknown amount; the alumina works give 1 500 kt and take 240 kt.
    assert passing[names.index("水泥厂")] == 850_000.0
    assert passing[names.index("氧化铝厂")] == 1_500_000.0
    assert np.isnan(passing[names.index("园区管委会")])
    sizes = sign_sizes(year, "t", 2.0)
    assert sizes is not None
    radii = sizes.of(np.array([1_500_000.0, 375_000.0, 10.0, np.nan]))
    assert radii.tolist() == [2 * LARGEST, LARGEST, 2 * SMALLEST, 2 * SMALLEST]


def test_a_region_is_shaded_by_the_sum_over_its_firms_only_where_nearly_all_are_known(teaching: Snapshot) -> None:
    year = narrowed(teaching, 2024)[0]
    style = Style(shade="statistic:employees")
    shading = region_shading(year, (), style, palette())
    assert shading is not None
    assert shading.unknown == 0
    people = year.statistic.item == "employees"
    for row in np.flatnonzero(shading.shaded).tolist():
        inside = np.isin(year.statistic.actor[people], np.flatnonzero(year.members(row)))
        assert shading.values[row] == year.statistic.value[people][inside].sum()
    silent = np.where(people & (np.arange(len(people)) % 2 == 0), np.nan, year.statistic.value)
    half = replace(year, statistic=replace(year.statistic, value=silent))
    told = region_shading(half, (), style, palette())
    assert told is not None
    assert told.unknown == int(told.shaded.sum())


def test_regions_that_hold_others_are_not_shaded(teaching: Snapshot) -> None:
    shading = region_shading(narrowed(teaching, 2024)[0], (), Style(shade="firms"), palette())
    assert shading is not None
    levels = teaching.region.level
    assert shading.shaded.tolist() == (levels == "district").tolist()


def test_the_legend_counts_every_shaded_region_once(teaching: Snapshot, view: View, found: tuple[Finding, ...]) -> None:
    style = Style(shade="findings", per_area=True, classes=3, breaks="natural")
    sheet = lay_out(teaching, found, replace(view, style=style), measure)
    assert sheet.shading is not None
    counted = sum(sheet.shading.count(place) for place in range(len(sheet.shading.colours)))
    assert counted + sheet.shading.unknown == int(sheet.shading.shaded.sum()) == 4
    assert "Findings per km²" in set(texts_of(side_legend(sheet, 60.0)))


def test_a_region_of_which_nothing_is_known_is_hatched_and_told(teaching: Snapshot, view: View) -> None:
    unknown = replace(teaching, statistic=replace(teaching.statistic, value=np.full(len(teaching.statistic), np.nan)))
    style = Style(shade="statistic:employees")
    sheet = lay_out(unknown, (), replace(view, style=style), measure)
    assert "not known: 4 regions" in set(texts_of(side_legend(sheet, 60.0)))
    plain, hatched = (
        len(compose_map(unknown, (), replace(view, style=chosen), measure).marks) for chosen in (PLAIN, style)
    )
    assert hatched > plain + 20


def test_an_outline_gives_the_area_that_nobody_states(teaching: Snapshot) -> None:
    nothing = np.full(len(teaching.region), np.nan)
    bare = replace(teaching, region=replace(teaching.region, area_km2=nothing))
    areas = region_areas(bare)
    assert areas[1:].sum() == pytest.approx(areas[0], rel=0.02)  # the districts make up the park


def test_weaker_layers_stay_opaque_and_nearer_to_the_paper(view: View, teaching: Snapshot) -> None:
    faded = faded_palette(Style(strength=(1.0, 0.2, 1.0, 1.0)), dark=False)
    assert faded.links["water"] != palette().links["water"]
    assert faded.roles == palette().roles
    marks = compose_map(teaching, (), replace(view, style=Style(strength=(0.5, 0.2, 0.4, 1.0))), measure).marks
    colours = {mark.stroke.colour for mark in marks if isinstance(mark, Shape) and mark.stroke}
    assert all(len(colour) == 7 for colour in colours)


def test_a_style_comes_back_from_its_values() -> None:
    style = Style("hazard", "t", "statistic:employees", True, "natural", 7, True, (0.5, 1.0, 0.25, 0.5))
    assert read_style(style_values(style)) == style
    assert style_values(PLAIN) == {}
    assert read_style({"strength": [0.0, 2.0, 0.5]}).strength == (0.15, 1.0, 0.5, 1.0)


BAD = [{"colour": "taste"}, {"classes": 1}, {"strength": [1]}, {"tune": 1}, {"classes": "x"}]


@pytest.mark.parametrize("told", BAD)
def test_values_that_are_no_style_are_refused(told: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no style"):
        read_style(told)


def test_titles_of_a_shaded_map_are_told_in_chinese_too(teaching: Snapshot) -> None:
    shading = region_shading(narrowed(teaching, 2024)[0], (), Style(shade="firms", per_area=True), palette())
    assert shading is not None
    assert show(shading.title, "zh") == "每 km² 企业"


def test_heat_counts_the_findings_within_its_radius(park: Snapshot, findings: tuple[Finding, ...]) -> None:
    places = np.full((len(park.actor), 2), np.nan)
    names = list(park.actor.name)
    for name, place in {"氧化铝厂": (50.0, 50.0), "乙钢铁厂": (60.0, 50.0), "水泥厂": (150.0, 80.0)}.items():
        places[names.index(name)] = place
    heat = finding_heat(park, findings, places, (200.0, 100.0), palette())
    assert heat is not None
    assert heat.most == 3  # two findings of the alumina works and one of the steelworks 10 mm away
    assert heat.floors == (1, 2, 3)
    at = [tuple(round(side / 0.6) for side in place) for place in ((80, 150), (50, 40), (50, 55), (50, 71))]
    assert [int(heat.counts[place]) for place in at] == [1, 2, 3, 1]
    assert [mark.fill for mark in heat_marks(heat) if isinstance(mark, Shape)] == list(heat.colours)
    pale = finding_heat(park, findings, places, (200.0, 100.0), palette(), 0.5)
    assert pale is not None
    strong = blend(palette().gap, palette().paper, 0.55)
    assert (heat.colours[-1], pale.colours[-1]) == (strong, blend(palette().gap, palette().paper, 0.275))


def test_a_map_of_groups_or_without_findings_has_no_heat(
    teaching: Snapshot, view: View, found: tuple[Finding, ...]
) -> None:
    hot = replace(view, style=Style(heat=True))
    assert lay_out(teaching, found, hot, measure).heat is not None
    assert lay_out(teaching, (), hot, measure).heat is None
    assert lay_out(teaching, found, replace(hot, hidden=frozenset({"findings"})), measure).heat is None
    assert lay_out(teaching, found, replace(hot, grouping=Grouping("region", "district")), measure).heat is None


@given(st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), min_size=2, max_size=12),
       st.integers(2, 6), st.sampled_from(sorted(METHODS)))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_bounds_with_few_digits_leave_every_region_in_its_class(values: list[float], classes: int, method: str) -> None:
    told = np.array(values)
    edges = class_edges(told, classes, method)
    short = short_edges(edges, told)
    assert class_of(told, short).tolist() == class_of(told, edges).tolist()
    assert short[0] <= told.min() or short[0] == short[1]
    assert short[-1] >= told.max()


def test_bounds_have_as_few_digits_as_part_the_values() -> None:
    values = np.array([1.234567, 17.7, 19.2, 20.6, 154.1, 987.654])
    assert short_edges(np.array([1.234567, 17.7, 20.6, 987.654]), values).tolist() == [1.23, 18.0, 100.0, 988.0]
    assert short_edges(np.array([1.0, 1.0, 1.00002]), np.array([1.0, 1.00002])).tolist() == [1.0, 1.0, 1.01]
    assert shortest_between(0.1 + 0.2, 0.31) == 0.301
    assert shortest_between(-3.2, 4.0) == 0.0
