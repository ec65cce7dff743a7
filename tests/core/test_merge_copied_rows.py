"""What people do to a workbook that went out: copy rows with what is hidden in them, name new sources and goods."""

from pathlib import Path
from typing import Any

from core import edits
from core.merge_records import kept_conflicts
from core.merge_returned import row_uid
from core.project import Project
from core.survey_codes import is_page_code
from tests.core.test_merge_packets import cell, filled, merge, packet, row_of

__all__ = ["packet"]
LINKS, FIRMS, STOCKS = "链接与数量", "企业与机构", "存量"
NEW = {"供出方": "水泥厂", "接收方": "堆肥厂", "物料": "窑灰", "数量": 5, "单位": "kt", "年份": 2024}


def put(sheet: Any, cells: dict[str, object], first: str = "供出方") -> None:
    row = next(row for row in range(2, sheet.max_row + 2) if cell(sheet, row, first).value in (None, ""))
    for heading, value in cells.items():
        cell(sheet, row, heading).value = value


def copied(sheet: Any, row: int, **changed: object) -> None:
    target = sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(target, column).value = sheet.cell(row, column).value
    for heading, value in changed.items():
        cell(sheet, target, heading).value = value


def test_a_new_source_and_commodity_bring_use_date_and_medium(small_cluster: Project, packet: Path) -> None:
    more = {"介质": "能源", "单位": "GJ", "来源资料": "新资料", "来源日期": "2024-05-01", "允许用途": "仅汇总"}
    merged = merge(small_cluster, filled(packet, lambda book: put(book[LINKS], {**NEW, **more})))
    now = small_cluster.snapshot()
    assert merged.faults == ()
    assert (now.source.title[-1], now.source.permitted_use[-1], now.source.date[-1]) == (
        "新资料", "aggregate", "2024-05-01",
    )  # fmt: skip
    assert (now.commodity.medium[-1], now.commodity.base_unit[-1]) == ("energy", "GJ")


def test_a_use_that_nobody_can_read_is_not_taken_as_internal(small_cluster: Project, packet: Path) -> None:
    more = {"来源资料": "新资料", "允许用途": "看情况"}
    merged = merge(small_cluster, filled(packet, lambda book: put(book[LINKS], {**NEW, **more})))
    assert "source" in {table for table, _, _ in merged.faults}
    assert "新资料" not in small_cluster.snapshot().source.title


def test_a_copied_row_about_something_else_is_new(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        copied(book[FIRMS], row_of(book[FIRMS], "名称", "化工厂"), 名称="新化工二厂", 统一社会信用代码=None)
        copied(book[LINKS], row_of(book[LINKS], "物料", "粉煤灰"), 年份=2023, 数量=7)

    before = small_cluster.snapshot()
    merged = merge(small_cluster, filled(packet, fill))
    now = small_cluster.snapshot()
    assert merged.faults == ()
    assert (now.actor.name[1], now.actor.name[-1], len(now.actor)) == ("化工厂", "新化工二厂", 7)
    assert len(now.flow) == len(before.flow)
    assert (now.flow_amount.value_entered[0], now.flow_amount.year[0]) == (40, before.flow_amount.year[0])
    assert (now.flow_amount.value_entered[-1], now.flow_amount.year[-1]) == (7, 2023)


def test_a_copied_row_about_the_same_is_asked(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        copied(book[FIRMS], row_of(book[FIRMS], "名称", "化工厂"), 地址="二路")

    assert merge(small_cluster, filled(packet, fill)).open == 1
    with small_cluster.reading() as db:
        (one,) = kept_conflicts(db)
    assert (one.conflict.field, one.conflict.returned) == ("address", "二路")
    assert small_cluster.snapshot().actor.address[1] == ""


def test_a_stock_of_a_new_commodity_keeps_its_unit(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book[next(title for title in book.sheetnames if "存" in title)]
        put(sheet, {"企业": "水泥厂", "物料": "窑灰", "单位": "kt", "年份": 2024, "年末": 5}, "物料")

    assert merge(small_cluster, filled(packet, fill)).faults == ()
    now = small_cluster.snapshot()
    assert (now.stock.closing[-1], now.commodity.base_unit[-1]) == (5000, "t")


def test_a_new_figure_counts_as_seen_by_the_survey(small_cluster: Project, packet: Path) -> None:
    merge(small_cluster, filled(packet, lambda book: put(book[LINKS], NEW)))
    amount = small_cluster.snapshot().flow_amount
    assert (amount.origin[-1], amount.grade[-1]) == ("survey", "surveyed")
    assert is_page_code(str(amount.document[-1]))


def test_a_link_that_begins_after_another_ended_is_new(small_cluster: Project, packet: Path) -> None:
    edits.set_values(small_cluster, "flow", {1: {"since": 2018, "until": 2020, "status": "ended"}})
    ends = {"供出方": "园区热电厂", "接收方": "水泥厂", "物料": "粉煤灰", "数量": 3, "单位": "kt", "年份": 2024}
    merge(small_cluster, filled(packet, lambda book: put(book[LINKS], {**ends, "起始年": 2023})))
    now = small_cluster.snapshot()
    assert (len(now.flow), now.flow.since[-1], now.flow.until[0]) == (25, 2023, 2020)


def test_a_new_row_with_two_faults_is_asked_about_once(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        row = row_of(book[FIRMS], "名称", "化工厂")
        cell(book[FIRMS], row, "运行状态").value = "说不清"
        cell(book[FIRMS], row, "统一社会信用代码").value = "123"

    merged = merge(small_cluster, filled(packet, fill))
    assert (len(merged.faults), merged.open) == (2, 2)


def test_rows_of_field_data_without_uid_stay_apart() -> None:
    rows: dict[str, dict[str, Any]] = {}
    for name in ("新甲厂", "新乙厂", "新乙厂"):
        rows[row_uid("actor", {"name": name}, rows)] = {"name": name}
    assert [row["name"] for row in rows.values()] == ["新甲厂", "新乙厂", "新乙厂"]
    assert row_uid("actor", {"name": "新甲厂"}, {}) in rows
