"""Exporting and writing templates by the menus and by the button of a table."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from core.kind_titles import KIND_TITLES


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that the user chooses in the dialog of the system."""
    path = tmp_path / "out.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path


def test_the_menu_asks_for_the_table_and_writes_it(desk, chosen):
    desk.ask("export")
    messages = desk.window.messages
    assert messages.choice.count() == len(KIND_TITLES)
    messages.choice.setCurrentIndex(messages.choice.findData("flows"))
    messages.verbs[0][1].click()
    desk.settle()
    assert chosen.exists()
    assert "out.xlsx" in messages.label.text()


def test_the_button_of_a_table_exports_it(desk, chosen):
    desk.bench.exports.buttons["actors"].click()
    desk.settle()
    assert chosen.exists()


def test_each_kind_of_table_has_a_template_in_the_menu(desk, chosen):
    assert len(desk.window.menus["template"].actions()) == len(KIND_TITLES)
    desk.ask("template.stocks")
    assert chosen.exists()


def test_a_dialog_that_is_closed_writes_nothing(desk, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    before = sorted(tmp_path.iterdir())
    desk.ask("template.stocks")
    desk.bench.exports.ask_file("flows")
    desk.settle()
    assert sorted(tmp_path.iterdir()) == before
