"""A line of a rule: its threshold or list, where it is from, and the shipped lines of tables/rules.csv."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from core.catalogues import table
from core.compared_with import AGREE, CHOICE, CODES, MEMORY
from core.findings import Ref
from core.names import name_key
from core.text import Quantity, Text
from core.units import factor_to
from core.words import find_word

SHIPPED, OWN, ASKED = "shipped", "project", "asked"  # where a line is from


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

    def caution(self, *, named: bool) -> Text | None:
        """What to say of a line that no document bears out; `named` where its document is told beside it."""
        if self.checked == MEMORY:
            told = Text("A threshold is from memory: check the original ({document}).", {"document": self.document})
            return told if self.document and not named else Text("A threshold is from memory: check the original.")
        if self.checked == AGREE:
            return self._copied(named=named)
        if self.checked == CHOICE:
            return Text("A threshold is a choice of this program; another can be entered under rules and thresholds.")
        if self.checked == CODES:
            return Text("Which industry codes make up a trade is a choice of this program.")
        return None

    def _copied(self, *, named: bool) -> Text:
        if named or not self.document:
            return Text("A threshold is as others copy it, not read in the document itself: check the original.")
        return Text(
            "A threshold is as others copy it, not read in the document itself: check the original ({document}).",
            {"document": self.document},
        )

    @property
    def told(self) -> Text:
        """The threshold with its document and where it is from, in brackets of a sentence."""
        values = {"value": Quantity(self.value, self.unit), "document": self.cited}
        if self.origin == OWN:
            return Text("threshold {value}, own line of the project: {document}", values)
        return Text("threshold {value}, {document}", values) if self.document else Text("threshold {value}", values)


def known_item(rule: str, item: str) -> str:
    """What an own line applies to as the shipped lines call it, also where it is told by a title or a word for it."""
    if medium := find_word("emission_medium", item):
        return medium
    for row in table("tables/rules.csv"):
        told = (row["item"], row["title_en"], row["title_zh"])
        if row["rule"] == rule and name_key(item).casefold() in (name_key(name).casefold() for name in told):
            return name_key(row["item"])
    return name_key(item)


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


def split_words(text: str) -> tuple[str, ...]:
    """Words or codes of a cell, apart by |, comma, semicolon or 、."""
    for mark in (",", "，", ";", "；", "、", "/"):
        text = text.replace(mark, "|")
    return tuple(word.strip() for word in text.split("|") if word.strip())
