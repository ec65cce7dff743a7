"""How a cluster holds together, for the research panel: groups, cores, brokers, layers of exchange."""

from collections.abc import Iterable

import numpy as np

from core.columns import Flags, Numbers
from core.evidence import enumerate_names, refs
from core.findings import Inquiry
from core.indicators import Indicator, Request
from core.kinds import FLOW_KINDS
from core.network import Structure, linked_pairs, structure
from core.network_communities import communities
from core.network_roles import brokers, core_numbers, edge_overlap, participation
from core.network_weighted import weigh
from core.research_chains import exchanged
from core.research_results import Study, known, member, per_cent, unknown
from core.steps import Step, quietly
from core.text import N_, Text

_GROUPS = N_("Newman & Girvan 2004; groups by the method of Louvain (Blondel et al. 2008).")
_GOULD = N_("Gould & Fernandez 1989, over regions.")

MODULARITY = member("fragility.modularity", N_("Modularity (groups that keep to themselves)"), _GROUPS)
CORE = member("fragility.core", N_("Core number (partners that hold each other)"), N_("Seidman 1983."))
BROKERS = member("fragility.brokers", N_("Broker firms"), _GOULD)
LAYERS = member("fragility.participation", N_("Participation over layers"), N_("Battiston, Nicosia & Latora 2014."))
OVERLAP = member(
    "fragility.edge_overlap", N_("Overlap of material and cooperation"), N_("Jaccard index of linked pairs.")
)

COOPERATION = tuple(kind.id for kind in FLOW_KINDS.values() if not kind.physical)
MEDIA = ("goods", "water", "energy")
NOBODY = N_("No actor gives anything to another.")


def fragility_studies(inquiry: Inquiry, unit: str, step: Step = quietly) -> Iterable[Study]:
    """All studies of how the links of a year hold together; groups are told by amounts where one unit tells all."""
    network = structure(inquiry.now.flow, exchanged(inquiry))
    if len(network.sender):
        yield _groups(inquiry, unit, step)
        yield from _roles(inquiry, network, step)
    else:
        yield from (_untold(about, Text(NOBODY)) for about in (MODULARITY, CORE, BROKERS))
    yield from _layers(inquiry)


def _untold(about: Indicator, reason: Text) -> Study:
    return unknown(about, reason, applicable=False)


def _groups(inquiry: Inquiry, unit: str, step: Step) -> Study:
    """Groups by amounts where they are known in one unit, else by links alike."""
    now = inquiry.now
    weighted = weigh(now, Request(inquiry.year, unit=unit), inquiry.figures)
    by_amount = weighted.reason is None and not weighted.unknown.any() and _all_in(inquiry, weighted.known)
    chosen = weighted.known if by_amount else exchanged(inquiry)
    rows = np.flatnonzero(chosen & (now.flow.sender >= 0) & (now.flow.receiver >= 0))
    sender, receiver = now.flow.sender[rows], now.flow.receiver[rows]
    actors, places = np.unique(np.concatenate([sender, receiver]), return_inverse=True)
    weight = inquiry.figures.value[rows] if by_amount else np.ones(len(rows))
    found = communities(places[: len(rows)], places[len(rows) :], weight, len(actors), step)
    sizes = np.bincount(found.group)
    largest = actors[found.group == int(sizes.argmax())].tolist()
    names = enumerate_names([str(now.actor.name[row]) for row in largest])
    basis = (
        Text("by amounts in {unit}", {"unit": weighted.unit}) if by_amount else Text("by links, whatever they carry")
    )
    values = {"n": len(sizes), "names": names, "basis": basis}
    sentence = Text("There is {n} group, {basis}: {names}.", values,
                    plural="There are {n} groups, {basis}; the largest: {names}.")  # fmt: skip
    return known(MODULARITY, found.modularity or 0.0, sentence, rows=refs(now, "actor", largest))


def _all_in(inquiry: Inquiry, chosen: Flags) -> bool:
    """Whether the chosen links are all physical links between actors."""
    flow = inquiry.now.flow
    inner = exchanged(inquiry) & (flow.sender >= 0) & (flow.receiver >= 0)
    return bool(chosen[inner].all())


