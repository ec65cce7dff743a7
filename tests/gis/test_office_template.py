"""What is refused in a user's template, and what an Excel file loses or keeps when it is filled."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from docx import Document
from openpyxl.cell.rich_text import TextBlock
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from PIL import Image as Pixels

from core.errors import UserError
from core.i18n import show
from gis.office_template import Annex, FieldValue, check_template, filled
from gis.paper_table import MOST_ROWS, PaperTable

NO_ANNEX = Annex("", (), ())
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ANCHOR = (
    "<twoCellAnchor><from><col>1</col><colOff>0</colOff><row>9</row><rowOff>0</rowOff></from>"
    "<to><col>3</col><colOff>0</colOff><row>12</row><rowOff>0</rowOff></to>{0}<clientData/></twoCellAnchor>"
)
SHAPE = (
    '<sp macro="" textlink=""><nvSpPr><cNvPr id="7" name="Box"/><cNvSpPr txBox="1"/></nvSpPr><spPr>'
    '<a:prstGeom xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" prst="rect"/></spPr></sp>'
)
GROUP = (
    '<grpSp><nvGrpSpPr><cNvPr id="8" name="Group"/><cNvGrpSpPr/></nvGrpSpPr><grpSpPr/>' + SHAPE
    + '<pic><nvPicPr><cNvPr id="9" name="Logo"/><cNvPicPr/></nvPicPr><blipFill/><spPr/></pic></grpSp>'
)  # fmt: skip
STRANGE = "<sp><nvSpPr/><spPr/></sp>"  # without the name that a shape must have


def with_part(file: Path, part: str, content: str) -> Path:
    """A file with one part more, or with another one in the place of its own."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | {part: content.encode()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file


def word_file(folder: Path, relations: str) -> Path:
    """A Word file whose settings have these relations."""
    file = folder / "in.docx"
    Document().save(str(file))
    return with_part(file, "word/_rels/settings.xml.rels", relations)


@pytest.mark.parametrize(
    "relation",
    [
        '<Relationship TargetMode="External" Type="{0}/attachedTemplate" Id="a" Target="http://a.example/t.dotm"/>',
        "<Relationship Type='{0}/attachedTemplate' Id='a' Target='http://a.example/t.dotm' TargetMode='External'/>",
        '<r:Relationship xmlns:r="urn:r"\n TargetMode="External" Id="a" Type="{0}/image" Target="http://a.example/i"/>',
        '<Relationship TargetMode="&#69;xternal" Id="a" Type="{0}/video" Target="http://a.example/v"/>',
    ],
)
def test_a_part_from_elsewhere_is_refused_however_its_relation_is_written(tmp_path: Path, relation: str) -> None:
    file = word_file(tmp_path, f"<Relationships>{relation.format(RELATIONS)}</Relationships>")
    with pytest.raises(UserError, match="another place"):
        check_template(file)


def test_a_link_that_the_reader_clicks_is_no_part_from_elsewhere(tmp_path: Path) -> None:
    link = f'<Relationship TargetMode="External" Type="{RELATIONS}/hyperlink" Id="a" Target="http://a.example"/>'
    check_template(word_file(tmp_path, f"<Relationships>{link}</Relationships>"))


def test_relations_that_are_no_xml_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not what its ending says"):
        check_template(word_file(tmp_path, "<Relationships><Relationship"))


