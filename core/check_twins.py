"""One firm or one good that seems to stand in the project twice, under two names."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations

import numpy as np

from core.credit_codes import is_credit_code
from core.display_names import good_key
from core.evidence import ref
from core.findings import Finding, Inquiry, check
from core.firm_names import plain_name
from core.snapshot import Snapshot
from core.steps import pause
from core.text import N_, Text

TWICE, GOOD_TWICE = "data.same_firm_twice", "data.same_good_twice"
NEAR = 0.002  # degrees, about 200 m: within one works
SAME_SPOT = 0.0005  # degrees, about 50 m
ALIKE = 0.75  # share of common letters in the two names without their legal form
_LETTERS = 40  # of a plain name that are compared in their order: one by one they take the square of the time
LONG_NAME = 3  # letters a plain name must have to be looked for inside another
CROWD, NEIGHBOURS = 30, 8  # of more firms than these each is compared with the next few by plain name only
ORGANISATION = slice(8, 17)  # the part of a credit code that names the organisation

SAME_CODE = N_("their credit codes differ by one character or share the organisation code")
SAME_ALIAS = N_("one bears a name that is recorded for the other")
SAME_NAME = N_("their names are the same without the legal form")
SAME_PLACE = N_("their names are alike and they stand on the same site")
SAME_TRADE = N_("they stand on the same spot and are of the same industry")


@check(TWICE, N_("One firm under two names"))
def find_twins(inquiry: Inquiry) -> Iterable[Finding]:
    """Pairs of actors that credit code, recorded names, names or site and industry suggest to be one.

    Two valid credit codes of different organisations prove that a pair is none.
    """
    now = inquiry.now
    names = [plain_name(str(name)) for name in now.actor.name]
    reasons: dict[tuple[int, int], str] = {}
    for find in (_by_code, _by_alias, _by_name, _by_site):
        for one, other, reason in find(now, names):
            reasons.setdefault((min(one, other), max(one, other)), reason)
    for (one, other), reason in reasons.items():
        if not _proved_apart(str(now.actor.credit_code[one]), str(now.actor.credit_code[other])):
            yield _twins(inquiry, one, other, reason)


def _twins(inquiry: Inquiry, one: int, other: int, reason: str) -> Finding:
    now = inquiry.now
    return Finding(
        rule=TWICE,
        layer="data",
        severity=1 if reason == SAME_TRADE else 2,
        subject=ref(now, "actor", one),
        sentence=Text(
            "{one} and {other} may be one and the same: {reason}.",
            {"one": now.actor.name[one], "other": now.actor.name[other], "reason": Text(reason)},
        ),
        step=Text("Compare their credit codes; if they are one, merge them, so that nothing is counted twice."),
        matter=str(now.actor.name[other]),
        year=inquiry.year,
        evidence=(ref(now, "actor", one), ref(now, "actor", other)),
    )


Pairs = Iterator[tuple[int, int, str]]


def _proved_apart(one: str, other: str) -> bool:
    """Whether two credit codes are both valid and name different organisations."""
    differ = one[ORGANISATION].upper() != other[ORGANISATION].upper()
    return differ and is_credit_code(one) and is_credit_code(other)


def _by_code(now: Snapshot, names: list[str]) -> Pairs:
    """Unified credit codes (18 characters) with one character changed, or with the same organisation code (9-17).

    The check character tells every change of one character, so the first can only be where a code is not valid.
    """
    codes = {row: str(code).upper() for row, code in enumerate(now.actor.credit_code) if len(str(code)) == 18}
    buckets: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row, code in codes.items():
        pause()
        buckets[-1, code[ORGANISATION]].append(row)
    if not all(map(is_credit_code, codes.values())):
        for row, code in codes.items():
            for place in range(len(code)):  # codes that differ in one place only are the same without it
                buckets[place, code[:place] + code[place + 1 :]].append(row)
    for rows in buckets.values():
        yield from ((one, other, SAME_CODE) for one, other in _pairs(rows, names))


def _pairs(rows: list[int], names: list[str]) -> Iterator[tuple[int, int]]:
    """Every pair of a small bucket; in a crowd each row with those that follow it by plain name."""
    pause()
    if len(rows) <= CROWD:
        yield from combinations(rows, 2)
        return
    ranked = sorted(rows, key=names.__getitem__)
    for place, one in enumerate(ranked):
        yield from ((one, other) for other in ranked[place + 1 : place + 1 + NEIGHBOURS])


def _by_alias(now: Snapshot, names: list[str]) -> Pairs:
    """Names that are recorded as a short, former or other name of somebody else."""
    owners = {
        str(name).strip(): int(actor) for name, actor in zip(now.actor_alias.name, now.actor_alias.actor, strict=True)
    }
    for row, name in enumerate(now.actor.name):
        if owners.get(str(name).strip(), row) != row:
            yield row, owners[str(name).strip()], SAME_ALIAS


def _by_name(now: Snapshot, names: list[str]) -> Pairs:
    """Names that are the same without their legal form."""
    buckets: dict[str, list[int]] = defaultdict(list)
    for row, plain in enumerate(names):
        if plain:
            buckets[plain].append(row)
    for rows in buckets.values():
        yield from ((one, other, SAME_NAME) for one, other in _pairs(rows, names))


def _by_site(now: Snapshot, names: list[str]) -> Pairs:
    """Firms within about 200 m with alike names, or on one spot with the same industry; sketched points say nothing."""
    point, code = now.actor.point, now.actor.industry_code
    sited = (now.actor.kind == "firm") & ~np.isnan(point).any(axis=1) & (now.actor.point_quality != "approximate")
    firms = np.flatnonzero(sited)
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, (column, line) in zip(firms.tolist(), np.floor(point[firms] / NEAR).astype(int).tolist(), strict=True):
        pause()
        for shift in ((0, 0), (1, 0), (0, 1), (1, 1)):
            cells[column + shift[0], line + shift[1]].append(row)
    pairs = {pair for rows in cells.values() if len(rows) > 1 for pair in _pairs(rows, names)}
    if not pairs:
        return
    alike = _likeness(names)
    ones, others = np.array(sorted(pairs)).T
    apart = np.abs(point[ones] - point[others]).max(axis=1)
    pause()
    for one, other, distance in zip(ones.tolist(), others.tolist(), apart.tolist(), strict=True):
        if distance <= NEAR and alike(one, other):
            yield one, other, SAME_PLACE
        elif distance <= SAME_SPOT and code[one] and code[one] == code[other]:
            yield one, other, SAME_TRADE


def _likeness(names: list[str]) -> Callable[[int, int], bool]:
    """A test whether one plain name stands in the other, or two (rows) share most of their letters in order.

    Lengths and counted letters, which no order can better, are asked before the order is; of a very long name the
    beginning is.
    """
    names = [name[:_LETTERS] for name in names]
    letters = cache(lambda row: Counter(names[row]))

    def alike(one: int, other: int) -> bool:
        short, long = sorted((names[one], names[other]), key=len)
        if len(short) >= LONG_NAME and short in long:
            return True
        enough = ALIKE * (len(short) + len(long)) / 2
        if len(short) < enough or (letters(one) & letters(other)).total() < enough:
            return False
        return SequenceMatcher(None, names[one], names[other], autojunk=False).ratio() >= ALIKE

    return alike


@check(GOOD_TWICE, N_("One good under two names"))
def find_twin_goods(inquiry: Inquiry) -> Iterable[Finding]:
    """Goods whose names differ in capital letters or language only, by the glossary: as two goods, makers of the one do
    not meet users of the other."""
    alike: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(inquiry.now.commodity.name):
        pause()
        alike[good_key(str(name))].append(row)
    for rows in alike.values():
        if len(rows) > 1:
            yield _twin_goods(inquiry, rows)


def _twin_goods(inquiry: Inquiry, rows: list[int]) -> Finding:
    now = inquiry.now
    names = [f"“{now.commodity.name[row]}”" for row in rows]  # in marks: a language may know all by one name
    return Finding(
        rule=GOOD_TWICE,
        layer="data",
        severity=2,
        subject=ref(now, "commodity", rows[0]),
        sentence=Text(
            "{names} differ in capital letters or language only and are kept as {n} goods: what is made of the one is "
            "not met by what is used of the other, so that their balances and shares may mislead.",
            {"names": names, "n": len(names)},
        ),
        step=Text(
            "If they are one good, write {name} in the commodity column of all tables that name it otherwise, or write "
            "it so in the original tables and import them into a new project.",
            {"name": names[0]},
        ),
        matter=str(now.commodity.name[rows[1]]),
        year=inquiry.year,
        evidence=tuple(ref(now, "commodity", row) for row in rows),
    )
