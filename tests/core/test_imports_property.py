"""Random tables of every kind, sound and unsound: no row is lost, and the same table again changes nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalogues import table
from core.import_choices import ACTIONS, Choices
from core.imports import IMPORTERS, import_sheet, import_sheets, plan_sheets
from core.project import Project
from core.sheets import Sheet
from core.text import Text

NAMES = ["A", "B", "Ａ", " B ", "化工厂", "C", "", "—", "合计", "F1", "#REF!", 7.0]
NUMBERS = [0, 5, 5.5, "1,234.5", "１２", -1, "many", "inf", "", "无", None, 1e299, "<0.05"]
UNITS = ["t/a", "万吨", "m3", "GJ", "t fish/yr", "", "12", 3.0, "t/d", "\x01"]
YEARS = [2024, 2023.0, "2024年", "2024-03", "", "last", 2024.5, None]
CELLS = {
    "kind": ["", "waste", "副产品", "Utility sharing", "energy", "nonsense"],
    "item": ["water_fresh", "产量", "employees", "nonsense", ""],
    "pollutant": ["COD", "氨氮", "odour", ""],
    "medium": ["", "water", "废气", "goods", "nonsense"],
    "unit": UNITS,
    "destination": ["", "direct", "仅产生", "Works"],
    "geometry": ["", None, "POLYGON ((109 23, 110 23, 110 24, 109 23))", "POINT (109 23)", "nowhere"],
    "source": ["", "Ledger", "Survey", "Ledger"],
    "source date": ["", "2024", "2025"],
    "credit code": ["", "91450800199812345X", "914508002000000000", 9.1e17],
    "grade": ["", "declared", "估算", "nonsense"],
    "status": ["", "running", "停产", "计划"],
    "origin": ["", "sender", "接收方"],
    "document": ["", "L1", "L2"],
    "id": ["", "F1", "F2", "1"],
}
NUMERIC = {"amount", "value", "mass", "opening", "closing", "capacity", "concentration", "sd", "lon", "lat", "area"}
YEARLY = {"year", "since", "until", "valid to", "valid from"}


def cells(column: str) -> st.SearchStrategy[object]:
    if column in CELLS:
        return st.sampled_from(CELLS[column])
    return st.sampled_from(NUMBERS if column in NUMERIC else YEARS if column in YEARLY else NAMES)


@st.composite
def tables(draw: st.DrawFn, kind: str) -> Sheet:
    described = [row for row in table("tables/headers.csv") if row["table"] in (kind, "*")]
    needed = [row["column"] for row in described if row["need"]]
    others = draw(st.lists(st.sampled_from([row["column"] for row in described]), max_size=8))
    columns = tuple(dict.fromkeys(needed + others))
    rows = draw(st.lists(st.tuples(*(cells(column) for column in columns)), min_size=1, max_size=8))
    return Sheet("random.csv", "", columns, tuple(enumerate(rows, 2)))


@contextmanager
def fresh_project(empty: Path) -> Iterator[Project]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Project.open(shutil.copyfile(empty, Path(folder, "p.gpkg"))) as project,
    ):
        yield project


@pytest.mark.parametrize("kind", list(IMPORTERS))
@settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_row_is_accounted_for_and_a_second_import_changes_nothing(
    empty_file: Path, kind: str, data: st.DataObject
) -> None:
    sheet = data.draw(tables(kind))
    with fresh_project(empty_file) as project:
        first = import_sheet(project, sheet, kind)
        revision = project.revision
        second = import_sheet(project, sheet, kind)
        assert project.revision == revision
        assert project.check() == []
    for result in (first, second):
        assert result.rows == result.imported + result.updated + result.rejected + result.skipped == len(sheet.rows)
    assert (second.imported, second.updated) == (0, 0)
    assert second.rejected == first.rejected


@pytest.mark.parametrize("kind", list(IMPORTERS))
@settings(max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_preview_of_any_table_is_what_the_import_answers(empty_file: Path, kind: str, data: st.DataObject) -> None:
    first, second = data.draw(tables(kind)), data.draw(tables(kind))
    choices = Choices(on_duplicate=data.draw(st.sampled_from(ACTIONS)))
    with fresh_project(empty_file) as project:
        import_sheet(project, first, kind)
        previewed = list(plan_sheets(project.path, [(kind, second)], choices).results)
        revision = project.revision
        taken = import_sheets(project, [(kind, second)], Text("Import {file}", {"file": "random.csv"}), choices)
        assert previewed == taken
        assert sum((taken[0].imported, taken[0].updated, taken[0].rejected, taken[0].skipped)) == len(second.rows)
        assert project.revision == revision or taken[0].imported + taken[0].updated
        assert project.check() == []
