"""What was typed and not saved is there again after a crash; a crash that damaged nothing asks nothing."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import finding_correction_form
from app.decision_form import DecisionForm
from app.draft_keeping import DAYS, DraftKeeping, key_of, owner_of
from app.finding_correction_form import CorrectionForm, own_figures
from app.finding_form import FindingForm
from app.message_bar import MessageBar
from core.drafts import draft_file, drop_expired, find_drafts, keep_draft
from core.i18n import show
from core.opening import UNCLEAN
from core.paths import state_folder
from core.project import Project
from core.records import insert
from core.text import Text

ROOT = Path(__file__).resolve().parent.parent.parent
CRASHING = """
import os, sys
from core.edits import set_values
from core.project import Project
project = Project.open(sys.argv[1])
set_values(project, "actor", {1: {"name": "new name"}})
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def form(desk: Any) -> Any:
    """A new firm, half filled and kept."""
    desk.bench.enter_row("actor")
    made = desk.bench.card.form
    made.editors["name"].setText("新厂")
    made.editors["address"].setText("一号路")
    desk.bench.card.drafts.keep()
    return made


def offered(desk: Any) -> str:
    """What the bar says when the form is opened again."""
    desk.window.messages.hide()
    desk.bench.enter_row("actor")
    return str(desk.window.messages.label.text()) if not desk.window.messages.isHidden() else ""


def draft(desk: Any) -> Any:
    found = find_drafts(owner_of(desk.bench.session.project), "actor new")
    return found[0] if found else None


def crash(desk: Any) -> None:
    """Forget the form as a process does that ends."""
    desk.bench.card.drafts._files.clear()
    desk.bench.card.form = None


def test_typed_fields_are_offered_and_taken_up_after_a_crash(desk: Any, form: Any) -> None:
    assert form.project.revision == desk.bench.session.snapshot.revision  # nothing went into the project
    crash(desk)
    assert "2 fields of this form were typed on" in (told := offered(desk))
    assert (date.today() + timedelta(days=DAYS)).isoformat() in told
    desk.window.messages.verbs[0][1].click()
    again = desk.bench.card.form
    assert again is not form
    assert (again.texts()["name"], again.texts()["address"], again.dirty) == ("新厂", "一号路", True)
    again.save()
    desk.settle()
    assert "新厂" in desk.bench.session.snapshot.actor.name
    assert draft(desk) is None
    assert offered(desk) == ""


def test_a_form_that_is_left_by_hand_leaves_nothing(desk: Any, form: Any) -> None:
    form.done.emit(None)
    assert draft(desk) is None
    assert not list((state_folder() / "drafts").glob("*"))
    assert offered(desk) == ""


def test_an_offer_can_be_declined_for_good(desk: Any, form: Any) -> None:
    crash(desk)
    assert offered(desk)
    desk.window.messages.verbs[1][1].click()
    crash(desk)
    assert offered(desk) == ""


def test_a_project_that_is_closed_keeps_what_was_typed(desk: Any, form: Any) -> None:
    path = form.project.path
    form.editors["address"].setText("二号路")
    desk.bench.files.close()
    desk.settle()
    desk.bench.files.open(path)
    desk.settle()
    assert "2 fields" in offered(desk)
    assert draft(desk).texts["address"] == "二号路"


def test_a_finding_that_was_half_written_comes_back(desk: Any) -> None:
    desk.ask("enter_finding")
    desk.bench.card.form.seen.setPlainText("烟囱冒黑烟")
    desk.bench.card.drafts.keep()
    crash(desk)
    desk.ask("enter_finding")
    assert "1 field of this form" in desk.window.messages.label.text()
    desk.window.messages.verbs[0][1].click()
    assert desk.bench.card.form.seen.toPlainText() == "烟囱冒黑烟"


