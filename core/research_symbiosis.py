"""What symbiosis achieves, for the research panel: the 3-2 test, the indicator; declared figures only."""

from collections.abc import Iterable

import numpy as np

from core.evidence import link_refs, refs
from core.findings import Inquiry
from core.network import eco_connectance, linked_pairs, structure
from core.network_weighted import LEAST_COVERAGE
from core.research_chains import exchanged
from core.research_dumping import zero_emission
from core.research_results import Study, digits, known, member, per_cent, unknown
from core.symbiosis_tests import symbiosis_indicator, symbiosis_kernel
from core.text import N_, Quantity, Text
from core.waste_uses import WasteUse, waste_uses
from core.wastes import WASTE_KINDS, hazardous

_KERNEL = N_("Chertow 2007: three actors, none of them a recycler, exchange two resources.")
_FELICIO = N_(
    "Felicio et al. 2016, with degree of impact 3 for hazardous wastes and 1 for all others (our assumption)."
)
_PAIRS = N_("Dai Tiejun et al., Resour. Conserv. Recycl. 54 (2010) 442.")

KERNEL = member("symbiosis.kernel", N_("3-2 test of symbiosis"), _KERNEL)
INDICATOR = member("symbiosis.indicator", N_("Industrial symbiosis indicator (ISI)"), _FELICIO)
PAIRS = member("structure.eco_connectance", N_("Eco-connectance (pairs of actors that exchange)"), _PAIRS)
RECYCLED = member("structure.recycling_rate", N_("By-product and waste recycling rate"), _PAIRS)

HAZARDOUS_IMPACT, OTHER_IMPACT = 3.0, 1.0
SHARED_KINDS = (*WASTE_KINDS, "utility", "energy", "water")  # what symbiosis exchanges; trade in goods is none
RECYCLERS = ("decomposer", "treatment")


def symbiosis_studies(inquiry: Inquiry) -> Iterable[Study]:
    """All studies of symbiosis in the year of an inquiry."""
    uses = inquiry.once(waste_uses)
    yield _kernel(inquiry)
    yield _indicator(inquiry, uses)
    yield zero_emission(inquiry)
    yield from _connected(inquiry, uses)


def _kernel(inquiry: Inquiry) -> Study:
    """The badge 共生成立, with the three actors and two resources that carry it, by-products before utilities."""
    now = inquiry.now
    barred = np.isin(now.actor.role, RECYCLERS) | np.isin(now.actor.kind, ("environment", "cluster"))
    ordinary = np.append(~barred, False)
    for kinds in (WASTE_KINDS, SHARED_KINDS):
        shared = exchanged(inquiry, kinds) & ordinary[now.flow.sender] & ordinary[now.flow.receiver]
        rows = np.flatnonzero(shared).tolist()
        columns = (now.flow.sender[rows], now.flow.receiver[rows], now.flow.commodity[rows])
        found = symbiosis_kernel(zip(*(column.tolist() for column in columns), strict=True))
        if found is not None:
            firms = [str(now.actor.name[row]) for row in found.actors]
            some, more = (str(now.commodity.name[row]) for row in found.commodities)
            sentence = Text("Symbiosis is established: {firms} exchange {some} and {more}.",
                            {"firms": firms, "some": some, "more": more})  # fmt: skip
            return known(KERNEL, 1.0, sentence, rows=link_refs(now, [rows[place] for place in found.links]))
    sentence = Text("Not met: no three firms, none of them a recycler, exchange two by-products or utilities.")
    return known(KERNEL, 0.0, sentence, rows=link_refs(now, rows))


def _indicator(inquiry: Inquiry, uses: list[WasteUse]) -> Study:
    """The indicator of tonnes used inside against tonnes that leave as waste."""
    now = inquiry.now
    degree = np.where(hazardous(now), HAZARDOUS_IMPACT, OTHER_IMPACT)
    tonnes = [use for use in uses if use.unit == "t"]
    whole = [use for use in tonnes if use.whole]
    firms = [use.actor for use in tonnes if not use.whole and not use.open_links]
    missing = (*link_refs(now, [row for use in tonnes for row in use.open_links]), *refs(now, "actor", firms))
    coverage = len(whole) / len(tonnes) if tonnes else 0.0
    if not tonnes or coverage < LEAST_COVERAGE:
        few, nothing = Text("Too few wastes are fully known in t."), Text("No waste or by-product is recorded in t.")
        reason = few if tonnes else nothing
        return unknown(INDICATOR, reason, coverage=coverage, missing=missing, applicable=bool(tonnes))
    inside = [(use.external, float(degree[use.commodity])) for use in whole]
    leaving = [(max(0.0, use.generated - use.external - use.internal), float(degree[use.commodity])) for use in whole]
    value = symbiosis_indicator(inside, leaving)
    amounts = {
        "used": Quantity(digits(sum(a for a, _ in inside)), "t"),
        "left": Quantity(digits(sum(a for a, _ in leaving)), "t"),
    }
    sentence = Text("Other firms use {used}, {left} are left over. Compare years of this cluster only.", amounts)
    return known(INDICATOR, value, sentence, coverage=coverage, missing=missing)


def _connected(inquiry: Inquiry, uses: list[WasteUse]) -> Iterable[Study]:
    """Pairs that exchange, and with how much of what was generated the links of wastes take."""
    now = inquiry.now
    network = structure(now.flow, exchanged(inquiry))
    share, pairs = eco_connectance(network), len(linked_pairs(network))
    if share is None:
        for about in (PAIRS, RECYCLED):
            yield unknown(about, Text("At least two actors with a link are needed."), applicable=False)
        return
    actors = len(network.actors)
    values = {"pairs": pairs, "actors": actors, "most": actors * (actors - 1) // 2}
    sentence = Text("Of {most} possible pairs of {actors} actors {pairs} exchange something.", values)
    yield known(PAIRS, share, sentence)
    parts = [use for use in uses if use.links]
    whole = [min(1.0, use.external / use.generated) for use in parts if use.whole and use.generated > 0]
    coverage = len(whole) / len(parts) if parts else 0.0
    missing = link_refs(now, [row for use in parts for row in use.open_links])
    if not parts or coverage < LEAST_COVERAGE:
        few, nobody = Text("Too few wastes that others use are fully known."), Text("No firm uses a waste of another.")
        reason = few if parts else nobody
        yield unknown(RECYCLED, reason, missing=missing, coverage=coverage, applicable=bool(parts))
        return
    mean = float(np.mean(whole))
    shares = {"share": per_cent(mean), "pairs": per_cent(share)}
    sentence = Text("Of 100 pairs of actors {pairs} exchange; where a waste has a user, {share} % of it is taken. "
                    "The rate is the product of both.", shares)  # fmt: skip
    yield known(RECYCLED, share * mean, sentence, coverage=coverage, missing=missing)
