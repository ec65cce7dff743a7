"""Tables out of a project: what stays, what no spreadsheet takes for a formula, and what a file cannot hold."""

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from core.columns import Table
from core.errors import UserError
from core.export_rows import ExportTable, export_rows
from core.exported import _write_xlsx, write_table
from core.imports import import_sheets
from core.project import Project
from core.samples import KINDS, sample_sheets
from core.sheets import Sheet, read_sheet
from core.snapshot import Snapshot
from core.text import Text

FIRMS = tuple(kind for kind in KINDS if kind not in ("regions", "commodities"))  # tables about firms
FORMULAS = ["=1+1", "+86 10", "-丙厂", "@SUM(A1)", "{=1}", "https://a.example", "0012"]


def sheet(*rows: tuple[object, ...]) -> Sheet:
    head, *others = rows
    return Sheet("a.csv", "", tuple(map(str, head)), tuple(enumerate(others, 2)))


@pytest.fixture
def named(tmp_path: Path) -> Snapshot:
    """Firms whose names look like formulas, each with a number that is below 0."""
    with Project.create(tmp_path / "p.gpkg") as project:
        actors = sheet(("name",), *((name,) for name in FORMULAS))
        values = sheet(("actor", "item", "value", "unit"), *((name, "value_added", -5.5, "万元") for name in FORMULAS))
        import_sheets(project, [("actors", actors), ("statistics", values)], Text("test"))
        return project.snapshot()


def test_a_csv_file_guards_texts_that_look_like_formulas_and_leaves_numbers(named: Snapshot, tmp_path: Path) -> None:
    write_table(named, "statistics", tmp_path / "s.csv", "en")
    content = (tmp_path / "s.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [row["Firm"] for row in rows] == [("'" if name[0] in "=+-@" else "") + name for name in FORMULAS]
    assert {row["Value"] for row in rows} == {"-5.5"}
    assert [cells[0] for _, cells in read_sheet(tmp_path / "s.csv").rows] == FORMULAS


def test_an_excel_file_holds_texts_and_no_formula_and_no_link(named: Snapshot, tmp_path: Path) -> None:
    write_table(named, "statistics", tmp_path / "s.xlsx", "en")
    cells = openpyxl.load_workbook(tmp_path / "s.xlsx").active["A"][1:]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(name, "s", None) for name in FORMULAS]


