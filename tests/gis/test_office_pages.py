"""Tables on pages, scenes as SVG, several pages as one PDF."""

import re
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication

from core.text import Quantity
from gis.exports import PaperSheet, Writing, export_sheets
from gis.office_pages import TablePage, table_pages
from gis.office_svg import svg_of
from gis.paint import measure
from gis.paper_table import MOST_ROWS, PaperTable
from gis.scene import Font, Inset, Label, Scene, Shape, Stroke, texts_of
from gis.scene import Path as Outline

PAGE = TablePage("en", "Internal", foot="Made today")


def table_of(cells: list[str]) -> PaperTable:
    rows = tuple((f"row-{number}", words) for number, words in enumerate(cells))
    return PaperTable("Findings", ("No.", "What"), rows, (1.0, 6.0))


@settings(deadline=None, max_examples=25)
@given(cells=st.lists(st.text("ab 生产网络，", max_size=400), min_size=1, max_size=60))
def test_every_row_stands_on_one_page_and_in_its_order(qt: QGuiApplication, cells: list[str]) -> None:
    pages = table_pages(table_of(cells), PAGE, measure)
    told = [text for page in pages for text in texts_of(page) if text.startswith("row-")]
    assert told == [f"row-{number}" for number in range(len(cells))]


def test_no_row_runs_over_the_foot_of_its_page(qt: QGuiApplication) -> None:
    pages = table_pages(table_of(["生产网络 " * 40] * 80), PAGE, measure)
    assert len(pages) > 1
    assert all(mark.box[3] <= PAGE.height - 5.0 for page in pages for mark in page.marks if isinstance(mark, Label))
    assert "(page 2 of" in next(iter(texts_of(pages[1])))


def test_a_long_table_says_how_many_rows_are_in_the_workbook_alone() -> None:
    long = table_of(["x"] * (MOST_ROWS + 7)).on_paper("en")
    assert len(long.rows) == MOST_ROWS
    assert long.note == "7 rows more are in the workbook."


def test_a_narrowed_table_keeps_the_columns_that_are_asked_for() -> None:
    table = PaperTable("T", ("a", "b", "c"), (("1", "2", "3"),), (1, 2, 3), values=(None, (Quantity(2.0),), None))
    assert table.narrowed((0, 2)).rows == (("1", "3"),)
    assert table.narrowed(()).headings == ("a", "b", "c")


def test_an_svg_holds_every_text_and_what_each_mark_stands_for(qt: QGuiApplication) -> None:
    inner = Scene(20, 20, (Label("网络 <&>", 5, 5, Font(8), "#000000", 10.0, target=("actor", "u1")),))
    line = Outline("MQC", np.arange(12.0).reshape(6, 2))
    outer = Scene(
        50, 40, (Shape(line, "", Stroke("#123456", 0.5, (1, 2)), ("flow", "u2")), Inset(inner, 3, 4)), "#FFFFFF"
    )
    drawn = svg_of(outer, name="map")
    assert "网络 &lt;&amp;&gt;" in drawn
    assert {'data-t="actor:u1"', 'data-t="flow:u2"'} <= set(re.findall(r'data-t="[^"]+"', drawn))
    assert 'd="M0,1Q2,3 4,5C6,7 8,9 10,11"' in drawn
    assert 'stroke-dasharray="1 2"' in drawn


def test_pages_keep_their_sizes_in_one_pdf(qt: QGuiApplication, tmp_path: Path) -> None:
    pages = [PaperSheet(Scene(width, 50.0, (), "#FFFFFF"), "") for width in (100.0, 200.0)]
    export_sheets(pages, tmp_path / "book.pdf", Writing("Book"))
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        widths = [float(page.MediaBox[2]) / 72 * 25.4 for page in pdf.pages]
    assert widths == pytest.approx([100.0, 200.0], abs=0.4)
