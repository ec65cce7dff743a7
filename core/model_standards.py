"""Limits of a project's own standard sets as columns of a snapshot."""

from dataclasses import dataclass

from core.columns import Flags, Integers, Numbers, Table, Words, flags, numbers, rows, words


@dataclass(frozen=True, slots=True)
class StandardLimits(Table):
    uid: Words = words()
    standard: Words = words()
    medium: Words = words()
    pollutant: Words = words()
    value: Numbers = numbers()
    unit: Words = words()
    document: Words = words()
    compared: Flags = flags()
    source: Integers = rows("source")
    note: Words = words()
