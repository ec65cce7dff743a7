"""Pages as files: layered vector PDF with searchable text and georeferenced maps, layered SVG, PNG and TIFF.

Every file is written beside its place and moved there when whole.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from glob import escape
from pathlib import Path

import pikepdf

from core.errors import UserError
from core.i18n import translate
from core.text import Text
from core.written_files import PAGE, fit_name, is_folder, unwritable, whole_file
from gis import paint
from gis.page import MapFrame
from gis.page_layers import PageLayer, page_layers
from gis.pdf_pages import PdfPage, finish_pages
from gis.pdf_text import mend_text
from gis.scene import Scene, texts_of
from gis.svg_layers import SvgLayer, one_drawing

DPI = 200.0
FINEST, COARSEST = 1200.0, 30.0
MOST_PIXELS = 160_000_000  # of one picture: four bytes each
_MM_PER_INCH = 25.4

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, eq=False)
class PaperSheet:
    """A page to be written: its scene, its maps, and what it is called in bookmarks and names of files.

    One that goes on from the page before has no title.
    """

    scene: Scene
    title: str
    frames: tuple[MapFrame, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """How pages are written: the title of the document, the language of layer names, dots per inch of pictures."""

    title: str
    language: str = "zh"
    dpi: float = DPI


def export_scene(scene: Scene, path: Path, title: str, cancelled: Stop = lambda: False) -> None:
    """Write a scene to a file by its suffix; the file appears whole, or not at all once `cancelled` says so."""
    export_sheets([PaperSheet(scene, title)], path, Writing(title), cancelled)


def export_sheets(
    sheets: Iterable[PaperSheet], path: Path, writing: Writing, cancelled: Stop = lambda: False, *, many: bool = False
) -> list[Path]:
    """Write pages by the suffix of `path`: a PDF holds all, of other formats `many` pages make a numbered file each.

    Pages are taken one by one, so that an atlas is never in memory as a whole. Gives the files that are in place.
    """
    suffix = checked_suffix(path)
    if suffix == ".pdf":
        return _placed(path, lambda waiting: _write_pdf(sheets, waiting, writing, cancelled), cancelled)
    files: list[Path] = []
    for number, sheet in enumerate(sheets, 1):
        if cancelled():
            break
        target = path.with_name(f"{path.stem} {number:03d} {fit_name(sheet.title)}{path.suffix}") if many else path
        files += _placed(target, partial(_WRITERS[suffix], sheet, writing=writing), cancelled)
    return files


def numbered_files(path: Path) -> list[Path]:
    """The files that an atlas in `path` made there, one for each page, by their numbers."""
    return sorted(path.parent.glob(f"{escape(path.stem)} [0-9][0-9][0-9] *{escape(path.suffix)}"))


def _placed(path: Path, write: Callable[[Path], bool], cancelled: Stop) -> list[Path]:
    """Let a file be written beside its place, and put it there once it is whole."""
    stopped = False
    with whole_file(path, lambda: stopped, PAGE) as waiting:
        if not write(waiting):
            raise unwritable(path, PAGE)
        stopped = cancelled()
    return [] if stopped else [path]


def checked_suffix(path: Path) -> str:
    """The suffix of a path in small letters; UserError for one that no format has."""
    if path.is_dir():
        raise is_folder(path, PAGE)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UserError(
            Text("{file} does not say what kind of file it shall be.", {"file": path.name}),
            Text("Let the name end in {suffixes}.", {"suffixes": list(SUFFIXES)}),
            file=str(path),
            value=path.suffix,
        )
    return suffix


def _write_pdf(sheets: Iterable[PaperSheet], path: Path, writing: Writing, cancelled: Stop) -> bool:
    pages: list[PdfPage] = []
    texts: set[str] = set()

    def painted() -> Iterator[Scene]:
        for sheet in sheets:
            if cancelled():
                return
            layers = _layers(sheet)
            texts.update(texts_of(sheet.scene))
            names = tuple(translate(layer.title, writing.language) for layer in layers)
            pages.append(PdfPage(sheet.title, names, sheet.frames))
            yield from (layer.scene for layer in layers)

    if not paint.write_pdf(painted(), str(path), writing.title):
        return bool(cancelled())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        finish_pages(pdf, pages)
        mend_text(pdf, texts, paint.glyphs)
        pdf.save(path, min_version="1.7")
    return True


def _layers(sheet: PaperSheet) -> Sequence[PageLayer]:
    """The layers of a page; the lowest carries its paper."""
    layers = page_layers(sheet.scene)
    if not layers:
        return [PageLayer("", sheet.scene)]
    return [replace(layers[0], scene=replace(layers[0].scene, paper=sheet.scene.paper)), *layers[1:]]


def _write_svg(sheet: PaperSheet, path: Path, writing: Writing) -> bool:
    layers = []
    for layer in _layers(sheet):
        if not paint.write_svg(layer.scene, str(path), sheet.title):
            return False
        title = translate(layer.title, writing.language)
        layers.append(SvgLayer(title, path.read_text(encoding="utf-8"), layer.clip))
    size = (sheet.scene.width, sheet.scene.height)
    path.write_text(one_drawing(layers, size, sheet.title, paint.measure), encoding="utf-8")
    return True


def _write_image(sheet: PaperSheet, path: Path, writing: Writing) -> bool:
    pixels = sheet.scene.width * sheet.scene.height * (writing.dpi / _MM_PER_INCH) ** 2
    if pixels > MOST_PIXELS:
        most = int((MOST_PIXELS / (sheet.scene.width * sheet.scene.height)) ** 0.5 * _MM_PER_INCH)
        raise UserError(
            Text("A picture of this page at {dpi} dpi would not fit into memory.", {"dpi": writing.dpi}),
            Text("Ask for at most {most} dpi, or write a PDF, which is sharp at any size.", {"most": most}),
            value=str(writing.dpi),
        )
    kind = "PNG" if path.suffix.lower() == ".png" else "TIFF"
    return paint.write_image(sheet.scene, str(path), writing.dpi, sheet.title, kind)


_WRITERS: dict[str, Callable[..., bool]] = {
    ".svg": _write_svg,
    ".png": _write_image,
    ".tif": _write_image,
    ".tiff": _write_image,
}
SUFFIXES = (".pdf", *_WRITERS)
