"""What became of a table: every row is imported, updated, rejected or skipped, and what is worth telling is listed."""

from dataclasses import dataclass
from typing import Any

from core.i18n import show
from core.import_rows import Problem
from core.text import Text


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Counts of rows, which add up to `rows`, and what was told about them.

    `created_*` are names that rows mention and that did not exist; created actors have no coordinates and are
    unclaimed. `unused` are headers that mean nothing for this kind of table; `remarks` concern the table as a whole.
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

    @property
    def taken(self) -> bool:
        """Whether anything of the table is in the project now."""
        return self.rows > self.rejected

    @property
    def identity(self) -> Text:
        """The sum that must hold."""
        names = ("rows", "imported", "updated", "rejected", "skipped")
        return Text(
            "rows in file {rows} = imported {imported} + updated {updated} + rejected {rejected} + skipped {skipped}",
            {name: str(getattr(self, name)) for name in names},
        )

    def of(self, outcome: str) -> list[Problem]:
        """The problems of one outcome, in the order of rows."""
        return [problem for problem in self.problems if problem.outcome == outcome]


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
    counts = {name: getattr(result, name) for name in ("rows", "imported", "updated", "rejected", "skipped")}
    names = ("created_actors", "created_commodities", "created_regions", "unused")
    created = {name: list(getattr(result, name)) for name in names}
    return {**counts, "problems": problems, **created, "remarks": [show(remark, language) for remark in result.remarks]}
