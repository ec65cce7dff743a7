"""Sums of firms' accounts over areas, with the firms named whose figures are lacking.

What a source opens to sums only (statistics law) enters a term where at least three firms are behind it, and only in
areas that are part of no other, since the difference of two sums could give a single firm away.
"""

from dataclasses import dataclass, replace

from core.account_areas import Area, areas
from core.account_sentences import settle
from core.account_terms import Entry, Form, Item
from core.accounts import Account, Term
from core.snapshot import Snapshot
from core.text import N_, Text

LEAST_FIRMS = 3
SUM = "_sum"
TITLES = {
    "solid_waste": N_("solid waste, sum over firms"),
    "water": N_("water, sum over firms"),
    "energy": N_("energy, sum over firms"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """The account of one firm as it may be shown, and as it may enter a large enough sum; None where there is none."""

    shown: Account | None
    whole: Account


def sum_accounts(
    snapshot: Snapshot, year: int | None, form: Form, shown: list[Account], whole: list[Account]
) -> list[Account]:
    """The sums of one kind of account over every area, of all matters and of each that several firms have.

    `shown` and `whole` are the firms' accounts without and with what is open to sums only.
    """
    rows = {str(uid): row for row, uid in enumerate(snapshot.actor.uid)}
    visible = {(account.scope.uid, account.matter): account for account in shown}
    found = []
    for area in areas(snapshot):
        mine = [account for account in whole if area.member[rows[account.scope.uid]]]
        everything = _of_matter(mine, "")
        for matter in sorted({account.matter for account in mine} | {""}):
            chosen = _of_matter(mine, matter)
            if matter and len(chosen) == len(everything):
                continue  # the one matter there is, told already as all of them
            shares = [Share(visible.get((account.scope.uid, account.matter)), account) for account in chosen]
            if len({account.scope.uid for account in chosen}) > 1:
                found.append(_sum(area, year, form, matter, shares))
    return found


def _of_matter(accounts: list[Account], matter: str) -> list[Account]:
    """The firms' accounts of a matter; of all matters ('') a firm's total, else the accounts of its matters."""
    if matter:
        return [account for account in accounts if account.matter == matter]
    with_total = {account.scope.uid for account in accounts if not account.matter}
    return [account for account in accounts if not account.matter or account.scope.uid not in with_total]


def _sum(area: Area, year: int | None, form: Form, matter: str, shares: list[Share]) -> Account:
    terms, left_out = [], set()
    for item in form.items:
        entry, hidden = _entry(item, shares, area.highest)
        left_out |= hidden
        if entry is not None:
            terms.append(item.term(entry))
    lacking = [share.whole for share in shares if share.whole.missing or share.whole.scope.uid in left_out]
    names = dict.fromkeys(account.scope.name for account in lacking)
    notes = [] if not left_out else [_left_out(len(left_out))]
    summed = replace(form, id=form.id + SUM, title=TITLES[form.id])
    return settle(summed, area.scope, year, terms, matter=matter, missing=list(names), notes=notes)


def _left_out(count: int) -> Text:
    return Text(
        "The figures of {n} firm may enter larger sums only and are left out.",
        {"n": count},
        "The figures of {n} firms may enter larger sums only and are left out.",
    )


def _entry(item: Item, shares: list[Share], highest: bool) -> tuple[Entry | None, set[str]]:
    """A term summed over firms, unknown where no firm states it, None where none has it; and who is left out of it."""
    pairs = [(share.whole.scope.uid, _term(share.shown, item.id), _term(share.whole, item.id)) for share in shares]
    hidden = {uid for uid, shown, whole in pairs if whole and whole.value != (shown.value if shown else None)}
    usable = highest and len(hidden) >= LEAST_FIRMS
    there = [(shown, whole if usable else shown) for _, shown, whole in pairs]
    counted = [term for _, term in there if term is not None]
    if not counted:
        return None, hidden if not usable else set()
    known = [term.value for term in counted if term.value is not None]
    rows = tuple(dict.fromkeys(row for shown, _ in there if shown is not None for row in shown.rows))
    return Entry(sum(known) if known else None, rows), set() if usable else hidden


def _term(account: Account | None, name: str) -> Term | None:
    return next((term for term in account.terms if term.id == name), None) if account else None
