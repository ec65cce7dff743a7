"""Leading and characteristic industries as a chart: their share in a region over their share in the whole."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from core.cluster_industries import Industry, industries, workforce
from core.cluster_words import STANDINGS, industry_text
from core.concentration_measures import CHARACTERISTIC, LEADING
from core.evidence import ref
from core.findings import Inquiry
from core.i18n import show, show_number, translate
from core.industry_sectors import sector_name, sector_text
from core.text import N_, Text
from gis.chart_box import SMALL_WORDS, WORDS, ChartBox, ChartFigure, bar, headed, inner, open_line, ticks
from gis.number_tables import NumberTable
from gis.scene import Mark, Stroke
from gis.typeset import set_lines

MOST = 20
INDUSTRY = "industry"
TITLE = N_("Leading and characteristic industries of regions (location quotient)")
_NAMES, _HEAD, _RIGHT = 0.45, 12.0, 26.0  # names at most so much of the width; mm above and at the right


def industry_chart(inquiry: Inquiry) -> ChartFigure | None:
    """The chart of a year, None where no region has an industry that could be called so."""
    found = workforce(inquiry.now)
    told = industries(found)
    named = [one for one in told if one.standing in ("leading", "characteristic")]
    if not named:
        return None
    regions = [str(name) for name in inquiry.now.region.name]
    shown = named[:MOST]
    words = {(INDUSTRY, str(at)): industry_text(one, found, inquiry.now) for at, one in enumerate(shown)}
    rows = {(INDUSTRY, str(at)): (ref(inquiry.now, "region", one.region),) for at, one in enumerate(shown)}
    notes = [Text("By people; a quotient of 1 is the share in the whole.") if found.measure == "employees"
             else Text("By number of firms; a quotient of 1 is the share in the whole."),
             Text("Called so with at least 50 people or 3 firms; the thresholds are this program's own.")]  # fmt: skip
    if len(named) > len(shown):
        notes.append(Text("{n} more stand in the table.", {"n": len(named) - len(shown)}))
    title = headed(inquiry.now.name, inquiry.year, Text(TITLE))
    return ChartFigure(
        title, tuple(notes), partial(_draw, shown, regions), partial(_table, told, regions, title, tuple(notes)),
        rows, words, (205.0, 24.0 + 6.5 * len(shown)),
    )  # fmt: skip


def _draw(shown: Sequence[Industry], regions: Sequence[str], box: ChartBox) -> list[Mark]:
    names = [f"{regions[one.region]} · {sector_name(one.code, box.language)}" for one in shown]
    room = min(max(map(box.long, names)) + 3.0, _NAMES * box.width)
    plot = inner(box, room, _HEAD, _RIGHT, 2.0)
    scale, tall = ticks(max(one.quotient for one in shown)), min(plot.height / len(shown), 10.0)
    marks: list[Mark] = []
    end = plot.top + tall * len(shown)
    for bound, title in ((CHARACTERISTIC, STANDINGS["characteristic"]), (LEADING, STANDINGS["leading"])):
        x = plot.left + bound / scale[-1] * plot.width
        pen = Stroke(plot.colours.muted, 0.3, (1.6, 1.2))
        marks.append(open_line(np.array([(x, plot.top - 2.0), (x, end)]), pen))
        words = f"{translate(title, box.language)} {show_number(bound)}"
        align, aside = (1.0, -1.0) if bound == CHARACTERISTIC else (0.0, 1.0)
        marks.append(
            box.label(words, x + aside, plot.top - 5.0, font=SMALL_WORDS, colour=plot.colours.muted, align=align)
        )
    for at, (one, name) in enumerate(zip(shown, names, strict=True)):
        y = plot.top + (at + 0.5) * tall
        (called,) = set_lines(name, WORDS, room - 2.5, 1, box.measure)
        marks.append(box.label(called, plot.left - 2.0, y, align=1.0))
        long = one.quotient / scale[-1] * plot.width
        colour = plot.colours.links["product"]
        fill = plot.dark(colour) if one.standing == "leading" else plot.pale(colour)
        marks.append(bar(plot, (plot.left, y - 0.32 * tall, long, 0.64 * tall), fill, (INDUSTRY, str(at))))
        count = Text("{times} ({n} firm)", {"times": show_number(one.quotient, 3), "n": one.firms},
                     plural="{times} ({n} firms)")  # fmt: skip
        marks.append(box.label(show(count, box.language), plot.left + long + 1.5, y, font=SMALL_WORDS, halo=True))
    return marks


def _table(
    told: Sequence[Industry], regions: Sequence[str], title: Text, notes: Sequence[Text], language: str
) -> NumberTable:
    heads = (N_("Industry"), N_("Region"), N_("Location quotient"), N_("Size"), N_("Firms"), N_("Standing"))
    rows = tuple(
        (show(sector_text(one.code), language), regions[one.region], one.quotient, one.size, float(one.firms),
         translate(STANDINGS[one.standing], language))
        for one in told
    )  # fmt: skip
    said = tuple(show(note, language) for note in notes)
    return NumberTable(show(title, language), tuple(translate(head, language) for head in heads), rows, said)
