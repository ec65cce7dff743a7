"""Adjusted amounts on a map, beside the declared ones: for diagnosis, so that no official number reads them.

They come as plain values: what of a reconciliation a map may show is decided by those who ask for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Numbers, Words
from core.statements import ACCURACY
from core.text import N_, Quantity, Text
from gis.amounts import short_amount

ADJUSTED = N_("Adjusted, for diagnosis only, not for reporting")
HATCHED = N_("Adjusted beyond its accuracy, for diagnosis only, not for reporting")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What of a link is declared (None unknown) and adjusted in `unit` a year, with the sd (None not computed).

    `accuracy` is the sd of the declared amount, None where nobody stated one: then it is that of ledgers, 1 %. The 7 to
    21 % by which the reconciliation weighs such a figure would leave one unhatched of which the other side states the
    double.
    """

    declared: float | None
    amount: float
    sd: float | None
    unit: str
    accuracy: float | None = None

    @property
    def differs(self) -> bool:
        """Whether the adjusted amount is another than the declared one as it is written, and beyond its accuracy."""
        if self.declared is None:
            return True
        sd = ACCURACY * abs(self.declared) if self.accuracy is None else self.accuracy
        written = (short_amount(amount, self.unit, "en") for amount in (self.declared, self.amount))
        return abs(self.amount - self.declared) > sd and len(set(written)) > 1

    @property
    def sentence(self) -> Text:
        """Both amounts and the mark in one sentence."""
        values = {"adjusted": self._adjusted, "mark": Text(ADJUSTED)}
        if self.declared is None:
            return Text("No whole figure is declared; the others give {adjusted} per year ({mark})", values)
        declared = values | {"declared": Quantity(self.declared, self.unit)}
        return Text("Declared {declared}, adjusted {adjusted} per year ({mark})", declared)

    @property
    def _adjusted(self) -> Text | Quantity:
        """The adjusted amount with its standard deviation, where one was computed."""
        amount = Quantity(self.amount, self.unit)
        if self.sd is None:
            return amount
        return Text("{amount} (standard deviation {sd})", {"amount": amount, "sd": Quantity(self.sd, self.unit)})


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedLinks:
    """The adjusted amounts of links of `year`, by the uid of the link."""

    year: int | None
    of: Mapping[str, Adjustment]


def adjustment(adjusted: AdjustedLinks | None, uid: str) -> Adjustment | None:
    """What stands in for the declared amount of a link, None where nothing does."""
    return adjusted.of.get(uid) if adjusted is not None else None


def shown_amounts(
    uids: Words, declared: Numbers, adjusted: AdjustedLinks | None, year: int | None
) -> tuple[Numbers, Flags]:
    """The amounts (n,) that a map of a year draws, and which of them are adjusted ones unlike the declared."""
    changed = np.zeros(len(uids), dtype=np.bool_)
    if adjusted is None or adjusted.year != year:
        return declared, changed
    amount = declared.copy()
    for row, uid in enumerate(uids.tolist()):
        found = adjusted.of.get(uid)
        if found is not None and found.differs:
            amount[row], changed[row] = found.amount, True
    return amount, changed


def undrawn(adjusted: AdjustedLinks | None) -> tuple[Text, ...]:
    """What a map of single links says that hatches none of them though adjusted amounts are asked for."""
    return (Text("Declared amounts; none of the drawn ones is adjusted."),) if adjusted is not None else ()


def unshown(adjusted: AdjustedLinks | None) -> tuple[Text, ...]:
    """What a map says that sums links and so draws the declared amounts though adjusted ones are asked for."""
    if adjusted is None:
        return ()
    return (
        Text(
            "This map sums links, so it shows declared amounts; adjusted ones are drawn where every firm stands by "
            "itself and at most some thousand links are chosen."
        ),
    )
