"""Units that people typed are shown as the program writes them; what it does not know is told and shown as typed."""

import pytest

from core.edits import add_row
from core.i18n import LANGUAGES, translate, unit_words
from core.imports import import_sheet
from core.indicator_own import known_quantities, systems_of
from core.indicator_systems import systems
from core.project import Project
from core.sheets import make_sheet
from core.unit_writing import unit_doubt, written_unit


@pytest.mark.parametrize(
    ("typed", "english", "chinese"),
    [
        ("吨", "t", "t"),
        ("10,000 CNY", "×10⁴ yuan", "万元"),
        ("万元", "×10⁴ yuan", "万元"),
        ("吨/万元", "t/10⁴ yuan", "t/万元"),
        ("t/万元", "t/10⁴ yuan", "t/万元"),
        ("GJ/万元", "GJ/10⁴ yuan", "GJ/万元"),
        ("吨/人", "t/person", "t/人"),
        ("立方米", "m³", "m³"),
        ("百分之", "%", "%"),
        ("t/a", "t", "t"),
        ("人次", "visits", "人次"),
        ("万元/人次", "×10⁴ yuan/visit", "万元/人次"),
        ("吨/户", "t/household", "t/户"),
        ("亩", "mu", "亩"),
        ("万元/亩", "×10⁴ yuan/mu", "万元/亩"),
        ("公顷", "ha", "公顷"),
        ("吨/公顷", "t/ha", "t/公顷"),
        ("平方公里", "km²", "平方公里"),
        ("平方米", "m²", "m²"),
        ("斤", "jin", "斤"),
        ("℃", "℃", "℃"),
        ("摄氏度", "℃", "℃"),
        ("‰", "‰", "‰"),
        ("tCO2", "t CO₂", "吨二氧化碳"),
        ("吨二氧化碳/万元", "t CO₂/10⁴ yuan", "吨二氧化碳/万元"),
        ("t CO2e", "t CO₂e", "吨二氧化碳当量"),
        ("分贝", "dB", "分贝"),
        ("小时", "hours", "小时"),
        ("百分点", "percentage points", "个百分点"),
        ("家", "家", "家"),
        ("t/d", "t/d", "t/d"),
        ("万吨", "万吨", "万吨"),
        ("三轮车", "三轮车", "三轮车"),
        ("", "", ""),
    ],
)
def test_a_typed_unit_is_written_in_one_way(typed: str, english: str, chinese: str) -> None:
    assert unit_words(written_unit(typed), "en") == english
    assert unit_words(written_unit(typed), "zh") == chinese


@pytest.mark.parametrize(
    ("typed", "known"),
    [("三轮车", False), ("t/foo", False), ("家", True), ("t/d", True), ("", True), ("tCO2/万元", True), ("小时", True)],
)
def test_a_unit_that_nobody_knows_is_doubted(typed: str, known: bool) -> None:
    assert (unit_doubt(typed) is None) == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_units_of_documents_are_told_as_the_documents_write_them(language: str) -> None:
    units = {line.unit for system in systems().values() for line in system.lines}
    assert {unit_words(unit, language) for unit in units} == {translate(unit, language) for unit in units}
    assert unit_words("yuan/t", language) == {"en": "yuan/t", "zh": "元/t"}[language]


def test_an_own_indicator_typed_in_ten_thousand_yuan_is_told_as_the_standards_are(project: Project) -> None:
    add_row(project, "own_quantity", {"name": "fees", "unit": "万元", "reads": "statistics", "item": "output_value"})
    add_row(project, "own_indicator", {"number": "1", "title": "Fees", "unit": "10000 CNY", "formula": "fees"})
    snapshot = project.snapshot()
    assert known_quantities(snapshot)["fees"].unit == "wan_yuan"
    assert systems_of(snapshot)["own"].lines[0].unit == "×10⁴ yuan"


def test_an_unknown_unit_of_an_imported_indicator_is_told_and_kept(project: Project) -> None:
    rows = [(1, ("number", "unit", "formula")), (2, ("1", "barrows", "output_value"))]
    (problem,) = import_sheet(project, make_sheet("t.csv", "", rows), "indicators").problems
    assert (problem.column, problem.outcome) == ("unit", "taken")
    assert list(project.snapshot().own_indicator.unit) == ["barrows"]
