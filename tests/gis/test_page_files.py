"""What a page is in a file: layers by name, maps that know where they lie, words that can be found, nothing lost."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pikepdf
import pytest
from pyproj import CRS, Transformer
from PySide6.QtGui import QImage

from core.analysis import Analysis, analyse
from core.errors import UserError
from core.findings import Finding
from core.page_templates import template
from core.snapshot import Snapshot
from gis.exports import PaperSheet, Writing, export_sheets
from gis.page import Composed, Page, compose
from gis.page_atlas import atlas_pages, print_pages
from gis.page_layers import page_layers
from gis.paint import measure
from gis.picture import compose_map
from gis.scene import Font, Inset, Label, Scene, texts_of
from gis.view import fit

SVG = "{http://www.w3.org/2000/svg}"
LAYERS = {"区域", "链接", "企业与机构", "名称与数量", "问题与缺口标志", "图例", "问题线索卡片", "版面文字"}


@pytest.fixture(scope="module")
def analysis(park: Snapshot, findings: tuple[Finding, ...]) -> Analysis:
    return replace(analyse(park), findings=findings)


@pytest.fixture(scope="module")
def made(park: Snapshot, analysis: Analysis) -> Composed:
    return compose(park, analysis, Page("zh", made="2026-11-26"), measure)


@pytest.fixture(scope="module")
def written(made: Composed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as 图/会议图.pdf and .svg; the path without an ending."""
    path = tmp_path_factory.mktemp("图") / "会议图"
    sheet = PaperSheet(made.scene, "会议图", made.frames)
    for suffix in (".pdf", ".svg"):
        export_sheets([sheet], path.with_suffix(suffix), Writing("会议图"))
    return path


def test_a_pdf_lists_its_layers_in_chinese(written: Path) -> None:
    with pikepdf.open(written.with_suffix(".pdf")) as pdf:
        switches = pdf.Root.OCProperties
        names = [str(group.Name) for group in switches.OCGs]
        drawn = {str(group.Name) for group in pdf.pages[0].Resources.Properties.values()}
        assert len(pdf.pages) == 1
        assert pdf.pdf_version == "1.7"
        assert pdf.check_pdf_syntax() == []
    assert set(names) == drawn
    assert len(names) == len(set(names))
    assert set(names) >= LAYERS


def test_an_svg_lists_its_layers_in_chinese_and_keeps_every_text(written: Path, made: Composed) -> None:
    root = ElementTree.parse(written.with_suffix(".svg")).getroot()
    label = "{http://www.inkscape.org/namespaces/inkscape}label"
    assert {group.get(label) for group in root.findall(f"{SVG}g")} >= LAYERS
    drawn = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert re.sub(r"\s", "", drawn) == re.sub(r"\s", "", "".join(texts_of(made.scene)))


def test_every_text_of_an_svg_keeps_its_room_whatever_font_stands_in(written: Path) -> None:
    root = ElementTree.parse(written.with_suffix(".svg")).getroot()
    texts = [text for text in root.iter(f"{SVG}text") if text.text]
    assert texts
    for text in texts:
        length = float(text.get("textLength", "nan")) / float(text.get("font-size", "nan")) * Font(10.0).height
        assert length == pytest.approx(
            float(measure([text.text or ""], Font(10.0, bold=text.get("font-weight") == "700"))[0]), abs=0.02
        )


def test_a_map_in_an_svg_is_cut_to_its_frame(written: Path, made: Composed) -> None:
    told = written.with_suffix(".svg").read_text(encoding="utf-8")
    (width,) = re.findall(r'<clipPath id="cut0"><rect [^>]*width="([\d.]+)"', told)
    assert float(width) == pytest.approx(made.frames[0].view.width_mm * 72 / 25.4, abs=0.01)


def test_layers_painted_one_over_the_other_are_the_page(made: Composed) -> None:
    def shapes(scene: Scene) -> int:
        return sum(shapes(mark.scene) if isinstance(mark, Inset) else 1 for mark in scene.marks)

    layers = page_layers(made.scene)
    assert sum(shapes(layer.scene) for layer in layers) == shapes(made.scene)
    assert [text for layer in layers for text in texts_of(layer.scene)] == list(texts_of(made.scene))


