"""Pages of a PDF as readers know them: layers that can be switched, bookmarks, and maps that know where they lie.

Layers are optional content groups (ISO 32000-1, 8.11), maps are measured viewports (ISO 32000-2, 12.10: /VP with a
/Measure of subtype /GEO), which GDAL, QGIS and Acrobat read as a georeferenced PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from pyproj import CRS

from gis.page import MapFrame
from gis.projections import unproject
from gis.view import View

POINTS_PER_MM = 72 / 25.4
_UNIT_SQUARE = (0, 0, 0, 1, 1, 1, 1, 0)  # lower left, upper left, upper right, lower right of a viewport
_CORNERS = ((0.0, 1.0), (0.0, 0.0), (1.0, 0.0), (1.0, 1.0))  # the same in shares of the view, y downwards


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page of a document: its bookmark, the titles of its layers from below to above, and its maps.

    One that goes on from the page before has no bookmark ("").
    """

    title: str
    layers: tuple[str, ...]
    frames: tuple[MapFrame, ...] = ()


def finish_pages(pdf: pikepdf.Pdf, pages: Sequence[PdfPage]) -> None:
    """Make pages of a document in which every layer was painted as a page of its own."""
    groups: dict[str, pikepdf.Object] = {}
    painted = list(pdf.pages)
    at = 0
    for page in pages:
        layers = painted[at : at + len(page.layers)]
        at += len(page.layers)
        _stack(pdf, layers, [_group(pdf, groups, title) for title in page.layers])
        _locate(layers[0], page.frames)
    _keep_first(pdf, pages)
    listed = Array(list(groups.values()))
    pdf.Root.OCProperties = Dictionary(OCGs=listed, D=Dictionary(Order=listed, ON=listed, ListMode=Name.AllPages))
    if len(pages) > 1:
        _bookmark(pdf, pages)


def _group(pdf: pikepdf.Pdf, groups: dict[str, pikepdf.Object], title: str) -> pikepdf.Object:
    """The switch of a layer, one for all pages of a document."""
    if title not in groups:
        groups[title] = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String(title)))
    return groups[title]


def _stack(pdf: pikepdf.Pdf, layers: Sequence[pikepdf.Page], groups: Sequence[pikepdf.Object]) -> None:
    """Put the layers, as forms that can be switched, on the first of their pages."""
    forms, switches, drawn = Dictionary(), Dictionary(), []
    for number, (layer, group) in enumerate(zip(layers, groups, strict=True)):
        forms[f"/F{number}"] = _form(pdf, layer)
        switches[f"/L{number}"] = group
        drawn.append(f"/OC /L{number} BDC q /F{number} Do Q EMC")
    page = layers[0]
    page.obj.Contents = pdf.make_stream("\n".join(drawn).encode())
    page.obj.Resources = Dictionary(XObject=forms, Properties=switches)


def _form(pdf: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Stream:
    """The content of a page as a form."""
    page.contents_coalesce()
    form = pdf.make_stream(page.Contents.read_bytes())
    form.Type, form.Subtype, form.BBox, form.Resources = Name.XObject, Name.Form, page.mediabox, page.Resources
    return form


def _keep_first(pdf: pikepdf.Pdf, pages: Sequence[PdfPage]) -> None:
    """Drop the pages whose content now stands on the first page of their group."""
    kept, at = set(), 0
    for page in pages:
        kept.add(at)
        at += len(page.layers)
    for number in reversed(range(at)):
        if number not in kept:
            del pdf.pages[number]


def _locate(page: pikepdf.Page, frames: Sequence[MapFrame]) -> None:
    """Tell where on the ground the maps of a page lie; the largest is told last, since readers take the uppermost."""
    if not frames:
        return
    high = float(page.mediabox[3])
    ordered = sorted(frames, key=lambda frame: frame.view.width_mm * frame.view.height_mm)
    page.obj.VP = Array([_viewport(frame, high) for frame in ordered])


def _viewport(frame: MapFrame, high: float) -> Dictionary:
    view = frame.view
    left, right = frame.left * POINTS_PER_MM, (frame.left + view.width_mm) * POINTS_PER_MM
    upper, lower = high - frame.top * POINTS_PER_MM, high - (frame.top + view.height_mm) * POINTS_PER_MM
    box = Array([round(number, 4) for number in (left, lower, right, upper)])
    return Dictionary(Type=Name.Viewport, BBox=box, Name=pikepdf.String("map"), Measure=_measure(view))


def _measure(view: View) -> Dictionary:
    """Where the corners of a view lie, in degrees of latitude and longitude, and the projection between them."""
    crs = CRS.from_user_input(view.projection.crs)
    corners = [view.to_ground(x * view.width_mm, y * view.height_mm) for x, y in _CORNERS]
    degrees = unproject(view.projection, np.array(corners))
    system = Dictionary(Type=Name.PROJCS, WKT=pikepdf.String(crs.to_wkt("WKT1_ESRI")))
    if code := crs.to_epsg():
        system.EPSG = code
    return Dictionary(
        Type=Name.Measure, Subtype=Name.GEO, GCS=system, Bounds=Array(_UNIT_SQUARE), LPTS=Array(_UNIT_SQUARE),
        GPTS=Array([round(float(number), 9) for lon, lat in degrees for number in (lat, lon)]),
    )  # fmt: skip


def _bookmark(pdf: pikepdf.Pdf, pages: Sequence[PdfPage]) -> None:
    with pdf.open_outline() as outline:
        outline.root.extend(pikepdf.OutlineItem(page.title, number) for number, page in enumerate(pages) if page.title)
    pdf.Root.PageMode = Name.UseOutlines