def test_rows_that_may_only_enter_sums_stay_and_are_counted(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.gpkg") as project:
        head = ("actor", "item", "value", "unit", "source", "source use")
        closed = sheet(head, ("A", "production", 5, "t", "form 205", "aggregate"), ("B", "production", 6, "t", "", ""))
        firms = sheet(("name", "source", "source use"), ("B", "list", "public"), ("C", "form 205", "aggregate"))
        ends = ("from", "to", "commodity", "amount", "unit", "year", "source", "source use")
        links = sheet(
            ends, ("B", "D", "ash", 3, "t", 2024, "form 205", "aggregate"), ("B", "D", "ash", 4, "t", 2024, "x", "")
        )
        import_sheets(project, [("actors", firms), ("statistics", closed), ("flows", links)], Text("test"))
        shot = project.snapshot()
    written = write_table(shot, "statistics", tmp_path / "s.csv", "en")
    assert (written.rows, written.withheld) == (1, 1)
    assert "sums only" in written.sentences()[1].plural or "sums only" in written.sentences()[1].message_id
    assert b"form 205" not in (tmp_path / "s.csv").read_bytes()
    names = [row[0] for row in export_rows(shot, "actors", "en").rows]
    assert "B" in names
    assert "C" not in names
    assert all("form 205" not in row for kind in FIRMS for row in export_rows(shot, kind, "en").rows)


def test_what_both_tables_keep_is_the_same_after_export_and_import(
    sample_shot: Callable[[str, str], Snapshot], tmp_path: Path
) -> None:
    with Project.create(tmp_path / "b.gpkg") as other:
        shot = sample_shot("teaching", "en")
        kinds = [kind for kind in KINDS if export_rows(shot, kind, "zh").rows]
        for kind in kinds:
            write_table(shot, kind, tmp_path / f"{kind}.xlsx", "zh")
        import_sheets(other, [(kind, read_sheet(tmp_path / f"{kind}.xlsx")) for kind in kinds], Text("test"))
        again = other.snapshot()
    for name, columns in KEPT.items():
        before, after = (sorted(zip(*(plain(getattr(shot_, name), column) for column in columns), strict=True))
                         for shot_ in (shot, again))  # fmt: skip
        assert before == after, name


KEPT = {
    "actor": ("name", "credit_code", "industry_code", "role", "kind", "layer", "permit_class", "point", "region"),
    "flow": ("sender", "receiver", "commodity", "kind", "since", "status"),
    "flow_amount": ("flow", "year", "value", "unit_entered", "origin", "grade"),
    "emission": ("actor", "pollutant", "mass", "concentration", "limit_concentration", "destination", "plant"),
    "statistic": ("actor", "item", "commodity", "year", "value", "unit"),
    "stock": ("actor", "commodity", "year", "opening", "closing", "storage_capacity"),
    "capacity": ("actor", "commodity", "value", "licence", "codes", "valid_to", "proof", "gate_fee"),
    "region": ("name", "parent", "level", "outline"),
}


def plain(table: Table, column: str) -> list[str]:
    """A column as texts, numbers to 13 digits."""
    values = getattr(table, column)
    number = values.ndim == 1 and values.dtype != object
    return [f"{float(value):.13g}" if number else str(value) for value in values]


def test_a_table_of_more_rows_than_a_sheet_holds_stands_on_several(tmp_path: Path) -> None:
    table = ExportTable("aliases", ("actor", "alias"), tuple((f"A{n}", "a") for n in range(7)), tuple(range(7)))
    assert _write_xlsx(table, tmp_path / "a.xlsx", "en", most_rows=4) == 3
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    assert {sheet["A1"].value for sheet in book} == {"Firm"}
    assert all(len(sheet.title) <= 31 for sheet in book)


def test_a_text_that_no_cell_can_hold_is_told_with_its_row_and_column(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.gpkg") as project:
        import_sheets(project, [("actors", sheet(("name", "note"), ("A", "x" * 32768)))], Text("test"))
        shot = project.snapshot()
    with pytest.raises(UserError) as told:
        write_table(shot, "actors", tmp_path / "a.xlsx", "en")
    assert (told.value.row, told.value.column) == (2, "Note")
    assert not (tmp_path / "a.xlsx").exists()
    assert write_table(shot, "actors", tmp_path / "a.csv", "en").rows == 1


def test_an_outline_that_no_cell_can_hold_is_left_out_and_counted(tmp_path: Path) -> None:
    corners = ", ".join(f"{105 + n / 1e5} {40 + (n % 7) / 1e5}" for n in range(3000))
    with Project.create(tmp_path / "p.gpkg") as project:
        outline = f"POLYGON (({corners}, 105.0 40.0))"
        import_sheets(project, [("regions", sheet(("name", "geometry"), ("county", outline)))], Text("test"))
        shot = project.snapshot()
    assert write_table(shot, "regions", tmp_path / "r.xlsx", "en").remarks[0].values == {"n": 1}
    assert write_table(shot, "regions", tmp_path / "r.csv", "en").remarks == ()


@pytest.mark.parametrize("name", ["a.shp", "a", "nowhere/a.csv"])
def test_a_file_that_cannot_be_written_leaves_nothing_behind(name: str, named: Snapshot, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UserError):
        write_table(named, "actors", tmp_path / name, "en")
    assert sorted(tmp_path.iterdir()) == before


def test_what_was_not_detected_is_exported_as_it_was_written(tmp_path: Path) -> None:
    head = ("actor", "pollutant", "medium", "mass", "unit", "concentration", "note")
    rows = [("A", "COD", "water", "未检出", "", 3, "seen"), ("B", "COD", "water", 2, "kg", "<0.05", "")]
    with Project.create(tmp_path / "p.gpkg") as project:
        import_sheets(project, [("emissions", sheet(head, *rows))], Text("test"))
        table = export_rows(project.snapshot(), "emissions", "en")
    told = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [(r["mass"], r["concentration"], r["note"]) for r in told] == [("未检出", 3, "seen"), (2, "<0.05", None)]


def test_firms_of_one_name_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.gpkg") as project:
        two = sheet(("name", "credit code"), ("A", "91000000MA000901XJ"), ("A", "91000000MA0000012X"))
        figures = sheet(("actor", "item", "value", "unit"), ("91000000MA0000012X", "employees", 7, ""))
        import_sheets(project, [("actors", two), ("statistics", figures)], Text("test"))
        shot = project.snapshot()
    assert export_rows(shot, "statistics", "en").rows[0][0] == "91000000MA0000012X"


def test_the_sample_has_a_table_for_every_kind_that_it_imports() -> None:
    assert {kind for kind, _ in sample_sheets("teaching")} <= set(KINDS)
