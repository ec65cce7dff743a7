"""A part of an inventory of energy and carbon dioxide, and sums of parts."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.carbon_factors import Factor
from core.findings import Ref
from core.text import Text


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the inventory in tce or t CO2 per year: None is unknown, and `lacks` says what is needed to know it.

    A known value with lacks is known in part. `factors` are those of the year and the place that it rests on;
    `listed` says that it is the sum of a list, which may be shorter than the whole.
    """

    value: float | None
    rows: tuple[Ref, ...] = ()
    lacks: tuple[Text, ...] = ()
    factors: tuple[Factor, ...] = ()
    listed: bool = False


NOTHING = Part(0.0)
Inventory = dict[str, Part]


def joined(parts: Iterable[Part]) -> Part:
    """The sum of parts, unknown where one of them is; factors are named once."""
    parts = list(parts)
    values = [part.value for part in parts if part.value is not None]
    rows = tuple(dict.fromkeys(row for part in parts for row in part.rows))
    lacks = tuple(dict.fromkeys(lack for part in parts for lack in part.lacks))
    factors = tuple(dict.fromkeys(factor for part in parts for factor in part.factors))
    listed = any(part.listed for part in parts)
    return Part(float(sum(values)) if len(values) == len(parts) else None, rows, lacks, factors, listed)
