"""The drawing behind a picture of a document: an SVG beside its PNG, which Office shows sharp at any size.

PowerPoint and Word read it since 2016, by an extension of the picture; every other program shows the PNG.
"""

import re
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from gis.paint import svg_bytes
from gis.scene import Scene

CONTENT_TYPE = "image/svg+xml"
LARGEST = 1_500_000  # bytes: a drawing beyond that takes an office machine too long, and the PNG alone stays
_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_EMPTY = re.compile(rb"<g [^>]*>\s*</g>\s*")
_FONT = re.compile(rb'\s*font-family="[^"]*" font-size="[^"]*" font-weight="[^"]*" font-style="[^"]*"\s*')


def drawing_of(scene: Scene) -> bytes | None:
    """The SVG of a scene, its letters as shapes; None where it is too large to stand in a document."""
    drawn = _EMPTY.sub(b"", _FONT.sub(b"", svg_bytes(scene)))
    return drawn if len(drawn) <= LARGEST else None


def show_drawing(blip: Any, relation: str) -> None:
    """Let a picture's `a:blip` name the drawing that a relation of its part leads to."""
    extensions = etree.SubElement(blip, qn("a:extLst"))
    extension = etree.SubElement(extensions, qn("a:ext"), {"uri": _EXTENSION})
    etree.SubElement(extension, f"{{{_NAMESPACE}}}svgBlip", {qn("r:embed"): relation}, nsmap={"asvg": _NAMESPACE})
