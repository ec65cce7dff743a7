"""Two copies of the six firms' project that people worked on apart, merged back into one."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core import edits
from core.errors import UserError
from core.merge_apply import Merged, apply_plan, decide
from core.merge_copies import Meeting, copy_label, plan_copies
from core.merge_records import OFFICE, SURVEY, kept_conflicts
from core.merge_rows import read_rows, rows_at
from core.project import Project


def actor(project: Project, name: str) -> int:
    actors = project.snapshot().actor
    return int(actors.id[actors.name == name][0])


@pytest.fixture
def other(small_cluster: Project, tmp_path: Path) -> Path:
    """A copy of the project that was taken home."""
    small_cluster.save_as(tmp_path / "home.gpkg")
    return tmp_path / "home.gpkg"


def merge(project: Project, other: Path, **keeps: object) -> tuple[Meeting, Merged]:
    meeting = plan_copies(project, other)
    return meeting, apply_plan(project, meeting.plan, meeting.returned, copy_label(meeting))


def content(project: Project) -> object:
    with project.reading() as db:
        return read_rows(db).rows


def test_rows_at_an_edit_before_are_those_of_then(small_cluster: Project) -> None:
    before, seq = content(small_cluster), small_cluster.revision
    edits.set_values(small_cluster, "actor", {actor(small_cluster, "化工厂"): {"geom": (113.7, 23.2), "scale": "大"}})
    edits.delete_rows(small_cluster, "actor", [actor(small_cluster, "水泥厂")], agreed=True)
    edits.add_row(small_cluster, "actor", {"name": "新厂"})
    with small_cluster.reading() as db:
        now = read_rows(db)
        assert rows_at(db, seq, now) == before


def test_both_sides_work_is_kept_and_one_undo_takes_the_merge_back(small_cluster: Project, other: Path) -> None:
    with Project.open(other) as home:
        firm = edits.add_actor(home, "新回收厂", 113.61, 23.11)
        edits.add_flow(home, actor(home, "水泥厂"), firm, "粉煤灰", kind="waste", value="1.5 kt", year=2024)
        edits.set_values(home, "actor", {actor(home, "化工厂"): {"address": "一路1号"}})
    edits.set_values(small_cluster, "actor", {actor(small_cluster, "化工厂"): {"scale": "大"}})
    edits.add_actor(small_cluster, "办公室新厂", 113.6, 23.1)
    before = content(small_cluster)
    meeting, merged = merge(small_cluster, other)
    now = small_cluster.snapshot()
    row = actor(small_cluster, "化工厂") - 1
    assert (now.actor.address[row], now.actor.scale[row]) == ("一路1号", "大")
    assert {"新回收厂", "办公室新厂"} <= set(now.actor.name)
    assert now.flow_amount.value[-1] == 1500
    assert (merged.counts["adds"], merged.counts["updates"], merged.open, merged.faults) == (3, 1, 0, ())
    assert not meeting.two_way
    small_cluster.undo()
    assert content(small_cluster) == before


def test_a_conflict_stays_open_until_it_is_decided(small_cluster: Project, other: Path) -> None:
    id = actor(small_cluster, "化工厂")
    with Project.open(other) as home:
        edits.set_values(home, "actor", {id: {"scale": "小", "status": "suspended"}})
        edits.delete_rows(home, "actor", [actor(home, "堆肥厂")], agreed=True)
    edits.set_values(small_cluster, "actor", {id: {"scale": "大"}})
    _, merged = merge(small_cluster, other)
    with small_cluster.reading() as db:
        kept = {one.conflict.field: one for one in kept_conflicts(db)}
    assert small_cluster.snapshot().actor.scale[id - 1] == "大"
    assert (kept["scale"].conflict.returned, kept["scale"].office_by != "") == ("小", True)
    assert kept[""].conflict.kind == "delete"
    assert merged.open == len(kept)
    told = decide(small_cluster, {kept["scale"].id: SURVEY, kept[""].id: OFFICE}, edits.Text("Decide"))
    assert small_cluster.snapshot().actor.scale[id - 1] == "小"
    assert told.open == len(kept) - 2


def test_the_same_copy_merged_twice_adds_nothing(small_cluster: Project, other: Path) -> None:
    with Project.open(other) as home:
        edits.add_actor(home, "新厂", 113.61, 23.11)
        edits.set_values(home, "flow_amount", {1: {"value_entered": "41 kt"}})
    merge(small_cluster, other)
    revision, rows = small_cluster.revision, content(small_cluster)
    merge(small_cluster, other)
    assert (small_cluster.revision, content(small_cluster)) == (revision, rows)


def test_both_sides_new_firms_of_one_credit_code_do_not_stop_the_merge(
    small_cluster: Project, other: Path
) -> None:  # T20
    code = "91350211M000100Y46"
    with Project.open(other) as home:
        edits.add_actor(home, "家厂", credit_code=code)
    edits.add_actor(small_cluster, "办公室厂", credit_code=code)
    merge(small_cluster, other)
    actors = small_cluster.snapshot().actor
    assert dict(zip(actors.name[-2:], actors.credit_code[-2:], strict=True)) == {"办公室厂": code, "家厂": ""}


def test_new_firms_that_may_be_known_ones_are_told(small_cluster: Project, other: Path) -> None:
    with Project.open(other) as home:
        edits.add_actor(home, "水泥厂有限公司", 113.606, 23.112)
        edits.add_actor(home, "玻璃厂", 113.65, 23.2)
    meeting = plan_copies(small_cluster, other)
    (told,) = meeting.twins.values()
    assert told.values["name"] == "水泥厂"


def test_a_row_whose_firm_the_office_deleted_is_told_and_kept(small_cluster: Project, other: Path) -> None:
    with Project.open(other) as home:
        edits.add_row(home, "stock", {"actor_id": actor(home, "堆肥厂"), "commodity_id": 1, "year": 2024, "closing": 5})
    edits.delete_rows(small_cluster, "actor", [actor(small_cluster, "堆肥厂")], agreed=True)
    _, merged = merge(small_cluster, other)
    assert [table for table, *_ in merged.faults] == ["stock"]
    with small_cluster.reading() as db:
        (held,) = [one for one in kept_conflicts(db) if one.conflict.kind == "held"]
    assert held.conflict.returned["closing"] == 5


def test_after_another_program_wrote_in_one_copy_the_others_history_is_the_base(
    small_cluster: Project, other: Path
) -> None:
    small_cluster.close()
    with closing(sqlite3.connect(small_cluster.path)) as db, db:
        db.execute("UPDATE actor SET scale = '大' WHERE id = 2")
    with Project.open(small_cluster.path) as office:
        with Project.open(other) as home:
            edits.set_values(home, "actor", {1: {"scale": "小"}})
        meeting = plan_copies(office, other)
        assert (meeting.two_way, meeting.plan.counts["updates"], meeting.plan.conflicts) == (False, 1, [])


def test_another_project_and_a_file_cut_short_are_refused(
    small_cluster: Project, other: Path, empty_file: Path
) -> None:
    before, revision = content(small_cluster), small_cluster.revision
    with pytest.raises(UserError, match="no copy"):
        plan_copies(small_cluster, empty_file)
    whole = other.read_bytes()
    for part in (whole[: len(whole) // 2], whole[:-4096], b""):
        other.write_bytes(part)
        with pytest.raises(UserError):
            plan_copies(small_cluster, other)
    assert (content(small_cluster), small_cluster.revision) == (before, revision)


def test_a_copy_with_a_trigger_and_new_rows_that_refer_to_one_another_is_merged(  # T20
    small_cluster: Project, other: Path
) -> None:
    with Project.open(other) as home:
        firm = edits.add_actor(home, "新回收厂", 113.61, 23.11)
        edits.add_flow(home, actor(home, "水泥厂"), firm, "粉煤灰", kind="waste", value="1.5 kt", year=2024)
    with closing(sqlite3.connect(other)) as db, db:
        db.execute("CREATE TRIGGER evil AFTER INSERT ON actor BEGIN DELETE FROM flow; END")
    before = len(small_cluster.snapshot().flow)
    _, merged = merge(small_cluster, other)
    now = small_cluster.snapshot()
    assert (len(now.flow), merged.faults, merged.open) == (before + 1, (), 0)
    assert now.flow.receiver[-1] == now.actor.id.tolist().index(actor(small_cluster, "新回收厂"))
    assert small_cluster.check() == []


def test_a_copy_with_triggers_and_views_is_read_and_runs_nothing(small_cluster: Project, other: Path) -> None:
    with closing(sqlite3.connect(other)) as db, db:
        db.execute("CREATE TRIGGER evil AFTER UPDATE ON actor BEGIN DELETE FROM flow; END")
        db.execute("ALTER TABLE stock RENAME TO hidden")
        db.execute("CREATE VIEW stock AS SELECT * FROM hidden")
    with pytest.raises(UserError):
        plan_copies(small_cluster, other)
    shutil.copy(small_cluster.path, other)
