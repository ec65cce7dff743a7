"""The legend of a map: only signs that occur on it, drawn by the same functions as the map itself."""

from collections.abc import Iterable
from functools import partial

import numpy as np

from core.i18n import show, translate
from core.text import N_, Text
from core.width_laws import CLASSES, ROOT
from gis.adjusted_links import HATCHED
from gis.amounts import round_below, short_amount
from gis.flags import Ring
from gis.ground import frame_mark
from gis.hatch_marks import hatch_sample
from gis.labels import LETTER
from gis.links import SERVICE_WIDTH, WIDEST_LOOP
from gis.name_letters import Letters
from gis.palette import SERVICE, Palette
from gis.scene import Font, Label, Mark, Path, Scene, Shape, Stroke
from gis.sheet import Sheet
from gis.signs import halo_mark, missing_mark, ring_marks, sign_mark, tick_marks
from gis.strokes import link_stroke
from gis.stubs import STUB_RING
from gis.styling_legend import Draw, Entry, style_entries
from gis.symbols import circle, polyline, sign_title
from gis.typeset import LINE_HEIGHT, paragraph, wrapped
from gis.widths import THINNEST

HEADING = Font(11.0, bold=True)
WORDS = Font(8.0)
_SWATCH = 12.0  # mm kept for the sign in front of its words
_LINE = 10.0  # mm of a line's sample
_ROW = 4.6
_KIND_WIDTH = 1.3  # mm of the samples that show colours only
_RING = 0.7  # mm, of the empty place within a sample ring
_SIGN = 1.75  # mm, radius of a sample sign

FLAG_TITLES = {
    "listed": N_("On a statutory list"),
    "computed": N_("Attention (computed)"),
    "slight": N_("Hint (computed)"),
    "permit": N_("Key management by permit, or likely"),
    "stub": N_("Waste without receiver"),
    "missing": N_("Role that is missing"),
    "halo": N_("Much depends on it"),
    "proved": N_("Receiver proved"),
    "registered": N_("Receiver on paper only"),
    "moved": N_("Sign moved; the dot is its true place"),
    "sketch": N_("Sketch layout, positions not true"),
}


def side_legend(sheet: Sheet, width: float, letters: Letters = ()) -> Scene:
    """Widths, kinds of lines and flags in one column `width` mm wide, for beside a map that lists colours and roles.

    Behind them whose the `letters` on the map are.
    """
    tints = tint_entries(sheet) if sheet.view.style.colour != "kind" else []
    entries = [*tints, *line_entries(sheet), *style_entries(sheet), *flag_entries(sheet)]
    entries += letter_entries(sheet, letters)
    marks, bottom = column_marks(sheet, entries, (0.0, 0.0), width)
    return Scene(width, bottom, tuple(marks), sheet.colours.paper)


def column_marks(
    sheet: Sheet, entries: Iterable[Entry], corner: tuple[float, float], width: float
) -> tuple[list[Mark], float]:
    """Entries one below the other from a top left corner, and the y in mm where they end."""
    marks: list[Mark] = []
    x, y = corner
    for entry in entries:
        lines, height = _entry_lines(sheet, entry, width)
        block = LINE_HEIGHT * WORDS.height * len(lines)
        marks += entry.draw(x + _LINE / 2, y + height / 2)
        start = (x + _SWATCH, y + (height - block) / 2)
        marks += paragraph(lines, start, WORDS, sheet.colours.ink, sheet.measure)[0]
        y += height
    return marks, y


def entry_height(sheet: Sheet, entry: Entry, width: float) -> float:
    """Height in mm of an entry in a column of `width` mm."""
    return _entry_lines(sheet, entry, width)[1]


def _entry_lines(sheet: Sheet, entry: Entry, width: float) -> tuple[list[str], float]:
    lines = wrapped(entry.words, WORDS, width - _SWATCH, sheet.measure)
    return lines, max(_ROW, LINE_HEIGHT * WORDS.height * len(lines) + 0.6, entry.height)


def link_entries(sheet: Sheet) -> list[Entry]:
    """Colours of the drawn kinds of links, then what tells the lines apart."""
    return [*tint_entries(sheet), *line_entries(sheet), *style_entries(sheet)]


