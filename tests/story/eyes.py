"""Reading a picture of the screen: where a word stands, by comparing pixels with the word as Qt writes it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from scipy.signal import fftconvolve

from app.fonts import weighted

Grey = NDArray[np.float64]
ALIKE = 0.8  # correlation; anti-aliasing differs a little between platforms and backgrounds
PAGE_POINTS = (10.0, 11.0)
SHIFTS = (0.0, 0.5)  # a text that is centred begins between two pixels


@dataclass(frozen=True, slots=True)
class Sight:
    """A word that is seen: its middle in pixels of the screen, and how like it is (1 is the same)."""

    x: int
    y: int
    likeness: float


def grey(image: QImage) -> Grey:
    """Brightness of every pixel, (height, width)."""
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width()].astype(np.float64)


def pattern(text: str, font: QFont, shift: float = 0.0) -> Grey:
    """A text as it is written in a font, moved by a part of a pixel and cut to its ink."""
    metrics = QFontMetrics(font)
    image = QImage(metrics.horizontalAdvance(text) + 8, metrics.height() + 4, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor("black"))
    painter.drawText(QPointF(4 + shift, 2 + metrics.ascent()), text)
    painter.end()
    ink = grey(image)
    rows, columns = np.nonzero(ink < 200)
    return ink[rows.min() - 1 : rows.max() + 2, columns.min() - 1 : columns.max() + 2]


def likeness(picture: Grey, wanted: Grey) -> Grey:
    """Normalised correlation of a pattern with each place of a picture, dark on light or light on dark."""
    kernel = wanted - wanted.mean()
    product = fftconvolve(picture, kernel[::-1, ::-1], mode="valid")
    local, squares = (_window_sums(values, wanted.shape) for values in (picture, picture**2))
    spread = np.sqrt(np.maximum(squares - local**2 / wanted.size, 0.0) * (kernel**2).sum())
    return np.abs(np.divide(product, spread, out=np.zeros_like(product), where=spread > 50.0))


def _window_sums(values: Grey, shape: tuple[int, ...]) -> Grey:
    """The sum over every window of a shape."""
    sums = np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    high, wide = shape
    return np.asarray(sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide])


def find(image: QImage, text: str, font: QFont) -> list[Sight]:
    """Every place where a text stands in a usual size, the most alike first."""
    picture = grey(image)
    found: list[Sight] = []
    for points in PAGE_POINTS:
        for bold in (False, True):
            lettered = weighted(font, bold=bold)
            lettered.setPointSizeF(points)
            for shift in SHIFTS:
                found += _places(picture, pattern(text, lettered, shift))
    return sorted(found, key=lambda sight: -sight.likeness)


def _places(picture: Grey, wanted: Grey) -> list[Sight]:
    alike = likeness(picture, wanted)
    high, wide = wanted.shape
    found = []
    while alike.max(initial=0.0) >= ALIKE:
        row, column = (int(place) for place in np.unravel_index(alike.argmax(), alike.shape))
        found.append(Sight(column + wide // 2, row + high // 2, float(alike[row, column])))
        alike[max(0, row - high) : row + high, max(0, column - wide) : column + wide] = 0.0
    return found
