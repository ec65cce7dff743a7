"""The pictures of README, made again: `python -m tests.pictures`.

Pages by the commands that a user has, windows by the program itself; every picture is kept below the size that
`tests/test_pictures.py` allows.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from scipy.spatial import cKDTree

from app.__main__ import main
from app.fonts import load_font
from app.window import MainWindow
from core.paths import RESOURCES

PICTURES = RESOURCES / "pictures"
LARGEST = 300_000  # bytes of a picture
_FREQUENT = 64
_SETTLED = 30.0  # seconds for a window to read its lists, compute and draw
# Name of the picture, sample, language, command, its options.
PAGES = (
    ("page-teaching", "teaching", "zh", "map", ("--dpi", "100")),
    ("page-grey", "teaching", "zh", "map", ("--dpi", "100")),
    ("page-upright", "teaching", "en", "map", ("--paper", "A4", "--portrait", "--dpi", "130")),
    ("page-guigang", "guigang", "zh", "map", ("--portrait", "--dpi", "85")),
    ("page-kalundborg", "kalundborg", "en", "map", ("--dpi", "100")),
    ("page-public", "kalundborg", "en", "map", ("--class", "public", "--dpi", "85")),
    ("atlas-region", "teaching", "zh", "map", ("--atlas", "regions", "--dpi", "85")),
    ("diagram", "teaching", "en", "diagram", ("--level", "role")),
)
WIDEST = 1654  # pixels: A3 at 100 dots per inch


def make(folder: Path) -> None:
    """Write all pictures to a folder."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    with TemporaryDirectory() as work:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, work)
        for name, sample, language, command, options in PAGES:
            made = _page(Path(work), sample, language, (command, *options))
            _keep(made, folder / f"{name}.png", grey=name == "page-grey")
        _windows(app, Path(work), folder)


def _project(work: Path, sample: str, language: str) -> Path:
    path = work / f"{sample}-{language}.gpkg"
    if not path.exists():
        main(["new", str(path), "--sample", sample, "--language", language])
    return path


def _page(work: Path, sample: str, language: str, command: tuple[str, ...]) -> QImage:
    """A page by its command; of an atlas the second one, since the first is the whole park."""
    out = work / "page"
    out.mkdir(exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    name, *options = command
    main([name, str(_project(work, sample, language)), str(out / "page.png"), *options, "--language", language])
    return QImage(str(sorted(out.iterdir())[:2][-1]))


def _windows(app: QApplication, work: Path, folder: Path) -> None:
    load_font(app)
    window = MainWindow(str(_project(work, "teaching", "zh")), "zh")
    window.resize(1440, 900)
    window.show()
    for name, dark in (("window", False), ("window-dark", True)):
        window.set_dark(dark)
        until = time.monotonic() + _SETTLED
        while time.monotonic() < until:
            app.processEvents()
            time.sleep(0.005)
        _keep(window.grab().toImage(), folder / f"{name}.png")
    window.close()


def _keep(image: QImage, path: Path, *, grey: bool = False) -> None:
    """Write a picture with its 256 colours that tell most of it, so that a copy of the program stays small."""
    small = image.scaledToWidth(WIDEST) if image.width() > WIDEST else image
    rgb = small.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(rgb.constBits(), dtype=np.uint32).reshape(rgb.height(), rgb.width()) & 0xFFFFFF
    if grey:
        level = _channels(pixels) @ np.array([0.299, 0.587, 0.114])
        pixels = level.round().astype(np.uint32) * 0x10101
    shades, place, count = np.unique(pixels, return_inverse=True, return_counts=True)
    table = _table(shades, count)
    nearest = cKDTree(_channels(table)).query(_channels(shades))[1].astype(np.uint8)
    packed = np.ascontiguousarray(nearest[place.reshape(pixels.shape)])
    kept = QImage(packed.data, rgb.width(), rgb.height(), rgb.width(), QImage.Format.Format_Indexed8)
    kept.setColorTable([0xFF000000 | int(shade) for shade in table])
    kept.save(str(path), "PNG", 0)


def _table(shades: npt.NDArray[np.uint32], count: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """The most frequent colours, then those that are frequent and far from all chosen, 256 in all."""
    chosen = np.argsort(-count)[:_FREQUENT].tolist()
    colours, weight = _channels(shades), np.sqrt(count)
    away = cKDTree(colours[chosen]).query(colours)[0]
    while len(chosen) < min(256, len(shades)):
        chosen.append(int((away * weight).argmax()))
        away = np.minimum(away, np.linalg.norm(colours - colours[chosen[-1]], axis=1))
    return shades[chosen]


def _channels(pixels: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """Red, green and blue (..., 3) of packed colours."""
    return np.stack([(pixels >> shift) & 0xFF for shift in (16, 8, 0)], axis=-1).astype(np.float64)


if __name__ == "__main__":
    make(PICTURES)
