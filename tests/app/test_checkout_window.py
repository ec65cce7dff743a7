"""Working copies and backups in a real window."""

from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from core.attachments import attach_file
from core.backups import backups
from core.checkout import check_out, copy_of, give_up
from core.edits import set_values
from core.media import SHARE
from core.project import Project


@pytest.fixture
def shared(desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that the window has copied to a place which it takes for a share."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "share").mkdir()
    return Path(desk.bench.session.project.save_as(tmp_path / "share" / "park.gpkg"))


def test_a_project_on_a_share_is_worked_on_as_a_copy_and_brought_back(desk: Any, shared: Path) -> None:
    files, told, session = desk.bench.files, desk.window.messages, desk.bench.session
    assert files.checkout.offer(shared, lambda _: SHARE)
    assert "lies on a network share" in told.label.text()
    told.verbs[0][1].click()
    desk.settle()
    assert session.path == copy_of(shared)
    set_values(session.project, "actor", {1: {"name": "甲"}})
    desk.settle()
    desk.ask("checkin")
    desk.settle()
    assert session.project is None
    assert "park.gpkg is brought back: generation 1" in told.label.text()
    assert copy_of(shared) is None
    with Project.open(shared, read_only=True) as project:
        assert project.snapshot().actor.name[0] == "甲"


def test_a_project_that_moved_on_is_told_with_the_way_to_merge(desk: Any, shared: Path) -> None:
    told, session = desk.window.messages, desk.bench.session
    assert main(["checkout", str(shared), "--language", "en"]) == 0
    desk.bench.files.open(copy_of(shared))
    desk.settle()
    set_values(session.project, "actor", {1: {"name": "甲"}})
    with Project.open(shared) as other:
        set_values(other, "actor", {2: {"name": "乙"}})
    desk.settle()
    desk.ask("checkin")
    desk.settle()
    assert "nothing was written over" in told.label.text()
    assert "cluster-atlas merge" in told.label.text()
    assert len(list(shared.parent.glob("*.gpkg"))) == 2


def test_a_photo_that_could_not_go_along_is_told_before_the_copy_is_opened(desk: Any, shared: Path) -> None:
    photo = shared.parent / "park photos" / "gate.jpg"
    for folder in (shared.parent, check_out(shared).parent):
        (folder / "park photos").mkdir(exist_ok=True)
        (folder / "park photos" / "gate.jpg").write_bytes(str(folder).encode())  # of one name, and not the same
    give_up(copy_of(shared))
    with Project.open(shared) as project:
        attach_file(project, "actor", 1, photo)
    told, session = desk.window.messages, desk.bench.session
    assert desk.bench.files.checkout.offer(shared, lambda _: SHARE)
    told.verbs[0][1].click()
    desk.settle()
    assert "1 file that the project names could not be copied" in told.label.text()
    assert session.path != copy_of(shared)
    told.verbs[0][1].click()
    desk.settle()
    assert session.path == copy_of(shared)


def test_a_project_of_this_computer_is_opened_without_a_question(desk: Any, shared: Path) -> None:
    assert not desk.bench.files.checkout.offer(shared)
    desk.ask("checkin")
    assert "no working copy" in desk.window.messages.label.text()


def test_commands_take_and_bring_back(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["checkout", str(shared), "--language", "en"]) == 0
    assert str(copy_of(shared)) in capsys.readouterr().out
    assert main(["checkin", str(shared), "--language", "en", "--keep"]) == 0
    assert "Nothing was changed in the working copy" in capsys.readouterr().out
    assert main(["checkout", str(shared), "--language", "en", "--give-up"]) == 0
    assert copy_of(shared) is None
    assert main(["checkin", str(shared), "--language", "en"]) == 1
    assert "no working copy" in capsys.readouterr().err


def test_a_backup_is_kept_where_anything_was_changed_since_the_last(desk: Any) -> None:
    keeping, project = desk.bench.backups, desk.bench.session.project
    assert keeping.timer.interval() == 30 * 60 * 1000
    for kept in (1, 1):  # the second time nothing was changed
        keeping.keep()
        desk.settle()
        assert len(backups(project.path)) == kept
    set_values(project, "actor", {1: {"name": "甲"}})
    desk.settle()
    keeping.keep()
    desk.settle()
    newest = backups(project.path)[0]
    with Project.open(newest, read_only=True) as copy:
        assert copy.snapshot().actor.name[0] == "甲"


def test_a_backup_that_cannot_be_kept_is_told_once_and_closing_waits_for_one(desk: Any) -> None:
    keeping, project, told = desk.bench.backups, desk.bench.session.project, desk.window.messages
    folder = project.path.with_name(project.path.stem + ".backups")
    folder.write_text("in the way")
    keeping.keep()
    desk.settle()
    assert "No backup could be kept" in told.label.text()
    told.hide()
    keeping.keep()
    desk.settle()
    assert told.isHidden()
    folder.unlink()
    keeping.keep()
    desk.bench.files.close()
    desk.settle()
    with Project.open(project.path) as again:
        assert again.notes == ()


def test_a_damaged_project_is_replaced_by_its_newest_good_backup_and_kept(desk: Any) -> None:
    project, told = desk.bench.session.project, desk.window.messages
    project.backup()
    path = Path(project.path)
    desk.bench.files.close()
    desk.settle()
    content = bytearray(path.read_bytes())
    place = content.index("园区热电厂".encode())
    content[place : place + 3] = "某".encode()
    path.write_bytes(content)
    desk.bench.files.open(path)
    desk.settle()
    assert "was damaged after it was saved" in told.label.text()
    told.verbs[0][1].click()
    assert "the damaged project is kept as" in told.label.text()
    assert [kept.read_bytes() for kept in path.parent.glob("*.damaged-*")] == [bytes(content)]
    told.verbs[0][1].click()
    desk.settle()
    assert desk.bench.session.snapshot.actor.name[0] == "园区热电厂"