def tint_entries(sheet: Sheet) -> list[Entry]:
    """What the colours of the lines mean."""
    language = sheet.view.language
    return [Entry(_tint(colour, group), show(title, language)) for title, colour, group in sheet.tints.classes]


def line_entries(sheet: Sheet) -> list[Entry]:
    """Widths for round amounts of each unit, and the lines that are not solid."""
    links, language = sheet.links, sheet.view.language
    entries = list(_width_entries(sheet))
    if (links.widths.of(links.amount, links.unit) > links.width)[links.sender == links.receiver].any():
        title = translate(N_("Loop within one firm: never drawn wider than this"), language)
        entries.append(Entry(_line(sheet.colours.muted, WIDEST_LOOP), title))
    if links.unknown.any():
        entries.append(Entry(_plain(sheet, unknown=True), translate(N_("Amount not known"), language)))
    if links.proposed.any():
        entries.append(Entry(_plain(sheet, proposed=True), translate(N_("Planned or proposed"), language)))
    if links.adjusted.any():
        sample = partial(hatch_sample, length=_LINE, colours=sheet.colours)
        entries.append(Entry(sample, translate(HATCHED, language)))
    return entries


def letter_entries(sheet: Sheet, letters: Letters) -> list[Entry]:
    """The names that found no room on the map, each with the letter that stands there in its place."""
    if not letters:
        return []
    title = translate(N_("Names without room on the map:"), sheet.view.language)
    lengths = sheet.measure([letter for letter, _ in letters], LETTER).tolist()
    told = ((letter, name, length) for (letter, name), length in zip(letters, lengths, strict=True))
    return [
        Entry(lambda x, y: [], title),
        *(Entry(_letter(sheet, letter, length), name) for letter, name, length in told),
    ]


def _letter(sheet: Sheet, letter: str, length: float) -> Draw:
    return lambda x, y: [Label(letter, x, y, LETTER, sheet.colours.ink, length, 0.5)]


def _tint(colour: str, group: str) -> Draw:
    service = group == SERVICE
    return _line(colour, SERVICE_WIDTH if service else _KIND_WIDTH, service)


def _width_entries(sheet: Sheet) -> Iterable[Entry]:
    """Samples of width for each unit by the law of the map, drawn by its own function; and the limits."""
    links, language, colour = sheet.links, sheet.view.language, sheet.colours.muted
    widths, classed = links.widths, links.widths.law == CLASSES
    thin, wide = [], []
    for unit, top in widths.top.items():
        least, here = widths.least(unit), links.unit == unit
        for amount in _sample_amounts(sheet, unit):
            width = float(widths.of(np.array([amount]), np.array([unit], dtype=object))[0])
            yield Entry(_line(colour, width), _per_year(amount, unit, language, classed))
        if (links.amount[here] < least).any():
            thin.append(short_amount(least, unit, language))
        if not classed and (beyond := int(widths.exceeds(links.amount[here], links.unit[here]).sum())):
            wide.append(Text("{n} above {amount}", {"n": beyond, "amount": short_amount(top, unit, language)}))
    if thin:
        text = Text("Thinnest: {amounts} and less", {"amounts": thin})
        if classed:
            text = Text("Thinnest: less than {amounts}", {"amounts": thin})
        yield Entry(_line(colour, THINNEST), show(text, language))
    if wide:
        text = Text("Drawn no wider: {amounts}", {"amounts": wide})
        yield Entry(_line(colour, widths.widest), show(text, language))
    if widths.law == ROOT and widths.top:
        yield Entry(lambda x, y: [], translate(N_("Four times the amount is twice as wide"), language))


def _sample_amounts(sheet: Sheet, unit: str) -> list[float]:
    """The amounts that the legend shows: where classes begin, else the largest round one and a fifth of it."""
    widths = sheet.links.widths
    if widths.law == CLASSES:
        return [floor for floor, _ in widths.classes(unit)]
    largest = round_below(widths.top[unit])
    return [amount for amount in (largest, largest / 5) if amount > widths.least(unit)]


def _per_year(amount: float, unit: str, language: str, and_more: bool = False) -> str:
    pattern = N_("{amount}/year and more") if and_more else N_("{amount}/year")
    return translate(pattern, language).format(amount=short_amount(amount, unit, language))


