from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.geopackage import point_blob
from core.history import HistoryEntry
from core.history_steps import Steps, go_back, steps_to
from core.project import Project
from core.records import insert, update
from core.text import Text


def add(project: Project, name: str) -> int:
    with project.edit(Text("Add {name}", {"name": name})) as db:
        (id,) = insert(db, "source", [{"title": name}])
    return id


def titles(project: Project) -> list[str]:
    return [str(title) for title in project.snapshot().source.title]


def test_going_back_undoes_step_by_step_and_each_can_be_done_again(project: Project) -> None:
    for name in "abcd":
        add(project, name)
    assert len(go_back(project, 2)) == 2
    assert titles(project) == ["a", "b"]
    project.redo()
    assert titles(project) == ["a", "b", "c"]
    project.redo()
    assert titles(project) == ["a", "b", "c", "d"]


def test_one_returns_to_where_one_was_by_redoing(project: Project) -> None:
    for name in "abc":
        add(project, name)
    now = project.revision
    go_back(project, 1)
    assert steps_to(project.history(), now) == Steps(0, 2)
    go_back(project, now)
    assert titles(project) == ["a", "b", "c"]


def test_an_undo_is_an_entry_to_which_one_can_go_back(project: Project) -> None:
    add(project, "a")
    add(project, "b")
    undone = project.undo()
    assert undone is not None
    project.redo()
    add(project, "c")
    go_back(project, undone.revision)
    assert titles(project) == ["a"]


def test_what_other_edits_have_replaced_cannot_be_gone_back_to(project: Project) -> None:
    add(project, "a")
    add(project, "b")
    project.undo()
    add(project, "c")
    obstacle = steps_to(project.history(), 2).obstacle
    assert obstacle is not None
    assert obstacle.values["n"] == 2
    with pytest.raises(UserError):
        go_back(project, 2)
    assert titles(project) == ["a", "c"]


def entry(seq: int, *, undoes: int | None = None, barrier: bool = False) -> HistoryEntry:
    return HistoryEntry(seq, "", "", Text("Edit {seq}", {"seq": seq}), "", "", undoes, barrier, undone=False)


def test_a_barrier_is_named_as_the_reason() -> None:
    history = [entry(3), entry(2, barrier=True), entry(1)]
    assert steps_to(history, 3) == Steps(0, 0)
    assert steps_to(history, 2) == Steps(1, 0)
    obstacle = steps_to(history, 1).obstacle
    assert obstacle is not None
    assert obstacle.values["n"] == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["edit", "undo", "redo"]), min_size=1, max_size=14), st.randoms())
def test_every_state_that_can_be_reached_is_the_one_that_was(acts: list[str], chance: Any) -> None:
    history: list[HistoryEntry] = []
    states: dict[int, tuple[int, ...]] = {}
    done: list[int] = []
    undone: list[int] = []
    edit_of: dict[int, int] = {}  # the last entry that did or undid an edit, by the edit
    for seq, act in enumerate(acts, 1):
        if act == "undo" and done:
            undone.append(done.pop())
            history.append(entry(seq, undoes=edit_of[undone[-1]]))
            edit_of[undone[-1]] = seq
        elif act == "redo" and undone:
            done.append(undone.pop())
            history.append(entry(seq, undoes=edit_of[done[-1]]))
            edit_of[done[-1]] = seq
        else:
            done.append(seq)
            undone.clear()
            edit_of[seq] = seq
            history.append(entry(seq))
        states[seq] = tuple(done)
    target = chance.choice(sorted(states))
    steps = steps_to(history[::-1], target)
    if steps.obstacle is None:
        for _ in range(steps.undos):
            undone.append(done.pop())
        for _ in range(steps.redos):
            done.append(undone.pop())
        assert tuple(done) == states[target]
    else:  # only what other edits replaced is out of reach
        assert states[target] != tuple(done)[: len(states[target])]


def test_an_entry_tells_its_rows_before_and_after(project: Project) -> None:
    with project.edit(Text("Add a firm")) as db:
        (firm,) = insert(db, "actor", [{"name": "a", "geom": point_blob(113.0, 23.0, project.srs)}])
    with project.edit(Text("Rename it")) as db:
        update(db, "actor", firm, {"name": "b"})
    with project.edit(Text("Rename it again")) as db:
        update(db, "actor", firm, {"name": "c"})
    (added,), (renamed,), (again,) = (project.changed_rows(seq).rows for seq in (1, 2, 3))
    assert added.before is None
    assert added.after is not None
    assert added.after["name"] == "a"
    assert (renamed.columns, renamed.before["name"], renamed.after["name"]) == (("name",), "a", "b")  # type: ignore[index]
    assert (again.before["name"], again.after["name"]) == ("b", "c")  # type: ignore[index]


def test_a_deleted_row_is_told_with_what_it_held(project: Project) -> None:
    id = add(project, "a")
    with project.edit(Text("Delete it")) as db:
        db.execute("DELETE FROM source WHERE id = ?", (id,))
    changes = project.changed_rows(2)
    assert changes.counts == {"source": 1}
    assert changes.rows[0].after is None
    assert "title" in changes.rows[0].columns
    project.undo()
    assert project.changed_rows(2).rows[0].after is None
    assert project.changed_rows(3).rows[0].before is None


def test_numbers_and_texts_that_look_like_numbers_are_told_apart(project: Project) -> None:
    with project.edit(Text("Add a region")) as db:
        (id,) = insert(db, "region", [{"name": "r", "code": "12.50", "area_km2": 0.1 + 0.2}])
    with project.edit(Text("Change its level")) as db:
        update(db, "region", id, {"level": "park"})
    (change,) = project.changed_rows(2).rows
    assert change.columns == ("level",)
    assert change.before is not None
    assert (change.before["code"], change.before["area_km2"]) == ("12.50", 0.1 + 0.2)


def test_of_a_large_edit_the_first_rows_are_told_and_all_are_counted(project: Project) -> None:
    with project.edit(Text("Add many")) as db:
        insert(db, "source", [{"title": f"s{n}"} for n in range(2500)])
    changes = project.changed_rows(1)
    assert (len(changes.rows), changes.total) == (2000, 2500)


def test_what_an_edit_changed_can_be_told_of_a_project_that_is_only_read(project: Project) -> None:
    add(project, "a")
    with Project.open(project.path, read_only=True) as reading:
        assert reading.changed_rows(1).total == 1


def test_rows_that_permit_only_sums_are_counted_and_not_told(project: Project) -> None:
    with project.edit(Text("Take a form of the statistics office")) as db:
        (source,) = insert(db, "source", [{"title": "205-1", "permitted_use": "aggregate"}])
        (firm,) = insert(db, "actor", [{"name": "a"}])
        figure = {"actor_id": firm, "item": "output_value", "year": 2024, "value": 5.0, "source_id": source}
        insert(db, "statistic", [figure])
    changes = project.changed_rows(1)
    assert (changes.total, changes.withheld) == (3, 1)
    assert {change.table for change in changes.rows} == {"source", "actor"}
