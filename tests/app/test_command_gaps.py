"""The command `gaps`: what has no receiver, as text for an official and as JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from core.analysis import analyse
from core.project import Project


@pytest.fixture(scope="module")
def teaching(sample_file: Callable[[str, str], Path]) -> Path:
    """The closed project of the teaching park."""
    return sample_file("teaching", "en")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["gaps", *words, "--json", "--language", "en"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    result: dict[str, Any] = json.loads(printed.out)
    return result


def test_the_findings_and_the_gaps_tell_one_amount_of_each_waste(
    teaching: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(teaching, read_only=True) as project:
        findings = analyse(project.snapshot()).findings
    found = {(one.subject.uid, one.matter): one.amount for one in findings if one.rule == "gap.no_receiver"}
    offers = told(capsys, str(teaching), "--proved-only")["offers"]
    assert {(one["actor"]["uid"], one["commodity"]["name"]): one["amount"] for one in offers} == found
    for one in offers:
        assert one["amount"] == pytest.approx(one["matched"] + one["left"])


def test_the_step_of_a_finding_is_that_of_the_gap(teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", str(teaching), "--json", "--language", "en"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    steps = {one["step"] for one in findings if one["rule"] == "gap.no_receiver"}
    assert steps == {one["step"] for one in told(capsys, str(teaching), "--proved-only")["offers"]}


def test_a_region_is_asked_alone_and_an_unknown_one_is_told(teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = told(capsys, str(teaching))["offers"]
    north = told(capsys, str(teaching), "--region", "北片区")
    assert north["region"] == "北片区"
    assert 0 < len(north["offers"]) < len(whole)
    assert len(told(capsys, str(teaching), "--region", "North district")["offers"]) == len(north["offers"])
    assert main(["gaps", str(teaching), "--region", "Nowhere", "--language", "en"]) == 1
    assert "There is no region Nowhere in the project." in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["--rate", "0.8", "0.4"],
        ["--rate", "1", "inf"],
        ["--reach", "-1"],
        ["--reach", "inf"],
        ["--disposal", "nan"],
        ["--disposal=-50"],
        ["--lot", "nan"],
        ["--lot=-3"],
        ["--fixed-cost=-1"],
        ["--fixed-cost", "5000"],
        ["--fixed-cost", "5000", "--rate", "0.4", "0.8"],
    ],
)
def test_terms_that_are_none_are_told_with_an_example(
    teaching: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["gaps", str(teaching), *words, "--language", "en"]) == 1
    assert "Write for instance" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "said"), [("en", "11 300 t of it fits Gypsum board works"), ("zh", "其中 11 300 t 可由石膏板厂接收")]
)
def test_an_official_reads_where_it_can_go_in_both_languages(
    teaching: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    assert main(["gaps", str(teaching), "--language", language]) == 0
    printed = capsys.readouterr().out.replace("\u2009", " ")
    assert said in printed


@pytest.mark.parametrize("sample", ["guigang", "kalundborg"])
def test_a_project_without_wastes_generated_says_what_it_needs(
    sample_file: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str], sample: str
) -> None:
    assert main(["gaps", str(sample_file(sample, "en")), "--language", "en"]) == 0
    assert "No waste generated is recorded for the year." in capsys.readouterr().out


def test_links_in_dispute_stand_beside_the_amounts_that_may_rest_on_them(
    teaching: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = told(capsys, str(teaching))["disputed"]
    assert "487 t" in one["sentence"]
    assert main(["gaps", str(teaching), "--language", "en"]) == 0
    assert "1 link is in dispute between its sides" in capsys.readouterr().out


def test_a_disposal_cost_without_a_rate_is_refused(teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", str(teaching), "--disposal", "50", "--language", "en"]) != 0
    assert "What disposal costs is weighed against what transport costs" in capsys.readouterr().err


def test_a_region_may_be_named_in_either_language(teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = (told(capsys, str(teaching), "--region", name) for name in ("北片区", "North district"))
    assert one == other
