"""The slides of a meeting pack: what stands on none of them is told on the last one of its table."""

from pathlib import Path

import pytest
from pptx import Presentation

from gis.office_slides import HEIGHT, write_slides
from gis.office_tables import MOST_ROWS, Pack, PaperTable

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
