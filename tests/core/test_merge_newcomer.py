"""What a survey must not change unasked, and what a firm renamed since it went out is taken for."""

from pathlib import Path
from typing import Any

from core import edits
from core.merge_packets import plan_packet
from core.merge_plan import Plan
from core.merge_questions import FAR_KM
from core.merge_trial import rehearse_plan
from core.merge_words import Words
from core.project import Project
from core.review import Reviewer
from tests.core.test_merge_packets import cell, filled, merge, packet, row_of

__all__ = ["packet"]


def test_a_packet_knows_a_firm_that_was_renamed_since(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        links = book["链接与数量"]
        new = next(row for row in range(2, links.max_row + 2) if cell(links, row, "供出方").value is None)
        told = {"供出方": "水泥厂", "接收方": "化工厂", "物料": "窑灰", "数量": 2, "单位": "kt"}
        for heading, value in told.items():
            cell(links, new, heading).value = value

    edits.set_values(small_cluster, "actor", {2: {"name": "新化工厂"}})
    assert set(plan_packet(small_cluster, packet).plan.counts.values()) == {0}
    merged = merge(small_cluster, filled(packet, fill))
    now = small_cluster.snapshot()
    assert (merged.faults, now.actor.name[now.flow.receiver[-1]]) == ((), "新化工厂")


def test_a_declared_figure_and_a_firm_moved_far_are_asked_about(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        firms, links = book["企业与机构"], book["链接与数量"]
        cell(links, row_of(links, "物料", "粉煤灰"), "数量").value = 4
        east = cell(firms, row_of(firms, "名称", "化工厂"), "经度")
        east.value = float(east.value) / 10

    plan = plan_packet(small_cluster, filled(packet, fill)).plan
    assert (plan.counts["updates"], FAR_KM) == (0, 20)
    assert [(one.table, one.kind) for one in plan.conflicts] == [("actor", "far"), ("flow_amount", "declared")]


def test_a_share_of_people_lies_below_100_percent_and_people_are_whole(small_cluster: Project) -> None:
    for item, figure, unit in (("will_cooperate", 180, "percent"), ("people_asked", 2.5, "person")):
        row = {"actor_id": 2, "item": item, "year": 2024, "value_entered": figure, "unit_entered": unit}
        (fault,) = Reviewer(small_cluster.snapshot()).rows("statistic", [row]).faults
        assert fault.column == "value_entered"


def test_a_rehearsal_comes_to_what_the_merge_comes_to_and_a_second_merge_to_nothing(
    small_cluster: Project, packet: Path
) -> None:
    def fill(book: Any) -> None:
        firms, links = book["企业与机构"], book["链接与数量"]
        cell(firms, row_of(firms, "名称", "化工厂"), "地址").value = "一路1号"
        cell(firms, row_of(firms, "名称", "水泥厂"), "运行状态").value = "说不清"
        cell(links, row_of(links, "物料", "粉煤灰"), "数量").value = 41

    back = filled(packet, fill)
    meeting, revision = plan_packet(small_cluster, back), small_cluster.revision
    tried = rehearse_plan(small_cluster, meeting.plan, meeting.returned)
    assert (small_cluster.revision, small_cluster.snapshot().actor.address[1]) == (revision, "")
    merged = merge(small_cluster, back)
    assert merged == tried
    assert (merged.counts["updates"], merged.counts["conflicts"], merged.open) == (1, 2, 2)
    again = merge(small_cluster, back)
    assert (again.before[:2], again.open, set(again.counts.values())) == ("20", 2, {0})


def test_a_new_link_is_named_by_its_ends(small_cluster: Project) -> None:
    now, plan = small_cluster.snapshot(), Plan(packet="p")
    ends = {"sender_id": str(now.actor.uid[1]), "receiver_id": "硫酸厂", "commodity_id": str(now.commodity.uid[0])}
    plan.adds["flow"] = {"7bcbb7af": ends}
    assert Words(now, plan.adds).name("flow", "7bcbb7af") == f"化工厂 → 硫酸厂 · {now.commodity.name[0]}"
