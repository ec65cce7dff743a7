"""Copies: verified, thinned out with age, never onto the project itself."""

from datetime import datetime, timedelta

import pytest

from core.backup_times import is_due, keep_due
from core.backups import backup_folder, backups, kept_moments, newest_good, put_in_place, restore
from core.errors import UserError
from core.project import Project
from core.records import update
from core.text import Text


def test_backup_holds_what_the_project_holds(small_cluster, dump):
    path = small_cluster.backup()
    assert (path.parent, path.name.endswith("-1.gpkg")) == (backup_folder(small_cluster.path), True)
    assert dump(path) == dump(small_cluster.path)
    with Project.open(path) as copy:
        assert (copy.notes, copy.check(), len(copy.history())) == ((), [], 1)


def test_copy_is_a_project_and_the_first_stays_open(small_cluster, tmp_path, dump):
    copy = small_cluster.save_as(tmp_path / "copy.gpkg")
    with Project.open(copy) as second, second.edit(Text("Rename")) as db:
        update(db, "actor", 1, {"name": "甲"})
    assert (small_cluster.path.name, small_cluster.revision) == ("六家企业.gpkg", 1)
    assert dump(copy)["actor"][1:] == dump(small_cluster.path)["actor"][1:]


def test_reader_can_save_a_copy(small_cluster, tmp_path, dump):
    small_cluster.close()
    with Project.open(small_cluster.path, read_only=True) as reader:
        copy = reader.save_as(tmp_path / "copy.gpkg")
    assert dump(copy) == dump(small_cluster.path)


def test_copy_onto_the_project_itself_is_refused(small_cluster, tmp_path):
    (tmp_path / "link.gpkg").symlink_to(small_cluster.path)
    for target in (small_cluster.path, tmp_path / "link.gpkg"):
        with pytest.raises(UserError) as refused:
            small_cluster.save_as(target)
        assert refused.value.code == "onto_itself"


def test_copy_into_a_folder_that_is_not_there_is_refused(small_cluster, tmp_path):
    with pytest.raises(UserError) as refused:
        small_cluster.save_as(tmp_path / "none" / "copy.gpkg")
    assert refused.value.sentence == Text("There is no folder {folder}.", {"folder": str(tmp_path / "none")})


def test_newest_good_backup_passes_over_a_damaged_one(small_cluster):
    good = small_cluster.backup()
    bad = good.with_name("20991231-235959-9.gpkg")
    content = bytearray(good.read_bytes())
    content[5000] ^= 1
    bad.write_bytes(content)
    assert backups(small_cluster.path) == [bad, good]
    assert newest_good(small_cluster.path) == good


def test_damaged_project_is_kept_when_a_backup_takes_its_place(small_cluster, dump):
    before = dump(small_cluster.path)
    backup = small_cluster.backup()
    small_cluster.close()
    path = small_cluster.path
    path.write_bytes(b"broken")
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"of the broken file")
    kept = restore(path, backup)
    assert (kept.read_bytes(), dump(path), journal.exists()) == (b"broken", before, False)


def test_a_backup_is_due_where_the_newest_one_holds_other_work_of_the_same_number(small_cluster):
    first, path = small_cluster.backup(), small_cluster.path
    assert keep_due(small_cluster) is None
    with small_cluster.edit(Text("Rename")) as db:
        update(db, "actor", 1, {"name": "甲"})
    keep_due(small_cluster)
    small_cluster.close()
    restore(path, first)
    with Project.open(path) as project:
        with project.edit(Text("Rename another")) as db:
            update(db, "actor", 2, {"name": "乙"})
        assert (project.revision, is_due(project)) == (2, True)
        keep_due(project)
        assert not is_due(project)


def test_journal_of_an_older_file_is_not_played_into_a_new_one(tmp_path):
    part, target = tmp_path / "a.part", tmp_path / "a.gpkg"
    part.write_bytes(b"new")
    (tmp_path / "a.gpkg-journal").write_bytes(b"old")
    put_in_place(part, target)
    assert [path.name for path in tmp_path.iterdir()] == ["a.gpkg"]


def test_ten_newest_then_one_a_day_then_one_a_month_are_kept():
    now = datetime(2025, 6, 15, 18)
    hourly = [now - timedelta(hours=hours) for hours in range(24 * 200)]
    kept = kept_moments(hourly)
    assert set(hourly[:10]) <= kept
    assert {now.replace(hour=23) - timedelta(days=days) for days in range(1, 31)} <= kept
    months = {(moment.year, moment.month) for moment in hourly}
    assert {(moment.year, moment.month) for moment in kept} == months
    assert len(kept) == 10 + 30 + 6  # two of the eight months lie within the thirty days
