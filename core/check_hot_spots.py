"""Computed attention to places of a county and above in which loads gather more than chance would let them."""

from collections.abc import Iterable

import numpy as np
from scipy.sparse.csgraph import connected_components

from core.columns import Integers
from core.evidence import enumerate_names, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, Ref, check
from core.hot_spots import HOT, HotSpots, hot_spots
from core.pollution_rows import left_out, loads_of
from core.text import N_, Quantity, Text

HOT_SPOT = "pollution.hot_spot"
LEAST_P = 0.001  # a smaller one is told as below it
CAUTION = Text(
    "That is a matter of place: it tells where load gathers, not that any firm breaks a limit, and says nothing about "
    "homes or water sources near by."
)


@check(HOT_SPOT, N_("Computed attention: hot spot of equal-standard load"))
def find_hot_spots(inquiry: Inquiry) -> Iterable[Finding]:
    """Regions, else squares of the ground, in which Getis-Ord Gi* of the load stands at a false discovery rate of 5 %.

    Asked only where at least 8 regions have outlines and known loads, or firms lie over at least 20 km.
    """
    for spots in hot_spots(inquiry.now, loads_of(inquiry)):
        hot = np.array([word == HOT for word in spots.classes()], dtype=np.bool_)[spots.place]
        for group in _groups(spots, np.flatnonzero(hot)):
            yield _finding(inquiry, spots, group)


def _groups(spots: HotSpots, tested: Integers) -> list[Integers]:
    """Regions one by one; squares that touch together, since they have no names."""
    if not spots.places.side:
        return [np.array([row]) for row in tested.tolist()]
    if not len(tested):
        return []
    place = spots.place[tested]
    label = connected_components(spots.places.near[place][:, place], directed=False)[1]
    return [tested[label == group] for group in range(int(label.max()) + 1)]


def _finding(inquiry: Inquiry, spots: HotSpots, tested: Integers) -> Finding:
    now = inquiry.now
    first = int(tested[np.argmax(spots.z[tested])])
    rows = [row for place in tested.tolist() for row in spots.rows[place]]
    firms = list(dict.fromkeys(now.emission.actor[rows].tolist()))
    load = float(f"{spots.load[tested].sum():.6g}")
    return Finding(
        rule=HOT_SPOT,
        layer="computed",
        severity=1,
        subject=_subject(inquiry, spots, first),
        sentence=sentences(_sentence(inquiry, spots, tested, first, firms), _partly(spots), left_out(inquiry), CAUTION),
        step=Text("Look at the firms there together before new ones are let in; check their figures first."),
        amount=load,
        unit=spots.unit,
        matter=_matter(spots, first),
        year=inquiry.year,
        evidence=(*refs(now, "actor", firms), *refs(now, "emission", rows)),
        source=sources(now, "emission", rows),
    )


def _partly(spots: HotSpots) -> Text | None:
    if not spots.partly:
        return None
    return Text(
        "Of {n} source not all masses are known, so that its load is a lower bound.",
        {"n": spots.partly},
        plural="Of {n} sources not all masses are known, so that their loads are lower bounds.",
    )


def _subject(inquiry: Inquiry, spots: HotSpots, first: int) -> Ref:
    row = int(spots.places.region[spots.place[first]])
    return ref(inquiry.now, "region", row) if row >= 0 else inquiry.cluster


def _matter(spots: HotSpots, first: int) -> str:
    """The medium, of a square with its middle, so that decisions find it again."""
    if not spots.places.side:
        return spots.title
    lon, lat = spots.places.corners[spots.place[first]].mean(axis=0)
    return f"{spots.title} {lon:.2f} {lat:.2f}"


def _sentence(inquiry: Inquiry, spots: HotSpots, tested: Integers, first: int, firms: list[int]) -> Text:
    now = inquiry.now
    values = {
        "medium": Text(spots.title),
        "names": enumerate_names([str(now.actor.name[firm]) for firm in firms]),
        "load": Quantity(float(f"{spots.load[tested].sum():.3g}"), spots.unit),
        "z": float(f"{spots.z[first]:.3g}"),
        "p": float(f"{spots.p[first]:.2g}") if spots.p[first] >= LEAST_P else f"< {LEAST_P}",
        "n": spots.neighbours(first),
        "count": len(spots.place),
        "standard": spots.standard,
    }
    if not spots.places.side:
        values["region"] = str(now.region.name[spots.places.region[spots.place[first]]])
        return Text(
            "{region}: the load of {medium} of this region ({load} a year) and its {n} neighbour lies above the mean "
            "of {count} regions by more than chance explains (Gi* {z}, p {p}, of all so found at most 5 % by chance); "
            "by {standard}.",
            values,
            plural="{region}: the load of {medium} of this region ({load} a year) and its {n} neighbours lies above "
            "the mean of {count} regions by more than chance explains (Gi* {z}, p {p}, of all so found at most 5 % by "
            "chance); by {standard}.",
        )
    values["side"] = Quantity(spots.places.side / 1000, "km")
    return Text(
        "Around {names}: the load of {medium} ({load} a year) gathers in squares of {side} by more than chance "
        "explains (Gi* {z}, p {p}, {count} squares compared, of all so found at most 5 % by chance); by {standard}.",
        values,
    )
