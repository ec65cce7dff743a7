"""Charts of a page: bars of the largest amounts or loads, amounts by year; every bar bears its number."""

from collections.abc import Sequence

import numpy as np

from core.evidence import sentences, unit_order
from core.figures import figures, for_year
from core.i18n import show
from core.loads import MEDIUM_TITLES, equal_standard_loads
from core.page_layouts import Item
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.choosing import choose
from gis.choosing_words import choice_sentence
from gis.furniture import SMALL
from gis.page_parts import CELL, ROW, Chart, Drawn, Material, head_height, head_marks, note_marks
from gis.palette import blend
from gis.scene import Label, Mark, Shape, Stroke
from gis.symbols import rectangle
from gis.typeset import LINE_HEIGHT, shortened

CHARTS = {
    "": N_("Largest loads, else largest amounts"),
    "loads": N_("Largest pollution loads (computed)"),
    "amounts": N_("Largest amounts"),
    "years": N_("Amounts by year"),
}
_FEWEST_BARS, _MOST_BARS, _MOST_YEARS = 3, 8, 12
_NAME = 0.58  # of the width, for the name of a bar
_BAR = 0.6  # of the height of a row
_GAP = 1.5  # mm between a bar and its words
_WIDEST = 14.0  # mm of a column
_PLOT = 26.0  # mm of height for the columns of years
_NOTE = LINE_HEIGHT * SMALL.height


def chart_of(material: Material, code: str) -> Chart | None:
    """The chart that a code of CHARTS asks for, None where the page has nothing to show in it.

    A public page shows no loads, since they rest on what firms declared.
    """
    seen = material.sheet.snapshot
    if code == "years":
        return _by_year(material)
    loads = None if material.page.public or code == "amounts" else _loads(seen)
    return _amounts(seen) if loads is None and code != "loads" else loads


def _amounts(snapshot: Snapshot) -> Chart | None:
    """The largest links in the first unit that has known amounts."""
    stated, flow = figures(snapshot), snapshot.flow
    known = np.flatnonzero(~np.isnan(stated.value) & (stated.value > 0))
    if not len(known):
        return None
    unit = min({str(one) for one in stated.unit[known]}, key=unit_order)
    rows = known[stated.unit[known] == unit]
    rows = rows[np.argsort(-stated.value[rows], kind="stable")]
    names = [*map(str, snapshot.actor.name), ""]
    matters = [*map(str, snapshot.commodity.name), ""]
    bars = []
    for row in rows[:_MOST_BARS].tolist():
        ends = [names[flow.sender[row]] or Text("outside"), names[flow.receiver[row]] or Text("outside")]
        values = {"matter": matters[flow.commodity[row]], "sender": ends[0], "receiver": ends[1]}
        bars.append((Text("{matter}: {sender} → {receiver}", values), float(stated.value[row])))
    unknown, partly = int(np.isnan(stated.value).sum()), stated.partial[rows[:_MOST_BARS]]
    notes = (
        Text("{n} link of unknown amount is not in the chart.", {"n": unknown},
             plural="{n} links of unknown amount are not in the chart."),
        Text("Of {n} bar only a part is known; it is at least so much.", {"n": int(partly.sum())},
             plural="Of {n} bars only a part is known; they are at least so much."),
    )  # fmt: skip
    return Chart(
        N_("Largest amounts"), unit, tuple(bars), tuple(note for note in notes if note.values["n"]),
        len(rows) - len(bars), least=tuple(partly.tolist()),
    )  # fmt: skip


def _loads(snapshot: Snapshot) -> Chart | None:
    """The firms with the largest equal-standard load, with the share that they and those before them have."""
    listed = [table for table in equal_standard_loads(snapshot) if table.class_of == "firm" and table.total > 0]
    table = max(listed, key=lambda one: one.known, default=None)
    loads = [load for load in table.actors if load.load > 0] if table else []
    if table is None or len(loads) < _FEWEST_BARS:
        return None
    bars = [(str(snapshot.actor.name[load.actor]), load.load) for load in loads[:_MOST_BARS]]
    shares = tuple(load.cumulative for load in loads[:_MOST_BARS])
    told = Text("{medium}: equal-standard loads by {standard}; behind each the share of all loads up to it.",
                {"medium": Text(MEDIUM_TITLES[table.medium]), "standard": table.standard.document})  # fmt: skip
    return Chart(
        N_("Largest pollution loads (computed)"), table.unit, tuple(bars), (told,), len(loads) - len(bars), shares
    )


