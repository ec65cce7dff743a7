"""Own lines of rules as columns of a snapshot."""

from dataclasses import dataclass

from core.columns import Integers, Numbers, Table, Words, numbers, rows, words


@dataclass(frozen=True, slots=True)
class RuleLines(Table):
    uid: Words = words()
    rule: Words = words()
    item: Words = words()
    value: Numbers = numbers()
    unit: Words = words()
    listed: Words = words("words")
    document: Words = words()
    edition: Words = words()
    source: Integers = rows("source")
    note: Words = words()
