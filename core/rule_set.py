"""The lines of rules that count in a project: its own before the shipped ones of tables/rules.csv.

A line is known by its rule and by what it applies to (`item`): a threshold's name, a medium, a trade, a place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

import numpy as np

from core.catalogues import standard_set, standard_sets, table
from core.errors import UserError
from core.evidence import join_sources, sentences
from core.findings import Inquiry, Ref
from core.model_rules import RuleLines
from core.names import name_key
from core.rule_titles import STANDARD_SET
from core.snapshot import Snapshot
from core.text import Quantity, Text
from core.units import factor_to
from core.words import find_word

SHIPPED, OWN, ASKED = "shipped", "project", "asked"  # where a line is from
# Nobody compared it with the document; no document, a choice of this program; its industry codes are such a choice.
MEMORY, CHOICE, CODES = "memory", "choice", "codes"


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A threshold, rate or list: value in `unit` (NaN without one), words or codes, document, edition, where from.

    `checked` says how far a shipped line was compared with its document; `uid` is empty but for a line of the project.
    """

    rule: str
    item: str
    value: float
    unit: str
    words: tuple[str, ...]
    document: str
    edition: str
    origin: str
    checked: str = ""
    uid: str = ""
    title: str = ""

    @property
    def cited(self) -> str:
        """Document and edition as a finding's sources name them, '' where there is none."""
        if not self.document or self.edition in self.document:
            return self.document
        return f"{self.document} ({self.edition})"

    @property
    def evidence(self) -> tuple[Ref, ...]:
        """The row of the project that the line is, nothing for a shipped one."""
        return (Ref("rule_line", self.uid, self.title or self.item),) if self.uid else ()

    @property
    def caution(self) -> Text | None:
        """What to say of a line that no document bears out."""
        if self.checked == MEMORY:
            named = {"document": self.document}
            told = Text("A threshold is from memory: check the original ({document}).", named)
            return told if self.document else Text("A threshold is from memory: check the original.")
        if self.checked == CHOICE:
            return Text("A threshold is a choice of this program; another can be entered under rules and thresholds.")
        if self.checked == CODES:
            return Text("Which industry codes make up a trade is a choice of this program.")
        return None

    @property
    def told(self) -> Text:
        """The threshold with its document and where it is from, in brackets of a sentence."""
        values = {"value": Quantity(self.value, self.unit), "document": self.cited}
        if self.origin == OWN:
            return Text("threshold {value}, own line of the project: {document}", values)
        return Text("threshold {value}, {document}", values) if self.document else Text("threshold {value}", values)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All lines that count, by rule and item."""

    lines: Mapping[tuple[str, str], RuleLine]

    def line(self, rule: str, item: str) -> RuleLine:
        """The line of a rule for an item; KeyError where neither project nor program has one."""
        return self.lines[rule, name_key(item)]

    def find(self, rule: str, item: str) -> RuleLine | None:
        """The line of a rule for an item, None where there is none."""
        return self.lines.get((rule, name_key(item)))

    def of(self, rule: str) -> list[RuleLine]:
        """All lines of a rule, shipped first."""
        return [line for (name, _), line in self.lines.items() if name == rule]


def rule_set(snapshot: Snapshot) -> RuleSet:
    """The lines that count in a snapshot: the project's before the shipped ones, a later before an earlier."""
    lines = dict(shipped_lines())
    for row in range(len(snapshot.rule_line)):
        line = _own(snapshot, row)
        known = known_item(line.rule, line.item)
        usual = shipped_lines().get((line.rule, known))
        lines[line.rule, known] = _completed(line, usual) if usual else line
    return RuleSet(lines)


def rules_of(inquiry: Inquiry) -> RuleSet:
    """The lines that count in an inquiry, read once."""
    return inquiry.once(_rules)


def _rules(inquiry: Inquiry) -> RuleSet:
    return rule_set(inquiry.now)


def known_item(rule: str, item: str) -> str:
    """What an own line applies to as the shipped lines call it, also where it is told by a title or a word for it."""
    if medium := find_word("emission_medium", item):
        return medium
    for row in table("tables/rules.csv"):
        told = (row["item"], row["title_en"], row["title_zh"])
        if row["rule"] == rule and name_key(item).casefold() in (name_key(name).casefold() for name in told):
            return name_key(row["item"])
    return name_key(item)


