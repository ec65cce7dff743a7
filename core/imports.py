"""Tables into a project: all of a file or nothing, each row accounted for, the same file twice adds nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core import (
    import_actors,
    import_aliases,
    import_capacities,
    import_commodities,
    import_emissions,
    import_flows,
    import_initiatives,
    import_regions,
    import_registers,
    import_statistics,
    import_stocks,
)
from core.cells import Cell, as_shown
from core.headers import Columns, match_columns
from core.import_remarks import table_remarks
from core.import_results import ImportResult
from core.import_rows import Claim, Rejected, Row
from core.intake import IMPORTED, SKIPPED, UPDATED, Directory, Intake
from core.ledger import Ledger
from core.names import name_key
from core.project import Project
from core.sheet_marks import Mark, tells_more
from core.sheets import Sheet, headed_for
from core.text import Text
from core.units import stated_unit
from core.words import find_word

REJECTED = "rejected"
LONGEST_TOTAL = 20  # no word for a total is longer
MEASURED = ("flows", "emissions", "statistics", "capacities", "stocks", "initiatives")  # tables with amounts
FIRST_CELLS = 3  # where a total is told, whatever the columns are
_COUNTED = re.compile(r"([^\d:(]+)[\s:(]*\d+\s*\w?\)?")
_NAMING = ("from", "to", "name", "actor", "commodity", "region", "item")


@dataclass(frozen=True, slots=True)
class Importer:
    """How one kind of table is read.

    `read` makes a draft of a row or rejects it; `prepare` may look at all drafts at once; `claims` are the facts
    that no two rows of a file may state differently; `store` puts a draft into the ledger and says what became of it.
    """

    read: Callable[[Row, Intake], Any]
    claims: Callable[[Any], Iterable[Claim]]
    store: Callable[[Any, Row, Intake], str]
    prepare: Callable[[dict[int, Any], Intake], dict[int, Any]] = lambda drafts, intake: drafts


IMPORTERS = {
    "actors": Importer(import_actors.read, import_actors.claims, import_actors.store),
    "flows": Importer(import_flows.read, import_flows.claims, import_flows.store, import_flows.prepare),
    "regions": Importer(import_regions.read, import_regions.claims, import_regions.store, import_regions.prepare),
    "emissions": Importer(import_emissions.read, import_emissions.claims, import_emissions.store),
    "statistics": Importer(import_statistics.read, import_statistics.claims, import_statistics.store),
    "capacities": Importer(import_capacities.read, import_capacities.claims, import_capacities.store),
    "commodities": Importer(import_commodities.read, import_commodities.claims, import_commodities.store),
    "stocks": Importer(import_stocks.read, import_stocks.claims, import_stocks.store),
    "registers": Importer(import_registers.read, import_registers.claims, import_registers.store),
    "initiatives": Importer(import_initiatives.read, import_initiatives.claims, import_initiatives.store),
    "aliases": Importer(import_aliases.read, import_aliases.claims, import_aliases.store),
}


def import_sheet(project: Project, sheet: Sheet, kind: str) -> ImportResult:
    """Take a table of a kind (a key of `IMPORTERS`) into the project as one edit, after a backup of what is there.

    UserError where a column that must be there is missing; the project is then as it was.
    """
    return import_sheets(project, [(kind, sheet)], Text("Import {file}", {"file": sheet.file}))[0]


def import_sheets(project: Project, sheets: Sequence[tuple[str, Sheet]], label: Text) -> list[ImportResult]:
    """Take several tables, in their order, as one edit."""
    with project.edit(label) as db:  # reads under the writer's lock and leaves everything as it is
        ledger = Ledger(db)
        directory = Directory(ledger, project.srs)
        results = [_take(sheet, kind, directory) for kind, sheet in sheets]
    if ledger.touched:
        if project.revision:
            project.backup()
        with project.edit(label, file=", ".join(dict.fromkeys(sheet.file for _, sheet in sheets))) as db:
            ledger.write(db)
    return results


def _take(sheet: Sheet, kind: str, directory: Directory) -> ImportResult:
    """Read every row, then settle what rows of the file say to each other, then store what is left."""
    importer = IMPORTERS[kind]
    sheet = headed_for(sheet, kind)
    columns = match_columns(sheet.columns, kind, file=sheet.file, sheet=sheet.name)
    if kind in MEASURED and not columns.units:
        columns = replace(columns, title_unit=_title_unit(sheet))
    intake = Intake(directory, sheet)
    rows: dict[int, Row] = {}
    drafts: dict[int, Any] = {}
    outcomes: dict[int, str] = {}
    marks = {mark.row: mark for mark in sheet.marks}
    for number, cells in sheet.rows:
        try:
            _refuse_marked(number, marks)
            rows[number] = _open_row(number, cells, columns)
            drafts[number] = importer.read(rows[number], intake)
        except Decoration as decoration:
            outcomes[number] = SKIPPED
            intake.tell(number, "", as_shown(cells[0]), decoration.reason, SKIPPED)
        except Rejected as refusal:
            _reject(number, refusal, intake, outcomes)
    drafts = _settle_repeated(importer.prepare(drafts, intake), rows, importer, intake, outcomes)
    for number, draft in drafts.items():
        _store(draft, rows[number], importer, intake, outcomes)
    return _result(kind, intake, columns, outcomes)


def _title_unit(sheet: Sheet) -> str:
    """The unit that the rows above the header name for all amounts, the last one where there are several."""
    cells = [cell for _, row in sheet.titles for cell in row if isinstance(cell, str)]
    return next((unit for cell in reversed(cells) if (unit := stated_unit(cell))), "")


def _store(draft: Any, row: Row, importer: Importer, intake: Intake, outcomes: dict[int, str]) -> None:
    intake.source_changed = False
    try:
        outcome = importer.store(draft, row, intake)
    except Rejected as refusal:
        _reject(row.number, refusal, intake, outcomes)
        return
    outcomes[row.number] = UPDATED if outcome == SKIPPED and intake.source_changed else outcome
    for remark in row.remarks if outcomes[row.number] != SKIPPED else ():
        intake.tell(row.number, *remark, "taken")


def _reject(number: int, refusal: Rejected, intake: Intake, outcomes: dict[int, str]) -> None:
    outcomes[number] = REJECTED
    intake.tell(number, refusal.column, refusal.value, refusal.reason, REJECTED)


class Decoration(Exception):
    """A row that is no row of the table: its header once more, or a total of others."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.message_id)
        self.reason = reason


