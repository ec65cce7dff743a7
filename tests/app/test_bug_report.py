import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from app.bug_report import BugDialog, catch_bugs
from core.errors import UnheardChange, UserError
from core.text import Text


@pytest.fixture
def hook(desk: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The hook of the window, with a log folder of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catch_bugs(desk.window, desk.window.messages.tell_problem, lambda: desk.window.language)
    return sys.excepthook


def test_a_bug_is_told_in_a_sentence_with_details_to_copy(desk: Any, hook: Any, tmp_path: Path) -> None:
    hook(ZeroDivisionError, ZeroDivisionError("of nothing"), None)
    dialog = desk.window.findChild(BugDialog)
    assert "ZeroDivisionError: of nothing" in dialog.details.toPlainText()
    assert "of nothing" in (tmp_path / "cluster-atlas" / "details.log").read_text(encoding="utf-8")
    copy, go_on = dialog.findChildren(QPushButton)
    copy.click()
    assert QGuiApplication.clipboard().text() == dialog.details.toPlainText()
    go_on.click()
    assert desk.window.isEnabled()


def test_one_dialog_tells_of_every_bug(desk: Any, hook: Any) -> None:
    for error in (ZeroDivisionError("of nothing"), KeyError("flow"), KeyError("flow")):
        hook(type(error), error, None)
    (dialog,) = desk.window.findChildren(BugDialog)
    details = dialog.details.toPlainText()
    assert "of nothing" in details
    assert details.count("KeyError: 'flow'") == 1


def test_a_map_that_cannot_be_drawn_is_told_in_the_message_bar(
    desk: Any, hook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise IndexError("no such sign")

    with monkeypatch.context() as broken:
        broken.setattr("app.map_view.compose_frame", stumble)
        desk.canvas.refresh()
        desk.settle()
    assert "could not be drawn" in desk.window.messages.label.text()
    assert desk.window.findChild(BugDialog) is None
    desk.canvas.frame = None
    desk.window.messages.verbs[0][1].click()
    desk.settle()
    assert desk.canvas.frame is not None


def test_what_a_user_can_mend_stands_in_the_message_bar(desk: Any, hook: Any) -> None:
    problem = UserError(Text("The table has no column {name}.", {"name": "from"}), Text("Rename one."), row=3)
    hook(UserError, problem, None)
    assert desk.window.messages.label.text() == "The table has no column from. Found in row 3. Rename one."
    assert desk.window.findChild(BugDialog) is None


def test_a_step_that_could_not_be_shown_is_told_as_saved(desk: Any, hook: Any) -> None:
    def fail(changes: object) -> None:
        raise ZeroDivisionError

    desk.bench.session.project.subscribe(fail)
    with pytest.raises(UnheardChange) as raised, desk.bench.session.project.edit(Text("Rename")) as db:
        db.execute("UPDATE actor SET name = '甲厂' WHERE id = 1")
    hook(type(raised.value), raised.value, None)
    dialog = desk.window.findChild(BugDialog)
    assert any("done and saved" in label.text() for label in dialog.findChildren(QLabel))
    assert "ZeroDivisionError" in dialog.details.toPlainText()
