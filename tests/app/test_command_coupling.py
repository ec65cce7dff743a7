"""The command that tells the coupling over the years."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from core.samples import create_sample


def test_three_years_of_the_teaching_park_are_a_table_without_a_grade(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "park.gpkg"
    create_sample(path, "teaching", "en").close()
    assert main(["coupling", str(path), "--json", "--language", "zh"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [year["year"] for year in told["years"]] == [2023, 2024, 2025]
    assert {year["grade"] for year in told["years"]} == {None}
    assert main(["coupling", str(path), "--weights", "entropy", "--language", "en"]) == 1
