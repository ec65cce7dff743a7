"""Fields of indicator systems in a template: values, what is lacking with its holder, own lines, both languages."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from app.fill_fields import Filling, find_field
from app.fill_file import filled
from app.fill_listing import field_lines
from app.fill_window import FillWindow
from app.pack_order import PackOrder
from core.edits import add_row
from core.i18n import THIN, show
from core.office_fields import parse_field
from core.project import Project
from core.records import insert
from core.text import Text
from gis.paint import measure


@pytest.fixture
def park(project: Project) -> Project:
    """A park that used 2,400 of 3,200 m3 of water again in 2026, and tells nothing of renewable energy."""
    with project.edit(Text("Enter a park")) as db:
        (region,) = insert(db, "region", [{"name": "Park"}])
        (book,) = insert(db, "source", [{"title": "Water ledger"}])
        told = {"region_id": region, "year": 2026, "unit": "m3", "unit_entered": "m3", "source_id": book}
        figures = {"water_repeated": 2400.0, "water_fresh": 800.0}
        insert(db, "statistic", [{**told, "item": i, "value": v, "value_entered": v} for i, v in figures.items()])
    add_row(project, "own_indicator", {"number": "1", "title": "Water of all sorts", "unit": "m3",
                                       "formula": "water_fresh + water_repeated"})  # fmt: skip
    return project


def shown(project: Project, written: str, language: str = "zh") -> str:
    filling = Filling(project.snapshot(), 2026, PackOrder(language), measure)
    return filling.value(parse_field(written)).words.replace(THIN, " ")


@pytest.mark.parametrize(
    ("written", "language", "words"),
    [
        ("指标：零碳.工业用水重复利用率|2026", "zh", "75 %"),
        ("indicator:zero carbon.6", "en", "75 %"),
        ("indicator:HJ274.15|Park", "en", "75 %"),
        ("指标:自有指标.Water of all sorts", "zh", "3200 m³"),
        ("指标:绿色园区.可再生能源使用比例|2026", "zh",
         "〔缺: 供电单位 2026 可再生能源使用量；各企业 2026 综合能源消费量〕"),
        ("indicator:green park.Share of renewable energy|2026", "en",
         "〔missing: Power supply company 2026 Renewable energy used; each firm 2026 Energy consumed on balance〕"),
    ],
)  # fmt: skip
def test_a_field_of_a_system_tells_its_value_or_who_holds_what_is_lacking(
    park: Project, written: str, language: str, words: str
) -> None:
    assert shown(park, written, language).replace("：", ":").replace("缺: ", "缺:").replace("缺:", "缺: ") == words


def test_the_short_name_of_the_solid_waste_line_is_known() -> None:
    known = find_field("indicator", "零碳.固废综合利用率")
    assert known is not None
    assert known.id == "zero_carbon.4"


def test_each_figure_of_a_system_refers_to_its_row_of_the_annex(park: Project, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{indicator:zero_carbon.6}} and {{indicator:zero_carbon.2}}")
    document.save(str(tmp_path / "t.docx"))
    made = filled(Filling(park.snapshot(), 2026, PackOrder("en"), measure), tmp_path / "t.docx")
    (tmp_path / "f.docx").write_bytes(made.content)
    result = Document(str(tmp_path / "f.docx"))
    text = result.paragraphs[0].text.replace(THIN, " ")
    assert text.startswith("75 %[1] and 〔missing: Power supply company 2026 Clean energy used")
    assert text.endswith("〕[2]")
    assert [cell.text for cell in result.tables[-1].rows[1].cells][3] == "Water ledger"


def filling_of(project: Project, firms: str, told: dict[str, dict[str, float]]) -> Filling:
    """A project of firms with figures of 2024 by firm and item, and an own indicator that nobody can tell."""
    with project.edit(Text("Enter firms")) as db:
        (region,) = insert(db, "region", [{"name": "Park"}])
        ids = insert(db, "actor", [{"name": name, "kind": "firm", "region_id": region} for name in firms])
        rows = [
            {"actor_id": id, "item": item, "value": value, "value_entered": value, "unit": unit, "unit_entered": unit,
             "year": 2024}
            for name, id in zip(firms, ids, strict=True)
            for item, value in told.get(name, {}).items()
            for unit in ["tce" if item.startswith("energy") else "t"]
        ]  # fmt: skip
        insert(db, "statistic", rows)
    add_row(project, "own_indicator", {"number": "1", "title": "Waste per head", "unit": "t",
                                       "formula": "waste_used / employees"})  # fmt: skip
    return Filling(project.snapshot(), 2024, PackOrder("en"), measure)


def test_a_share_of_more_than_all_and_a_sum_of_some_firms_are_marked_to_be_checked(project: Project) -> None:
    told = {name: {"energy_consumption": 100.0} for name in "ABCDEFGHI"}
    told["A"] |= {"waste_generated": 100.0, "waste_used": 150.0, "waste_used_old_stock": 0.0}
    told |= {"J": {"waste_generated": 1.0, "waste_used": 1.0, "waste_used_old_stock": 0.0}}
    for name in "BCDEFGHI":
        told[name] |= told["J"]
    filling = filling_of(project, "ABCDEFGHIJ", told)
    share, energy = (filling.value(parse_field(field)) for field in ("indicator:hj274.6", "energy.calorific"))
    assert share.words.endswith("\u3014to be checked\u3015")
    assert share.doubt is not None
    assert "A share lies between 0 and 100" in show(share.doubt, "en")
    assert energy.doubt is not None
    assert "known of 90" in show(energy.doubt, "en").replace(THIN, " ")
    assert "J" in show(energy.doubt, "en")


def test_an_own_line_that_lacks_a_figure_is_missing_and_not_unknown(project: Project) -> None:
    filling = filling_of(project, "A", {"A": {"waste_used": 150.0}})
    asked = parse_field("indicator:own.1")
    remark = filling.remark(asked, filling.value(asked))
    assert remark is not None
    assert "is missing" in show(remark, "en")
    assert "{{indicator:own.1}}" in [line.written for line in field_lines(filling)]


def test_a_file_filled_for_another_class_is_never_offered(desk: Any, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{class}}")
    document.save(str(tmp_path / "in.docx"))
    desk.bench.packs.fill()
    desk.settle()
    window = desk.window.findChild(FillWindow)
    window.kind.setCurrentIndex(window.kind.findData("internal"))
    desk.settle()
    window.take(tmp_path / "in.docx")
    window.kind.setCurrentIndex(window.kind.findData("public"))
    desk.settle()
    assert window.made is None
    assert not window.saving.isEnabled()
    assert "Choose the template again" in window.messages.label.text()
