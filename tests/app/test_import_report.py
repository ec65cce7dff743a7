"""What an import tells of rows: those that have one reason stand together."""

from pathlib import Path

from app.import_report import describe_result
from core.i18n import show
from core.imports import import_sheet
from core.project import Project
from core.sheets import make_sheet

HEADER = ("from", "to", "commodity", "kind", "amount", "unit", "year")


def test_rows_with_one_reason_are_told_in_one_line(tmp_path: Path) -> None:
    whole, bare = ("A", "B", "slag", "waste", "5", "t/a", "2024"), ("", "", "", "", "5", "t/a", "2024")
    cells = [HEADER, whole, *[bare] * 30, whole, bare]
    with Project.create(tmp_path / "p.gpkg") as project:
        result = import_sheet(project, make_sheet("t.csv", "", list(enumerate(cells, 1))), "flows")
    lines = [show(text, "en") for text in describe_result(result)]
    assert [line.partition(": ")[0] for line in lines if line.startswith("- row")] == [
        "- rows 3–32, 34, column from",
        "- row 33",
    ]
