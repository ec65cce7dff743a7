"""Paper packets: a sheet for each firm with both sides' figures, what is open large, and the team's way."""

import itertools
import re
import zipfile
from pathlib import Path
from uuid import UUID

import numpy as np
import pikepdf
import pytest

from app.survey_days import team_day
from app.survey_packs import make_packets
from app.survey_sheets import survey_sheets
from core.errors import UserError
from core.merge_typed import find_page, find_pages
from core.project import Project
from core.records import insert
from core.survey_board import read_pages
from core.survey_order import USUAL, Order
from core.survey_rows import Packed, packed_rows, part_of
from core.text import Text
from gis.paint import measure
from gis.scene import Label, Shape, texts_of
from gis.survey_day import day_scenes
from gis.survey_page import HEIGHT, WIDTH, Line, survey_scenes


@pytest.fixture
def packed(small_cluster: Project) -> Packed:
    """The six firms; the cement works states less ash than the power plant, and can take more than is proved."""
    with small_cluster.edit(Text("State the other side")) as db:
        row = {"flow_id": 1, "year": 2024, "value": 30000.0, "value_entered": 30000.0, "unit_entered": "t"}
        insert(db, "flow_amount", [{**row, "origin": "receiver", "grade": "declared"}])
        firm, ash = (db.execute(f"SELECT {column} FROM flow WHERE id = 1").fetchone()[0]
                     for column in ("receiver_id", "commodity_id"))  # fmt: skip
        insert(db, "capacity", [{"actor_id": firm, "commodity_id": ash, "value": 50000.0, "proof": "registered"}])
    snapshot = small_cluster.snapshot()
    everybody = np.ones(len(snapshot.actor), dtype=bool)
    rows = packed_rows(snapshot, everybody, 2024, USUAL)
    return part_of(rows, list(range(len(snapshot.actor))), everybody, "3f2a0000-0000-4000-8000-000000000000")


def test_both_figures_of_a_link_stand_beside_each_other_and_what_differs_is_open(packed: Packed) -> None:
    sheets = {sheet.facts[0][1]: sheet for sheet in survey_sheets(packed, 2024, "zh")}
    cement = sheets["水泥厂"]
    assert cement.code == "SV-3F2A-003-10"
    links, capacities = cement.sections
    ash = next(line for line in links.lines if "粉煤灰" in line.cells[0])
    assert ash == Line(("来自园区热电厂：粉煤灰", "40\u2009000 t", "30\u2009000 t"), open=True)
    assert [line.open for line in links.lines[-2:]] == [True, True]  # room for links that nobody knew of
    assert capacities.lines[0].ticks == ("资料核验", "现场核实", "台账相符")
    plant = next(line for line in sheets["园区热电厂"].sections[0].lines if "蒸汽" in line.cells[0])
    assert not plant.open  # the sender has stated it, and nobody says otherwise


def overlapping(boxes: list[tuple[float, float, float, float]]) -> list[tuple[int, int]]:
    """Pairs of words that lie on each other."""
    return [
        (one, other)
        for one, other in itertools.combinations(range(len(boxes)), 2)
        if boxes[one][0] < boxes[other][2] and boxes[other][0] < boxes[one][2]
        if boxes[one][1] + 0.5 < boxes[other][3] and boxes[other][1] + 0.5 < boxes[one][3]
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_word_of_a_sheet_leaves_the_paper_or_lies_on_another(packed: Packed, language: str) -> None:
    for sheet in survey_sheets(packed, 2024, language):
        for scene in survey_scenes(sheet, measure):
            assert (scene.boxes[:, :2] >= 13.5).all()
            assert (scene.boxes[:, 2] <= WIDTH - 15).all()
            assert (scene.boxes[:, 3] <= HEIGHT - 5).all()
            assert overlapping([mark.box for mark in scene.marks if isinstance(mark, Label)]) == []
            assert sheet.code in set(texts_of(scene))


def test_a_long_sheet_goes_on_with_its_code_and_headings_on_each_page(packed: Packed) -> None:
    (sheet, *_) = survey_sheets(packed, 2024, "en")
    section = sheet.sections[0]
    many = type(section)(
        *(getattr(section, name) for name in ("title", "headings", "widths", "answer")), section.lines * 9
    )
    long = type(sheet)(sheet.code, sheet.title, sheet.project, sheet.facts, (many,), sheet.marking, "en")
    pages = survey_scenes(long, measure)
    assert len(pages) > 2
    for page in pages[:-1]:
        assert {sheet.code, section.title, "Sender states"} <= set(texts_of(page))


def test_the_stops_of_a_day_have_a_number_each_and_no_two_numbers_cover_one_another(packed: Packed) -> None:
    sheet = team_day(packed, "East", (1, 2), "en")
    (page,) = day_scenes(sheet, packed.year, measure)
    numbers = [mark for inset in page.marks if hasattr(inset, "scene") for mark in inset.scene.marks
               if isinstance(mark, Label) and re.fullmatch(r"\d", mark.text) and mark.font.bold]  # fmt: skip
    assert sorted(mark.text for mark in numbers) == list("123456")
    places = np.array([(mark.x, mark.y) for mark in numbers])
    apart = np.hypot(*(places[:, None] - places).T)[~np.eye(6, dtype=bool)]
    assert apart.min() > 5.4
    assert any(isinstance(mark, Shape) for mark in page.marks)


def test_a_paper_packet_holds_a_page_for_each_firm_and_the_day_sheet(small_cluster: Project, tmp_path: Path) -> None:
    (packet,) = make_packets(small_cluster, Order("paper", firms=("水泥厂", "化工厂")), tmp_path / "p.zip", "zh")
    with zipfile.ZipFile(packet.path) as archive:
        assert archive.namelist() == ["manifest.json", "sheets.pdf", "day.pdf"]
        archive.extract("sheets.pdf", tmp_path)
    with pikepdf.open(tmp_path / "sheets.pdf") as pdf, pdf.open_outline() as outline:
        marked = {str(item.title).split()[0] for item in outline.root}
        assert len(pdf.pages) >= 2
    assert marked == set(packet.manifest.pages)


def test_no_two_packets_share_the_signs_in_the_codes_of_their_pages(
    small_cluster: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([UUID(f"{start}-0000-4000-8000-000000000000") for start in ("abcd0000", "abcd1111", "12340000")])
    monkeypatch.setattr("app.survey_packs.uuid4", lambda: next(drawn))
    for name in ("化工厂", "水泥厂"):
        make_packets(small_cluster, Order("paper", firms=(name,)), tmp_path / f"{name}.zip", "en")
    with small_cluster.reading() as db:
        codes = [code for code, _ in read_pages(db)]
        assert [code[:7] for code in codes] == ["SV-ABCD", "SV-1234"]
        assert find_page(db, codes[0]).code == codes[0]
    with small_cluster.edit(Text("As two packets of long ago")) as db:
        db.execute("UPDATE survey_package SET content = replace(content, ?, ?)", (codes[1], codes[0]))
    with small_cluster.reading() as db:
        assert [page.packet_id[:8] for page in find_pages(db, codes[0])] == ["abcd0000", "12340000"]
        with pytest.raises(UserError, match="Several packets"):
            find_page(db, codes[0])
