"""The help window: ten tasks and all pictures, in the language of the window."""

from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser

from app.help_window import HIGH, PICTURED, TASKS, WIDE, help_page, show_help
from core.i18n import translate
from core.paths import RESOURCES


def test_ten_tasks_show_every_picture_of_the_program_once() -> None:
    named = [name for _, _, pictures in TASKS for name in pictures]
    assert len(TASKS) == 10
    assert sorted(named) == sorted(path.stem for path in (RESOURCES / "pictures").glob("*.png"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_help_asks_no_network_and_says_all_in_one_language(language: str) -> None:
    page = help_page(language)
    assert "http" not in page
    assert all(f"{number}. {translate(title, language)}" in page for number, (title, _, _) in enumerate(TASKS, 1))


def test_f1_opens_the_help_with_its_pictures(open_desk: Any) -> None:
    desk = open_desk(None)
    shown = show_help(desk.window)
    browser = shown.findChild(QTextBrowser)
    assert browser is not None
    document = browser.document()
    for _, _, pictures in TASKS:
        for name in pictures:
            image = document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(name))
            assert image.width() == WIDE or image.height() == HIGH
    shown.close()


def test_f1_once_more_raises_the_help_that_is_open(open_desk: Any) -> None:
    desk = open_desk(None)
    shown = show_help(desk.window)
    shown.showMinimized()
    assert show_help(desk.window) is shown
    assert not shown.isMinimized()
    shown.close()
    desk.settle()
    again = show_help(desk.window)
    assert again is not shown
    again.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_help_says_that_its_pictures_may_be_in_the_other_language(language: str) -> None:
    assert translate(PICTURED, language) in help_page(language)
