"""Whether a base map lies where the project does, told as soon as it is added: the map would only stay empty."""

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImageReader

from core.base_maps import PICTURE, TILES, BaseMap
from core.errors import UserError
from core.text import N_, Text
from core.tiles import open_tiles
from gis.scene import Points
from gis.world_file import open_sheet, pixels_at

ELSEWHERE = N_("Nothing of this project lies on the base map {name}.")
ADVICE = Text("See whether it is the right file and the right coordinate system, and take it out again if not.")


def told_elsewhere(base: BaseMap, file: Path, places: Points) -> tuple[Text, ...]:
    """What to say where none of the places (n, 2) in degrees lies on a base map; nothing where that is not known."""
    try:
        on_it = _covered(base, file, places) if len(places) else True
    except (UserError, OSError):  # the drawing says what is amiss
        return ()
    return () if on_it else (Text(ELSEWHERE, {"name": base.name}), ADVICE)


def _covered(base: BaseMap, file: Path, places: Points) -> bool:
    if base.kind == TILES:
        west, south, east, north = open_tiles(file).bounds
        return bool(((places >= (west, south)) & (places <= (east, north))).all(axis=1).any())
    size = QImageReader(str(file)).size()
    if base.kind != PICTURE or not base.crs or size.isEmpty():
        return True
    pixels = pixels_at(open_sheet(file, base.crs), places)
    return bool(((pixels >= -0.5) & (pixels <= np.subtract((size.width(), size.height()), 0.5))).all(axis=1).any())
