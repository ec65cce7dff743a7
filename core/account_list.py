"""All accounts of a project in a year: firms, sums of firms, regions, links."""

from core.account_books import account_books
from core.accounts import Account
from core.figures import for_year
from core.snapshot import Snapshot
from core.statements import ACCURACY
from core.steps import Step, quietly


def accounts(snapshot: Snapshot, year: int | None = None, step: Step = quietly) -> list[Account]:
    """Every account of a whole snapshot in a year, None for the latest with figures.

    What a source opens to sums only stays out of all accounts of firms, links and commodities, and enters the sums over
    regions where enough firms are behind it.
    """
    whole, year = for_year(snapshot, year)
    return account_books(whole, year, step).accounts


def gap(account: Account) -> float:
    """How much of what there was an account leaves unaccounted for, as a share; 0 where it is not whole."""
    sources = sum(term.value or 0.0 for term in account.terms if term.side == "source")
    rest = abs(account.unaccounted or 0.0)
    return rest / sources if sources else float(rest > 0)


def open_balance(account: Account) -> bool:
    """Whether an account is whole and does not close within the accuracy of ledgers."""
    return gap(account) > ACCURACY
