"""What the check of a file finds: nothing in a good one, and each fault by its rule."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from core.project import Project
from core.records import insert
from core.text import Text


def faults(path):
    with Project.open(path, read_only=True) as reader:
        return [(finding.rule, finding.subject.table, finding.subject.name) for finding in reader.check()]


@pytest.fixture
def closed(closed_cluster, tmp_path):
    return shutil.copyfile(closed_cluster, tmp_path / closed_cluster.name)


def test_good_project_has_no_fault_before_and_after_edits(small_cluster):
    assert small_cluster.check() == []
    with small_cluster.edit(Text("Enter a firm")) as db:
        insert(db, "actor", [{"name": "新厂"}])
    assert small_cluster.check() == []


def test_reference_to_a_row_that_is_gone_is_found(closed):
    with closing(sqlite3.connect(closed)) as connection, connection:
        connection.execute("DELETE FROM commodity WHERE name = '蒸汽'")
    assert ("project.reference", "flow", "") in faults(closed)


def test_file_of_a_row_that_is_gone_is_found(small_cluster):
    with small_cluster.edit(Text("Attach a photo")) as db:
        insert(db, "attachment", [{"table_name": "actor", "row_uid": "x", "path": "photo.jpg"}])
    assert [finding.rule for finding in small_cluster.check()] == ["project.orphan"]


def test_row_that_changed_without_an_edit_is_found(closed):
    content = closed.read_bytes()
    closed.write_bytes(content.replace("化工厂".encode(), "化土厂".encode()))
    assert faults(closed) == [("project.content", "project", "六家企业")]


def test_broken_structure_is_found(closed):
    with closing(sqlite3.connect(closed)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'flow_sender'").fetchone()[0]
    content = bytearray(closed.read_bytes())
    content[(page - 1) * 4096 + 3] ^= 1  # the number of entries on an index page
    closed.write_bytes(content)
    assert ("project.structure", "project", "六家企业") in faults(closed)
