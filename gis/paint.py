"""The one painter: a scene on a screen, an image, an SVG or a PDF; also measures texts. The only Qt in gis."""

import importlib.util
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path as FilePath

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
    QRawFont,
)
from PySide6.QtSvg import QSvgGenerator

from core.i18n import THIN
from gis.scene import Font, Inset, Label, Path, Scene, Shape, Stroke

_FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei")
_FONT_PACKAGE = "manimgx_fonts_cjk"
_EM = 64  # texts are laid out at this size and scaled, so that every device breaks them alike
_MIDDLE = 0.36  # from the middle line of Chinese and capital letters down to the baseline, in ems
_HALO = 0.85  # width of the paper round letters in mm on either side, together
_MM_PER_INCH = 25.4
NO_BREAK = "\u00a0"
_LIGATURES = ("liga", "dlig", "clig")  # one glyph for several letters: no search finds "firm" where fi is one


@cache
def font_family() -> str:
    """The installed or packaged family that serves Chinese and Latin; needs a QGuiApplication."""
    installed = set(QFontDatabase.families())
    for family in _FAMILIES:
        if family in installed:
            return family
    spec = importlib.util.find_spec(_FONT_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for file in sorted(FilePath(folder).glob("*.tt[cf]")):
            families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
            for family in _FAMILIES:
                if family in families:
                    return family
    return QFont().family()


def _font(bold: bool) -> QFont:
    # A font may not be shared between threads: the window draws while its worker measures.
    return _font_of(bold, threading.get_ident())


@cache
def _font_of(bold: bool, _thread: int) -> QFont:
    font = QFont(font_family())
    font.setPixelSize(_EM)
    if "Regular" in QFontDatabase.styles(font_family()):
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    else:
        # The packaged font is one variable file that counts as thin; any other weight would be thickened once more.
        font.setWeight(QFont.Weight.Thin)
        font.setVariableAxis(QFont.Tag("wght"), 700.0 if bold else 400.0)
    # Regional forms would replace digits by glyphs from which no reader of a PDF finds back to the digit.
    font.setFeature(QFont.Tag("locl"), 0)
    for feature in _LIGATURES:
        font.setFeature(QFont.Tag(feature), 0)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _named_font(bold: bool) -> QFont:
    """The font as an SVG names it for other machines: family and weight."""
    font = QFont(font_family())
    font.setPixelSize(_EM)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return font


@cache
def _metrics(bold: bool, _thread: int) -> QFontMetricsF:
    return QFontMetricsF(_font(bold))


def measure(texts: Sequence[str], font: Font) -> npt.NDArray[np.float64]:
    """Lengths of single lines of text in mm."""
    metrics, scale = _metrics(font.bold, threading.get_ident()), font.height / _EM
    return np.array([metrics.horizontalAdvance(_written(text)) * scale for text in texts], dtype=np.float64)


def _written(text: str) -> str:
    """A text with spaces that the family has: it lacks the thin one, whose width the no-break space about has."""
    return text.replace(THIN, NO_BREAK)


def glyphs(text: str) -> list[int]:
    """The glyph of each character of a text in the family, 0 where it has none."""
    font = QRawFont.fromFont(_font(False))
    return [font.glyphIndexesForString(letter)[0] for letter in text]


def draw(painter: QPainter, scene: Scene, pixels_per_mm: float) -> None:
    """Draw a scene with its top left corner at the painter's origin."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(pixels_per_mm, pixels_per_mm)
    _draw_scene(painter, scene)
    painter.restore()


def _draw_scene(painter: QPainter, scene: Scene) -> None:
    if scene.paper:
        painter.fillRect(QRectF(0, 0, scene.width, scene.height), QColor(scene.paper))
    for mark in scene.marks:
        if isinstance(mark, Shape):
            _draw_shape(painter, mark)
        elif isinstance(mark, Label):
            _draw_label(painter, mark)
        else:
            _draw_inset(painter, mark)


def _draw_inset(painter: QPainter, inset: Inset) -> None:
    painter.save()
    painter.translate(inset.x, inset.y)
    painter.setClipRect(QRectF(0, 0, inset.scene.width, inset.scene.height))
    _draw_scene(painter, inset.scene)
    painter.restore()


def _draw_shape(painter: QPainter, shape: Shape) -> None:
    painter.setPen(_pen(shape.stroke, _draws_svg(painter)) if shape.stroke else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shape.fill) if shape.fill else Qt.BrushStyle.NoBrush)
    painter.drawPath(_painter_path(shape.path))


@cache
def _pen(stroke: Stroke, svg: bool) -> QPen:
    pen = QPen(QColor(stroke.colour), stroke.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if stroke.dashes:
        # Qt counts dashes in widths of the pen; its SVG has them in whole widths, at least one.
        width = max(1, int(stroke.width)) if svg else stroke.width
        pen.setDashPattern([length / width for length in stroke.dashes])
    return pen


def _draws_svg(painter: QPainter) -> bool:
    return isinstance(painter.device(), QSvgGenerator)


def _painter_path(path: Path) -> QPainterPath:
    drawn, points = QPainterPath(), iter(path.points.tolist())
    for command in path.commands:
        if command == "M":
            drawn.moveTo(*next(points))
        elif command == "L":
            drawn.lineTo(*next(points))
        elif command == "Q":
            drawn.quadTo(*next(points), *next(points))
        elif command == "C":
            drawn.cubicTo(*next(points), *next(points), *next(points))
        else:
            drawn.closeSubpath()
    return drawn


def _draw_label(painter: QPainter, label: Label) -> None:
    font, scale = _font(label.font.bold), label.font.height / _EM
    painter.save()
    painter.translate(label.x - label.align * label.width, label.y + _MIDDLE * label.font.height)
    painter.scale(scale, scale)
    if label.halo:
        outline = QPainterPath()
        outline.addText(QPointF(0, 0), font, _written(label.text))
        pen = QPen(QColor(label.halo), _HALO / scale)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(QColor(label.halo))
        painter.drawPath(outline)
    painter.setFont(_named_font(label.font.bold) if _draws_svg(painter) else font)
    painter.setPen(QColor(label.colour))
    painter.drawText(QPointF(0, 0), _written(label.text))
    painter.restore()


def write_png(scene: Scene, path: str, dpi: float, title: str) -> bool:
    """Paint a scene into an image file with its resolution set; False where the file cannot be written."""
    return bool(_image(scene, dpi, title).save(path, "PNG"))  # type: ignore[call-overload]


def png_bytes(scene: Scene, dpi: float) -> bytes:
    """A scene as the bytes of a PNG, for documents that hold their pictures."""
    kept = QBuffer()
    kept.open(QBuffer.OpenModeFlag.WriteOnly)
    _image(scene, dpi, "").save(kept, "PNG")  # type: ignore[call-overload]
    return bytes(kept.data().data())


def _image(scene: Scene, dpi: float, title: str) -> QImage:
    scale = dpi / _MM_PER_INCH
    image = QImage(round(scene.width * scale), round(scene.height * scale), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(scale * 1000))
    image.setDotsPerMeterY(round(scale * 1000))
    image.setText("Title", title)
    image.fill(QColor(scene.paper or "#FFFFFF"))
    painter = QPainter(image)
    draw(painter, scene, scale)
    painter.end()
    return image


def write_svg(scene: Scene, path: str, title: str) -> bool:
    """Paint a scene as SVG whose texts stay texts; False where the file cannot be written."""
    generator = QSvgGenerator()
    generator.setFileName(path)
    generator.setTitle(title)
    generator.setResolution(72)
    scale = 72 / _MM_PER_INCH
    generator.setSize(QSize(round(scene.width * scale), round(scene.height * scale)))
    generator.setViewBox(QRectF(0, 0, scene.width * scale, scene.height * scale))
    return _painted(QPainter(), generator, scene, scale)


def write_pdf(scene: Scene, path: str, title: str) -> bool:
    """Paint a scene as one vector PDF page with embedded fonts; False where the file cannot be written."""
    writer = QPdfWriter(path)
    writer.setTitle(title)
    writer.setCreator("Cluster Atlas")
    writer.setResolution(1200)
    writer.setPageSize(QPageSize(QSizeF(scene.width, scene.height), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    return _painted(QPainter(), writer, scene, 1200 / _MM_PER_INCH)


def _painted(painter: QPainter, device: QSvgGenerator | QPdfWriter, scene: Scene, scale: float) -> bool:
    if not painter.begin(device):
        return False
    draw(painter, scene, scale)
    return bool(painter.end())
