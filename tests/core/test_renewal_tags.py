"""R-principles of links and projects, derived by the stated rule or set by hand; how far zero emission is."""

from collections.abc import Callable
from typing import Any

import pytest

from core.edits import set_values
from core.project import Project
from core.records import insert
from core.renewal_tags import initiative_tag, link_tags
from core.snapshot import Snapshot
from core.system_quantities import measure
from core.system_scope import scope_of
from core.text import Text

Enter = Callable[..., Snapshot]


def links(cluster: Enter) -> Snapshot:
    actors = [
        {"name": "A", "kind": "firm"},
        {"name": "B", "kind": "firm", "role": "consumer"},
        {"name": "D", "kind": "firm", "role": "decomposer"},
        {"name": "T", "kind": "firm", "role": "treatment"},
    ]
    goods = [
        {"name": "ash"},
        {"name": "steam", "medium": "energy", "base_unit": "GJ"},
        {"name": "water", "medium": "water", "base_unit": "m3"},
    ]

    def link(to: str | None, commodity: str, kind: str, amount: float) -> dict[str, Any]:
        return {"sender": "A", "receiver": to, "commodity": commodity, "kind": kind, "amount": amount, "year": 2024}

    told = [
        link("D", "ash", "waste", 50), link("B", "ash", "by-product", 30), link("T", "ash", "waste", 20),
        link(None, "ash", "waste", 10), link("B", "ash", "product", 5), link("B", "steam", "waste", 4),
        link("B", "water", "water", 700),
    ]  # fmt: skip
    return cluster(actor=actors, commodity=goods, flow=told)


def test_the_tag_of_a_link_follows_from_kind_medium_and_receiver(cluster: Enter) -> None:
    assert link_tags(links(cluster)) == ["recover", "recycle", "harmless", "", "", "recover", "reuse"]


def test_tonnes_by_principle_add_up_and_a_hand_goes_before_the_rule(project: Project, cluster: Enter) -> None:
    scope = scope_of(links(cluster), 2024)
    assert [measure(scope, f"tag_{tag}").value for tag in ("recover", "recycle", "harmless")] == [50, 30, 20]
    assert measure(scope, "tag_reuse_water").value == 700
    link = int(scope.snapshot.flow.id[1])
    set_values(project, "flow", {link: {"r_tag": "reuse"}})
    scope = scope_of(project.snapshot(), 2024)
    assert (measure(scope, "tag_reuse").value, measure(scope, "tag_recycle").value) == (30, None)


def test_a_project_is_tagged_by_what_it_saves_unless_a_hand_did(project: Project) -> None:
    with project.edit(Text("Enter projects")) as db:
        insert(db, "initiative", [
            {"name": "bricks", "savings_planned": '{"waste used": 5}', "r_tag": ""},
            {"name": "motors", "savings_planned": '{"energy saved": 5}', "r_tag": ""},
            {"name": "design", "savings_planned": "", "r_tag": "rethink"},
            {"name": "road", "savings_planned": "", "r_tag": ""},
        ])  # fmt: skip
    snapshot = project.snapshot()
    assert [initiative_tag(snapshot, row) for row in range(4)] == ["recover", "reduce", "rethink", ""]


def test_zero_emission_is_as_far_as_what_is_discharged_of_what_was_generated(cluster: Enter) -> None:
    told = {"actor": "A", "medium": "water", "pollutant": "COD", "year": 2024}
    rows = [{**told, "mass": 80, "destination": "generated"}, {**told, "mass": 20, "destination": "direct"}]
    scope = scope_of(cluster(actor=[{"name": "A", "kind": "firm"}], emission=rows), 2024)
    values = [measure(scope, name).value for name in ("cod", "cod_generated")]
    assert values == [20, 80]
    assert values[0] is not None
    assert values[1] is not None
    assert values[0] / values[1] == pytest.approx(0.25)
