"""What holds for every kind of table: the sum of rows, all or nothing, the same file twice adds nothing."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.backups import backups
from core.errors import UserError
from core.i18n import show
from core.import_results import ImportResult, as_record
from core.imports import import_sheet, import_sheets, plan_sheets, take
from core.project import Project
from core.sheets import Sheet, make_sheet
from core.text import Text

Row = Sequence[Any]
FLOWS = ("from", "to", "commodity", "kind", "amount", "unit", "year")


def table(header: Row, *rows: Row, file: str = "t.csv") -> Sheet:
    return make_sheet(file, "", [(number, tuple(cells)) for number, cells in enumerate((header, *rows), 1)])


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    assert result.rows == result.imported + result.updated + result.rejected + result.skipped
    return result.imported, result.updated, result.rejected, result.skipped


def test_an_import_is_one_edit_that_undo_takes_back(project: Project) -> None:
    import_sheet(project, table(FLOWS, ("A", "B", "slag", "waste", 5, "t/a", 2024)), "flows")
    assert [entry.label.message_id for entry in project.history()] == ["Import {file}"]
    project.undo()
    snapshot = project.snapshot()
    assert (len(snapshot.flow), len(snapshot.actor), len(snapshot.source)) == (0, 0, 0)


def test_the_same_file_twice_adds_nothing_and_leaves_no_entry(project: Project) -> None:
    sheet = table(FLOWS, ("A", "B", "slag", "waste", 5, "t/a", 2024), ("A", "", "gas", "emission", 1, "t/a", 2024))
    assert counts(import_sheet(project, sheet, "flows")) == (2, 0, 0, 0)
    revision = project.revision
    assert counts(import_sheet(project, sheet, "flows")) == (0, 0, 0, 2)
    assert project.revision == revision


def test_a_backup_is_kept_before_existing_data_are_touched(project: Project) -> None:
    import_sheet(project, table(FLOWS, ("A", "B", "slag", "waste", 5, "t/a", 2024)), "flows")
    assert backups(project.path) == []
    import_sheet(project, table(FLOWS, ("A", "B", "slag", "waste", 6, "t/a", 2024)), "flows")
    assert len(backups(project.path)) == 1


def test_a_table_of_which_nothing_can_be_taken_leaves_the_project_as_it_was(project: Project) -> None:
    before = project.path.read_bytes()
    result = import_sheet(project, table(FLOWS, ("A", "B", "slag", "waste", -5, "t/a", 2024)), "flows")
    assert (counts(result), result.taken) == ((0, 0, 1, 0), False)
    assert project.path.read_bytes() == before


def test_a_rejected_row_names_sheet_row_column_value_and_reason(project: Project) -> None:
    sheet = table(FLOWS, ("A", "B", "slag", "waste", -5, "t/a", 2024), ("C", "D", "slag", "waste", 1, "t/a", 2024))
    result = import_sheet(project, sheet, "flows")
    (problem,) = as_record(result, "en")["problems"]
    assert problem == {
        "sheet": "t.csv",
        "row": 2,
        "column": "amount",
        "value": "-5",
        "reason": "the number must not be below 0",
        "outcome": "rejected",
    }
    assert list(project.snapshot().actor.name) == ["C", "D"]


def test_an_equal_row_is_skipped_with_the_row_it_repeats(project: Project) -> None:
    row = ("A", "B", "slag", "waste", 5, "t/a", 2024)
    result = import_sheet(project, table(FLOWS, row, row), "flows")
    assert counts(result) == (1, 0, 0, 1)
    assert result.of("skipped")[0].reason == Text("same as row {row}", {"row": "2"})


def test_rows_that_contradict_each_other_are_both_rejected_with_the_other_named(project: Project) -> None:
    sheet = table(("id", "name", "role"), ("F1", "A", "producer"), ("F1", "B", "consumer"), ("F2", "C", "producer"))
    result = import_sheet(project, sheet, "actors")
    assert counts(result) == (1, 0, 2, 0)
    told = [(problem.row, problem.column, problem.value, problem.reason.values["row"]) for problem in result.problems]
    assert told == [(2, "id", "F1", "3"), (3, "id", "F1", "2")]


def test_totals_and_repeated_headers_are_skipped_and_told(project: Project) -> None:
    sheet = table(("企业名称", "区域"), ("化工厂", "示范园区"), ("企业名称", "区域"), ("合 计", ""), ("小计", ""))
    result = import_sheet(project, sheet, "actors")
    assert counts(result) == (1, 0, 0, 3)
    assert [problem.row for problem in result.of("skipped")] == [3, 4, 5]


def test_a_row_with_more_cells_than_the_header_is_rejected(project: Project) -> None:
    result = import_sheet(project, table(("name", "role"), ("A", "producer", "stray"), ("B", "producer")), "actors")
    assert counts(result) == (1, 0, 1, 0)


def test_a_missing_column_stops_the_whole_import(project: Project) -> None:
    sheets = [("actors", table(("name",), ("A",))), ("flows", table(("from", "to"), ("A", "B")))]
    with pytest.raises(UserError):
        import_sheets(project, sheets, Text("Import {file}", {"file": "two"}))
    assert (project.revision, len(project.snapshot().actor)) == (0, 0)


def test_several_tables_are_one_edit_and_know_each_other(project: Project) -> None:
    actors = table(("id", "name"), ("F1", "Brick works"))
    flows = table(FLOWS, ("F1", "Paper mill", "ash", "waste", 5, "t/a", 2024))
    results = import_sheets(project, [("actors", actors), ("flows", flows)], Text("Import {file}", {"file": "all"}))
    assert results[1].created_actors == ("Paper mill",)
    assert project.revision == 1


def test_the_file_is_the_source_where_no_column_names_one(project: Project) -> None:
    sheet = Sheet("firms.csv", "", ("name",), ((2, ("A",)),), file_hash="ab" * 32)
    import_sheet(project, sheet, "actors")
    source = project.snapshot().source
    assert (list(source.title), list(source.file)) == (["firms.csv"], ["firms.csv"])


def test_a_copy_of_a_file_under_another_name_is_the_same_source(project: Project) -> None:
    row = ((2, ("A", "B", "slag", "waste", 5, "t/a", 2024)),)
    import_sheet(project, Sheet("a.csv", "", FLOWS, row, file_hash="ab" * 32), "flows")
    result = import_sheet(project, Sheet("copy.csv", "", FLOWS, row, file_hash="ab" * 32), "flows")
    assert counts(result) == (0, 0, 0, 1)


def test_a_source_column_makes_sources_with_date_and_permitted_use(project: Project) -> None:
    header = ("name", "来源资料", "资料日期", "使用范围")
    import_sheet(
        project, table(header, ("A", "2024年台账", "2025年3月", "仅汇总"), ("B", "2024年台账", "", "")), "actors"
    )
    source = project.snapshot().source
    assert (list(source.title), list(source.date), list(source.permitted_use)) == (
        ["2024年台账"], ["2025-03"], ["aggregate"],
    )  # fmt: skip


def test_a_new_date_of_a_source_counts_as_an_update(project: Project) -> None:
    header = ("name", "source", "source date")
    import_sheet(project, table(header, ("A", "Ledger", "2024")), "actors")
    assert counts(import_sheet(project, table(header, ("A", "Ledger", "2025")), "actors")) == (0, 1, 0, 0)
    assert list(project.snapshot().source.date) == ["2025"]


def test_one_source_cannot_have_two_dates_in_a_file(project: Project) -> None:
    sheet = table(("name", "source", "source date"), ("A", "Ledger", "2024"), ("B", "Ledger", "2025"))
    result = import_sheet(project, sheet, "actors")
    assert counts(result) == (1, 0, 1, 0)
    assert result.problems[0].column == "source date"


def test_an_import_of_many_files_is_labelled_by_their_number(project: Project) -> None:
    sheets = [("actors", table(("name",), (f"firm {number}",), file=f"form {number}.csv")) for number in range(5)]
    take(project, plan_sheets(project.path, sheets))
    assert [show(entry.label, "en") for entry in project.history()] == ["Import 5 files"]
