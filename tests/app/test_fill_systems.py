"""Fields of indicator systems in a template: values, what is lacking with its holder, own lines, both languages."""

from pathlib import Path

import pytest
from docx import Document

from app.fill_fields import Filling, find_field
from app.fill_file import filled
from app.pack_order import PackOrder
from core.edits import add_row
from core.i18n import THIN
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
