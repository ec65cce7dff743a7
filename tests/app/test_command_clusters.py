"""The commands that tell clusters and the coupling over the years."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.__main__ import main


def test_clusters_and_coupling_are_told_in_words_and_as_json(
    sample_file: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = sample_file("teaching", "en")
    before = path.read_bytes()
    assert main(["clusters", str(path), "--language", "zh"]) == 0
    assert "共生" in capsys.readouterr().out
    assert main(["clusters", str(path), "--json", "--language", "en", "--reach-km", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["parameters"]["reach_m"] == 1000.0
    assert {group["kind"] for group in told["groups"]} <= {"colocation", "chain", "symbiosis"}
    assert told["hot_spots"] == []
    assert path.read_bytes() == before
    assert main(["clusters", str(path), "--reach-km", "0"]) == 1
    assert main(["coupling", str(path), "--json", "--language", "zh"]) == 0
    coupled = json.loads(capsys.readouterr().out)
    assert [(year["year"], year["grade"]) for year in coupled["years"]] == [(2023, None), (2024, None), (2025, None)]
    assert main(["coupling", str(path), "--weights", "entropy", "--language", "en"]) == 1
