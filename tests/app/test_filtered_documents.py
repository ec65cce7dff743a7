"""Packs, filled templates and printed maps show the links that the map shows, and say which filter it has."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from docx import Document
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from PySide6.QtWidgets import QFileDialog

from app.__main__ import main
from app.choice_keeping import ON_SCREEN, KeptMap, keep_map, unlike_file
from app.fill_values import map_value
from app.layers_dock import LAYERS
from app.pack_content import make_pack, material_of
from app.pack_order import PackOrder
from core.analysis import analyse
from core.i18n import translate
from core.project import Project
from core.snapshot import Snapshot
from gis.adjusted_links import AdjustedLinks, Adjustment
from gis.choosing import Choice
from gis.grouping import REGION, Grouping
from gis.lens import Lens
from gis.office_report import write_report
from gis.office_slides import write_slides
from gis.office_tables import Pack
from gis.paint import measure
from gis.scene import texts_of

PRODUCTS = Lens(Choice(kinds=frozenset({"product"}), least=10_000.0, unit="t"))


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The teaching park, whose map is kept with a filter."""
    file = tmp_path_factory.mktemp("filtered") / "park.gpkg"
    assert main(["new", str(file), "--sample", "teaching", "--language", "en"]) == 0
    with Project.open(file) as project:
        assert keep_map(project, list(LAYERS), KeptMap(PRODUCTS.choice))
    return file


@pytest.fixture(scope="module")
def teaching(park: Path) -> Snapshot:
    with Project.open(park, read_only=True) as project:
        return project.snapshot()


def pack_of(snapshot: Snapshot, lens: Lens) -> Pack:
    return make_pack(snapshot, analyse(snapshot), PackOrder("en", made="2026-01-01", lens=lens), measure)


def hidden_of(line: str) -> int:
    """How many links the filter hides, of the sentence that counts them and gives the reasons in brackets."""
    found = re.search(r"117 links: .*?(\d+) hidden by the filter \((\d+) .*?\)", line)
    assert found is not None
    return int(found[1])


def told_on(pack: Pack, page: int) -> str:
    return " ".join(texts_of(pack.pages[page].scene)).replace("\u2009", " ")


def test_diagram_and_map_of_a_pack_say_which_filter_hides_how_many_links(teaching: Snapshot) -> None:
    pack = pack_of(teaching, PRODUCTS)
    diagram, drawn = told_on(pack, 0), told_on(pack, 1)
    for told in (diagram, drawn):
        assert "Shown: Kinds: Product; At least 10 000 t per year." in told
    (hidden,) = (line for line in pack.told if "hidden by the filter" in line)
    number = hidden_of(hidden)
    assert f"{number} of 117 links are hidden" in diagram
    assert f"117 links: {number} hidden by the filter" in drawn or f", {number} hidden by the filter" in drawn
    assert any("Red mud" in text for text in texts_of(pack.pages[1].scene))  # a finding keeps its sign and its card


def test_a_pack_without_a_filter_says_nothing_of_one(teaching: Snapshot) -> None:
    pack = pack_of(teaching, Lens())
    assert not [line for line in pack.told if "filter" in line or line.startswith("Shown")]
    assert not [table for table in pack.tables if "filter" in table.note]


def test_the_tables_of_a_filtered_pack_are_of_the_whole_year_and_say_so(teaching: Snapshot) -> None:
    filtered, whole = pack_of(teaching, PRODUCTS), pack_of(teaching, Lens())
    for one, other in zip(filtered.tables, whole.tables, strict=True):
        if one.title != "Links that the map does not draw":
            assert one.rows == other.rows
        assert ("of the whole year" in one.note) is (
            one.title not in ("Links that the map does not draw", "Annex: sources")
        )
    assert "Findings, tables, indicators and accounts are of the whole year" in told_on(filtered, -1)
    undrawn = next(table for table in filtered.tables if table.title == "Links that the map does not draw")
    hidden = next(line for line in filtered.told if "hidden by the filter" in line)
    assert sum(row[-1] == "hidden by the filter" for row in undrawn.rows) == hidden_of(hidden)


