"""One table of an import: every row read, what rows say to each other settled, the rest stored, all of it counted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from core.cells import Cell, as_shown
from core.headers import Columns, match_columns
from core.import_checks import check_stored
from core.import_choices import NEW, SKIP, UPDATE, Candidate
from core.import_remarks import table_remarks
from core.import_results import ImportResult
from core.import_rows import Claim, Passed, Rejected, Row
from core.intake import IMPORTED, REJECTED, SKIPPED, TAKEN, UPDATED, Directory, Intake
from core.names import name_key
from core.returned import without_remarks
from core.sheet_marks import FIRST_CELLS, Mark, is_total, tells_more
from core.sheets import Sheet, headed_for, title_unit
from core.text import Text
from core.words import find_word

MEASURED = ("flows", "emissions", "statistics", "capacities", "stocks", "initiatives")  # tables with amounts
LEFT_OUT = Text("left out, as was chosen")
Facts = dict[Hashable, dict[Hashable, int]]  # by column and key of a claim: the rows by what they state
_NAMING = ("from", "to", "name", "actor", "commodity", "region", "item")


@dataclass(frozen=True, slots=True)
class Importer:
    """How one kind of table is read.

    `read` makes a draft of a row or rejects it; `prepare` may look at all drafts at once; `claims` are the facts
    that no two rows of a file may state differently; `store` puts a draft into the ledger and says what became of it;
    `twins` names the rows that may mean what another row or the project means already.
    """

    read: Callable[[Row, Intake], Any]
    claims: Callable[[Any], Iterable[Claim]]
    store: Callable[[Any, Row, Intake], str]
    prepare: Callable[[dict[int, Any], Intake], dict[int, Any]] = lambda drafts, intake: drafts
    twins: Callable[[dict[int, Any], dict[int, Row], Intake], Iterable[Candidate]] = lambda drafts, rows, intake: ()


@dataclass(slots=True)
class Table:
    """A table under import: rows, drafts and outcomes by their place in the table, counted from 0."""

    importer: Importer
    intake: Intake
    columns: Columns
    rows: dict[int, Row]
    drafts: dict[int, Any]
    outcomes: dict[int, str]
    marks: dict[int, Mark]  # by the numbers of rows
    noticed: dict[int, dict[str, str]] = field(default_factory=dict)  # other spellings of names, by the row's place

    def reject(self, place: int, refusal: Rejected) -> None:
        """Note why a row is not taken."""
        self.outcomes[place] = REJECTED
        self.intake.tell(self.intake.number(place), refusal.column, refusal.value, refusal.reason, REJECTED)

    def skip(self, place: int, value: str, reason: Text) -> None:
        """Note why a row is passed over."""
        self.outcomes[place] = SKIPPED
        self.intake.tell(self.intake.number(place), "", value, reason, SKIPPED)


def take_table(
    sheet: Sheet, kind: str, importer: Importer, directory: Directory
) -> tuple[ImportResult, tuple[Candidate, ...]]:
    """Read a table into the ledger of a directory; what became of its rows, and which may be double.

    UserError where a column that must be there is missing.
    """
    sheet = sheet if sheet.origins else without_remarks(headed_for(sheet, kind))
    columns = match_columns(sheet.columns, kind, file=sheet.file, sheet=sheet.name, headings=sheet.headings)
    if kind in MEASURED and not columns.units:
        columns = replace(columns, title_unit=title_unit(sheet))
    table, drafts, candidates = _read_all(sheet, columns, importer, directory)
    facts = _facts(drafts, table)
    if apart := _contradicted_goods(drafts, facts, "name" if kind == "commodities" else "commodity", table):
        directory.commodities.keep_apart(apart)
        table, drafts, candidates = _read_all(sheet, columns, importer, directory)
        facts = _facts(drafts, table)
    directory.ledger.touched = {}
    for place, draft in _settle_repeated(drafts, facts, table).items():
        _store(draft, table.rows[place], table)
    check_stored(kind, table.intake)
    return _result(kind, table), candidates


def _read_all(
    sheet: Sheet, columns: Columns, importer: Importer, directory: Directory
) -> tuple[Table, dict[int, Any], tuple[Candidate, ...]]:
    """All rows of a table with their drafts, and which may be double."""
    marks = {mark.row: mark for mark in sheet.marks}
    table = Table(importer, Intake(directory, sheet), columns, {}, {}, {}, marks)
    for place, (_, cells) in enumerate(sheet.rows):
        _read(table, place, cells)
    candidates = tuple(importer.twins(table.drafts, table.rows, table.intake))
    return table, importer.prepare(table.drafts, table.intake), candidates


def _read(table: Table, place: int, cells: tuple[Cell, ...]) -> None:
    try:
        table.rows[place] = _open_row(place, cells, table)
        table.drafts[place] = table.importer.read(table.rows[place], table.intake)
    except Passed as passed:
        table.skip(place, as_shown(cells[0]), passed.reason)
    except Rejected as refusal:
        table.reject(place, refusal)
    if noticed := table.intake.noticed():
        table.noticed[place] = noticed


def _open_row(place: int, cells: tuple[Cell, ...], table: Table) -> Row:
    """The cells by column; rejected with more cells than the header has."""
    columns, intake = table.columns, table.intake
    _refuse_marked(table, place)
    _pass_over(cells, columns)
    if len(cells) > len(columns.headers):
        told = {"cells": len(cells), "columns": len(columns.headers)}
        raise Rejected("", as_shown(cells[-1]), Text("the row has {cells} cells, the header only {columns}", told))
    if (chosen := intake.chosen(place)) and chosen.action == SKIP:
        raise Passed(LEFT_OUT)
    given = {column: cells[place] for column, place in columns.places.items() if cells[place] is not None}
    return Row(intake.number(place), given, columns, [], place, intake.heading(place))


def _refuse_marked(table: Table, place: int) -> None:
    """Passed or Rejected for a row that reading has set apart, such as a note below the table."""
    if mark := table.marks.get(table.intake.sheet.rows[place][0]):
        raise Passed(mark.reason) if mark.outcome == SKIPPED else Rejected(mark.column, mark.value, mark.reason)


def _pass_over(cells: tuple[Cell, ...], columns: Columns) -> None:
    """Passed for the header once more, a template's example, and a total in a first cell or where a name belongs."""
    if cells[0] == columns.headers[0] and tuple(map(as_shown, cells)) == columns.headers and len(cells) > 1:
        raise Passed(Text("the header once more"))
    if is_example(cells):
        raise Passed(Text("the example row of the template"))
    naming = [columns.places[column] for column in _NAMING if column in columns.places]
    places = [place for place in {*range(FIRST_CELLS), *naming} if place < len(cells)]
    if "formula" in columns.places:  # a list of indicators, which has no totals: one may be called Sum
        return
    if any(is_total(cells[place]) for place in places) and not tells_more(cells):
        raise Passed(Text("a total of other rows"))


