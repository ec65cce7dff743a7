import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.page_layouts import (
    ITEM_TITLES,
    PAPERS,
    Item,
    Layout,
    delete_layout,
    layout_json,
    layout_problems,
    page_layouts,
    read_layout,
    read_layout_file,
    rename_layout,
    save_layout,
)
from core.page_templates import SUBJECTS, template
from core.project import Project
from core.records import insert
from core.text import Text

SIZES = st.floats(1.0, 900.0)
ITEMS = st.builds(
    Item, st.sampled_from(sorted(ITEM_TITLES)), SIZES, SIZES, SIZES, SIZES, st.text(max_size=20),
    scale=st.sampled_from([0.0, 50_000.0]), centre=st.none() | st.tuples(st.floats(-180, 180), st.floats(-89, 89)),
    year=st.none() | st.integers(1990, 2040), hidden=st.none() | st.just(("links", "water")), joined=st.booleans(),
)  # fmt: skip


@given(st.lists(ITEMS, max_size=3), st.floats(50.0, 3000.0))
def test_a_layout_is_read_as_it_was_written(items: list[Item], width: float) -> None:
    layout = Layout("会议图", width, 297.0, tuple(items), "draft", 1.5, "parks")
    assert read_layout(layout_json(layout)) == layout


@pytest.mark.parametrize("about", SUBJECTS)
@pytest.mark.parametrize("portrait", [False, True])
@pytest.mark.parametrize("paper", PAPERS)
def test_every_template_lies_within_its_paper(paper: str, portrait: bool, about: str) -> None:
    layout = template(paper, portrait=portrait, about=about)
    assert (layout.paper, layout.portrait) == (paper, portrait)
    assert min(min(item.left, item.top) for item in layout.items) >= 5.0
    assert max(item.right for item in layout.items) <= layout.width - 5.0
    assert max(item.bottom for item in layout.items) <= layout.height - 5.0


def test_letters_grow_more_slowly_than_the_paper() -> None:
    assert template("A4").lettering == template("A3").lettering == 1.0
    assert template("A0").lettering == pytest.approx(8**0.4, abs=0.01)


def test_layouts_are_kept_in_the_project_and_each_change_can_be_undone(project: Project) -> None:
    first = template("A4")
    save_layout(project, first)
    save_layout(project, first.without(0), Text("Page: delete the title"))
    assert page_layouts(project) == {first.name: first.without(0)}
    project.undo()
    assert page_layouts(project) == {first.name: first}
    delete_layout(project, first.name)
    assert page_layouts(project) == {}


def test_a_layout_that_is_renamed_leaves_no_copy_and_undo_brings_the_name_back(project: Project) -> None:
    first = template("A4")
    save_layout(project, first)
    rename_layout(project, first.name, replace(first, name="墙图"))
    assert list(page_layouts(project)) == ["墙图"]
    project.undo()
    assert page_layouts(project) == {first.name: first}


def test_saving_an_equal_layout_leaves_no_entry(project: Project) -> None:
    save_layout(project, template("A4"))
    before = project.revision
    save_layout(project, template("A4"))
    assert project.revision == before


def test_what_else_the_table_of_layouts_holds_is_no_page(project: Project) -> None:
    with project.edit(Text("Another layout")) as db:
        db.execute("INSERT INTO layout (name, content) VALUES ('curves', '{}')")
    assert page_layouts(project) == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"name": "x"}',
        '{"name": "x", "width": 9, "height": 297, "items": []}',
        '{"name": "x", "width": 420, "height": 297, "items": [{"kind": "hologram"}]}',
        '{"name": "x", "width": 420, "height": 297, "items": [], "kind": "secret"}',
        '{"name": "x", "width": 420, "height": 297, "items": [{"kind":"map","left":1,"top":1,"width":0,"height":5}]}',
        '{"name": "x", "width": 420, "height": 297, "items": [], "lettering": 0}',
    ],
)
def test_a_layout_that_cannot_be_read_is_told_by_its_name(text: str) -> None:
    with pytest.raises(UserError) as told:
        read_layout(text, "会议图")
    assert told.value.sentence.values["name"] == "会议图"


def test_a_file_holds_a_layout_for_other_projects(tmp_path: Path) -> None:
    path = tmp_path / "县里的版式.json"
    path.write_text(layout_json(template("A2")), encoding="utf-8")
    assert read_layout_file(path).name == "县里的版式"
    with pytest.raises(UserError):
        read_layout_file(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    "change", [{"text": 5}, {"year": "abc"}, {"hidden": "links"}, {"width": 1e300}, {"bold": 1}, {"left": True}]
)
def test_an_item_of_another_kind_than_a_layout_holds_is_refused(change: dict[str, object]) -> None:
    told = json.loads(layout_json(template()))
    told["items"][0] |= change
    with pytest.raises(UserError):
        read_layout(json.dumps(told))


def test_a_layout_that_cannot_be_read_is_told_and_the_others_are_there(project: Project) -> None:
    save_layout(project, template())
    with project.edit(Text("x")) as db:
        insert(db, "layout", [{"name": "page: broken", "content": "[" * 100_000}])
    assert list(page_layouts(project)) == [template().name]
    assert [problem.sentence.values["name"] for problem in layout_problems(project)] == ["broken"]
