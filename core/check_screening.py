"""Which firms a screening by share of emissions would take, as a simulation on the figures of the project."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

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


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The firms (n,) among those that make up the share of a pollutant, as `Screened` tells one of them.

    `rows` are those of all firms, of which the first end before `ends[0]`, the next before `ends[1]`.
    """

    item: Pollutant
    firms: Integers
    masses: Numbers
    shares: Numbers
    known: int
    rows: Integers
    ends: Integers


def screened(inquiry: Inquiry) -> list[Screened]:
    """By medium and pollutant the firms with the largest masses up to the share asked for; central plants are none.

    Asked only of pollutants of which at least `fewest` firms have a known mass.
    """
    return [one for part in inquiry.once(_screened) for one in _one_by_one(part)]


def _one_by_one(part: Part) -> Iterator[Screened]:
    rows, ends = part.rows.tolist(), [0, *part.ends.tolist()]
    columns = zip(*(column.tolist() for column in (part.firms, part.masses, part.shares)), strict=True)
    for (firm, mass, share), (start, end) in zip(columns, pairwise(ends), strict=True):
        yield Screened(firm, part.item.medium, part.item.name, mass, share, part.known, tuple(rows[start:end]))


def _screened(inquiry: Inquiry) -> list[Part]:
    """The firms of each pollutant, computed once per inquiry."""
    emission, rules = inquiry.now.emission, rules_of(inquiry)
    share, fewest = rules.line(SCREENING, "share").value / 100, rules.line(SCREENING, "fewest").value
    plants = np.array(sorted(central_plants(inquiry.now)), dtype=np.int64)
    handing = (emission.mass > 0) & ~emission.not_detected & ~np.isin(emission.actor, plants)
    found: list[Part] = []
    for item, told in rows_by_pollutant(inquiry).items():
        known = told[handing[told]]
        columns = (known, emission.actor[known], emission.mass[known])
        if item.medium in MEDIA and len(known) >= fewest and len(np.unique(columns[1])) >= fewest:
            make = partial(_taken, item, columns, share)
            key = (SCREENING, item.id, share)
            found.append(make() if inquiry.memory is None else of_columns(inquiry.memory, key, columns, make))
    return found


def _taken(item: Pollutant, told: tuple[Integers, Integers, Numbers], share: float) -> Part:
    """The firms with the largest masses up to their share, of rows of `emission`, their actors and masses."""
    rows, actors, mass_of = told
    firms, place = np.unique(actors, return_inverse=True)
    place = place.reshape(-1)
    masses = np.bincount(place, mass_of).astype(np.float64)
    order, whole = np.argsort(-masses, kind="stable"), float(masses.sum())
    before = (np.cumsum(masses[order]) - masses[order]) / whole
    taken = order[before < share - TIE]
    rank = np.full(len(firms), len(firms))
    rank[taken] = np.arange(len(taken))
    chosen = np.flatnonzero(rank[place] < len(taken))
    by_firm = chosen[np.argsort(rank[place[chosen]], kind="stable")]
    ends = np.cumsum(np.bincount(rank[place[chosen]], minlength=len(taken)))
    return Part(item, firms[taken], masses[taken], masses[taken] / whole, len(firms), rows[by_firm], ends)


@check(SCREENING, N_("Computed attention: would be screened by its share of emissions"))
def find_screened(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that a screening for a list of key units would take by this data, told together, one finding per medium."""
    for medium in MEDIA:
        parts = [part for part in inquiry.once(_screened) if part.item.medium == medium and len(part.firms)]
        if parts:
            yield _together(inquiry, medium, parts)


def screening_findings(inquiry: Inquiry) -> Iterator[Finding]:
    """The same firm by firm, as reasons beside others of a firm."""
    told: dict[tuple[int, str], list[Screened]] = defaultdict(list)
    for one in screened(inquiry):
        told[one.actor, one.medium].append(one)
    yield from (_finding(inquiry, actor, medium, parts) for (actor, medium), parts in told.items())


def _together(inquiry: Inquiry, medium: str, parts: list[Part]) -> Finding:
    now, line = inquiry.now, rules_of(inquiry).line(SCREENING, "share")
    order = np.argsort(-np.concatenate([part.shares for part in parts]), kind="stable")
    firms = list(dict.fromkeys(np.concatenate([part.firms for part in parts])[order].tolist()))
    rows = np.concatenate([part.rows for part in parts]).tolist()
    pollutants = list(dict.fromkeys(part.item.name for part in parts))
    fact = Text(
        "A simulation on the figures of this project: {n} firm makes up {whole} of what is known of {pollutants}: "
        "{names}. Whom an authority screens depends on the figures of its whole district.",
        {
            "n": len(firms),
            "whole": Quantity(line.value, "%"),
            "pollutants": enumerate_names([Text(name) for name in pollutants]),
            "names": enumerate_names(now.actor.name[firms].tolist()),
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