def is_example(cells: tuple[Cell, ...]) -> bool:
    """Whether one of the first cells begins with a word for an example and a colon, as in our templates."""
    texts = [name_key(cell).partition(":") for cell in cells[:FIRST_CELLS] if isinstance(cell, str)]
    return any(colon and find_word("example", head) for head, colon, _ in texts)


def _facts(drafts: dict[int, Any], table: Table) -> Facts:
    """What the rows state, each content with the first row that states it; rows that are new by choice stand alone."""
    facts: Facts = defaultdict(dict)
    told: set[Any] = set()
    for place, draft in drafts.items():
        if _stands_alone(place, table) or draft in told:
            continue
        told.add(draft)
        for claim in table.importer.claims(draft):
            facts[claim.column, claim.key].setdefault(claim.content, place)
    return facts


def _stands_alone(place: int, table: Table) -> bool:
    choice = table.intake.chosen(place)
    return choice is not None and choice.action == NEW


def _contradicted_goods(drafts: dict[int, Any], facts: Facts, column: str, table: Table) -> set[str]:
    """The names of goods of which rows that spell them otherwise, in language or case, state something else."""
    doubtful = {fact for fact, told in facts.items() if len(told) > 1}
    if not doubtful or column not in table.columns.places:
        return set()
    spelt: dict[Hashable, set[str]] = defaultdict(set)
    for place, draft in drafts.items():
        for claim in table.importer.claims(draft):
            if (claim.column, claim.key) in doubtful:
                spelt[claim.column, claim.key].add(name_key(table.rows[place].text(column)))
    return {name for names in spelt.values() if len(names) > 1 for name in names}