def sign_entries(sheet: Sheet) -> list[Entry]:
    """Signs of the located actors and of the flags on the map."""
    language = sheet.view.language
    located = ~np.isnan(sheet.places).any(axis=1)
    occurring = dict.fromkeys(sign for sign in sheet.sign[located])
    order = ("producer", "consumer", "decomposer", "treatment")
    signs = sorted(occurring, key=lambda sign: (order.index(sign) if sign in order else len(order), sign))
    entries = [Entry(_sign(sheet, sign), translate(sign_title(sign), language)) for sign in signs]
    return entries + flag_entries(sheet)


def flag_entries(sheet: Sheet) -> list[Entry]:
    """Rings, stubs, halos and ticks that are on the map."""
    return [Entry(draw, translate(FLAG_TITLES[name], sheet.view.language)) for name, draw in _flags(sheet)]


def _flags(sheet: Sheet) -> Iterable[tuple[str, Draw]]:
    colours, flags = sheet.colours, sheet.flagged
    rings = [ring for row, ring in flags.rings.items() if not np.isnan(sheet.places[row, 0])]
    for name, shown, sample in (
        ("listed", [ring for ring in rings if ring.listed], Ring(2, True)),
        ("computed", [ring for ring in rings if ring.severity > 1 and not ring.listed], Ring(2, False)),
        ("slight", [ring for ring in rings if ring.severity == 1 and not ring.listed], Ring(1, False)),
        ("permit", [ring for ring in rings if not ring.severity], Ring(0, False)),
    ):
        if shown:
            yield name, partial(ring_marks, radius=_RING, ring=sample, colours=colours)
    if any(not np.isnan(sheet.places[stub.actor, 0]) for stub in flags.stubs):
        yield "stub", partial(stub_sample, colours=colours)
    if flags.missing:
        yield "missing", lambda x, y: [missing_mark(x, y, _SIGN, colours)]
    if flags.halos:
        yield "halo", lambda x, y: [halo_mark(x, y, 1.9, colours)]
    proofs = sheet.proofs
    for name, proved in (("proved", True), ("registered", False)):
        if proved in proofs.values():
            yield name, partial(tick_marks, proved=proved, colours=colours)
    if sheet.layout.frames:
        yield "sketch", lambda x, y: [frame_mark((x - 4.5, y - 1.6, x + 4.5, y + 1.6), colours)]
    if sheet.layout.moved.any():
        yield "moved", lambda x, y: _moved(sheet, x, y)


def _line(colour: str, width: float, service: bool = False) -> Draw:
    stroke = link_stroke(colour, width, unknown=False, proposed=False, service=service)
    return lambda x, y: [Shape(_level(x, y), "", stroke)]


def _plain(sheet: Sheet, *, unknown: bool = False, proposed: bool = False) -> Draw:
    stroke = link_stroke(sheet.colours.muted, THINNEST, unknown=unknown, proposed=proposed, service=False)
    return lambda x, y: [Shape(_level(x, y), "", stroke)]


def _sign(sheet: Sheet, sign: str) -> Draw:
    return lambda x, y: [sign_mark(sign, (x, y, _SIGN), sheet.colours)]


def stub_sample(x: float, y: float, colours: Palette) -> list[Mark]:
    """The sample of a waste without receiver."""
    line = polyline(np.array([(x - 4.5, y), (x + 1.0, y)]))
    return [
        Shape(line, "", Stroke(colours.gap, 1.2)),
        Shape(circle(x + 2.6, y, STUB_RING), colours.paper, Stroke(colours.gap, 0.7)),
    ]


def _moved(sheet: Sheet, x: float, y: float) -> list[Mark]:
    return [
        Shape(polyline(np.array([(x - 3.5, y + 1), (x + 2, y - 0.6)])), "", Stroke(sheet.colours.muted, 0.2)),
        Shape(circle(x - 3.5, y + 1, 0.4), sheet.colours.muted),
        sign_mark("producer", (x + 3.0, y - 0.6, 1.2), sheet.colours),
    ]


def _level(x: float, y: float) -> Path:
    return polyline(np.array([(x - _LINE / 2, y), (x + _LINE / 2, y)]))
