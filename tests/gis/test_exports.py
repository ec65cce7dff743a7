import re
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtGui import QImage

from core.errors import UserError
from gis.exports import DPI, export_scene
from gis.paint import measure
from gis.pdf_text import mend_text
from gis.scene import Font, Label, Scene, Shape
from gis.symbols import rectangle

# 生, 网, 门 and 胶 come out as radicals or rare variants where nobody mends them, and digits after a space as nothing.
WORDS = "教学园区 生产网络 部门 橡胶厂 24.4 万 t"


@pytest.fixture(scope="module")
def scene() -> Scene:
    width = float(measure([WORDS], Font(12))[0])
    marks = (Shape(rectangle(5, 5, 40, 10), "#009E73"), Label(WORDS, 5, 30, Font(12), "#1F2A33", width))
    return Scene(100.0, 50.0, marks, "#FFFFFF")


def text_of(path: Path) -> str:
    """The text of the first page, read through the tables of its fonts, layer by layer."""
    with pikepdf.open(path) as pdf:
        page = pdf.pages[0]
        forms = page.Resources.XObject
        return "".join(text_in(forms[f"/F{number}"]) for number in range(len(forms.keys())))


def text_in(form: pikepdf.Stream) -> str:
    """The text of one layer."""
    tables = {name: characters(font) for name, font in form.Resources.get("/Font", {}).items()}
    told, table = "", {}
    for operands, operator in pikepdf.parse_content_stream(form):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            shown = operands[0] if str(operator) == "TJ" else [operands[0]]
            codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
            told += "".join(table.get(codes[at : at + 2], "?") for at in range(0, len(codes), 2))
    return told


def characters(font: pikepdf.Dictionary) -> dict[bytes, str]:
    """From glyph to character by the ranges `<first> <last> [<character> ...]` of a font's table."""
    found: dict[bytes, str] = {}
    for first, listed in re.findall(r"<(\w{4})> <\w{4}> \[([^\]]*)\]", font.ToUnicode.read_bytes().decode()):
        for step, code in enumerate(re.findall(r"<(\w+)>", listed)):
            found[(int(first, 16) + step).to_bytes(2, "big")] = bytes.fromhex(code).decode("utf-16-be")
    return found


def test_chinese_in_a_pdf_can_be_searched(scene: Scene, tmp_path: Path) -> None:
    export_scene(scene, tmp_path / "图.pdf", "图")
    assert text_of(tmp_path / "图.pdf") == WORDS


def test_a_pdf_has_the_size_of_its_page_and_embeds_its_font(scene: Scene, tmp_path: Path) -> None:
    export_scene(scene, tmp_path / "图.pdf", "图")
    with pikepdf.open(tmp_path / "图.pdf") as pdf:
        width, height = (float(size) / 72 * 25.4 for size in pdf.pages[0].MediaBox[2:])
        assert (width, height) == pytest.approx((100.0, 50.0), abs=0.4)
        (font,) = pdf.pages[0].Resources.XObject["/F0"].Resources.Font.values()
        assert (
            "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            or "/FontFile3" in font.DescendantFonts[0].FontDescriptor
        )


def test_an_svg_keeps_its_texts_as_texts(scene: Scene, tmp_path: Path) -> None:
    export_scene(scene, tmp_path / "图.svg", "图")
    assert "教学园区" in (tmp_path / "图.svg").read_text(encoding="utf-8")


def test_a_png_says_its_resolution(scene: Scene, tmp_path: Path) -> None:
    export_scene(scene, tmp_path / "图.png", "图")
    image = QImage(str(tmp_path / "图.png"))
    assert image.width() == round(100.0 / 25.4 * DPI)
    assert image.dotsPerMeterX() == pytest.approx(DPI / 0.0254, abs=1)


def test_a_suffix_that_no_format_has_is_told_with_those_there_are(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        export_scene(scene, tmp_path / "图.docx", "图")
    assert told.value.advice.values["suffixes"] == [".pdf", ".svg", ".png", ".tif", ".tiff"]


@pytest.mark.parametrize("suffix", [".pdf", ".svg", ".png", ".tif"])
def test_a_folder_that_is_not_there_is_told(scene: Scene, tmp_path: Path, suffix: str) -> None:
    with pytest.raises(UserError) as told:
        export_scene(scene, tmp_path / "nowhere" / f"图{suffix}", "图")
    assert "nowhere" in told.value.file


def test_an_earlier_file_stays_when_writing_stops(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "图.pdf"
    path.write_bytes(b"earlier")

    def full_disk(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("gis.exports.mend_text", full_disk)
    with pytest.raises(UserError):
        export_scene(scene, path, "图")
    assert path.read_bytes() == b"earlier"
    assert [left.name for left in tmp_path.iterdir()] == ["图.pdf"]


def test_radicals_give_way_to_the_characters_that_the_page_holds() -> None:
    # U+2F63 shares its glyph 7 with the character of the page, U+0041 shares its own with nothing.
    glyphs = {"\u2f63": 7, "生": 7, "A": 9, " ": 1, "\t": 1}
    pdf = pikepdf.new()
    table = pdf.make_stream(b"1 beginbfrange\n<0001> <0002> [<2F63> <0041>]\n<0003> <0003> <0009>\nendbfrange")
    pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, ToUnicode=table))
    mend_text(pdf, ["生 "], lambda text: [glyphs[letter] for letter in text])
    assert b"<0001> <0002> [<751F> <0041>]\n<0003> <0003> [<0020>]" in table.read_bytes()


def test_letters_that_fonts_join_can_be_searched(tmp_path: Path) -> None:
    words = "firm affluent office"
    label = Label(words, 5, 30, Font(12), "#1F2A33", float(measure([words], Font(12))[0]))
    export_scene(Scene(100.0, 50.0, (label,), "#FFFFFF"), tmp_path / "firm.pdf", "firm")
    assert text_of(tmp_path / "firm.pdf") == words
