"""All accounts of a project in a year: firms, sums of firms, regions, links."""

from core.account_areas import areas
from core.account_energy import ENERGY, energy_accounts
from core.account_link import link_accounts
from core.account_region import region_accounts
from core.account_sums import Sums, sum_accounts
from core.account_terms import read_basis
from core.account_waste import SOLID_WASTE, waste_accounts
from core.account_water import WATER, water_accounts
from core.accounts import Account
from core.figures import figures, for_year
from core.snapshot import Snapshot
from core.statements import ACCURACY
from core.steps import Step, quietly

FORMS = ((SOLID_WASTE, waste_accounts), (WATER, water_accounts), (ENERGY, energy_accounts))


def accounts(snapshot: Snapshot, year: int | None = None, step: Step = quietly) -> list[Account]:
    """Every account of a whole snapshot in a year, None for the latest with figures.

    What a source opens to sums only stays out of all accounts of firms, links and commodities, and enters the sums over
    regions where enough firms are behind it.
    """
    whole, year = for_year(snapshot, year)
    shown = whole.without_aggregates()
    amounts, everywhere = figures(shown).whole, areas(whole)
    firms, states = read_basis(shown, year, amounts), read_basis(shown, year, amounts, "region")
    closed = None
    if snapshot.sums_only.any():
        closed = read_basis(whole, year, figures(whole).whole)
    found: list[Account] = []
    for done, (form, list_accounts) in enumerate(FORMS):
        step(2 * done, 2 * len(FORMS) + 1)
        visible = _telling(list_accounts(firms))
        found += visible + _telling(list_accounts(states))
        step(2 * done + 1, 2 * len(FORMS) + 1)
        behind = _telling(list_accounts(closed)) if closed else visible
        found += sum_accounts(Sums(whole, year, form, everywhere), visible, behind)
    step(2 * len(FORMS), 2 * len(FORMS) + 1)
    return [*found, *region_accounts(firms, states, areas(shown)), *link_accounts(shown, year)]


def _telling(listed: list[Account]) -> list[Account]:
    """Accounts that tell at least one figure."""
    return [account for account in listed if any(term.value is not None for term in account.terms)]


def gap(account: Account) -> float:
    """How much of what there was an account leaves unaccounted for, as a share; 0 where it is not whole."""
    sources = sum(term.value or 0.0 for term in account.terms if term.side == "source")
    rest = abs(account.unaccounted or 0.0)
    return rest / sources if sources else float(rest > 0)


def open_balance(account: Account) -> bool:
    """Whether an account is whole and does not close within the accuracy of ledgers."""
    return gap(account) > ACCURACY
