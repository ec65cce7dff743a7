"""All accounts of a state of a project, and what they are made of, so that the next state computes only what differs.

Accounts of firms rest on the firm's own figures and links, those of commodities on figures of the commodity, sums on
the accounts of the firms inside. Where a source permits only sums, everything is computed anew.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.account_areas import Area, areas
from core.account_energy import ENERGY, energy_accounts
from core.account_link import link_accounts
from core.account_region import region_accounts
from core.account_sums import Sums, sum_areas
from core.account_terms import Basis, Form, read_basis
from core.account_waste import SOLID_WASTE, waste_accounts
from core.account_water import WATER, water_accounts
from core.accounts import Account
from core.changed_rows import APART, Changed, changed_rows, of_commodities, of_firms
from core.figures import figures
from core.snapshot import Snapshot
from core.steps import Step

List = Callable[[Basis], list[Account]]
FORMS: tuple[tuple[Form, List], ...] = (
    (SOLID_WASTE, waste_accounts),
    (WATER, water_accounts),
    (ENERGY, energy_accounts),
)


@dataclass(frozen=True, slots=True)
class FormBook:
    """The accounts of one form: of firms, of regions that state figures themselves, and the sums over areas."""

    firms: list[Account]
    states: list[Account]
    sums: list[list[Account]]  # by area

    @property
    def accounts(self) -> list[Account]:
        """All of them in the order in which they are listed."""
        return [*self.firms, *self.states, *(account for area in self.sums for account in area)]


@dataclass(frozen=True, slots=True)
class AccountBooks:
    """The accounts of a snapshot (narrowed to a year) by form, of commodities in regions and of links."""

    whole: Snapshot
    year: int | None
    areas: list[Area]
    forms: list[FormBook]
    regions: list[Account]
    links: list[Account]

    @property
    def accounts(self) -> list[Account]:
        """All accounts in the order in which they are listed."""
        return [*(account for form in self.forms for account in form.accounts), *self.regions, *self.links]


def account_books(whole: Snapshot, year: int | None, step: Step) -> AccountBooks:
    """All accounts of a snapshot narrowed to a year, computed from nothing."""
    shown = whole.without_aggregates()
    amounts, everywhere = figures(shown).whole, areas(whole)
    firms, states = read_basis(shown, year, amounts), read_basis(shown, year, amounts, "region")
    closed = None if shown is whole else read_basis(whole, year, figures(whole).whole)
    forms, steps = [], 2 * len(FORMS) + 1
    for done, (form, list_accounts) in enumerate(FORMS):
        step(2 * done, steps)
        visible, of_regions = telling(list_accounts(firms)), telling(list_accounts(states))
        step(2 * done + 1, steps)
        behind = telling(list_accounts(closed)) if closed else visible
        forms.append(FormBook(visible, of_regions, sum_areas(Sums(whole, year, form, everywhere), visible, behind)))
    step(2 * len(FORMS), steps)
    inside = region_accounts(firms, states, everywhere if shown is whole else areas(shown))
    return AccountBooks(whole, year, everywhere, forms, inside, link_accounts(shown, year))


def updated_books(before: AccountBooks | None, whole: Snapshot, year: int | None, step: Step) -> AccountBooks:
    """The same, with what the accounts of an earlier state have where nothing that they rest on is another."""
    told = before is not None and before.year == year and before.whole.name == whole.name
    if before is None or not told or whole.sums_only.any():
        return account_books(whole, year, step)
    changed = changed_rows(before.whole, whole, APART)
    if changed is None:
        return account_books(whole, year, step)
    near = of_firms(whole, changed.actors)
    firms = read_basis(near, year, figures(near).whole)
    forms = []
    for done, (known, (form, list_accounts)) in enumerate(zip(before.forms, FORMS, strict=True)):
        step(done, len(FORMS) + 1)
        fresh = telling(list_accounts(firms))
        forms.append(_updated_form(known, Sums(whole, year, form, before.areas), fresh, changed))
    step(len(FORMS), len(FORMS) + 1)
    regions = _updated_regions(before, whole, year, changed)
    return AccountBooks(whole, year, before.areas, forms, regions, link_accounts(whole, year))


def telling(listed: list[Account]) -> list[Account]:
    """Accounts that tell at least one figure."""
    return [account for account in listed if any(term.value is not None for term in account.terms)]


def _updated_form(known: FormBook, sums: Sums, fresh: list[Account], changed: Changed) -> FormBook:
    """A form with the changed firms' accounts; those of `fresh` that belong to others are parts and not taken."""
    uids = sums.snapshot.actor.uid
    asked = {str(uids[row]) for row in changed.actors}
    old = [account for account in known.firms if account.scope.uid in asked]
    new = [account for account in fresh if account.scope.uid in asked]
    if old == new:
        return known
    rows = {str(uid): row for row, uid in enumerate(uids.tolist())}
    others = [account for account in known.firms if account.scope.uid not in asked]
    firms = sorted([*others, *new], key=lambda account: rows[account.scope.uid])
    differing = {(one.scope.uid, one.matter) for one in _apart(old, new)}
    return FormBook(firms, known.states, sum_areas(sums, firms, firms, known.sums, differing))


def _apart(old: list[Account], new: list[Account]) -> Iterable[Account]:
    """The accounts that only one of two lists has."""
    before, after = ({(one.scope.uid, one.matter): one for one in listed} for listed in (old, new))
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            yield before.get(key) or after[key]


def _updated_regions(before: AccountBooks, whole: Snapshot, year: int | None, changed: Changed) -> list[Account]:
    """The accounts of commodities in regions, of which only the changed commodities are asked again."""
    names = {str(whole.commodity.name[row]) for row in changed.commodities}
    rows = {name: row for row, name in enumerate(whole.commodity.name.tolist())}
    if not names:
        return before.regions
    near = of_commodities(
        whole, changed.commodities if len(rows) == len(whole.commodity) else range(len(whole.commodity))
    )
    amounts = figures(near).whole
    fresh = region_accounts(read_basis(near, year, amounts), read_basis(near, year, amounts, "region"), before.areas)
    if len(rows) < len(whole.commodity):  # two of one name cannot be told apart
        return fresh
    places = {area.scope.uid: place for place, area in enumerate(before.areas)}
    others = [account for account in before.regions if account.matter not in names]
    return sorted([*others, *fresh], key=lambda account: (places[account.scope.uid], rows[account.matter]))