def _settle_repeated(drafts: dict[int, Any], facts: Facts, table: Table) -> dict[int, Any]:
    """Skip rows that repeat another, and reject all rows that contradict each other; new ones by choice stand alone."""
    first: dict[Any, int] = {}
    doubtful = {fact for fact, told in facts.items() if len(told) > 1}
    kept: dict[int, Any] = {}
    for place, draft in drafts.items():
        alone = _stands_alone(place, table)
        repeated = place if alone else first.setdefault(draft, place)
        claims = table.importer.claims(draft) if doubtful and not alone else ()
        doubts = [claim for claim in claims if (claim.column, claim.key) in doubtful]
        if doubts:
            table.reject(place, _contradiction(place, doubts[0], facts, table))
        elif repeated != place:
            table.skip(place, "", Text("same as row {row}", {"row": table.intake.label(repeated)}))
        else:
            kept[place] = draft
    return kept


def _contradiction(place: int, claim: Claim, facts: Facts, table: Table) -> Rejected:
    """Why a row is refused that states a fact otherwise than another row does."""
    told, row = facts[claim.column, claim.key], table.rows[place]
    other = next(each for content, each in told.items() if content != claim.content)
    values: dict[str, object] = {"row": table.intake.label(other)}
    reason = Text("row {row} says something else about the same thing", values)
    there = table.rows[other]
    names = (column for column in table.columns.places if column != claim.column)
    for column in (claim.column, *names):
        if row.shown(column) != there.shown(column):
            values |= {"column": row.header(column), "here": row.shown(column), "there": there.shown(column)}
            reason = _told_apart(values)
            break
    return Rejected(row.header(claim.column), row.shown(claim.column), reason)


def _told_apart(values: dict[str, object]) -> Text:
    """In which column two rows differ, and what each of them says there."""
    if values["here"] == "":
        return Text(
            "row {row} says something else about the same thing: {column} is empty here and {there} there", values
        )
    if values["there"] == "":
        return Text(
            "row {row} says something else about the same thing: {column} is {here} here and empty there", values
        )
    return Text("row {row} says something else about the same thing: {column} is {here} here and {there} there", values)


def _store(draft: Any, row: Row, table: Table) -> None:
    intake, ledger = table.intake, table.intake.ledger
    intake.source_changed, ledger.kept, ledger.at = False, None, row
    intake.noticed()  # what a row before noted that was not taken
    ledger.keeps = intake.action(row.place) != UPDATE
    try:
        outcome = table.importer.store(draft, row, intake)
    except Rejected as refusal:
        table.reject(row.place, refusal)
        return
    if ledger.kept and outcome == SKIPPED:
        _leave_as_it_is(row, table)
        return
    if ledger.kept:
        row.remark("", Text("what the project says of the same thing already stays as it is, as was chosen"))
    table.outcomes[row.place] = UPDATED if outcome == SKIPPED and intake.source_changed else outcome
    if table.outcomes[row.place] != SKIPPED:
        intake.respelt |= {**table.noticed.get(row.place, {}), **intake.noticed()}
    for remark in row.remarks if table.outcomes[row.place] != SKIPPED else ():
        intake.tell(row.number, *remark, TAKEN)


def _leave_as_it_is(row: Row, table: Table) -> None:
    """Say that a row differs from what the project holds, which stays because the user chose so."""
    if table.intake.action(row.place) == NEW:
        reason = Text("the project has this already and can hold it only once; choose update, or name another source")
        table.reject(row.place, Rejected("", "", reason))
    else:
        table.skip(row.place, "", Text("the project has this already with other values; they stay, as was chosen"))


def _result(kind: str, table: Table) -> ImportResult:
    intake, counts = table.intake, Counter(table.outcomes.values())
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
        unused=table.columns.unused,
        remarks=tuple(table_remarks(kind, table.columns, intake, known)),
        mentions=directory.actors.mentioned(),
        derived=bool(intake.sheet.origins),
    )
