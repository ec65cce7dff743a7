"""Needs that a by-product without a receiver could replace: a chance to be tested, never a match by itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import numpy as np

from core.catalogues import Substitute, substitutes
from core.changing_series import changing_series
from core.columns import Flags, Numbers
from core.evidence import enumerate_names, link_refs, ref, row_refs, sum_units
from core.findings import Finding, Inquiry, Ref, check
from core.series import SLIP, slipped_pair
from core.snapshot import Snapshot
from core.statements import Key, Statement, best_statistics
from core.text import N_, Text
from core.wastes import numbered_keys

NEED = "gap.need_by_product"
BOUGHT_KINDS = ("material", "product", "utility", "energy", "water")
FRESH = N_("fresh water")
FRESH_WATER = "fresh_water"  # the line of tables/substitutes.csv that firms' fresh water belongs to


@dataclass(frozen=True, slots=True)
class Share:
    """What one firm needs from outside or has left over in a year; NaN is unknown."""

    actor: int
    name: str | Text
    amount: float
    unit: str
    evidence: tuple[Ref, ...]


@check(NEED, N_("Need that a by-product could replace"))
def find_replaceable(inquiry: Inquiry) -> Iterable[Finding]:
    """Materials taken from outside for which another firm has a fitting by-product left, by tables/substitutes.csv.

    Needs are consumption statistics less what the cluster supplies, links from outside, and fresh water. A need is set
    against what is left in the same unit only. Figures about a thousand times those of another year are left out; they
    have a finding of their own.
    """
    doubtful = _doubtful(inquiry)
    left = {line: shares for line, shares in _left(inquiry, doubtful).items() if shares}
    needs = _by_line(_needs(inquiry, left), 0) if left else {}
    for line in substitutes():
        wanted = _told_surely(needs.get(line.id, []), doubtful)
        for unit in dict.fromkeys(share.unit for share in wanted):
            fitting = [share for share in left[line.id] if share.unit == unit] if line.id in left else []
            if fitting:
                yield _finding(inquiry, line, [share for share in wanted if share.unit == unit], fitting)


def _left(inquiry: Inquiry, doubtful: set[str]) -> dict[str, list[Share]]:
    """What finds no use, by the line of substitutes that it can replace."""
    offers = {line: _told_surely(shares, doubtful) for line, shares in inquiry.once(_offers_by_line).items()}
    return offers | {FRESH_WATER: [*offers.get(FRESH_WATER, []), *inquiry.once(_treated_water)]}


def _told_surely(shares: list[Share], doubtful: set[str]) -> list[Share]:
    """The shares that do not rest on doubtful rows."""
    return [share for share in shares if not _rests_on(share, doubtful)] if doubtful else shares


def _rests_on(share: Share, uids: set[str]) -> bool:
    return any(row.uid in uids for row in share.evidence)


def _by_line(shares: Iterable[Share], side: int) -> dict[str, list[Share]]:
    """Shares by the line of substitutes that they are needs of (`side` 0) or can replace (1)."""
    found: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        for line in _lines_of(_word(share.name))[side]:
            found[line].append(share)
    return dict(found)


def doubtful_needs(inquiry: Inquiry) -> list[Share]:
    """The needs that `find_replaceable` leaves out, since their figure is about a thousand times another year's."""
    doubtful = _doubtful(inquiry)
    known = _needs(inquiry, [line.id for line in substitutes()])
    return [share for share in known if _rests_on(share, doubtful)]


def _doubtful(inquiry: Inquiry) -> set[str]:
    """Statistics (uids) about a thousand times the figure of a neighbouring year."""
    whole = inquiry.whole
    slipped = [(series, slipped_pair(series)) for series in changing_series(inquiry, SLIP[0])]
    return {str(whole.statistic.uid[s.points[pair[0]].row]) for s, pair in slipped if pair and s.table == "statistic"}


def _word(name: str | Text) -> str:
    return name.message_id if isinstance(name, Text) else name


