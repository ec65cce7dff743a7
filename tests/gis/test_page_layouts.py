"""Pages of every template, with real letters: what stands on them, where, and what is said about what does not."""

import base64
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage
from sqlite_utils import Database

from core.analysis import Analysis, analyse
from core.display_names import in_language
from core.findings import Finding
from core.i18n import show
from core.migrations import migrations
from core.page_layouts import ITEM_TITLES, PAPERS, Item, Layout
from core.page_templates import template
from core.snapshot import Snapshot, read_snapshot
from gis.labels import LETTER
from gis.page import Composed, Page, compose
from gis.page_columns import settled
from gis.page_grid import degree_words, grid_lines
from gis.page_layers import MAP_TITLES
from gis.page_legend import legend_columns
from gis.page_scaling import scaled
from gis.page_subjects import subjects_of
from gis.page_texts import FIELD_TITLES, filled
from gis.paint import measure, write_image
from gis.picture import draw_sheet, lay_out
from gis.projections import gauss_krueger
from gis.scene import Inset, Label, Scene, Shape, texts_of
from gis.view import View, fit

SIZES = [(paper, portrait) for paper in PAPERS for portrait in (False, True)]


@pytest.fixture(scope="module")
def analysis(park: Snapshot, findings: tuple[Finding, ...]) -> Analysis:
    return replace(analyse(park), findings=findings)


def made(park: Snapshot, analysis: Analysis, layout: Layout, **chosen: object) -> Composed:
    page = Page("en", made="2026-11-26", layout=layout)
    return compose(park, analysis, replace(page, **chosen), measure)  # type: ignore[arg-type]


def outer(scene: Scene) -> list[Label]:
    return [mark for mark in scene.marks if isinstance(mark, Label)]


def words(scene: Scene) -> str:
    return "\n".join(texts_of(scene))


def overlapping(labels: list[Label]) -> list[tuple[str, str]]:
    """Texts whose boxes share more than the halo between two lines."""
    pairs = []
    for one, two in combinations(labels, 2):
        (a, b, c, d), (e, f, g, h) = one.box, two.box
        if min(c, g) - max(a, e) > 0.3 and min(d, h) - max(b, f) > 0.3 * min(one.font.height, two.font.height):
            pairs.append((one.text, two.text))
    return pairs


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("paper", "portrait"), SIZES)
def test_no_words_of_a_template_collide_or_leave_the_paper(
    park: Snapshot, analysis: Analysis, paper: str, portrait: bool, language: str
) -> None:
    layout = template(paper, portrait=portrait)
    scene = made(park, analysis, layout, language=language, stamp="Teaching park, invented data").scene
    assert overlapping(outer(scene)) == []
    boxes = np.array([label.box for label in outer(scene)])
    assert boxes[:, :2].min() >= 4.0
    assert boxes[:, 2].max() <= layout.width - 4.0
    assert boxes[:, 3].max() <= layout.height - 5.0
    assert min(label.font.size for label in outer(scene)) >= 7.0


@pytest.mark.parametrize("kind", ["regions", "actors", "findings"])
def test_pages_of_an_atlas_are_about_their_subject(park: Snapshot, analysis: Analysis, kind: str) -> None:
    subjects = subjects_of(park, analysis, kind, public=False)
    for number, subject in enumerate(subjects, 1):
        layout = template("A4", portrait=number % 2 == 0, about=kind)
        page = made(park, analysis, layout, subject=subject, number=number, pages=len(subjects))
        told = words(page.scene)
        assert subject.name in told
        assert (f"Page {number} of {len(subjects)}" in told) == (len(subjects) > 1)
        assert overlapping(outer(page.scene)) == []


def test_the_page_of_a_firm_draws_its_links_alone(park: Snapshot, analysis: Analysis) -> None:
    subjects = subjects_of(park, analysis, "actors", public=False)
    plant = next(subject for subject in subjects if subject.name == "园区热电厂")
    scene = made(park, analysis, template("A4", about="actors"), subject=plant).scene
    assert scene.counts.links == 6
    assert {"甲化工厂", "污水处理厂"} <= set(texts_of(scene))
    assert "丁造纸厂" not in set(texts_of(scene))


def test_a_page_smaller_than_its_legend_says_how_much_it_lacks(park: Snapshot, analysis: Analysis) -> None:
    items = (Item("map", 8, 8, 84, 40), Item("legend", 8, 50, 84, 30))
    page = made(park, analysis, Layout("small", 100, 100, items))
    (told,) = [said for text in page.remarks if "not explained" in (said := show(text, "en"))]
    assert "signs of the map are not explained here: the legend needs" in told
    assert "are not explained here" in words(page.scene).replace("\n", " ")
    assert overlapping(outer(page.scene)) == []