def drawn_book(folder: Path, *shapes: str) -> Path:
    """A workbook with a field, a chart, a picture, and these shapes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "{{name}}"
    for row in range(2, 6):
        sheet.cell(row, 2).value = row * row
    chart, red = BarChart(), BytesIO()
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=5))
    sheet.add_chart(chart, "D2")
    Pixels.new("RGB", (20, 20), "red").save(red, "PNG")
    sheet.add_image(Image(red), "D20")
    file = folder / "in.xlsx"
    book.save(file)
    anchored = "".join(ANCHOR.format(shape) for shape in shapes)
    with zipfile.ZipFile(file) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    return with_part(file, "xl/drawings/drawing1.xml", drawing.replace("</wsDr>", f"{anchored}</wsDr>"))


def test_what_a_filled_workbook_loses_is_counted_by_kind(tmp_path: Path) -> None:
    file = drawn_book(tmp_path, SHAPE, GROUP)
    written, lacking = filled(file, {"name": FieldValue("Park")}, NO_ANNEX)
    (tmp_path / "out.xlsx").write_bytes(written)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert [drawing.count(f"<{tag}>") for tag in ("graphicFrame", "pic", "sp")] == [1, 1, 0]
    assert [show(text, "en") for text in lacking] == [
        "1 picture of in.xlsx is not in the filled file.",
        "2 shapes and text boxes of in.xlsx are not in the filled file.",
        "Copy them from the template into the filled file by hand.",
        "1 chart is drawn anew in the filled file: compare it with in.xlsx.",
    ]


def test_charts_and_pictures_that_a_strange_shape_takes_along_are_counted_too(tmp_path: Path) -> None:
    _, lacking = filled(drawn_book(tmp_path, STRANGE), {"name": FieldValue("Park")}, NO_ANNEX)
    assert [text.values["n"] for text in lacking if "n" in text.values] == [1, 1, 1]
    assert not any("drawn anew" in show(text, "en") for text in lacking)


def test_a_form_control_is_counted_once_though_it_has_a_shape(tmp_path: Path) -> None:
    file = with_part(drawn_book(tmp_path, SHAPE), "xl/ctrlProps/ctrlProp1.xml", "<formControlPr objectType='Button'/>")
    _, lacking = filled(file, {"name": FieldValue("Park")}, NO_ANNEX)
    assert show(lacking[0], "en") == "1 form control of in.xlsx is not in the filled file."
    assert not any("shape" in show(text, "en") for text in lacking)


def test_a_workbook_of_cells_alone_loses_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "{{name}}"
    book.save(tmp_path / "in.xlsx")
    assert filled(tmp_path / "in.xlsx", {"name": FieldValue("Park")}, NO_ANNEX)[1] == []


def test_a_title_that_begins_like_a_formula_stays_words_in_the_annex(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "{{name}}"
    book.save(tmp_path / "in.xlsx")
    title = '=HYPERLINK("http://a.example","report")'
    annex = Annex("Annex: sources", ("No.", "Field", "Value", "Documents"), (("1", "name", "=1+1", title),))
    written, _ = filled(tmp_path / "in.xlsx", {"name": FieldValue("=2+2")}, annex)
    out = openpyxl.load_workbook(BytesIO(written))
    cells = [out.worksheets[0]["A1"], *out.worksheets[1][2]]
    assert [cell.value for cell in cells] == ["=2+2", "1", "name", "=1+1", title]
    assert {cell.data_type for cell in cells} == {"s"}


def test_what_lies_beside_the_cells_is_told_by_sheet_and_name(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "in.xlsx")
    sheet = book.add_worksheet("Sum")
    sheet.write("A1", "{{name}}")
    sheet.add_sparkline("D2", {"range": "Sum!A2:C2"})
    sheet.conditional_format("A2:C2", {"type": "data_bar", "data_bar_2010": True})
    sheet.write_dynamic_array_formula("F1:F3", "=SORT(A2:A4)")
    book.close()
    slicer = '<slicers xmlns="urn:s"><slicer name="s1" caption="Region"/></slicers>'
    file = with_part(tmp_path / "in.xlsx", "xl/slicers/slicer1.xml", slicer)
    _, lacking = filled(file, {"name": FieldValue("Park")}, NO_ANNEX)
    assert [show(text, "en") for text in lacking] == [
        "Slicers of in.xlsx are not in the filled file: Region.",
        "Sparklines of in.xlsx are not in the filled file: Sum (1).",
        "Conditional formats of newer kinds of in.xlsx are not in the filled file: Sum (1).",
        "Formulas that spill over several cells of in.xlsx are not in the filled file: Sum (1).",
    ]


def test_letters_of_several_looks_in_a_cell_stay_and_their_fields_are_filled(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "in.xlsx")
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    sheet.write_rich_string("A1", "plain ", bold, "bold", " end")
    sheet.write_rich_string("A2", "of ", bold, "{{na", "me}}")
    book.close()
    written, _ = filled(tmp_path / "in.xlsx", {"name": FieldValue("Park")}, NO_ANNEX)
    cells = openpyxl.load_workbook(BytesIO(written), rich_text=True).active
    assert cells["A2"].value == "of Park"
    assert [part.font.b for part in cells["A1"].value if isinstance(part, TextBlock)] == [True, False]


def test_a_table_without_room_is_told_with_its_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "{{table:links}}", "in the way"
    book.save(tmp_path / "in.xlsx")
    table = PaperTable("Links", ("From", "To"), (("a", "b"),), (1.0, 1.0))
    _, told = filled(tmp_path / "in.xlsx", {"table:links": FieldValue("no room", table=table)}, NO_ANNEX)
    assert [show(text, "en") for text in told] == [
        "{{table:links}} is missing at A1 of Sheet: the 2 rows of Links from there on are not all empty. Put it below "
        "everything else, or on a sheet of its own."
    ]


def test_rows_of_a_long_table_that_a_document_leaves_out_are_counted(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{table:links}}")
    document.save(str(tmp_path / "in.docx"))
    table = PaperTable("Links", ("From",), tuple((str(row),) for row in range(MOST_ROWS + 7)), (1.0,))
    written, told = filled(tmp_path / "in.docx", {"table:links": FieldValue("", table=table)}, NO_ANNEX)
    assert len(Document(BytesIO(written)).tables[0].rows) == 1 + MOST_ROWS
    assert "7 are left out" in show(told[0], "en")


def test_braces_that_make_no_field_are_told_with_their_words(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("In {{year of {name}}")
    document.save(str(tmp_path / "in.docx"))
    book = openpyxl.Workbook()
    book.active["A1"] = "{{open"
    book.save(tmp_path / "in.xlsx")
    for file, words in (("in.docx", "In {{year of {name}}"), ("in.xlsx", "{{open")):
        _, told = filled(tmp_path / file, {}, NO_ANNEX)
        assert show(told[0], "en").startswith(f"Braces that make no field stand in: {words}.")


def test_of_lone_braces_the_words_of_the_template_are_quoted_where_they_stand(tmp_path: Path) -> None:
    whole = f"{'Water of the year ' * 6}{{{{year}}}} in {{{{region and {'of its firms ' * 9}{{{{water}}}}"
    document, book = Document(), openpyxl.Workbook()
    document.add_paragraph(whole)
    document.save(str(tmp_path / "in.docx"))
    book.active["A1"] = whole
    book.save(tmp_path / "in.xlsx")
    values = {"year": FieldValue("2025}}"), "water": FieldValue("5 t")}
    for file in ("in.docx", "in.xlsx"):
        (told,) = (show(text, "en") for text in filled(tmp_path / file, values, NO_ANNEX)[1])
        assert "{{year}} in {{region and of its firms" in told
        assert told.startswith("Braces that make no field stand in: \u2026 ")
        assert "2025" not in told


def test_a_value_with_braces_makes_no_template_wrong(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("In {{year}}")
    document.save(str(tmp_path / "in.docx"))
    assert filled(tmp_path / "in.docx", {"year": FieldValue("{{2025")}, NO_ANNEX)[1] == []
