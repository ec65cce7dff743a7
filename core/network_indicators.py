"""The network indicators: structure over any choice of kinds, flow-weighted ones within one unit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.columns import Flags, Integers, Words
from core.evidence import link_refs, sentences
from core.figures import figures
from core.findings import Ref
from core.indicators import NO_REASON, Indicator, Request, Result, indicator_set
from core.model import TABLES
from core.network import Structure, cyclicity, exchanging, food_web, structure
from core.network_weighted import SEVERAL_UNITS, Figure, Weighted, weigh, weighted_values
from core.snapshot import Snapshot
from core.text import N_, Text

_FOOD_WEB = N_("Food-web measure: Hardy & Graedel 2002; Layton, Bras & Weissburg 2016.")
_FINN = N_("Within one unit, counted from what comes in: Finn 1976.")
_ULANOWICZ = N_("Within one unit, imports, exports and losses included, in bits: Ulanowicz 1986 and 2009.")

READ = ("flow", "flow_amount", "actor", "commodity", "source")  # the tables that the indicators rest on

Named = tuple[Ref, ...]  # a reference to every link of a snapshot


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


@dataclass(frozen=True, slots=True)
class NetworkBooks:
    """What the results of a narrowed snapshot are made of: the links that may be shown, each with a reference, and how
    many may not; who gives to whom, and the cyclicity of that."""

    snapshot: Snapshot
    request: Request
    links: Snapshot
    named: Named
    network: Structure
    cyclicity: float
    results: list[Result]


def updated_network(before: NetworkBooks | None, snapshot: Snapshot, request: Request) -> NetworkBooks:
    """The network indicators, with what those of an earlier state, or None, hold of links that are the same."""
    if before is not None and before.request != request:
        before = None
    if before is not None and _reads_the_same(before.snapshot, snapshot):
        return before
    asked = snapshot.of_kind(*request.kinds) if request.kinds else snapshot
    links, withheld = open_links(asked)
    told = figures(links)
    named = link_refs(links, range(len(links.flow))) if before is None else _named(before, links)
    chosen = exchanging(told.value)
    network = structure(links.flow, chosen)
    root = before.cyclicity if before is not None and _same_pairs(before.network, network) else cyclicity(network)
    results = [
        *_structure_results(network, root, request, _refs(named, chosen)),
        *_flow_results(links, weigh(links, request, told), request, named),
    ]
    if withheld:
        results = [replace(result, reason=_limited(result.reason, withheld)) for result in results]
    return NetworkBooks(snapshot, request, links, named, network, root, results)


@indicator_set(*STRUCTURE, *FLOWS, update=updated_network)
def network_indicators(snapshot: Snapshot, request: Request) -> Iterable[Result]:
    """All network indicators of the links of the asked kinds (all where none is asked) in a narrowed snapshot."""
    return updated_network(None, snapshot, request).results


def _reads_the_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two states share every table that is read; what may be shown can rest on any."""
    read = TABLES if other.sums_only.any() else READ
    return all(getattr(one, name) is getattr(other, name) for name in read)


def _named(before: NetworkBooks, links: Snapshot) -> Named:
    """A reference to every link, the earlier one where it and the names in it are the same."""
    old, flow = before.links, links.flow
    if all(getattr(old, name) is getattr(links, name) for name in ("flow", "actor", "commodity")):
        return before.named
    if not len(old.flow) or (np.diff(old.flow.id) <= 0).any():
        return link_refs(links, range(len(flow)))
    place = np.searchsorted(old.flow.id, flow.id).clip(max=len(old.flow) - 1)
    same = old.flow.id[place] == flow.id
    for one, other in zip(_words(old), _words(links), strict=True):
        same &= one[place] == other
    named = [before.named[row] for row in place.tolist()]
    other_rows = np.flatnonzero(~same).tolist()
    for row, told in zip(other_rows, link_refs(links, other_rows), strict=True):
        named[row] = told
    return tuple(named)


def _words(links: Snapshot) -> tuple[Words, ...]:
    """What the references to links are made of, by link."""
    flow, names = links.flow, np.append(links.actor.name, "…")
    return flow.uid, names[flow.sender], names[flow.receiver], links.commodity.name[flow.commodity]


def _same_pairs(one: Structure, other: Structure) -> bool:
    """Whether as many actors give to one another in the same way, whoever they are."""
    return (
        len(one.actors) == len(other.actors)
        and np.array_equal(one.sender, other.sender)
        and np.array_equal(one.receiver, other.receiver)
    )


def _structure_results(network: Structure, root: float, request: Request, rows: Named) -> list[Result]:
    """Counts and ratios of who gives to whom; a link of unknown amount is a link."""
    web = food_web(network)
    nobody = Text("No actor gives to another in the chosen year and kinds of links.")
    reason = nobody if rows else Text("There is no link in the chosen year and of the chosen kinds.")
    results = []
    for member in STRUCTURE:
        name = member.id.removeprefix("network.")
        value = root if name == "cyclicity" else getattr(web, name)
        if value is None or not rows:
            results.append(Result(member.id, None, "", "not_computable", 0.0, year=request.year, reason=reason))
        else:
            results.append(Result(member.id, float(value), "", "ok", year=request.year, rows=rows))
    return results


def _flow_results(snapshot: Snapshot, weighted: Weighted, request: Request, named: Named) -> list[Result]:
    """Throughflow, cycling, ascendency of the links in one unit, or why they cannot be had."""
    missing, rows = _refs(named, weighted.unknown), _refs(named, weighted.known)
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


def open_links(snapshot: Snapshot) -> tuple[Snapshot, int]:
    """The links that may be shown one by one, and how many others were left out.

    A link stays away with its figures where its source, or that of all its known figures, permits only sums: a link
    that is there or not tells who delivers to whom, and of two sums over links the difference may be a single one.
    """
    shown = snapshot.without_aggregates()
    if shown is snapshot:
        return snapshot, 0
    had, has = (np.unique(_of_known(told)) for told in (snapshot, shown))
    closed = np.isin(shown.flow.id, np.setdiff1d(had, has))
    left = len(snapshot.flow) - len(shown.flow) + int(closed.sum())
    return (shown.of_flows(~closed) if closed.any() else shown), left


def _of_known(snapshot: Snapshot) -> Integers:
    """The ids of the links of the known amounts."""
    amounts = snapshot.flow_amount
    ids: Integers = snapshot.flow.id[amounts.flow[~np.isnan(amounts.value)]]
    return ids


def _limited(reason: Text, withheld: int) -> Text:
    """A reason with how many links were left out; the choice of a unit comes before it."""
    if reason.message_id == SEVERAL_UNITS:
        return reason
    left_out = Text(
        "{n} link may only be shown in sums of three firms or more and is left out.",
        {"n": withheld},
        plural="{n} links may only be shown in sums of three firms or more and are left out.",
    )
    return sentences(reason, left_out) if reason.message_id else left_out


def _refs(named: Named, chosen: Flags) -> tuple[Ref, ...]:
    return named if chosen.all() else tuple(named[row] for row in np.flatnonzero(chosen).tolist())
