"""Tables into a project: planned on what is there, then taken as one edit; the same file twice adds nothing."""

import gc
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from core import (
    import_actors,
    import_aliases,
    import_capacities,
    import_coefficients,
    import_commodities,
    import_emissions,
    import_findings,
    import_flows,
    import_indicators,
    import_initiatives,
    import_limits,
    import_regions,
    import_registers,
    import_rules,
    import_standards,
    import_statistics,
    import_stocks,
    import_targets,
    import_twins,
)
from core.closing import last_edit
from core.file_errors import explained
from core.geopackage import project_srs
from core.import_choices import Candidate, Choices
from core.import_ledgers import FreshRows, with_ledger_slips
from core.import_new_names import find_new_names
from core.import_results import ImportResult
from core.import_table import Importer, take_table
from core.intake import Directory
from core.ledger import Ledger
from core.opening import open_for_reading
from core.project import Project
from core.schema import USER_TABLES
from core.sheets import Sheet
from core.steps import Step, quietly
from core.text import Text

IMPORTERS = {
    "actors": Importer(
        import_actors.read, import_actors.claims, import_actors.store, twins=import_twins.twin_candidates
    ),
    "flows": Importer(import_flows.read, import_flows.claims, import_flows.store, import_flows.prepare),
    "regions": Importer(import_regions.read, import_regions.claims, import_regions.store, import_regions.prepare),
    "emissions": Importer(
        import_emissions.read, import_emissions.claims, import_emissions.store, import_emissions.prepare
    ),
    "statistics": Importer(import_statistics.read, import_statistics.claims, import_statistics.store),
    "capacities": Importer(import_capacities.read, import_capacities.claims, import_capacities.store),
    "commodities": Importer(import_commodities.read, import_commodities.claims, import_commodities.store),
    "stocks": Importer(import_stocks.read, import_stocks.claims, import_stocks.store),
    "coefficients": Importer(import_coefficients.read, import_coefficients.claims, import_coefficients.store),
    "limits": Importer(import_limits.read, import_limits.claims, import_limits.store),
    "standards": Importer(
        import_standards.read, import_standards.claims, import_standards.store, import_standards.prepare
    ),
    "rules": Importer(import_rules.read, import_rules.claims, import_rules.store),
    "registers": Importer(import_registers.read, import_registers.claims, import_registers.store),
    "initiatives": Importer(import_initiatives.read, import_initiatives.claims, import_initiatives.store),
    "quantities": Importer(
        import_indicators.read_quantity, import_indicators.quantity_claims, import_indicators.store_quantity
    ),
    "indicators": Importer(import_indicators.read, import_indicators.claims, import_indicators.store),
    "targets": Importer(import_targets.read, import_targets.claims, import_targets.store),
    "findings": Importer(import_findings.read, import_findings.claims, import_findings.store),
    "aliases": Importer(import_aliases.read, import_aliases.claims, import_aliases.store),
}
# The tables that an import may look at; the others of a project have nothing to do with it.
_LOOKED_AT = (*USER_TABLES[: USER_TABLES.index("initiative") + 1], "register", "transfer_coefficient", "rule_line",
              "own_quantity", "own_indicator", "indicator_target", "entered_finding", "standard_limit",
              "catalogue_line")  # fmt: skip
_PLAIN_CHOICES = Choices()
MOST_NAMED = 3  # files that the label of an edit names

