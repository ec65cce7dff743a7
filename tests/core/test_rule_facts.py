"""Facts besides discharges: only firms that a rule would judge are asked, each once, and each answer lets it judge."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.check_data import MISSING_POINT
from core.check_heaps import HEAP
from core.check_monitoring import MONITORING
from core.check_statutory import LISTED, PERMIT
from core.findings import CHECKS, inquire
from core.headers import table_kinds
from core.i18n import THIN, show
from core.imports import import_sheet
from core.project import Project
from core.request_books import cells_told, write_requests
from core.rule_requests import RuleNeeds, asked_by_rules, rule_needs, told_of_rules
from core.rule_titles import FORBIDDEN, HAZARDOUS, NEIGHBOURS, OVER_LIMIT, PEERS, SIXTEEN, TWO_HIGH
from core.shape_guess import likely_kind
from core.sheets import read_sheet
from core.snapshot import Snapshot
from core.system_scope import scope_of

Cluster = Callable[..., Snapshot]
OIL = {"name": "废矿物油", "code": "900-249-08"}
NEW = {"name": "印染", "started": "2024-03"}
OUTLET = {"actor": "印染", "pollutant": "cod", "outlet": "DW001", "mass": 5.0, "year": 2024, "source": "年报"}
CEMENT = {"name": "水泥厂", "industry_code": "3011"}
CASES: dict[str, tuple[dict[str, Any], str, Any]] = {
    TWO_HIGH: ({"actor": [{"name": "水泥厂"}, {"name": "小区", "kind": "residents"}]}, "industry", 3011),
    PERMIT: ({"actor": [{"name": "水泥厂", "industry_code": "3011"}, {"name": "学校"}]}, "permit class", "重点管理"),
    HAZARDOUS: (
        {"actor": [NEW], "commodity": [OIL],
         "flow": [{"sender": "印染", "receiver": "焚烧厂", "commodity": "废矿物油"}]},
        "hazardous waste",
        120,
    ),
    HEAP: (
        {"stock": [{"actor": "铝厂", "commodity": "赤泥", "year": 2024, "closing": 50.0, "source": "台账"},
                   {"actor": "砖厂", "commodity": "赤泥", "year": 2024, "closing": 0.0, "source": "台账"}]},
        "storage",
        50,
    ),
    MONITORING: ({"emission": [OUTLET]}, "permit class", "重点管理"),
    LISTED: ({"actor": [CEMENT]}, "statutory list", "环境监管重点单位名录"),
}  # fmt: skip


def facts(needs: RuleNeeds) -> dict[str, tuple[int, int, set[str]]]:
    return {one.column: (one.there, one.asked, {firm.name for firm in one.silent}) for one in needs.figures}


def uids(needs: RuleNeeds) -> dict[str, str]:
    return {firm.name: firm.uid for firm, _ in needs.by_firm}


def books(project: Project, rule: str, folder: Path, language: str) -> list[Path]:
    """The workbooks of a rule's request, without the list."""
    scope = scope_of(project.snapshot(), 2024)
    needs = rule_needs(scope, [rule])
    return write_requests(folder, [], asked_by_rules(scope, needs), language, by_rules=(scope.snapshot, needs))[1:]


def answer(project: Project, file: Path, value: object) -> None:
    """Fill in the open cells of a workbook and import it as the kind of table that it looks like."""
    book = openpyxl.load_workbook(file)
    table = book.worksheets[0]
    for row in table.iter_rows(min_row=2):
        for cell in row:
            if cell.fill.fgColor.rgb == "FFFFF7DC":
                cell.value = "填报表" if cell.column == table.max_column else value
    book.save(file)
    sheet = read_sheet(file)
    kind = likely_kind(sheet)
    assert kind in table_kinds()
    assert import_sheet(project, sheet, kind).rejected == 0


def judged(project: Project, rule: str) -> int:
    return len(list(CHECKS[rule].find(inquire(project.snapshot(), 2024))))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rule", CASES)
def test_a_filled_cell_lets_the_rule_judge_the_firm(
    project: Project, cluster: Cluster, tmp_path: Path, rule: str, language: str
) -> None:
    tables, fact, value = CASES[rule]
    cluster(source=[{"title": "台账"}, {"title": "年报"}], **tables)
    assert judged(project, rule) == 0
    scope = scope_of(project.snapshot(), 2024)
    there, asked, silent = facts(rule_needs(scope, [rule]))[fact]
    assert (there, asked, len(silent)) == (0, 1, 1)
    (file,) = books(project, rule, tmp_path / "out", language)
    answer(project, file, value)
    assert judged(project, rule) == 1
    assert facts(rule_needs(scope_of(project.snapshot(), 2024), [rule]))[fact] == (1, 1, set())


