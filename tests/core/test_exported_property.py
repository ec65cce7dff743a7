"""Random projects: every table that is exported and imported into a fresh project gives the same rows."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.cells import Cell
from core.export_rows import export_rows
from core.exported import write_table
from core.imports import import_sheet, import_sheets
from core.project import Project
from core.sheets import Sheet, read_sheet
from core.snapshot import Snapshot
from core.templates import TemplateColumn, template_columns
from core.text import Text

ORDER = ("regions", "commodities", "actors", "aliases", "flows", "emissions", "statistics", "stocks", "capacities",
         "coefficients", "registers", "initiatives", "findings")  # fmt: skip
NAMES = {
    "actor": ["甲厂", "Works B", "=CMD()", "-丙厂", "Ä & Co"], "from": ["甲厂", "Works B", "外部", ""],
    "to": ["-丙厂", "Works B", ""], "commodity": ["粉煤灰", "@steam", "水"], "region": ["", "北片区", "+south"],
    "parent": [""], "initiative": ["制砖线", "=line", "-7"], "owner": ["甲厂", "+B"],
}  # fmt: skip
TEXTS = ["", "", "=1+1", "+86", "-5", "@home", "'quoted'", "0012", "https://a.example", '"a", b', "甲；乙", "1e5"]
FORMATS: dict[str, Sequence[Cell]] = {
    "text": TEXTS, "code": ["", "0012", "=9", "A-1"], "number": [None, 0, 1.5, 1234567.25, 0.1],
    "year": [None, 2023, 2024], "date": ["", "2024", "2024-03", "2024-03-05"],
}  # fmt: skip


def cells(kind: str, column: TemplateColumn) -> st.SearchStrategy[Cell]:
    if kind in ("actors", "regions", "commodities") and column.name == "name":
        return st.sampled_from(
            {"actors": NAMES["actor"], "regions": NAMES["region"][1:], "commodities": NAMES["commodity"]}[kind]
        )
    if column.name in NAMES:
        return st.sampled_from(NAMES[column.name])
    if kind == "actors" and column.name in ("alias", "former name", "short name"):
        return st.just("")  # the table of other names gives them; two firms of one other name are no such table
    if column.name in ("progress", "completion"):
        return st.sampled_from(["", "55%"] if column.name == "progress" else [""])
    if column.name == "source use":
        return st.sampled_from(["", "公开", "内部"])  # what may only enter sums does not leave
    if column.choices:
        return st.sampled_from(["", *column.choices[:12]])
    if column.name in ("lon", "lat", "destination"):
        return st.just({"lon": 105.5, "lat": 40.1234567, "destination": "甲厂"}[column.name])
    return st.sampled_from(FORMATS[column.format])


@st.composite
def parks(draw: st.DrawFn) -> list[tuple[str, Sheet]]:
    """A table of each kind with every column of its template."""
    tables = []
    for kind in ORDER:
        columns = template_columns(kind, "zh")
        rows = draw(st.lists(st.tuples(*(cells(kind, column) for column in columns)), max_size=5))
        if rows:
            tables.append((kind, Sheet("a.csv", "", tuple(c.heading for c in columns), tuple(enumerate(rows, 2)))))
    return tables


@contextmanager
def two_projects(empty: Path) -> Iterator[tuple[Path, Project, Project]]:
    with tempfile.TemporaryDirectory() as folder:
        first, second = (shutil.copyfile(empty, Path(folder) / name) for name in ("a.gpkg", "b.gpkg"))
        with Project.open(first) as one, Project.open(second) as other:
            yield Path(folder), one, other


def rows_of(snapshot: Snapshot, kind: str) -> list[tuple[object, ...]]:
    """The rows of a table in an order of their own; numbers to 15 digits, as Excel keeps them."""
    table = export_rows(snapshot, kind, "en")
    plain = [tuple(float(f"{cell:.14g}") if isinstance(cell, float) else cell for cell in row) for row in table.rows]
    return [table.columns, *sorted(plain, key=repr)]


@pytest.mark.parametrize("ending", [pytest.param(".csv", marks=pytest.mark.wide), ".xlsx"])
@settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(park=parks(), language=st.sampled_from(["zh", "en"]))
def test_what_is_exported_and_imported_again_is_the_same(
    empty_file: Path, park: list[tuple[str, Sheet]], language: str, ending: str
) -> None:
    with two_projects(empty_file) as (folder, one, other):
        import_sheets(one, park, Text("park"))
        snapshot = one.snapshot()
        for kind in ORDER:
            written = write_table(snapshot, kind, folder / f"{kind}{ending}", language)
            if written.rows:
                result = import_sheet(other, read_sheet(written.path), kind)
                assert (result.rows, result.rejected, result.unused) == (written.rows, 0, ())
        again = other.snapshot()
        for kind in ORDER:
            assert rows_of(again, kind) == rows_of(snapshot, kind), kind
