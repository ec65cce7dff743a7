"""What a source opens to sums only stays out of the lists of the window and of the commands."""

from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.open_rows import open_differences
from app.record_form import RecordForm
from core.geopackage import point_blob
from core.project import Project
from core.records import insert
from core.text import Text
from core.year_locking import lock_year, restate

WITHHELD = "rows of sources that open to sums only are not shown"


@pytest.fixture
def closed_source(small_cluster: Project) -> Project:
    """The six firms, everything of whose links may only enter sums; 2024 is locked, one amount corrected after."""
    with small_cluster.edit(Text("Only sums")) as db:
        db.execute("UPDATE source SET permitted_use = 'aggregate'")
    lock_year(small_cluster, 2024)
    with small_cluster.edit(Text("Correct")) as db:
        db.execute("UPDATE flow_amount SET value = 4321, value_entered = 4.321 WHERE id = 1")
    return small_cluster


def test_the_history_counts_such_rows_and_shows_none(closed_source: Project) -> None:
    for seq in (1, closed_source.revision):
        changes = closed_source.changed_rows(seq)
        assert not {change.table for change in changes.rows} & {"flow", "flow_amount"}
        assert len(changes.rows) + changes.withheld == changes.total
        assert changes.withheld


def test_the_history_does_not_show_them_after_an_undo_either(closed_source: Project) -> None:
    with closed_source.edit(Text("Import")) as db:
        (source,) = insert(db, "source", [{"title": "census", "permitted_use": "aggregate"}])
        insert(db, "stock", [{"actor_id": 1, "commodity_id": 1, "year": 2024, "source_id": source}])
    seq = closed_source.revision
    closed_source.undo()
    assert [change.table for change in closed_source.changed_rows(seq).rows] == ["source"]


def test_corrections_of_a_locked_year_are_withheld_and_counted(
    closed_source: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    closed_source.close()
    assert main(["year", "status", str(closed_source.path), "2024", "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert "4321" not in told
    assert "4,321" not in told
    assert WITHHELD in told


def test_a_form_offers_no_link_that_may_only_enter_sums(closed_source: Project, open_desk: Any) -> None:
    closed_source.close()
    desk = open_desk(Path(closed_source.path))
    form = RecordForm(desk.bench.session, desk.window.messages, "flow_amount", None)
    completer = form.editors["flow_id"].completer()
    assert completer.model().rowCount() == 0
    form.deleteLater()


def test_a_project_that_only_enters_sums_is_analysed_all_the_same(closed_source: Project, open_desk: Any) -> None:
    closed_source.close()
    desk = open_desk(Path(closed_source.path))
    assert desk.bench.session.shown.year is None
    assert desk.bench.session.analysis is not None
    assert len(desk.bench.session.shown.links.flow) == 0


def test_a_firm_of_a_closed_source_is_counted_and_not_shown(small_cluster: Project, open_desk: Any) -> None:
    with small_cluster.edit(Text("Census")) as db:
        (census,) = insert(db, "source", [{"title": "census", "permitted_use": "aggregate"}])
        insert(db, "actor", [{"name": "hidden works", "source_id": census, "geom": point_blob(113.1, 23.1, 4490)}])
    small_cluster.close()
    desk = open_desk(Path(small_cluster.path))
    desk.bench.bring("actors")
    rows, told = desk.bench.actors.panel, "1 firm is known from sources that open to sums only and is not shown"
    assert "hidden works" not in rows.model.data_rows.columns[0].values
    assert rows.count.text() == told
    assert told in desk.bench.status.links.text()
    drawn = [getattr(mark, "text", "") for mark in desk.canvas.frame.scene.marks]
    assert "hidden works" not in drawn


@pytest.fixture
def restated(small_cluster: Project) -> Project:
    """2024 locked with a firm and where it lies told openly, its address restated, then its source narrowed to sums."""
    with small_cluster.edit(Text("Enter")) as db:
        (register,) = insert(db, "source", [{"title": "register"}])
        (firm,) = insert(db, "actor", [{"name": "hidden works", "source_id": register}])
        insert(db, "stock", [{"actor_id": firm, "commodity_id": 1, "year": 2024, "source_id": register}])
        insert(db, "membership", [{"actor_id": firm, "region_id": 1, "year": 2024}])
    lock_year(small_cluster, 2024)
    with small_cluster.edit(Text("Move")) as db:
        db.execute("UPDATE actor SET address = 'secret street' WHERE id = ?", (firm,))
        db.execute("UPDATE membership SET basis = 'secret'")
    restate(small_cluster, 2024, "the works moved")
    with small_cluster.edit(Text("Narrow")) as db:
        db.execute("UPDATE source SET permitted_use = 'aggregate' WHERE id = ?", (register,))
    return small_cluster


def test_notes_about_a_firm_that_was_closed_since_are_withheld_and_counted(restated: Project) -> None:
    told = open_differences(restated, 2024)
    assert told.notes == ()
    assert [one.name for one in told.found] == ["register"]
    assert told.withheld == 2
    changes = [restated.changed_rows(entry.seq) for entry in restated.history()]
    assert not [change for one in changes for change in one.rows if "secret" in str((change.before, change.after))]


def test_notes_stay_withheld_when_the_firm_is_gone(restated: Project) -> None:
    with restated.edit(Text("Delete")) as db:
        for table in ("stock", "membership"):
            db.execute(f"DELETE FROM {table} WHERE actor_id = (SELECT id FROM actor WHERE name = 'hidden works')")
        db.execute("DELETE FROM actor WHERE name = 'hidden works'")
    told = open_differences(restated, 2024)
    assert not [one for one in (*told.found, *told.notes) if "hidden" in one.name or one.row_uid == ""]
    assert told.notes == ()
    assert told.withheld == 5  # two notes, and firm, stock and membership that went


def test_withheld_differences_are_no_rows_to_choose_and_counted(closed_source: Project) -> None:
    told = open_differences(closed_source, 2024)
    assert (told.found, told.withheld) == ((), 1)


def test_the_history_of_the_window_names_no_firm_of_an_undone_census(small_cluster: Project, open_desk: Any) -> None:
    with small_cluster.edit(Text("Census")) as db:
        (census,) = insert(db, "source", [{"title": "census", "permitted_use": "aggregate"}])
        insert(db, "actor", [{"name": "hidden works", "source_id": census}])
    small_cluster.undo()
    small_cluster.close()
    desk = open_desk(Path(small_cluster.path))
    desk.bench.bring("history")
    desk.settle()
    dock = desk.bench.history
    for entry in dock.entries:
        dock.open_entry(entry)
        model = dock.details.model
        cells = [model.index(row, column).data() for row in range(model.rowCount()) for column in range(5)]
        assert "hidden works" not in cells
        if entry.seq == 2:
            assert "1 of them is not shown" in dock.heading.text()
    assert [each.act for each in dock.thing.answers("hidden")] == [None]  # the sentence that there is nothing
