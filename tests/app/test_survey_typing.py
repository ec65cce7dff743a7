"""What is written on pages of paper is typed by the keyboard alone, reviewed and taken in one edit."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from app.review_window import ReviewWindow
from app.survey_packs import make_packets
from app.survey_typing import TypingWindow, show_typing
from core import edits
from core.merge_typed import find_page
from core.records import insert
from core.survey_order import Order
from core.text import Text
from tests.app.conftest import Desk, wait_for


@pytest.fixture
def codes(desk: Desk, tmp_path: Path) -> dict[str, str]:
    """The codes of the pages by firm, after a paper packet went out; the cement works can take gypsum."""
    project = desk.bench.session.project
    with project.edit(Text("Enter a capacity")) as db:
        row = {"actor_id": 3, "commodity_id": 3, "value": 50000.0, "value_entered": 50, "unit_entered": "kt"}
        insert(db, "capacity", [row])
    (made,) = make_packets(project, Order("paper", whom="李明", year=2024), tmp_path / "paper.zip", "zh")
    desk.settle()
    names = dict(zip(project.snapshot().actor.uid.tolist(), project.snapshot().actor.name.tolist(), strict=True))
    return {names[uid]: code for code, uid in made.manifest.pages.items()}


def press(*texts: str) -> None:
    """Type into whatever has the focus, each text ended by Enter."""
    for text in texts:
        field = QApplication.focusWidget()
        if isinstance(field, QComboBox):
            for _ in range(len(text)):
                QTest.keyClick(field, Qt.Key.Key_Down)
        elif text and isinstance(field, QLineEdit):
            field.selectAll()
            field.insert(text)  # QTest types Latin letters alone
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def shown(desk: Desk) -> TypingWindow:
    window = show_typing(desk.window, desk.bench.session)
    assert window is not None
    window.activateWindow()
    window.code.setFocus()
    assert wait_for(window.code.hasFocus)
    return window


def test_a_page_is_typed_reviewed_taken_and_undone(desk: Desk, codes: dict[str, str]) -> None:
    project = desk.bench.session.project
    window = shown(desk)
    press(codes["水泥厂"].lower().replace("-", ""))
    assert window.page is not None
    with project.reading() as db:
        asked = find_page(db, codes["水泥厂"]).asked
    assert len(window.lines) == len(asked)
    ash = asked.index(("flow", str(project.snapshot().flow.uid[0])))
    proof = next(place for place, (table, _) in enumerate(asked) if table == "capacity")
    written = {ash: ["38 kt"], proof: ["vv"], asked.index(("flow", "")): ["v", "化工厂", "窑灰", "7 t"]}
    press("v", "2024-05-01", "王芳")
    for place, line in enumerate(window.lines):
        press(*written.get(place, [""] * len(line.fields)))
    press("门口有堆场")
    assert list(window.kept) == [codes["水泥厂"]]
    assert window.code.hasFocus()
    window.review()
    assert wait_for(lambda: desk.window.findChild(ReviewWindow))
    review = desk.window.findChild(ReviewWindow)
    assert isinstance(review, ReviewWindow)
    edits.set_values(project, "actor", {1: {"note": "changed meanwhile"}})
    desk.settle()
    review.apply()
    assert wait_for(lambda: desk.window.findChild(ReviewWindow) not in (None, review))
    review = desk.window.findChild(ReviewWindow)
    assert isinstance(review, ReviewWindow)
    assert list(window.kept) == [codes["水泥厂"]]
    revision = project.revision
    review.apply()
    desk.settle()
    now = project.snapshot()
    assert project.revision == revision + 1
    survey = now.flow_amount.origin == "survey"
    assert sorted(now.flow_amount.value[survey].tolist()) == [7, 38_000]
    assert (now.capacity.proof[0], now.actor.note[2], now.flow.sender[-1]) == ("visited", "门口有堆场", 1)
    assert window.kept == {}
    project.undo()
    assert len(project.snapshot().flow) == len(now.flow) - 1


def test_kept_pages_outlive_the_window_and_a_page_is_filled_with_what_was_kept(
    desk: Desk, codes: dict[str, str]
) -> None:
    window, code = shown(desk), codes["水泥厂"]
    press(code)
    assert window.page is not None
    assert window.day.text() == ""  # the day of typing is none of a visit
    window.met.setCurrentIndex(1)
    window.note.setText("one hour of typing")
    amount = window.lines[0].fields[0]
    assert isinstance(amount, QLineEdit)
    amount.setText("38 kt")
    assert isinstance(window.lines[-1].fields[0], QLineEdit | QComboBox)
    window.keep_page()
    kept = dict(window.kept)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    desk.settle()
    again = shown(desk)
    assert again is not window
    assert again.kept == kept
    press(code)
    again.keep_page()
    assert again.kept == kept


def test_of_packets_that_share_a_code_one_is_chosen_by_its_firm(
    desk: Desk, codes: dict[str, str], tmp_path: Path
) -> None:
    project, code = desk.bench.session.project, codes["水泥厂"]
    (other,) = make_packets(project, Order("paper", firms=("化工厂",), whom="王芳"), tmp_path / "other.zip", "zh")
    with project.edit(Text("As two packets of long ago")) as db:
        db.execute("UPDATE survey_package SET content = replace(content, ?, ?)", (*other.manifest.pages, code))
    desk.settle()
    window = shown(desk)
    press(codes["印染厂"])
    window.code.setFocus()
    press(code)
    window.note.setText("typed while the list stood above")
    window.packets.setFocus()
    press("v")
    assert window.page is not None
    assert (window.page.code, window.note.text()) == (codes["印染厂"], "typed while the list stood above")
    assert "is not kept yet" in window.told.text()
    window.note.clear()
    window.code.setFocus()
    press(code)
    window.code.setText("SV-0000-000-00")
    window.open_page()
    assert not window.packets.isVisible()  # it was of another code
    window.code.setFocus()
    press(code)
    assert window.page.code == codes["印染厂"]
    assert [window.packets.itemText(row).split()[0] for row in range(2)] == ["水泥厂", "化工厂"]
    press("v")  # one down
    assert window.page is not None
    assert (window.page.packet_id, window.packets.isVisible()) == (other.manifest.packet_id, False)


def test_a_page_that_is_not_kept_is_told_of_before_it_goes(desk: Desk, codes: dict[str, str]) -> None:
    window = shown(desk)
    press(codes["水泥厂"])
    window.note.setText("half typed")
    window.code.setText(codes["印染厂"])
    window.open_page()
    assert window.page is not None
    assert (window.page.code, window.note.text()) == (codes["水泥厂"], "half typed")
    assert "is not kept yet" in window.told.text()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert "closing again drops it" in window.told.text()
    window.day.setText("2999-01-01")
    window.keep_page()
    assert (window.kept, "still to come" in window.told.text()) == ({}, True)
    for _ in range(2):
        window.reject()
    assert not window.isVisible()


def test_what_was_typed_wrong_is_told_and_nothing_is_kept(desk: Desk, codes: dict[str, str]) -> None:
    window = shown(desk)
    code = codes["水泥厂"]
    press(code[:-1] + str((int(code[-1]) + 1) % 10))
    assert window.page is None
    assert "typed wrong" in window.told.text()
    press(codes["印染厂"])
    (first, *_) = window.lines[0].fields
    assert isinstance(first, QLineEdit)
    first.setText("viel")
    window.keep_page()
    assert (window.kept, window.page is not None) == ({}, True)
