"""The key node of the network: the firm through which most others reach each other."""

from collections.abc import Iterable

import numpy as np

from core.betweenness import betweenness, sampled_starts
from core.evidence import amount_sources, link_refs, ref, sentences
from core.findings import Finding, Inquiry, check
from core.text import N_, Quantity, Text

KEY_NODE = "fragile.key_node"
STARTS = 200  # of more givers than these a sample is taken
FEWEST_CHAINS = 20  # below, a share says nothing
SMALLEST_SHARE = 0.2


@check(KEY_NODE, N_("Key node between firms"))
def find_key_node(inquiry: Inquiry) -> Iterable[Finding]:
    """The firm on the most of the shortest chains of physical links that join firms over others; a fifth at least."""
    flow, actors = inquiry.now.flow, len(inquiry.now.actor)
    rows = np.flatnonzero(inquiry.physical & (flow.sender >= 0) & (flow.receiver >= 0) & (flow.sender != flow.receiver))
    givers = np.unique(flow.sender[rows])
    starts = sampled_starts(givers, STARTS)
    told = betweenness(flow.sender[rows], flow.receiver[rows], actors, starts)
    if told.chains >= FEWEST_CHAINS and told.passing.max() >= SMALLEST_SHARE * told.chains:
        key = int(told.passing.argmax())
        touching = rows[(flow.sender[rows] == key) | (flow.receiver[rows] == key)]
        share = float(told.passing[key]) / told.chains
        yield _key_node(inquiry, key, share, touching.tolist(), (len(starts), len(givers)))


def _key_node(inquiry: Inquiry, key: int, share: float, links: list[int], starts: tuple[int, int]) -> Finding:
    now = inquiry.now
    sentence = Text(
        "{share} of the shortest chains of links from one firm over others to a third pass through {name}: "
        "if it stops, these have to find another way.",
        {"share": Quantity(round(100 * share), "%"), "name": now.actor.name[key]},
    )
    sampled = Text("Estimated from the chains of {n} of {whole} giving firms.", {"n": starts[0], "whole": starts[1]})
    return Finding(
        rule=KEY_NODE,
        layer="network",
        severity=1,
        subject=ref(now, "actor", key),
        sentence=sentences(sentence, sampled if starts[0] < starts[1] else None),
        step=Text("Ask which firm could take over its deliveries, and what it would need for that."),
        amount=round(100 * share, 1),
        unit="%",
        year=inquiry.year,
        evidence=link_refs(now, links),
        source=amount_sources(now, links),
    )