def _open_row(number: int, cells: tuple[Cell, ...], columns: Columns) -> Row:
    """The cells by column; rejected with more cells than the header has."""
    _refuse_decoration(cells, columns)
    if len(cells) > len(columns.headers):
        told = {"cells": len(cells), "columns": len(columns.headers)}
        raise Rejected("", as_shown(cells[-1]), Text("the row has {cells} cells, the header only {columns}", told))
    given = {column: cells[place] for column, place in columns.places.items() if cells[place] is not None}
    return Row(number, given, columns)


def _refuse_marked(number: int, marks: dict[int, Mark]) -> None:
    """Decoration or Rejected for a row that reading has set apart, such as a note below the table."""
    if mark := marks.get(number):
        raise Decoration(mark.reason) if mark.outcome == SKIPPED else Rejected(mark.column, mark.value, mark.reason)


def _refuse_decoration(cells: tuple[Cell, ...], columns: Columns) -> None:
    """Decoration for the header once more, a template's example, and a total where a name belongs."""
    if cells[0] == columns.headers[0] and tuple(map(as_shown, cells)) == columns.headers and len(cells) > 1:
        raise Decoration(Text("the header once more"))
    if is_example(cells):
        raise Decoration(Text("the example row of the template"))
    naming = [columns.places[column] for column in _NAMING if column in columns.places]
    if any(
        _is_total(cells[place]) for place in {*range(FIRST_CELLS), *naming} if place < len(cells)
    ) and not tells_more(cells):
        raise Decoration(Text("a total of other rows"))


def is_example(cells: tuple[Cell, ...]) -> bool:
    """Whether one of the first cells begins with a word for an example and a colon, as in our templates."""
    texts = [name_key(cell).partition(":") for cell in cells[:FIRST_CELLS] if isinstance(cell, str)]
    return any(colon and find_word("example", head) for head, colon, _ in texts)


def _is_total(cell: Cell) -> bool:
    """Whether a cell says total, also with a count behind it."""
    if not isinstance(cell, str) or not 1 < len(cell) <= LONGEST_TOTAL:
        return False
    counted = _COUNTED.fullmatch(name_key(cell))
    return bool(find_word("total", counted[1] if counted else cell))


def _settle_repeated(
    drafts: dict[int, Any], rows: dict[int, Row], importer: Importer, intake: Intake, outcomes: dict[int, str]
) -> dict[int, Any]:
    """Skip rows that repeat another, and reject all rows that contradict each other."""
    first: dict[Any, int] = {}
    repeats: dict[int, int] = {}
    facts: dict[Hashable, dict[Hashable, int]] = defaultdict(dict)
    for number, draft in drafts.items():
        repeats[number] = first.setdefault(draft, number)
        if repeats[number] == number:
            for claim in importer.claims(draft):
                facts[claim.column, claim.key].setdefault(claim.content, number)
    doubtful = {fact for fact, told in facts.items() if len(told) > 1}
    kept: dict[int, Any] = {}
    for number, draft in drafts.items():
        claims = importer.claims(draft) if doubtful else ()
        doubts = [claim for claim in claims if (claim.column, claim.key) in doubtful]
        if doubts:
            _reject(number, _contradiction(rows[number], doubts[0], facts), intake, outcomes)
        elif repeats[number] != number:
            outcomes[number] = SKIPPED
            intake.tell(number, "", "", Text("same as row {row}", {"row": str(repeats[number])}), SKIPPED)
        else:
            kept[number] = draft
    return kept


def _contradiction(row: Row, claim: Claim, facts: dict[Hashable, dict[Hashable, int]]) -> Rejected:
    """Why a row is refused that states a fact otherwise than another row does."""
    told = facts[claim.column, claim.key]
    other = next(number for content, number in told.items() if content != claim.content)
    reason = Text("row {row} says something else about the same thing", {"row": str(other)})
    return Rejected(row.columns.header(claim.column), as_shown(row.given.get(claim.column)), reason)


def _result(kind: str, intake: Intake, columns: Columns, outcomes: dict[int, str]) -> ImportResult:
    counts = Counter(outcomes.values())
    known = counts[SKIPPED] - sum(problem.outcome == SKIPPED for problem in intake.problems)
    directory = intake.directory
    return ImportResult(
        file=intake.sheet.file,
        sheet=intake.sheet.name,
        kind=kind,
        rows=len(intake.sheet.rows),
        imported=counts[IMPORTED],
        updated=counts[UPDATED],
        rejected=counts[REJECTED],
        skipped=counts[SKIPPED],
        problems=tuple(sorted(intake.problems, key=lambda problem: problem.row)),
        created_actors=tuple(directory.actors.created),
        created_commodities=tuple(directory.commodities.created),
        created_regions=tuple(directory.regions.created),
        unused=columns.unused,
        remarks=tuple(table_remarks(kind, columns, intake, known)),
    )
