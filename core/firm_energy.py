"""The energy that single firms consume, as the accounts of energy know it, and how a finding tells it.

What is for the superior office only stands in no sentence about one firm, and in a sum only with that of two others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.account_sums import LEAST_FIRMS
from core.account_terms import read_basis
from core.carbon_inventory import calorific
from core.carbon_parts import Part, joined
from core.changed_rows import of_firms
from core.energy_books import energy_books
from core.energy_words import NEEDED, factors_told
from core.evidence import enumerate_names, sentences
from core.figures import figures
from core.snapshot import Snapshot
from core.text import Quantity, Text

NOT_TOLD = Text("How much energy it consumes is not told.")
NOT_KNOWN = Text("How much energy it consumes is not known.")
SUPERIOR_ONLY = Text("How much energy it consumes is told to the superior office only.")
_READ = ("statistic", "flow", "flow_amount")


@dataclass(frozen=True, slots=True)
class FirmEnergy:
    """Energy in tce by calorific value by firm (row): `open` may be told of it, `hidden` may only enter sums."""

    open: dict[int, Part]
    hidden: dict[int, Part]

    def known(self, firm: int) -> bool:
        """Whether anybody told the energy of a firm."""
        return any(part is not None and part.value is not None for part in (self.open.get(firm), self.hidden.get(firm)))


def firm_energy(now: Snapshot, year: int | None, firms: Iterable[int]) -> FirmEnergy:
    """The energy of these firms (rows) in a narrowed snapshot without what permits only sums."""
    near, chosen = of_firms(now, firms), set(firms)
    every = _parts(near, year, chosen)
    barred = now.not_for_firms
    if not any(barred[getattr(near, name).source].any() for name in _READ):
        return FirmEnergy(every, {})
    shown = _parts(near.of_rows({name: ~barred[getattr(near, name).source] for name in _READ}), year, chosen)
    hidden = {firm: part for firm, part in every.items() if shown.get(firm) != part}
    return FirmEnergy({firm: part for firm, part in every.items() if firm not in hidden}, hidden)


def _parts(snapshot: Snapshot, year: int | None, firms: set[int]) -> dict[int, Part]:
    basis = read_basis(snapshot, year, figures(snapshot).whole)
    return {firm: calorific(basis, book) for firm, book in energy_books(basis).items() if firm in firms}


def energy_told(energy: FirmEnergy, firm: int) -> Text:
    """What one firm consumes, or what is lacking to know it."""
    part = energy.open.get(firm)
    if firm in energy.hidden:
        return SUPERIOR_ONLY
    if part is None:
        return NOT_TOLD
    lacks = enumerate_names(part.lacks)
    if part.value is None:
        return sentences(NOT_KNOWN, Text(NEEDED, {"lacks": lacks})) if part.lacks else NOT_TOLD
    amount = Text("It consumes {energy} of energy.", {"energy": Quantity(part.value, "tce")})
    return sentences(
        amount, Text("Not in it: {lacks}.", {"lacks": lacks}) if part.lacks else None, *factors_told(part.factors)
    )


def parts_of_sum(energy: FirmEnergy, firms: Iterable[int]) -> dict[int, Part]:
    """The known parts of firms that may enter a sum: hidden ones where no difference of sums shows fewer than three."""
    firms = list(firms)
    hidden = [firm for firm in firms if firm in energy.hidden and energy.hidden[firm].value is not None]
    told: Mapping[int, Part] = energy.open | (energy.hidden if len(hidden) >= LEAST_FIRMS else {})
    return {firm: told[firm] for firm in firms if firm in told and told[firm].value is not None}


def energy_together(parts: Mapping[int, Part], count: int) -> Text:
    """How many of `count` firms told the energy that they consume, and how much that is together."""
    if not parts:
        return Text("None of them told how much energy it consumes.")
    whole, partly = joined(parts.values()), sum(bool(part.lacks) for part in parts.values())
    values = {"told": len(parts), "n": count, "energy": Quantity(whole.value, "tce")}
    lists = Text(
        "{n} firm among them lists carriers that may not be all of its energy.",
        {"n": partly},
        plural="{n} firms among them list carriers that may not be all of their energy.",
    )
    return sentences(
        Text("Energy consumed: {energy}, told by {told} of {n}.", values),
        lists if partly else None,
        *factors_told(whole.factors),
    )
