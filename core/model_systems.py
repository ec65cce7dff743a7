"""The columns of a project's own quantities, lines of indicator systems, and targets."""

from dataclasses import dataclass

from core.columns import Flags, Integers, Numbers, Table, Words, flags, numbers, rows, words


@dataclass(frozen=True, slots=True)
class OwnQuantities(Table):
    uid: Words = words()
    name: Words = words()
    unit: Words = words()
    reads: Words = words()
    kind: Words = words()
    commodity: Integers = rows("commodity")
    item: Words = words()
    industry: Words = words()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class OwnIndicators(Table):
    uid: Words = words()
    system: Words = words()
    number: Words = words()
    title: Words = words()
    title_en: Words = words()
    unit: Words = words()
    need: Words = words()
    formula: Words = words()
    threshold: Words = words()
    compared: Flags = flags()
    edition: Words = words()
    document: Words = words()
    source: Integers = rows("source")
    note: Words = words()


@dataclass(frozen=True, slots=True)
class IndicatorTargets(Table):
    uid: Words = words()
    system: Words = words()
    number: Words = words()
    region: Integers = rows("region")
    part: Words = words()
    year: Numbers = numbers()
    value: Numbers = numbers()
    side: Words = words()
    source: Integers = rows("source")
    note: Words = words()