@lru_cache(maxsize=65536)
def _lines_of(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The lines (ids) that a name is a need of, none where it is a by-product itself, and those it can replace."""
    plain = name.casefold()
    needed = frozenset(line.id for line in substitutes() if _any_in(line.needs, plain))
    replacing = frozenset(line.id for line in substitutes() if _any_in(line.by_products, plain))
    return (frozenset() if replacing else needed), replacing


def _any_in(words: tuple[str, ...], plain: str) -> bool:
    return any(word.casefold() in plain for word in words)


def _needs(inquiry: Inquiry, lines: Collection[str]) -> list[Share]:
    """What firms take from outside the cluster or from nature of what lines (ids) of substitutes name."""
    now, stated = inquiry.now, inquiry.once(_stated)
    asked = np.array([not _lines_of(str(name))[0].isdisjoint(lines) for name in now.commodity.name], dtype=bool)
    consumed = {key: share for key, share in stated.consumed.items() if asked[key[1]]}
    brought, inside = _bought(inquiry, asked, consumed)
    shares = _from_outside(now, inquiry.figures.whole, brought)
    for key, share in consumed.items():
        if key in inside:
            same = share.unit == now.commodity.base_unit[key[1]]
            amount = share.amount - (inside[key] if same or not inside[key] else np.nan)
            share = replace(share, amount=amount)
        if not share.amount <= 0:
            shares[key] = share
    fresh = {} if _lines_of(FRESH)[0].isdisjoint(lines) else stated.fresh_water
    return list((shares | fresh).values())


@dataclass(frozen=True, slots=True)
class Stated:
    """What statistics tell that firms take, by firm and commodity: goods consumed, and fresh water."""

    consumed: dict[Key, Share]
    fresh_water: dict[Key, Share]


def _stated(inquiry: Inquiry) -> Stated:
    now = inquiry.now
    consumed, fresh, water = (
        best_statistics(now, "consumption"),
        best_statistics(now, "water_fresh"),
        Text(FRESH),
    )
    names = now.commodity.name
    return Stated(
        _shares(now, {key: (told, str(names[key[1]])) for key, told in consumed.items() if key[1] >= 0}),
        _shares(now, {key: (told, water) for key, told in fresh.items() if told.value > 0}),
    )


def _shares(now: Snapshot, stated: dict[Key, tuple[Statement, str | Text]]) -> dict[Key, Share]:
    cited = row_refs(now, "statistic", [told.row for told, _ in stated.values()])
    return {
        key: Share(key[0], name, told.value, told.unit, (row,))
        for (key, (told, name)), row in zip(stated.items(), cited, strict=True)
    }


def _bought(
    inquiry: Inquiry, asked: Flags, consumed: Iterable[Key]
) -> tuple[dict[Key, list[int]], dict[Key, float]]:  # fmt: skip
    """Links that bring asked commodities to a firm from outside, and what comes from inside of what is consumed."""
    now, flow = inquiry.now, inquiry.now.flow
    rows = np.flatnonzero(asked[flow.commodity] & (flow.receiver >= 0))
    rows = rows[np.isin(flow.kind[rows], BOUGHT_KINDS)]
    outside = np.append(now.actor.kind == "environment", True)[flow.sender[rows]]  # -1, the outside, reads the last
    brought: dict[Key, list[int]] = defaultdict(list)
    for row in rows[outside].tolist():
        brought[int(flow.receiver[row]), int(flow.commodity[row])].append(row)
    keys = np.array(list(consumed), dtype=np.int64).reshape(-1, 2)
    stated, given = numbered_keys(now, keys[:, 0], keys[:, 1]), rows[~outside]
    inner = given[np.isin(numbered_keys(now, flow.receiver[given], flow.commodity[given]), stated)]
    inside: dict[Key, float] = defaultdict(float)
    for row, amount in zip(inner.tolist(), inquiry.figures.whole[inner].tolist(), strict=True):
        inside[int(flow.receiver[row]), int(flow.commodity[row])] += amount
    return brought, inside


def _from_outside(now: Snapshot, whole: Numbers, brought: dict[Key, list[int]]) -> dict[Key, Share]:
    """What all outside suppliers bring together, unknown where one of their links is."""
    named = iter(link_refs(now, [row for rows in brought.values() for row in rows]))
    names, units = now.commodity.name, now.commodity.base_unit
    shares = {}
    for key, rows in brought.items():
        amount = float(whole[rows].sum())
        shares[key] = Share(key[0], str(names[key[1]]), amount, str(units[key[1]]), tuple(islice(named, len(rows))))
    return shares


def _offers(inquiry: Inquiry) -> list[Share]:
    """Wastes and by-products that nobody is known to take."""
    now = inquiry.now
    return [
        Share(
            waste.actor,
            str(now.commodity.name[waste.commodity]),
            waste.left,
            waste.unit,
            (ref(now, "statistic", waste.statistics[0]),),
        )
        for waste in inquiry.wastes
        if waste.left > 0
    ]


def _offers_by_line(inquiry: Inquiry) -> dict[str, list[Share]]:
    return _by_line(_offers(inquiry), 1)


def _treated_water(inquiry: Inquiry) -> list[Share]:
    """Water that central plants discharge."""
    now = inquiry.now
    return [
        Share(actor, Text("treated waste water"), told.value, told.unit, (ref(now, "statistic", told.row),))
        for (actor, _), told in best_statistics(now, "water_discharged").items()
        if now.actor.role[actor] == "treatment" and told.value > 0
    ]


def _finding(inquiry: Inquiry, line: Substitute, wanted: list[Share], left: list[Share]) -> Finding:
    """A finding about needs and offers of one unit."""
    now, unit = inquiry.now, left[0].unit
    wanted = sorted(wanted, key=lambda one: -np.nan_to_num(one.amount))
    left = sorted(left, key=lambda one: -np.nan_to_num(one.amount))
    need, offer = (sum_units((unit, one.amount, True) for one in shares)[0] for shares in (wanted, left))
    firm, owner = now.actor.name[wanted[0].actor], now.actor.name[left[0].actor]
    values = {
        "n": len(wanted),
        "need": need.told,
        "needs": enumerate_names(list(dict.fromkeys(one.name for one in wanted)), 3),
        "offer": offer.told,
        "offers": enumerate_names(list(dict.fromkeys(one.name for one in left)), 3),
        "firm": firm,
        "owner": owner,
    }
    return Finding(
        rule=NEED,
        layer="network",
        severity=1,
        subject=ref(now, "actor", wanted[0].actor),
        sentence=Text(
            "{n} firm, {firm}, takes {need} of {needs} a year from outside, while {offer} of {offers} finds no use "
            "(most of it at {owner}) and could replace a part. Whether its quality fits is unknown: to be tested.",
            values,
            plural="{n} firms, first of all {firm}, take {need} of {needs} a year from outside, while {offer} of "
            "{offers} finds no use (most of it at {owner}) and could replace a part. Whether its quality fits is "
            "unknown: to be tested.",
        ),
        step=Text("Have a sample from {owner} tested for {firm}, with amounts per month.", values),
        amount=None if need.whole is None or offer.whole is None else min(need.whole, offer.whole),
        unit=unit,
        matter=line.title,
        year=inquiry.year,
        evidence=tuple(dict.fromkeys(row for one in (*wanted, *left) for row in one.evidence)),
        source=line.document,
    )
