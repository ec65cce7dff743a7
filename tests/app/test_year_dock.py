"""The yearly round in the window, with real clicks: open, confirm, receive, lock, look at locked numbers, restate."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from app.session import Session
from core.base_maps import BaseMap, put_base_map
from core.project import Project
from core.text import Text


@pytest.fixture
def round_desk(desk: Any) -> Any:
    """A window on the six firms with the panel of the yearly round in front."""
    desk.ask("show.year")
    desk.settle()
    return desk


def panel(desk: Any) -> Any:
    return desk.bench.year


def press(desk: Any, button: Any) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.settle()


def mark_all(tab: Any) -> None:
    model, choose = tab.panel.model, QItemSelectionModel.SelectionFlag
    tab.panel.table.selectionModel().clear()
    for row in range(model.rowCount()):
        tab.panel.table.selectionModel().select(model.index(row, 0), choose.Select | choose.Rows)


def cells(tab: Any, column: int) -> list[str]:
    model = tab.panel.model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def message(desk: Any) -> str:
    return str(desk.window.messages.label.text())


def test_a_year_is_opened_and_its_firms_are_confirmed(round_desk: Any) -> None:
    shown = panel(round_desk)
    press(round_desk, shown.buttons["open"])
    assert "2025 is open. From 2024 came" in message(round_desk)
    assert shown.year() == 2025
    shown.pages.setCurrentIndex(1)
    tab = shown.tabs["items"]
    assert set(cells(tab, 2)) == {"○ to confirm"}
    mark_all(tab)
    press(round_desk, tab.buttons["confirm"])
    assert "30 confirmed for 2025." in message(round_desk)
    assert set(cells(tab, 2)) == {"● confirmed"}
    assert "0 to confirm" in shown.state.text()


def test_forms_are_marked_as_sign_and_word(round_desk: Any) -> None:
    shown = panel(round_desk)
    press(round_desk, shown.buttons["open"])
    tab = shown.tabs["board"]
    assert set(cells(tab, 1)) == {"○ waiting"}
    mark_all(tab)
    press(round_desk, tab.buttons["received"])
    assert {cell.rpartition(" ")[0] for cell in cells(tab, 1)} == {"● received"}


def test_locked_numbers_are_shown_and_said_to_be_so_until_somebody_edits(round_desk: Any) -> None:
    shown, session = panel(round_desk), round_desk.bench.session
    shown.note.setText("for the city")
    press(round_desk, shown.buttons["lock"])
    assert session.round.edition(2024).title == "for the city"
    before = session.snapshot.flow_amount.value.tolist()
    with session.project.edit(Text("Correct")) as db:
        db.execute("UPDATE flow_amount SET value = 41000 WHERE id = 1")
    round_desk.settle()
    assert "is locked; these are the numbers of today" in round_desk.bench.status.year.text()
    assert round_desk.bench.map.years.present.text() in ("Year 2024, locked", "")
    press(round_desk, shown.buttons["view"])
    assert session.snapshot.flow_amount.value.tolist() == before
    assert "Locked numbers: 2024 (locked on" in round_desk.bench.status.year.text()
    with session.project.edit(Text("Correct again")) as db:
        db.execute("UPDATE flow_amount SET value = 42000 WHERE id = 1")
    round_desk.settle()
    assert session.edition is None
    assert session.snapshot.flow_amount.value[0] == 42000


def test_a_correction_is_listed_and_restated_with_its_reason(round_desk: Any) -> None:
    shown, session = panel(round_desk), round_desk.bench.session
    press(round_desk, shown.buttons["lock"])
    with session.project.edit(Text("Correct")) as db:
        db.execute("UPDATE flow_amount SET value = 41000 WHERE id = 1")
    shown.pages.setCurrentIndex(3)
    round_desk.settle()
    tab = shown.tabs["differences"]
    assert (cells(tab, 3), cells(tab, 4)) == (["40000"], ["41000"])
    press(round_desk, shown.buttons["restate"])
    assert "needs a reason" in message(round_desk)
    shown.note.setText("kilograms")
    press(round_desk, shown.buttons["restate"])
    assert "edition 2" in message(round_desk)
    assert (cells(tab, 3), cells(tab, 5), cells(tab, 6)) == (["40000"], ["edition 2"], ["kilograms"])


def test_the_undo_of_an_opened_year_takes_its_forms_back_too(round_desk: Any) -> None:
    press(round_desk, panel(round_desk).buttons["open"])
    (undo,) = [button for _, button in round_desk.window.messages.verbs]
    press(round_desk, undo)
    told = round_desk.bench.session.round
    assert (told.years, told.items, told.receipts) == ((), (), ())


def test_a_locked_view_is_left_for_another_year(small_cluster: Any, cluster_file: Path, open_desk: Any) -> None:
    desk = open_desk(cluster_file)
    desk.ask("show.year")
    session: Session = desk.bench.session
    press(desk, panel(desk).buttons["lock"])
    press(desk, panel(desk).buttons["view"])
    assert session.edition is not None
    session.set_year(2023)
    desk.settle()
    assert session.edition is None


def test_an_edit_of_a_locked_year_is_told(round_desk: Any) -> None:
    press(round_desk, panel(round_desk).buttons["lock"])
    with round_desk.bench.session.project.edit(Text("Correct")) as db:
        db.execute("UPDATE flow_amount SET value = 41000 WHERE id = 1")
    assert "its printed numbers stay as they are" in message(round_desk)


def test_the_first_year_of_an_empty_project_can_be_opened(open_desk: Any, tmp_path: Path) -> None:
    with Project.create(tmp_path / "empty.gpkg") as project:
        path = project.path
    desk = open_desk(path)
    desk.ask("show.year")
    desk.settle()
    year = panel(desk).next_year()
    press(desk, panel(desk).buttons["open"])
    assert panel(desk).year() == year
    assert year > 2000
    assert f"{year} is open" in message(desk)


def test_an_empty_panel_says_what_to_do(round_desk: Any) -> None:
    shown = panel(round_desk)
    assert "Open the year first" in shown.tabs["board"].panel.hint.text()
    assert "Open the next year" in (shown.pages.setCurrentIndex(1) or shown.tabs["items"].panel.hint.text())


def test_locked_numbers_are_shown_though_something_is_edited_while_they_are_read(round_desk: Any) -> None:
    shown, session = panel(round_desk), round_desk.bench.session
    press(round_desk, shown.buttons["lock"])
    QTest.mouseClick(shown.buttons["view"], Qt.MouseButton.LeftButton)
    with session.project.edit(Text("Lay a coast beneath")) as db:
        put_base_map(db, BaseMap("Coast lines", "coast"))
    round_desk.settle()
    assert session.edition is not None
    assert "Map, tables and pages show 2024 (locked on" in message(round_desk)
    assert [base.name for base in session.bases] == ["Coast lines"]
