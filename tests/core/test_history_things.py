"""Edits of the history by what they touched."""

import pytest

from core.edits import add_row, delete_rows, set_amount, set_values
from core.history_things import Thing, things, touching
from core.project import Project
from core.text import Text


def touched(project: Project, table: str, id: int) -> set[int]:
    """Edits after the first one, which made the cluster."""
    with project.reading() as connection:
        return set(touching(connection, Thing(table, id, ""))) - {1}


def last(project: Project) -> int:
    return project.history()[0].seq


def test_a_firm_is_touched_by_its_own_row_its_links_and_their_amounts(small_cluster: Project) -> None:
    flows = small_cluster.snapshot().flow
    sender = int(small_cluster.snapshot().actor.id[flows.sender[0]])
    stranger = next(id for id in range(1, 7) if id not in (sender, int(flows.receiver[0]) + 1))
    before = touched(small_cluster, "actor", stranger)
    set_values(small_cluster, "actor", {sender: {"address": "x"}})
    own = last(small_cluster)
    set_values(small_cluster, "flow", {int(flows.id[0]): {"contract": "y"}})
    link = last(small_cluster)
    set_amount(small_cluster, int(flows.id[0]), "9 t", 2031)
    amount = last(small_cluster)
    assert {own, link, amount} <= touched(small_cluster, "actor", sender)
    assert {link, amount} == touched(small_cluster, "flow", int(flows.id[0]))
    assert touched(small_cluster, "actor", stranger) == before


def test_rows_that_were_deleted_still_belong_to_their_firm(small_cluster: Project) -> None:
    id = add_row(small_cluster, "capacity", {"actor_id": 2, "commodity_id": 1})
    made = last(small_cluster)
    delete_rows(small_cluster, "capacity", [id])
    assert {made, last(small_cluster)} <= touched(small_cluster, "actor", 2)


def test_former_names_and_deleted_firms_are_offered(small_cluster: Project) -> None:
    name = str(small_cluster.snapshot().actor.name[1])
    set_values(small_cluster, "actor", {2: {"name": "renamed"}})
    lonely = add_row(small_cluster, "actor", {"name": "lonely"})
    delete_rows(small_cluster, "actor", [lonely])
    with small_cluster.reading() as connection:
        told = {(each.name, each.gone) for each in things(connection, [small_cluster.snapshot()], "en")}
    assert {("renamed", False), (name, False), ("lonely", True)} <= told


@pytest.mark.parametrize("use", ["internal", "aggregate"])
def test_what_permits_only_sums_tells_nothing_of_a_firm(small_cluster: Project, use: str) -> None:
    source = add_row(small_cluster, "source", {"title": "statistics", "permitted_use": use})
    cells = {"actor_id": 2, "item": "output_value", "value_entered": "5 万元", "year": 2024, "source_id": source}
    add_row(small_cluster, "statistic", cells, Text("Add"))
    assert (last(small_cluster) in touched(small_cluster, "actor", 2)) == (use == "internal")
