"""A project's own standard sets: limits per medium and pollutant, imported, chosen, compared by, exported, undone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.catalogues import set_titles, standard_sets
from core.check_data import find_no_standard
from core.check_pollution import find_main_sources
from core.check_rules import find_unread_limits
from core.edits import add_row, set_values
from core.errors import UserError
from core.export_rows import export_rows
from core.fields import RefusedValues
from core.findings import inquire
from core.i18n import show
from core.imports import import_sheet
from core.loads import equal_standard_loads
from core.own_standards import find_set
from core.pollution_flags import flag, flags_json
from core.project import Project
from core.records import insert
from core.rule_set import chosen_sets, rule_set, with_standards
from core.rule_titles import STANDARD_SET
from core.sheets import Sheet
from core.snapshot import Snapshot
from core.standard_choice import choose_set, chosen_set, offers
from core.text import Text

Cluster = Callable[..., Snapshot]
HEADINGS = ("标准集", "污染物", "限值", "单位", "已核对原文", "文件")
NORTH = [
    ("北区标准", "COD", 40, "mg/L", "是", "DB 12/599"),
    ("北区标准", "总汞", 20, "ug/L", "", "DB 12/599"),
    ("北区标准", "二氧化硫", 0.2, "g/m3", "是", "DB 12/524"),
]
FIRMS = [{"actor": f"厂{n}", "pollutant": "COD", "mass": 100.0 * n, "year": 2024} for n in range(1, 6)]


def table_of(*rows: tuple[object, ...]) -> Sheet:
    return Sheet("limits.csv", "", HEADINGS, tuple(enumerate(rows, 2)))  # type: ignore[arg-type]


@pytest.fixture
def north(project: Project, cluster: Cluster) -> Project:
    """A project with emissions of five firms and the set of a table."""
    cluster(emission=FIRMS)
    assert import_sheet(project, table_of(*NORTH), "standards").imported == 3
    return project


def test_an_own_set_is_read_in_the_unit_of_its_medium_with_what_nobody_compared(north: Project) -> None:
    water, air = (find_set(north.snapshot(), medium, "北区标准") for medium in ("water", "air"))
    assert water is not None
    assert air is not None
    assert (water.limits, water.from_memory) == ({"cod": 40.0, "mercury": 0.02}, {"mercury"})
    assert water.document == "北区标准 (DB 12/599)"
    assert air.limits == {"so2": 200.0}


def test_loads_are_compared_by_the_chosen_set_and_undo_takes_the_choice_back(north: Project) -> None:
    assert equal_standard_loads(north.snapshot())[0].total == 15.0  # 1,500 t over 100 mg/L of GB 8978-1996
    choose_set(north, "water", "北区标准")
    assert equal_standard_loads(north.snapshot())[0].total == 37.5  # over 40 mg/L
    finding = find_main_sources(inquire(north.snapshot(), 2024))
    told = next(iter(finding))
    assert "Computed with 北区标准 (DB 12/599) as one common standard for all." in show(told.sentence, "en")
    assert "北区标准 (DB 12/599)" in told.source
    assert "rule_line" in {ref.table for ref in told.evidence}
    choose_set(north, "water", "gb3838_iii")
    assert len(north.snapshot().rule_line) == 1
    north.undo()
    assert chosen_sets(north.snapshot())["water"] == "北区标准"
    north.undo()
    assert chosen_sets(north.snapshot())["water"] == "gb8978_first"


def test_flags_are_asked_by_an_own_set_and_tell_its_limits(north: Project) -> None:
    flags = flag(with_standards(north.snapshot(), ["北区标准"]), 2024)
    told = flags_json(flags, flags.findings, "en")["standards"]
    assert told["water"]["set"] == told["air"]["set"] == "北区标准"
    assert told["water"]["limits"] == {"cod": 40.0, "mercury": 0.02}
    assert (told["water"]["from"], told["water"]["not_compared"]) == ("project", ["mercury"])
    assert not len(north.snapshot().rule_line)
    with pytest.raises(UserError, match="no standard set called"):
        with_standards(north.snapshot(), ["南区标准"])


def test_the_set_that_counts_says_which_pollutants_have_no_limit(north: Project, cluster: Cluster) -> None:
    cluster(emission=[{"actor": "厂9", "pollutant": "氨氮", "mass": 5.0, "year": 2024}])
    assert not list(find_no_standard(inquire(north.snapshot(), 2024)))
    choose_set(north, "water", "北区标准")
    (found,) = find_no_standard(inquire(north.snapshot(), 2024))
    assert "Ammonia nitrogen" in show(found.sentence, "en")


def test_own_sets_go_out_and_come_in_again(north: Project, tmp_path: Path) -> None:
    out = export_rows(north.snapshot(), "standards", "zh")
    sheet = Sheet("b.csv", "", out.columns, tuple(enumerate(out.rows, 2)))
    assert import_sheet(north, sheet, "standards").skipped == 3
    with Project.create(tmp_path / "b.gpkg") as other:
        assert import_sheet(other, sheet, "standards").imported == 3
        assert find_set(other.snapshot(), "water", "北区标准") == find_set(north.snapshot(), "water", "北区标准")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("北区标准", "不存在物", 1, "mg/L"), "污染物"),
        (("北区标准", "总磷", 0, "mg/L"), "限值"),
        (("北区标准", "总磷", "严", "mg/L"), "限值"),
        (("北区标准", "总磷", None, "mg/L"), "限值"),
        (("北区标准", "总磷", 1, "mg/m3"), "单位"),
        (("北区标准", "总磷", 1, "t"), "单位"),
        (("GB3838_III", "总磷", 1, "mg/L"), "标准集"),
        (("北区/南区", "总磷", 1, "mg/L"), "标准集"),
        ((None, "总磷", 1, "mg/L"), "标准集"),
    ],
)
def test_a_limit_that_no_set_can_hold_is_refused_at_its_cell(
    project: Project, row: tuple[object, ...], column: str
) -> None:
    result = import_sheet(project, table_of((*row, "", "")), "standards")
    assert [problem.column for problem in result.of("rejected")] == [column]
    assert not len(project.snapshot().standard_limit)


def test_two_limits_of_one_pollutant_are_both_refused_under_any_of_its_names(north: Project) -> None:
    two = table_of(("南区标准", "COD", 40, "mg/L", "", ""), ("南区标准", "化学需氧量", 50, "mg/L", "", ""))
    assert import_sheet(north, two, "standards").rejected == 2
    line = {"standard": "北区标准", "medium": "water", "value": "50"}
    for named in ("COD", "化学需氧量"):
        with pytest.raises(RefusedValues) as refused:
            add_row(north, "standard_limit", {**line, "pollutant": named})
        assert [fault.column for fault in refused.value.faults] == ["pollutant"]
    with pytest.raises(RefusedValues) as refused:
        add_row(north, "standard_limit", {**line, "standard": "gb8978_first", "pollutant": "总磷"})
    assert [fault.column for fault in refused.value.faults] == ["standard"]


def test_a_table_again_with_another_limit_changes_the_line_that_is_there(north: Project) -> None:
    result = import_sheet(north, table_of(("北区标准", "化学需氧量", 30, "mg/L", "是", "DB 12/599")), "standards")
    assert (result.updated, len(north.snapshot().standard_limit)) == (1, 3)


def test_sets_are_offered_with_how_far_they_were_compared(north: Project) -> None:
    told = [show(offer.told, "en") for offer in offers(north.snapshot(), "water") if offer.own]
    assert told == ["北区标准 (DB 12/599): 2 limits, 1 still to be compared with the document"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "gb3838_iii (Environmental quality standards for surface water, class III, GB 3838-2002)"),
        ("zh", "gb3838_iii（地表水环境质量标准（Ⅲ类），GB 3838-2002）"),
    ],
)
def test_a_list_of_sets_says_name_and_edition_in_the_readers_language(north: Project, language: str, told: str) -> None:
    assert any(show(offer.told, language).startswith(told) for offer in offers(north.snapshot(), "water"))
    with pytest.raises(UserError) as refused:
        with_standards(north.snapshot(), ["nothing"])
    assert told in show(refused.value.advice, language)
    assert "北区标准" in show(refused.value.advice, language)


def test_every_set_of_the_program_has_a_name() -> None:
    assert set_titles().keys() == standard_sets().keys()


def test_a_choice_of_a_set_that_is_gone_is_told_and_the_shipped_one_counts(north: Project) -> None:
    choose_set(north, "water", "北区标准")
    with north.edit(Text("Delete")) as db:
        db.execute("DELETE FROM standard_limit WHERE medium = 'water'")
    chosen = chosen_set(north.snapshot(), "water")
    assert chosen is not None
    assert chosen.id == "gb8978_first"


def test_a_renamed_set_stays_the_chosen_one_and_undo_gives_both_names_back(north: Project) -> None:
    choose_set(north, "water", "北区标准")
    told = north.snapshot().standard_limit
    rows = told.id[told.medium == "water"].tolist()
    set_values(north, "standard_limit", {rows[0]: {"standard": "南区标准"}})
    assert chosen_sets(north.snapshot())["water"] == "北区标准"  # it still has a limit
    set_values(north, "standard_limit", {rows[1]: {"standard": "南区标准"}})
    chosen = chosen_set(north.snapshot(), "water")
    assert chosen is not None
    assert (chosen.id, len(chosen.limits)) == ("南区标准", 2)
    north.undo()
    assert chosen_sets(north.snapshot())["water"] == "北区标准"


def test_another_set_no_longer_cites_what_the_former_one_rested_on(north: Project, cluster: Cluster) -> None:
    cluster(source=[{"title": "旧令"}])
    source = int(north.snapshot().source.id[-1])
    line = {"rule": STANDARD_SET, "item": "water", "words": "gb8978_first", "source_id": source}
    add_row(north, "rule_line", line)
    assert rule_set(north.snapshot()).line(STANDARD_SET, "water").document == "旧令"
    choose_set(north, "water", "北区标准")
    assert "旧令" not in rule_set(north.snapshot()).line(STANDARD_SET, "water").document


def test_limits_of_another_program_that_fit_no_set_are_told_and_do_not_count(north: Project) -> None:
    with north.edit(Text("Written elsewhere")) as db:
        line = {"standard": "北区标准", "medium": "water", "unit": "mg/L"}
        insert(db, "standard_limit", [
            {**line, "pollutant": "cod", "value": 1.0}, {**line, "pollutant": "总磷", "value": 0.0},
        ])  # fmt: skip
    (found,) = find_unread_limits(inquire(north.snapshot(), 2024))
    assert (found.amount, len(found.evidence)) == (2.0, 2)
    chosen = find_set(north.snapshot(), "water", "北区标准")
    assert chosen is not None
    assert chosen.limits["cod"] == 40.0


def test_a_line_of_rules_may_name_an_own_set_in_a_table_of_rules_too(north: Project) -> None:
    sheet = Sheet("r.csv", "", ("规则", "适用对象", "词语或代码"), ((2, (STANDARD_SET, "水", "北区标准")),))
    assert import_sheet(north, sheet, "rules").imported == 1
    assert chosen_sets(north.snapshot())["water"] == "北区标准"


@pytest.mark.parametrize("name", ["GB 3838-2002", "own", "--rules", "gb3838_iii"])
def test_an_own_set_is_not_called_as_something_else_is(project: Project, name: str) -> None:
    row = {"standard": name, "medium": "water", "pollutant": "COD", "value": 10.0, "unit": "mg/L"}
    with pytest.raises(RefusedValues):
        add_row(project, "standard_limit", row)


@pytest.mark.parametrize(
    ("name", "document", "cited"),
    [
        ("市政办〔2024〕5号", "市政办〔2024〕5 号", "市政办〔2024〕5 号"),
        ("一级", "GB 8978-1996 一级、二级标准", "一级 (GB 8978-1996 一级、二级标准)"),
        ("二级", "GB 8978-1996 一级、二级标准", "二级 (GB 8978-1996 一级、二级标准)"),
        ("1", "GB 18918-2002", "1 (GB 18918-2002)"),
        ("市级标准", "", "市级标准 (limits.csv)"),
    ],
)
def test_a_set_is_cited_by_its_name_which_only_a_document_of_that_name_replaces(
    project: Project, name: str, document: str, cited: str
) -> None:
    import_sheet(project, table_of((name, "COD", 40, "mg/L", "", document)), "standards")
    found = find_set(project.snapshot(), "water", name)
    assert found is not None
    assert found.document == cited


def test_a_set_named_like_one_of_its_documents_is_told_beside_the_others(project: Project) -> None:
    rows = [("甲令", "COD", 40, "mg/L", "", "甲令"), ("甲令", "总汞", 20, "ug/L", "", "乙令")]
    import_sheet(project, table_of(*rows), "standards")
    found = find_set(project.snapshot(), "water", "甲令")
    assert found is not None
    assert found.document == "甲令 (乙令)"
