"""The network indicators: structure over any choice of kinds, flow-weighted ones within one unit."""

from collections.abc import Iterable

import numpy as np

from core.columns import Flags
from core.evidence import link_refs
from core.figures import figures
from core.findings import Ref
from core.indicators import NO_REASON, Indicator, Request, Result, indicator_set
from core.network import cyclicity, exchanging, food_web, structure
from core.network_weighted import Figure, weigh, weighted_values
from core.snapshot import Snapshot
from core.text import N_, Text

_FOOD_WEB = N_("Food-web measure: Hardy & Graedel 2002; Layton, Bras & Weissburg 2016.")
_FINN = N_("Within one unit, counted from what comes in: Finn 1976.")
_ULANOWICZ = N_("Within one unit, imports, exports and losses included, in bits: Ulanowicz 1986 and 2009.")

Named = tuple[Ref, ...]  # a reference to every link of a snapshot
LEAST_FIRMS = 3  # what is open to sums only enters sums of three firms and more


def _member(name: str, title: str, doc: str) -> Indicator:
    return Indicator(f"network.{name}", title, doc, "research")


STRUCTURE = (
    _member("actors", N_("Actors with a link"), _FOOD_WEB),
    _member("links", N_("Linked pairs, per direction"), _FOOD_WEB),
    _member("connectance", N_("Connectance (links / actors²)"), _FOOD_WEB),
    _member("linkage_density", N_("Linkage density (links / actors)"), _FOOD_WEB),
    _member("cyclicity", N_("Cyclicity (largest eigenvalue)"), N_("Fath & Halnes 2007; 0 without a cycle.")),
    _member("prey_predator_ratio", N_("Givers / receivers (prey-predator ratio)"), _FOOD_WEB),
    _member("generalization", N_("Suppliers per receiver (generalization)"), _FOOD_WEB),
    _member("vulnerability", N_("Receivers per giver (vulnerability)"), _FOOD_WEB),
    _member(
        "specialized_predator_fraction",
        N_("Share of receivers with one supplier (specialized predator fraction)"),
        _FOOD_WEB,
    ),
)
FLOWS = (
    _member("finn_cycling_index", N_("Cycling rate (Finn index)"), _FINN),
    _member("mean_path_length", N_("Mean path length"), _FINN),
    _member("total_throughflow", N_("Total throughflow"), _FINN),
    _member("ascendency", N_("Ascendency"), _ULANOWICZ),
    _member("capacity", N_("Development capacity"), _ULANOWICZ),
    _member("robustness", N_("Robustness (−a ln a, a = ascendency / capacity)"), _ULANOWICZ),
)


@indicator_set(*STRUCTURE, *FLOWS)
def network_indicators(snapshot: Snapshot, request: Request) -> Iterable[Result]:
    """All network indicators of the links of the asked kinds (all where none is asked) in a narrowed snapshot."""
    chosen = _for_sums(snapshot.of_kind(*request.kinds) if request.kinds else snapshot)
    named = link_refs(chosen, range(len(chosen.flow)))
    return [*_structure_results(chosen, request, named), *_flow_results(chosen, request, named)]


def _structure_results(snapshot: Snapshot, request: Request, named: Named) -> list[Result]:
    """Counts and ratios of who gives to whom; a link of unknown amount is a link."""
    chosen = exchanging(figures(snapshot).value)
    network = structure(snapshot.flow, chosen)
    web = food_web(network)
    rows = _open_links(snapshot, named, chosen)
    reason = Text("No actor gives to another in the chosen year and kinds of links.")
    results = []
    for member in STRUCTURE:
        name = member.id.removeprefix("network.")
        value = cyclicity(network) if name == "cyclicity" else getattr(web, name)
        if value is None:
            results.append(Result(member.id, None, "", "not_computable", 0.0, year=request.year, reason=reason))
        else:
            results.append(Result(member.id, float(value), "", "ok", year=request.year, rows=rows))
    return results


def _flow_results(snapshot: Snapshot, request: Request, named: Named) -> list[Result]:
    """Throughflow, cycling, ascendency of the links in one unit, or why they cannot be had."""
    weighted = weigh(snapshot, request)
    missing, rows = _open_links(snapshot, named, weighted.unknown), _open_links(snapshot, named, weighted.known)
    status = "partial" if weighted.unknown.any() else "ok"
    told = {} if weighted.reason is not None else weighted_values(snapshot, weighted)
    results = []
    for member in FLOWS:
        figure = told.get(member.id.removeprefix("network."), Figure(None, reason=weighted.reason or NO_REASON))
        known = figure.value is not None
        results.append(
            Result(
                member.id,
                figure.value,
                figure.unit,
                status if known else "not_computable",
                weighted.coverage,
                figure.sd,
                year=request.year,
                missing=missing,
                rows=rows if known else (),
                reason=figure.reason,
            )
        )
    return results


def _for_sums(snapshot: Snapshot) -> Snapshot:
    """With what sources open to sums only, where it concerns at least three actors, else without it."""
    barred = np.append(snapshot.source.permitted_use == "aggregate", False)
    closed = barred[snapshot.flow.source]
    closed[snapshot.flow_amount.flow[barred[snapshot.flow_amount.source]]] = True
    ends = np.concatenate([snapshot.flow.sender[closed], snapshot.flow.receiver[closed]])
    return snapshot if len(np.unique(ends[ends >= 0])) >= LEAST_FIRMS else snapshot.without_aggregates()


def _open_links(snapshot: Snapshot, named: Named, chosen: Flags) -> tuple[Ref, ...]:
    """References to the chosen links, without those that a source opens to sums only."""
    barred = np.append(snapshot.source.permitted_use == "aggregate", False)[snapshot.flow.source]
    return tuple(named[row] for row in np.flatnonzero(chosen & ~barred).tolist())
