"""What must hold of any import whatever stands in the file: no row is lost without a word, nothing is done twice."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from app.import_draft import Draft, HowRead, as_list, understand, work_out
from core.errors import UserError
from core.folders import Reading
from core.import_results import ImportResult
from core.imports import take
from core.project import Project
from core.sheets import Sheet, headed_for, read_sheet
from gis.geofile_reader import read_layer
from gis.geofiles import DRIVERS, ENVIRONMENT, is_map_file
from tests.app.random_tables import WRITERS, RandomTable, as_text, is_empty, map_columns, write_gpkg, xml_text
from tests.conftest import dump_tables

KNOWN = "{n} row was skipped: the project holds the same already."


@dataclass(slots=True)
class Seen:
    """What became of the tables that were tried, so that a run tells that it tried something."""

    tables: int = 0
    refused: int = 0
    rows: Counter[str] = field(default_factory=Counter)


def _go_offline() -> None:
    os.environ.update(ENVIRONMENT)


def _layer_or_refusal(path: Path, driver: str, srs: int) -> Sheet | dict[str, Any]:
    """A layer, or what a UserError says, since that cannot travel between processes as it is."""
    try:
        return read_layer(path, driver, "", srs, "")
    except UserError as refusal:
        return {"sentence": refusal.sentence, "advice": refusal.advice, "file": refusal.file}


class Readers:
    """A process for each format of maps, as GDAL is left with one driver wherever it reads."""

    def __init__(self) -> None:
        self._pools: dict[str, ProcessPoolExecutor] = {}

    def _pool(self, driver: str) -> ProcessPoolExecutor:
        if driver not in self._pools:
            self._pools[driver] = ProcessPoolExecutor(1, get_context("spawn"), _go_offline)
        return self._pools[driver]

    def write(self, form: str, made: RandomTable, path: Path) -> None:
        """Write a file; a GeoPackage in the process that reads it, since here a project is open."""
        if form == "gpkg":
            self._pool("GPKG").submit(write_gpkg, made, path).result()
        else:
            WRITERS[form](made, path)

    def read(self, path: Path, srs: int) -> Sheet:
        """The table of a file."""
        if not is_map_file(path):
            return read_sheet(path)
        driver = DRIVERS[path.suffix]
        found = self._pool(driver).submit(_layer_or_refusal, path, driver, srs).result()
        if isinstance(found, dict):
            raise UserError(**found)
        return found

    def close(self) -> None:
        """End the processes."""
        for pool in self._pools.values():
            pool.shutdown()


@contextmanager
def map_readers() -> Iterator[Readers]:
    """Readers that end with the run."""
    readers = Readers()
    try:
        yield readers
    finally:
        readers.close()


def check_table(form: str, made: RandomTable, empty: Path, folder: Path, readers: Readers, seen: Seen) -> None:
    """Import a random table twice, and undo it; AssertionError where a row is lost or anything is done twice."""
    path = folder / f"表.{form}"
    path.unlink(missing_ok=True)
    readers.write(form, made, path)
    target = folder / "工程.gpkg"
    shutil.copyfile(empty, target)
    seen.tables += 1
    with Project.open(target) as project:
        before = dump_tables(target)
        try:
            draft = _draft(project, path, made.kind, readers)
        except UserError as refusal:
            seen.refused += 1
            _check_refusal(refusal)
            assert dump_tables(target) == before
            return
        _check_sheet(form, made, draft)
        _check_import(project, draft, _row_numbers(form, made), seen)
        _check_again(project, _draft(project, path, made.kind, readers))
        while project.undo():
            pass
        assert dump_tables(target) == before
    path.unlink()
    target.unlink()


def _check_refusal(refusal: UserError) -> None:
    assert refusal.sentence.message_id
    assert refusal.advice.message_id


def _draft(project: Project, path: Path, kind: str, readers: Readers) -> Draft:
    draft = understand(project, path, Reading((readers.read(path, project.srs),)), HowRead())
    draft = as_list(draft, kind) if kind else draft
    return work_out(replace(draft, system=draft.profile.crs), project.snapshot(), project.path, project.srs)


def _row_numbers(form: str, made: RandomTable) -> dict[int, bool]:
    """The rows that a reader of the file sees, by number, and whether any of its cells shows something."""
    if form in ("geojson", "gpkg"):
        read = map_columns(made).values()
        shown = [
            [*(row[place] for place in read if place < len(row)), point]
            for row, point in zip(made.rows, made.points, strict=True)
        ]
        return {number: not all(map(is_empty, cells)) for number, cells in enumerate(shown, 1)}
    held = xml_text if form == "ods" else as_text
    return {number: any(held(cell).strip() for cell in row) for number, row in enumerate(made.records, 1)}


def _check_sheet(form: str, made: RandomTable, draft: Draft) -> None:
    """Every row that shows something was read: as title, as header or as a row."""
    sheet = draft.sheet
    read = {number for number, _ in (*sheet.titles, *sheet.rows)}
    header = set(range(sheet.header_row, sheet.header_row + sheet.header_depth + 2)) - read
    missing = {number for number, filled in _row_numbers(form, made).items() if filled} - read - header
    assert not missing, f"rows {missing} were not read"
    assert len(sheet.rows) + len(sheet.titles) == len(read)


def _check_import(project: Project, draft: Draft, numbers: dict[int, bool], seen: Seen) -> None:
    assert draft.plan is not None
    results = take(project, draft.plan)
    assert tuple(results) == draft.plan.results  # what was shown before is what was done
    for (kind, sheet), result in zip(draft.tables, results, strict=True):
        headed = sheet if sheet.origins else headed_for(sheet, kind)
        assert result.rows == len(headed.rows)
        if not sheet.origins:
            told = {number for number, _ in (*sheet.titles, *sheet.rows)}
            assert told >= {number for number, _ in (*draft.sheet.titles, *draft.sheet.rows)}
        _check_result(result, numbers)
        for outcome in ("imported", "updated", "rejected", "skipped"):
            seen.rows[outcome] += getattr(result, outcome)
    assert project.check() == []


def _check_result(result: ImportResult, numbers: dict[int, bool]) -> None:
    assert result.rows == result.imported + result.updated + result.rejected + result.skipped
    assert len(result.of("rejected")) == result.rejected
    known = [remark.values["n"] for remark in result.remarks if remark.message_id == KNOWN]
    assert len(result.of("skipped")) + sum(map(int, map(str, known))) == result.skipped
    for problem in result.problems:
        assert problem.row in numbers, f"row {problem.row} is not in the file"
        assert problem.reason.message_id


def _check_again(project: Project, draft: Draft) -> None:
    """The same file once more changes nothing."""
    assert draft.plan is not None
    revision = project.revision
    results: Sequence[ImportResult] = take(project, draft.plan)
    assert [(result.imported, result.updated) for result in results] == [(0, 0)] * len(results)
    assert project.revision == revision
