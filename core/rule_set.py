"""The lines of rules that count in a project: its own before the shipped ones of tables/rules.csv.

A line is known by its rule and by what it applies to (`item`): a threshold's name, a medium, a trade, a place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from core.catalogues import set_titles, standard_sets, table
from core.errors import UserError
from core.evidence import join_sources, sentences
from core.findings import Inquiry
from core.model_rules import RuleLines
from core.names import name_key
from core.own_standards import find_set, media_of_sets, own_sets, set_key
from core.rule_faults import faults_of_rule
from core.rule_lines import ASKED, OWN, RuleLine, factor_between, known_item, shipped_lines, split_words
from core.rule_titles import STANDARD_SET
from core.snapshot import Snapshot
from core.text import Text


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
    """The lines that count in a snapshot: the project's before the shipped ones, a later before an earlier.

    A line that its rule cannot read, as another program may write one, stands for nothing: the shipped one counts.
    """
    lines, unread = dict(shipped_lines()), dict(unread_lines(snapshot))
    for row in range(len(snapshot.rule_line)):
        if row not in unread:
            line = _own(snapshot, row)
            known = known_item(line.rule, line.item)
            usual = shipped_lines().get((line.rule, known))
            line = _completed(line, usual) if usual else line
            lines[line.rule, known] = _cited(snapshot, line) if line.rule == STANDARD_SET else line
    return RuleSet(lines)


def unread_lines(snapshot: Snapshot) -> list[tuple[int, Text]]:
    """The project's own lines (rows) that their rules cannot read, each with the first reason."""
    told = snapshot.rule_line
    found, sets = [], media_of_sets(snapshot)
    for row in np.flatnonzero(told.uid != "").tolist():
        value = None if np.isnan(told.value[row]) else float(told.value[row])
        unit, listed = str(told.unit[row]), str(told.listed[row])
        for _, reason in faults_of_rule(str(told.rule[row]), str(told.item[row]), value, unit, listed, sets):
            found.append((row, reason))
            break
    return found


def rules_of(inquiry: Inquiry) -> RuleSet:
    """The lines that count in an inquiry, read once."""
    return inquiry.once(_rules)


def _rules(inquiry: Inquiry) -> RuleSet:
    return rule_set(inquiry.now)


def _completed(line: RuleLine, usual: RuleLine) -> RuleLine:
    """An own line in the unit of the shipped one, with what it leaves empty as the shipped one has it."""
    factor = factor_between(line.unit, usual.unit)
    value = usual.value if np.isnan(line.value) or factor is None else line.value * factor
    return replace(
        line, item=usual.item, title=usual.title, value=value, unit=usual.unit, words=line.words or usual.words
    )


def _cited(snapshot: Snapshot, line: RuleLine) -> RuleLine:
    """The choice of a standard set with the documents of the set where it names none itself."""
    found = find_set(snapshot, line.item, line.words[0]) if line.words else None
    return replace(line, document=line.document or found.document) if found else line


def _own(snapshot: Snapshot, row: int) -> RuleLine:
    told = snapshot.rule_line
    cited = int(told.source[row])
    document = str(told.document[row]) or (str(snapshot.source.title[cited]) if cited >= 0 else "")
    asked = ASKED if not told.uid[row] else OWN
    return RuleLine(
        str(told.rule[row]), str(told.item[row]), float(told.value[row]), str(told.unit[row]),
        split_words(str(told.listed[row])), document, str(told.edition[row]), asked, "", str(told.uid[row]),
    )  # fmt: skip


def chosen_sets(snapshot: Snapshot) -> dict[str, str]:
    """The common standard set per medium that counts, by its id."""
    rules = rule_set(snapshot)
    return {line.item: line.words[0] for line in rules.of(STANDARD_SET) if line.words}


def set_name(id: str) -> Text:
    """A set of the program by its id, with what its document is called and the edition."""
    document = next(row["document"] for row in table("tables/standards.csv") if row["set"] == id)
    return Text("{id} ({title}, {document})", {"id": id, "title": Text(set_titles()[id]), "document": document})


def with_standards(snapshot: Snapshot, asked: Iterable[str]) -> Snapshot:
    """A snapshot read with other common standard sets than its own, by their names; nothing is written.

    A set of the project counts in each medium that it has limits of. UserError for a set that there is not, and for
    two of one medium, since one alone can be common to all.
    """
    lines, own, chosen = snapshot.rule_line, own_sets(snapshot), dict[str, str]()
    for name in asked:
        shipped = standard_sets().get(name)
        media = [shipped] if shipped else [medium for key, medium in own if key == set_key(name)]
        if not media:
            called = [*map(set_name, standard_sets()), *dict.fromkeys(one.name for one in own.values())]
            known = Text("The sets are {sets}.", {"sets": called})
            raise UserError(Text("There is no standard set called {name}.", {"name": name}), known, value=name)
        for medium in media:
            if chosen.setdefault(medium, name) != name:
                values = {"one": chosen[medium], "other": name}
                sentence = Text("{one} and {other} are both sets for the same medium.", values)
                raise UserError(sentence, Text("Name one set for water and one for air."), value=name)
            lines = _with_line(lines, {"rule": STANDARD_SET, "item": medium, "listed": name})
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
    told = dict.fromkeys(line.caution(named=_tells(sentence, line.document)) for line in lines)
    return sentences(sentence, *told)


def _tells(sentence: Text, document: str) -> bool:
    """Whether a sentence names a document."""
    told = sentence.values.values()
    return bool(document) and any(
        _tells(value, document) if isinstance(value, Text) else isinstance(value, str) and document in value
        for value in told
    )
