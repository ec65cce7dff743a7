import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.i18n import show
from core.imports import import_sheets
from core.profile_files import known_profiles, parse_profile, profile_text, read_profile, recognise
from core.profile_matching import mapped, suggest
from core.profile_memory import remember, remembered
from core.profiles import signature
from core.project import Project
from core.shapes import shape
from core.sheets import Sheet, make_sheet
from core.text import Text

SIMPLE = {
    "kind": "flows",
    "columns": {"甲方": "from", "乙方": "to", "东西": "commodity", "多少": "amount"},
    "units": {"amount": "t"},
    "crs": "gcj02",
    "encoding": "gb18030",
}


def table(*rows: tuple[Any, ...]) -> Sheet:
    return make_sheet("t.csv", "", list(enumerate(rows, 1)))


def test_a_profile_of_columns_and_units_reads_a_table_of_other_words(project: Project) -> None:
    sheet = table(("甲方", "乙方", "东西", "多少"), ("电厂", "砖厂", "炉渣", 5))
    profile = parse_profile(json.dumps(SIMPLE))
    assert (profile.crs, profile.encoding, profile.parts[0].units) == ("gcj02", "gb18030", (("amount", "t"),))
    import_sheets(project, shape(sheet, profile), Text("Import"))
    assert project.snapshot().flow_amount.value.tolist() == [5.0]


def test_the_column_that_a_profile_names_goes_before_one_that_is_called_so(project: Project) -> None:
    sheet = table(("企业名称", "厂区", "Address"), ("集团", "一厂", "路1号"), ("集团", "二厂", "路2号"))
    profile = parse_profile(json.dumps({"kind": "actors", "columns": {"厂区": "name"}}))
    (result,) = import_sheets(project, shape(sheet, profile), Text("Import"))
    assert project.snapshot().actor.name.tolist() == ["一厂", "二厂"]
    assert [show(remark, "en") for remark in result.remarks] == ["Columns of the file that were not read: 企业名称."]


def test_what_a_profile_leaves_out_concerns_persons_only_where_it_does() -> None:
    sheet = table(("名称", "Address", "电话", "来源"), ("甲厂", "路1号", "0951", "台账"))
    profile = parse_profile(json.dumps({"kind": "actors", "columns": {"名称": "name"}, "left_out": ["来源"]}))
    ((_, shaped),) = shape(sheet, profile)
    told = ["Left out, since they concern persons: 电话.", "Columns of the file that were not read: 来源."]
    assert [show(remark, "en") for remark in shaped.remarks] == told
    assert shaped.rows == ((2, ("甲厂", "路1号", None, None)),)


@pytest.mark.parametrize("id", list(known_profiles()))
def test_a_profile_written_and_read_again_is_the_same(id: str) -> None:
    profile = known_profiles()[id]
    assert parse_profile(profile_text(profile), id) == profile


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "line 1 is no JSON"),
        ("[]", "the whole is not written as a profile has it"),
        ('{"kind": "flows", "colums": {}}', "nothing is called colums in a profile"),
        ('{"kind": "trees"}', "kind cannot be trees; it is one of"),
        ('{"columns": {}}', "kind is missing"),
        ('{"kind": "flows", "columns": {"a": "colour"}}', "flows has no field colour; its fields are from"),
        ('{"kind": "flows", "columns": ["a"]}', "columns is not written as a profile has it"),
        ('{"kind": "flows", "units": {"amount": "stones"}}', "stones is no unit that is known here"),
        ('{"kind": "flows", "encoding": "ebcdic"}', "encoding cannot be ebcdic"),
        ('{"kind": "flows", "joined": [{"field": "from"}]}', "headings is missing"),
        ('{"kind": "flows", "rules": [{"heading": "a"}]}', "rule is missing"),
        ('{"kind": "flows", "header_row": -1}', "header_row is not written as a profile has it"),
        ('{"kind": "flows", "crs": [4490]}', "crs is not written as a profile has it"),
        ("[" * 100_000, "line 1 is no JSON"),
    ],
)
def test_a_profile_that_cannot_be_is_told_with_the_reason(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as told:
        read_profile(path)
    assert reason in show(told.value.sentence, "en")
    assert show(told.value.advice, "en")


def test_a_profile_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(b"\xff\xfe\x00")
    for name in ("none.json", "p.json"):
        with pytest.raises(UserError):
            read_profile(tmp_path / name)


def test_the_signature_of_a_header_heeds_neither_order_nor_spaces() -> None:
    first, second = table(("企业名称", "行业 代码"), ("a", "b")), table(("行业代码", "企业名称"), ("b", "a"))
    assert signature(first) == signature(second) != signature(table(("企业名称", "行业"), ("a", "b")))


def test_a_project_remembers_the_profile_of_a_header(project: Project) -> None:
    sheet = table(("甲方", "乙方", "东西", "多少"), ("电厂", "砖厂", "炉渣", 5))
    profile = parse_profile(json.dumps(SIMPLE))
    assert remembered(project, sheet) is None
    for _ in range(2):
        with project.edit(Text("Remember")) as db:
            remember(db, profile, signature(sheet))
    assert (remembered(project, sheet), project.revision) == (profile, 1)
    project.undo()
    assert remembered(project, sheet) is None


def test_exact_names_go_before_likeness_and_likeness_is_told() -> None:
    sheet = table(("供方", "接收单位名称", "物料", "统一社会信用代码号码", "手机号码"), ("a", "b", "c", "d", "e"))
    found = {likeness.heading: (likeness.column, likeness.score) for likeness in suggest(sheet, "flows")}
    assert (found["供方"], found["手机号码"]) == (("from", 100.0), ("", 0.0))
    firms = table(("企业名称", "统一社会信用代码号"), ("a", "b"))
    profile, told = mapped(firms, "actors")
    assert dict(profile.parts[0].columns)["统一社会信用代码号"] == "credit code"
    assert show(told[0], "en") == (
        "统一社会信用代码号 was taken for the credit code, which is spelt much alike (94.1 of 100)."
    )


def test_what_is_only_somewhat_alike_is_offered_and_not_taken() -> None:
    sheet = table(("企业名称", "企业运行情况"), ("a", "b"))
    likeness = suggest(sheet, "actors")[1]
    assert (likeness.column, 60 <= likeness.score < 90) == ("status", True)
    assert "企业运行情况" not in dict(mapped(sheet, "actors")[0].parts[0].columns)


def test_an_ordinary_list_is_none_of_the_known_forms() -> None:
    assert recognise(table(("供方", "受方", "物料"), ("a", "b", "c"))) is None
