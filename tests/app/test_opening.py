"""A project is opened by the worker: the window lives on, shows nothing half filled, and what is given up is closed."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.project import Project
from tests.app.conftest import Desk, wait_for


class Slow:
    """Opens a project when it may go on."""

    def __init__(self, path: Path) -> None:
        self.path, self.begun, self.go_on = path, Event(), Event()

    def __call__(self) -> Project:
        self.begun.set()
        assert self.go_on.wait(20)
        return Project.open(self.path)


@pytest.fixture
def empty_file(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "empty.gpkg") as project:
        return Path(project.path)


@pytest.fixture
def slow(empty_file: Path) -> Slow:
    return Slow(empty_file)


def is_free(path: Path) -> bool:
    """Whether nobody has a project open for writing."""
    Project.open(path).close()
    return True


def test_the_project_before_stays_until_the_other_is_read(desk: Desk, slow: Slow, cluster_file: Path) -> None:
    desk.bench.files.begin(slow, str(slow.path))
    assert wait_for(slow.begun.is_set)
    assert desk.window.messages.label.text() == "Opening empty.gpkg"
    assert desk.bench.session.path == cluster_file
    slow.go_on.set()
    desk.settle()
    assert desk.bench.session.path == slow.path
    assert desk.bench.session.writing


def test_a_window_shows_no_panel_before_its_project_is_read(open_desk: Callable[..., Any], slow: Slow) -> None:
    desk = open_desk()
    desk.bench.files.begin(slow, str(slow.path))
    assert wait_for(slow.begun.is_set)
    assert desk.window.centre.currentWidget() is desk.window.start_page
    assert not any(panel.isVisible() for panel in desk.window.panels.values())
    slow.go_on.set()
    desk.settle()
    assert desk.window.panels["findings"].isVisible()


def test_of_two_projects_the_one_that_was_asked_for_last_is_shown(
    open_desk: Callable[..., Any], slow: Slow, cluster_file: Path
) -> None:
    desk = open_desk()
    desk.bench.files.begin(slow, str(slow.path))
    assert wait_for(slow.begun.is_set)
    desk.bench.files.open(cluster_file)
    slow.go_on.set()
    desk.settle()
    assert desk.bench.session.path == cluster_file
    assert is_free(slow.path)


def test_an_opening_that_is_cancelled_leaves_the_file_free(desk: Desk, slow: Slow, cluster_file: Path) -> None:
    desk.bench.files.begin(slow, str(slow.path))
    assert wait_for(slow.begun.is_set)
    desk.bench.status.cancel.click()
    slow.go_on.set()
    desk.settle()
    assert desk.bench.session.path == cluster_file
    assert not desk.window.messages.isVisible()
    assert is_free(slow.path)


def test_a_window_that_is_closed_meanwhile_leaves_the_file_free(open_desk: Callable[..., Any], slow: Slow) -> None:
    desk = open_desk()
    desk.bench.files.begin(slow, str(slow.path))
    assert wait_for(slow.begun.is_set)
    slow.go_on.set()
    desk.window.close()
    assert is_free(slow.path)


def test_a_double_click_on_a_project_opens_it_once(open_desk: Callable[..., Any], empty_file: Path) -> None:
    desk = open_desk()
    for _ in range(2):
        desk.bench.files.open(empty_file)
    desk.settle()
    assert desk.bench.session.path == empty_file
    assert desk.bench.session.writing
    assert not desk.window.messages.isVisible()


def test_a_project_that_is_wished_again_after_another_is_opened_for_writing(
    open_desk: Callable[..., Any], slow: Slow, cluster_file: Path
) -> None:
    desk = open_desk()
    desk.bench.files.begin(slow, str(slow.path))
    assert wait_for(slow.begun.is_set)
    desk.bench.files.open(cluster_file)
    desk.bench.files.open(slow.path)
    slow.go_on.set()
    desk.settle()
    assert desk.bench.session.path == slow.path
    assert desk.bench.session.writing


def test_closing_gives_up_what_is_being_opened_too(desk: Desk, slow: Slow, cluster_file: Path) -> None:
    desk.bench.files.begin(slow, str(slow.path))
    assert wait_for(slow.begun.is_set)
    desk.ask("close")
    slow.go_on.set()
    desk.settle()
    assert desk.bench.session.project is None
    assert desk.window.centre.currentWidget() is desk.window.start_page
    assert not desk.window.messages.isVisible()
    assert is_free(slow.path)
    assert is_free(cluster_file)
