"""What is refused at opening and how it is said; damage, other programs' changes, unclean ends."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from core.backups import backups, restore
from core.closing import read_closing
from core.errors import UserError
from core.migrations import migrations
from core.opening import MIGRATIONS, OUTSIDE, READ_CHANGED, TAKEN_OVER, UNCLEAN
from core.project import Project
from core.records import insert, update
from core.text import Text

ROOT = Path(__file__).resolve().parent.parent.parent


def refusal(path, *, read_only=False):
    with pytest.raises(UserError) as refused:
        Project.open(path, read_only=read_only).close()
    return refused.value


def outside(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def closed(closed_cluster, tmp_path):
    return shutil.copyfile(closed_cluster, tmp_path / closed_cluster.name)


@pytest.fixture
def foreign(tmp_path):
    """Files that are no project, by name."""
    (tmp_path / "text.gpkg").write_text("from,to,amount\n", encoding="utf-8")
    (tmp_path / "empty.gpkg").touch()
    (tmp_path / "folder.gpkg").mkdir()
    outside(tmp_path / "other.gpkg", "CREATE TABLE t (a)")
    outside(tmp_path / "qgis.gpkg", "PRAGMA application_id = 1196444487", "CREATE TABLE t (a)")
    return tmp_path


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("none.gpkg", "missing", "There is no file {file}."),
        ("folder.gpkg", "folder", "{file} is a folder, not a project file."),
        ("text.gpkg", "not_project", "{file} is not a project file: it is not even a database."),
        ("empty.gpkg", "not_project", "{file} is not a project file: it is not even a database."),
        ("other.gpkg", "not_project", "{file} is a database of another kind, not a project file."),
        ("qgis.gpkg", "not_project", "{file} is a GeoPackage of another program, not a project file."),
    ],
)
def test_what_is_no_project_is_told_by_what_it_is(foreign, name, code, said, read_only):
    before = {path.name: path.read_bytes() for path in foreign.iterdir() if path.is_file()}
    refused = refusal(foreign / name, read_only=read_only)
    assert (refused.code, refused.sentence.message_id, refused.sentence.values) == (code, said, {"file": name})
    assert {path.name: path.read_bytes() for path in foreign.iterdir() if path.is_file()} == before


def test_newer_project_is_refused_without_a_change(closed):
    outside(
        closed,
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('cluster-atlas', 'm9', '2031-01-01')",
    )
    before = closed.read_bytes()
    assert {refusal(closed).code, refusal(closed, read_only=True).code} == {"newer"}
    assert closed.read_bytes() == before


def test_known_migrations_are_those_of_the_schema():
    assert tuple(migration.name for migration in migrations._migrations) == MIGRATIONS


@pytest.fixture
def later_version(monkeypatch):
    """The program of a later release, which knows one table more."""
    later = Migrations("cluster-atlas")
    later._migrations = list(migrations._migrations)

    @later()
    def m002_price(db):
        db.execute("CREATE TABLE price (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, value REAL)")

    monkeypatch.setattr("core.creation.migrations", later)
    monkeypatch.setattr("core.opening.MIGRATIONS", (*MIGRATIONS, "m002_price"))


def test_older_project_is_brought_up_to_date_after_a_backup(closed, later_version, dump):
    before = dump(closed)
    assert refusal(closed, read_only=True).code == "older"
    with Project.open(closed) as project:
        assert (project.history()[0].barrier, project.undo(), project.check()) == (True, None, [])
        with project.edit(Text("Enter a price")) as db:
            insert(db, "price", [{"value": 1.5}])
        assert project.undo().ids == {"price": frozenset({1})}
    (backup,) = backups(closed)
    assert (dump(backup), "price" in dump(closed)) == (before, True)
    with Project.open(closed) as project:
        assert project.notes == ()


def test_opening_imports_no_table_library(closed):
    program = "import sys; from core.project import Project; Project.open(sys.argv[1]).close()\n"
    program += "print({'sqlite_utils', 'pandas', 'shapely', 'core.migrations'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(closed)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "set()\n"


def test_change_by_another_program_is_taken_over_behind_a_barrier(closed):
    outside(closed, "UPDATE actor SET name = '改名' WHERE id = 1")
    with Project.open(closed) as project:
        entry = project.history()[0]
        assert (project.notes, entry.label, entry.barrier) == ((TAKEN_OVER,), OUTSIDE, True)
        assert (project.undo(), project.snapshot().actor.name[0]) == (None, "改名")
    with Project.open(closed) as project:
        assert (project.notes, len(project.history())) == ((), 2)


def test_spatial_index_and_triggers_of_another_program_are_removed(closed):
    outside(
        closed,
        "CREATE TRIGGER rtree_actor_geom_insert AFTER INSERT ON actor BEGIN SELECT ST_IsEmpty(NEW.geom); END",
        "CREATE VIRTUAL TABLE rtree_actor_geom USING rtree(id, minx, maxx, miny, maxy)",
        "CREATE TABLE gpkg_extensions (table_name, column_name, extension_name, definition, scope)",
        "INSERT INTO gpkg_extensions VALUES ('actor', 'geom', 'gpkg_rtree_index', '', 'write-only')",
    )
    with Project.open(closed) as project, project.edit(Text("Enter a firm")) as db:
        insert(db, "actor", [{"name": "新厂"}])
        left = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' OR name LIKE 'rtree%'").fetchall()
        assert (left, db.execute("SELECT * FROM gpkg_extensions").fetchall()) == ([], [])


def test_write_ahead_mode_of_another_program_is_taken_back(closed):
    outside(closed, "PRAGMA journal_mode = WAL", "UPDATE actor SET note = 'x' WHERE id = 1")
    with Project.open(closed) as project:
        assert project.notes == (TAKEN_OVER,)
    assert (closed.read_bytes()[18:20], [path.name for path in closed.parent.iterdir()]) == (b"\1\1", [closed.name])


def test_edit_after_a_change_by_another_program_is_refused_once(small_cluster):
    told = []
    small_cluster.subscribe(told.append)
    outside(small_cluster.path, "UPDATE actor SET name = '改名' WHERE id = 1")
    with pytest.raises(UserError) as refused, small_cluster.edit(Text("Rename")) as db:
        update(db, "actor", 2, {"name": "乙"})
    assert (refused.value.code, told[0].label, told[0].ids["actor"]) == ("changed_outside", OUTSIDE, frozenset())
    assert list(small_cluster.snapshot().actor.name[:2]) == ["改名", "化工厂"]
    with small_cluster.edit(Text("Rename")) as db:
        update(db, "actor", 2, {"name": "乙"})
    assert small_cluster.undo().ids == {"actor": frozenset({2})}
    assert small_cluster.undo() is None


def test_change_by_another_program_after_our_last_edit_is_taken_over_at_the_end(small_cluster):
    with small_cluster.edit(Text("Rename")) as db:
        update(db, "actor", 2, {"name": "乙"})
    outside(small_cluster.path, "UPDATE actor SET name = '改名' WHERE id = 2")
    small_cluster.close()
    with Project.open(small_cluster.path) as project:
        assert (project.notes, project.history()[0].label, project.undo()) == ((), OUTSIDE, None)


def test_caller_who_asks_first_leaves_the_change_of_another_program_alone(closed):
    outside(closed, "UPDATE actor SET name = '改名' WHERE id = 1")
    before = closed.read_bytes()
    with pytest.raises(UserError) as refused:
        Project.open(closed, refuse_outside=True)
    assert (refused.value.code, closed.read_bytes() == before) == ("written_outside", True)
    assert [path.name for path in closed.parent.iterdir()] == [closed.name]


def test_reader_hears_that_another_program_wrote(closed):
    with Project.open(closed, read_only=True) as reader:
        assert reader.notes == ()
    outside(closed, "UPDATE actor SET name = '改名' WHERE id = 1")
    with Project.open(closed, read_only=True) as reader:
        assert reader.notes == (READ_CHANGED,)


def test_edit_while_another_program_writes_is_told_as_busy(small_cluster):
    with closing(sqlite3.connect(small_cluster.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError) as refused, small_cluster.edit(Text("Rename")):
            pytest.fail("the edit began")
        other.execute("ROLLBACK")
    assert refused.value.code == "busy"


def test_damage_names_the_table_and_the_newest_good_backup(small_cluster):
    backup = small_cluster.backup()
    small_cluster.close()
    path = small_cluster.path
    content = path.read_bytes()
    assert content.count("化工厂".encode()) >= 1
    path.write_bytes(content.replace("化工厂".encode(), "化土厂".encode()))
    refused = refusal(path)
    assert (refused.code, refused.advice.values) == ("damaged", {"backup": str(backup)})
    assert refused.sentence.values["place"] == Text(
        "table “{table}”", {"table": Text("Firms and institutions"), "n": 0}
    )
    damaged = restore(path, backup)
    with Project.open(path) as project:
        assert (project.notes, list(project.snapshot().actor.name)[1]) == ((), "化工厂")
    assert "化土厂".encode() in damaged.read_bytes()


def test_every_bit_flip_in_a_closed_file_is_noticed(closed):
    content = closed.read_bytes()
    with closing(sqlite3.connect(closed)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'closing'").fetchone()[0]
    record = range((page - 1) * 4096, page * 4096)  # the record's own page, and header counters that only tell
    apart = {*record, *range(92, 100)}
    choice = random.Random(7)
    places = [place for place in choice.sample(range(len(content)), 150) if place not in apart]
    unnoticed = []
    for place in [*range(16, 28), *places]:
        flipped = bytearray(content)
        flipped[place] ^= 1 << choice.randrange(8)
        closed.write_bytes(flipped)
        if not notices(closed):
            unnoticed.append(place)
    assert unnoticed == []


def notices(path: Path) -> bool:
    try:
        with Project.open(path) as project:
            return bool(project.notes)
    except UserError:
        return True


def test_record_of_the_end_leaves_room_on_its_page(closed):
    with closing(sqlite3.connect(closed)) as connection:
        assert read_closing(connection).change_counter == int.from_bytes(closed.read_bytes()[24:28], "big")
        size = connection.execute("SELECT length(hashes) FROM closing").fetchone()[0]
    assert size < 3000  # of 4096: a record that runs over its page would be taken for damage


KILLED_WHILE_SAVING = """
import os, sys
from core.project import Project
from core.records import insert
from core.text import Text
project = Project.open(sys.argv[1])
with project.edit(Text("Enter firms")) as db:
    db.execute("PRAGMA cache_size = 5")  # pages go to the file before the transaction ends
    insert(db, "actor", [{"name": f"firm {number}"} for number in range(5000)])
    os.kill(os.getpid(), 9)
