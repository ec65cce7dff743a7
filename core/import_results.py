"""What became of a table: every row is imported, updated, rejected or skipped, and what is worth telling is listed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.i18n import show
from core.import_rows import Problem
from core.text import Text


@dataclass(frozen=True, slots=True)
class NearName:
    """A firm of the project whose name, or one of its other names, is like a new one; `score` is 0 to 100."""

    name: str
    uid: str
    score: int


@dataclass(frozen=True, slots=True)
class NewName:
    """A name that only rows mention, how many do, and the firms of the project that are called most alike."""

    name: str
    rows: int
    nearest: tuple[NearName, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Counts of rows, which add up to `rows`, and what was told about them.

    `created_*` are names that rows mention and that did not exist; created actors have no coordinates and are
    unclaimed; `new_names` tells who may be meant. `unused` are headers that mean nothing for this kind of table;
    `remarks` concern the table as a whole. `derived` marks a table made from another, which counts figures, not rows.
    """

    file: str
    sheet: str
    kind: str
    rows: int
    imported: int
    updated: int
    rejected: int
    skipped: int
    problems: tuple[Problem, ...] = ()
    created_actors: tuple[str, ...] = ()
    created_commodities: tuple[str, ...] = ()
    created_regions: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    remarks: tuple[Text, ...] = ()
    new_names: tuple[NewName, ...] = ()
    derived: bool = False
    mentions: Mapping[str, int] = field(default_factory=dict, repr=False)  # rows by name of a created actor

    @property
    def taken(self) -> bool:
        """Whether anything of the table is in the project now."""
        return self.rows > self.rejected

    @property
    def identity(self) -> Text:
        """The sum that must hold."""
        return total_identity([self])

    def of(self, outcome: str) -> list[Problem]:
        """The problems of one outcome, in the order of rows."""
        return [problem for problem in self.problems if problem.outcome == outcome]


COUNTS = ("rows", "imported", "updated", "rejected", "skipped")


def total_identity(results: Iterable[ImportResult]) -> Text:
    """The sum that must hold over several tables, such as all of a file; figures as soon as one counts figures."""
    told = tuple(results)
    counts = {name: str(sum(getattr(result, name) for result in told)) for name in COUNTS}
    if any(result.derived for result in told):
        return Text(
            "figures in file {rows} = imported {imported} + updated {updated} + rejected {rejected} + "
            "skipped {skipped}",
            counts,
        )
    return Text(
        "rows in file {rows} = imported {imported} + updated {updated} + rejected {rejected} + skipped {skipped}",
        counts,
    )


def as_record(result: ImportResult, language: str) -> dict[str, Any]:
    """A result for JSON: counts, problems and created names; only the reasons are in the reader's language."""
    problems = [
        {
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "value": problem.value,
            "reason": show(problem.reason, language),
            "outcome": problem.outcome,
        }
        for problem in result.problems
    ]
    counts = {name: getattr(result, name) for name in COUNTS}
    names = ("created_actors", "created_commodities", "created_regions", "unused")
    created = {name: list(getattr(result, name)) for name in names}
    new_names = [
        {
            "name": new.name,
            "rows": new.rows,
            "nearest": [{"name": near.name, "uid": near.uid, "score": near.score} for near in new.nearest],
        }
        for new in result.new_names
    ]
    remarks = [show(remark, language) for remark in result.remarks]
    return {**counts, "problems": problems, **created, "new_names": new_names, "remarks": remarks}
