"""On whom inputs and outputs hang, and who competes for the same, for the research panel; declared figures.

Nobody hangs on a single supplier of a utility, since a network has one by nature; and a central plant takes what it is
sent, so that it neither depends on its suppliers nor competes for it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.columns import Integers
from core.evidence import link_refs, refs
from core.findings import Inquiry, Ref
from core.indicators import Indicator
from core.network_weighted import LEAST_COVERAGE
from core.research_chains import GOODS_KINDS, exchanged
from core.research_entry import entry_studies
from core.research_results import Study, digits, known, member, per_cent, unknown
from core.statements import best_statistics
from core.steps import Step, quietly
from core.supply_concentration import Concentration, concentrations, mean_concentration, niche_overlaps, stop_losses
from core.text import N_, Quantity, Text

_SHARES = N_("Declared figures within one unit: Herfindahl 1950.")

SUPPLIERS = member("fragility.supplier_hhi", N_("Concentration of suppliers (HHI)"), _SHARES)
DEPENDENCY = member("fragility.dependency", N_("Largest dependency on one supplier"), _SHARES)
SINGLE = member("fragility.single_supplier", N_("Inputs with one supplier (rigidity)"), _SHARES)
RECEIVERS = member("fragility.receiver_hhi", N_("Concentration of receivers (HHI)"), _SHARES)
STOP = member("fragility.stop", N_("Largest loss where one firm stops (N−1)"), N_("Declared figures within one unit."))
NICHE = member("fragility.niche_overlap", N_("Competition for inputs (niche overlap)"), N_("Schoener 1970."))

INPUT_KINDS = (*GOODS_KINDS, "utility")
PLANT = "treatment"  # the role of central plants
NOTHING = N_("No link of goods between firms is counted in {unit}.")


def supply_studies(inquiry: Inquiry, unit: str, step: Step = quietly) -> Iterable[Study]:
    """All studies of inputs and outputs of the links of one unit, and of capacities against wastes."""
    yield from _suppliers(inquiry, unit)
    yield from _receivers(inquiry, unit)
    yield _stop(inquiry, unit)
    yield _niches(inquiry, unit, step)
    yield from entry_studies(inquiry)


def _takers(inquiry: Inquiry) -> Integers:
    """The receiver of each link (links,), -1 also where it is a central plant."""
    receiver = inquiry.now.flow.receiver
    plant = np.append(inquiry.now.actor.role == PLANT, False)
    return np.where(plant[receiver], -1, receiver)


def _links(
    inquiry: Inquiry, unit: str, firm: Integers, kinds: tuple[str, ...] = INPUT_KINDS
) -> tuple[Integers, tuple[Ref, ...], float]:
    """Rows of links of goods in a unit at `firm` (links,) with a known amount, those without, and the known share."""
    flow = inquiry.now.flow
    chosen = exchanged(inquiry, kinds) & (inquiry.figures.unit == unit)
    chosen &= (firm >= 0) & (flow.sender != flow.receiver)
    known_amount = ~np.isnan(inquiry.figures.whole)
    missing = np.flatnonzero(chosen & ~known_amount).tolist()
    count = int(chosen.sum())
    coverage = 1 - len(missing) / count if count else 0.0
    return np.flatnonzero(chosen & known_amount), link_refs(inquiry.now, missing), coverage


def _reason(unit: str, coverage: float, missing: tuple[Ref, ...]) -> Text:
    """Why too little is known."""
    if not unit:
        return Text("No link has a unit in which it could be added to others.")
    few = Text("The amounts are known for {share} % of the links in {unit}; at least 80 % are needed.",
               {"share": per_cent(coverage), "unit": unit})  # fmt: skip
    return few if missing else Text(NOTHING, {"unit": unit})


@dataclass(frozen=True, slots=True)
class _Inputs:
    """Inputs (or outputs) with their partners, the links of unknown amount and the known share."""

    found: list[Concentration]
    missing: tuple[Ref, ...]
    coverage: float


def _concentrated(
    inquiry: Inquiry, unit: str, members: tuple[Indicator, ...], *, outputs: bool
) -> _Inputs | list[Study]:
    """What inputs (or outputs) hang on, with coverage and what is missing; or the studies that say why not."""
    flow = inquiry.now.flow
    firm, partner = (flow.sender, flow.receiver) if outputs else (_takers(inquiry), flow.sender)
    rows, missing, coverage = _links(inquiry, unit, firm, INPUT_KINDS if outputs else GOODS_KINDS)
    if coverage < LEAST_COVERAGE:
        reason = _reason(unit, coverage, missing)
        return [
            unknown(about, reason, missing=missing, coverage=coverage, applicable=bool(missing)) for about in members
        ]
    columns = (firm[rows], flow.commodity[rows], partner[rows], inquiry.figures.whole[rows])
    found = concentrations(zip(*(column.tolist() for column in columns), strict=True))
    return _Inputs(found, missing, coverage)


def _suppliers(inquiry: Inquiry, unit: str) -> Iterable[Study]:
    """Concentration of suppliers, the largest dependency on a firm, and the share of inputs with one supplier."""
    told = _concentrated(inquiry, unit, (SUPPLIERS, DEPENDENCY, SINGLE), outputs=False)
    if isinstance(told, list):
        yield from told
        return
    found = told.found
    yield _index(SUPPLIERS, told)
    now = inquiry.now
    inner = [one for one in found if one.largest[0] >= 0]
    if inner:
        most = max(inner, key=lambda one: (one.largest[1], one.amount))
        values = {
            "firm": str(now.actor.name[most.firm]), "share": per_cent(most.largest[1]),
            "supplier": str(now.actor.name[most.largest[0]]), "commodity": str(now.commodity.name[most.commodity]),
            "amount": Quantity(most.amount, unit),
        }  # fmt: skip
        sentence = Text("{firm} gets {share} % of its {commodity} ({amount}) from {supplier}.", values)
        rows = refs(now, "actor", [most.firm, most.largest[0]])
        yield known(DEPENDENCY, most.largest[1], sentence, rows=rows, missing=told.missing, coverage=told.coverage)
    else:
        yield unknown(DEPENDENCY, Text("All inputs come from outside."), applicable=False)
    alone = [one for one in inner if len(one.shares) == 1]
    sentence = Text("{count} of {inputs} inputs come from a single firm of the cluster.",
                    {"count": len(alone), "inputs": len(found)})  # fmt: skip
    yield known(SINGLE, len(alone) / len(found), sentence, missing=told.missing, coverage=told.coverage)


def _receivers(inquiry: Inquiry, unit: str) -> Iterable[Study]:
    told = _concentrated(inquiry, unit, (RECEIVERS,), outputs=True)
    if isinstance(told, list):
        yield from told
        return
    yield _index(RECEIVERS, told)


_INDEX = {
    SUPPLIERS: (
        N_("Suppliers of the same weight per input: {value}."),
        N_("{sentence} Left out, since it is not known how many stand behind the outside: inputs {n}."),
        N_("All inputs come from outside, wholly or in part."),
    ),
    RECEIVERS: (
        N_("Receivers of the same weight per output: {value}."),
        N_("{sentence} Left out, since it is not known how many stand behind the outside: outputs {n}."),
        N_("All outputs go to the outside, wholly or in part."),
    ),
}


def _index(about: Indicator, told: _Inputs) -> Study:
    """The index of the inputs (or outputs) that stay within the cluster, and how many others there are."""
    words, more, nothing = _INDEX[about]
    inner = [one for one in told.found if one.inner]
    mean = mean_concentration(inner)
    if mean is None:
        return unknown(about, Text(nothing), applicable=False)
    sentence = Text(words, {"value": digits(1 / mean)})
    if left := len(told.found) - len(inner):
        sentence = Text(more, {"sentence": sentence, "n": left})
    return known(about, mean, sentence, missing=told.missing, coverage=told.coverage)


def _stop(inquiry: Inquiry, unit: str) -> Study:
    """The firm with whom most of the exchange ends if it stops and nobody steps in."""
    flow = inquiry.now.flow
    inner = np.where(flow.sender >= 0, flow.receiver, -1)
    rows, missing, coverage = _links(inquiry, unit, inner)
    if coverage < LEAST_COVERAGE:
        reason = _reason(unit, coverage, missing)
        return unknown(STOP, reason, missing=missing, coverage=coverage, applicable=bool(missing))
    columns = (flow.sender[rows], flow.receiver[rows], inquiry.figures.value[rows])
    losses = stop_losses(zip(*(column.tolist() for column in columns), strict=True))
    firm, share = max(losses.items(), key=lambda item: (item[1], -item[0]))
    lost = Quantity(float(inquiry.figures.value[rows].sum()) * share, unit)
    values = {"firm": str(inquiry.now.actor.name[firm]), "share": per_cent(share), "amount": lost}
    sentence = Text("If {firm} stops and nobody steps in, {amount} are cut off: {share} % of all exchange.", values)
    return known(STOP, share, sentence, rows=refs(inquiry.now, "actor", [firm]), missing=missing, coverage=coverage)


def _niches(inquiry: Inquiry, unit: str, step: Step) -> Study:
    """Which firms take the same inputs."""
    now = inquiry.now
    rows, missing, coverage = _links(inquiry, unit, _takers(inquiry))
    if coverage < LEAST_COVERAGE and missing:
        return unknown(NICHE, _reason(unit, coverage, missing), missing=missing, coverage=coverage)
    inputs = _inputs(inquiry, unit, rows)
    most = niche_overlaps(inputs, step)
    if most is None:
        nobody = Text("No two firms take the same input in {unit}.", {"unit": unit})
        nothing = _reason(unit, 0.0, ())
        return known(NICHE, 0.0, nobody) if inputs else unknown(NICHE, nothing, applicable=False)
    values = {
        "one": str(now.actor.name[most.one]), "other": str(now.actor.name[most.other]), "n": most.pairs,
        "share": per_cent(most.share), "commodity": str(now.commodity.name[most.commodity]),
    }  # fmt: skip
    sentence = Text("{one} and {other} compete most: {share} % of their inputs are the same, above all {commodity}. "
                    "Pairs that compete: {n}.", values)  # fmt: skip
    firms = refs(now, "actor", [most.one, most.other])
    return known(NICHE, most.share, sentence, rows=firms, missing=missing, coverage=coverage or 1.0)


def _inputs(inquiry: Inquiry, unit: str, rows: Integers) -> dict[int, dict[int, float]]:
    """What firms use by commodity: by what they say, else by what links (rows) bring."""
    flow = inquiry.now.flow
    inputs: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    brought = (flow.receiver[rows], flow.commodity[rows], inquiry.figures.value[rows])
    for firm, commodity, amount in zip(*(column.tolist() for column in brought), strict=True):
        inputs[firm][commodity] += amount
    for (firm, commodity), told in best_statistics(inquiry.now, "consumption").items():
        if commodity >= 0 and told.unit == unit and not np.isnan(told.value) and inquiry.now.actor.role[firm] != PLANT:
            inputs[firm][commodity] = told.value
    return {firm: dict(amounts) for firm, amounts in inputs.items()}
