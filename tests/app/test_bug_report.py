import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.bug_report import BugDialog, catch_bugs
from core.errors import UserError
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


def test_what_a_user_can_mend_stands_in_the_message_bar(desk: Any, hook: Any) -> None:
    problem = UserError(Text("The table has no column {name}.", {"name": "from"}), Text("Rename one."), row=3)
    hook(UserError, problem, None)
    assert desk.window.messages.label.text() == "The table has no column from. At row 3. Rename one."
    assert desk.window.findChild(BugDialog) is None
