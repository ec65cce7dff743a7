"""A page as SVG with named layers: what was painted layer by layer in one drawing, maps cut to their frames."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape, quoteattr, unescape

from gis.page_layers import Box
from gis.scene import Font
from gis.sheet import Measure

_BEGIN, _END = "</defs>", "</svg>"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<svg width="{width}mm" height="{height}mm" viewBox="0 0 {across} {down}" xmlns="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" version="1.1">\n<title>{title}</title>\n'
)
_FAMILY = re.compile('font-family="([^"]+)"')
_OTHERS = "Noto Sans SC, Source Han Sans SC, Microsoft YaHei, SimHei, sans-serif"  # where the first is not installed
_POINTS_PER_MM = 72 / 25.4
_TEXT = re.compile(r'<text ([^>]*font-size="(\d+)" font-weight="(\d+)"[^>]*)>([^<]+)</text>')
_BOLD = 600  # the weight from which a font counts as bold
_ENTITIES = {"&quot;": '"', "&apos;": "'", "&#xa0;": "\u00a0"}


@dataclass(frozen=True, slots=True)
class SvgLayer:
    """A layer that was painted as a drawing of its own: its title, the drawing, and the box in mm that it is cut to."""

    title: str
    drawing: str
    clip: Box | None = None


def one_drawing(layers: Sequence[SvgLayer], size: tuple[float, float], title: str, measure: Measure) -> str:
    """The layers, from below to above, as one SVG of `size` mm; each is a group that drawing programs list by name.

    Every text says how long it is, so that it keeps its room where another font stands in.
    """
    width, height = size
    across, down = round(width * _POINTS_PER_MM, 3), round(height * _POINTS_PER_MM, 3)
    told = _HEAD.format(width=width, height=height, across=across, down=down, title=escape(title))
    clips = list(dict.fromkeys(layer.clip for layer in layers if layer.clip))
    told += "<defs>\n" + "".join(_clip(number, clip) for number, clip in enumerate(clips)) + "</defs>\n"
    for number, layer in enumerate(layers):
        cut = f' clip-path="url(#cut{clips.index(layer.clip)})"' if layer.clip else ""
        name = quoteattr(layer.title)
        told += f'<g id="layer{number}" inkscape:groupmode="layer" inkscape:label={name}{cut}>\n'
        told += f"<title>{escape(layer.title)}</title>\n{_content(layer.drawing, measure)}</g>\n"
    return told + "</svg>\n"


def _clip(number: int, clip: Box) -> str:
    left, top, width, height = (round(side * _POINTS_PER_MM, 3) for side in clip)
    return f'<clipPath id="cut{number}"><rect x="{left}" y="{top}" width="{width}" height="{height}"/></clipPath>\n'


def _content(drawing: str, measure: Measure) -> str:
    """What Qt's generator has painted, without its frame."""
    content = drawing[drawing.index(_BEGIN) + len(_BEGIN) : drawing.rindex(_END)].strip() + "\n"
    content = _TEXT.sub(partial(_with_length, measure=measure), content)
    return _FAMILY.sub(rf'font-family="\1, {_OTHERS}"', content)


def _with_length(match: re.Match[str], measure: Measure) -> str:
    """A text with its length in units of its own font size."""
    told, size, weight, words = match.groups()
    font = Font(10.0, bold=int(weight) >= _BOLD)
    length = float(measure([unescape(words, _ENTITIES)], font)[0]) / font.height * int(size)
    return f'<text textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs" {told}>{words}</text>'