def _more(count: int) -> Text | None:
    if count <= 0:
        return None
    return Text("{n} smaller one is not shown.", {"n": count}, plural="{n} smaller ones are not shown.")


def _by_year(material: Material) -> Chart | None:
    """The sum of the known amounts of each year in the first unit, of the links that the page's filter asks for."""
    whole, choice = material.whole or material.sheet.snapshot, material.page.lens.choice
    told = {year: figures(_chosen(material, whole, year)) for year in whole.years()[-_MOST_YEARS:]}
    units = {str(unit) for one in told.values() for unit in one.unit[~np.isnan(one.value)]}
    if not units:
        return None
    unit = min(units, key=unit_order)
    sums: list[tuple[str, float, int, int]] = []
    for year, stated in sorted(told.items()):
        known = (stated.unit == unit) & ~np.isnan(stated.value)
        unsure = (stated.unit == unit) & (np.isnan(stated.value) | stated.partial)
        if known.any():
            sums.append((str(year), float(stated.value[known].sum()), int(known.sum()), int(unsure.sum())))
    if len(sums) < 2:
        return None
    asked = choice_sentence(whole, choice)
    notes = [Text("Sums of the known amounts; beneath each year how many links it rests on.")]
    if any(unsure for *_, unsure in sums):
        notes.append(Text("With ≥ a year in which links have no amount or only a part of it."))
    return Chart(
        N_("Amounts by year"), unit, tuple((year, value) for year, value, *_ in sums),
        (*([asked] if asked is not None else []), *notes),
        counts=tuple(count for _, _, count, _ in sums), least=tuple(unsure > 0 for *_, unsure in sums),
    )  # fmt: skip


def _chosen(material: Material, whole: Snapshot, year: int) -> Snapshot:
    """The running links of a year that the page's filter asks for."""
    now, _ = for_year(whole, year)
    return now.of_flows(choose(now, material.page.lens.choice, material.analysis.findings).kept)


def _lack(material: Material, item: Item) -> Text:
    """Why a chart is not on the page."""
    title = Text(CHARTS[item.text])
    if material.page.public and item.text == "loads":
        return Text(
            "The chart “{title}” is left out of a public page, since it rests on what firms declared.", {"title": title}
        )
    if material.page.public and item.text == "years":
        return Text(
            "The chart “{title}” is left out of a public page, since that tells of one year alone.", {"title": title}
        )
    if item.text == "years":
        return Text("The chart “{title}” is left out, since fewer than two years have amounts.", {"title": title})
    return Text("The chart “{title}” is left out, since nothing that it could show is known.", {"title": title})