def test_what_was_said_of_a_finding_comes_back_below_that_finding(desk: Any) -> None:
    desk.settle()
    session = desk.bench.session
    finding, other = session.findings[:2]

    def unfolded(of: Any) -> DecisionForm:
        session.select([of.subject], of)
        desk.settle()
        desk.window.messages.hide()
        form = desk.bench.card.findChild(DecisionForm)
        form.show()
        return form

    form = unfolded(finding)
    form.text.setText("约好周五回复")
    desk.bench.card.drafts.keep()
    form.begun = form.texts()  # as after a crash: the card goes without a word
    crash(desk)
    unfolded(other)
    assert desk.window.messages.isHidden()
    form = unfolded(finding)
    assert "1 field of this form" in desk.window.messages.label.text()
    desk.window.messages.verbs[0][1].click()
    assert form.text.text() == "约好周五回复"
    form.save()
    desk.settle()
    unfolded(finding)
    assert desk.window.messages.isHidden()
    assert not list((state_folder() / "drafts").glob("*"))


def test_a_correction_that_was_half_typed_comes_back(desk: Any) -> None:
    desk.settle()
    session = desk.bench.session
    finding = next(each for each in session.findings if len(own_figures(session, each)) > 1)
    desk.bench.card.show_form(CorrectionForm(session, finding))
    form = desk.bench.card.form
    form.figure.setCurrentIndex(1)
    form.value.setText("38")
    desk.bench.card.drafts.keep()
    before = form.before.text()
    crash(desk)
    desk.bench.card.show_form(CorrectionForm(session, finding))
    desk.window.messages.verbs[0][1].click()
    form = desk.bench.card.form
    assert (form.figure.currentIndex(), form.value.text(), form.before.text()) == (1, "38", before)
    form.leave()
    assert not list((state_folder() / "drafts").glob("*"))


def corrected(desk: Any, finding: Any) -> Any:
    desk.bench.card.show_form(CorrectionForm(desk.bench.session, finding))
    return desk.bench.card.form


