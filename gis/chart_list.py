"""Every kind of chart: its title, and how it is made of a project and a year."""

from dataclasses import dataclass

from core.account_list import accounts
from core.coupling_doubts import doubtful_years
from core.coupling_years import coupling_years
from core.findings import inquire
from core.snapshot import Snapshot
from core.steps import pause
from core.system_memory import YearsKept
from core.system_scope import scope_of
from core.text import N_, Text
from core.waste_silence import waste_silence
from gis.chart_box import ChartFigure
from gis.chart_coupling import coupling_chart
from gis.chart_decomposers import decomposers
from gis.chart_industries import industry_chart
from gis.chart_pareto import pareto
from gis.chart_series import read_series, series_chart, series_items
from gis.chart_waste import waste_account

CHARTS = {
    "pareto-water": N_("Load of water by firm"),
    "pareto-air": N_("Load of air by firm"),
    "series": N_("By year, with target"),
    "waste": N_("Where solid waste goes"),
    "decomposers": N_("Wastes and plants by region"),
    "industries": N_("Leading industries"),
    "coupling": N_("Transition and circular economy"),
}
PLACED = ("series", "waste", "coupling")  # charts of a region as well as of the whole
_EMISSIONS = N_("Import a table of emissions with the mass of each pollutant, or choose another year.")
EMPTY = {
    "pareto-water": (N_("No firm states how much of a water pollutant it discharged in this year."), _EMISSIONS),
    "pareto-air": (N_("No firm states how much of an air pollutant it emitted in this year."), _EMISSIONS),
    "series": (
        N_("Fewer than two years are known of it up to the chosen one."),
        N_("Choose another quantity or a later year, or import statistics or emissions of a year more."),
    ),
    "waste": (
        N_("Nobody states what solid waste was generated, used, disposed of or stored in this year."),
        N_("Import the firms' statistics of solid waste, or choose another year."),
    ),
    "decomposers": (
        N_("No firm states a waste in this year that plants could take."),
        N_("Import the firms' statistics of solid waste and the capacities of plants, or choose another year."),
    ),
    "industries": (
        N_("No industry of a region has a larger share there than in the whole, with 50 people or 3 firms at least."),
        N_("Draw regions, and give firms their industry code and number of employees."),
    ),
}


@dataclass(frozen=True, slots=True)
class ChartOrder:
    """Which chart of which year; `item` is what a series tells ("" the first there is), `region` a region's name."""

    kind: str
    year: int | None
    item: str = ""
    region: str = ""


def make_chart(snapshot: Snapshot, order: ChartOrder, memory: YearsKept | None = None) -> ChartFigure | None:
    """The chart of a whole snapshot with the names to be shown; None where nothing that it could show is known.

    Only rows that may be shown one by one are read, but in sums over regions. A memory is that of charts over years
    of the same project. UserError for an unknown region, and where the coupling cannot be told.
    """
    if order.kind == "coupling":
        found = coupling_years(snapshot, order.region, until=order.year, step=_asking)
        return coupling_chart(found, doubtful_years(snapshot, found))
    if order.kind == "series":
        return _series(snapshot, order, memory or YearsKept())
    if order.kind == "waste":
        return _waste(snapshot, order)
    inquiry = inquire(snapshot, order.year)
    if order.kind == "decomposers":
        return decomposers(inquiry)
    if order.kind == "industries":
        return industry_chart(inquiry)
    return pareto(inquiry, order.kind.partition("-")[2])


def _asking(_: int, __: int) -> None:
    pause()


def empty_texts(kind: str) -> tuple[Text, ...]:
    """Why a chart is empty, and what fills it."""
    return tuple(map(Text, EMPTY[kind]))


def _series(snapshot: Snapshot, order: ChartOrder, memory: YearsKept) -> ChartFigure | None:
    """The series that is asked for, else the first of which two years are known."""
    year = order.year if order.year is not None else inquire(snapshot).year
    if year is None:
        return None
    place = scope_of(snapshot, year, order.region).area.scope.name
    items = [order.item] if order.item else series_items(snapshot)
    read = (read_series(snapshot, item, order.region, order.year, memory) for item in items)
    made = (series_chart(found, place) for found in read)
    return next((figure for figure in made if figure is not None), None)


def _waste(snapshot: Snapshot, order: ChartOrder) -> ChartFigure | None:
    year = inquire(snapshot, order.year).year
    if year is None:
        return None
    scope = scope_of(snapshot, year, order.region)
    return waste_account(accounts(snapshot, year), scope.area.scope.uid, waste_silence(scope))
