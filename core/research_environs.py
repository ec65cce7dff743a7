"""Environs, utility and control of a cluster for the research panel: what ways of every length add to direct links."""

from collections.abc import Iterable
from dataclasses import replace

from core.evidence import enumerate_names
from core.findings import Inquiry
from core.network_environs import MOST_ACTORS, Environs, WholeNetwork, environs, whole_network
from core.network_flows import FlowMatrix
from core.network_utility import ROUNDING, relations, system_control, utility
from core.research_results import Study, digits, known, member, per_cent, unknown
from core.text import N_, Quantity, Text

_ENVIRON = N_("Environ analysis within one unit: Patten 1978; Fath & Patten 1999; Borrett & Lau 2014.")
_UTILITY = N_("Utility analysis within one unit: Patten 1991; Fath & Patten 1998.")
_CONTROL = N_("Control analysis within one unit: Dame & Patten 1981; Schramski et al. 2006.")

INDIRECT = member("flows.indirect_direct", N_("Indirect / direct flows"), _ENVIRON)
INDIRECT_OUT = member("flows.indirect_direct_output", N_("Indirect / direct shares, by what is passed on"), _ENVIRON)
INDIRECT_IN = member("flows.indirect_direct_input", N_("Indirect / direct shares, by what comes in"), _ENVIRON)
EVEN_OUT = member("flows.homogenization_output", N_("Homogenization, by what is passed on"), _ENVIRON)
EVEN_IN = member("flows.homogenization_input", N_("Homogenization, by what comes in"), _ENVIRON)
AMPLIFIED = member("flows.amplification", N_("Amplification (pairs of actors)"), _ENVIRON)
SYNERGISM = member("flows.synergism", N_("Synergism (gain / loss)"), _UTILITY)
MUTUALISM = member("flows.mutualism", N_("Mutualism (gaining / losing pairs)"), _UTILITY)
CONTROL = member("flows.control", N_("Who governs most (system control)"), _CONTROL)
WHOLE = (INDIRECT, INDIRECT_OUT, INDIRECT_IN, EVEN_OUT, EVEN_IN, AMPLIFIED, SYNERGISM, MUTUALISM, CONTROL)


def of_hundred(share: float, unit: str) -> dict[str, object]:
    """A share as so much of a hundred in the unit of the links."""
    return {"hundred": Quantity(100.0, unit), "share": Quantity(per_cent(share), unit)}


def endless(inquiry: Inquiry, rows: Iterable[int] | None) -> Text:
    """Why the cycles of actors (rows) have no end; None where nothing comes in to anybody."""
    if rows is None:
        return Text("Nothing comes in to any actor.")
    names = [str(inquiry.now.actor.name[row]) for row in rows]
    return Text(
        "{names} pass on as much as came in, or more, so the cycles never end. Add what comes in from outside.",
        {"names": enumerate_names(names)},
    )


def environ_studies(inquiry: Inquiry, flows: FlowMatrix, unit: str) -> Iterable[Study]:
    """What environs, utility and control say, or why they say nothing."""
    if len(flows.actors) > MOST_ACTORS:
        many = Text("It is computed for {most} actors at most; there are {n}. Choose a region or a unit with fewer.",
                    {"most": MOST_ACTORS, "n": len(flows.actors)})  # fmt: skip
        yield from (unknown(about, many) for about in WHOLE)
        return
    found = environs(flows)
    if not isinstance(found, Environs):
        reason = endless(inquiry, found.tolist())
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
        yield known(INDIRECT, told.indirect_direct, replace(sentence, values=of_hundred(told.indirect_direct, unit)))
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
        "For {n} pair of actors more arrives in the end than was first sent.",
        {"n": count},
        plural="For {n} pairs of actors more arrives in the end than was first sent.",
    ))  # fmt: skip


def _utilities(flows: FlowMatrix) -> Iterable[Study]:
    """What actors gain and lose by each other, all ways counted."""
    told = utility(flows)
    if told is None:
        yield from (unknown(about, Text("The sum over all ways does not exist.")) for about in (SYNERGISM, MUTUALISM))
        return
    nobody = Text("Nobody loses by another, so there is nothing to compare with.")
    bound = relations(told.integral)
    pairs = {"mutual": bound["mutual"], "one": bound["exploitation"], "against": bound["competing"]}
    lines = (
        (SYNERGISM, told.synergism, Text(
            "All gains together are {value} times all losses.", {"value": digits(told.synergism or 0.0)}
        )),
        (MUTUALISM, told.mutualism, Text(
            "All ways counted, both gain in {mutual} pairs of actors, one at the other's cost in {one}, "
            "both lose in {against}.", pairs,
        )),
    )  # fmt: skip
    care = N_("{sentence} Long ways count no less than short ones here, so take it with care.")
    for about, value, sentence in lines:
        if value is None:
            yield unknown(about, nobody)
        else:
            yield known(about, value, sentence if told.converges else Text(care, {"sentence": sentence}))


def _control(inquiry: Inquiry, flows: FlowMatrix, found: Environs) -> Study:
    balance = system_control(found)
    most, rounding = float(balance.max()), ROUNDING * len(balance)
    if most <= rounding:
        return known(CONTROL, 0.0, Text("Nobody governs another: they all depend on each other alike."))
    first = flows.actors[balance >= most - rounding].tolist()
    names = enumerate_names([str(inquiry.now.actor.name[row]) for row in first])
    return known(CONTROL, most, Text(
        "{names} governs the others most: they depend on what it gives more than it depends on them.",
        {"n": len(first), "names": names},
        plural="{names} govern the others most, one as much as the other.",
    ))  # fmt: skip
