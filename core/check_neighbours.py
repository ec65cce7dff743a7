"""Firms near homes, schools and water sources, by straight distance between the points of the project."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.check_statutory import listings
from core.columns import Flags
from core.evidence import enumerate_names, ref
from core.findings import Finding, Inquiry, check
from core.rule_lines import RuleLine
from core.rule_set import cite, rules_of, with_cautions
from core.rule_titles import NEIGHBOURS
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text

EARTH = 6_371_008.8  # mean radius of the earth, m
TOLD = 3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A sensitive place (row of `actor`) within the distance of its line, in m along a straight line."""

    place: int
    distance: float
    line: RuleLine


def straight_distance(here: npt.NDArray[np.float64], there: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Great-circle distances in m between points (n, 2) in degrees and one point (2,); NaN where one is unknown."""
    (east, north), (x, y) = np.radians(here).T, np.radians(there)
    half = np.sin((north - y) / 2) ** 2 + np.cos(north) * np.cos(y) * np.sin((east - x) / 2) ** 2
    found: npt.NDArray[np.float64] = 2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found


@check(NEIGHBOURS, N_("Computed attention: near homes, schools or water sources"))
def find_near(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that emit, are listed or are under key management, and have a sensitive place within the told distance.

    Sensitive places are actors of kind residents, and those that are no firm and whose name holds a word of a line.
    """
    now, rules = inquiry.now, rules_of(inquiry)
    asked = np.flatnonzero(may_disturb(inquiry))
    near: dict[int, list[Neighbour]] = {}
    for place, line in _sensitive(now, rules.of(NEIGHBOURS)):
        distances = straight_distance(now.actor.point[asked], now.actor.point[place])
        for at in np.flatnonzero(distances <= line.value):
            near.setdefault(int(asked[at]), []).append(Neighbour(place, float(distances[at]), line))
    for actor in sorted(near):
        yield _finding(inquiry, actor, sorted(near[actor], key=lambda one: one.distance))


def may_disturb(inquiry: Inquiry) -> Flags:
    """Which firms are held against sensitive places: those that emit, are listed or are under key management."""
    now = inquiry.now
    chosen: Flags = (now.actor.permit_class == "key") & (now.actor.kind == "firm")
    chosen[now.emission.actor] = True
    chosen[[listing.actor for listing in listings(inquiry) if listing.current]] = True
    asked: Flags = chosen & (now.actor.status != "ended") & (now.actor.kind == "firm")
    return asked


def _sensitive(now: Snapshot, lines: list[RuleLine]) -> Iterable[tuple[int, RuleLine]]:
    """Rows of sensitive places that have a point, each with its line."""
    return ((row, line) for row, line in sensitive_places(now, lines) if not np.isnan(now.actor.point[row, 0]))


def sensitive_places(now: Snapshot, lines: list[RuleLine]) -> Iterable[tuple[int, RuleLine]]:
    """Rows of sensitive places, wherever they lie, each with its line."""
    for row in np.flatnonzero(now.actor.kind != "firm").tolist():
        name = str(now.actor.name[row]).casefold()
        named = [line for line in lines if any(word.casefold() in name for word in line.words)]
        homes = [line for line in lines if line.item == "residents" and now.actor.kind[row] == "residents"]
        if line := next(iter((*named[::-1], *homes)), None):
            yield row, line


def _finding(inquiry: Inquiry, actor: int, near: list[Neighbour]) -> Finding:
    now = inquiry.now
    parts = [
        Text(
            "{place} {distance} ({kind}, {threshold})",
            {
                "place": now.actor.name[one.place],
                "distance": Quantity(float(round(one.distance)), "m"),
                "kind": Text(one.line.title) if one.line.title else one.line.item,
                "threshold": one.line.told,
            },
        )
        for one in near
    ]
    fact = Text(
        "{firm} lies near {places}; straight distance between the points of the project, not along wind or water.",
        {"firm": now.actor.name[actor], "places": enumerate_names(parts, TOLD)},
    )
    lines = list({one.line.item: one.line for one in near}.values())
    return Finding(
        rule=NEIGHBOURS,
        layer="computed",
        severity=1,
        subject=ref(now, "actor", actor),
        sentence=with_cautions(fact, *lines),
        step=Text("Look up the protective distance of its environmental assessment and check both points on the map."),
        amount=float(round(near[0].distance)),
        unit="m",
        year=inquiry.year,
        evidence=(
            ref(now, "actor", actor),
            *(ref(now, "actor", one.place) for one in near),
            *(part for line in lines for part in line.evidence),
        ),
        source=cite("", *lines),
    )