def test_a_legend_that_fits_says_nothing(park: Snapshot, analysis: Analysis) -> None:
    assert made(park, analysis, template("A3")).remarks == ()


@pytest.mark.parametrize("width", [42.0, 90.0, 140.0, 300.0])
def test_every_sign_stands_once_in_the_columns_of_a_legend(
    park: Snapshot, findings: tuple[Finding, ...], width: float
) -> None:
    sheet = lay_out(park, findings, replace(fit(park, 272.0, 228.0), language="en"), measure)
    texts = [entry.words for column in legend_columns(sheet, width, 80.0) for entry in column]
    assert len(texts) == len(set(texts))
    assert sorted(texts) == sorted(entry.words for column in legend_columns(sheet, 400.0, 9.0) for entry in column)


def test_an_empty_project_makes_a_page_that_says_so(analysis: Analysis) -> None:
    database = Database(sqlite3.connect(":memory:"))
    migrations.apply(database)
    empty = read_snapshot(database.conn, 0, "空工程")
    for paper, portrait in SIZES:
        scene = made(empty, analyse(empty), template(paper, portrait=portrait)).scene
        assert "0 links: none drawn" in words(scene)
        assert "空工程" in words(scene)


def test_a_name_of_300_letters_stays_on_the_paper(park: Snapshot, analysis: Analysis) -> None:
    long = replace(park, name="循环经济示范园区" * 37)
    page = made(long, analysis, template("A4", portrait=True))
    assert max(label.box[2] for label in outer(page.scene)) <= 206.0
    assert any("has no room" in show(text, "en") for text in page.remarks)


@pytest.mark.parametrize("portrait", [False, True])
def test_a_firm_of_300_letters_has_its_page_in_the_atlas(park: Snapshot, analysis: Analysis, portrait: bool) -> None:
    names = park.actor.name.copy()
    names[2] = "第一循环经济综合利用有限责任公司" * 19
    long = replace(park, actor=replace(park.actor, name=names))
    subject = next(each for each in subjects_of(long, analysis, "actors", public=False) if each.name == names[2])
    page = made(long, analysis, template("A4", portrait=portrait, about="actors"), subject=subject)
    assert overlapping(outer(page.scene)) == []
    boxes = np.array([label.box for label in outer(page.scene)])
    assert boxes[:, 2].max() <= page.scene.width - 4.0


def test_class_and_review_stand_on_a_page_whose_layout_forgot_them(park: Snapshot, analysis: Analysis) -> None:
    told = words(made(park, analysis, Layout("bare", 200, 150, (Item("map", 10, 10, 180, 120),))).scene)
    assert "Internal document, keep safe" in told
    assert "Without map review number" in told


def test_a_public_page_may_show_the_outline_of_the_park_alone(park: Snapshot, analysis: Analysis) -> None:
    level = np.array(["park"], dtype=object)
    parks = replace(park, region=replace(park.region, level=level))
    layout = replace(template("A3"), outlines="parks")
    for snapshot, drawn in ((parks, 1), (park, 0)):
        page = made(snapshot, analysis, layout, kind="public")
        (inset,) = (mark.scene for mark in page.scene.marks if isinstance(mark, Inset))
        assert sum(getattr(mark, "target", None) is not None and mark.target[0] == "region"
                   for mark in inset.marks if not isinstance(mark, Label | Inset)) == drawn  # fmt: skip
        assert "drawn with outlines of parks alone" in words(page.scene)


def test_a_fixed_scale_is_kept_to_the_letter(park: Snapshot, analysis: Analysis) -> None:
    layout = template("A1")
    place = next(place for place, item in enumerate(layout.items) if item.kind == "map")
    fixed = layout.with_item(place, replace(layout.items[place], scale=25_000.0))
    page = made(park, analysis, fixed)
    assert page.frames[0].view.metres_per_mm == pytest.approx(25.0)
    assert "1 : 25\u2009000" in words(page.scene)


def test_a_map_of_another_year_says_so(park: Snapshot, analysis: Analysis) -> None:
    items = (Item("map", 10, 10, 180, 120, year=2024),)
    assert "Year 2024, without findings" in words(made(park, analysis, Layout("year", 200, 150, items)).scene)


def test_kilometres_of_a_grid_lie_a_whole_number_of_steps_apart() -> None:
    view = View(gauss_krueger(117), (455_000.0, 4_007_000.0), 50.0, 200.0, 150.0)
    upright = [line for line in grid_lines(view, "kilometres") if line.upright]
    assert [line.words for line in upright] == ["450 km", "452 km", "454 km", "456 km", "458 km", "460 km"]
    assert np.diff([line.points[0, 0] for line in upright]) == pytest.approx(40.0)