def test_a_correction_comes_back_with_its_unit_and_grade_and_never_at_another_figure(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.settle()
    finding = next(each for each in desk.bench.session.findings if len(own_figures(desk.bench.session, each)) > 1)
    refs = own_figures(desk.bench.session, finding)
    form = corrected(desk, finding)
    form.figure.setCurrentIndex(1)
    proposed = form.unit.text()
    form.unit.setText("kg")
    form.value.setText("38")
    form.grade.setCurrentIndex(form.grade.count() - 1)
    form.begun["2"] = "kg"  # as where the first figure is one of kilograms
    kept, chosen = form.texts(), form.figure.currentData()
    desk.bench.card.drafts.keep()
    crash(desk)
    monkeypatch.setattr(finding_correction_form, "own_figures", lambda *_: refs[::-1])
    form = corrected(desk, finding)
    desk.window.messages.verbs[0][1].click()
    assert (proposed != "kg", form.texts(), form.figure.currentData()) == (True, kept, chosen)
    desk.bench.card.drafts.keep()
    crash(desk)
    monkeypatch.setattr(finding_correction_form, "own_figures", lambda *_: refs[:1])
    form = corrected(desk, finding)
    assert "can only be read: 38, kg" in desk.window.messages.label.text()
    assert [title for title, _ in desk.window.messages.verbs] == ["Forget it"]
    assert not form.dirty
    form.value.setText("39")  # of the figure that was chosen from the first: kept with its name all the same
    desk.bench.card.drafts.keep()
    assert form.to_keep()["0"] == f"{refs[0].table} {refs[0].uid}"
    form.leave()
    assert len(list((state_folder() / "drafts").glob("*"))) == 1  # what can only be read is not forgotten unasked


def test_attached_files_come_back_and_those_that_are_gone_are_named(desk: Any, tmp_path: Path) -> None:
    sheets = [tmp_path / "sheet.txt", tmp_path / "lost.txt"]
    for sheet in sheets:
        sheet.write_text("a")
    desk.settle()
    finding = next(each for each in desk.bench.session.findings if own_figures(desk.bench.session, each))
    form = corrected(desk, finding)
    for sheet in sheets:
        form.attach(sheet)
    desk.bench.card.drafts.keep()
    crash(desk)
    sheets[1].unlink()
    form = corrected(desk, finding)
    assert "1 field of this form" in desk.window.messages.label.text()
    desk.window.messages.verbs[0][1].click()
    assert form.files.paths == sheets[:1]
    assert "lost.txt" in form.trouble.text()


def test_a_form_waits_for_a_season_and_typed_pages_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for form, days in (("over", -1), ("today", 0), ("pages", None)):
        keep_draft(draft_file("u", form), {"name": "a"}, days)
    assert [one.texts for one in drop_expired()] == [{"name": "a"}]
    assert [len(find_drafts("u", form)) for form in ("over", "today", "pages")] == [0, 1, 1]
    assert drop_expired() == []


def test_forms_that_are_dropped_are_told(qt: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    keep_draft(draft_file("u", "actor new"), {"name": "a"}, -1)
    bar = MessageBar()
    DraftKeeping(bar, bar)
    told = f"nobody took it up within 90 days: typed on {date.today().isoformat()}"
    assert told in bar.label.text()
    bar.close()


def test_drafts_are_for_their_owner_alone_and_damaged_ones_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = draft_file("u", "actor 1")
    keep_draft(path, {"name": "a"})
    assert [one.texts for one in find_drafts("u", "actor 1")] == [{"name": "a"}]
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0
    assert find_drafts("u", "actor 2") == find_drafts("u in another copy", "actor 1") == []
    for damaged in ('{"when": 3}', "{"):
        path.write_text(damaged)
        assert find_drafts("u", "actor 1") == []


def test_an_offer_that_waits_is_neither_written_over_nor_dropped(desk: Any, form: Any) -> None:
    crash(desk)
    assert offered(desk)
    other = desk.bench.card.form
    other.editors["name"].setText("x")
    desk.bench.card.drafts.keep()
    crash(desk)
    assert "2 fields" in offered(desk)  # the oldest first
    desk.window.messages.verbs[0][1].click()
    assert desk.bench.card.form.texts()["name"] == "新厂"
    assert "1 field of this form" in desk.window.messages.label.text()
    desk.window.messages.verbs[1][1].click()
    desk.bench.card.form.done.emit(None)
    assert offered(desk) == ""
    desk.bench.card.form.done.emit(None)
    keep_draft(draft_file(owner_of(desk.bench.session.project), "actor new"), {"name": "a third"})
    assert offered(desk)
    desk.bench.card.form.done.emit(None)  # left without an answer
    assert offered(desk)


def test_a_draft_belongs_to_a_row_of_one_copy(desk: Any, tmp_path: Path) -> None:
    session = desk.bench.session
    with Project.open(session.project.save_as(tmp_path / "copy.gpkg"), read_only=True) as copy:
        assert owner_of(copy) != owner_of(session.project)
    with session.project.edit(Text("Enter")) as db:
        finding = {"kind": "inspection", "severity": 2, "text": "a", "subject_table": "actor", "subject_uid": "a"}
        insert(db, "entered_finding", [{**finding, "uid": "a" * 36}, {**finding, "uid": "b" * 36}])
    keys = [key_of(FindingForm(session, None, row), session.project) for row in (None, 0, 1)]
    assert keys == ["finding new", f"finding {'a' * 36}", f"finding {'b' * 36}"]


def test_after_a_crash_the_window_opens_the_project_and_asks_nothing(
    open_desk: Callable[..., Any], cluster_file: Path
) -> None:
    subprocess.run([sys.executable, "-c", CRASHING, str(cluster_file)], cwd=ROOT, check=False)
    assert cluster_file.with_name(cluster_file.name + ".lock").exists()  # it was left by the crash
    desk = open_desk(cluster_file)
    told = desk.window.messages
    assert desk.bench.session.writing
    assert desk.bench.session.snapshot.actor.name[0] == "new name"
    assert (told.label.text(), told.verbs) == (show(UNCLEAN, "en"), [])
