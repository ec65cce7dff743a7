"""One firm that seems to stand in the project twice, under two names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache

import numpy as np

from core.catalogues import table
from core.evidence import ref
from core.findings import Finding, Inquiry, check
from core.snapshot import Snapshot
from core.text import N_, Text

TWICE = "data.same_firm_twice"
NEAR = 0.002  # degrees, about 200 m: within one works
SAME_SPOT = 0.0005  # degrees, about 50 m
ALIKE = 0.75  # share of common letters in the two names without their legal form
LONG_NAME = 3  # letters a plain name must have to be looked for inside another

SAME_CODE = N_("their credit codes differ by one character or share the organisation code")
SAME_ALIAS = N_("one bears a name that is recorded for the other")
SAME_NAME = N_("their names are the same without the legal form")
SAME_PLACE = N_("their names are alike and they stand on the same site")
SAME_TRADE = N_("they stand on the same spot and are of the same industry")


@check(TWICE, N_("One firm under two names"))
def find_twins(inquiry: Inquiry) -> Iterable[Finding]:
    """Pairs of actors that credit code, recorded names, names or site and industry suggest to be one."""
    now = inquiry.now
    reasons: dict[tuple[int, int], str] = {}
    for find in (_by_code, _by_alias, _by_name, _by_site):
        for one, other, reason in find(now):
            reasons.setdefault((min(one, other), max(one, other)), reason)
    for (one, other), reason in reasons.items():
        yield Finding(
            rule=TWICE,
            layer="data",
            severity=2,
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


def _by_code(now: Snapshot) -> Pairs:
    """Unified credit codes (18 characters) with one character changed, or with the same organisation code (9-17)."""
    codes = {row: str(code).upper() for row, code in enumerate(now.actor.credit_code) if len(str(code)) == 18}
    buckets: dict[str, list[int]] = defaultdict(list)
    for row, code in codes.items():
        for part in (code[8:17], code[:9], code[9:]):
            buckets[part].append(row)
    for rows in buckets.values():
        for one, other in _pairs(rows):
            differing = sum(a != b for a, b in zip(codes[one], codes[other], strict=True))
            if differing <= 1 or codes[one][8:17] == codes[other][8:17]:
                yield one, other, SAME_CODE


def _pairs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Every pair of a small bucket; a bucket of many says nothing about any two of them."""
    if len(rows) <= 30:
        yield from ((one, other) for place, one in enumerate(rows) for other in rows[place + 1 :])


def _by_alias(now: Snapshot) -> Pairs:
    owners = {
        str(name).strip(): int(actor) for name, actor in zip(now.actor_alias.name, now.actor_alias.actor, strict=True)
    }
    for row, name in enumerate(now.actor.name):
        if owners.get(str(name).strip(), row) != row:
            yield row, owners[str(name).strip()], SAME_ALIAS


def plain_name(name: str) -> str:
    """A firm's name without its legal form, brackets, spaces and punctuation, in lower case."""
    plain = re.sub(r"[^\w]+", " ", name.casefold())
    return "".join(_legal_forms().sub(" ", plain).split())


@cache
def _legal_forms() -> re.Pattern[str]:
    """Legal forms: Latin ones as whole words, Chinese ones anywhere."""
    forms = [form for row in table("tables/legal_forms.csv") for form in row["words"].split("|")]
    return re.compile("|".join(rf"\b{re.escape(form)}\b" if form.isascii() else re.escape(form) for form in forms))


def _by_name(now: Snapshot) -> Pairs:
    buckets: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(now.actor.name):
        plain = plain_name(str(name))
        if plain:
            buckets[plain].append(row)
    for rows in buckets.values():
        yield from ((one, other, SAME_NAME) for one, other in _pairs(rows))


def _by_site(now: Snapshot) -> Pairs:
    """Firms within about 200 m with alike names, or on one spot with the same industry; sketched points say nothing."""
    firms = np.flatnonzero(
        (now.actor.kind == "firm") & ~np.isnan(now.actor.point).any(axis=1) & (now.actor.point_quality != "approximate")
    )
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in firms.tolist():
        column, line = np.floor(now.actor.point[row] / NEAR).astype(int).tolist()
        for shift in ((0, 0), (1, 0), (0, 1), (1, 1)):
            cells[column + shift[0], line + shift[1]].append(row)
    names = {row: plain_name(str(now.actor.name[row])) for row in firms.tolist()}
    for rows in cells.values():
        for one, other in _pairs(rows):
            apart = float(np.abs(now.actor.point[one] - now.actor.point[other]).max())
            code = now.actor.industry_code[one]
            if apart <= NEAR and _alike(names[one], names[other]):
                yield one, other, SAME_PLACE
            elif apart <= SAME_SPOT and code and code == now.actor.industry_code[other]:
                yield one, other, SAME_TRADE


def _alike(one: str, other: str) -> bool:
    """Whether one plain name stands in the other, or they share most of their letters in order."""
    short, long = sorted((one, other), key=len)
    if len(short) >= LONG_NAME and short in long:
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
