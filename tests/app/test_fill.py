"""A user's own template: fields over runs, marks for what is missing, an annex of sources, and what is refused."""

import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication

from app.__main__ import main
from app.fill_fields import find_field, known_fields
from app.fill_values import map_picture
from app.fill_window import FillWindow
from app.pack_content import material_of
from app.pack_order import PackOrder
from core.analysis import analyse
from core.i18n import LANGUAGES
from core.office_fields import Field, nearest_names, parse_field
from core.project import Project
from gis.office_template import Annex, FieldValue, filled
from gis.office_template_words import fields_in
from gis.paint import measure
from gis.scene import texts_of

NO_ANNEX = Annex("", (), ())


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The teaching park."""
    file = tmp_path_factory.mktemp("fill") / "park.gpkg"
    assert main(["new", str(file), "--sample", "teaching", "--language", "zh"]) == 0
    return file


def template(file: Path, *parts: str) -> Path:
    """A Word file whose one paragraph has these runs."""
    document = Document()
    line = document.add_paragraph()
    for part in parts:
        line.add_run(part)
    document.save(str(file))
    return file


def findings_of(park: Path) -> int:
    """How many findings there are in the latest year."""
    with Project.open(park, read_only=True) as project:
        return len(analyse(project.snapshot()).findings)


def text_of(file: Path) -> str:
    return "\n".join(line.text for line in Document(str(file)).paragraphs)


def test_fields_that_lie_over_several_runs_are_filled(park: Path, tmp_path: Path) -> None:
    file = template(tmp_path / "in.docx", "In {{ye", "ar}} of {{", "project", "}}: {{connec", "tance|20", "25}}")
    assert main(["fill", str(park), str(file), str(tmp_path / "out.docx"), "--language", "en"]) == 0
    assert text_of(tmp_path / "out.docx").startswith("In 2025 of Teaching park (invented data): 0.0266272")


@settings(deadline=None, max_examples=30)
@given(cuts=st.lists(st.integers(0, 40), max_size=8))
def test_a_field_is_found_however_its_text_is_divided(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    text = "before {{alpha|2025}} between {{beta}} after"
    places = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    parts = [text[a:b] for a, b in pairwise(places)]
    file = template(tmp_path_factory.mktemp("runs") / "t.docx", *parts)
    assert fields_in(file) == ["alpha|2025", "beta"]
    values = {"alpha|2025": FieldValue("1.5 t", 1.5, "t"), "beta": FieldValue("〔missing: beta〕", missing=True)}
    (file.parent / "o.docx").write_bytes(filled(file, values, NO_ANNEX)[0])
    assert text_of(file.parent / "o.docx") == "before 1.5 t between 〔missing: beta〕 after"


def test_what_is_not_known_is_marked_and_its_nearest_names_are_told(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = template(tmp_path / "in.docx", "{{conectance}} {{finn_cycling_index}} {{connectance|1850}}")
    assert main(["fill", str(park), str(file), str(tmp_path / "out.docx"), "--language", "zh"]) == 0
    told = text_of(tmp_path / "out.docx")
    assert told.count("〔缺：") == 3
    assert "connectance" in capsys.readouterr().err


def test_a_unit_in_a_field_chooses_the_links_of_a_network_number(park: Path, tmp_path: Path) -> None:
    file = template(tmp_path / "in.docx", "{{finn_cycling_index|2025|t}}")
    assert main(["fill", str(park), str(file), str(tmp_path / "out.docx"), "--language", "en"]) == 0
    first = Document(str(tmp_path / "out.docx")).paragraphs[0]
    assert 0 < float(first.text.removesuffix("〔to be checked〕")) < 1


def test_each_figure_has_its_documents_in_the_annex(park: Path, tmp_path: Path) -> None:
    file = template(tmp_path / "in.docx", "{{solid_waste.generated|2025}}")
    assert main(["fill", str(park), str(file), str(tmp_path / "out.docx"), "--language", "zh"]) == 0
    table = Document(str(tmp_path / "out.docx")).tables[-1]
    row = [cell.text for cell in table.rows[1].cells]
    assert row[1] == "solid_waste.generated|2025"
    assert "教学园区企业年度申报" in row[3]


def test_pictures_and_tables_have_their_documents_in_the_annex(park: Path, tmp_path: Path) -> None:
    file = template(tmp_path / "in.docx", "{{map:map}} {{table:accounts}} {{year}}")
    assert main(["fill", str(park), str(file), str(tmp_path / "out.docx"), "--language", "en"]) == 0
    rows = [[cell.text for cell in row.cells] for row in Document(str(tmp_path / "out.docx")).tables[-1].rows[1:]]
    assert [row[1:3] for row in rows] == [["map:map", "a picture"], ["table:accounts", "Accounts of regions"]]
    assert all("Yearly returns of the firms of the teaching park (2025" in row[3] for row in rows)


def test_pictures_and_tables_stand_where_their_fields_stood(park: Path, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{map:map}}")
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "{{map:material flows}}"
    document.add_paragraph("List: {{table:findings}}")
    document.add_paragraph("The end")
    document.sections[0].header.paragraphs[0].text = "{{project}}"
    document.save(str(tmp_path / "in.docx"))
    assert main(["fill", str(park), str(tmp_path / "in.docx"), str(tmp_path / "out.docx"), "--language", "en"]) == 0
    filled_in = Document(str(tmp_path / "out.docx"))
    assert len(filled_in.inline_shapes) == 2
    assert filled_in.sections[0].header.paragraphs[0].text == "Teaching park (invented data)"
    body = [child.tag.rpartition("}")[2] for child in filled_in.element.body]
    texts = [Paragraph(child, filled_in._body).text for child in filled_in.element.body if child.tag.endswith("}p")]
    assert body[:5] == ["p", "tbl", "p", "tbl", "p"]
    assert texts[1:3] == ["List: ", "The end"]
    assert len(filled_in.tables[1].rows) == 1 + findings_of(park)


def test_a_cell_that_is_one_field_gets_its_number_and_a_formula_stays(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["C1"] = "{{water.fresh}}", "about {{connectance}}", "=A1*2"
    sheet["A3"], sheet["A5"], sheet["E8"] = "{{table:accounts}}", "in the way", "{{table:accounts}}"
    book.save(tmp_path / "in.xlsx")
    assert main(["fill", str(park), str(tmp_path / "in.xlsx"), str(tmp_path / "out.xlsx"), "--language", "en"]) == 0
    assert "3 fields, 1 missing" in capsys.readouterr().out
    out = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert out["A1"].value == pytest.approx(718_856_490.0)
    assert out["B1"].value == "about 0.0266272"
    assert out["C1"].value == "=A1*2"
    assert "no empty cells" in out["A3"].value
    assert [out["E8"].value, out["A5"].value] == ["Region", "in the way"]


WITHHELD = ("connectance|2025", "solid_waste.generated", "table:indicators", "table:accounts", "table:firms")


def test_a_public_document_holds_no_figure_that_rests_on_what_firms_declared(park: Path, tmp_path: Path) -> None:
    file = template(tmp_path / "in.docx", " ".join(f"{{{{{name}}}}}" for name in (*WITHHELD, "year")))
    out = tmp_path / "out.docx"
    assert main(["fill", str(park), str(file), str(out), "--class", "public", "--language", "en"]) == 0
    told = Document(str(out)).paragraphs[0].text
    assert told.count("left out of a public document") == len(WITHHELD)
    assert told.endswith(" 2025")
    assert len(Document(str(out)).tables) == 1  # the annex
    rows = [[cell.text for cell in row.cells] for row in Document(str(out)).tables[0].rows[1:]]
    assert all("left out of a public document" in row[2] for row in rows)


def test_the_picture_of_a_map_bears_its_class_and_review_number(park: Path) -> None:
    with Project.open(park, read_only=True) as project:
        snapshot = project.snapshot()
    order = PackOrder("en", "public", approval="GS 77")
    drawn = map_picture(material_of(snapshot, analyse(snapshot), order), measure)
    assert any(text.startswith("Public") and "GS 77" in text for text in texts_of(drawn))


@pytest.mark.parametrize("name", ["a.docm", "a.xlsm", "a.txt", "a.docx"])
def test_what_is_no_plain_template_is_refused_in_a_sentence(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 no archive")
    assert main(["fill", str(park), str(tmp_path / name), str(tmp_path / "o.docx"), "--language", "en"]) == 1
    told = capsys.readouterr().err
    assert name in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("part", "content", "told"),
    [
        ("word/vbaProject.bin", b"x", "macros"),
        ("word/swollen.xml", b"<a>" + b" " * 30_000_000, "far more"),
        (
            "word/_rels/settings.xml.rels",
            b'<R><Relationship Type="x/attachedTemplate" Target="x" TargetMode="External"/></R>',
            "another place",
        ),
    ],
)
def test_macros_bombs_and_parts_from_elsewhere_are_refused(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str, content: bytes, told: str
) -> None:
    file = template(tmp_path / "in.docx", "{{year}}")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, content)
    assert main(["fill", str(park), str(file), str(tmp_path / "o.docx"), "--language", "en"]) == 1
    assert told in capsys.readouterr().err


def test_the_template_stays_and_the_filled_file_needs_its_ending(park: Path, tmp_path: Path) -> None:
    file = template(tmp_path / "in.docx", "{{year}}")
    before = file.read_bytes()
    assert main(["fill", str(park), str(file), str(file)]) == 1
    assert main(["fill", str(park), str(file), str(tmp_path / "o.xlsx")]) == 1
    assert file.read_bytes() == before


def test_fields_are_read_with_chinese_marks_too() -> None:
    assert parse_field("map：地图") == Field("map：地图", "map", "地图", None)
    assert parse_field("连接度｜2025") == Field("连接度｜2025", "", "连接度", 2025)
    assert nearest_names("conectance", ["connectance", "cyclicity"]) == ["connectance"]


def test_each_missing_field_is_named_with_its_reason_or_the_nearest(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("findings", "finn_cycling_index", "water.fresh|1850", "water.fresh|kg of hens", "solid_waste.handed_over")
    file = template(tmp_path / "in.docx", " ".join(f"{{{{{name}}}}}" for name in asked))
    assert main(["fill", str(park), str(file), str(tmp_path / "out.docx"), "--language", "en"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[:5] == [
        "{{findings}} is not known; nearest are {{table:findings}}, {{table:indicators}}.",
        "{{finn_cycling_index}} is missing. The links hold several units (GJ, m3, t), which cannot be added; "
        "choose one of them.",
        "{{water.fresh|1850}} is missing. The project has no figures of 1850; its years go from 2006 to 2025.",
        "{{water.fresh|kg of hens}} is missing. kg of hens is neither a year, a region nor a unit.",
        "{{solid_waste.handed_over}} is missing. Nobody states it for Teaching park.",
    ]


def test_a_term_is_told_of_a_region_or_in_another_unit(park: Path, tmp_path: Path) -> None:
    file = template(tmp_path / "in.docx", "{{产生量|万吨}}; {{产生量|北片区}}; {{固体废物.产生量}}")
    assert main(["fill", str(park), str(file), str(tmp_path / "out.docx"), "--language", "zh"]) == 0
    told = text_of(tmp_path / "out.docx").splitlines()[0].replace("\u00a0", "")
    assert told == "216.902 万吨; 733866 t; 2169018 t"


def test_a_field_of_the_whole_asks_which_of_several_regions_is_meant(tmp_path: Path) -> None:
    file, tables = tmp_path / "two.gpkg", tmp_path / "statistics.csv"
    rows = ["north,waste_generated,5,t,2024,book", "south,waste_generated,7,t,2024,book"]
    tables.write_text("\n".join(["region,item,value,unit,year,source", *rows]), encoding="utf-8")
    regions = tmp_path / "regions.csv"
    regions.write_text("name\nnorth\nsouth\n", encoding="utf-8")
    assert main(["new", str(file)]) == 0
    assert main(["import", str(file), str(regions), "--as", "regions"]) == 0
    assert main(["import", str(file), str(tables), "--as", "statistics"]) == 0
    asked = template(tmp_path / "in.docx", "{{solid_waste.generated}} {{solid_waste.generated|south}}")
    assert main(["fill", str(file), str(asked), str(tmp_path / "out.docx"), "--language", "en"]) == 0
    told = text_of(tmp_path / "out.docx").splitlines()[0]
    assert "name one of north, south behind a bar" in told
    assert told.endswith("7 t")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_listed_field_is_known_by_the_name_it_is_listed_with(language: str) -> None:
    for known in known_fields():
        asked = parse_field(known.written(language))
        assert find_field(asked.kind, asked.name) is known


def test_all_fields_are_listed_with_their_values(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fill", str(park), "--fields", "--language", "zh"]) == 0
    told = capsys.readouterr().out
    assert "  {{连接度}}  连接度（链接数 ÷ 主体数²） = 0.0266272\n" in told
    assert f"  {{{{表格:问题线索}}}}  问题线索 = {findings_of(park)} 行\n" in told
    assert main(["fill", str(park), "--fields", "--json", "--language", "en"]) == 0
    records = {record["field"]: record for record in json.loads(capsys.readouterr().out)}
    assert records["solid_waste.generated"]["value"] == pytest.approx(2_169_017.6)
    assert records["network.finn_cycling_index"]["missing"]


def test_without_a_template_the_list_of_fields_is_offered(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fill", str(park), "--language", "en"]) == 1
    assert "--fields" in capsys.readouterr().err


def test_the_window_lists_fields_and_tells_what_is_missing_before_it_saves(desk: Any, tmp_path: Path) -> None:
    file = template(tmp_path / "in.docx", "{{project}}, {{nobody knows}}")
    desk.bench.packs.fill()
    desk.settle()
    window = desk.window.findChild(FillWindow)
    assert window.panel.model.rowCount() == len(known_fields())
    window.panel.mark(frozenset(["{{connectance}}"]))
    window.copy()
    assert QGuiApplication.clipboard().text() == "{{connectance}}"
    window.take(file)
    desk.settle()
    assert "{{nobody knows}} is not known" in window.told.toPlainText()
    assert not (tmp_path / "out.docx").exists()
    window.save_to(tmp_path / "out.docx")
    assert "missing: nobody knows" in text_of(tmp_path / "out.docx")
    assert "1 missing" in window.messages.label.text()


def test_a_figure_that_a_slip_of_units_touches_is_marked_in_text_and_annex(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = template(tmp_path / "in.docx", "{{新鲜水量}} {{connectance}}"), tmp_path / "out.docx"
    assert main(["fill", str(park), str(file), str(out), "--language", "zh"]) == 0
    assert "共 2 个字段，缺 0 个，待核实 1 个" in capsys.readouterr().out
    assert "m³〔待核实〕 0.0266272" in text_of(out)
    (water, structure) = Document(str(out)).tables[0].rows[1:]
    assert "含待核实数据（1 条线索）：啤酒厂" in water.cells[3].text
    assert "待核实" not in structure.cells[3].text


def test_a_number_cell_to_be_checked_shows_it_behind_the_number(park: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "{{新鲜水量}}"
    book.save(tmp_path / "in.xlsx")
    assert main(["fill", str(park), str(tmp_path / "in.xlsx"), str(tmp_path / "out.xlsx"), "--language", "zh"]) == 0
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]["A1"]
    assert cell.value == 718_856_490
    assert cell.number_format.endswith('"〔待核实〕"')


def test_the_list_of_fields_says_which_are_to_be_checked(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fill", str(park), "--fields", "--json", "--language", "en"]) == 0
    told = {line["field"]: line["to_check"] for line in json.loads(capsys.readouterr().out)}
    assert "about a thousand times" in told["water.fresh"]
    assert told["network.connectance"] is None


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("carbon.total|abc", "abc is neither a year, a region nor a unit."),
        ("energy.calorific|20244", "20244 is neither a year, a region nor a unit."),
        ("connectance|二〇二四", "二〇二四 is neither a year, a region nor a unit."),
        ("connectance|2024|waste", "waste is neither a year, a region nor a unit."),
        ("carbon.total|北片区", "It is told of the whole cluster alone, not of 北片区."),
        ("carbon.total|West district", "It is told of the whole cluster alone, not of West district."),
        ("carbon.total|GJ", "It is told in t and cannot be told in GJ."),
        ("table:findings|kt", "Only a year can stand behind its bar, and kt is none."),
        ("solid_waste.generated|kt|t", "t is one word too many; one unit and one region can be asked for."),
        ("connectance|2024|2023", "2023 is neither a year, a region nor a unit."),
    ],
)
def test_a_word_behind_a_bar_that_cannot_be_told_puts_no_figure_in_its_place(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str, reason: str
) -> None:
    file, out = template(tmp_path / "t.docx", f"{{{{{field}}}}}"), tmp_path / "out.docx"
    assert main(["fill", str(park), str(file), str(out), "--language", "en"]) == 0
    told = capsys.readouterr()
    assert f"{{{{{field}}}}} is missing. {reason}" in told.err
    assert "1 fields, 1 missing" in told.out
    assert text_of(out).splitlines()[0].startswith("〔missing: ")


def filled_texts(park: Path, tmp_path: Path, language: str, *fields: str) -> list[str]:
    """What stands for some fields, each in a paragraph's words of its own."""
    file, out = template(tmp_path / "t.docx", " / ".join(f"{{{{{field}}}}}" for field in fields)), tmp_path / "o.docx"
    assert main(["fill", str(park), str(file), str(out), "--language", language, "--replace"]) == 0
    return text_of(out).splitlines()[0].split(" / ")