def _roles(inquiry: Inquiry, network: Structure, step: Step) -> Iterable[Study]:
    now = inquiry.now
    core = core_numbers(network)
    deepest = network.actors[core == core.max()].tolist()
    values = {"n": int(core.max()), "count": len(deepest),
              "names": enumerate_names([str(now.actor.name[row]) for row in deepest])}  # fmt: skip
    sentence = Text("{count} actors each exchange with {n} or more of each other: {names}.", values)
    yield known(CORE, float(core.max()), sentence, rows=refs(now, "actor", deepest))
    found = brokers(network, now.actor.region[network.actors], step)
    order = np.argsort(-found.whole, kind="stable")[:3]
    told = [place for place in order.tolist() if found.whole[place]]
    if not told:
        yield known(BROKERS, 0.0, Text("Nobody stands between two actors that have no link of their own."))  # fmt: skip
        return
    names = [
        Text("{name} ({n} times)", {"name": str(now.actor.name[network.actors[place]]), "n": int(found.whole[place])})
        for place in told
    ]
    across, nowhere = int(found.parts[:, 1:].sum()), int((now.actor.region[network.actors] < 0).sum())
    counts = {"across": across, "whole": int(found.whole.sum()), "nowhere": nowhere}
    crossing: dict[str, object] = {"names": names, **counts}
    sentence = Text("Between two others that have no link of their own stand most often {names}. "
                    "{across} of {whole} such ways cross a region.", crossing)  # fmt: skip
    if nowhere:
        sentence = Text("Between two others that have no link of their own stand most often {names}. How many such "
                        "ways cross a region cannot be told: actors without a region: {nowhere}.",
                        crossing)  # fmt: skip
    rows = refs(now, "actor", network.actors[told].tolist())
    yield known(BROKERS, float((found.whole > 0).sum()), sentence, rows=rows)


def _layers(inquiry: Inquiry) -> Iterable[Study]:
    """How actors spread over goods, water, energy and cooperation, and whether who exchanges also cooperates."""
    now = inquiry.now
    physical, talks = exchanged(inquiry), np.isin(now.flow.kind, COOPERATION)
    medium = now.commodity.medium[now.flow.commodity]
    layers = [physical & (medium == one) for one in MEDIA] + [talks]
    used = [layer for layer in layers if layer.any()]
    if len(used) < 2:
        yield _untold(LAYERS, Text("All links are on one layer.") if used else Text(NOBODY))
    else:
        counts = np.column_stack([_degrees(inquiry, layer) for layer in used])
        spread = participation(counts)
        several = int((np.count_nonzero(counts, axis=1) > 1).sum())
        values = {"several": several, "actors": int((~np.isnan(spread)).sum()), "layers": len(used)}
        sentence = Text("{several} of {actors} actors have links on more than one of {layers} layers "
                        "(goods, water, energy, cooperation).", values)  # fmt: skip
        yield known(LAYERS, float(np.nanmean(spread)), sentence)
    goods, cooperating = structure(now.flow, physical), structure(now.flow, talks)
    pairs = [network.actors[linked_pairs(network)] if len(network.sender) else np.zeros((0, 2), dtype=np.int64)
             for network in (goods, cooperating)]  # fmt: skip
    share = edge_overlap(*pairs)
    if not len(pairs[1]) or share is None:
        yield _untold(OVERLAP, Text("No cooperation between actors is recorded."))
        return
    sentence = Text("{share} % of the linked pairs both exchange and cooperate.", {"share": per_cent(share)})
    yield known(OVERLAP, share, sentence)  # fmt: skip


def _degrees(inquiry: Inquiry, layer: Flags) -> Numbers:
    flow = inquiry.now.flow
    ends = np.concatenate([flow.sender[layer], flow.receiver[layer]])
    return np.bincount(ends[ends >= 0], minlength=len(inquiry.now.actor)).astype(np.float64)