def _completed(line: RuleLine, usual: RuleLine) -> RuleLine:
    """An own line in the unit of the shipped one, with what it leaves empty as the shipped one has it.

    A line that another program wrote in a unit that does not fit keeps the shipped value.
    """
    factor = factor_between(line.unit, usual.unit)
    value = usual.value if np.isnan(line.value) or factor is None else line.value * factor
    return replace(
        line, item=usual.item, title=usual.title, value=value, unit=usual.unit, words=line.words or usual.words
    )


def factor_between(unit: str, usual: str) -> float | None:
    """What a value in a unit is multiplied by to be told in the usual one, None where it cannot be.

    Without a unit the usual one is meant; units of rules that the table of units does not know fit themselves alone.
    """
    if not unit or unit.strip() == usual:
        return 1.0
    return factor_to(unit, usual)[0] if usual else None


@cache
def shipped_lines() -> dict[tuple[str, str], RuleLine]:
    """The lines of tables/rules.csv by rule and item; not to be changed."""
    lines = {}
    for row in table("tables/rules.csv"):
        lines[row["rule"], name_key(row["item"])] = RuleLine(
            row["rule"], row["item"], float(row["value"]) if row["value"] else np.nan, row["unit"],
            split_words(row["words"]), row["document"], row["edition"], SHIPPED, row["checked"], "", row["title_en"],
        )  # fmt: skip
    return lines


def _own(snapshot: Snapshot, row: int) -> RuleLine:
    told = snapshot.rule_line
    cited = int(told.source[row])
    document = str(told.document[row]) or (str(snapshot.source.title[cited]) if cited >= 0 else "")
    asked = ASKED if not told.uid[row] else OWN
    return RuleLine(
        str(told.rule[row]), str(told.item[row]), float(told.value[row]), str(told.unit[row]),
        split_words(str(told.listed[row])), document, str(told.edition[row]), asked, "", str(told.uid[row]),
    )  # fmt: skip


def split_words(text: str) -> tuple[str, ...]:
    """Words or codes of a cell, apart by |, comma, semicolon or 、."""
    for mark in (",", "，", ";", "；", "、", "/"):
        text = text.replace(mark, "|")
    return tuple(word.strip() for word in text.split("|") if word.strip())


def chosen_sets(snapshot: Snapshot) -> dict[str, str]:
    """The common standard set per medium that counts, by its id."""
    rules = rule_set(snapshot)
    return {line.item: line.words[0] for line in rules.of(STANDARD_SET) if line.words}


def with_standards(snapshot: Snapshot, asked: Iterable[str]) -> Snapshot:
    """A snapshot read with other common standard sets than its own, by their ids; nothing is written.

    UserError for a set that there is not.
    """
    lines = snapshot.rule_line
    for name in asked:
        medium = standard_sets().get(name, "")
        found = standard_set(medium, name) if medium else None
        if found is None:
            known = Text("The sets are {sets}.", {"sets": sorted(standard_sets())})
            raise UserError(Text("There is no standard set called {name}.", {"name": name}), known, value=name)
        lines = _with_line(lines, {"rule": STANDARD_SET, "item": medium, "listed": name, "document": found.document})
    return replace(snapshot, rule_line=lines)


def _with_line(lines: RuleLines, line: Mapping[str, str]) -> RuleLines:
    """The lines with one more that no file holds, so that it has no uid."""
    unknown = {"id": -1, "value": np.nan, "source": -1}
    grown: dict[str, Any] = {}
    for column in fields(lines):
        old = getattr(lines, column.name)
        last = np.empty(1, dtype=old.dtype)
        last[0] = line.get(column.name, unknown.get(column.name, ""))
        grown[column.name] = np.concatenate([old, last])
    return replace(lines, **grown)


def cite(source: str, *lines: RuleLine) -> str:
    """The sources of a finding with the documents of the lines it was judged by."""
    return join_sources(source, *(line.cited for line in lines))


def with_cautions(sentence: Text, *lines: RuleLine) -> Text:
    """A sentence, and once what is to be said of thresholds that no document bears out."""
    told = dict.fromkeys(line.caution for line in lines if line.caution)
    return sentences(sentence, *told)
