"""What a source opens to sums only stays out of the lists of the window and of the commands."""

from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.open_rows import open_changes
from app.record_form import RecordForm
from core.geopackage import point_blob
from core.project import Project
from core.records import insert
from core.text import Text
from core.year_locking import lock_year

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
    snapshot = closed_source.snapshot()
    for seq in (1, closed_source.revision):
        changes = closed_source.changed_rows(seq)
        shown = open_changes(changes, snapshot, snapshot.without_aggregates())
        assert not {change.table for change in shown.rows} & {"flow", "flow_amount"}
        assert shown.counts == changes.counts


def test_the_history_does_not_show_them_after_an_undo_either(closed_source: Project) -> None:
    with closed_source.edit(Text("Import")) as db:
        (source,) = insert(db, "source", [{"title": "census", "permitted_use": "aggregate"}])
        insert(db, "stock", [{"actor_id": 1, "commodity_id": 1, "year": 2024, "source_id": source}])
    seq = closed_source.revision
    closed_source.undo()
    snapshot = closed_source.snapshot()
    shown = open_changes(closed_source.changed_rows(seq), snapshot, snapshot.without_aggregates())
    assert [change.table for change in shown.rows] == ["source"]


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
