import zlib
from pathlib import Path

import pytest

from core.edits import add_actor, add_flow, set_amount
from core.map_layouts import Bend, keep_bends, keep_width_law, kept_bends, width_law
from core.project import Project
from core.records import insert
from core.snapshot import read_snapshot
from core.text import Text
from core.year_contents import text_hash
from core.year_freezing import freeze, keep, thawed
from core.year_locking import lock_year, locked_snapshot

LABEL = Text("Bend a link")


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "园区.gpkg") as project:
        works, kiln = add_actor(project, "电厂", 113.0, 23.0), add_actor(project, "砖厂", 113.1, 23.0)
        add_flow(project, works, kiln, "粉煤灰", kind="waste")
        yield project


def uid_of(project: Project, row: int = 0) -> str:
    return str(project.snapshot().flow.uid[row])


def test_a_bend_is_kept_with_the_project_and_undo_takes_it_back(project: Project) -> None:
    keep_bends(project, {uid_of(project): Bend(0.5, 0.3, True)}, LABEL)
    assert kept_bends(project.snapshot()) == {uid_of(project): Bend(0.5, 0.3, True)}
    assert project.history()[0].label == LABEL
    project.undo()
    assert kept_bends(project.snapshot()) == {}


def test_a_link_of_the_same_ends_and_goods_takes_the_bend_of_the_one_before_it(project: Project) -> None:
    keep_bends(project, {uid_of(project): Bend(0.4, -0.2)}, LABEL)
    actors = project.snapshot().actor.id.tolist()
    add_flow(project, actors[0], actors[1], int(project.snapshot().commodity.id[0]), kind="by-product")
    add_flow(project, actors[1], actors[0], int(project.snapshot().commodity.id[0]), kind="by-product")
    assert kept_bends(project.snapshot()) == {
        uid_of(project, 0): Bend(0.4, -0.2),
        uid_of(project, 1): Bend(0.4, -0.2),
    }


def test_a_bend_that_is_gone_is_forgotten(project: Project) -> None:
    keep_bends(project, {uid_of(project): Bend(0.5, 0.3, True)}, LABEL)
    keep_bends(project, {}, LABEL, gone=frozenset({uid_of(project)}))
    assert kept_bends(project.snapshot()) == {}


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"a": [1]}', '{"a": [null, 1, 0, "", "", ""]}', '{"a": [1e9,0,0,0,0,0]}']
)
def test_what_is_no_bend_counts_as_not_kept(project: Project, content: str) -> None:
    with project.edit(LABEL) as db:
        db.execute("INSERT INTO layout(name, content) VALUES ('flow_bends', ?)", (content,))
    assert kept_bends(project.snapshot()) == {}


def test_a_year_that_was_locked_keeps_its_curves(project: Project) -> None:
    set_amount(project, int(project.snapshot().flow.id[0]), "12 t", 2024)
    keep_bends(project, {uid_of(project): Bend(0.5, 0.3)}, LABEL)
    lock_year(project, 2024)
    keep_bends(project, {uid_of(project): Bend(0.5, -0.6)}, LABEL)
    assert kept_bends(locked_snapshot(project, 2024)) == {uid_of(project): Bend(0.5, 0.3)}


def test_a_year_that_was_locked_before_curves_were_kept_opens(project: Project) -> None:
    with project.edit(LABEL) as db:
        frozen = [row for row in freeze(db)[0] if row["tbl"] != "layout"]
        edition = {"year": 2024, "edition": 1, "locked_at": "", "seq": 1, "hash": "", "content_hash": ""}
        (id,) = insert(db, "year_edition", [edition])
        keep(db, id, frozen)
    texts = [part for row in frozen for part in (row["tbl"], row["columns"], zlib.decompress(row["content"]).decode())]
    with project.reading() as connection, thawed(connection, id, text_hash(texts)) as memory:
        assert kept_bends(read_snapshot(memory, 1)) == {}


def test_the_law_of_widths_is_in_proportion_until_another_is_chosen_and_undo_takes_that_back(project: Project) -> None:
    assert width_law(project.snapshot()) == "linear"
    keep_width_law(project, "classes")
    assert width_law(project.snapshot()) == "classes"
    project.undo()
    assert width_law(project.snapshot()) == "linear"
