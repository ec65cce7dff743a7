"""Rules and thresholds as lines: shipped ones, and a project's own that are edited, imported, exported and undone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.catalogues import table
from core.check_hazardous import find_hazardous_units
from core.check_rules import find_unread_rules
from core.compared_with import AGREE, CHOICE, CODES, COPY, MEMORY
from core.edits import add_row, set_values
from core.errors import UserError
from core.export_rows import export_rows
from core.findings import inquire
from core.i18n import show
from core.imports import import_sheet
from core.loads import equal_standard_loads
from core.pollution_flags import flag
from core.project import Project
from core.records import insert
from core.rule_lines import shipped_lines
from core.rule_set import chosen_sets, rule_set, with_standards
from core.rule_titles import HAZARDOUS, MAIN_SOURCE, OVER_LIMIT, RULES, STANDARD_SET, TAX, TAX_RATE
from core.sheets import Sheet
from core.snapshot import Snapshot
from core.text import Text
from core.year_locking import lock_year, locked_snapshot
from core.yearly_round import open_year

Cluster = Callable[..., Snapshot]
WASTE = {"actor": "电镀", "commodity": "电镀污泥", "item": "waste_generated", "unit": "t", "year": 2024}
SLUDGE = [{"name": "电镀污泥", "code": "336-054-17"}]


def test_every_shipped_line_belongs_to_a_known_rule_and_says_how_far_it_was_checked() -> None:
    for row in table("tables/rules.csv"):
        assert row["rule"] in RULES
        assert row["checked"] in (COPY, AGREE, MEMORY, CHOICE, CODES)
        assert row["document"] or row["checked"] in (CHOICE, MEMORY)
        assert row["value"] or row["words"]


def test_a_line_that_others_copy_says_to_check_the_original() -> None:
    caution = shipped_lines()["pollution.peers", "distance"].caution(named=True)
    assert caution
    assert show(caution, "zh") == "有阈值取自他人转引，未与原文核对，请核对原文。"


@pytest.mark.parametrize("item", ["key", "key generator", "重点监管"])
def test_an_own_line_goes_before_the_shipped_one_and_is_cited(cluster: Cluster, project: Project, item: str) -> None:
    cluster(commodity=SLUDGE, statistic=[{**WASTE, "value": 60.0}])
    assert not list(find_hazardous_units(inquire(project.snapshot(), 2024)))
    line = {"rule": HAZARDOUS, "item": item, "value": "50", "unit": "t", "document": "省危废通知", "edition": "2025"}
    id = add_row(project, "rule_line", line)
    (found,) = find_hazardous_units(inquire(project.snapshot(), 2024))
    assert (
        "the 50 t from which a unit meets the condition of a key unit for hazardous waste (省危废通知 (2025))"
        in show(found.sentence, "en")
    )
    assert "memory" not in show(found.sentence, "en")
    assert found.source == "省危废通知 (2025)"
    assert found.evidence[-1].table == "rule_line"
    set_values(project, "rule_line", {id: {"value": "70"}})
    assert not list(find_hazardous_units(inquire(project.snapshot(), 2024)))
    project.undo()
    assert len(list(find_hazardous_units(inquire(project.snapshot(), 2024)))) == 1


def test_rules_go_out_and_come_in_again(project: Project, tmp_path: Path) -> None:
    add_row(project, "rule_line", {"rule": TAX_RATE, "item": "water", "value": "2.8", "document": "省人大决定"})
    out = export_rows(project.snapshot(), "rules", "zh")
    with Project.create(tmp_path / "b.gpkg") as other:
        result = import_sheet(other, Sheet("a.csv", "", out.columns, tuple(enumerate(out.rows, 2))), "rules")
        assert result.imported == 1
        line = rule_set(other.snapshot()).line(TAX_RATE, "water")
    assert (line.value, line.document, line.origin) == (2.8, "省人大决定", "project")


def test_a_row_of_rules_without_a_known_rule_is_refused_with_the_reason(project: Project) -> None:
    result = import_sheet(project, Sheet("a.csv", "", ("规则", "数值"), ((2, ("随便", 3)),)), "rules")
    assert (result.imported, result.rejected) == (0, 1)


@pytest.mark.parametrize(("rule", "value", "unit", "words"), [
    (OVER_LIMIT, 90, "", "90 is far from 0.9, which this program takes; look at value and unit"),
    (MAIN_SOURCE, 0.65, "", "0.65 is far from 80 %, which this program takes; look at value and unit"),
    (MAIN_SOURCE, 150, "%", "a share of more than 100 %; it was taken as it stands"),
    (MAIN_SOURCE, 65, "%", None),
])  # fmt: skip
def test_a_threshold_that_is_far_from_the_shipped_one_is_taken_and_told(
    project: Project, rule: str, value: float, unit: str, words: str | None
) -> None:
    item = "near" if rule == OVER_LIMIT else "share"
    sheet = Sheet("a.csv", "", ("rule", "item", "value", "unit"), ((2, (rule, item, value, unit)),))
    result = import_sheet(project, sheet, "rules")
    told = [show(problem.reason, "en").replace("\N{NO-BREAK SPACE}", " ") for problem in result.problems]
    assert (result.imported, told) == (1, [words] if words else [])


def test_two_common_sets_of_one_medium_are_refused_whichever_comes_first(cluster: Cluster) -> None:
    for asked in (["gb3838_iii", "gb8978_first"], ["gb8978_first", "gb3838_iii"]):
        with pytest.raises(UserError) as refused:
            with_standards(cluster(), asked)
        assert "are both sets for the same medium" in show(refused.value.sentence, "en")
    assert (
        with_standards(cluster(), ["gb3838_iii", "gb3838_iii", "gb3095_two"]).rule_line.listed.tolist()[-1]
        == "gb3095_two"
    )


def test_another_common_set_is_asked_for_or_kept_in_the_project(cluster: Cluster, project: Project) -> None:
    rows = [{"actor": "印染", "pollutant": "COD", "mass": 300.0, "year": 2024}]
    snapshot = cluster(emission=rows)
    (loads,) = equal_standard_loads(with_standards(snapshot, ["gb3838_iii"]))
    assert (loads.standard.document, loads.total) == ("GB 3838-2002", 15.0)
    assert equal_standard_loads(snapshot)[0].total == 3.0
    add_row(project, "rule_line", {"rule": STANDARD_SET, "item": "水", "words": "gb18918_1a"})
    assert chosen_sets(project.snapshot())["water"] == "gb18918_1a"
    assert equal_standard_loads(project.snapshot())[0].total == 6.0
    with pytest.raises(UserError, match="no standard set"):
        with_standards(snapshot, ["none"])


def test_limits_of_regions_are_imported_by_region_pollutant_and_year(project: Project) -> None:
    sheet = Sheet("a.csv", "", ("区域", "污染物", "限额", "年份"), ((2, ("园区", "COD", 100, 2024)),))
    assert import_sheet(project, sheet, "limits").imported == 1
    assert import_sheet(project, sheet, "limits").skipped == 1
    limits = project.snapshot().region_limit
    assert (limits.value[0], limits.unit[0], limits.basis[0]) == (100.0, "t", "target")


def test_a_locked_year_keeps_the_thresholds_it_was_judged_by(cluster: Cluster, project: Project) -> None:
    cluster(commodity=SLUDGE, statistic=[{**WASTE, "value": 60.0}])
    id = add_row(project, "rule_line", {"rule": HAZARDOUS, "item": "key", "value": "50"})
    open_year(project, 2024)
    lock_year(project, 2024)
    set_values(project, "rule_line", {id: {"value": "90"}})
    assert not list(find_hazardous_units(inquire(project.snapshot(), 2024)))
    assert len(list(find_hazardous_units(inquire(locked_snapshot(project, 2024), 2024)))) == 1


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ({"rule": HAZARDOUS, "item": "key", "value": "50", "unit": "m3"}, "unit"),
        ({"rule": MAIN_SOURCE, "item": "fewest", "value": "5", "unit": "t"}, "unit"),
        ({"rule": TAX, "item": "low", "value": "40", "words": "most"}, "words"),
        ({"rule": TAX, "item": "low", "value": "40", "words": "²"}, "words"),
        ({"rule": TAX, "item": "low", "value": "40", "words": "7500"}, "words"),
        ({"rule": STANDARD_SET, "item": "water", "words": "nonsense"}, "words"),
        ({"rule": HAZARDOUS, "item": "key", "value": ""}, "value"),
        ({"rule": MAIN_SOURCE, "item": "fewest", "value": "", "words": "five"}, "value"),
        ({"rule": TAX, "item": "low", "value": "40", "words": "75%"}, "words"),
        ({"rule": TAX_RATE, "item": "slag", "value": "30", "unit": "yuan/t"}, "item"),
        ({"rule": TAX_RATE, "item": "water", "value": "0.0028", "unit": "kiloyuan"}, "unit"),
    ],
)
def test_a_line_that_its_rule_cannot_read_is_neither_entered_nor_imported(
    project: Project, line: dict[str, str], column: str
) -> None:
    with pytest.raises(UserError):
        add_row(project, "rule_line", line)
    sheet = Sheet("t.csv", "", tuple(line), ((2, tuple(line.values())),))
    assert [problem.column for problem in import_sheet(project, sheet, "rules").of("rejected")] == [column]


def test_a_line_is_told_in_the_unit_of_its_rule_and_completed_by_the_shipped_one(project: Project) -> None:
    add_row(project, "rule_line", {"rule": HAZARDOUS, "item": "key", "value": "50000", "unit": "kg"})
    add_row(project, "rule_line", {"rule": TAX, "item": "low", "value": "40", "unit": "%"})
    rules = rule_set(project.snapshot())
    assert (rules.line(HAZARDOUS, "key").value, rules.line(HAZARDOUS, "key").unit) == (50.0, "t")
    assert (rules.line(TAX, "low").value, rules.line(TAX, "low").words) == (40.0, ("75",))


def test_a_line_of_another_program_that_does_not_fit_is_told_and_the_shipped_one_counts(
    cluster: Cluster, project: Project
) -> None:
    cluster(emission=[{"actor": "印染", "pollutant": "COD", "mass": 300.0, "concentration": 40.0,
                       "limit_concentration": 100.0, "year": 2024}])  # fmt: skip
    with project.edit(Text("Written elsewhere")) as db:
        told = {"document": "省通知"}
        insert(db, "rule_line", [
            {"rule": HAZARDOUS, "item": "key", "value": 50000.0, "unit": "furlong", **told},
            {"rule": TAX, "item": "low", "value": 40.0, "unit": "", "words": "75%", **told},
        ])  # fmt: skip
    snapshot = project.snapshot()
    line = rule_set(snapshot).line(HAZARDOUS, "key")
    assert (line.value, line.document, line.origin) == (100.0, "HJ 1259-2022", "shipped")
    assert flag(snapshot, 2024)
    (found,) = find_unread_rules(inquire(snapshot, 2024))
    assert (found.amount, len(found.evidence)) == (2.0, 2)
    assert "the rule is told in t" in show(found.sentence, "en")