"""


def test_reader_sends_to_the_writer_when_the_program_ended_while_saving(closed):
    subprocess.run([sys.executable, "-c", KILLED_WHILE_SAVING, str(closed)], check=False, cwd=ROOT)
    assert refusal(closed, read_only=True).code == "unfinished"
    with Project.open(closed) as project:
        assert (project.notes, len(project.snapshot().actor)) == ((), 6)


def test_project_that_was_not_closed_is_looked_through(closed):
    program = KILLED_WHILE_SAVING.replace("    os.kill", "os.kill").replace("5000", "5")
    subprocess.run([sys.executable, "-c", program, str(closed)], check=False, cwd=ROOT)
    with Project.open(closed) as project:
        assert (project.notes, len(project.snapshot().actor), project.check()) == ((UNCLEAN,), 11, [])
        project.undo()
    with Project.open(closed) as project:
        assert (project.notes, len(project.snapshot().actor)) == ((), 6)


EDITED_THEN_KILLED = """
import os, sqlite3, sys
from core.project import Project
from core.records import insert
from core.text import Text
project = Project.open(sys.argv[1])
for number in range(3):
    with project.edit(Text("Enter a firm")) as db:
        insert(db, "actor", [{"name": f"firm {number}"}])
project.undo()
if sys.argv[2:]:
    other = sqlite3.connect(sys.argv[1])
    other.execute("UPDATE actor SET name = '改名' WHERE id = 1")
    other.commit()
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(("other", "notes"), [((), (UNCLEAN,)), (("other",), (UNCLEAN, TAKEN_OVER))])
def test_change_by_another_program_before_a_crash_ends_undo(closed, other, notes):
    subprocess.run([sys.executable, "-c", EDITED_THEN_KILLED, str(closed), *other], check=False, cwd=ROOT)
    with Project.open(closed) as project:
        assert (project.notes, project.undoable() is None) == (notes, bool(other))


READ_AS_NOBODY = """
import os, sys
import core.creation
from core.errors import UserError
from core.project import Project
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    Project.open(sys.argv[1])
except UserError as refused:
    reader = Project.open(sys.argv[1], read_only=True)
    print(refused.code, reader.name)
for make in (reader.backup, lambda: reader.save_as(sys.argv[1] + "2"), lambda: Project.create(sys.argv[1] + "2")):
    try:
        make()
    except UserError as refused:
        print(refused.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are set otherwise on Windows")
def test_project_that_may_only_be_read_says_so():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        Project.create(path, name="a").close()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ_AS_NOBODY, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        Path(folder).chmod(0o755)
    assert done.stdout == "not_writable a\n" + "not_writable\n" * 3


@pytest.mark.skipif(os.name == "nt", reason="Windows forbids such names")
def test_names_with_signs_of_addresses_are_opened(tmp_path):
    path = tmp_path / "a?mode=x#50% 园区.gpkg"
    with Project.create(path) as project:
        assert project.name == "a?mode=x#50% 园区"
    with Project.open(path, read_only=True) as reader:
        assert reader.path == path
