"""Sums of firms' accounts over areas, with the firms named that do not state their figures.

What a source opens to sums only (statistics law) is published in wholes of at least three firms, of which nothing can
be taken apart by subtracting one sum from another: only in areas that are part of no other; of one waste where three
firms have it; in the sum of all wastes the same firms' figures of those wastes, and no others. A firm's total of all
wastes is the sum of its wastes, so where both are told only one of them is used.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from core.account_areas import Area, areas_of
from core.account_sentences import Lack, settle
from core.account_terms import Entry, Form
from core.accounts import Account, Term
from core.evidence import enumerate_names
from core.snapshot import Snapshot
from core.steps import pause
from core.text import N_, Text

LEAST_FIRMS = 3
SUM = "_sum"
WITHHELD = N_("figures that may only be shown in sums of three firms or more")
TITLES = {
    "solid_waste": N_("solid waste, sum over firms"),
    "water": N_("water, sum over firms"),
    "energy": N_("energy, sum over firms"),
}


@dataclass(frozen=True, slots=True)
class Sums:
    """What the sums of one kind of account are made over: the areas of a snapshot narrowed to a year."""

    snapshot: Snapshot
    year: int | None
    form: Form
    areas: list[Area]


@dataclass(frozen=True, slots=True)
class Share:
    """A firm's account of one matter, with its terms as they may be shown and as a large enough sum may hold them."""

    firm: str  # its uid
    account: Account
    shown: dict[str, Term]
    whole: dict[str, Term]
    hidden: frozenset[str]  # the terms that rest on what is open to sums only

    @property
    def key(self) -> tuple[str, str]:
        """What tells the share from others."""
        return self.firm, self.account.matter


_NOTHING: frozenset[str] = frozenset()
Hidden = dict[tuple[str, str], set[str]]  # by matter and term the firms that hide a figure


def sum_areas(
    sums: Sums, shown: list[Account], whole: list[Account],
    before: Sequence[list[Account]] = (), differing: Collection[tuple[str, str]] = (),
) -> list[list[Account]]:  # fmt: skip
    """The sums of one kind of account over every area, of all matters and of each that several firms have.

    `shown` and `whole` are the firms' accounts without and with what is open to sums only. Where the sums `before` are
    known, `differing` are the firms (uids) and matters whose accounts have become others; no figure may then be
    open to sums only.
    """
    rows = {str(uid): row for row, uid in enumerate(sums.snapshot.actor.uid.tolist())}
    places = areas_of(sums.areas, len(rows))
    touched = (
        {place for firm, _ in differing for place in places[rows[firm]]} if before else set(range(len(sums.areas)))
    )
    visible = {(account.scope.uid, account.matter): account for account in shown}
    inside: dict[int, list[Share]] = defaultdict(list)
    for account in whole:
        share = None
        pause()
        for place in places[rows[account.scope.uid]]:
            if place in touched:
                share = share or _share(account, visible.get((account.scope.uid, account.matter)))
                inside[place].append(share)
    matters = {matter for _, matter in differing}
    found = []
    for place, area in enumerate(sums.areas):
        known = before[place] if before else None
        if known is None or place in touched:
            found.append(_of_area(sums, area, inside[place], known or [], matters))
        else:
            found.append(known)
    return found


def _share(account: Account, shown: Account | None) -> Share:
    whole = {term.id: term for term in account.terms}
    if shown is account:
        return Share(account.scope.uid, account, whole, whole, _NOTHING)
    open_terms = {term.id: term for term in shown.terms} if shown else {}
    values = {name: term.value for name, term in open_terms.items()}
    hidden = frozenset(name for name, term in whole.items() if term.value != values.get(name))
    return Share(account.scope.uid, account, open_terms, whole, hidden)


def _of_area(
    sums: Sums, area: Area, shares: list[Share], before: list[Account], differing: Collection[str]
) -> list[Account]:
    """The sum of all matters, and of each matter unless it is all there is; those that do not differ as before."""
    known = {one.matter: one for one in before if one.matter not in differing}
    by_matter: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        by_matter[share.account.matter].append(share)
    totals = {share.firm for share in by_matter.get("", [])}
    parts = {share.firm for share in shares if share.account.matter}
    everything = [share for share in shares if not share.account.matter or share.firm not in totals]
    units = {matter: _unit(told, sums.form) for matter, told in by_matter.items()}
    hidden = _hidden(shares, units) if area.highest else {}
    apart = {key for key, firms in hidden.items() if not firms & (totals if key[0] else parts)}
    alike = [share for share in everything if share.account.unit == sums.form.unit]
    found = [_sum(sums, area, "", sums.form.unit, everything, apart)] if _several(alike) else []
    for matter in sorted(by_matter.keys() - {""}):
        all_there_is = bool(found) and by_matter[matter] == everything
        if _several(by_matter[matter]) and not all_there_is:
            same = known.get(matter)
            found.append(same or _sum(sums, area, matter, units[matter], by_matter[matter], set(hidden)))
    return found


