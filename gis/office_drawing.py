"""The drawing behind a picture of a document: an SVG beside its PNG, which Office shows sharp at any size.

PowerPoint and Word read it since 2016, by an extension of the picture; every other program shows the PNG. Qt's SVG
knows no clipping, so that each inset is painted as a drawing of its own and cut to its frame when they are joined.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from gis.page_layers import Box
from gis.paint import measure, svg_bytes
from gis.scene import Inset, Mark, Scene
from gis.svg_layers import SvgLayer, one_drawing

CONTENT_TYPE = "image/svg+xml"
LARGEST = 1_500_000  # bytes: a drawing beyond that takes an office machine too long, and the PNG alone stays
_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_EMPTY = re.compile(rb"<g [^>]*>\s*</g>\s*")
_FONT = re.compile(rb'\s*font-family="[^"]*" font-size="[^"]*" font-weight="[^"]*" font-style="[^"]*"\s*')


def drawing_of(scene: Scene) -> bytes | None:
    """The SVG of a scene, its letters as shapes; None where it is too large to stand in a document."""
    whole = (scene.width, scene.height)
    parts = [SvgLayer("", svg_bytes(part).decode(), clip) for part, clip in _cut(scene, whole, (0.0, 0.0, *whole))]
    drawn = _EMPTY.sub(b"", _FONT.sub(b"", one_drawing(parts, whole, "", measure).encode()))
    return drawn if len(drawn) <= LARGEST else None


def _cut(
    scene: Scene, whole: tuple[float, float], clip: Box, at: tuple[float, float] = (0.0, 0.0)
) -> Iterator[tuple[Scene, Box]]:
    """The marks between insets and those of each inset, as scenes of the whole size with what they are cut to."""
    waiting: list[Mark] = []
    paper = scene.paper
    for mark in (*scene.marks, None):
        if mark is not None and not isinstance(mark, Inset):
            waiting.append(mark)
            continue
        if waiting or paper:
            part = Scene(scene.width, scene.height, tuple(waiting), paper)
            yield Scene(*whole, (Inset(part, *at),)), clip
            waiting, paper = [], ""
        if mark is not None:
            left, top = at[0] + mark.x, at[1] + mark.y
            yield from _cut(
                mark.scene, whole, _within(clip, (left, top, mark.scene.width, mark.scene.height)), (left, top)
            )


def _within(outer: Box, inner: Box) -> Box:
    """The part of a box that lies in another."""
    left, top = max(outer[0], inner[0]), max(outer[1], inner[1])
    right, bottom = min(outer[0] + outer[2], inner[0] + inner[2]), min(outer[1] + outer[3], inner[1] + inner[3])
    return left, top, max(right - left, 0.0), max(bottom - top, 0.0)


def show_drawing(blip: Any, relation: str) -> None:
    """Let a picture's `a:blip` name the drawing that a relation of its part leads to."""
    extensions = etree.SubElement(blip, qn("a:extLst"))
    extension = etree.SubElement(extensions, qn("a:ext"), {"uri": _EXTENSION})
    etree.SubElement(extension, f"{{{_NAMESPACE}}}svgBlip", {qn("r:embed"): relation}, nsmap={"asvg": _NAMESPACE})
