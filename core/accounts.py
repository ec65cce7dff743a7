"""The statutory accounts: solid waste, water, energy, a commodity in a region, a link; only where their terms exist."""

from dataclasses import dataclass

from core.findings import Ref
from core.text import Text


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an account in the account's unit: `side` is "source" or "use"; None is unknown, never 0."""

    id: str
    title: str
    side: str
    value: float | None
    rows: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An account about a firm, region or link, with its sentence.

    `unaccounted` is sources minus uses in `unit`, None while a term is unknown: positive means whereabouts to be
    checked, negative means more was used than there was. `matter` is the commodity or waste code; `doubt` says that a
    figure in it is to be checked, None where none is.
    """

    id: str
    title: str
    scope: Ref
    year: int | None
    unit: str
    terms: tuple[Term, ...]
    unaccounted: float | None
    sentence: Text
    matter: str = ""
    missing: tuple[str, ...] = ()
    doubt: Text | None = None