def _several(shares: list[Share]) -> bool:
    return len({share.firm for share in shares}) > 1


def _unit(shares: list[Share], form: Form) -> str:
    """The unit in which the accounts of a matter are summed: that of the form where one has it."""
    units = sorted({share.account.unit for share in shares})
    return form.unit if form.unit in units else units[0]


def _hidden(shares: list[Share], units: dict[str, str]) -> Hidden:
    """The firms that hide a figure, by matter and term, where they are enough for a sum."""
    hidden: Hidden = defaultdict(set)
    for share in shares:
        matter = share.account.matter
        if share.account.unit == units[matter]:
            for item in share.hidden:
                hidden[matter, item].add(share.firm)
    return {key: firms for key, firms in hidden.items() if len(firms) >= LEAST_FIRMS}


def _sum(sums: Sums, area: Area, matter: str, unit: str, shares: list[Share], usable: set[tuple[str, str]]) -> Account:
    """The sum of a matter ('' for all); `usable` are the matters and terms that may hold what is open to sums only."""
    pause()
    alike = [share for share in shares if share.account.unit == unit]
    barred = {item.id: _barred(item.id, alike, usable) for item in sums.form.items}
    found = {item: _entry(item, alike, keys) for item, keys in barred.items()}
    left_out = {firm for keys in barred.values() for firm, _ in keys}
    unlike = dict.fromkeys((one.account.matter, one.account.unit) for one in shares if one.account.unit != unit)
    lack = _lack(alike, left_out, [f"{name} ({counted})" for name, counted in unlike])
    notes = [left_out_text(len(left_out))] if left_out else []
    notes += [_other_units(unit, unlike)] if unlike else []
    form = replace(sums.form, id=sums.form.id + SUM, title=TITLES[sums.form.id], unit=unit)
    entries = {item: entry for item, entry in found.items() if entry is not None}
    return settle(form, area.scope, sums.year, entries, matter=matter, lack=lack, notes=notes)


def _barred(item: str, shares: list[Share], usable: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The shares that hide a term which the sum may not hold."""
    hiding = [share for share in shares if item in share.hidden]
    return {share.key for share in hiding if (share.account.matter, item) not in usable}


def _lack(shares: list[Share], left_out: set[str], unlike: list[str]) -> Lack:
    """What the sum has to do without; a firm behind figures that are open to sums only is not named."""
    hiding = {share.firm for share in shares if share.hidden}
    lacking = {share.firm: share.account.scope.name for share in shares if share.account.missing}
    withheld = [WITHHELD] if left_out or hiding & lacking.keys() else []
    silent = [name for firm, name in lacking.items() if firm not in hiding]
    return Lack(silent, [*unlike, *withheld])


def left_out_text(count: int) -> Text:
    """How many firms' figures a sum leaves out, since they may only be shown in sums of enough firms."""
    return Text(
        "The figures of {n} firm may only be shown in sums of three firms or more and are left out.",
        {"n": count},
        plural="The figures of {n} firms may only be shown in sums of three firms or more and are left out.",
    )


def _other_units(unit: str, unlike: Iterable[tuple[str, str]]) -> Text:
    named = [Text("{matter} ({unit})", {"matter": matter, "unit": counted}) for matter, counted in unlike]
    values = {"unit": unit, "names": enumerate_names(named)}
    return Text("Not in this sum, since they are not counted in {unit}: {names}.", values)


def _entry(item: str, shares: list[Share], barred: set[tuple[str, str]]) -> Entry | None:
    """A term summed over firms, unknown where no firm states it, None where none has it; rows are cited as shown."""
    there = ((share.shown if barred and share.key in barred else share.whole).get(item) for share in shares)
    counted = [term for term in there if term is not None]
    if not counted:
        return None
    known = [term.value for term in counted if term.value is not None]
    rows = tuple(row for share in shares if item in share.shown for row in share.shown[item].rows)
    return Entry(sum(known) if known else None, rows)
