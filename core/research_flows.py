"""Ecological network analysis of a cluster for the research panel, on adjusted reference values where there are some.

Adjusted values close the books of firms, which the analysis asks for; they are no numbers to report. Where a firm's
account is not said to be complete its links keep their declared figures.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import e

import numpy as np

from core.columns import Flags, Numbers
from core.evidence import link_refs, sentences
from core.figures import Figures
from core.findings import Inquiry, Ref
from core.indicators import Indicator, Request
from core.network_flows import (
    WINDOW,
    Ascendency,
    FlowMatrix,
    ascendency,
    finn_cycling,
    flow_matrix,
    mean_path_length,
    order_parts,
    throughflow,
)
from core.network_weighted import LEAST_COVERAGE, Weighted, long_told, rough_told, weigh
from core.research_environs import WHOLE, endless, environ_studies, of_hundred
from core.research_results import Study, digits, known, member, per_cent, unknown
from core.text import N_, Quantity, Text

_EFFECTIVE = N_("Within one unit: Zorach & Ulanowicz 2003; Ulanowicz et al. 2009.")
_CLOSED = N_("The share of what moves at actors whose known links bring in and take out the same within 5 %.")
_ORDER = N_("Within one unit, imports, exports and losses included, logarithm to base 2: Ulanowicz 1986.")
_FINN = N_("Within one unit, counted from what comes in: Finn 1976.")
_ROBUST = N_(
    "−a ln a with the natural logarithm, at most 1/e = 0.368: Ulanowicz et al. 2009. The window is 0.2 to 0.6."
)

CLOSURE = member("flows.closure", N_("Closed accounts, which the analysis presumes"), _CLOSED)
CYCLING = member("flows.cycling", N_("Cycling rate (Finn index)"), _FINN)
PATH = member("flows.aggradation", N_("Network aggradation (mean path length)"), _FINN)
ROBUSTNESS = member("flows.robustness", N_("Robustness and its window"), _ROBUST)
ROLES = member("flows.roles", N_("Effective roles"), _EFFECTIVE)
DENSITY = member("flows.link_density", N_("Effective links per actor"), _EFFECTIVE)
OVERHEAD = member("flows.overhead", N_("Reserve (overhead / capacity)"), _ORDER)
PARTS = {
    "internal": member("flows.order_internal", N_("Ascendency of flows inside"), _ORDER),
    "import": member("flows.order_import", N_("Ascendency of what comes in"), _ORDER),
    "export": member("flows.order_export", N_("Ascendency of what goes out"), _ORDER),
    "dissipation": member("flows.order_dissipation", N_("Ascendency of losses"), _ORDER),
}
ORDERED = (ROBUSTNESS, OVERHEAD, ROLES, DENSITY, *PARTS.values())
CLOSED = 0.05  # Borrett & Lau 2014
MEMBERS = (CLOSURE, CYCLING, PATH, *WHOLE, *ORDERED)


def flow_studies(inquiry: Inquiry, unit: str, adjusted: Numbers) -> Iterable[Study]:
    """The studies of the links of one unit; `adjusted` (links,) are reference values, NaN where the declared ones stay.

    Below 80 % known amounts none is computed; the dense inverses are drawn up to 3,000 actors.
    """
    weighted = weigh(inquiry.now, Request(inquiry.year, unit=unit), adjusted_figures(inquiry.figures, adjusted))
    if weighted.reason is not None:
        yield from _all_unknown(MEMBERS, weighted.reason, inquiry, weighted)
        return
    flows = flow_matrix(inquiry.now.flow, weighted.value, weighted.known)
    order = ascendency(flows)
    if order is None:
        yield from _all_unknown(MEMBERS, Text("No link has an amount above 0."), inquiry, weighted)
        return
    missing, rows = _links(inquiry, weighted.unknown), _links(inquiry, weighted.known)
    closure = _closure(flows)
    told = (*_cycling(inquiry, flows, unit), *_environs(inquiry, flows, unit, closure), *_order(flows, order, unit))
    for study in (closure, *told):
        yield _based(study, weighted.coverage, missing, rows)


def adjusted_figures(figures: Figures, adjusted: Numbers) -> Figures:
    """The figures of links with adjusted values in their place where there are some."""
    there: Flags = ~np.isnan(adjusted)
    return replace(figures, value=np.where(there, adjusted, figures.value), partial=figures.partial & ~there)


def _links(inquiry: Inquiry, chosen: Flags) -> tuple[Ref, ...]:
    return link_refs(inquiry.now, np.flatnonzero(chosen).tolist())


def _based(study: Study, coverage: float, missing: tuple[Ref, ...], rows: tuple[Ref, ...]) -> Study:
    """A study with the links that it rests on and those that are missing."""
    result = study.result
    status = "partial" if missing and result.status == "ok" else result.status
    return replace(study, result=replace(result, status=status, coverage=coverage, missing=missing, rows=rows))


def _all_unknown(members: Iterable[Indicator], reason: Text, inquiry: Inquiry, weighted: Weighted) -> Iterable[Study]:
    missing = _links(inquiry, weighted.unknown)
    for about in members:
        yield unknown(about, reason, missing=missing, coverage=weighted.coverage)


def _closure(flows: FlowMatrix) -> Study:
    """How much of what moves is at actors from whom goes what comes: the steady state that environs presume."""
    came = throughflow(flows)
    went = np.asarray(flows.inside.sum(axis=1)).ravel() + flows.exports + flows.dissipation
    moved = np.maximum(came, went)
    closed = np.abs(came - went) <= CLOSED * moved
    share = float(moved[closed].sum() / moved.sum())
    values = {"share": per_cent(share), "n": int(closed.sum()), "count": len(moved)}
    return known(CLOSURE, share, Text("{n} of {count} actors pass on what comes in, {share} % of what moves.", values))


def _environs(inquiry: Inquiry, flows: FlowMatrix, unit: str, closure: Study) -> Iterable[Study]:
    """Environs, utility and control where enough accounts close."""
    if (closure.result.value or 0.0) >= LEAST_COVERAGE:
        yield from environ_studies(inquiry, flows, unit)
        return
    reason = Text("{closure} At least 80 % are needed: add what is missing and mark complete accounts.",
                  {"closure": closure.sentence})  # fmt: skip
    yield from (unknown(about, reason) for about in WHOLE)


def _cycling(inquiry: Inquiry, flows: FlowMatrix, unit: str) -> Iterable[Study]:
    """Cycling and path length; a closed loop without import cycles wholly and has no path."""
    found, path = finn_cycling(flows), mean_path_length(flows)
    if found.lasting is not None:
        yield unknown(CYCLING, long_told([str(inquiry.now.actor.name[row]) for row in flows.actors[found.lasting]]))
    elif found.index is None:
        swelling = None if found.swelling is None else flows.actors[found.swelling].tolist()
        yield unknown(CYCLING, endless(inquiry, swelling))
    elif path is None and found.index > 0:
        yield known(CYCLING, found.index, Text("Nothing comes in from outside: the flows go round in a closed loop."))
    elif found.index == 0:
        yield known(CYCLING, 0.0, Text("Nothing flows through the same actor again."))
    else:
        sentence = Text("Of every {hundred} only {share} flow through the same actor again.")
        told = replace(sentence, values=of_hundred(found.index, unit))
        yield known(CYCLING, found.index, sentences(told, rough_told(found)))
    if path is None:
        yield unknown(PATH, Text("Nothing comes in from outside."))
    else:
        sentence = Text("Each unit that comes in from outside is used by {value} actors one after the other.",
                        {"value": digits(path)})  # fmt: skip
        yield known(PATH, path, sentence)


def _order(flows: FlowMatrix, order: Ascendency, unit: str) -> Iterable[Study]:
    """Robustness with its window, reserve, and the parts of the order."""
    single = Text("A single flow has no order to compare with.")
    if order.order is None or order.robustness is None:
        yield from (unknown(about, single) for about in (ROBUSTNESS, OVERHEAD))
    else:
        values = {"order": digits(order.order), "share": per_cent(e * order.robustness)}
        yield known(ROBUSTNESS, order.robustness, Text(_window(order.order), values))
        yield known(OVERHEAD, 1 - order.order, Text(
            "{share} % of the capacity is reserve: ways that could take over where one is lost.",
            {"share": per_cent(1 - order.order)},
        ))  # fmt: skip
    roles, density = (
        Text("The flows tell {value} roles apart: levels on which actors stand one after the other."),
        Text("An actor has effectively {value} links, each counted by what it carries."),
    )
    yield known(ROLES, order.roles, replace(roles, values={"value": digits(order.roles)}))
    yield known(DENSITY, order.link_density, replace(density, values={"value": digits(order.link_density)}))
    bits = f"{unit}·bit"
    for name, part in order_parts(flows).items():
        if part.capacity <= 0:
            yield unknown(PARTS[name], Text("No such flow is recorded."), applicable=False)
            continue
        beside = {"reserve": Quantity(digits(part.overhead), bits), "capacity": Quantity(digits(part.capacity), bits)}
        sentence = Text("Beside it stand a reserve of {reserve} and a capacity of {capacity}.", beside)
        yield known(PARTS[name], part.ascendency, sentence, unit=bits)


def _window(order: float) -> str:
    low, high = WINDOW
    if order < low:
        return N_("Order {order}: too loose, few flows follow fixed paths; {share} % of the highest robustness.")
    if order <= high:
        return N_("Order {order}: within the window of 0.2 to 0.6; {share} % of the highest robustness.")
    return N_("Order {order}: rigid, little could take over where a link is lost; {share} % of the highest robustness.")
