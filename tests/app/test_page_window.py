"""Laying out pages by mouse and keyboard in a real window."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QPlainTextEdit

from app.__main__ import main
from app.choice_keeping import KeptMap, keep_map, kept_map
from app.page_draft import PageDraft
from app.page_window import PageWindow
from core.page_edits import box_of, column_box
from core.page_layouts import Item, layout_json, page_layouts, read_layout_file, save_layout
from core.page_templates import template
from core.text import Text
from gis.choosing import Choice
from gis.page_atlas import Printed
from gis.scene import Label, texts_of
from tests.app.conftest import Desk, wait_for

LEFT = Qt.MouseButton.LeftButton


class Bench:
    """The window of pages with the hands of its user."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.ask("pages")
        self.window = desk.window.findChild(PageWindow)
        self.settle()

    def settle(self) -> None:
        """Wait until the page that is shown is the one in hand."""
        window = self.window
        tasks = self.desk.bench.tasks
        assert wait_for(lambda: window.preview.page and not window._composing.isActive() and not tasks.running())

    @property
    def draft(self) -> PageDraft:
        return self.window.draft

    def place(self, kind: str, text: str = "") -> int:
        """The place of the first item of a kind whose text begins so."""
        items = self.draft.layout.items
        return next(at for at, item in enumerate(items) if item.kind == kind and item.text.startswith(text))

    def pixel(self, x: float, y: float) -> QPoint:
        """A place of the paper in pixels of the preview."""
        return self.window.preview.rect_of((x, y, 0.0, 0.0)).topLeft().toPoint()

    def click(self, place: int) -> None:
        """Click into the middle of an item, where it came to stand."""
        left, top, width, height = box_of(self.window.preview.placed()[place])
        QTest.mouseClick(self.window.preview, LEFT, pos=self.pixel(left + width / 2, top + height / 2))

    def drag(self, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press, move and release."""
        preview = self.window.preview
        QTest.mousePress(preview, LEFT, keys, start)
        QTest.mouseMove(preview, start + QPoint(9, 9))
        preview.mouseMoveEvent(moved(QPointF(end), keys))
        QTest.mouseRelease(preview, LEFT, keys, end)
        self.settle()

    def key(self, key: Qt.Key, *, shift: bool = False) -> None:
        """Press a key on the page."""
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.window.preview, key, modifier)


def moved(place: QPointF, keys: Qt.KeyboardModifier) -> QMouseEvent:
    """A move of the mouse with its left button down."""
    return QMouseEvent(QEvent.Type.MouseMove, place, place, LEFT, LEFT, keys)


@pytest.fixture
def bench(desk: Desk) -> Bench:
    return Bench(desk)


def test_the_page_in_the_window_is_the_page_that_is_printed(bench: Bench, tmp_path: Path) -> None:
    shown = bench.window.preview.page.composed.scene
    assert "六家企业" in "".join(texts_of(shown))
    bench.window.files.print_to(tmp_path / "图.pdf")
    bench.settle()
    assert "1 page was written to 图.pdf" in bench.window.messages.label.text()
    with pikepdf.open(tmp_path / "图.pdf") as pdf:
        assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].MediaBox[2:]] == [420, 297]


def test_arrows_move_by_one_millimetre_and_with_shift_by_five(bench: Bench) -> None:
    bench.click(bench.place("north"))
    left, top, width, height = column_box(bench.draft.layout, bench.draft.chosen)
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Up, shift=True)
    assert column_box(bench.draft.layout, bench.draft.chosen) == pytest.approx((left + 2, top - 5, width, height))


def test_strokes_that_follow_at_once_are_one_edit_which_undo_takes_back(bench: Bench) -> None:
    project, before = bench.desk.bench.session.project, bench.draft.layout
    bench.draft.change(replace(before, outlines="none"), Text("Outlines"))
    first = project.revision
    bench.click(bench.place("north"))
    for _ in range(4):
        bench.key(Qt.Key.Key_Right)
    assert wait_for(lambda: project.revision == first + 1)
    moved_layout = bench.draft.layout
    bench.window._undo()
    assert bench.draft.layout == replace(before, outlines="none")
    assert "move North arrow" in bench.window.messages.label.text()
    bench.window._redo()
    assert bench.draft.layout == moved_layout


def test_an_edit_of_a_page_computes_no_figure_anew(bench: Bench) -> None:
    session = bench.desk.bench.session
    analysis = session._analyses
    before = dict(analysis)
    bench.click(bench.place("north"))
    bench.draft.move((50.0, 250.0, 8.0, 13.0))
    assert dict(session._analyses) == before != {}


def test_an_item_that_is_dragged_is_drawn_to_the_edges_of_others(bench: Bench) -> None:
    place = bench.place("stamp")
    box = column_box(bench.draft.layout, place)
    start = bench.pixel(box[0] + 5, box[1] + 5)
    bench.click(place)
    legend = bench.draft.layout.items[bench.place("legend")]
    bench.drag(start, start + bench.pixel(legend.left - box[0] + 1.0, 60.0) - bench.pixel(0, 0))
    assert column_box(bench.draft.layout, place)[0] == pytest.approx(legend.left, abs=0.01)


def test_a_handle_makes_a_column_larger_with_all_that_stands_in_it(bench: Bench) -> None:
    place = bench.place("legend")
    bench.click(place)
    left, top, width, height = column_box(bench.draft.layout, place)
    start = bench.pixel(left, top + height / 2)
    bench.drag(start, start - QPoint(60, 0), Qt.KeyboardModifier.AltModifier)
    wider = bench.draft.layout.items[bench.place("findings")]
    assert wider.width == pytest.approx(width + 60 / bench.window.preview.scale, abs=1.5)
    assert wider.right == pytest.approx(left + width, abs=0.01)


def test_a_page_that_is_not_yet_drawn_has_no_boxes_of_the_page_before(bench: Bench) -> None:
    bench.window.begin("A1", portrait=True)
    assert bench.window.preview.placed() == bench.draft.layout.items
    bench.settle()
    assert bench.window.preview.placed() != bench.draft.layout.items


def test_properties_change_the_chosen_item_and_the_page(bench: Bench) -> None:
    bench.click(bench.place("text", "{title}"))
    text = bench.window.properties.fields["text"]
    assert isinstance(text, QPlainTextEdit)
    text.setPlainText("{project}, {year}")
    bench.draft.keep()
    bench.settle()
    assert "六家企业, 2024" in list(texts_of(bench.window.preview.page.composed.scene))
    bench.draft.choose(None)
    width = bench.window.properties.fields["width"]
    assert isinstance(width, QDoubleSpinBox)
    width.setValue(500.0)
    session = bench.desk.bench.session
    assert page_layouts(session.project)[bench.draft.layout.name].width == 500.0


def test_delete_and_tab_work_on_the_page(bench: Bench) -> None:
    count = len(bench.draft.layout.items)
    bench.draft.choose(0)
    bench.window.preview.setFocus()
    assert bench.window.preview.focusNextPrevChild(True)
    assert bench.draft.chosen == 1
    bench.key(Qt.Key.Key_Delete)
    assert (len(bench.draft.layout.items), bench.draft.chosen) == (count - 1, None)


def test_an_item_that_leaves_its_column_stays_where_it_stood(bench: Bench) -> None:
    place = bench.place("findings")
    stood = box_of(bench.window.preview.placed()[place])
    bench.draft.choose(place)
    bench.window.properties.fields["joined"].setChecked(False)
    assert box_of(bench.draft.item) == pytest.approx(stood)
    assert not bench.draft.item.joined


def test_every_kind_of_item_can_be_added(bench: Bench) -> None:
    for kind in ("overview", "indicators", "links", "facts", "text", "picture"):
        bench.window.add(kind)
    bench.settle()
    assert "A picture of the page has no file" in bench.window.remarks.text()
    assert "Overview map" in {bench.window.adding.menu().actions()[1].text()}


def test_the_window_and_the_command_make_one_page_of_a_layout(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = bench.desk.bench.session.project
    keep_map(project, ["links", "labels"], KeptMap(hidden=frozenset({"labels"})))
    save_layout(project, replace(template("A4"), name="如图"))
    own = [replace(item, hidden=("links",)) if item.kind == "map" else item for item in template("A4").items]
    save_layout(project, replace(template("A4"), name="自选", items=tuple(own)))
    printed = []
    monkeypatch.setattr("app.command_map.print_pages", lambda *given, **_: printed.append(given[2][0]) or Printed())
    monkeypatch.setattr("app.command_map.tell_printed", lambda *_: None)
    for name, hidden in (("如图", {"labels", "grid"}), ("自选", {"links"})):
        bench.window._begin(bench.draft.kept()[name])
        bench.settle()
        assert main(["map", str(project.path), str(tmp_path / "x.pdf"), "--layout", name, "--language", "en"]) == 0
        assert bench.window.page() == printed[-1]
        assert bench.window.preview.page.composed.frames[0].view.hidden == hidden


def test_the_layers_of_a_map_follow_the_kept_map_until_it_has_its_own(bench: Bench) -> None:
    project = bench.desk.bench.session.project
    keep_map(project, ["links", "labels"], KeptMap(hidden=frozenset({"labels"})))
    bench.draft.choose(bench.place("map"))
    labels, links = (bench.window.properties.fields[f"layer.{name}"] for name in ("labels", "links"))
    assert (labels.isChecked(), links.isChecked()) == (False, True)
    links.setChecked(False)
    assert bench.draft.item.hidden == ("grid", "labels", "links")


def edge_words(bench: Bench) -> str:
    scene = bench.window.preview.page.composed.scene
    return " ".join(mark.text for mark in scene.marks if isinstance(mark, Label))


def test_a_page_shows_the_grid_of_the_window_until_its_map_has_layers_of_its_own(bench: Bench) -> None:
    project = bench.desk.bench.session.project
    keep_map(project, ["links", "grid"], KeptMap(hidden=frozenset()))
    bench.settle()
    assert "′E" in edge_words(bench)
    bench.draft.choose(bench.place("map"))
    bench.draft.change_item(replace(bench.draft.item, hidden=()))
    bench.settle()
    assert "′E" not in edge_words(bench)


def test_a_page_shows_the_filter_of_the_screen_and_offers_to_keep_it(bench: Bench) -> None:
    session, window = bench.desk.bench.session, bench.window
    assert "another one" not in window.remarks.text()
    session.choose_links(Choice(kinds=frozenset({"waste"})))
    bench.settle()
    assert window.page().lens.choice.kinds == {"waste"}
    assert "This is the map as the screen shows it" in window.remarks.text()
    window.keeping.click()
    bench.settle()
    assert kept_map(session.project).choice.kinds == {"waste"}
    assert "another one" not in window.remarks.text()


def test_a_new_page_is_kept_from_its_first_change_on(bench: Bench) -> None:
    project = bench.desk.bench.session.project
    bench.window.begin("A1", portrait=True)
    assert page_layouts(project) == {}
    bench.draft.choose(0)
    bench.draft.remove()
    assert list(page_layouts(project)) == ["A1 upright"]
    bench.window.begin("A1", portrait=True)
    assert bench.draft.layout.name == "A1 upright 2"


def test_a_page_gets_another_name(bench: Bench) -> None:
    bench.draft.add(Item("north", 10, 10, 8, 13))
    bench.draft.choose(None)
    name = bench.window.properties.fields["name"]
    assert isinstance(name, QLineEdit)
    name.setText("常委会用图")
    name.editingFinished.emit()
    assert list(page_layouts(bench.desk.bench.session.project)) == ["常委会用图"]
    assert bench.window.pages.currentText() == "常委会用图"


def test_a_layout_of_another_project_is_read_from_its_file(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "墙图.json"
    path.write_text(layout_json(template("A0")), encoding="utf-8")
    monkeypatch.setattr("app.page_files.QFileDialog.getOpenFileName", lambda *_: (str(path), ""))
    bench.window.files.ask_and_read()
    assert (bench.draft.layout.name, bench.draft.layout.paper) == ("墙图", "A0")
    path.write_text("{}", encoding="utf-8")
    bench.window.files.ask_and_read()
    assert "no page layout that can be read" in bench.window.messages.label.text()


def test_a_layout_is_saved_whole_or_the_place_that_refuses_it_is_told(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "墙图.json"
    monkeypatch.setattr("app.page_files.QFileDialog.getSaveFileName", lambda *_: (str(path), ""))
    bench.window.files.ask_and_save()
    assert read_layout_file(path).items == bench.draft.layout.items
    path.unlink()
    path.mkdir()
    bench.window.files.ask_and_save()
    assert "is a folder, so no page layout was written" in bench.window.messages.label.text()


def test_an_atlas_is_printed_from_the_window(bench: Bench, tmp_path: Path) -> None:
    bench.window.about.setCurrentIndex(bench.window.about.findData("actors"))
    bench.window.files.print_to(tmp_path / "图集.pdf")
    bench.settle()
    with pikepdf.open(tmp_path / "图集.pdf") as pdf:
        assert len(pdf.pages) == 6


def test_an_atlas_says_at_which_page_it_is_and_can_be_cancelled(bench: Bench, tmp_path: Path) -> None:
    files, told = bench.window.files, bench.window.messages
    bench.window.about.setCurrentIndex(bench.window.about.findData("actors"))
    files.print_to(tmp_path / "图集.pdf")
    assert wait_for(lambda: "of 6" in told.label.text())
    next(button for title, button in told.verbs if title == "Cancel").click()
    assert told.label.text() == "Stopped: 图集.pdf was not written."
    bench.settle()
    bench.desk.settle()
    assert list(tmp_path.glob("*.pdf")) == []


def test_pictures_of_an_atlas_that_are_there_are_written_over_only_if_asked(bench: Bench, tmp_path: Path) -> None:
    files, told = bench.window.files, bench.window.messages
    bench.window.about.setCurrentIndex(bench.window.about.findData("actors"))
    old = tmp_path / "图集 001 somebody's.svg"
    old.write_text("work", encoding="utf-8")
    files.print_unless_there(tmp_path / "图集.svg")
    assert told.label.text() == "1 file is there already: 图集 001 somebody's.svg."
    assert list(tmp_path.glob("图集*")) == [old]
    told.verbs[0][1].click()
    bench.settle()
    assert len(list(tmp_path.glob("图集 00? *.svg"))) == 7
    assert old.read_text(encoding="utf-8") == "work"


def test_the_pages_of_an_atlas_can_be_leafed_through(bench: Bench) -> None:
    window = bench.window
    window.about.setCurrentIndex(window.about.findData("actors"))
    window.about.activated.emit(0)
    bench.settle()
    assert {item.kind for item in bench.draft.layout.items} >= {"facts", "links"}
    titles = []
    for number in range(1, 7):
        window.leaf.setValue(number)
        bench.settle()
        titles.append(next(texts_of(window.preview.page.composed.scene)))
    assert titles == sorted(set(titles), key=titles.index)
    assert "园区热电厂 (2024)" in titles


def test_why_a_public_page_shows_less_stands_below_it(bench: Bench) -> None:
    bench.draft.change(replace(bench.draft.layout, kind="public"), Text("Class"))
    bench.settle()
    assert "the outlines of parks alone may be drawn" in bench.window.remarks.text()
    assert not bench.window.parks.isHidden()
    bench.window.parks.click()
    bench.settle()
    assert bench.draft.layout.outlines == "parks"
    assert bench.window.parks.isHidden()


def test_a_map_takes_the_part_of_the_ground_that_the_screen_shows(bench: Bench) -> None:
    bench.desk.canvas.zoom(3.0)
    bench.desk.settle()
    seen = bench.desk.canvas.view
    bench.draft.choose(bench.place("map"))
    bench.window.properties.take_screen()
    bench.settle()
    assert bench.draft.item is not None
    assert bench.draft.item.scale == pytest.approx(seen.scale, rel=0.05)
    drawn = bench.window.preview.page.composed.frames[0].view
    assert drawn.to_lonlat(*drawn.middle) == pytest.approx(seen.to_lonlat(*seen.middle), abs=1e-6)


def test_office_and_map_review_number_are_kept_in_the_project_and_stand_on_its_pages(bench: Bench) -> None:
    for name, value in (("author_unit", "示范县发展和改革局"), ("map_review_number", "GS(2026)1")):
        line = bench.window.properties.fields[name]
        assert isinstance(line, QLineEdit)
        line.setText(value)
        line.editingFinished.emit()
        bench.desk.settle()
    bench.settle()
    told = "".join(texts_of(bench.window.preview.page.composed.scene))
    assert "示范县发展和改革局: Made on" in told
    assert "Map review number GS(2026)1" in told
