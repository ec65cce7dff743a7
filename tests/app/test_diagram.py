"""The material-flow diagram from the command line and beside the map."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.__main__ import main
from app.choice_keeping import KeptMap, keep_map
from app.diagram_dock import PIXELS_PER_MM, diagram_picture
from app.flow_panel import FlowOrder
from app.layers_dock import LAYERS
from core.findings import Ref
from core.project import Project
from core.snapshot import Snapshot
from gis.choosing import Choice
from gis.flow_diagram_words import BAND, STATION
from gis.number_tables import write_numbers
from gis.scene import Label


def test_the_command_writes_a_diagram_and_says_what_it_rests_on(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "flows.svg"
    assert main(["diagram", str(cluster_file), str(out), "--level", "park", "--language", "en"]) == 0
    told = capsys.readouterr()
    assert str(out) in told.out
    assert "All 24 links have amounts" in told.err
    assert "What goes out or stays" in out.read_text(encoding="utf-8")


def test_a_unit_that_no_link_has_is_told_with_those_there_are(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["diagram", str(cluster_file), str(tmp_path / "x.pdf"), "--unit", "kWh", "--language", "en"]
    assert main(words) == 1
    assert "Choose one of its units: t" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("diagram x.svg --unit kg", "Ask for --unit t."),
        ("diagram x.svg --between kind", "Add --from or --to"),
        ("diagram x.svg --from sector --level firm", "Leave --level out"),
        ("matrix x.svg --unit kg", "Ask for --unit t."),
        ("matrix x.svg --most 0", "Ask for --most 2 or more."),
        ("matrix x.svg --most -3", "Ask for --most 2 or more."),
        ("matrix x.docx", ".xlsx"),
    ],
)
def test_what_a_command_cannot_do_is_refused_with_the_next_step(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str, told: str
) -> None:
    command, name, *options = words.split()
    assert main([command, str(cluster_file), str(tmp_path / name), *options, "--language", "en"]) == 1
    assert told in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_the_panel_follows_the_map_and_a_click_selects_the_links_of_a_band(desk: Any) -> None:
    desk.ask("show.diagram")
    desk.settle()
    panel = desk.bench.diagram
    assert str(desk.bench.session.shown.year) in panel.picture.title
    x, y = band_place(panel.picture.scene)
    band = panel.view.target_at(QPointF(x * PIXELS_PER_MM, y * PIXELS_PER_MM))
    panel.view.picked.emit(band, False)
    assert desk.bench.session.selection.uids == panel.picture.rows[band]
    assert band in panel.view.marked


def test_the_command_draws_what_the_kept_map_shows_unless_everything_is_asked_for(
    cluster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(cluster_file) as project:
        keep_map(project, LAYERS, KeptMap(Choice(kinds=frozenset({"by-product"}))))
    words = ["diagram", str(cluster_file), str(tmp_path / "flows.svg"), "--language", "en"]
    assert main(words) == 0
    assert "21 of 24 links are hidden by the filter: 21 of another kind." in capsys.readouterr().err
    assert main([*words[:2], str(tmp_path / "whole.svg"), "--whole", "--from", "firm", *words[3:]]) == 0
    assert "hidden by the filter" not in capsys.readouterr().err
    assert "Receivers" in (tmp_path / "whole.svg").read_text(encoding="utf-8")


def test_the_panel_follows_the_filter_of_the_map_or_shows_the_whole_year(desk: Any) -> None:
    desk.ask("show.diagram")
    desk.bench.session.choose_links(Choice(kinds=frozenset({"by-product"})))
    desk.settle()
    panel = desk.bench.diagram
    assert "21 of 24 links are hidden by the filter" in panel.told.text()
    chosen = frozenset().union(*panel.picture.rows.values())
    assert len(chosen) == 3
    panel.sources.setCurrentIndex(panel.sources.findData("year"))
    panel.redraw()
    desk.settle()
    assert len(frozenset().union(*panel.picture.rows.values())) == 24


def test_a_firm_that_is_chosen_elsewhere_is_marked_and_the_keys_go_from_band_to_band(desk: Any) -> None:
    desk.ask("show.diagram")
    desk.settle()
    panel = desk.bench.diagram
    desk.bench.session.select([Ref("actor", str(desk.bench.session.snapshot.actor.uid[0]))])
    assert panel.view.marked
    desk.bench.session.select([])
    assert not panel.view.marked
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    first = panel.view.current
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert {first, panel.view.current} <= set(panel.picture.rows)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert desk.bench.session.selection.uids == panel.picture.rows[panel.view.current]


def test_the_numbers_are_copied_and_the_page_is_written(desk: Any, tmp_path: Path) -> None:
    desk.ask("show.diagram")
    desk.settle()
    panel = desk.bench.diagram
    panel.frames.setCurrentIndex(panel.frames.findData("ends"))
    panel.redraw()
    desk.settle()
    panel.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("From\tTo\tKind")
    assert len(lines) == 1 + sum(target[0] == BAND for target in panel.picture.rows)
    panel.write_page(tmp_path / "flows.pdf")
    desk.settle()
    assert (tmp_path / "flows.pdf").read_bytes().startswith(b"%PDF")
    write_numbers([panel.picture.table], tmp_path / "flows.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "flows.xlsx").active
    assert sheet.cell(3, 1).value == "From"
    assert isinstance(sheet.cell(4, 4).value, int | float)


def band_place(scene: Any) -> tuple[float, float]:
    """A place in mm on a band."""
    for mark, box in zip(scene.marks, scene.boxes, strict=True):
        if getattr(mark, "target", None) and mark.target[0] == BAND:
            for share in (0.5, 0.25, 0.75):
                x, y = box[0] + share * (box[2] - box[0]), box[1] + 0.5 * (box[3] - box[1])
                if scene.hit(x, y):
                    return float(x), float(y)
    raise AssertionError("no band can be hit")


def test_the_name_of_a_station_selects_all_its_links_and_tells_the_whole_name(desk: Any) -> None:
    desk.ask("show.diagram")
    desk.settle()
    panel = desk.bench.diagram
    target, uids = next((target, uids) for target, uids in panel.picture.rows.items() if target[0] == STATION and uids)
    panel.view.picked.emit(target, False)
    assert desk.bench.session.selection.uids == uids
    assert any(word in panel.picture.words(target) for word in ("\nin ", "\nout "))


def test_a_diagram_of_many_stations_is_as_high_as_it_must_be(sample_shot: Callable[[str, str], Snapshot]) -> None:
    snapshot = sample_shot("teaching", "en")
    few, many = (
        diagram_picture(snapshot, (), FlowOrder(2025, "t", "firm", "en", False, 270.0, 150.0, most=most))
        for most in (8, 16)
    )
    assert few.scene.height == 150.0
    assert many.scene.height > 200.0
    boxes = [mark.box for mark in many.scene.marks if isinstance(mark, Label)]
    assert all(box[1] >= 0 and box[3] <= many.scene.height for box in boxes)