def test_the_map_of_a_pdf_knows_where_it_lies(written: Path, made: Composed) -> None:
    with pikepdf.open(written.with_suffix(".pdf")) as pdf:
        page = pdf.pages[0]
        (port,) = page.VP
        box = [float(side) for side in port.BBox]
        degrees = np.array([float(number) for number in port.Measure.GPTS]).reshape(4, 2)
        system, high = CRS.from_wkt(str(port.Measure.GCS.WKT)), float(page.MediaBox[3])
    frame = made.frames[0]
    corner = (box[0] * 25.4 / 72 - frame.left, (high - box[1]) * 25.4 / 72 - frame.top)
    assert corner == pytest.approx((0.0, frame.view.height_mm), abs=0.01)
    assert degrees[0][::-1] == pytest.approx(frame.view.to_lonlat(*corner), abs=1e-6)
    # The projection that the file names brings its corners to a rectangle of the paper's proportions.
    x, y = Transformer.from_crs("EPSG:4326", system, always_xy=True).transform(degrees[:, 1], degrees[:, 0])
    assert np.ptp(x) / np.ptp(y) == pytest.approx(frame.view.width_mm / frame.view.height_mm, rel=1e-4)
    assert np.ptp(x) / frame.view.width_mm == pytest.approx(frame.view.metres_per_mm, rel=1e-3)


def test_the_page_holds_everything_that_the_screen_shows(
    park: Snapshot, analysis: Analysis, findings: tuple[Finding, ...], made: Composed
) -> None:
    screen = compose_map(park, findings, fit(park, 240.0, 180.0), measure)
    (drawn,) = (mark.scene for mark in made.scene.marks if isinstance(mark, Inset))

    def targets(scene: Scene) -> set[tuple[str, str]]:
        return {mark.target for mark in scene.marks if not isinstance(mark, Inset) and mark.target}

    def names(scene: Scene) -> set[str]:
        table = set(map(str, park.actor.name))
        return {mark.text for mark in scene.marks if isinstance(mark, Label)} & table

    assert targets(drawn) >= {target for target in targets(screen) if target[0] in ("actor", "flow", "region")}
    assert names(drawn) >= names(screen)
    assert (drawn.counts.drawn, drawn.counts.unknown) == (screen.counts.drawn, screen.counts.unknown)


def test_an_atlas_is_one_pdf_with_a_bookmark_for_each_page(park: Snapshot, analysis: Analysis, tmp_path: Path) -> None:
    path = tmp_path / "图集.pdf"
    page = Page("zh", layout=template("A4", portrait=True, about="actors"))
    printed = print_pages(park, analysis, atlas_pages(park, analysis, page, "actors"), path)
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
        assert len(pdf.pages) == len(titles) == printed.pages == 17
        assert {round(float(leaf.MediaBox[2]) / 72 * 25.4) for leaf in pdf.pages} == {210}
    assert sorted(titles) == sorted(map(str, park.actor.name))


def test_an_atlas_of_pictures_is_a_numbered_file_for_each_page(
    park: Snapshot, analysis: Analysis, tmp_path: Path
) -> None:
    pages = atlas_pages(park, analysis, Page("zh", layout=template("A4", about="findings")), "findings")
    printed = print_pages(park, analysis, pages, tmp_path / "问题.png", dpi=40)
    assert [path.name for path in printed.files][:1] == ["问题 001 乙钢铁厂：列入法定名录.png"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name for path in printed.files]


def test_an_atlas_that_is_stopped_leaves_nothing_behind(park: Snapshot, analysis: Analysis, tmp_path: Path) -> None:
    pages = atlas_pages(park, analysis, Page("zh", layout=template("A4", about="actors")), "actors")
    asked = iter([False, False, *[True] * 99])
    print_pages(park, analysis, pages, tmp_path / "图集.pdf", cancelled=lambda: next(asked))
    assert list(tmp_path.iterdir()) == []


def test_a_public_atlas_of_findings_holds_statutory_ones_alone(park: Snapshot, analysis: Analysis) -> None:
    pages = atlas_pages(park, analysis, Page("zh", kind="public"), "findings")
    assert [page.subject.finding.layer for page in pages if page.subject and page.subject.finding] == ["statutory"]
    with pytest.raises(UserError):
        atlas_pages(park, replace(analysis, findings=()), Page("zh"), "findings")


def test_a_tiff_says_its_resolution_and_an_endless_one_is_refused(made: Composed, tmp_path: Path) -> None:
    sheet = PaperSheet(made.scene, "图")
    export_sheets([sheet], tmp_path / "图.tif", Writing("图", dpi=60.0))
    image = QImage(str(tmp_path / "图.tif"))
    assert (image.width(), image.height()) == (round(420 / 25.4 * 60), round(297 / 25.4 * 60))
    assert image.dotsPerMeterX() == pytest.approx(60 / 0.0254, rel=0.01)
    with pytest.raises(UserError) as told:
        export_sheets([sheet], tmp_path / "图2.tif", Writing("图", dpi=1200.0))
    assert told.value.advice.values["most"] < 1200
    assert [path.name for path in tmp_path.iterdir()] == ["图.tif"]
