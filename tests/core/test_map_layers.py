from core.base_maps import BaseMap, base_maps, put_base_map
from core.map_layers import KeptLayer, keep_layers, kept_layers
from core.project import Project
from core.text import Text

LAYERS = [KeptLayer("links", style={"choice": {"most": 5}}), KeptLayer("labels", visible=False), KeptLayer("regions")]


def test_layers_come_back_in_their_order(project: Project) -> None:
    keep_layers(project, LAYERS)
    assert kept_layers(project) == tuple(LAYERS)
    keep_layers(project, LAYERS[::-1][:2])
    assert kept_layers(project) == tuple(LAYERS[::-1][:2])


def test_keeping_the_same_map_twice_is_no_second_edit(project: Project) -> None:
    keep_layers(project, LAYERS)
    keep_layers(project, LAYERS)
    assert len(project.history()) == 1


def test_keeping_is_undone_and_done_again(project: Project) -> None:
    keep_layers(project, LAYERS)
    project.undo()
    assert kept_layers(project) == ()
    project.redo()
    assert kept_layers(project) == tuple(LAYERS)


def test_base_maps_and_layers_share_a_table_and_leave_each_other_alone(project: Project) -> None:
    base = BaseMap("links", "coast")
    with project.edit(Text("Add a base map")) as db:
        put_base_map(db, base)
    keep_layers(project, LAYERS)
    assert base_maps(project) == (base,)
    assert [layer.name for layer in kept_layers(project)] == ["links", "labels", "regions"]


def test_a_row_that_another_program_wrote_is_no_layer_of_the_map(project: Project) -> None:
    with project.edit(Text("Add layers by hand")) as db:
        db.executemany("INSERT INTO layer(name, style) VALUES (?, ?)", [("a", "{"), ("b", "[]"), ("c", "")])
    assert kept_layers(project) == ()


def test_a_base_map_named_like_a_layer_stays_when_the_map_is_kept(project: Project) -> None:
    with project.edit(Text("x")) as db:
        put_base_map(db, BaseMap("map:1985", "coast"))
    keep_layers(project, [KeptLayer("links")])
    keep_layers(project, [KeptLayer("actors")])
    assert [base.name for base in base_maps(project)] == ["map:1985"]
