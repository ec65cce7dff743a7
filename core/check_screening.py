"""Which firms a screening by share of emissions would take, as a simulation on the figures of the project."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.catalogues import Pollutant
from core.columns import Integers, Numbers
from core.evidence import enumerate_names, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, check
from core.loads import MEDIUM_TITLES, TIE, central_plants
from core.pollution_rows import left_out, rows_by_pollutant
from core.remembering import of_columns
from core.rule_set import cite, rules_of, with_cautions
from core.rule_titles import SCREENING
from core.text import N_, Quantity, Text

MEDIA = ("water", "air")


@dataclass(frozen=True, slots=True)
class Screened:
    """A firm (row) among those that make up the share of a pollutant; its mass in t and share 0-1 of the known mass."""

    actor: int
    medium: str
    pollutant: str
    mass: float
    share: float
    known: int
    rows: tuple[int, ...]


def screened(inquiry: Inquiry) -> list[Screened]:
    """By medium and pollutant the firms with the largest masses up to the share asked for; central plants are none.

    Asked only of pollutants of which at least `fewest` firms have a known mass. Computed once per inquiry.
    """
    return inquiry.once(_screened)


def _screened(inquiry: Inquiry) -> list[Screened]:
    emission, rules = inquiry.now.emission, rules_of(inquiry)
    share, fewest = rules.line(SCREENING, "share").value / 100, rules.line(SCREENING, "fewest").value
    plants = np.array(sorted(central_plants(inquiry.now)), dtype=np.int64)
    found: list[Screened] = []
    for item, told in rows_by_pollutant(inquiry).items():
        known = told[(emission.mass[told] > 0) & ~emission.not_detected[told] & ~np.isin(emission.actor[told], plants)]
        if item.medium in MEDIA and len(np.unique(emission.actor[known])) >= fewest:
            columns = (known, emission.actor[known], emission.mass[known])
            make = partial(_taken, item, columns, share)
            key = (SCREENING, item.id, share)
            found += make() if inquiry.memory is None else of_columns(inquiry.memory, key, columns, make)
    return found


def _taken(item: Pollutant, told: tuple[Integers, Integers, Numbers], share: float) -> list[Screened]:
    """The firms with the largest masses up to their share, of rows of `emission`, their actors and masses."""
    rows, actors, mass_of = told
    firms, place = np.unique(actors, return_inverse=True)
    masses = np.bincount(place.reshape(-1), mass_of)
    order, whole = np.argsort(-masses, kind="stable"), float(masses.sum())
    before = (np.cumsum(masses[order]) - masses[order]) / whole
    taken = order[before < share - TIE]
    of_firm = rows[np.argsort(place.reshape(-1), kind="stable")].tolist()
    ends = np.cumsum(np.bincount(place.reshape(-1)))
    starts = np.append(0, ends)[taken]
    columns = (firms[taken], masses[taken], starts, ends[taken])
    return [
        Screened(firm, item.medium, item.name, mass, mass / whole, len(firms), tuple(of_firm[start:end]))
        for firm, mass, start, end in zip(*(column.tolist() for column in columns), strict=True)
    ]


@check(SCREENING, N_("Computed attention: would be screened by its share of emissions"))
def find_screened(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that a screening for a list of key units would take by this data, told together, one finding per medium."""
    for medium in MEDIA:
        parts = [one for one in screened(inquiry) if one.medium == medium]
        if parts:
            yield _together(inquiry, medium, parts)


def screening_findings(inquiry: Inquiry) -> Iterator[Finding]:
    """The same firm by firm, as reasons beside others of a firm."""
    told: dict[tuple[int, str], list[Screened]] = defaultdict(list)
    for one in screened(inquiry):
        told[one.actor, one.medium].append(one)
    yield from (_finding(inquiry, actor, medium, parts) for (actor, medium), parts in told.items())


def _together(inquiry: Inquiry, medium: str, parts: list[Screened]) -> Finding:
    now, line = inquiry.now, rules_of(inquiry).line(SCREENING, "share")
    firms = list(dict.fromkeys(one.actor for one in sorted(parts, key=lambda one: -one.share)))
    rows = [row for one in parts for row in one.rows]
    pollutants = list(dict.fromkeys(one.pollutant for one in parts))
    fact = Text(
        "A simulation on the figures of this project: {n} firm makes up {whole} of what is known of {pollutants}: "
        "{names}. Whom an authority screens depends on the figures of its whole district.",
        {
            "n": len(firms),
            "whole": Quantity(line.value, "%"),
            "pollutants": enumerate_names([Text(name) for name in pollutants]),
            "names": enumerate_names([str(now.actor.name[actor]) for actor in firms]),
        },
        plural="A simulation on the figures of this project: {n} firms each belong to those that make up {whole} of "
        "what is known of one of {pollutants}: {names}. Whom an authority screens depends on the figures of its whole "
        "district.",
    )
    return Finding(
        rule=SCREENING,
        layer="computed",
        severity=1,
        subject=inquiry.cluster,
        sentence=with_cautions(sentences(fact, left_out(inquiry)), line),
        step=Text("Look whether these firms stand on the authority's list; if not, ask why."),
        amount=float(len(firms)),
        matter=MEDIUM_TITLES[medium],
        year=inquiry.year,
        evidence=(*refs(now, "actor", firms), *refs(now, "emission", rows), *line.evidence),
        source=cite(sources(now, "emission", rows), line),
    )


def _finding(inquiry: Inquiry, actor: int, medium: str, parts: list[Screened]) -> Finding:
    now, line = inquiry.now, rules_of(inquiry).line(SCREENING, "share")
    rows = [row for one in parts for row in one.rows]
    shares = [
        Text(
            "{pollutant} {share} of {n} firms",
            {"pollutant": Text(one.pollutant), "share": Quantity(round(100 * one.share, 1), "%"), "n": one.known},
        )
        for one in parts
    ]
    fact = Text(
        "A simulation on the figures of this project: {firm} is among the firms that together make up {whole} of what "
        "is known ({parts}). Whom an authority screens depends on the figures of its whole district.",
        {"firm": now.actor.name[actor], "whole": Quantity(line.value, "%"), "parts": enumerate_names(shares)},
    )
    return Finding(
        rule=SCREENING,
        layer="computed",
        severity=1,
        subject=ref(now, "actor", actor),
        sentence=with_cautions(sentences(fact, left_out(inquiry)), line),
        step=Text("Look whether the firm stands on the authority's list; if not, ask why."),
        matter=MEDIUM_TITLES[medium],
        year=inquiry.year,
        evidence=(*refs(now, "emission", rows), *line.evidence),
        source=cite(sources(now, "emission", rows), line),
    )
