"""The demo: every sample as project, analysis and map, told in a few lines, and a user's changes kept."""

import json
from pathlib import Path

import pikepdf
import pytest

from app import command_demo
from app.__main__ import main
from core.project import Project
from core.samples import sample_names
from core.text import Text


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo in Chinese."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    assert main(["demo", "--out", str(folder), "--language", "zh", "--no-window"]) == 0
    return folder


def test_every_sample_gets_a_project_an_analysis_and_a_map(demo: Path) -> None:
    made = {f"{name}{suffix}" for name in sample_names() for suffix in (".gpkg", ".json", ".pdf", ".png")}
    assert {path.name for path in demo.iterdir()} == made | {"demo.json"}


@pytest.mark.parametrize("name", sample_names())
def test_the_projects_can_be_opened_and_hold_links(demo: Path, name: str) -> None:
    with Project.open(demo / f"{name}.gpkg", read_only=True) as project:
        assert len(project.snapshot().flow) > 20


@pytest.mark.parametrize("name", sample_names())
def test_the_analyses_have_findings_and_the_network_set(demo: Path, name: str) -> None:
    analysis = json.loads((demo / f"{name}.json").read_text(encoding="utf-8"))
    assert "network.actors" in {indicator["id"] for indicator in analysis["indicators"]}
    assert all(finding["sentence"] and finding["step"] for finding in analysis["findings"])
    assert len(analysis["findings"]) > 3


@pytest.mark.parametrize("name", sample_names())
def test_the_maps_are_one_page_of_a3(demo: Path, name: str) -> None:
    with pikepdf.open(demo / f"{name}.pdf") as pdf:
        left, bottom, right, top = (float(edge) for edge in pdf.pages[0].mediabox)
    assert (round((right - left) * 25.4 / 72), round((top - bottom) * 25.4 / 72)) == (420, 297)


def test_a_project_that_somebody_changed_is_kept_and_the_others_are_replaced(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_demo, "sample_names", lambda: ["guigang"])
    assert main(["demo", "--out", str(tmp_path), "--no-window"]) == 0
    with Project.open(tmp_path / "guigang.gpkg") as project, project.edit(Text("A name")) as db:
        db.execute("UPDATE actor SET name = 'Somebody''s works' WHERE id = 1")
    assert main(["demo", "--out", str(tmp_path), "--no-window"]) == 0
    assert "guigang (1).gpkg" in capsys.readouterr().err
    with Project.open(tmp_path / "guigang (1).gpkg", read_only=True) as kept:
        assert "Somebody's works" in kept.snapshot().actor.name
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["guigang.pdf"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert main(["demo", "--out", str(tmp_path / "taken"), "--no-window", "--language", "en"]) == 1
    assert "cannot be written to" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, False),
        ({"DISPLAY": ":0", "CI": "true"}, False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
def test_a_window_opens_only_where_somebody_can_see_it(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], shown: bool
) -> None:
    monkeypatch.setattr(command_demo.sys, "platform", "linux")
    assert command_demo.has_display(environment) is shown
