"""The export of a server for ODK or Kobo: submissions with the rows of their repeats, in a worker process.

ODK Central writes FORM.csv and FORM-links.csv, whose PARENT_KEY is the KEY of the submission, as files or as a zip;
Kobo a workbook with a sheet for each repeat, or such sheets as text, whose _parent_index is the submission's _index.
Names of columns are those of the form (XML values), behind groups that are divided by "/" or, of a place, "-".
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from core.cells import Cell
from core.errors import UserError
from core.merge_values import whole_text
from core.sheet_text import read_text
from core.sheet_workbook import read_all
from core.survey_packet import no_packet
from core.text import Text

LARGEST, MOST_TABLES = 200_000_000, 50  # bytes of text unpacked, and files
REPEATS = {"links": "link", "capacities": "capacity"}  # by repeat the column that only it has
_JOINS = (("KEY", "PARENT_KEY"), ("_index", "_parent_index"), ("_uuid", "_submission__uuid"))
_REFUSED = {"rejected", "not approved", "validation_status_not_approved"}
Row = dict[str, str]


@dataclass(slots=True)
class Answers:
    """Submissions, each with its rows of `links` and `capacities`; how many were rejected, or rows without one."""

    packet_id: str = ""
    hash: str = ""
    submissions: list[tuple[Row, dict[str, list[Row]]]] = field(default_factory=list)
    rejected: int = 0
    orphans: int = 0


def is_export(path: Path) -> bool:
    """Whether a file or folder can only be an export: tables as text, alone or packed."""
    if path.is_dir() or path.suffix.lower() == ".csv":
        return True
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return "manifest.json" not in names and any(name.lower().endswith(".csv") for name in names)


def read_export(path: Path) -> Answers:
    """The submissions of an export; UserError for what is none of a survey's form, or of several packets."""
    tables = list(_tables(path))
    submissions = [row for table in tables if "firm" in table[0] and "packet" in table[0] for row in table]
    packets = {row["packet"] for row in submissions if row["packet"]}
    if not submissions and path.suffix.lower() == ".xlsx":  # a workbook of ours that lost its mark, or any other
        raise no_packet(path)
    if len(packets) != 1:
        raise _no_export(path)
    answers = Answers(packets.pop(), hashlib.sha256(json.dumps(sorted(map(json.dumps, tables))).encode()).hexdigest())
    for row in submissions:
        state = (row.get("ReviewState") or row.get("_validation_status", "")).strip().casefold()
        if state in _REFUSED:
            answers.rejected += 1
        else:
            answers.submissions.append((row, {name: [] for name in REPEATS}))
    for table in tables:
        for name, column in REPEATS.items():
            if column in table[0]:
                _join(answers, submissions, name, table)
    return answers


def _join(answers: Answers, submissions: list[Row], name: str, rows: list[Row]) -> None:
    """Give the rows of a repeat to their submissions; those of rejected ones go with them."""
    key, parent = next((pair for pair in _JOINS if pair[1] in rows[0]), _JOINS[0])
    known = {row.get(key): held for row, held in answers.submissions}
    every = {row.get(key) for row in submissions}
    for row in rows:
        if (held := known.get(row.get(parent))) is not None:
            held[name].append(row)
        elif row.get(parent) not in every:
            answers.orphans += 1


def _tables(path: Path) -> Iterator[list[Row]]:
    """The tables that hold a row."""
    if path.suffix.lower() == ".xlsx":
        for sheet in read_all(path):
            yield from _rows([cells for _, cells in sheet.records])
        return
    with tempfile.TemporaryDirectory() as folder:
        for file in _files(path, Path(folder)):
            yield from _rows([cells for _, cells in read_text(file)[0]])


def _files(path: Path, folder: Path) -> list[Path]:
    """The text tables of a folder, of a zip, or those that were written beside one of them."""
    if path.is_dir():
        return _bounded(sorted(path.glob("*.csv")), path)
    if path.suffix.lower() == ".csv":
        stem = path.stem.partition("-")[0]
        return _bounded(sorted({path, *path.parent.glob(f"{stem}*.csv")}), path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(".csv")]
            if len(parts) > MOST_TABLES or sum(part.file_size for part in parts) > LARGEST:
                raise _no_export(path)
            for number, part in enumerate(parts):  # under names of ours, whatever the zip calls them
                (folder / f"{number:02d}-{PurePosixPath(part.filename).name[:60]}").write_bytes(archive.read(part))
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as cause:
        raise _no_export(path) from cause
    return sorted(folder.iterdir())


def _bounded(files: list[Path], path: Path) -> list[Path]:
    if len(files) > MOST_TABLES or sum(file.stat().st_size for file in files) > LARGEST:
        raise _no_export(path)
    return files


def _rows(records: Sequence[Sequence[Cell]]) -> Iterator[list[Row]]:
    """The rows below the headings, where there are any."""
    if not records:
        return
    names = [whole_text(cell).rpartition("/")[2] for cell in records[0]]
    rows = [
        {name: whole_text(cell) for name, cell in zip(names, cells, strict=False) if name}
        for cells in records[1:]
        if any(cell not in (None, "") for cell in cells)
    ]
    if rows:
        yield rows


def _no_export(path: Path) -> UserError:
    return UserError(
        Text("{file} is no export of one packet's form.", {"file": path.name}),
        Text("Export the form with XML values as headings and with its repeats, all submissions of one packet."),
        file=str(path),
    )
