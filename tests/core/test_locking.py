"""One writer at a time: who else comes gets a sentence and may look; a crash frees the lock."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import UserError
from core.locking import acquire, held_here, lock_path, release
from core.project import Project

# A second process: prints the code and values of the refusal, then what it sees when it opens for reading.
OTHER = """
import json, sys
from core.errors import UserError
from core.project import Project
try:
    Project.open(sys.argv[1]).close()
    print(json.dumps({"opened": True}))
except UserError as refused:
    with Project.open(sys.argv[1], read_only=True) as reader:
        seen = [reader.name, len(reader.snapshot().actor)]
    print(json.dumps({"code": refused.code, "values": dict(refused.sentence.values), "seen": seen}))
"""
HOLD = """
import sys
from core.project import Project
project = Project.open(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def other_process(path: Path) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", OTHER, str(path)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_second_process_hears_who_has_the_project_and_may_look(small_cluster):
    told = other_process(small_cluster.path)
    holder = json.loads(lock_path(small_cluster.path).read_text(encoding="utf-8"))
    assert (told["code"], told["seen"]) == ("open_elsewhere", ["六家企业", 6])
    assert told["values"] == {name: holder[name] for name in ("user", "host", "since")}
    small_cluster.close()
    assert other_process(small_cluster.path) == {"opened": True}


def test_second_opening_in_this_process_is_refused(small_cluster):
    with pytest.raises(UserError) as refused:
        Project.open(small_cluster.path)
    assert refused.value.code == "open_elsewhere"
    with Project.open(small_cluster.path, read_only=True) as reader:
        assert reader.revision == small_cluster.revision


def test_copy_onto_a_project_that_another_process_has_open_is_refused(small_cluster, tmp_path):
    target = tmp_path / "held.gpkg"
    Project.create(target).close()
    before = target.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        child.stdout.readline()
        with pytest.raises(UserError) as refused:
            small_cluster.save_as(target)
        assert (refused.value.code, target.read_bytes() == before) == ("open_elsewhere", True)
        child.communicate()
    assert small_cluster.save_as(target) == target
    assert (target.read_bytes() == before, lock_path(target).exists()) == (False, False)


def test_killed_process_leaves_the_lock_free(project):
    project.close()
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(project.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout.readline() == "open\n"
        with pytest.raises(UserError, match="open elsewhere"):
            Project.open(project.path)
        child.kill()
    assert lock_path(project.path).exists()
    with Project.open(project.path):
        pass
    assert [path.name for path in project.path.parent.iterdir()] == [project.path.name]


def test_lock_can_be_taken_again_after_it_was_given_back(tmp_path):
    path = tmp_path / "a.gpkg"
    for _ in range(2):
        lock = acquire(path)
        assert held_here(path)
        release(lock)
    assert not held_here(path)
    assert list(tmp_path.iterdir()) == []


def test_holder_that_cannot_be_read_is_told_as_unknown(tmp_path):
    path = tmp_path / "a.gpkg"
    lock = acquire(path)
    lock_path(path).write_text("", encoding="utf-8")
    with pytest.raises(UserError) as refused:
        acquire(path)
    release(lock)
    assert refused.value.sentence.values == {"user": "?", "host": "?", "since": "?"}


def test_folder_where_no_lock_can_be_made_is_not_writable(project):
    project.close()
    lock_path(project.path).mkdir()
    with pytest.raises(UserError) as refused:
        Project.open(project.path)
    assert refused.value.code == "not_writable"
    with Project.open(project.path, read_only=True) as reader:
        assert reader.name == "空工程"
