"""A part of an inventory of energy and carbon dioxide, and sums of parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

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


T = TypeVar("T")
NOTHING = Part(0.0)
Inventory = dict[str, Part]


def each_once(things: Iterable[T]) -> tuple[T, ...]:
    """Things that others hold, each once; the same object is known at a glance, since sentences take long to hash."""
    return tuple(dict.fromkeys({id(thing): thing for thing in things}.values()))


def joined(parts: Iterable[Part]) -> Part:
    """The sum of parts, unknown where one of them is; factors are named once."""
    parts = list(parts)
    values = [part.value for part in parts if part.value is not None]
    rows = each_once(row for part in parts for row in part.rows)
    lacks = each_once(lack for part in parts for lack in part.lacks)
    factors = each_once(factor for part in parts for factor in part.factors)
    listed = any(part.listed for part in parts)
    return Part(float(sum(values)) if len(values) == len(parts) else None, rows, lacks, factors, listed)
