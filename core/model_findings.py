"""Columns of the tables of the life of a finding that are no figures."""

from dataclasses import dataclass

from core.columns import Numbers, Table, Words, numbers, words


@dataclass(frozen=True, slots=True)
class FindingLinks(Table):
    """Entered findings (uid of their row) and the key of the finding that tells of the same."""

    uid: Words = words()
    entered_uid: Words = words()
    rule: Words = words()
    subject_uid: Words = words()
    matter: Words = words()
    year: Numbers = numbers()
    person: Words = words()
    date: Words = words()


@dataclass(frozen=True, slots=True)
class FigureCorrections(Table):
    """Figures (table and uid of their row) that stay in the project, and the one that was put in their place."""

    uid: Words = words()
    table_name: Words = words()
    old_uid: Words = words()
    new_uid: Words = words()
