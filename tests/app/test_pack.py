"""The meeting pack: every format from one command, and the same numbers on paper as on the screen."""

import json
import re
import shutil
import signal
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from docx import Document
from pptx import Presentation

from app.__main__ import main
from app.command_pack import WRITERS, write_pack
from app.pack_content import make_pack
from app.pack_order import PackOrder
from core.analysis import analyse
from core.kinds import SUMS_ONLY
from core.project import Project
from core.snapshot import Snapshot
from gis.office_html import leaf_page
from gis.office_report import write_report
from gis.office_slides import write_slides
from gis.office_tables import Pack
from gis.paint import measure
from gis.public import listed_firms
from gis.scene import texts_of

ENDINGS = (".pdf", ".pptx", ".docx", ".xlsx", ".html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of the teaching park in Chinese."""
    place = tmp_path_factory.mktemp("pack")
    assert main(["new", str(place / "park.gpkg"), "--sample", "teaching", "--language", "zh"]) == 0
    assert main(["pack", str(place / "park.gpkg"), str(place / "out"), "--language", "zh"]) == 0
    return place / "out"


@pytest.fixture(scope="module")
def teaching(folder: Path) -> Snapshot:
    """The park that the pack was made of."""
    with Project.open(folder.parent / "park.gpkg", read_only=True) as project:
        return project.snapshot()


def pack_of(snapshot: Snapshot, **order: Any) -> Pack:
    """The pack of the latest year."""
    return make_pack(snapshot, analyse(snapshot), PackOrder(made="2026-01-01", **order), measure)


def test_one_command_writes_all_files(folder: Path) -> None:
    assert sorted(file.suffix for file in folder.iterdir()) == sorted(ENDINGS)
    with pikepdf.open(folder / "park.pdf") as pdf:
        assert len(pdf.pages) >= 6


def test_the_pages_of_a_pack_have_bookmarks_and_layers_and_the_map_knows_where_it_lies(folder: Path) -> None:
    with pikepdf.open(folder / "park.pdf") as pdf, pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
        layers = {str(group.Name) for group in pdf.Root.OCProperties.OCGs}
        located = [number for number, page in enumerate(pdf.pages) if "/VP" in page]
        assert len(titles) == len(set(titles)) < len(pdf.pages)
    assert "问题线索" in titles
    assert {"链接", "企业与机构", "版面文字"} <= layers
    assert len(located) == 1


def test_a_pack_that_is_stopped_while_a_file_is_written_leaves_no_part_of_it(
    teaching: Snapshot, tmp_path: Path
) -> None:
    pack = pack_of(teaching)
    for ending in ENDINGS:
        asked = iter([False])
        assert write_pack(pack, tmp_path / f"a{ending}", "a", lambda asked=asked: next(asked, True)) == []
    assert list(tmp_path.iterdir()) == []


def test_a_second_pack_leaves_the_first_as_it_was(folder: Path, closed_cluster: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    namesake = shutil.copyfile(closed_cluster, tmp_path / "park.gpkg")  # of six firms, which takes less time
    assert main(["pack", str(namesake), str(folder), "--language", "en"]) == 0
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert (folder / "park 2.docx").is_file()
    for ending in ENDINGS:
        (folder / f"park 2{ending}").unlink()


def words_of(file: Path) -> str:
    """All texts of a Word or PowerPoint file, without spaces."""
    if file.suffix == ".docx":
        report = Document(str(file))
        cells = [cell.text for table in report.tables for row in table.rows for cell in row.cells]
        told = [line.text for line in report.paragraphs] + cells
    else:
        shapes = [shape for slide in Presentation(str(file)).slides for shape in slide.shapes]
        told = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
        told += [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return re.sub(r"\s", "", "".join(told))


@pytest.mark.parametrize("ending", [".docx", ".pptx"])
def test_findings_stand_in_documents_in_the_words_of_the_screen(folder: Path, open_desk: Any, ending: str) -> None:
    desk = open_desk(folder.parent / "park.gpkg", language="zh")
    desk.settle()
    model = desk.bench.findings.panel.model
    told = words_of(folder / f"park{ending}")
    for row in range(8):
        sentence = str(model.index(row, 9).data())
        assert re.sub(r"\s", "", sentence) in told
    accounts = desk.bench.indicators.accounts.model
    for row in range(accounts.rowCount()):
        assert re.sub(r"\s", "", str(accounts.index(row, 2).data())) in told


def test_the_workbook_holds_numbers_as_numbers_and_each_link_that_is_not_drawn(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "park.xlsx")
    links = book["当年链接"]
    amounts = [links.cell(row, 5).value for row in range(5, links.max_row + 1)]
    assert sum(isinstance(amount, int | float) for amount in amounts) == 113
    undrawn = book["地图未画的链接"]
    reasons = [undrawn.cell(row, 5).value for row in range(5, undrawn.max_row - 1)]
    assert reasons.count("进出集群外部") == 44
    assert reasons.count("一端缺坐标") == 1


def test_documents_name_a_chinese_font_for_chinese_and_what_stands_in_for_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "park.pptx") as slides:
        assert 'ea typeface="微软雅黑"' in slides.read("ppt/slides/slide1.xml").decode()
    with zipfile.ZipFile(folder / "park.docx") as report:
        styles, fonts = report.read("word/styles.xml").decode(), report.read("word/fontTable.xml").decode()
    assert all(f'eastAsia="{font}"' in styles for font in ("方正小标宋简体", "仿宋_GB2312", "黑体"))
    assert 'altName w:val="仿宋"' in fonts


def test_the_html_file_asks_nobody_for_anything(folder: Path) -> None:
    text = (folder / "park.html").read_text(encoding="utf-8")
    assert not re.search(r"https?:|<link|<img|<iframe|@import|url\(|fetch\(|XMLHttpRequest|src=", text)
    assert "default-src 'none'" in text


def test_the_html_file_speaks_both_languages(folder: Path) -> None:
    text = (folder / "park.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', text, re.S)[1])
    assert list(data) == ["zh", "en"]
    assert len(data["zh"]["entries"]) == len(data["en"]["entries"])
    drawn = set(re.findall(r'data-t="((?:actor|flow):[^"]+)"', text))
    assert drawn <= {entry["key"] for entry in data["zh"]["entries"]}


def test_no_name_can_end_the_script_of_the_html_file(teaching: Snapshot) -> None:
    pack = pack_of(teaching)
    page = leaf_page("</script><b>", list(pack.leaves))
    assert page.count("</script>") == 2


def test_a_public_pack_tells_statutory_findings_and_public_sources_only(teaching: Snapshot) -> None:
    pack = pack_of(teaching, kind="public")
    titles = [table.title for table in pack.tables]
    assert not {"指标", "区域核算账户", "企业与机构"} & set(titles)
    assert {row[4] for row in pack.tables[0].rows} <= {"法定名录"}
    links = next(table for table in pack.tables if table.title == "当年链接")
    assert links.rows == ()
    assert not any("测算" in text for page in pack.pages for text in texts_of(page.scene))


def test_a_public_pack_names_no_internal_source_and_has_cards_of_listed_firms_alone(teaching: Snapshot) -> None:
    pack = pack_of(teaching, kind="public")
    assert pack.tables[-1].rows == ()
    told = [cell for table in pack.tables for row in table.rows for cell in row]
    told += [line for leaf in pack.leaves for entry in leaf.entries for line in entry.lines]
    assert not [title for title in teaching.source.title if any(title in words for words in told)]
    listed = {f"actor:{uid}" for uid in listed_firms(analyse(teaching).findings)}
    for leaf in pack.leaves:
        assert {entry.key for entry in leaf.entries if entry.key.startswith("actor:")} == listed
        assert not [entry for entry in leaf.entries if entry.key.startswith("flow:")]
    assert any("33 家企业的来源未公开" in told for told in pack.told)


def test_the_map_review_number_stands_in_every_document(teaching: Snapshot, tmp_path: Path) -> None:
    pack = pack_of(teaching, kind="public", approval="GS（2026）77号")
    write_slides(pack, tmp_path / "a.pptx")
    write_report(pack, tmp_path / "a.docx")
    assert "审图号GS（2026）77号" in words_of(tmp_path / "a.pptx").replace("：", "")
    assert "审图号GS（2026）77号" in words_of(tmp_path / "a.docx").replace("：", "")
    (foot,) = (line.text for line in Document(str(tmp_path / "a.docx")).sections[0].footer.paragraphs)
    assert "GS（2026）77号" in foot
    assert all(any("GS（2026）77号" in told for told in leaf.marked) for leaf in pack.leaves)
    assert [bool(picture.review) for picture in pack.pictures] == [False, True]


def test_what_may_only_enter_sums_reaches_no_firm_of_a_pack(teaching: Snapshot) -> None:
    uses = teaching.source.permitted_use.copy()
    uses[:] = SUMS_ONLY
    pack = pack_of(replace(teaching, source=replace(teaching.source, permitted_use=uses)))
    links = next(table for table in pack.tables if table.title == "当年链接")
    assert links.rows == ()
    assert not any(entry.key.startswith("flow:") for leaf in pack.leaves for entry in leaf.entries)
    assert not any("596 325" in text.replace("\u2009", " ") for page in pack.pages[:3] for text in texts_of(page.scene))


def test_an_unknown_ending_is_told_with_those_there_are(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", str(cluster_file), str(tmp_path / "pack.odt"), "--language", "en"]) == 1
    assert ".pptx" in capsys.readouterr().err


def test_the_window_makes_the_pack_in_its_worker(desk: Any, tmp_path: Path) -> None:
    desk.bench.packs.write("internal", tmp_path / "out")
    desk.settle()
    assert len(list((tmp_path / "out").iterdir())) == len(ENDINGS)
    assert "meeting pack is in" in desk.window.messages.label.text()


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        (["--sample", "teaching"], "117 links rest on sources that are not public and are left out."),
        ([], "The project has no links in this year. Import links first, or choose another year."),
    ],
)
def test_the_command_says_what_a_public_pack_leaves_out_and_that_a_project_is_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sample: list[str], told: str
) -> None:
    project, out = str(tmp_path / "p.gpkg"), str(tmp_path / "p.xlsx")
    assert main(["new", project, *sample, "--language", "en"]) == 0
    assert main(["pack", project, out, "--class", "public", "--language", "en"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert told in lines
    assert "Indicators, accounts and the list of firms are left out, since they rest on what firms declared." in lines


def test_the_files_that_a_stopped_pack_has_written_are_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gis.office_report.write_report", lambda *_: signal.raise_signal(signal.SIGINT))
    monkeypatch.setattr("app.command_pack.WRITERS", {".xlsx": WRITERS[".xlsx"], ".docx": WRITERS[".docx"]})
    assert main(["pack", str(folder.parent / "park.gpkg"), str(tmp_path / "out"), "--language", "en"]) == 130
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["park.xlsx"]
    printed = capsys.readouterr()
    assert "park.xlsx was written." in printed.out
    assert "Stopped" in printed.err
