"""Requests by flag rules on the command line: a firm's workbook with several sheets goes back in as it is."""

from pathlib import Path

import openpyxl
import pytest

from app.__main__ import main
from core.project import Project
from core.records import insert
from core.text import Text

YEAR = 2024


@pytest.fixture
def park(tmp_path: Path) -> Path:
    """A works that told a discharge without its mean, a hazardous waste handed over and a heap."""
    path = tmp_path / "park.gpkg"
    with Project.create(path) as project, project.edit(Text("Enter a works")) as db:
        works, plant = insert(db, "actor", [{"name": "印染"}, {"name": "焚烧厂"}])
        oil, mud = insert(db, "commodity", [
            {"name": "废矿物油", "code": "900-249-08", "base_unit": "t"}, {"name": "赤泥", "base_unit": "t"},
        ])  # fmt: skip
        (source,) = insert(db, "source", [{"title": "年报"}])
        insert(db, "flow", [{"sender_id": works, "receiver_id": plant, "commodity_id": oil, "kind": "waste"}])
        insert(db, "stock", [
            {"actor_id": works, "commodity_id": mud, "year": YEAR, "closing": 50.0, "source_id": source},
        ])  # fmt: skip
        insert(db, "emission", [
            {"actor_id": works, "medium": "water", "pollutant": "cod", "mass": 5.0, "mass_entered": 5.0,
             "unit_entered": "t", "year": YEAR, "destination": "direct", "limit_concentration": 10.0,
             "source_id": source},
        ])  # fmt: skip
    return path


RULES = ("pollution.over_limit", "pollution.hazardous_waste", "gap.growing_heap")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_of_three_sheets_is_imported_as_it_is_and_the_rules_judge(
    park: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    out = tmp_path / "out"
    words = ["request", str(park), str(out), "--year", str(YEAR), "--rules", *RULES, "--language", language]
    assert main(words) == 0
    assert ("facts that firms hold are told" if language == "en" else "企业") in capsys.readouterr().out
    (file,) = out.glob("C*.xlsx")
    book = openpyxl.load_workbook(file)
    assert len(book.worksheets) == 4
    for sheet in book.worksheets[:3]:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if cell.fill.fgColor.rgb == "FFFFF7DC":
                    cell.value = "填报表" if cell.column == sheet.max_column else 150
    book.save(file)
    assert main(["import", str(park), str(file), "--language", language]) == 0
    with Project.open(park, read_only=True) as project:
        told = project.snapshot()
    assert (told.emission.concentration.tolist(), told.stock.storage_capacity.tolist()) == ([150.0], [150.0])
    assert told.statistic.value.tolist() == [150.0] * 3  # of the year and the two before it
    capsys.readouterr()
    assert main(["flags", str(park), "--year", str(YEAR), "--json"]) == 0
    said = capsys.readouterr().out
    assert all(f'"rule": "{rule}"' in said for rule in RULES[:2])