def test_the_energy_of_two_high_firms_is_asked_for_and_told_by_the_rule(
    project: Project, cluster: Cluster, tmp_path: Path
) -> None:
    cluster(actor=[{"name": "水泥厂", "industry_code": "3011"}, {"name": "食品厂", "industry_code": "1432"}])
    before = facts(rule_needs(scope_of(project.snapshot(), 2024), [TWO_HIGH]))
    assert before["energy"] == (0, 1, {"水泥厂"})
    (file,) = books(project, TWO_HIGH, tmp_path / "out", "zh")
    answer(project, file, 12000)
    told = [show(one.sentence, "en") for one in CHECKS[TWO_HIGH].find(inquire(project.snapshot(), 2024))]
    assert f"Energy consumed: 12{THIN}000 tce, told by 1 of 1." in told[0]
    assert facts(rule_needs(scope_of(project.snapshot(), 2024), [TWO_HIGH]))["energy"] == (1, 1, set())


def test_coordinates_of_a_firm_and_its_neighbour_come_back_in_one_row_each(
    project: Project, cluster: Cluster, tmp_path: Path
) -> None:
    cluster(actor=[{"name": "水泥厂", "permit_class": "key"}, {"name": "小区", "kind": "residents"},
                   {"name": "旧厂", "status": "ended"}])  # fmt: skip
    needs = rule_needs(scope_of(project.snapshot(), 2024), [NEIGHBOURS, MISSING_POINT])
    assert facts(needs)["coordinates"] == (0, 2, {"水泥厂", "小区"})
    (file,) = books(project, NEIGHBOURS, tmp_path / "out", "en")
    answer(project, file, 23.1)
    assert judged(project, NEIGHBOURS) == 1
    assert judged(project, MISSING_POINT) == 0


def test_a_firm_without_a_list_and_a_cell_left_open_are_no_listing(
    project: Project, cluster: Cluster, tmp_path: Path
) -> None:
    cluster(actor=[{"name": name, "permit_class": "key"} for name in ("甲", "乙")])
    (file,) = books(project, LISTED, tmp_path / "out", "en")
    book = openpyxl.load_workbook(file)
    for column, cell in enumerate(("甲", 2024, "Key units under supervision", "not listed"), 1):
        book.worksheets[0].cell(2, column).value = cell
    book.save(file)
    done = import_sheet(project, read_sheet(file), "registers")
    assert (done.imported, done.rejected, done.skipped) == (1, 0, 1)
    assert judged(project, LISTED) == 0
    assert facts(rule_needs(scope_of(project.snapshot(), 2024), [LISTED]))["statutory list"] == (1, 2, {"乙"})


@pytest.mark.parametrize(("column", "value"), [(3, "无"), (4, "未列入"), (3, "None"), (4, "Not on the list")])
def test_a_firm_that_is_on_no_list_by_whatever_cell_is_not_asked_again(
    project: Project, cluster: Cluster, tmp_path: Path, column: int, value: str
) -> None:
    cluster(actor=[{"name": "甲", "permit_class": "key"}])
    (file,) = books(project, LISTED, tmp_path / "out", "en")
    book = openpyxl.load_workbook(file)
    book.worksheets[0].cell(2, column).value = value
    assert [one.formula1 for one in book.worksheets[0].data_validations.dataValidation] == ['"not listed"']
    book.save(file)
    done = import_sheet(project, read_sheet(file), "registers")
    assert (done.imported, done.rejected, judged(project, LISTED)) == (1, 0, 0)
    assert facts(rule_needs(scope_of(project.snapshot(), 2024), [LISTED]))["statutory list"] == (1, 1, set())


def test_a_list_of_another_year_tells_nothing_of_this_one(project: Project, cluster: Cluster) -> None:
    cluster(actor=[{"name": name, "permit_class": "key"} for name in ("甲", "乙")],
            register=[{"actor": "甲", "list": "环境监管重点单位名录", "year": 2026},
                      {"actor": "乙", "list": "环境监管重点单位名录"}])  # fmt: skip
    assert facts(rule_needs(scope_of(project.snapshot(), 2024), [LISTED]))["statutory list"] == (1, 2, {"甲"})


def test_names_that_an_import_made_are_not_asked_for_coordinates(project: Project, cluster: Cluster) -> None:
    cluster(actor=[{"name": "甲"}, {"name": "外地买家", "unclaimed": 1}])
    needs = rule_needs(scope_of(project.snapshot(), 2024), [MISSING_POINT])
    assert facts(needs)["coordinates"] == (0, 1, {"甲"})


