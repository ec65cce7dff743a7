"""How far things are handed on in a cluster, for the research panel: chains of water, energy and goods."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from core.columns import Flags
from core.evidence import refs
from core.findings import Inquiry
from core.kinds import FLOW_KINDS
from core.network import Structure, exchanging, strong_parts, structure
from core.research_results import Study, digits, known, member, unknown
from core.snapshot import Snapshot
from core.symbiosis_chains import longest_chain
from core.text import N_, Text
from core.wastes import WASTE_KINDS

_CHAIN = N_("Longest way over running links; a ring counts as one stage.")

WATER = member("symbiosis.cascade_water", N_("Cascade depth of water"), _CHAIN)
ENERGY = member("symbiosis.cascade_energy", N_("Cascade depth of energy"), _CHAIN)
VERTICAL = member("symbiosis.vertical", N_("Vertical extension of the product chain"), _CHAIN)
HORIZONTAL = member("symbiosis.horizontal", N_("Horizontal extension (kinds of goods per stage)"), _CHAIN)

PHYSICAL = tuple(kind.id for kind in FLOW_KINDS.values() if kind.physical)
MOST_NAMED = 6
GOODS_KINDS = ("material", "product", *WASTE_KINDS)


def exchanged(inquiry: Inquiry, kinds: tuple[str, ...] = PHYSICAL) -> Flags:
    """Which links (links,) of these kinds run; an amount that is known to be 0 is none."""
    chosen: Flags = np.isin(inquiry.now.flow.kind, kinds) & exchanging(inquiry.figures.value)
    return chosen


@dataclass(frozen=True, slots=True)
class _Reach:
    """A chain to be told: over which kinds of links, and its sentences."""

    kinds: tuple[str, ...]
    sentence: str
    plural: str
    nobody: str


_REACHES = {
    WATER: _Reach(("water",), N_("Water is handed on once: {chain}."), N_("Water is handed on {n} times: {chain}."),
           N_("No actor hands water on to another.")),
    ENERGY: _Reach(
        ("energy", "utility"), N_("Energy and utilities are handed on once: {chain}."),
        N_("Energy and utilities are handed on {n} times: {chain}."),
        N_("No actor hands energy on to another."),
    ),
    VERTICAL: _Reach(
        GOODS_KINDS, N_("The longest chain of goods has one link: {chain}."),
        N_("The longest chain of goods has {n} links: {chain}."),
        N_("No actor hands goods on to another."),
    ),
}  # fmt: skip


def chain_studies(inquiry: Inquiry) -> Iterable[Study]:
    """The longest chains of water, energy and goods, and how many goods a stage makes."""
    now = inquiry.now
    for about, reach in _REACHES.items():
        chosen = exchanged(inquiry, reach.kinds)
        network = structure(now.flow, chosen)
        if not len(network.sender):
            yield unknown(about, Text(reach.nobody), applicable=False)
            continue
        chain = longest_chain(network)
        actors = [int(network.actors[place]) for place in chain.actors]
        names = [str(now.actor.name[row]) for row in actors]
        told = reach.sentence if chain.depth == 1 else reach.plural
        sentence = Text(told, {"n": chain.depth, "chain": _way(names)})
        if not chain.depth:
            sentence = _rings(network)
        yield known(about, chain.depth, sentence, rows=refs(now, "actor", actors))
    yield _horizontal(inquiry)


def _rings(network: Structure) -> Text:
    """What is told of actors who hand on in rings only."""
    count = len(network.actors)
    pairs = csr_array((np.ones(len(network.sender)), (network.sender, network.receiver)), shape=(count, count))
    return Text(
        "All who hand it on stand in {n} ring, which has no first and no last.",
        {"n": len(strong_parts(pairs))},
        plural="All who hand it on stand in {n} rings, which have no first and no last.",
    )


def _way(names: list[str]) -> str:
    """The names of a chain in their order; of a long one its beginning and its end."""
    shown = names if len(names) <= MOST_NAMED else [*names[:3], "…", *names[-2:]]
    return " → ".join(shown)


def _horizontal(inquiry: Inquiry) -> Study:
    now, chosen = inquiry.now, exchanged(inquiry, GOODS_KINDS)
    network = structure(now.flow, chosen)
    if not len(network.sender):
        return unknown(HORIZONTAL, Text("No actor hands goods on to another."), applicable=False)
    kinds, stages = _kinds_by_stage(now, chosen & (now.flow.sender >= 0), network)
    mean = sum(kinds) / stages
    values = {"value": digits(mean), "stages": stages, "most": max(kinds), "stage": kinds.index(max(kinds)) + 1}
    sentence = Text(
        "Each of {stages} stages gives {value} kinds of goods on average; stage {stage} gives the most, {most}.", values
    )
    return known(HORIZONTAL, mean, sentence)


def _kinds_by_stage(now: Snapshot, chosen: Flags, network: Structure) -> tuple[list[int], int]:
    """How many kinds of goods each stage gives, of the stages that give any."""
    stage = longest_chain(network).stage[np.searchsorted(network.actors, now.flow.sender[chosen])]
    goods = now.flow.commodity[chosen]
    pairs = np.unique(np.column_stack([stage, goods]), axis=0)
    kinds = [count for count in np.bincount(pairs[:, 0]).tolist() if count]
    return kinds, len(kinds)
