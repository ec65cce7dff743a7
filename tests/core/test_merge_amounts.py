"""An amount that would count nowhere, and a stock above its room, are asked about as an import tells them."""

from pathlib import Path
from typing import Any

import pytest

from core.i18n import show
from core.merge_apply import apply_plan, decide
from core.merge_packets import packet_label, plan_packet
from core.merge_records import SURVEY, kept_conflicts
from core.project import Project
from core.text import Text
from tests.core.test_merge_copied_rows import LINKS, NEW, put
from tests.core.test_merge_packets import cell, filled, packet

__all__ = ["packet"]
LYING = {"企业": "水泥厂", "物料": "粉煤灰", "单位": "t", "年份": 2024}


def reasons(project: Project, back: Path) -> list[str]:
    return [show(reason, "en") for reason in plan_packet(project, back).plan.reasons.values()]


def seen(value: object, unit: str, goods: str = "蒸汽") -> Any:
    """What was seen on the spot, in the open row of a link."""

    def fill(book: Any) -> None:
        links = book[LINKS]
        for row in range(2, links.max_row + 1):
            if cell(links, row, "数量").value is None and cell(links, row, "物料").value == goods:
                cell(links, row, "数量").value, cell(links, row, "单位").value = value, unit
                return

    return fill


def test_an_amount_in_a_unit_that_nothing_converts_is_a_question_and_counts_nowhere(
    small_cluster: Project, packet: Path
) -> None:
    back = filled(packet, seen(480_000, "m2"))
    (reason,) = reasons(small_cluster, back)
    assert reason == "m² cannot become t, in which 蒸汽 is kept; value and unit are kept as they stand"
    meeting = plan_packet(small_cluster, back)
    before = len(small_cluster.snapshot().flow_amount)
    assert apply_plan(small_cluster, meeting.plan, meeting.returned, packet_label(meeting)).open == 1
    assert len(small_cluster.snapshot().flow_amount) == before
    with small_cluster.reading() as db:
        (asked,) = kept_conflicts(db)
    assert decide(small_cluster, {asked.id: SURVEY}, Text("Decide")).open == 0
    assert small_cluster.snapshot().flow_amount.unit_entered[-1] == "m2"


@pytest.mark.parametrize(
    ("goods", "unit", "asked"), [("粉煤灰", "GJ", 1), ("粉煤灰", "kg", 0), ("窑灰", "GJ", 0), ("粉煤灰", "t/h", 1)]
)
def test_of_a_new_link_the_unit_has_to_become_that_of_its_goods(
    small_cluster: Project, packet: Path, goods: str, unit: str, asked: int
) -> None:
    back = filled(packet, lambda book: put(book[LINKS], {**NEW, "物料": goods, "单位": unit}))
    assert len(reasons(small_cluster, back)) == asked


@pytest.mark.parametrize(
    ("closing", "asked"), [(9_999_999, 1), (450_000, 0), ("450 kt", 0), ("9999.999 kt", 1), (None, 0)]
)
def test_a_stock_above_the_room_for_it_is_a_question(
    small_cluster: Project, packet: Path, closing: object, asked: int
) -> None:
    def fill(book: Any) -> None:
        sheet = next(sheet for sheet in book.worksheets if "存" in sheet.title)
        put(sheet, {**LYING, "年末": closing, "贮存": 450_000}, "物料")

    told = "水泥厂, 2024: 9 999 999 t of 粉煤灰 in store is more than the room of 450 000 t; which figure is right?"
    found = [reason.replace("\u2009", " ") for reason in reasons(small_cluster, filled(packet, fill))]
    assert found == [told] * asked