def test_an_office_is_asked_about_many_firms_at_once_and_each_firm_once(project: Project, cluster: Cluster) -> None:
    cluster(actor=[{"name": name} for name in ("甲", "乙")] + [{"name": "丙", "status": "ended"}])
    scope = scope_of(project.snapshot(), 2024)
    needs = rule_needs(scope, [TWO_HIGH, SIXTEEN])
    (office,) = asked_by_rules(scope, needs)
    assert (office.number, office.whom, office.count) == ("D02", "Statistics office", 2)
    assert cells_told(office, "en") == "2024: Industry code"
    assert [show(one, "en") for one in told_of_rules(needs)] == [
        "Statistics office: 0 of 2 facts about firms are told."
    ]


def test_a_heap_that_was_told_long_ago_is_asked_for_its_present_stock(project: Project, cluster: Cluster) -> None:
    cluster(stock=[{"actor": "铝厂", "commodity": "赤泥", "year": 2020, "closing": 50.0, "storage_capacity": 60.0}])
    assert facts(rule_needs(scope_of(project.snapshot(), 2024), [HEAP])) == {
        "stock": (0, 1, {"铝厂"}), "storage": (1, 1, set()),
    }  # fmt: skip
    assert facts(rule_needs(scope_of(project.snapshot(), 2021), [HEAP]))["stock"] == (1, 1, set())


def test_monitoring_is_asked_of_silent_outlets_of_key_firms_alone(project: Project, cluster: Cluster) -> None:
    key = [{"name": name, "permit_class": "key"} for name in ("印染", "造纸")]
    other = {**OUTLET, "actor": "电镀"}
    monitored = {**OUTLET, "actor": "造纸", "exceeding_days": 0.0}
    cluster(actor=[*key, {"name": "电镀", "permit_class": "registered"}], emission=[OUTLET, other, monitored])
    told = facts(rule_needs(scope_of(project.snapshot(), 2024), [MONITORING]))
    assert told["concentration"] == (0, 1, {"印染"})
    assert told["exceeding days"] == (1, 2, {"印染"})
    needs = rule_needs(scope_of(project.snapshot(), 2024), [OVER_LIMIT, MONITORING])
    reasons = {firm: needs.reasons["concentration", uid] for firm, uid in uids(needs).items()}
    assert reasons == {"印染": (OVER_LIMIT, MONITORING), "造纸": (OVER_LIMIT,), "电镀": (OVER_LIMIT,)}
    assert told["permit class"] == (3, 3, set())


def test_a_waste_that_somebody_brings_is_not_asked_of_who_hands_it_on(project: Project, cluster: Cluster) -> None:
    cluster(commodity=[OIL], flow=[
        {"sender": "印染", "receiver": "收集站", "commodity": "废矿物油"},
        {"sender": "收集站", "receiver": "焚烧厂", "commodity": "废矿物油"},
        {"sender": "铝厂", "receiver": "砖厂", "commodity": "赤泥"},
    ])  # fmt: skip
    needs = rule_needs(scope_of(project.snapshot(), 2024), [HAZARDOUS])
    assert facts(needs) == {"hazardous waste": (0, 3, {"印染"})}
    assert [blank.year for blank in needs.blanks] == [2024, 2023, 2022]  # the largest of three years counts


def test_the_output_is_asked_where_enough_like_firms_tell_a_mass(project: Project, cluster: Cluster) -> None:
    mills = [{"name": f"厂{n}", "industry_code": "1713"} for n in range(8)]
    emission = [{**OUTLET, "actor": one["name"]} for one in mills] + [{**OUTLET, "actor": "独厂"}]
    cluster(actor=[*mills, {"name": "独厂", "industry_code": "3011"}], emission=emission, source=[{"title": "年报"}],
            statistic=[{"actor": "厂0", "item": "output_value", "value": 9.0, "unit": "wan_yuan",
                        "year": 2024}])  # fmt: skip
    there, asked, silent = facts(rule_needs(scope_of(project.snapshot(), 2024), [PEERS]))["output"]
    assert (there, asked, silent) == (1, 8, {f"厂{n}" for n in range(1, 8)})


def test_a_place_without_lines_of_a_rule_asks_for_nothing(project: Project, cluster: Cluster) -> None:
    cluster(actor=[{"name": "甲", "industry_code": "3011"}, {"name": "乙"}])
    assert rule_needs(scope_of(project.snapshot(), 2024), [FORBIDDEN]).figures == ()
