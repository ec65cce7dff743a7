"""The command reconcile tells figures of wrong unit too, which no balance holds."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from core.imports import import_sheet
from core.project import Project
from core.sheets import Sheet

HEADER = ("actor", "item", "commodity", "value", "unit", "year")
SODA = (
    (2, ("烧碱厂", "production", "烧碱", 24_300, "t", 2023)),
    (3, ("烧碱厂", "production", "烧碱", 24_300_000, "t", 2024)),
)


@pytest.fixture
def slipped(tmp_path: Path) -> Path:
    """A closed project whose only figures are what one plant makes, once a thousand times too much."""
    with Project.create(tmp_path / "p.gpkg") as project:
        import_sheet(project, Sheet("a.csv", "", HEADER, SODA), "statistics")
    return tmp_path / "p.gpkg"


def test_a_slip_that_no_balance_holds_stands_among_what_is_told(
    slipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reconcile", str(slipped), "--language", "en"]) == 0
    said = capsys.readouterr().out.replace("\u2009", " ")
    assert said.startswith("p, 2024: which figures do not fit\n")
    assert "24 300 000 t (2024) is about a thousand times 24 300 t (2023)" in said
    assert main(["reconcile", str(slipped), "--json", "--language", "en"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["plausibility"]
    assert told["rule"] == "data.thousandfold"
    assert [row["table"] for row in told["rows"]] == ["statistic", "statistic"]