def test_meridians_and_parallels_are_named_in_degrees_and_minutes() -> None:
    assert degree_words(116.5, True) == "116°30′E"
    assert degree_words(-0.25, False) == "0°15′S"
    view = View(gauss_krueger(117), (455_000.0, 4_007_000.0), 50.0, 200.0, 150.0)
    assert {line.words for line in grid_lines(view, "degrees") if line.upright} >= {"116°30′E"}


def test_every_field_of_a_text_is_filled_and_an_unknown_one_named(park: Snapshot, analysis: Analysis) -> None:
    text = "\n".join(f"{{{name}}}" for name in FIELD_TITLES if name not in ("office", "paging"))
    items = (Item("map", 10, 10, 100, 60), Item("text", 10, 80, 180, 150, text))
    told = words(made(park, analysis, Layout("fields", 200, 240, items)).scene)
    assert "{" not in told
    assert "[missing: weather]" in filled("{weather}", {}, "en")


def test_an_item_that_joins_another_begins_where_that_one_ends() -> None:
    column = (Item("legend", 0, 10, 50, 40), Item("findings", 0, 50, 50, 40, joined=True),
              Item("account", 0, 90, 50, 40, joined=True))  # fmt: skip
    heights = {"legend": 25.0, "findings": 500.0, "account": 20.0}
    legend, findings, account = settled(column, lambda item: heights[item.kind])
    assert (legend.top, legend.bottom, findings.bottom) == (10.0, 35.0, 110.0)
    assert (account.top, account.bottom) == (110.0, 130.0)


@given(st.lists(st.tuples(st.sampled_from(sorted(ITEM_TITLES)), st.floats(0, 400)), min_size=1, max_size=6))
def test_a_column_never_leaves_its_room_and_none_lies_on_another(wanted: list[tuple[str, float]]) -> None:
    column = [Item(kind, 0, 20 + 40 * row, 50, 40, str(row), joined=row > 0) for row, (kind, _) in enumerate(wanted)]
    placed = settled(column, lambda item: wanted[int(item.text)][1])
    assert placed[0].top >= 20.0
    assert max(item.bottom for item in placed) <= 20.0 + 40.0 * len(wanted) + 1e-6
    for above, below in pairwise(placed):
        assert below.top >= above.bottom - 1e-6


def test_an_overview_frames_what_the_map_shows(park: Snapshot, analysis: Analysis) -> None:
    items = (Item("map", 10, 10, 100, 80, scale=20_000.0), Item("overview", 120, 10, 60, 50))
    page = made(park, analysis, Layout("two", 200, 110, items))
    view = page.frames[0].view
    small = [mark for mark in page.scene.marks if isinstance(mark, Inset)][-1]
    red = next(mark for mark in reversed(small.scene.marks) if isinstance(mark, Shape))
    across, down = np.ptp(red.path.points, axis=0)
    assert across / down == pytest.approx(view.width_mm / view.height_mm, rel=0.02)
    assert across < small.scene.width / 2


def test_indicators_stand_in_a_table_and_not_on_a_public_page(park: Snapshot, analysis: Analysis) -> None:
    items = (Item("map", 10, 10, 100, 80), Item("indicators", 120, 10, 100, 90))
    layout = Layout("numbers", 240, 130, items)
    assert "Connectance" in words(made(park, analysis, layout).scene)
    public = made(park, analysis, layout, kind="public")
    assert "Connectance" not in words(public.scene)
    assert any("indicators are left out" in show(text, "en") for text in public.remarks)


def test_a_picture_lies_on_the_page_and_a_missing_one_is_told(
    park: Snapshot, analysis: Analysis, tmp_path: Path
) -> None:
    write_image(Scene(20.0, 10.0, (), "#2B83BA"), str(tmp_path / "logo.png"), 100.0, "logo")
    data = base64.b64encode((tmp_path / "logo.png").read_bytes()).decode()
    boxes = ((150, 10, 40, 30), (150, 60, 40, 30))
    items = tuple(Item("picture", *box, text) for box, text in zip(boxes, (data, "no base64"), strict=True))
    page = made(park, analysis, Layout("logo", 200, 110, items))
    write_image(page.scene, str(tmp_path / "page.png"), 25.4, "page")
    image = QImage(str(tmp_path / "page.png"))
    assert image.pixelColor(170, 25).name() == "#2b83ba"  # in the middle, twice as wide as high
    assert image.pixelColor(170, 12).name() == image.pixelColor(170, 75).name() == "#ffffff"
    assert any("has no file" in show(text, "en") for text in page.remarks)


