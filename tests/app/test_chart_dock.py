"""Charts beside the map and from the command line."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtGui import QGuiApplication

from app.__main__ import main
from app.chart_rules import chart_of_finding
from core.findings import Finding, Ref
from core.loads import MEDIUM_TITLES
from core.rule_titles import MAIN_SOURCE
from core.text import Text


@pytest.fixture(scope="module")
def park(sample_file: Callable[[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copyfile(sample_file("teaching", "en"), tmp_path_factory.mktemp("chart") / "park.gpkg")


def test_a_finding_and_an_indicator_open_their_chart_and_a_part_selects_its_rows(desk: Any) -> None:
    desk.ask("show.charts")
    desk.settle()
    charts = desk.bench.charts
    assert charts.picture is not None
    about = Ref("actor", "nobody", "X")
    finding = Finding(MAIN_SOURCE, "computed", 2, about, Text("x"), Text("y"), matter=MEDIUM_TITLES["air"])
    desk.bench.card.charted.emit(finding)
    assert charts.kinds.currentData() == "pareto-air"
    desk.bench.indicators.systems.charted.emit("hj274:2")
    desk.settle()
    assert (charts.kinds.currentData(), charts.items.currentData()) == ("series", "hj274:2")
    charts._refs = {("year", "2025"): (Ref("actor", "a"), Ref("actor", "b"))}
    charts.view.picked.emit(("year", "2025"), False)
    assert desk.bench.session.selection.uids == {"a", "b"}


def test_only_findings_with_a_chart_offer_one() -> None:
    about = Ref("actor", "u", "X")
    water = Finding(MAIN_SOURCE, "computed", 2, about, Text("x"), Text("y"), matter=MEDIUM_TITLES["water"])
    assert chart_of_finding(water) == "pareto-water"
    assert chart_of_finding(Finding("data.twins", "data", 1, about, Text("x"), Text("y"))) == ""


def test_the_numbers_behind_a_chart_are_copied(desk: Any) -> None:
    desk.ask("show.charts")
    desk.settle()
    desk.bench.charts.copy()
    assert QGuiApplication.clipboard().text()


def test_a_chart_is_written_as_vectors_and_as_a_workbook(park: Path, tmp_path: Path, capsys: Any) -> None:
    before = park.read_bytes()
    for name, kind in (("p.svg", "pareto-water"), ("w.pdf", "waste"), ("d.xlsx", "decomposers")):
        assert main(["chart", str(park), str(tmp_path / name), "--kind", kind, "--language", "en"]) == 0
    assert "<path" in (tmp_path / "p.svg").read_text("utf-8")
    assert (tmp_path / "w.pdf").read_bytes().startswith(b"%PDF")
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").active
    assert [cell.value for cell in sheet[3]][:2] == ["Waste", "Region"]
    assert park.read_bytes() == before


@pytest.mark.parametrize(
    "words", [["x.pdf", "--kind", "series", "--item", "nothing"], ["x.doc", "--kind", "waste"],
              ["x.pdf", "--kind", "waste", "--region", "nowhere"]],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told(park: Path, tmp_path: Path, capsys: Any, words: list[str]) -> None:
    assert main(["chart", str(park), str(tmp_path / words[0]), *words[1:], "--language", "en"]) == 1
    assert list(tmp_path.iterdir()) == []
