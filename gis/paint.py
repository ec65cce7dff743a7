"""The one painter: a scene on a screen, an image, an SVG or a PDF; also measures texts."""

import importlib.util
import threading
from collections.abc import Iterable, Sequence
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
    QImageWriter,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
    QRawFont,
)
from PySide6.QtSvg import QSvgGenerator

from core.i18n import NO_BREAK, THIN
from gis.scene import Font, Inset, Label, Path, Picture, Raster, Scene, Shape, Stroke

_FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei")
_FONT_PACKAGE = "manimgx_fonts_cjk"
_EM = 64  # texts are laid out at this size and scaled, so that every device breaks them alike
_MIDDLE = 0.36  # from the middle line of Chinese and capital letters down to the baseline, in ems
_HALO = 0.85  # width of the paper round letters in mm on either side, together
_MM_PER_INCH = 25.4
_PDF_DPI = 1200
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
        elif isinstance(mark, Picture):
            _draw_picture(painter, mark)
        elif isinstance(mark, Raster):
            _draw_raster(painter, mark)
        else:
            _draw_inset(painter, mark)


def _draw_inset(painter: QPainter, inset: Inset) -> None:
    painter.save()
    painter.translate(inset.x, inset.y)
    painter.setClipRect(QRectF(0, 0, inset.scene.width, inset.scene.height))
    _draw_scene(painter, inset.scene)
    painter.restore()


def _draw_picture(painter: QPainter, picture: Picture) -> None:
    image = QImage.fromData(picture.data)
    if image.isNull():
        return
    size = QSizeF(image.size()).scaled(picture.width, picture.height, Qt.AspectRatioMode.KeepAspectRatio)
    left, top = picture.x + (picture.width - size.width()) / 2, picture.y + (picture.height - size.height()) / 2
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(left, top, size.width(), size.height()), image)


def readable_picture(data: bytes) -> bool:
    """Whether a file's content is a picture that can be drawn."""
    return not QImage.fromData(data).isNull()


def _draw_raster(painter: QPainter, raster: Raster) -> None:
    height, width = raster.pixels.shape[:2]
    image = QImage(raster.pixels.data, width, height, 4 * width, QImage.Format.Format_RGBX8888)
    painter.drawImage(QRectF(raster.x, raster.y, raster.width, raster.height), image)


def decode_picture(packed: bytes) -> npt.NDArray[np.uint8] | None:
    """The pixels (height, width, 4) of a PNG, JPEG, WebP or TIFF; None where Qt cannot read it or it is too large."""
    image = QImage.fromData(packed).convertToFormat(QImage.Format.Format_RGBA8888)
    if image.isNull():
        return None
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()


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
        # Qt counts dashes in widths of the pen; its SVG has those of a pen that rounds to nothing as lengths.
        width = 1.0 if svg and pen.width() == 0 else stroke.width
        pen.setDashPattern([length / width for length in stroke.dashes])
    return pen


def _draws_svg(painter: QPainter) -> bool:
    return isinstance(painter.device(), QSvgGenerator)


class _OutlinedSvg(QSvgGenerator):
    """An SVG whose letters are shapes, for readers that may lack the font."""


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
    painter.translate(label.x, label.y)
    painter.rotate(-90.0 if label.upwards else 0.0)
    painter.translate(-label.align * label.width, _MIDDLE * label.font.height)
    painter.scale(scale, scale)
    if label.halo:
        pen = QPen(QColor(label.halo), _HALO / scale)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(QColor(label.halo))
        painter.drawPath(_outline(label, font))
    if isinstance(painter.device(), _OutlinedSvg):
        painter.fillPath(_outline(label, font), QColor(label.colour))
    else:
        painter.setFont(_named_font(label.font.bold) if _draws_svg(painter) else font)
        painter.setPen(QColor(label.colour))
        painter.drawText(QPointF(0, 0), _written(label.text))
    painter.restore()


def _outline(label: Label, font: QFont) -> QPainterPath:
    outline = QPainterPath()
    outline.addText(QPointF(0, 0), font, _written(label.text))
    return outline


def write_image(scene: Scene, path: str, dpi: float, title: str, kind: str = "PNG") -> bool:
    """Paint a scene into an image file (PNG or TIFF) with its resolution set; False where it cannot be written."""
    image = _image(scene, dpi, title)
    writer = QImageWriter(path, kind.encode())
    if kind == "TIFF":
        writer.setCompression(1)  # without loss; of PNG the same number would mean none
    return not image.isNull() and writer.write(image)


def picture_bytes(mark: Picture | Raster) -> bytes:
    """A picture of a scene as the bytes of a PNG."""
    if isinstance(mark, Picture):
        return _packed(QImage.fromData(mark.data))
    height, width = mark.pixels.shape[:2]
    return _packed(QImage(mark.pixels.data, width, height, 4 * width, QImage.Format.Format_RGBX8888))


def _packed(image: QImage) -> bytes:
    kept = QBuffer()
    kept.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(kept, "PNG")  # type: ignore[call-overload]
    return bytes(kept.data().data())


def png_bytes(scene: Scene, dpi: float) -> bytes:
    """A scene as the bytes of a PNG, for documents that hold their pictures."""
    return _packed(_image(scene, dpi, ""))


def _image(scene: Scene, dpi: float, title: str) -> QImage:
    scale = dpi / _MM_PER_INCH
    image = QImage(round(scene.width * scale), round(scene.height * scale), QImage.Format.Format_RGB32)
    if image.isNull():  # larger than the memory
        return image
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
    return _paint_svg(scene, generator, title)


def svg_bytes(scene: Scene) -> bytes:
    """A scene as the bytes of an SVG without any text: its letters are shapes, alike on every machine."""
    kept, generator = QBuffer(), _OutlinedSvg()
    kept.open(QBuffer.OpenModeFlag.WriteOnly)
    generator.setOutputDevice(kept)
    _paint_svg(scene, generator, "")
    return bytes(kept.data().data())


def _paint_svg(scene: Scene, generator: QSvgGenerator, title: str) -> bool:
    generator.setTitle(title)
    generator.setResolution(72)
    scale = 72 / _MM_PER_INCH
    generator.setSize(QSize(round(scene.width * scale), round(scene.height * scale)))
    generator.setViewBox(QRectF(0, 0, scene.width * scale, scene.height * scale))
    painter = QPainter()
    if not painter.begin(generator):
        return False
    draw(painter, scene, scale)
    return bool(painter.end())


def write_pdf(scenes: Iterable[Scene], path: str, title: str) -> bool:
    """Paint scenes as vector pages of a PDF, each of its own size, with embedded fonts; False where it is refused."""
    writer = QPdfWriter(path)
    writer.setTitle(title)
    writer.setCreator("Cluster Atlas")
    writer.setResolution(_PDF_DPI)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter()
    for scene in scenes:
        writer.setPageSize(QPageSize(QSizeF(scene.width, scene.height), QPageSize.Unit.Millimeter))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        if not (writer.newPage() if painter.isActive() else painter.begin(writer)):
            return False
        draw(painter, scene, _PDF_DPI / _MM_PER_INCH)
    return painter.isActive() and bool(painter.end())  # Qt grumbles where no page was asked for
