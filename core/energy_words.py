"""Energy and carbon dioxide in sentences: what a figure is, on which factors it rests, what it lacks."""

import math
from collections.abc import Sequence

from core.account_sums import left_out_text
from core.carbon_factors import Factor, factor_text
from core.carbon_inventory import COUNTED
from core.carbon_parts import Inventory, Part
from core.compared_with import AGREE, MEMORY, OLDER
from core.energy_areas import Sum
from core.energy_lists import NOT_LISTED
from core.evidence import enumerate_names, sentences
from core.text import N_, Quantity, Text

TITLES = {
    "calorific": N_("Energy consumed, by calorific value"),
    "equivalent": N_("Energy consumed, by equivalent value"),
    "total": N_("Carbon dioxide of energy and processes"),
    "fuels": N_("Carbon dioxide of fuels"),
    "process": N_("Carbon dioxide of processes"),
    "electricity": N_("Carbon dioxide of electricity bought"),
    "heat": N_("Carbon dioxide of heat bought"),
    "biomass": N_("Carbon dioxide of biomass (memo item)"),
    "avoided": N_("Carbon dioxide avoided by exchanges (apart)"),
}
MEANINGS = {
    "calorific": N_(
        "Taken in less passed on, each kWh as 0.1229 kgce. "
        "Never add it to, or compare it with, a figure by equivalent value."
    ),
    "equivalent": N_(
        "Taken in less passed on, electricity counted by the coal burnt for it in the year. "
        "Never add it to, or compare it with, a figure by calorific value."
    ),
    "fuels": N_("Fuels burnt, less those passed on: heat × carbon × share that burns × 44/12."),
    "process": N_("Set free by what is decomposed, not by what is burnt."),
    "electricity": N_("Electricity bought less sold."),
    "heat": N_("Heat and steam bought less sold."),
    "biomass": N_("It enters no total."),
    "avoided": N_("As declared; it is never taken off the total."),
}
UNSTATED = {
    "process": N_("Nobody states carbonates decomposed or carbon dioxide of processes."),
    "biomass": N_("Nobody states biomass that is burnt."),
    "avoided": N_("Nobody states what exchanges avoid."),
}
_ENERGY_FORM = N_(
    "Nobody states energy by carrier. Import the energy form (205-1), or enter what each firm bought or took in of "
    "every fuel, of electricity and of heat."
)
NEEDED = N_("Needed: {lacks}.")
_REMARKS = {
    OLDER: N_(
        "A reference value is that of an earlier edition: compare it with the edition in force before you report the "
        "figure."
    ),
    AGREE: N_(
        "A factor is as others copy it, not read in the document itself: check the original before you report "
        "the figure."
    ),
    MEMORY: N_("A factor is from memory: compare it with its document before you report the figure."),
}
_SHOWN = 3
_NAMING = ("calorific", "equivalent", "total")  # the parts that name who is missing


def meaning(name: str, sums: dict[str, Sum]) -> Text:
    """What a part of an area or a firm says, or what is needed to know it."""
    told = sums[name]
    if told.part.value is None:
        lacking = _lacking(name, told)
        return sentences(*([lacking] if lacking else []), *_limits(name, told))
    head = _of_total(sums) if name == "total" else Text(MEANINGS[name])
    open_ends = Text("Not in it: {lacks}.", {"lacks": enumerate_names(told.part.lacks, _SHOWN)})
    return sentences(
        head, *_limits(name, told), *([open_ends] if told.part.lacks else []), *factors_told(told.part.factors)
    )


def meaning_of_firm(name: str, parts: Inventory) -> Text:
    """What a part of a firm says, or what is needed to know it."""
    return meaning(name, {other: alone(part) for other, part in parts.items()})


def alone(part: Part) -> Sum:
    """A part of one firm in the form of that of an area."""
    return Sum(part, int(part.value is not None), 1)


def _lacking(name: str, told: Sum) -> Text | None:
    """What is needed; kinds of energy that are not listed are asked for only where nothing else is."""
    lacks = [lack for lack in told.part.lacks if lack not in NOT_LISTED.values()]
    if lacks or (told.part.lacks and not told.left_out):
        return Text(NEEDED, {"lacks": enumerate_names(lacks or told.part.lacks, _SHOWN)})
    return None if told.left_out else Text(UNSTATED.get(name, _ENERGY_FORM))


def _of_total(sums: dict[str, Sum]) -> Text:
    """'Fuels 23 792 t, processes 0 t, ...': the parts, where they are those of the total."""
    amounts = {name: Quantity(sums[name].part.value, "t") for name in COUNTED if name in sums}
    added = sum(sums[name].part.value or 0.0 for name in COUNTED if name in sums)
    if not math.isclose(added, sums["total"].part.value or 0.0, rel_tol=1e-9, abs_tol=1e-6):
        return Text("Fuels, processes, electricity and heat bought less sold, of the firms that state all of them.")
    if not sums["process"].part.rows:
        return Text(
            "Fuels {fuels}, electricity bought less sold {electricity}, heat bought less sold {heat}; nobody states "
            "carbon dioxide of processes; biomass and what exchanges avoid are not in it.",
            amounts,
        )
    return Text(
        "Fuels {fuels}, processes {process}, electricity bought less sold {electricity}, heat bought less sold {heat}; "
        "biomass and what exchanges avoid are not in it.",
        amounts,
    )


def _limits(name: str, told: Sum) -> list[Text]:
    """How far the firms of an area state it, who does not, and what the law on statistics leaves out."""
    found = [Text("As the region states it.")] if told.declared else []
    if told.part.value is not None and told.known < told.firms:
        values = {"known": told.known, "firms": told.firms}
        found.append(Text("Known of {known} of {firms} firms.", values))
        if told.missing and name in _NAMING:
            names = enumerate_names([ref.name for ref in told.missing], _SHOWN)
            found.append(Text("Not of {names}.", {"names": names}))
    if told.left_out:
        found.append(left_out_text(told.left_out))
    return found


def factors_told(factors: Sequence[Factor]) -> list[Text]:
    """The factors with place and document, and whether they have been compared with it."""
    if not factors:
        return []
    told = [Text("Factors: {factors}.", {"factors": enumerate_names([factor_text(one) for one in factors], _SHOWN)})]
    kinds = {factor.checked for factor in factors}
    told += [Text(remark) for kind, remark in _REMARKS.items() if kind in kinds]
    return told
