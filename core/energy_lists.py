"""Whether the carriers that a holder lists are all of its energy: compared with the total that it declares.

A kind of energy that nobody lists is 0 only where the list comes to the declared total within the accuracy of ledgers.
"""

from dataclasses import dataclass

import numpy as np

from core.account_terms import Basis
from core.energy_books import Book, standard_coal
from core.statements import ACCURACY
from core.text import Quantity, Text

NOT_LISTED = {
    "fuel": Text("fuels (not listed, not even as 0)"),
    "electricity": Text("electricity (not listed, not even as 0)"),
    "heat": Text("heat (not listed, not even as 0)"),
}
BY_CARRIER = Text("energy bought or taken in by carrier (form 205-1)")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list of carriers lacks: `short` says why it is not the whole, None where nothing says so.

    `silent` are the kinds that it does not name; `whole` says that it comes to the declared total, so that these are 0.
    """

    short: Text | None
    silent: tuple[str, ...]
    whole: bool

    @property
    def lacks(self) -> tuple[Text, ...]:
        """The kinds that the list does not name and that may not be 0."""
        return () if self.whole else tuple(NOT_LISTED[kind] for kind in self.silent)


def listing(basis: Basis, book: Book) -> Listing:
    """How far the list of a book goes, in tce by calorific value; amounts that nobody knows count as nothing."""
    named = {use.carrier.kind for use in book.uses if use.carrier is not None}
    silent = tuple(kind for kind in NOT_LISTED if kind not in named)
    if not book.listed:
        return Listing(None, silent, False)
    worth = [(use.sign, float(np.nan_to_num(standard_coal(basis, use)))) for use in book.uses]
    sums = {"energy_input": sum(value for sign, value in worth if sign > 0)}
    sums["energy_consumption"] = sum(sign * value for sign, value in worth)
    totals = {item: book.totals[item].value for item in sums if item in book.totals}
    declared = {item: value for item, value in totals.items() if not np.isnan(value)}
    for item, value in declared.items():
        if sums[item] < value - ACCURACY * abs(value):
            values = {"listed": Quantity(_rounded(sums[item]), "tce"), "declared": Quantity(_rounded(value), "tce")}
            return Listing(Text("all carriers (those listed come to {listed} of {declared})", values), silent, False)
    return Listing(None, silent, bool(declared))


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