Sheets = Sequence[tuple[str, Sheet]]  # each with its kind, a key of `IMPORTERS`


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import of `sheets` would do to a project at a revision: one result per table and the rows to write.

    `candidates` are the rows that may be double. It holds no connection and can be handed to another thread or process.
    """

    sheets: tuple[tuple[str, Sheet], ...]
    choices: Choices
    revision: int
    results: tuple[ImportResult, ...]
    candidates: tuple[Candidate, ...]
    ledger: Ledger


def plan_sheets(source: sqlite3.Connection | Path, sheets: Sheets, choices: Choices = _PLAIN_CHOICES) -> Plan:
    """Find out what an import would do; nothing is written.

    `source` is a connection, or the path of a project: that is read at once by a connection of its own, so that a
    worker thread can plan while the window shows. UserError where a column that must be there is missing.
    """
    if isinstance(source, sqlite3.Connection):
        return _plan(Ledger(source), project_srs(source), last_edit(source), sheets, choices)
    with explained(source), closing(open_for_reading(source)) as connection:
        connection.execute("BEGIN")
        ledger, srs, revision = Ledger(connection), project_srs(connection), last_edit(connection)
        ledger.read_ahead(_LOOKED_AT)
    return _plan(ledger, srs, revision, sheets, choices)


def _plan(ledger: Ledger, srs: int, revision: int, sheets: Sheets, choices: Choices) -> Plan:
    directory = Directory(ledger, srs, choices)
    results: list[ImportResult] = []
    candidates: list[Candidate] = []
    fresh = FreshRows(ledger)
    with _collection_paused():
        for place, (kind, sheet) in enumerate(sheets):
            result, double = take_table(sheet, kind, IMPORTERS[kind], directory)
            results.append(result)
            candidates += double
            fresh.note(place)
        results = with_ledger_slips(results, ledger, fresh)
    named = find_new_names([result.mentions for result in results], ledger)
    results = [replace(result, new_names=names) for result, names in zip(results, named, strict=True)]
    ledger.let_go()
    return Plan(tuple(sheets), choices, revision, tuple(results), tuple(candidates), ledger)


@contextmanager
def _collection_paused() -> Iterator[None]:
    """No garbage collection meanwhile: with 100,000 rows in hand it stops every thread for 0.3 s and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def take(project: Project, plan: Plan, label: Text | None = None, step: Step = quietly) -> list[ImportResult]:
    """Write a plan into its project as one edit, after a backup of what is there.

    A project that has changed since is planned for anew, so that the results may differ from the plan's. `step` hears
    of the rows that are written and of all; what it raises leaves the project as it was.
    """
    if plan.revision != project.revision:
        plan = _plan_here(project, plan.sheets, plan.choices)
    ledger = plan.ledger
    step(0, ledger.size)
    if ledger.size:
        if project.revision:
            project.backup()
        with project.edit(_labelled(plan, label), file=_files(plan.sheets)) as db:
            ledger.write(db, step)
    return list(plan.results)


def _plan_here(project: Project, sheets: Sheets, choices: Choices) -> Plan:
    """A plan made under the writer's lock, in an edit that leaves everything as it is."""
    with project.edit(Text("Import {file}", {"file": _files(sheets)})) as db:
        return _plan(Ledger(db), project.srs, project.revision, sheets, choices)


def _labelled(plan: Plan, label: Text | None) -> Text:
    label = label or Text("Import {file}", {"file": _named(plan.sheets)})
    return Text("{label} ({reason})", {"label": label, "reason": plan.choices.reason}) if plan.choices.reason else label


def _named(sheets: Sheets) -> str | Text:
    """The names of a few files, how many there are of a folder."""
    files = {sheet.file for _, sheet in sheets}
    return _files(sheets) if len(files) <= MOST_NAMED else Text("{n} files", {"n": len(files)})


def _files(sheets: Sheets) -> str:
    return ", ".join(dict.fromkeys(sheet.file for _, sheet in sheets))


def import_sheet(project: Project, sheet: Sheet, kind: str, choices: Choices = _PLAIN_CHOICES) -> ImportResult:
    """Take a table of a kind (a key of `IMPORTERS`) into the project as one edit, after a backup of what is there.

    UserError where a column that must be there is missing; the project is then as it was.
    """
    return import_sheets(project, [(kind, sheet)], Text("Import {file}", {"file": sheet.file}), choices)[0]


def import_sheets(
    project: Project, sheets: Sheets, label: Text, choices: Choices = _PLAIN_CHOICES
) -> list[ImportResult]:
    """Take several tables, in their order, as one edit."""
    return take(project, _plan_here(project, sheets, choices), label)
