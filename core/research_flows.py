"""Ecological network analysis of a cluster for the research panel, on adjusted reference values where there are some.

Adjusted values close the books of firms, which the analysis asks for; they are no numbers to report. Where a firm's
account is not said to be complete its links keep their declared figures.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import e

import numpy as np

from core.columns import Flags, Numbers
from core.evidence import enumerate_names, link_refs
from core.figures import Figures
from core.findings import Inquiry, Ref
from core.indicators import Indicator, Request
from core.network_environs import MOST_ACTORS, Environs, WholeNetwork, environs, whole_network
from core.network_flows import (
    WINDOW,
    Ascendency,
    FlowMatrix,
    ascendency,
    finn_cycling,
    flow_matrix,
    mean_path_length,
    order_parts,
)
from core.network_utility import relations, system_control, utility
from core.network_weighted import Weighted, weigh
from core.research_results import Study, digits, known, member, per_cent, unknown
from core.text import N_, Quantity, Text

_ENVIRON = N_("Environ analysis within one unit: Patten 1978; Fath & Patten 1999; Borrett & Lau 2014.")
_UTILITY = N_("Utility analysis within one unit: Patten 1991; Fath & Patten 1998.")
_CONTROL = N_("Control analysis within one unit: Dame & Patten 1981; Schramski et al. 2006.")
_ORDER = N_("Within one unit, imports, exports and losses included, logarithm to base 2: Ulanowicz 1986.")
_FINN = N_("Within one unit, counted from what comes in: Finn 1976.")
_ROBUST = N_(
    "−a ln a with the natural logarithm, at most 1/e = 0.368: Ulanowicz et al. 2009. The window is 0.2 to 0.6."
)

CYCLING = member("flows.cycling", N_("Cycling rate (Finn index)"), _FINN)
PATH = member("flows.aggradation", N_("Network aggradation (mean path length)"), _FINN)
INDIRECT = member("flows.indirect_direct", N_("Indirect / direct flows"), _ENVIRON)
INDIRECT_OUT = member("flows.indirect_direct_output", N_("Indirect / direct shares, by what is passed on"), _ENVIRON)
INDIRECT_IN = member("flows.indirect_direct_input", N_("Indirect / direct shares, by what comes in"), _ENVIRON)
EVEN_OUT = member("flows.homogenization_output", N_("Homogenization, by what is passed on"), _ENVIRON)
EVEN_IN = member("flows.homogenization_input", N_("Homogenization, by what comes in"), _ENVIRON)
AMPLIFIED = member("flows.amplification", N_("Amplification (pairs of actors)"), _ENVIRON)
SYNERGISM = member("flows.synergism", N_("Synergism (gain / loss)"), _UTILITY)
MUTUALISM = member("flows.mutualism", N_("Mutualism (gaining / losing pairs)"), _UTILITY)
CONTROL = member("flows.control", N_("Who governs most (system control)"), _CONTROL)
ROBUSTNESS = member("flows.robustness", N_("Robustness and its window"), _ROBUST)
OVERHEAD = member("flows.overhead", N_("Reserve (overhead / capacity)"), _ORDER)
PARTS = {
    "internal": member("flows.order_internal", N_("Ascendency of flows inside"), _ORDER),
    "import": member("flows.order_import", N_("Ascendency of what comes in"), _ORDER),
    "export": member("flows.order_export", N_("Ascendency of what goes out"), _ORDER),
    "dissipation": member("flows.order_dissipation", N_("Ascendency of losses"), _ORDER),
}
WHOLE = (INDIRECT, INDIRECT_OUT, INDIRECT_IN, EVEN_OUT, EVEN_IN, AMPLIFIED, SYNERGISM, MUTUALISM, CONTROL)
ORDERED = (ROBUSTNESS, OVERHEAD, *PARTS.values())
MEMBERS = (CYCLING, PATH, *WHOLE, *ORDERED)


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
    for study in (*_cycling(inquiry, flows, unit), *_environ(inquiry, flows, unit), *_order(flows, order, unit)):
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


def _cycling(inquiry: Inquiry, flows: FlowMatrix, unit: str) -> Iterable[Study]:
    """Cycling and path length; a closed loop without import cycles wholly and has no path."""
    found, path = finn_cycling(flows), mean_path_length(flows)
    if found.index is None:
        yield unknown(CYCLING, _endless(inquiry, found.swelling))
    elif path is None and found.index > 0:
        yield known(CYCLING, found.index, Text("Nothing comes in from outside: the flows go round in a closed loop."))
    else:
        sentence = Text("Of every {hundred} only {share} flow through the same actor again.")
        yield known(CYCLING, found.index, replace(sentence, values=_of_hundred(found.index, unit)))
    if path is None:
        yield unknown(PATH, Text("Nothing comes in from outside."))
    else:
        sentence = Text("Each unit that comes in from outside is used by {value} actors one after the other.",
                        {"value": digits(path)})  # fmt: skip
        yield known(PATH, path, sentence)


def _of_hundred(share: float, unit: str) -> dict[str, object]:
    """A share as so much of a hundred in the unit of the links."""
    return {"hundred": Quantity(100.0, unit), "share": Quantity(per_cent(share), unit)}


def _endless(inquiry: Inquiry, rows: Iterable[int] | None) -> Text:
    if rows is None:
        return Text("Nothing comes in to any actor.")
    names = [str(inquiry.now.actor.name[row]) for row in rows]
    return Text(
        "{names} pass on as much as came in, or more, so the cycles never end. Add what comes in from outside.",
        {"names": enumerate_names(names)},
    )


def _environ(inquiry: Inquiry, flows: FlowMatrix, unit: str) -> Iterable[Study]:
    """What environs, utility and control say, or why they say nothing."""
    if len(flows.actors) > MOST_ACTORS:
        many = Text("It is computed for {most} actors at most; there are {n}. Choose a region or a unit with fewer.",
                    {"most": MOST_ACTORS, "n": len(flows.actors)})  # fmt: skip
        yield from (unknown(about, many) for about in WHOLE)
        return
    found = environs(flows)
    if not isinstance(found, Environs):
        reason = _endless(inquiry, found.tolist())
        yield from (unknown(about, reason) for about in WHOLE)
        return
    if not flows.inside.nnz:
        yield from (
            unknown(about, Text("No actor gives to another in this unit."), applicable=False) for about in WHOLE
        )
        return
    yield from _ratios(whole_network(found), unit)
    yield from _utilities(flows)
    yield _control(inquiry, flows, found)


def _ratios(told: WholeNetwork, unit: str) -> Iterable[Study]:
    nothing = Text("What comes in from outside reaches no second actor.")
    even = N_("Counting all ways, shares are {value} times as even as counting direct links.")
    pairs = N_("Counting every pair of actors alike, longer ways carry {value} % of what direct links carry.")
    if told.indirect_direct is None:
        yield unknown(INDIRECT, nothing)
    else:
        sentence = Text("To every {hundred} that reach an actor directly, {share} come by way of others.")
        yield known(INDIRECT, told.indirect_direct, replace(sentence, values=_of_hundred(told.indirect_direct, unit)))
    lines = (
        (INDIRECT_OUT, told.indirect_direct_output, pairs, 100.0),
        (INDIRECT_IN, told.indirect_direct_input, pairs, 100.0),
        (EVEN_OUT, told.homogenization_output or None, even, 1.0),
        (EVEN_IN, told.homogenization_input or None, even, 1.0),
    )
    for about, value, message, factor in lines:
        if value is None:
            yield unknown(about, nothing)
        else:
            yield known(about, value, Text(message, {"value": digits(factor * value)}))
    count = told.amplification_output
    yield known(AMPLIFIED, count, Text(
        "For {n} pair of actors more arrives in the end than was first sent, since it goes round.",
        {"n": count},
        plural="For {n} pairs of actors more arrives in the end than was first sent, since it goes round.",
    ))  # fmt: skip


def _utilities(flows: FlowMatrix) -> Iterable[Study]:
    told = utility(flows)
    if told is None:
        yield from (unknown(about, Text("The sum over all ways does not exist.")) for about in (SYNERGISM, MUTUALISM))
        return
    if told.synergism is None:
        yield unknown(SYNERGISM, Text("Nobody loses by another, so there is nothing to compare with."))
    else:
        yield known(SYNERGISM, told.synergism, Text(
            "All gains together are {value} times all losses.", {"value": digits(told.synergism)}
        ))  # fmt: skip
    bound = relations(told.integral)
    if told.mutualism is None:
        yield unknown(MUTUALISM, Text("Nobody loses by another, so there is nothing to compare with."))
        return
    values = {"mutual": bound["mutual"], "one": bound["exploitation"], "against": bound["competing"]}
    yield known(MUTUALISM, told.mutualism, Text(
        "All ways counted, both gain in {mutual} pairs of actors, one at another's cost in {one}, none in {against}.",
        values,
    ))  # fmt: skip


def _control(inquiry: Inquiry, flows: FlowMatrix, found: Environs) -> Study:
    balance = system_control(found)
    first = int(balance.argmax())
    name = str(inquiry.now.actor.name[flows.actors[first]])
    return known(CONTROL, float(balance[first]), Text(
        "{name} governs the others most: they depend on what it gives more than it depends on them.", {"name": name}
    ))  # fmt: skip


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
