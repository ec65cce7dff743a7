"""What is kept of a large project beside the settings: the same columns, never those of another state of the file."""

import pickle
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from core import column_cache
from core.columns import take
from core.model import TABLES
from core.project import Project
from core.records import insert, update
from core.snapshot import Snapshot
from core.text import Text


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is kept, and every project large enough."""
    folder = tmp_path / "state"
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(column_cache, "LEAST_ROWS", 1)
    return folder


def read(path: Path) -> Snapshot:
    with Project.open(path) as project:
        return project.snapshot()


def same(one: Snapshot, other: Snapshot) -> bool:
    columns = [(name, column.name) for name, kind in TABLES.items() for column in fields(kind)]
    pairs = [(getattr(getattr(one, table), name), getattr(getattr(other, table), name)) for table, name in columns]
    return one.revision == other.revision and all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f") and a.dtype == b.dtype and not b.flags.writeable
        for a, b in pairs
    )


@pytest.fixture
def path(small_cluster: Project) -> Path:
    """The six firms, closed, with a region that has an outline."""
    with small_cluster.edit(Text("A region")) as db:
        insert(db, "region", [{"name": "甲区", "geom": b"GP\x00\x01"}, {"name": "乙区"}])
    small_cluster.close()
    return Path(small_cluster.path)


def test_what_is_kept_is_what_the_file_holds(path: Path, state: Path) -> None:
    first = read(path)
    assert len(list(state.rglob("*.columns"))) == 1
    assert same(first, read(path))


def test_reading_again_takes_what_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(path)
    monkeypatch.setattr(column_cache, "read_snapshot", lambda *_: pytest.fail("the rows were read"))
    assert same(first, read(path))


def test_after_an_edit_the_old_columns_are_not_used(path: Path) -> None:
    read(path)
    with Project.open(path) as project, project.edit(Text("Rename")) as db:
        update(db, "actor", 1, {"name": "another name"})
    assert read(path).actor.name[0] == "another name"


def test_two_copies_that_were_edited_alike_are_told_apart(path: Path, tmp_path: Path) -> None:
    # Equal uid, revision and change counter; only the hash of the file differs.
    copy = tmp_path / "copy.gpkg"
    shutil.copyfile(path, copy)
    for file, name in ((path, "one"), (copy, "two")):
        with Project.open(file) as project, project.edit(Text("Rename")) as db:
            update(db, "actor", 1, {"name": name})
    assert [read(file).actor.name[0] for file in (path, copy, path)] == ["one", "two", "one"]


def test_a_damaged_keeping_is_not_used(path: Path, state: Path) -> None:
    first = read(path)
    (kept,) = state.rglob("*.columns")
    content = bytearray(kept.read_bytes())
    content[-20] ^= 1
    kept.write_bytes(content)
    assert same(first, read(path))


def test_a_word_with_a_break_is_read_from_the_file(path: Path, state: Path) -> None:
    with Project.open(path) as project, project.edit(Text("Odd")) as db:
        update(db, "actor", 1, {"note": "a\x00b"})
    assert read(path).actor.note[0] == "a\x00b"
    assert not list(state.rglob("*.columns"))


def test_small_projects_are_not_kept(path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_cache, "LEAST_ROWS", 20_000)
    read(path)
    assert not state.exists()


def test_only_the_last_projects_are_kept(tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_cache, "MOST_KEPT", 2)
    monkeypatch.setattr(column_cache, "LEAST_ROWS", 0)
    for number in range(3):
        Project.create(tmp_path / f"{number}.gpkg").close()
        read(tmp_path / f"{number}.gpkg")
    assert len(list(state.rglob("*.columns"))) == 2


def test_uids_that_wait_are_those_of_the_file_also_in_a_part_of_a_table(path: Path) -> None:
    first, again = read(path), read(path)
    chosen = np.array([2, 0])
    assert take(again.actor, chosen).uid.tolist() == first.actor.uid[chosen].tolist()
    assert pickle.loads(pickle.dumps(read(path).actor)).uid.tolist() == first.actor.uid.tolist()
    with pytest.raises(AttributeError):
        _ = again.actor.misspelt  # type: ignore[attr-defined]
