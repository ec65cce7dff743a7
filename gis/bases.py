"""Base maps beneath a map: what is drawn of them, what not and why, and which a page of a class may show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.base_maps import COAST, OF_THE_WORLD, OUTLINES, PICTURE, TILES, TRACK, WATERS, BaseMap
from core.errors import UserError
from core.text import N_, Text
from core.tiles import open_tiles
from gis.china_outlines import PACKAGE, folder, outlines
from gis.coast import FINEST_SCALE, SOURCE, coast_lines, lake_rings, river_lines
from gis.imagery import Decode, Pixels, sheet_picture, tile_picture
from gis.palette import Palette, blend
from gis.scene import Mark, Points, Raster, Shape, Stroke
from gis.symbols import joined, polygon, polyline
from gis.tracks import track_lines
from gis.view import View
from gis.world_file import open_sheet

KIND_TITLES = {
    TILES: N_("Map tiles"),
    PICTURE: N_("Scanned map"),
    OUTLINES: N_("County outlines of China (sketch)"),
    COAST: N_("Coast lines of the world"),
    WATERS: N_("Lakes and rivers of the world"),
    TRACK: N_("Track of a survey"),
}
_TRACK = Stroke("", 0.35, (1.4, 0.9))  # dashed, since leaders of names are thin lines too
_COAST = Stroke("", 0.35)
_RIVER, _SHORE = Stroke("", 0.25), 0.2
_OUTLINE = Stroke("", 0.25, (2.4, 1.0, 0.5, 1.0))
_DARK_SHARE = 0.55  # of a picture's own lightness on the dark paper


@dataclass(frozen=True, slots=True)
class Underlay:
    """The marks of the base maps from below to above, those that lie `over` the regions, what is not drawn and why."""

    marks: tuple[Mark, ...] = ()
    over: tuple[Mark, ...] = ()
    notes: tuple[Text, ...] = ()


def underlay(view: View, colours: Palette, decode: Decode) -> Underlay:
    """What the base maps of a view show on its paper."""
    marks: list[Mark] = []
    over: list[Mark] = []
    notes: list[Text] = []
    for base in view.bases:
        if not base.visible:
            continue
        try:
            made = list(_marks(base, view, colours, decode))
        except (UserError, OSError) as fault:
            reason = fault.sentence if isinstance(fault, UserError) else Text("Its file cannot be read.")
            notes.append(Text("Base map {name} is not drawn: {reason}", {"name": base.name, "reason": reason}))
            continue
        (over if base.kind == TRACK else marks).extend(made)
        if not made:
            notes.append(_nothing(base, view))
    return Underlay(tuple(marks), tuple(over), tuple(notes))


def _marks(base: BaseMap, view: View, colours: Palette, decode: Decode) -> Iterator[Mark]:
    if base.kind == TILES:
        yield from _pictured(tile_picture(view, open_tiles(Path(base.file)), decode), base, view, colours)
    elif base.kind == PICTURE:
        yield from _pictured(sheet_picture(view, open_sheet(Path(base.file), base.crs), decode), base, view, colours)
    elif base.kind == COAST:
        yield from _lined(coast_lines(view), _COAST, colours.links["water"], base, colours)
    elif base.kind == TRACK:
        yield from _lined(track_lines(view, Path(base.file)), _TRACK, colours.ink, base, colours)
    elif base.kind == WATERS:
        yield from _lakes(view, base, colours)
        yield from _lined(river_lines(view), _RIVER, colours.links["water"], base, colours)
    elif (at := folder()) is None:
        raise UserError(Text("The package {package} is not installed.", {"package": PACKAGE}))
    else:
        yield from _lined(outlines(view, at), _OUTLINE, colours.frame, base, colours)


def _pictured(pixels: Pixels, base: BaseMap, view: View, colours: Palette) -> Iterator[Mark]:
    """A picture pre-blended on the paper, so that nothing is drawn half clear."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    if not alpha.any():
        return
    paper = np.array([int(colours.paper[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float32)
    share = alpha * base.opacity * (_DARK_SHARE if view.dark else 1.0)
    mixed = (pixels[..., :3] * share + paper * (1 - share)).round().astype(np.uint8)
    opaque = np.dstack([mixed, np.full(mixed.shape[:2], 255, dtype=np.uint8)])
    yield Raster(np.ascontiguousarray(opaque), 0.0, 0.0, view.width_mm, view.height_mm)


def _lined(lines: Sequence[Points], stroke: Stroke, colour: str, base: BaseMap, colours: Palette) -> Iterator[Mark]:
    if lines:
        pen = Stroke(blend(colour, colours.paper, base.opacity), stroke.width, stroke.dashes)
        yield Shape(joined([polyline(line) for line in lines]), "", pen)


def _lakes(view: View, base: BaseMap, colours: Palette) -> Iterator[Mark]:
    if rings := lake_rings(view):
        fill, shore = (blend(ink, colours.paper, base.opacity) for ink in (colours.water_area, colours.links["water"]))
        yield Shape(joined([polygon(ring[:-1]) for ring in rings]), fill, Stroke(shore, _SHORE))


def _nothing(base: BaseMap, view: View) -> Text:
    """Why a base map that is switched on shows nothing here."""
    if base.kind in OF_THE_WORLD and view.scale < FINEST_SCALE:
        return Text(
            "Base map {name} is not drawn: it is too coarse for scales above 1 : {scale}.",
            {"name": base.name, "scale": int(FINEST_SCALE)},
        )
    return Text("Base map {name} shows nothing of this ground.", {"name": base.name})


def permitted(bases: Sequence[BaseMap], public: bool) -> tuple[tuple[BaseMap, ...], tuple[Text, ...]]:
    """The base maps that a page may show, and what is said of the others: a public one needs a map review number.

    Coast lines, lakes and rivers are drawn nowhere in the extent of China and need none; sketched outlines and
    tracks of surveys have none and stay out.
    """
    refused = [
        base
        for base in bases
        if public
        and base.visible
        and base.kind not in OF_THE_WORLD
        and (not base.review or base.kind in (OUTLINES, TRACK))
    ]
    said = tuple(
        Text("base map {name} is left out, since it has no map review number", {"name": base.name}) for base in refused
    )
    return tuple(base for base in bases if base not in refused), said


def credits(bases: Sequence[BaseMap], scale: float) -> list[Text]:
    """What a page says of the base maps that it shows: who made them, and their map review number."""
    return [_credit(base) for base in bases if base.visible and _is_there(base, scale)]


def _is_there(base: BaseMap, scale: float) -> bool:
    """Whether a base map can be drawn at a scale of 1 : n."""
    if base.kind in OF_THE_WORLD:
        return scale >= FINEST_SCALE
    return folder() is not None if base.kind == OUTLINES else Path(base.file).is_file()


def _credit(base: BaseMap) -> Text:
    usual = SOURCE if base.kind in OF_THE_WORLD else base.name
    values = {"name": base.name, "source": base.source or usual, "number": base.review}
    if base.kind == TRACK:
        return Text("Track of a survey: {source}", values)
    if base.kind == OUTLINES:
        return Text("County outlines: sketch, internal ({source})", values)
    if base.review:
        return Text("Base map: {source}, map review number {number}", values)
    return Text("Base map: {source}", values)