def test_a_scene_drawn_larger_keeps_its_proportions(park: Snapshot, analysis: Analysis) -> None:
    small = made(park, analysis, template("A3")).scene
    large = scaled(small, 2.0)
    assert large.boxes == pytest.approx(small.boxes * 2.0)
    assert list(texts_of(large)) == list(texts_of(small))


def test_every_layer_that_a_map_tells_apart_has_a_title(park: Snapshot) -> None:
    drawn = draw_sheet(lay_out(park, [], fit(park, 200.0, 150.0), measure))
    assert {name for name, _ in drawn.layers} <= MAP_TITLES.keys()


def test_names_without_room_on_small_paper_are_counted(park: Snapshot, analysis: Analysis) -> None:
    page = made(park, analysis, Layout("small", 70, 70, (Item("map", 5, 5, 60, 60),)))
    shown = {mark.target for scene in _maps(page) for mark in scene.marks if isinstance(mark, Label)}
    signs = {mark.target for scene in _maps(page) for mark in scene.marks if isinstance(mark, Shape)}
    nameless = {target for target in signs - shown if target and target[0] == "actor"}
    told = [text.values["n"] for text in page.remarks if "no room for its name" in text.message_id]
    assert told == [len(nameless)]
    assert nameless


def test_letters_stand_for_names_without_room_where_the_page_lists_them(park: Snapshot, analysis: Analysis) -> None:
    page = made(park, analysis, Layout("small", 70, 150, (Item("map", 5, 5, 60, 60), Item("names", 5, 70, 60, 60))))
    firms = {("actor", str(uid)): str(name) for uid, name in zip(park.actor.uid, park.actor.name, strict=True)}
    letters = {mark.text: firms[mark.target] for scene in _maps(page) for mark in scene.marks
               if isinstance(mark, Label) and mark.font == LETTER and mark.target in firms}  # fmt: skip
    assert sorted(letters) == [chr(ord("a") + place) for place in range(len(letters))]
    listed = "".join(mark.text for mark in outer(page.scene)).replace(" ", "").replace("\u00a0", "")
    assert all(f"{letter}{name}" in listed for letter, name in letters.items())
    told = [name for text in page.remarks if "its name" in text.message_id for name in text.values["names"]]
    assert not set(told) & set(letters.values())
    assert len(told) < len(letters)


def _maps(page: Composed) -> list[Scene]:
    return [mark.scene for mark in page.scene.marks if isinstance(mark, Inset) and mark.scene.counts.drawn]


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    return in_language(sample_shot("teaching", "zh"), "en")


@pytest.mark.parametrize("kind", ["public", "internal", "draft"])
def test_the_smallest_upright_template_cuts_nothing_that_it_says(teaching: Snapshot, kind: str) -> None:
    page = made(teaching, analyse(teaching), template("A4", portrait=True), kind=kind)
    assert [remark for remark in page.remarks if "room" in remark.message_id and "firm" not in remark.message_id] == []


def test_the_page_of_a_region_on_a4_explains_every_sign(teaching: Snapshot) -> None:
    analysis = analyse(teaching)
    subject = subjects_of(teaching, analysis, "regions", public=False)[1]
    page = made(teaching, analysis, template("A4", portrait=True, about="regions"), subject=subject)
    assert [remark for remark in page.remarks if "not explained" in remark.message_id] == []


def test_cards_and_letters_agree_with_what_stands_on_the_map(teaching: Snapshot) -> None:
    page = made(teaching, analyse(teaching), template("A4", portrait=True), kind="draft")
    told = next(text for text in texts_of(page.scene) if text.startswith("Letters on the map"))
    listed = " ".join(list(texts_of(page.scene))[list(texts_of(page.scene)).index(told) :])
    letters = [
        mark.text for scene in _maps(page) for mark in scene.marks if isinstance(mark, Label) and mark.font == LETTER
    ]
    assert letters
    assert all(f"{letter} " in listed for letter in letters)


def test_a_chart_shows_as_many_bars_as_the_others_leave_it_room_for() -> None:
    chart, below = Item("chart", 10, 60, 90, 30, joined=True), Item("legend", 10, 10, 90, 50)
    needs = {"legend": lambda _: 60.0, "chart": lambda item: 40.0 if item.height >= 40.0 else 20.0}
    boxes = settled((below, chart), lambda item: needs[item.kind](item))
    assert [(item.kind, item.top, item.height) for item in boxes] == [("legend", 10, 60.0), ("chart", 70.0, 20.0)]
