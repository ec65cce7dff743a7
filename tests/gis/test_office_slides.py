"""The slides of a meeting pack: what stands on none of them is told on the last one of its table."""

import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

from gis import office_drawing
from gis.office_report import write_report
from gis.office_slides import HEIGHT, write_slides
from gis.office_tables import Pack, Picture
from gis.paper_table import MOST_ROWS, PaperTable
from gis.scene import Font, Label, Scene

MM = 36_000  # of the units of a slide


def slides_of(table: PaperTable, file: Path) -> list[list[str]]:
    """The texts of each slide of a table, those of its cells row by row; no box leaves its slide."""
    write_slides(Pack("en", "Park", "", "", "", (), (), (), (table,), ()), file)
    told = []
    for slide in list(Presentation(str(file)).slides)[1:]:
        assert all(shape.top + shape.height <= HEIGHT * MM for shape in slide.shapes)
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        told.append(texts + ["|".join(cell.text for cell in row.cells) for one in tables for row in one.rows])
    return told


def numbered(rows: int, *, leading: int = 0, note: str = "") -> PaperTable:
    """A table of numbered findings."""
    listed = tuple((str(number), f"Finding {number}") for number in range(1, rows + 1))
    return PaperTable("Findings", ("No.", "What"), listed, (10.0, 90.0), note, leading=leading)


def test_findings_that_no_slide_holds_are_counted(tmp_path: Path) -> None:
    (slide,) = slides_of(numbered(43, leading=8), tmp_path / "a.pptx")
    assert "Findings: 35 more are in the report." in slide
    assert sum("|Finding" in text for text in slide) == 8


def test_nothing_is_said_where_all_findings_stand_on_the_slide(tmp_path: Path) -> None:
    (slide,) = slides_of(numbered(8, leading=8), tmp_path / "a.pptx")
    assert not any("more" in text for text in slide)


@pytest.mark.parametrize("rows", [3, 40, MOST_ROWS + 30])
def test_a_note_stands_below_the_last_part_of_its_table(tmp_path: Path, rows: int) -> None:
    slides = slides_of(numbered(rows, note="Numbers of the network serve study."), tmp_path / "a.pptx")
    notes = [[text for text in slide if "serve study" in text] for slide in slides]
    assert all(not found for found in notes[:-1])
    assert len(notes[-1]) == 1
    assert ("30 rows more are in the workbook." in notes[-1][0]) == (rows > MOST_ROWS)
    assert sum("|Finding" in text for slide in slides for text in slide) == min(rows, MOST_ROWS)


def test_a_table_of_several_slides_leaves_no_row_alone_on_the_last_one(tmp_path: Path) -> None:
    slides = slides_of(numbered(21), tmp_path / "a.pptx")
    rows = [sum("|Finding" in text for text in slide) for slide in slides]
    assert len(rows) > 1
    assert max(rows) - min(rows) <= 1


def test_a_long_title_is_set_in_smaller_letters(tmp_path: Path) -> None:
    sizes = []
    for title in ("Park", "A park with a name that goes on and on: who gives what to whom, and what is missing (2025)"):
        write_slides(pack_of(title=title, pictures=(Picture(title, WORDS),)), tmp_path / "a.pptx")
        shown = Presentation(str(tmp_path / "a.pptx")).slides[1].shapes.title.text_frame
        sizes.append(shown.paragraphs[0].runs[0].font.size.pt)
    assert sizes == [24, 18]


WORDS = Scene(80.0, 20.0, (Label("生产网络 firm", 4.0, 10.0, Font(9.0), "#1F2A33", 30.0, halo="#FFFFFF"),), "#F7F7F3")


def pack_of(*, title: str = "Park", pictures: tuple[Picture, ...] = (), tables: tuple[PaperTable, ...] = ()) -> Pack:
    """A pack in Chinese."""
    return Pack("zh", title, "", "", "", (), (), pictures, tables, ())


@pytest.mark.parametrize(("write", "name"), [(write_slides, "a.pptx"), (write_report, "a.docx")])
def test_a_picture_of_a_document_has_a_drawing_whose_letters_are_shapes(tmp_path: Path, write: Any, name: str) -> None:
    write(pack_of(pictures=(Picture("Map", WORDS),)), tmp_path / name)
    with zipfile.ZipFile(tmp_path / name) as document:
        (drawing,) = [part for part in document.namelist() if part.endswith(".svg")]
        root = ElementTree.fromstring(document.read(drawing))
        told = "".join(document.read(part).decode() for part in document.namelist() if part.endswith((".xml", ".rels")))
    assert [one.tag for one in root.iter() if one.tag.endswith("}text")] == []
    assert len([one for one in root.iter() if one.tag.endswith("}path")]) == 2  # halo and letters
    assert "svgBlip" in told
    assert f"media/{Path(drawing).name}" in told
    assert 'ContentType="image/svg+xml"' in told


def test_a_drawing_too_large_for_a_document_stays_out_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_drawing, "LARGEST", 100)
    write_slides(pack_of(pictures=(Picture("Map", WORDS),)), tmp_path / "a.pptx")
    with zipfile.ZipFile(tmp_path / "a.pptx") as document:
        assert [part for part in document.namelist() if "media" in part] == ["ppt/media/image1.png"]


def test_chinese_is_tagged_as_that_of_the_mainland(tmp_path: Path) -> None:
    write_report(pack_of(tables=(numbered(3),)), tmp_path / "a.docx")
    write_slides(pack_of(tables=(numbered(3),)), tmp_path / "a.pptx")
    languages = [
        one.get(qn("w:eastAsia")) for one in Document(str(tmp_path / "a.docx")).styles.element.iter(qn("w:lang"))
    ]
    assert set(languages) == {"zh-CN"}
    run = Presentation(str(tmp_path / "a.pptx")).slides[1].shapes.title.text_frame.paragraphs[0].runs[0]
    assert run._r.rPr.get("lang") == "zh-CN"


def test_a_note_stays_on_the_page_of_its_table_and_a_heading_on_that_of_its_rows(tmp_path: Path) -> None:
    write_report(pack_of(tables=(numbered(3, note="Numbers serve study."),)), tmp_path / "a.docx")
    (table,) = Document(str(tmp_path / "a.docx")).tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert kept == [True, None, None, True]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