def chart_needs(material: Material, item: Item) -> float:
    """The height in mm that a chart needs of its item's, 0 where there is nothing to show or no room for it.

    Where not all bars find room it shows fewer, and counts the rest.
    """
    chart = chart_of(material, item.text)
    if chart is None:
        return 0.0
    around = head_height(item) + 2 * _NOTE + 1.0
    if chart.counts:
        return around + _PLOT + 2 * ROW
    bars = min(len(chart.bars), int((item.height - around) // ROW))
    return around + bars * ROW if bars >= min(_FEWEST_BARS, len(chart.bars)) else 0.0


def draw_chart(material: Material, item: Item) -> Drawn:
    """A chart in its box; bars that find no room are counted below the others."""
    chart = chart_of(material, item.text)
    if chart is None:
        return Drawn(remarks=(_lack(material, item),))
    marks, top = head_marks(material, item, chart.title)
    room = item.bottom - top - 2 * _NOTE - 0.5
    shown = min(int((room + 0.1) // ROW), len(chart.bars))
    if shown < min(_FEWEST_BARS, len(chart.bars)):
        if item.joined and not item.height:
            return Drawn()  # the column has no room to spare
        title = Text(chart.title)
        return Drawn(
            remarks=(Text("The chart “{title}” has no room on this page; give it a larger box.", {"title": title}),)
        )
    if chart.counts:
        drawn, end = _columns(material, chart, item, top, min(room, _PLOT + 2 * ROW))
        shown = len(chart.bars)
    else:
        drawn, end = _rows(material, chart, item, top, shown)
    told = [note for note in (_more(chart.rest + len(chart.bars) - shown), *chart.notes) if note]
    words = note_marks(material, sentences(*told), item, end, 2)[0] if told else []
    return Drawn((*marks, *drawn, *words), charts=(chart,))


def _rows(material: Material, chart: Chart, item: Item, top: float, shown: int) -> tuple[list[Mark], float]:
    """Horizontal bars, each with its name before and its number behind it."""
    language, measure, colours = material.language, material.measure, material.colours
    bars = chart.bars[:shown]
    told = chart.amounts(language)[:shown]
    shares = [f"{100 * share:.0f} %" for share in chart.shares[:shown]]
    called = [shortened(show(name, language), CELL, _NAME * item.width, measure) for name, _ in bars]
    names = float(measure(called, CELL).max(initial=0.0))
    amounts = float(measure(told, CELL).max(initial=0.0)) + _GAP
    beside = float(measure(shares, CELL).max(initial=0.0)) + _GAP if shares else 0.0
    longest = max(item.width - names - _GAP - amounts - beside, 5.0)
    largest = max((value for _, value in bars), default=1.0)
    marks: list[Mark] = []
    for row, ((_, value), amount, words) in enumerate(zip(bars, told, called, strict=True)):
        middle = top + (row + 0.5) * ROW
        long = max(value / largest * longest, 0.3)
        x = item.left + names + _GAP
        marks += [
            Label(words, item.left, middle, CELL, colours.ink, float(measure([words], CELL)[0])),
            _bar(material, x, middle - _BAR * ROW / 2, long, _BAR * ROW),
            Label(amount, x + long + _GAP, middle, CELL, colours.ink, float(measure([amount], CELL)[0])),
        ]
        if shares:
            size = float(measure([shares[row]], CELL)[0])
            marks.append(Label(shares[row], item.right, middle, CELL, colours.muted, size, 1.0))
    return marks, top + len(bars) * ROW + 0.5


def _columns(material: Material, chart: Chart, item: Item, top: float, high: float) -> tuple[list[Mark], float]:
    """Upright bars side by side, with numbers above, years and the counted links beneath."""
    base, step = top + high - 2 * ROW, item.width / len(chart.bars)
    largest = max(value for _, value in chart.bars)
    marks: list[Mark] = []
    told = chart.amounts(material.language)
    for place, ((year, value), count, amount) in enumerate(zip(chart.bars, chart.counts, told, strict=True)):
        middle = item.left + (place + 0.5) * step
        tall = max(value / largest * (base - top - ROW), 0.3)
        wide = min(0.6 * step, _WIDEST)
        marks.append(_bar(material, middle - wide / 2, base - tall, wide, tall))
        lines: Sequence[tuple[str, float]] = (
            (amount, base - tall - ROW / 2), (show(year, material.language), base + ROW / 2),
            (f"({count})", base + 1.5 * ROW),
        )  # fmt: skip
        for words, y in lines:
            size = float(material.measure([words], CELL)[0])
            if size < step:
                marks.append(Label(words, middle, y, CELL, material.colours.ink, size, 0.5))
    return marks, top + high + 0.5


def _bar(material: Material, left: float, top: float, width: float, height: float) -> Shape:
    """A bar dark enough for black and white."""
    colours = material.colours
    fill = blend(colours.links["material"], colours.page, 0.8)
    return Shape(rectangle(left, top, width, height), fill, Stroke(colours.ink, 0.15))
