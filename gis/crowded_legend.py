"""The legend of a large project's map: signs of groups, widths, broken lines and rings, as they are drawn."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.i18n import show, translate
from core.text import N_, Text
from gis.amounts import round_below, short_amount
from gis.crowded_findings import numbered, shown_gaps
from gis.crowded_marks import gap_mark, sign_scene
from gis.crowded_view import Overview, level_sizes
from gis.flags import Ring
from gis.legend import FLAG_TITLES, stub_sample
from gis.scene import Font, Inset, Mark, Scene, Shape, Stroke
from gis.sheet import Measure
from gis.signs import ring_marks
from gis.strokes import link_stroke
from gis.styling_legend import Draw, Entry, shade_entries, size_entries
from gis.symbols import polyline
from gis.typeset import LINE_HEIGHT, paragraph, wrapped
from gis.widths import THINNEST

WORDS = Font(8.0)
_SWATCH, _LINE, _ROW = 13.0, 10.0, 5.1  # mm kept for a sample, of a line's sample, of a line of words
_PARTS = 24
_SAMPLE = 2.6  # mm, radius of the sample of a group
_RINGED = 0.7
_TINT = 1.3  # mm, width of the sample of a colour
SIGN_TITLE = N_("Several firms: their number, and their roles round it")
LINE_TITLE = N_("Links of one kind between two signs are one line, their amounts added; paler where they are small")
STUB_TITLE = N_("Stub: waste without receiver, added up over the firms of a sign; ≥ where some of it is not known")
NUMBER_TITLE = N_("Number: a finding of the list, + how many more there are at this sign")
MISSING_TITLE = N_("Missing roles stand in the list of findings only: on so many firms they have no mark")
DIFFERENCE_TITLE = N_("Δ: by how much both sides differ; of a summed line added up, with how many links do")
SUMMED_SIZES = N_("The sign of several firms has the sum over those for which it is known")


def crowd_legend(shown: Overview, width: float, measure: Measure) -> Scene:
    """The legend in one column `width` mm wide."""
    colours, y = shown.colours, 0.0
    marks: list[Mark] = []
    for entry in _entries(shown, measure):
        lines = wrapped(entry.words, WORDS, width - _SWATCH, measure)
        block = LINE_HEIGHT * WORDS.height * len(lines)
        height = max(_ROW, block + 0.8, entry.height)
        marks += entry.draw(_LINE / 2, y + height / 2)
        marks += paragraph(lines, (_SWATCH, y + (height - block) / 2), WORDS, colours.ink, measure)[0]
        y += height
    return Scene(width, y, tuple(marks), colours.paper)


def _entries(shown: Overview, measure: Measure) -> Iterator[Entry]:
    language, bundles = shown.view.language, shown.level.bundles
    if (shown.level.firms > 1).any():
        yield Entry(_group_sample(shown, measure), translate(SIGN_TITLE, language))
    if (bundles.links[shown.bundles] > 1).any():
        yield Entry(_line(Stroke(shown.colours.muted, 1.3)), translate(LINE_TITLE, language))
    yield from _tints(shown)
    yield from _widths(shown)
    yield from _broken(shown)
    if (sizes := level_sizes(shown.crowd, shown.level)) is not None:
        yield from size_entries(language, shown.colours, sizes)
        yield Entry(_nothing, translate(SUMMED_SIZES, language))
    shading = shown.crowd.shadings[shown.view.dark]
    if shading is not None and "regions" not in shown.view.hidden:
        yield from shade_entries(language, shown.colours, shading)
    if "findings" not in shown.view.hidden:
        yield from _rings(shown)
        yield from _pins(shown)


def _nothing(x: float, y: float) -> list[Mark]:
    return []


def _tints(shown: Overview) -> Iterator[Entry]:
    """What the colours of the drawn lines mean."""
    drawn = {shown.crowd.kinds[kind].group for kind in np.unique(shown.level.bundles.kind[shown.bundles]).tolist()}
    for name, title in shown.crowd.classes.titles.items():
        if name in drawn:
            yield Entry(_line(Stroke(shown.tints[name], _TINT)), show(title, shown.view.language))


def _broken(shown: Overview) -> Iterator[Entry]:
    """The lines that are not solid."""
    bundles, colour = shown.level.bundles, shown.colours.muted
    proposed = np.array([kind.state != "" for kind in shown.crowd.kinds], dtype=np.bool_)
    for title, broken in (
        (N_("Amount not known"), np.isnan(bundles.amount[shown.bundles])),
        (N_("Planned or proposed"), proposed[bundles.kind[shown.bundles]]),
    ):
        if broken.any():
            unknown = title == N_("Amount not known")
            stroke = link_stroke(colour, THINNEST, unknown=unknown, proposed=not unknown, service=False)
            yield Entry(_line(stroke), translate(title, shown.view.language))


def _rings(shown: Overview) -> Iterator[Entry]:
    """What the rings round signs mean."""
    language, colours = shown.view.language, shown.colours
    if shown.crowd.gapped.any():
        title = N_("Amber ring: waste without receiver or a weak point at one of these firms")
        yield Entry(lambda x, y: [gap_mark(x, y, _RINGED, colours)], translate(title, language))
    if (shown.crowd.severity >= 0).any():
        title = N_("Ring: one of these firms is flagged") if (shown.level.firms > 1).any() else FLAG_TITLES["computed"]
        ring = Ring(2, listed=False)
        yield Entry(lambda x, y: ring_marks(x, y, _RINGED, ring, colours), translate(title, language))


def _pins(shown: Overview) -> Iterator[Entry]:
    """What stubs and numbers mean, and which findings have no mark of their own on so large a map."""
    language, colours = shown.view.language, shown.colours
    drawn, more = shown_gaps(shown)
    if drawn:
        yield Entry(partial(stub_sample, colours=colours), translate(STUB_TITLE, language))
    if drawn and more:
        text = Text(
            "{n} further sum has no room for a stub", {"n": more}, plural="{n} further sums have no room for a stub"
        )
        yield Entry(_nothing, show(text, language))
    if any(numbered(shown)):
        yield Entry(_nothing, translate(NUMBER_TITLE, language))
    if shown.crowd.flags.missing:
        yield Entry(_nothing, translate(MISSING_TITLE, language))
    if shown.crowd.differences:
        yield Entry(_nothing, translate(DIFFERENCE_TITLE, language))


def _widths(shown: Overview) -> Iterator[Entry]:
    """Samples for round amounts of each unit, and how many lines are wider than the widest."""
    widths, language, colour = (
        shown.style.widths,
        shown.view.language,
        shown.colours.muted,
    )
    bundles, thin, wide = shown.level.bundles, [], []
    unit = np.array([kind.unit for kind in shown.crowd.kinds], dtype=object)[bundles.kind[shown.bundles]]
    amount = bundles.amount[shown.bundles]
    for word, top in widths.top.items():
        here = unit == word
        for told in (round_below(top), round_below(top) / 5):
            if told > widths.least(word) and here.any():
                size = float(widths.of(np.array([told]), np.array([word], dtype=object))[0])
                words = translate(N_("{amount}/year"), language).format(amount=short_amount(told, word, language))
                yield Entry(_line(Stroke(colour, size)), words)
        if (amount[here] < widths.least(word)).any():
            thin.append(short_amount(widths.least(word), word, language))
        if beyond := int((amount[here] > top * (1 + 1e-9)).sum()):
            wide.append(Text("{n} above {amount}", {"n": beyond, "amount": short_amount(top, word, language)}))
    if thin:
        text = Text("Thinnest: {amounts} and less", {"amounts": thin})
        yield Entry(_line(Stroke(colour, THINNEST)), show(text, language))
    if wide:
        text = Text("Drawn no wider: {amounts}", {"amounts": wide})
        yield Entry(_line(Stroke(colour, widths.widest)), show(text, language))


def _line(stroke: Stroke) -> Draw:
    return lambda x, y: [Shape(polyline(np.array([(x - _LINE / 2, y), (x + _LINE / 2, y)])), "", stroke)]


def _group_sample(shown: Overview, measure: Measure) -> Draw:
    """A sign of as many firms as the largest group has, with the roles of them all."""
    level, signs = shown.level, shown.crowd.signs
    role = np.bincount(shown.crowd.sign[level.group >= 0], minlength=len(signs))
    ends = np.round(np.cumsum(role) / role.sum() * _PARTS).astype(int)
    shares = tuple(np.diff(ends, prepend=0).tolist())
    sign = sign_scene(
        shares, signs, _SAMPLE, (-1, False), int(level.firms.max()), (shown.view.style, shown.view.dark), measure
    )
    return lambda x, y: [Inset(sign, x - sign.width / 2, y - sign.height / 2)]
