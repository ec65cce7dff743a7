"""The command `capacity`: what a river carries is told, kept as a row that flags compare with, and can be undone."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from core.project import Project

RIVER = ("--flow", "10", "--standard", "20", "--upstream", "15", "--decay", "0.2", "--length", "10", "--speed", "0.3")


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("capacity") / "park.gpkg"
    assert main(["new", str(file), "--sample", "teaching", "--language", "zh"]) == 0
    return file


def region_of(park: Path) -> str:
    with Project.open(park, read_only=True) as project:
        return str(project.snapshot().region.name[0])


def test_a_capacity_is_told_and_only_kept_where_it_is_asked(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    words = ["capacity", "river", str(park), region_of(park), "COD", *RIVER, "--json", "--language", "en"]
    before = park.read_bytes()
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["capacity"], told["to_cut"]) == (pytest.approx(2003.9, abs=0.05), 0)
    assert park.read_bytes() == before
    assert main([*words, "--keep", "2025"]) == 0
    with Project.open(park, read_only=True) as project:
        limits = project.snapshot().region_limit
        kept = [row for row in range(len(limits)) if str(limits.basis[row]) == "capacity"]
        assert [float(limits.value[row]) for row in kept][-1:] == [2003.9]
    assert main([*words, "--keep", "2025"]) == 0  # the same again adds nothing
    assert main([*words[:6], "9", *words[7:], "--keep", "2025"]) == 1
    assert "has an environmental capacity for 2025 already" in capsys.readouterr().err


def test_what_cannot_be_worked_out_is_told(park: Path, capsys: pytest.CaptureFixture[str]) -> None:
    region = region_of(park)
    for words, said in (
        (["river", str(park), region, "COD", *RIVER[:-1], "0"], "0 cannot be the value of speed"),
        (["river", str(park), region, "COD", *RIVER[:-4]], "this is lacking: --length, --speed"),
        (["river", str(park), region, "COD", *RIVER[:6], "--length", "10"], "this is lacking: --decay, --speed"),
        (["river", str(park), region, "snow", *RIVER], "snow is no pollutant of this medium"),
        (
            ["air", str(park), region, "SO2", "--a", "5", "--standard", "1", "2", "--area", "3"],
            "2 standards for 1 zone",
        ),
        (["river", str(park), "Nowhere", "COD", *RIVER], "There is no region Nowhere"),
    ):
        assert main(["capacity", *words, "--language", "en"]) == 1
        assert said in capsys.readouterr().err
