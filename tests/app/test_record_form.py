"""The form of a row under real keys: required fields, faults beside fields, one edit, photo and statistics by year."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from core.edits import add_row, delete_rows
from core.findings import Ref
from core.i18n import show
from core.text import Text

Key = Qt.Key


def press(widget: Any, title: str) -> None:
    """Click the button of a title."""
    next(each for each in widget.findChildren(QPushButton) if each.text() == title).click()


@pytest.fixture
def form(desk: Any) -> Any:
    """The form of the power plant, opened by the verb on its card."""
    desk.bench.session.select([Ref("actor", desk.uid("园区热电厂"))])
    press(desk.bench.card.widget(), "Edit")
    return desk.bench.card.form


def write(form: Any, column: str, text: str) -> QLineEdit:
    editor = form.editors[column]
    assert isinstance(editor, QLineEdit)
    editor.setText(text)
    return editor


def test_the_form_begins_with_what_is_known_and_marks_what_must_be_there(form: Any) -> None:
    assert form.texts()["name"] == "园区热电厂"
    assert "Name *" in [label.text() for label in form.findChildren(QLabel)]
    assert form.editors["name"].hasFocus()
    assert not form.dirty


def test_enter_saves_everything_as_one_edit(desk: Any, form: Any) -> None:
    write(form, "address", "一号路")
    box = form.editors["status"]
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("planned"))
    QTest.keyClick(form.editors["address"], Key.Key_Return)
    assert desk.bench.card.form is None
    actors = desk.bench.session.snapshot.actor
    assert (actors.address[0], actors.status[0]) == ("一号路", "planned")
    assert show(desk.bench.session.project.history()[0].label, "en") == "园区热电厂: Status and 1 more"
    assert desk.bench.card.text().startswith("园区热电厂")


def test_escape_leaves_the_row_and_the_choice_as_they_were(desk: Any, form: Any) -> None:
    editor = write(form, "name", "别的")
    QTest.keyClick(editor, Key.Key_Escape)
    assert "not kept yet" in form.trouble.text()
    QTest.keyClick(editor, Key.Key_Escape)
    assert desk.bench.card.form is None
    assert desk.bench.session.snapshot.actor.name[0] == "园区热电厂"
    assert desk.bench.session.selection.uids == {desk.uid("园区热电厂")}


def test_faults_stand_beside_their_fields_and_nothing_is_written(desk: Any, form: Any) -> None:
    revision = desk.bench.session.project.revision
    write(form, "status_date", "soon")
    QTest.keyClick(write(form, "name", ""), Key.Key_Return)
    assert form.faults["name"].text() == "this must not be empty"
    assert "this is no year or date" in form.faults["status_date"].text()
    assert form.editors["name"].hasFocus()
    assert desk.bench.session.project.revision == revision


def test_a_field_is_looked_at_when_it_is_left(form: Any) -> None:
    write(form, "region_id", "nowhere")
    form.editors["region_id"].editingFinished.emit()
    assert "nothing is called nowhere" in form.faults["region_id"].text()
    assert form.faults["name"].text() == ""


def test_a_form_that_is_not_saved_stays_when_something_else_is_chosen(desk: Any, form: Any) -> None:
    write(form, "address", "一号路")
    desk.bench.session.select([Ref("actor", desk.uid("水泥厂"))])
    assert desk.bench.card.form is form
    assert "not saved yet" in desk.window.messages.label.text()
    press(form, "Cancel")
    assert desk.bench.card.text().startswith("水泥厂")


def test_a_form_stays_when_an_analysis_arrives_and_is_not_lost_to_another_one(desk: Any, form: Any) -> None:
    desk.bench.session.changed.emit()
    assert desk.bench.card.form is form
    write(form, "address", "一号路")
    desk.bench.enter_row("stock")
    assert desk.bench.card.form is form
    assert "not saved yet" in desk.window.messages.label.text()


def test_a_form_in_which_nothing_was_typed_follows_what_was_edited_meanwhile(desk: Any, form: Any) -> None:
    with desk.bench.session.project.edit(Text("Rename")) as db:
        db.execute("UPDATE actor SET name = '热电厂' WHERE id = 1")
    assert desk.bench.card.form is None
    assert desk.bench.card.text().startswith("热电厂")


def test_the_form_of_a_firm_that_is_gone_is_not_opened(desk: Any) -> None:
    gone = Ref("actor", desk.uid("园区热电厂"))
    desk.bench.session.select([gone])
    delete_rows(desk.bench.session.project, "actor", [1], agreed=True)
    desk.ask("edit_row")
    assert desk.bench.card.form is None
    assert "not in the project any more" in desk.window.messages.label.text()


def test_a_form_of_another_project_is_let_go(desk: Any, form: Any, project: Any) -> None:
    write(form, "address", "一号路")
    project.close()
    desk.bench.files.open(project.path)
    desk.settle()
    assert desk.bench.card.form is None


def test_a_new_row_is_entered_with_its_unit_beside_the_number(desk: Any) -> None:
    desk.ask("show.tables")
    desk.bench.tables.show_table("stock")
    press(desk.bench.tables.bar, "Add")
    form = desk.bench.card.form
    QTest.keyClick(form.editors["actor_id"], Key.Key_Return)
    assert form.faults["actor_id"].text() == form.faults["commodity_id"].text() == "this must not be empty"
    for column, text in {"actor_id": "水泥厂", "commodity_id": "粉煤灰", "year": "2024", "closing": "2 kt"}.items():
        write(form, column, text)
    QTest.keyClick(form.editors["year"], Key.Key_Return)
    assert desk.bench.session.snapshot.stock.closing[0] == 2000.0
    assert desk.bench.tables.model.index(0, 0).data() == "水泥厂"


def test_the_form_opens_by_its_key_for_the_one_row_that_is_chosen(desk: Any) -> None:
    desk.ask("edit_row")
    assert "Choose one firm" in desk.window.messages.label.text()
    desk.bench.session.select([Ref("region", str(desk.bench.session.snapshot.region.uid[0]))])
    desk.ask("edit_row")
    assert desk.bench.card.form.texts()["name"] == "示范园区"


def test_a_link_has_a_form_too_and_leads_to_its_amounts(desk: Any) -> None:
    link = Ref("flow", str(desk.bench.session.snapshot.flow.uid[0]))
    desk.bench.session.select([link])
    press(desk.bench.card.widget(), "Amounts of links")
    assert desk.bench.tables.table == "flow_amount"
    assert desk.bench.tables.model.rowCount() == 1
    press(desk.bench.card.widget(), "Edit")
    write(desk.bench.card.form, "contract", "2024-07")
    desk.bench.card.form.save()
    assert desk.bench.session.snapshot.flow.contract[0] == "2024-07"


def test_the_card_shows_the_photo_or_where_it_should_be(desk: Any) -> None:
    uid, photo = desk.uid("园区热电厂"), desk.bench.session.path.parent / "gate.png"
    picture = QPixmap(40, 30)
    picture.fill(QColor("red"))
    assert picture.save(str(photo))
    desk.bench.session.select([Ref("actor", uid)])
    desk.bench.card.attach(Ref("actor", uid), photo)
    shown = [label for label in desk.bench.card.widget().findChildren(QLabel) if not label.pixmap().isNull()]
    assert any(label.pixmap().toImage().pixelColor(5, 5) == QColor("red") for label in shown)
    photo.unlink()
    desk.bench.card.refresh()
    assert f"Photo missing: {photo}" in desk.bench.card.text()


def test_a_photo_is_taken_off_and_brought_back_by_undo(desk: Any) -> None:
    uid, photo = desk.uid("园区热电厂"), desk.bench.session.path.parent / "gate.png"
    picture = QPixmap(40, 30)
    picture.fill(QColor("red"))
    assert picture.save(str(photo))
    desk.bench.session.select([Ref("actor", uid)])
    desk.bench.card.attach(Ref("actor", uid), photo)
    press(desk.bench.card.widget(), "Remove photo")
    assert len(desk.bench.session.snapshot.attachment) == 0
    assert photo.exists()
    assert "gate.png is not attached any more" in desk.window.messages.label.text()
    press(desk.window.messages, "Undo")
    assert len(desk.bench.session.snapshot.attachment) == 1


def test_the_card_lists_statistics_by_item_and_year(desk: Any) -> None:
    for year, value in ((2023, "1.5 kt"), (2024, "2 kt")):
        cells = {"actor_id": 1, "item": "waste_generated", "year": year, "value_entered": value}
        add_row(desk.bench.session.project, "statistic", cells)
    desk.settle()
    desk.bench.session.select([Ref("actor", desk.uid("园区热电厂"))])
    lines = desk.bench.card.text().splitlines()
    start = lines.index("Statistics by year")
    assert lines[start : start + 6] == [
        "Statistics by year",
        "2023",
        "2024",
        "Solid waste generated · t",
        "1500",
        "2000",
    ]


def test_who_states_that_a_figure_is_unknown_hides_no_other(desk: Any) -> None:
    for value, grade in (("2 kt", "declared"), ("", "audited")):
        cells = {"actor_id": 1, "item": "waste_generated", "year": 2024, "value_entered": value, "grade": grade}
        add_row(desk.bench.session.project, "statistic", cells)
    desk.settle()
    desk.bench.session.select([Ref("actor", desk.uid("园区热电厂"))])
    assert "2000" in desk.bench.card.text().splitlines()


def test_a_project_that_is_read_offers_no_form(desk: Any) -> None:
    desk.bench.session.project.read_only = True
    desk.bench.session.select([Ref("actor", desk.uid("园区热电厂"))])
    assert desk.bench.card.widget().findChildren(QPushButton, "Edit") == []
    assert "Edit" not in [button.text() for button in desk.bench.card.widget().findChildren(QPushButton)]
    desk.bench.session.project.read_only = False


def test_a_picked_industry_is_written_with_its_edition(desk: Any, form: Any) -> None:
    picker = form.editors["industry_code"]
    picker.setFocus()
    desk.type(picker, "火力发电")
    QTest.keyClick(picker, Key.Key_Return)
    assert (picker.text(), form.editors["industry_edition"].text()) == ("4411", "2017")
    assert desk.bench.card.form is form
    QTest.keyClick(picker, Key.Key_Return)
    actors = desk.bench.session.snapshot.actor
    assert (actors.industry_code[0], actors.industry_edition[0]) == ("4411", "2017")
    assert show(desk.bench.session.project.history()[0].label, "en") == "园区热电厂: Industry"


def test_a_code_of_ones_own_is_kept_as_typed_without_an_edition(desk: Any, form: Any) -> None:
    picker = form.editors["industry_code"]
    picker.setFocus()
    desk.type(picker, "4411")
    QTest.keyClick(picker, Key.Key_Return)
    desk.type(picker, "-7")
    QTest.keyClick(picker, Key.Key_Return)
    actors = desk.bench.session.snapshot.actor
    assert (actors.industry_code[0], actors.industry_edition[0]) == ("4411-7", "")
