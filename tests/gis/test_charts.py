"""Charts: drawn and tabled from the same numbers, what is not known is said, nothing is drawn out of its page."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import pytest

from core.account_list import accounts
from core.coupling_degree import GRADES, grade
from core.coupling_years import coupling_years
from core.errors import UserError
from core.findings import inquire
from core.i18n import LANGUAGES, show
from core.loads import equal_standard_loads
from core.matching_matrix import decomposer_matrix, unit_rank
from core.snapshot import Snapshot
from core.system_scope import scope_of
from core.text import Text
from gis.chart_box import ChartFigure, compose_chart, ticks
from gis.chart_coupling import coupling_chart
from gis.chart_decomposers import CELL, matrix_chart
from gis.chart_list import CHARTS, EMPTY, ChartOrder, empty_texts, make_chart
from gis.chart_pareto import pareto
from gis.chart_series import Aim, Point, Series, is_item, read_series, series_chart
from gis.chart_waste import stations, waste_account
from gis.figure_page import FigurePage
from gis.paint import measure
from gis.scene import Label, Scene, Shape, texts_of


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return sample_shot("teaching", "en")


@pytest.fixture(scope="module")
def figures(teaching: Snapshot) -> dict[str, ChartFigure]:
    made = {kind: make_chart(teaching, ChartOrder(kind, 2025)) for kind in CHARTS}
    return {kind: figure for kind, figure in made.items() if figure is not None}


def page(figure: ChartFigure, language: str = "en", *, bare: bool = False, dark: bool = False) -> Scene:
    return compose_chart(figure, FigurePage(language, bare=bare, dark=dark, width=200.0, height=100.0) if bare
                         else FigurePage(language, dark=dark), measure)  # fmt: skip


def test_the_teaching_park_has_every_chart(figures: dict[str, ChartFigure]) -> None:
    assert figures.keys() == CHARTS.keys()


@pytest.mark.parametrize("kind", CHARTS)
def test_nothing_leaves_the_page_in_either_language_or_palette(figures: dict[str, ChartFigure], kind: str) -> None:
    for language in LANGUAGES:
        dark = language == "zh"
        scene = page(figures[kind], language, bare=dark, dark=dark)
        assert (scene.boxes[:, :2] >= -0.1).all()
        assert (scene.boxes[:, 2:] <= (scene.width + 0.1, scene.height + 0.1)).all()
        table = figures[kind].table(language)
        assert table.rows
        assert all(len(row) == len(table.headings) for row in table.rows)


def test_columns_of_a_pareto_are_as_high_as_their_loads_and_main_ones_darker(teaching: Snapshot) -> None:
    inquiry = inquire(teaching, 2025)
    figure = pareto(inquiry, "water")
    assert figure is not None
    table = next(t for t in equal_standard_loads(inquiry.now) if (t.medium, t.class_of) == ("water", "firm"))
    bars = [
        mark for mark in page(figure).marks if isinstance(mark, Shape) and mark.target and mark.target[0] == "actor"
    ]
    tall = [float(np.ptp(mark.path.points[:, 1])) for mark in bars]
    loads = [load.load for load in table.actors if load.load > 0]
    assert [one / tall[0] for one in tall] == pytest.approx([load / loads[0] for load in loads])
    main = [load.main for load in table.actors if load.load > 0]
    fills = [mark.fill for mark in bars]
    assert len({fill for fill, one in zip(fills, main, strict=True) if one}) == 1
    assert fills[0] != fills[-1]
    assert [row[1] for row in figure.table("en").rows] == loads


def test_the_waste_account_of_the_chart_is_the_statutory_one(
    teaching: Snapshot, figures: dict[str, ChartFigure]
) -> None:
    uid = scope_of(teaching, 2025).area.scope.uid
    account = next(
        a for a in accounts(teaching, 2025) if a.id == "solid_waste_sum" and a.scope.uid == uid and not a.matter
    )
    told = {row[0]: row[2] for row in figures["waste"].table("en").rows if row[1] in ("there was", "became of it")}
    assert told == {term.title: term.value for term in account.terms} | {
        "whereabouts to be checked": account.unaccounted
    }
    short = replace(account, unaccounted=-5.0)
    assert stations(short)[0][-1][2] == 5.0  # used more than there was: it stands on the side that lacks it
    assert stations(replace(account, unaccounted=7.0))[1][-1][2] == 7.0


def series(values: dict[int, float | None], aim: Aim | None = None) -> Series:
    return Series(Text("COD"), "t", tuple(Point(year, value, 1.0, ()) for year, value in values.items()), aim)


def test_a_year_that_nobody_tells_breaks_the_line_and_a_target_says_whether_it_is_kept() -> None:
    aim = Aim(90.0, 2025, Text("Total-control target"), below=True)
    figure = series_chart(series({2022: 100.0, 2023: None, 2024: 120.0, 2025: 110.0}, aim), "park")
    assert figure is not None
    scene = page(figure)
    told = " ".join(texts_of(scene))
    assert "missed in 2025 by 20 t" in told
    assert "Hatched: not known." in told
    assert "base year" in told
    signs = {mark.target[1] for mark in scene.marks if isinstance(mark, Shape) and mark.target and mark.fill}
    assert signs == {"2022", "2024", "2025"}
    assert [row[1] for row in figure.table("en").rows] == [100.0, None, 120.0, 110.0]
    kept = series_chart(series({2024: 80.0, 2025: 70.0}, aim), "park")
    assert kept is not None
    assert "kept in 2025" in " ".join(texts_of(page(kept)))
    assert series_chart(series({2024: 80.0, 2025: None}), "park") is None


def test_a_pollutant_has_the_total_control_target_of_its_region(teaching: Snapshot) -> None:
    park = int(np.flatnonzero(teaching.region.level == "park")[0])
    words = {"uid": "l", "pollutant": "COD", "basis": "target", "unit": "t"}
    columns: dict[str, Any] = {name: np.array([word], dtype=object) for name, word in words.items()}
    columns |= {"id": np.array([1]), "region": np.array([park]), "source": np.array([-1]),
                "year": np.array([2025.0]), "value": np.array([300.0])}  # fmt: skip
    limited = replace(teaching, region_limit=type(teaching.region_limit)(**columns))
    found = read_series(limited, "cod")
    assert found.aim is not None
    assert (found.aim.value, found.aim.year, found.aim.below) == (300.0, 2025, True)
    assert read_series(limited, "ammonia").aim is None


def test_a_series_ends_with_the_year_that_is_asked_for(teaching: Snapshot) -> None:
    whole, earlier = read_series(teaching, "cod"), read_series(teaching, "cod", until=2024)
    assert whole.points[-1].year == 2025
    assert [point.year for point in earlier.points] == [point.year for point in whole.points[:-1]]
    assert make_chart(teaching, ChartOrder("series", whole.points[0].year, "cod")) is None  # one year alone


def test_an_indicator_has_its_threshold_only_where_somebody_saw_it(teaching: Snapshot) -> None:
    seen, remembered = (read_series(teaching, f"hj274:{number}") for number in ("2", "11"))
    assert seen.aim is not None
    assert (seen.aim.value, seen.aim.below) == (15.0, False)
    assert remembered.aim is None
    assert not is_item(teaching, "hj274:99")
    assert not is_item(teaching, "nothing")


def test_an_indicator_has_the_target_and_base_year_of_the_project_and_its_doubtful_figure_is_told(
    teaching: Snapshot,
) -> None:
    words = {"uid": "l", "system": "hj274", "number": "14", "side": "", "note": ""}
    columns: dict[str, Any] = {name: np.array([word, word], dtype=object) for name, word in words.items()}
    columns |= {"id": np.array([1, 2]), "region": np.array([-1, -1]), "source": np.array([-1, -1]),
                "part": np.array(["base", "target"], dtype=object), "year": np.array([2024.0, 2027.0]),
                "value": np.array([np.nan, 20.0])}  # fmt: skip
    found = read_series(replace(teaching, indicator_target=type(teaching.indicator_target)(**columns)), "hj274:14")
    assert found.aim is not None
    assert (found.aim.value, found.aim.year, found.base_year) == (20.0, 2027, 2024)
    assert [point.year for point in found.points if point.doubt is not None] == [2025]
    figure = series_chart(found, "park")
    assert figure is not None
    told = " ".join(show(note, "en") for note in figure.notes)
    assert "Base year 2024: 30.34" in told
    assert "Target of the project (2027)" in told
    assert "to be checked" in told


def test_cells_of_the_decomposer_matrix_tell_what_is_made_and_open_their_region(
    teaching: Snapshot, figures: dict[str, ChartFigure]
) -> None:
    figure = figures["decomposers"]
    cells = [target for target in figure.words if target[0] == CELL]
    assert cells
    assert {ref.table for refs in figure.rows.values() for ref in refs} == {"region"}
    drawn = {mark.target for mark in page(figure).marks if isinstance(mark, Shape) and mark.target}
    assert drawn == set(cells)


def test_numbers_stay_clear_of_the_line_of_shares(figures: dict[str, ChartFigure]) -> None:
    scene = page(figures["pareto-water"])
    signs = [box for mark, box in zip(scene.marks, scene.boxes, strict=True)
             if isinstance(mark, Shape) and mark.target is None and mark.fill and np.ptp(box[::2]) < 2.5]  # fmt: skip
    words = [mark.box for mark in scene.marks if isinstance(mark, Label) and mark.align == 0.5]
    assert signs
    for left, top, right, bottom in words:
        assert not any(s[0] < right and s[2] > left and s[1] < bottom and s[3] > top for s in signs)


@pytest.mark.parametrize("kind", ["pareto-water", "industries"])
def test_titles_and_names_of_a_page_stand_whole(figures: dict[str, ChartFigure], kind: str) -> None:
    assert not [text for text in texts_of(page(figures[kind])) if "…" in text]


@pytest.mark.parametrize("kind", CHARTS)
def test_the_title_of_an_upright_page_takes_the_lines_it_needs_above_the_chart(
    figures: dict[str, ChartFigure], kind: str
) -> None:
    figure = replace(figures[kind], title=Text("Economic and technological development zone: " + "load by firm, " * 8))
    scene = compose_chart(figure, FigurePage("en", "Teaching park", width=210.0, height=297.0), measure)
    lines = [mark for mark in scene.marks if isinstance(mark, Label) and mark.font.bold and mark.font.size >= 13.0]
    assert "".join(line.text for line in lines).replace(" ", "") == show(figure.title, "en").replace(" ", "")
    assert max(line.box[3] for line in lines) < min(
        mark.box[1] for mark in scene.marks if isinstance(mark, Label) and mark.font.size < 11.0
    )


def test_ticks_are_round_and_reach_the_largest_value() -> None:
    assert ticks(1070.0)[-1] >= 1070.0
    assert len(ticks(1070.0)) <= 8
    assert ticks(0.0) == [0.0, 1.0]


def test_an_empty_year_has_no_chart(teaching: Snapshot) -> None:
    nothing = teaching.of_rows({name: np.zeros(len(getattr(teaching, name)), dtype=np.bool_)
                                for name in ("statistic", "emission", "flow", "actor")})  # fmt: skip
    for kind in EMPTY:
        assert make_chart(nothing, ChartOrder(kind, 2025)) is None
        assert all(show(text, "zh") != show(text, "en") for text in empty_texts(kind))
    with pytest.raises(UserError):
        make_chart(nothing, ChartOrder("coupling", 2025))
    assert EMPTY.keys() | {"coupling"} == CHARTS.keys()


def test_the_waste_account_of_the_park_closes_since_heat_is_no_solid_waste(
    teaching: Snapshot, figures: dict[str, ChartFigure]
) -> None:
    heat = set(teaching.commodity.name[teaching.commodity.medium == "energy"].tolist())
    solid = [one for one in accounts(teaching, 2025) if one.id.startswith("solid_waste")]
    assert heat
    assert not {one.matter for one in solid} & heat
    assert "whereabouts" not in " ".join(texts_of(page(figures["waste"])))
    assert ("whereabouts to be checked", "became of it", 0.0) in figures["waste"].table("en").rows


def test_the_chart_says_how_many_firms_tell_nothing_of_their_waste_and_its_table_who(
    figures: dict[str, ChartFigure],
) -> None:
    figure = figures["waste"]
    silent = [row for row in figure.table("en").rows if row[1] == "tells nothing of its solid waste"]
    assert len(silent) == 24
    assert all(row[2] is None for row in silent)
    assert "tell nothing of their solid waste: 24 of 53 firms" in show(figure.notes[-1], "en")
    assert show(figure.notes[-1], "zh") in figure.table("zh").notes


def test_more_than_there_was_is_told_alike_in_chart_and_table(teaching: Snapshot) -> None:
    uid = scope_of(teaching, 2025).area.scope.uid
    listed = accounts(teaching, 2025)
    account = next(a for a in listed if a.id == "solid_waste_sum" and a.scope.uid == uid and not a.matter)
    figure = waste_account([replace(account, unaccounted=-5.0)], uid)
    assert figure is not None
    assert ("more than there was", "there was", 5.0) in figure.table("en").rows
    assert show(figure.words["side", "rest"], "en") == "more than there was: 5 t"


def test_every_title_names_place_and_year(teaching: Snapshot, figures: dict[str, ChartFigure]) -> None:
    for kind, figure in figures.items():
        for title in (show(figure.title, "en"), figure.table("en").title):
            assert title.startswith((teaching.name, "教学园区")), kind
            assert "2025" in title, kind


def test_unlike_units_stand_apart_in_the_decomposer_matrix(teaching: Snapshot) -> None:
    inquiry = inquire(teaching, 2025)
    cells = decomposer_matrix(inquiry)
    other = [replace(cell, unit="m3", made=1e9 * cell.made) for cell in cells[:2]]
    assert [cell.unit for cell in sorted([*other, *cells], key=unit_rank)][-2:] == ["m3", "m3"]
    figure = matrix_chart(inquiry, [*cells, *other])
    told = list(texts_of(page(figure)))
    assert told.index("in t") < told.index("in m³")


@pytest.mark.parametrize("size", [(420.0, 297.0), (297.0, 210.0), (210.0, 297.0)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_coupling_of_few_years_says_on_each_paper_why_there_is_no_grade_and_what_leads_to_one(
    figures: dict[str, ChartFigure], size: tuple[float, float], language: str
) -> None:
    figure = figures["coupling"]
    scene = compose_chart(figure, FigurePage(language, "stamp", width=size[0], height=size[1]), measure)
    texts = list(texts_of(scene))
    joint = "".join(texts).replace(" ", "")
    assert all(show(told, language).replace(" ", "") in joint for told in (*figure.told, *figure.notes, figure.title))
    assert not any("…" in text for text in texts)
    assert (scene.boxes[:, 2:] <= (scene.width - 3.0, scene.height - 3.0)).all()
    assert [text for text in texts if text in ("0.600", "0.513", "0.883", "0.701")] == [
        "0.600",
        "0.513",
        "0.883",
        "0.701",
    ]


def test_a_coupling_of_three_years_asks_for_two_more_and_for_a_look_at_the_doubtful_one(
    figures: dict[str, ChartFigure],
) -> None:
    told = [show(text, "en") for text in figures["coupling"].told]
    assert any(text.startswith("2 years are missing in which all of these are known: Value added") for text in told)
    assert any(text.startswith("Check the figures of 2025 ") for text in told)
    assert "Import the firms' statistics of 2021, 2022 as well; or the grade comes with those of 2027." in told


def test_coupling_has_a_grade_from_five_years_on(teaching: Snapshot, figures: dict[str, ChartFigure]) -> None:
    found = coupling_years(teaching)
    assert "grade" not in figures["coupling"].table("en").headings
    long = replace(found, years=(2021, 2022, *found.years), sides=np.vstack([found.sides[:2], found.sides]),
                   degrees=(*found.degrees[:2], *found.degrees))  # fmt: skip
    figure = coupling_chart(long, {2024: Text("a slip")})
    assert figure.table("en").headings[-1] == "grade"
    scene = page(figure)
    assert (scene.boxes[:, 2:] <= (scene.width + 0.1, scene.height + 0.1)).all()
    assert list(texts_of(scene)).count("〔to be checked〕") == 1
    assert "2024: a slip" in figure.table("en").notes


def test_a_graded_coupling_tells_a_few_remarks_at_its_foot_and_all_with_its_numbers(teaching: Snapshot) -> None:
    found = coupling_years(teaching)
    years = (*range(2016, 2023), *found.years)
    long = replace(found, years=years, sides=np.vstack([found.sides[:1]] * 7 + [found.sides]),
                   degrees=(*found.degrees[:1] * 7, *found.degrees))  # fmt: skip
    figure = coupling_chart(long, {year: Text("slip {n}", {"n": year}) for year in years[:6]})
    foot = [show(note, "en") for note in figure.notes]
    assert [note for note in foot if "slip" in note] == [f"{year}: slip {year}" for year in years[:3]]
    assert "4 more remarks on the years stand with the numbers." in foot
    narrow = compose_chart(figure, FigurePage("en", "stamp", width=210.0, height=297.0), measure)
    grades = [text for text in texts_of(narrow) if text in GRADES]
    assert grades == [name for name, _ in groupby(grade(one.coordination) for one in long.degrees)]
    assert sum("slip" in note for note in figure.table("en").notes) == 6


def test_the_coupling_marks_the_year_of_a_doubtful_figure_and_ends_with_the_year_asked_for(
    teaching: Snapshot, figures: dict[str, ChartFigure]
) -> None:
    figure = figures["coupling"]
    marked = [words for words in texts_of(page(figure)) if "to be checked〕" in words]
    assert marked == ["〔to be checked〕", "2025 〔to be checked〕"]
    assert any(show(note, "en").startswith("2025: Contains a figure to be checked") for note in figure.told)
    earlier = make_chart(teaching, ChartOrder("coupling", 2024))
    assert earlier is not None
    assert [row[0] for row in earlier.table("en").rows] == ["2023", "2024"]
    assert not any("to be checked〕" in words for words in texts_of(page(earlier)))


def test_the_coupling_says_for_each_indicator_why_it_is_left_out(teaching: Snapshot) -> None:
    found = coupling_years(teaching)
    told, some = (one for one, _ in found.left_out[:2])
    left = replace(found, left_out=((told, ()), (some, (2024,)), (found.used[0], (2025,))),
                   beyond=((found.used[0], (2024,)),))  # fmt: skip
    notes = " ".join(show(note, "en") for note in coupling_chart(left, {}).told)
    assert f"nobody told them: {told.line.title}." in notes
    assert f"known in some years only: {some.line.title} (2024)." in notes
    assert f"below 0 or above 100 %, check the figures: {found.used[0].line.title} (2024)." in notes
