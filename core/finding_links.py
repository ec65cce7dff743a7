"""Entered findings and what else tells of the same: proposed by subject and matter, linked by a person.

A link joins two findings by their keys and survives recomputation. Nothing is closed by it: where one of the two is
settled and the other is not, that is told, and a person says what becomes of the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.check_entered import ENTERED
from core.decisions import Key
from core.display_names import term
from core.errors import UserError
from core.findings import Finding
from core.i18n import LANGUAGES, translate
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import Text


@dataclass(frozen=True, slots=True)
class FindingLink:
    """Two findings that tell of the same: uid of the entered one, key of the other, who linked them and when."""

    id: int
    entered: str
    key: Key
    person: str
    date: str


def finding_links(snapshot: Snapshot) -> list[FindingLink]:
    """All links of a snapshot in the order in which they were made."""
    table = snapshot.finding_link
    found = []
    for row in range(len(table)):
        year = None if np.isnan(table.year[row]) else int(table.year[row])
        key = (str(table.rule[row]), str(table.subject_uid[row]), str(table.matter[row]), year)
        entered = str(table.entered_uid[row])
        found.append(FindingLink(int(table.id[row]), entered, key, str(table.person[row]), str(table.date[row])))
    return found


def linked_with(
    finding: Finding, findings: Iterable[Finding], links: Sequence[FindingLink]
) -> list[tuple[FindingLink, Finding]]:
    """The findings that a finding is linked with, each with the link; those that are gone are left out."""
    if finding.rule == ENTERED:
        wanted = {link.key: link for link in links if link.entered == finding.identity}
        return [(wanted[other.key], other) for other in findings if other.key in wanted]
    own = {link.entered: link for link in links if link.key == finding.key}
    return [(own[other.identity], other) for other in findings if other.rule == ENTERED and other.identity in own]


def likely_same(finding: Finding, findings: Iterable[Finding], links: Sequence[FindingLink]) -> list[Finding]:
    """Findings that may tell of the same as one: same subject and matter, one entered and the other not, not linked.

    An entered finding without a matter of its own is about the matters that its words name.
    """
    linked = {other.key for _, other in linked_with(finding, findings, links)}
    found = []
    for other in findings:
        first, second = (finding, other) if finding.rule == ENTERED else (other, finding)
        if first.rule == ENTERED != second.rule and other.key not in linked and _same_matter(first, second):
            found.append(other)
    return found


def _same_matter(entered: Finding, other: Finding) -> bool:
    if entered.subject.uid != other.subject.uid:
        return False
    told = f"{entered.matter} {entered.sentence.values.get('text', '')}".casefold()
    return any(name.casefold() in told for name in _names(other.matter))


def _names(matter: str) -> Iterator[str]:
    """What a commodity or pollutant is called, in the parts that a matter has and in every language."""
    for part in matter.split(": "):
        for language in LANGUAGES:
            if name := term(translate(part, language), language).strip():
                yield name


def link_findings(project: Project, entered: Finding, other: Finding, person: str = "") -> int:
    """Say as one edit that two findings tell of the same; its id. UserError unless just one of them was entered."""
    if entered.rule != ENTERED or other.rule == ENTERED:
        raise UserError(Text("A finding that was entered is linked with one that the program or a list has."))
    rule, subject, matter, year = other.key
    row = {
        "entered_uid": entered.identity, "rule": rule, "subject_uid": subject, "matter": matter, "year": year,
        "person": person.strip(), "date": date.today().isoformat(),
    }  # fmt: skip
    label = Text("{subject}: two findings tell of the same", {"subject": entered.subject.name})
    with project.edit(label) as db:
        (id,) = insert(db, "finding_link", [row])
    return id


def unlink(project: Project, id: int) -> None:
    """Take a link off again, as one edit."""
    with project.edit(Text("Two findings do not tell of the same any more")) as db:
        db.execute("DELETE FROM finding_link WHERE id = ?", (id,))
