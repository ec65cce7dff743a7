"""The bands of a material-flow diagram as a table of numbers."""

from core.i18n import show, translate, unit_label
from core.text import N_, Text
from gis.flow_diagram import diagram_title
from gis.flow_diagram_bands import FlowSystem
from gis.flow_diagram_words import notes
from gis.number_tables import NumberTable
from gis.palette import GROUPS

_MATTERS = 8  # names that a cell tells


def diagram_table(system: FlowSystem, language: str) -> NumberTable:
    """A row for each band: from, to, kind, known amount (empty where nobody stated any), how many rows, of what."""
    unit = unit_label(system.unit, language)
    headings = (N_("From"), N_("To"), N_("Kind"))
    told = tuple(translate(heading, language) for heading in headings)
    amount = show(Text("Known amount ({unit})", {"unit": unit}), language)
    counted = tuple(translate(heading, language) for heading in (N_("Rows"), N_("Amounts not known"), N_("Of what")))
    rows = []
    for band in system.bands:
        titles = (translate(system.stations[end].title, language) for end in (band.start, band.end))
        known = None if band.unknown == len(band.rows) and not band.known else band.known
        matters = ", ".join(translate(name, language) for name in band.matters[:_MATTERS])
        kind = translate(GROUPS[band.group], language)
        rows.append((*titles, kind, known, float(len(band.rows)), float(band.unknown), matters))
    title = diagram_title(system, language)
    return NumberTable(title, (*told, amount, *counted), tuple(rows), tuple(notes(system, 0.0, language)))