def test_slides_and_report_print_the_filter_beneath_their_pictures(teaching: Snapshot, tmp_path: Path) -> None:
    for lens in (PRODUCTS, Lens()):
        pack = pack_of(teaching, lens)
        write_slides(pack, tmp_path / "a.pptx")
        write_report(pack, tmp_path / "a.docx")
        slides = list(Presentation(str(tmp_path / "a.pptx")).slides)[1:3]
        boxes = [" ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in slides]
        captions = [line.text for line in Document(str(tmp_path / "a.docx")).paragraphs if line.style.name == "Caption"]
        filtered = lens is PRODUCTS
        assert all(("Shown: Kinds: Product" in told and "hidden by the filter" in told) is filtered for told in boxes)
        assert sum("Shown: Kinds: Product" in told for told in captions) == (2 if filtered else 0)
        for slide in slides:
            (picture,) = (shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE)
            assert all(
                shape.top + shape.height <= picture.top or shape.top >= picture.top + picture.height
                for shape in slide.shapes
                if shape.has_text_frame
            )


def test_units_of_which_the_filter_leaves_no_link_have_no_diagram_unless_one_is_asked_for(teaching: Snapshot) -> None:
    analysis = analyse(teaching)
    plain = material_of(teaching, analysis, PackOrder("en"))
    chosen = material_of(teaching, analysis, PackOrder("en", lens=PRODUCTS))
    asked = material_of(teaching, analysis, PackOrder("en", lens=PRODUCTS, unit="m3"))
    assert (plain.units, chosen.units, asked.units) == (["t", "GJ", "m3"], ["t"], ["m3", "t"])


def test_the_command_makes_the_pack_with_the_kept_filter(park: Path, tmp_path: Path) -> None:
    assert main(["pack", str(park), str(tmp_path / "park.xlsx"), "--language", "en"]) == 0
    book = openpyxl.load_workbook(tmp_path / "park.xlsx")
    told = [str(cell.value) for sheet in book.worksheets for row in sheet for cell in row]
    assert "hidden by the filter" in told


def test_a_filled_picture_has_the_words_of_the_filter_beneath_it(teaching: Snapshot) -> None:
    analysis = analyse(teaching)
    for name in ("map", "flows"):
        plain, chosen = (
            map_value(name, material_of(teaching, analysis, PackOrder("en", lens=lens)), measure)
            for lens in (Lens(), PRODUCTS)
        )
        assert chosen.size[1] > plain.size[1]


def test_the_pack_of_the_window_shows_the_screen_and_says_that_it_is_not_kept(desk: Any, tmp_path: Path) -> None:
    desk.bench.session.choose_links(Choice(kinds=frozenset({"by-product"})))
    desk.settle()
    desk.bench.packs.write("internal", tmp_path / "out")
    desk.settle()
    assert "the project keeps another one" in desk.window.messages.label.text()
    (book,) = (tmp_path / "out").glob("*.xlsx")
    told = [str(cell.value) for sheet in openpyxl.load_workbook(book).worksheets for row in sheet for cell in row]
    assert translate("hidden by the filter", desk.window.language) in told
    (file,) = (tmp_path / "out").glob("*.pdf")
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) > 2


def test_a_printed_map_says_whether_the_project_keeps_its_filter(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "map.svg"), ""))
    for choice, said in ((Choice(), False), (Choice(kinds=frozenset({"by-product"})), True)):
        desk.bench.session.choose_links(choice)
        desk.settle()
        desk.bench.files.print_map(desk.canvas.hidden)
        desk.window.messages.verbs[0][1].click()
        desk.settle()
        assert ("the project keeps another one" in desk.window.messages.label.text()) is said
        page = (tmp_path / "map.svg").read_text(encoding="utf-8")
        assert ("Shown: Kinds: By-product" in page, "accounts are of the whole year" in page) == (said, said)


def test_what_is_written_while_the_screen_shows_adjusted_amounts_says_that_it_has_declared_ones(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "map.svg"), ""))
    session, said = desk.bench.session, "the adjusted ones are on the screen only"
    uid = str(session.shown.links.flow.uid[0])
    for adjusted in (None, AdjustedLinks(session.shown.year, {uid: Adjustment(1.0, 2.0, None, "t")})):
        session.show_adjusted(adjusted)
        desk.settle()
        desk.bench.files.print_map(desk.canvas.hidden)
        desk.window.messages.verbs[0][1].click()
        desk.settle()
        assert (said in desk.window.messages.label.text()) is (adjusted is not None)
        desk.bench.packs.write("internal", tmp_path / f"out {adjusted is None}")
        desk.settle()
        assert (said in desk.window.messages.label.text()) is (adjusted is not None)
    session.group_by(Grouping(REGION))  # the screen shows sums, which are declared too
    desk.settle()
    assert ON_SCREEN not in unlike_file(session.kept, session.lens, desk.canvas.hidden, session.adjusted)
