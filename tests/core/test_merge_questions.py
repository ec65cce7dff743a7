"""Questions of a merge tell what goes with a deletion and what the office changed since, never unlisted firms."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from core import edits
from core.merge_apply import NEWER, apply_plan, decide
from core.merge_plan import Conflict, Plan
from core.merge_records import Kept, Returned, kept_conflicts, note_text
from core.merge_twins import UNLISTED, closed_firms, twins_of
from core.merge_values import ABSENT
from core.merge_words import Words, plan_lines
from core.project import Project
from core.records import insert, update
from core.text import Text
from tests.core.test_merge_packets import cell, filled, merge, packet, row_of

__all__ = ["packet"]
BACK = Returned("1d021c58-b3d8-41c3-ac06-14976e9447f6", "一组", "0" * 64, "back.zip")
SECRET = "2d021c58-b3d8-41c3-ac06-14976e9447f6"


def kept(project: Project) -> list[Kept]:
    with project.reading() as db:
        return kept_conflicts(db)


def test_a_question_over_a_newer_value_of_the_office_stays_open(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        links = book["链接与数量"]
        cell(links, row_of(links, "物料", "粉煤灰"), "数量").value = 41

    edits.set_values(small_cluster, "flow_amount", {1: {"value_entered": "39 kt"}})
    merge(small_cluster, filled(packet, fill))
    edits.set_values(small_cluster, "flow_amount", {1: {"value_entered": "45 kt"}})
    (one,) = kept(small_cluster)
    merged = decide(small_cluster, {one.id: "survey"}, Text("Decide"))
    assert (merged.open, merged.faults[0][2].reason) == (1, NEWER)
    assert small_cluster.snapshot().flow_amount.value_entered[0] == 45
    (one,) = kept(small_cluster)
    assert one.conflict.office.value == 45
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide")).open == 0
    assert small_cluster.snapshot().flow_amount.value_entered[0] == 41


def test_a_deletion_takes_only_what_its_question_told(small_cluster: Project) -> None:
    with small_cluster.reading() as db:
        (uid,) = db.execute("SELECT uid FROM actor WHERE id = 2").fetchone()
    plan = Plan(conflicts=[Conflict("p", "actor", uid, "", {"name": "化工厂"}, {"name": "化工厂"}, ABSENT, "delete")])
    key = ("p", ("actor", uid, ""))
    merged = apply_plan(small_cluster, plan, BACK, Text("Merge"), {key: "survey"})
    (one,) = kept(small_cluster)
    assert merged.open == 1
    assert "Amounts of links" in one.note
    assert isinstance(note_text(one.note), Text)
    added = {"actor_id": 2, "item": "output_value", "year": 2024, "value_entered": 5, "unit_entered": "wan_yuan"}
    with small_cluster.edit(Text("The office adds a figure")) as db:
        insert(db, "statistic", [{**added, "value": 5, "unit": "wan_yuan"}])
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide")).open == 1
    assert len(small_cluster.snapshot().actor) == 6
    (again,) = kept(small_cluster)
    assert "Statistics" in again.note
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide")).open == 0
    assert len(small_cluster.snapshot().actor) == 5


def test_firms_and_links_that_only_enter_sums_are_not_told(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Close a firm and a link")) as db:
        (source,) = insert(db, "source", [{"title": "统计局", "permitted_use": "aggregate"}])
        update(db, "flow", 1, {"source_id": source})
        insert(
            db, "actor", [{"uid": SECRET, "name": "秘密厂", "source_id": source, "credit_code": "91110000600037341L"}]
        )
    now = small_cluster.snapshot()
    link = str(now.flow.uid[0])
    plan = Plan(packet="p")
    plan.adds["flow_amount"] = {"a": {"flow_id": link, "year": 2024}}
    plan.adds["capacity"] = {"c": {"actor_id": SECRET}}
    plan.adds["actor"] = {"n": {"name": "秘密二厂", "credit_code": "91110000600037341L"}}
    words = Words(now, plan.adds)
    assert [line.place[1] for line in plan_lines(words, plan)] == ["n"]
    assert words.closed("flow_amount", "a")
    office = {"actor": {SECRET: {"name": "秘密厂", "credit_code": "91110000600037341L"}}}
    assert twins_of(plan, office, closed_firms(now)) == {"n": UNLISTED}


def test_a_line_is_added_to_a_note_that_only_begins_alike(small_cluster: Project) -> None:
    edits.set_values(small_cluster, "actor", {1: {"note": "floors: 12"}})
    uid = str(small_cluster.snapshot().actor.uid[0])
    plan = Plan(conflicts=[Conflict("p", "actor", uid, "floors", ABSENT, ABSENT, "1", "column")])
    keeps = {("p", ("actor", uid, "floors")): "survey"}
    for back in (BACK, replace(BACK, hash="1" * 64)):
        apply_plan(small_cluster, plan, back, Text("Merge"), keeps)
    assert small_cluster.snapshot().actor.note[0] == "floors: 12; floors: 1"


def test_bytes_in_a_cell_are_a_fault_of_their_row(small_cluster: Project) -> None:
    plan = Plan(packet=BACK.packet)
    plan.updates["actor"] = {str(small_cluster.snapshot().actor.uid[1]): {"credit_code": b"\x00\xff"}}
    plan.adds["actor"] = {SECRET: {"name": b"\x00"}}
    merged = apply_plan(small_cluster, plan, BACK, Text("Merge"))
    assert [fault.column for _, _, fault in merged.faults] == ["name", "credit_code"]
    assert (merged.open, len(small_cluster.snapshot().actor)) == (2, 6)