def test_a_year_with_its_character_and_a_unit_of_the_same_kind_are_understood(park: Path, tmp_path: Path) -> None:
    plain, headed = filled_texts(park, tmp_path, "zh", "connectance|2024", "connectance|2024年")
    assert plain == headed
    assert "缺" not in plain
    tonnes, kilotonnes = filled_texts(park, tmp_path, "en", "carbon.total|t", "carbon.total|kt")
    assert " kt" in kilotonnes
    assert number_of(tonnes) == pytest.approx(1000 * number_of(kilotonnes), rel=1e-3)


def number_of(shown: str) -> float:
    """The number that a figure begins with."""
    return float("".join(letter for letter in shown.partition("±")[0] if letter in "0123456789.-"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_region_may_be_called_by_either_of_its_names(park: Path, tmp_path: Path, language: str) -> None:
    names = ("北片区", "North district")
    one, other = filled_texts(park, tmp_path, language, *(f"solid_waste.generated|{name}" for name in names))
    assert one == other
    assert "〔" not in one.removesuffix("〔to be checked〕").removesuffix("〔待核〕")


def test_a_template_without_any_field_is_told_so(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = template(tmp_path / "t.docx", "no braces here")
    assert main(["fill", str(park), str(file), str(tmp_path / "out.docx"), "--language", "en"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "t.docx holds no field, so nothing was filled in.",
        "fill PROJECT --fields lists every field with its value.",
    ]
