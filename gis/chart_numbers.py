"""The numbers behind a chart of a page as a table."""

from core.i18n import counted_in, show, translate, unit_label
from core.text import N_
from gis.number_tables import Cell, NumberTable
from gis.page_parts import Chart


def chart_numbers(chart: Chart, language: str) -> NumberTable:
    """Every bar with its number in full, and what else the chart tells of it."""
    times, unit = counted_in(chart.unit, language)
    headings = [translate(N_("What"), language), unit_label(unit, language)]
    headings += [translate(N_("Share up to it, %"), language)] if chart.shares else []
    headings += [translate(N_("Links"), language)] if chart.counts else []
    rows: list[tuple[Cell, ...]] = []
    for place, (name, value) in enumerate(chart.bars):
        shares = [100 * chart.shares[place]] if chart.shares else []
        least = bool(chart.least) and chart.least[place]
        told: Cell = f"≥{times * value:.15g}" if least else times * value
        rows.append((show(name, language), told, *shares, *chart.counts[place : place + 1]))
    notes = tuple(show(note, language) for note in chart.notes)
    return NumberTable(translate(chart.title, language), tuple(headings), tuple(rows), notes)
