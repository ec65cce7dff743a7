"""A scene as SVG to stand within a page: paths, texts as texts, and what each mark stands for in data-t."""

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from gis.flow_diagram_words import STATION
from gis.paint import picture_bytes
from gis.scene import Inset, Label, Mark, Path, Picture, Raster, Scene, Shape, Target

_MIDDLE = 0.36  # ems from the middle line of letters down to the baseline, as in gis.paint
_HALO = 0.85  # mm of paper round letters, both sides together
_ANCHORS = {0.0: "start", 0.5: "middle", 1.0: "end"}


def svg_of(scene: Scene, *, name: str) -> str:
    """An `svg` element with the scene in mm as its user units; `name` is its id."""
    inner = "".join(_marks(scene))
    box = f"0 0 {_number(scene.width)} {_number(scene.height)}"
    return f'<svg id="{escape(name)}" viewBox="{box}" preserveAspectRatio="xMidYMid meet">{inner}</svg>'


def _marks(scene: Scene) -> Iterator[str]:
    if scene.paper:
        yield f'<rect width="{_number(scene.width)}" height="{_number(scene.height)}" fill="{scene.paper}"/>'
    for mark in scene.marks:
        yield _mark(mark)


def _mark(mark: Mark) -> str:
    if isinstance(mark, Inset):
        inner = "".join(_marks(mark.scene))
        size = f'width="{_number(mark.scene.width)}" height="{_number(mark.scene.height)}"'
        return f'<svg x="{_number(mark.x)}" y="{_number(mark.y)}" {size}>{inner}</svg>'
    if isinstance(mark, Picture | Raster):
        return _image(mark)
    return _shape(mark) if isinstance(mark, Shape) else _label(mark)


def _image(mark: Picture | Raster) -> str:
    """A picture within the drawing, in its box; a picture file keeps its proportions, as `gis.paint` draws it."""
    data = b64encode(picture_bytes(mark)).decode("ascii")
    box = f'x="{_number(mark.x)}" y="{_number(mark.y)}" width="{_number(mark.width)}" height="{_number(mark.height)}"'
    fit = "xMidYMid meet" if isinstance(mark, Picture) else "none"
    return f'<image {box} preserveAspectRatio="{fit}" href="data:image/png;base64,{data}"/>'


def _shape(shape: Shape) -> str:
    drawn = f'd="{_path(shape.path)}" fill="{shape.fill or "none"}"'
    if shape.stroke:
        drawn += f' stroke="{shape.stroke.colour}" stroke-width="{_number(shape.stroke.width)}"'
        if shape.stroke.dashes:
            drawn += f' stroke-dasharray="{" ".join(map(_number, shape.stroke.dashes))}"'
    return f"<path {drawn}{_target(shape.target)}/>"


def _label(label: Label) -> str:
    size = label.font.height
    anchor = _ANCHORS.get(label.align, "start")
    x = label.x if label.align in _ANCHORS else label.x - label.align * label.width
    drawn = f'x="{_number(x)}" y="{_number(label.y + _MIDDLE * size)}" font-size="{_number(size)}"'
    drawn += f' fill="{label.colour}" text-anchor="{anchor}"'
    if label.width > 0:  # whatever font the reader has, a text takes the room that was kept for it
        drawn += f' textLength="{_number(label.width)}" lengthAdjust="spacingAndGlyphs"'
    if label.font.bold:
        drawn += ' font-weight="700"'
    if label.upwards:
        drawn += f' transform="rotate(-90 {_number(label.x)} {_number(label.y)})"'
    if label.halo:
        drawn += f' stroke="{label.halo}" stroke-width="{_number(_HALO)}" paint-order="stroke"'
    return f"<text {drawn}{_target(label.target)}>{escape(label.text)}</text>"


def _target(target: Target | None) -> str:
    if target is None or target[0] == STATION:  # the script knows of bands, not of the names at their ends
        return ""
    return f' data-t="{escape(":".join(target))}"'


def _path(path: Path) -> str:
    takes = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}
    points = path.points.tolist()
    parts, at = [], 0
    for command in path.commands:
        piece = points[at : at + takes[command]]
        at += takes[command]
        parts.append(command + " ".join(f"{_number(x)},{_number(y)}" for x, y in piece))
    return "".join(parts)


def _number(value: float) -> str:
    """A length in mm to a thousandth, without trailing zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
