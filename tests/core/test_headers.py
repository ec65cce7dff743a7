import pytest

from core.catalogues import table
from core.errors import UserError
from core.headers import header_place, match_columns
from core.i18n import show
from core.imports import IMPORTERS


def test_every_kind_of_table_that_is_imported_has_columns() -> None:
    assert {row["table"] for row in table("tables/headers.csv")} - {"*"} == set(IMPORTERS)


def test_chinese_and_english_headers_mean_the_same() -> None:
    chinese = match_columns(("产废单位名称", "接收单位名称", "废物名称", "转移数量", "计量单位"), "flows")
    english = match_columns(("Supplier", "Accepter", "Transaction.Type", "Amount", "unit"), "flows")
    assert chinese.places == english.places == {"from": 0, "to": 1, "commodity": 2, "amount": 3, "unit": 4}


def test_a_unit_in_the_brackets_of_a_header_is_the_unit_of_its_column() -> None:
    columns = match_columns(("from", "to", "commodity", "数量（万吨）"), "flows")
    assert columns.units == {"amount": "万吨"}


def test_headers_that_mean_nothing_are_named_as_not_used() -> None:
    columns = match_columns(("序号", "企业名称", "联系人", "name"), "actors")
    assert columns.unused == ("序号", "联系人", "name")


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(UserError) as told:
        match_columns(("Supplier", "Accepter"), "flows", file="t.csv")
    shown = show(told.value.sentence, "en")
    assert shown.startswith("The table has no column for the commodity (accepted: ")
    assert "物料" in shown
    assert told.value.advice.values["found"] == "Supplier, Accepter"


def test_statistics_need_an_actor_or_a_region() -> None:
    assert match_columns(("园区", "指标", "数值"), "statistics").places["region"] == 0
    with pytest.raises(UserError, match="no column"):
        match_columns(("指标", "数值"), "statistics")


def test_the_header_for_the_unit_is_never_taken_for_an_actor() -> None:
    columns = match_columns(("企业名称", "污染物", "排放量", "单位"), "emissions")
    assert columns.places["unit"] == 3


@pytest.mark.parametrize(
    ("sender", "receiver"),
    [("供应企业", "接收企业"), ("输出单位", "去向企业"), ("产废单位", "受方"), ("来源企业", "转入单位")],
)
def test_the_usual_chinese_headings_name_sender_and_receiver(sender: str, receiver: str) -> None:
    assert match_columns((sender, receiver, "物料", "类别"), "flows").places == {
        "from": 0, "to": 1, "commodity": 2, "kind": 3,
    }  # fmt: skip


def test_a_unit_behind_its_word_in_brackets_is_the_unit_of_the_column() -> None:
    columns = match_columns(("from", "to", "commodity", "数量（单位：吨）"), "flows")
    assert columns.units == {"amount": "吨"}


def test_the_header_is_the_row_with_the_most_known_headings_of_the_kind() -> None:
    rows = [["附件1"], ["填报单位：某局", "", "单位：万吨"], ["供方", "受方", "物料"], ["甲", "乙", "煤"]]
    assert header_place(rows, ("flows",)) == 2
    assert header_place(rows, ("emissions",)) is None
