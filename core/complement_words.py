"""Firms that would complete the chain in sentences and as plain values: what they would take, why, what to do next."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.columns import json_number
from core.complement_chains import INTEREST, YEARS
from core.evidence import enumerate_names, sentences
from core.i18n import show, translate
from core.matching_complements import MOST_PLANTS, Complement, Complements, Site
from core.matching_words import Gap
from core.renaming import Names, text_in
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text

LEAST_LOAD = 0.3  # of its capacity, from which a plant is told of as one of its own
NEXT_DOOR = 1.0  # km by road, below which no way is told
LIMITS = N_(
    "Shares, sizes and prices of these plants are assumed (resources, tables/complements.csv). Their own emissions, "
    "land and permission are not weighed."
)
STEP = N_("Ask {firms} how much would be delivered, have samples tested, and weigh it with prices of your own.")


def complement_told(now: Snapshot, gaps: Sequence[Gap], one: Complement) -> Text:
    """What a plant would take, from whom, why nobody else does, and what it is worth where there are prices."""
    wastes: dict[str, float] = {}
    for gap, amount in one.taken.items():
        name = str(now.commodity.name[gaps[gap].offer.commodity])
        wastes[name] = wastes.get(name, 0.0) + amount
    parts = [
        Text("{amount} of {waste}", {"amount": Quantity(round(wastes[name]), "t"), "waste": name})
        for name in sorted(wastes, key=lambda name: -wastes[name])
    ]
    values: dict[str, Any] = {
        "plant": Text(one.template.title), "site": _site_told(now, one.site), "parts": enumerate_names(parts, 3),
        "firms": enumerate_names(_firms(now, gaps, one), 3), "load": round(100 * one.load),
        "capacity": Quantity(one.template.capacity, "t"), "n": len(one.taken), "far": round(max(one.km.values()), 1),
    }  # fmt: skip
    if values["far"] < NEXT_DOOR:
        fact = Text("New {plant} {site} could take {parts} a year from {firms}: {load} % of a plant of {capacity}.",
                    values)  # fmt: skip
    else:
        fact = Text("New {plant} {site} could take {parts} a year from {firms}, at most {far} km by road: {load} % of "
                    "a plant of {capacity}.", values)  # fmt: skip
    return sentences(fact, Text("Nobody who is known takes it so far."), _money_told(one))


def _money_told(one: Complement) -> Text | None:
    """What a plant is worth a year, as a range, None without prices."""
    if one.net is None:
        return None
    low, high = (round(bound, -3) for bound in one.net)
    values: dict[str, object] = {"low": low, "high": high}
    if low == high > 0:
        return Text("After its investment it would be worth {low} CNY a year at the assumed prices.", values)
    if low >= 0:
        return Text("After its investment it would be worth {low} to {high} CNY a year at the assumed prices.", values)
    if high <= 0:
        values = {"low": abs(high), "high": abs(low)}
        return Text("It would lose {low} to {high} CNY a year at the assumed prices.", values)
    values["low"] = -low
    return Text("It may lose {low} or be worth {high} CNY a year at the assumed prices.", values)


def complement_step(now: Snapshot, gaps: Sequence[Gap], one: Complement) -> Text:
    """Whom to ask before such a plant is looked for."""
    return Text(STEP, {"firms": enumerate_names(_firms(now, gaps, one), 3)})


def together_told(now: Snapshot, found: Complements) -> Text | None:
    """The best set of plants, None where it is a single one."""
    if len(found.together) < 2:
        return None
    chosen = [found.plants[place] for place in found.together]
    names = [Text("{plant} {site}", {"plant": Text(one.template.title), "site": _site_told(now, one.site)})
             for one in chosen]  # fmt: skip
    values = {
        "plants": enumerate_names(names), "n": MOST_PLANTS, "tonnes": Quantity(round(found.together_tonnes), "t"),
        "net": None if found.together_net is None else round(found.together_net, -3),
        "share": round(100 * found.together_tonnes / found.left), "left": Quantity(round(found.left), "t"),
    }  # fmt: skip
    late = Text("Time ran out before this was proved to be the best.") if found.late else None
    if found.together_net is None:
        told = Text("Of at most {n} plants these take most together: {plants}, {tonnes} a year, {share} % of the "
                    "{left} that nobody takes, not even on a condition.", values)  # fmt: skip
    else:
        told = Text("Of at most {n} plants these are worth most together: {plants}, {tonnes} a year, {net} CNY a year.",
                    values)  # fmt: skip
    return sentences(told, late)


def _site_told(now: Snapshot, site: Site) -> Text:
    if site.region >= 0:
        return Text("in the middle of {region}", {"region": str(now.region.name[site.region])})
    return Text("near {firm}", {"firm": str(now.actor.name[site.near])})


def _firms(now: Snapshot, gaps: Sequence[Gap], one: Complement) -> list[str]:
    """Who would deliver, most first."""
    rows = [gaps[gap].offer.actor for gap in sorted(one.taken, key=lambda gap: -one.taken[gap])]
    return [str(now.actor.name[row]) for row in dict.fromkeys(rows)]


def complements_json(
    now: Snapshot, gaps: Sequence[Gap], found: Complements, language: str, names: Names
) -> dict[str, Any]:  # fmt: skip
    """All plants at all sites by tonnes, the order by money as places among them, and the best set."""
    together = together_told(now, found)
    return {
        "assumed": show(Text(LIMITS), language),
        "interest": INTEREST,
        "years": YEARS,
        "left": found.left,
        "without_point": found.placeless,
        "plants": [_plant_json(now, gaps, one, language, names) for one in found.plants],
        "by_tonnes": list(range(len(found.plants))),
        "by_net": found.by_net,
        "together": {
            "plants": list(found.together),
            "tonnes": found.together_tonnes,
            "net": json_number(np.nan if found.together_net is None else found.together_net),
            "time_ran_out": found.late,
            "sentence": show(text_in(together, names), language) if together else None,
        },
    }


def _plant_json(
    now: Snapshot, gaps: Sequence[Gap], one: Complement, language: str, names: Names
) -> dict[str, Any]:  # fmt: skip
    region = one.site.region
    return {
        "plant": one.template.id,
        "title": translate(one.template.title, language),
        "site": {"point": list(one.site.point), "region": str(now.region.name[region]) if region >= 0 else None},
        "takes": [
            {
                "actor": str(now.actor.name[gaps[gap].offer.actor]),
                "commodity": str(now.commodity.name[gaps[gap].offer.commodity]),
                "amount": amount,
                "distance_km": one.km[gap],
            }
            for gap, amount in one.taken.items()
        ],
        "tonnes": one.tonnes,
        "capacity": one.template.capacity,
        "load": one.load,
        "gaps_closed": one.closed,
        "net": {"low": one.net[0], "high": one.net[1]} if one.net is not None else None,
        "basis": [translate(basis, language) for basis in dict.fromkeys(each.basis for each in one.template.portions)],
        "sentence": show(text_in(complement_told(now, gaps, one), names), language),
        "step": show(text_in(complement_step(now, gaps, one), names), language),
    }
