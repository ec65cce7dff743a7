"""The material-flow diagram from the command line and beside the map."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF

from app.__main__ import main
from app.diagram_dock import PIXELS_PER_MM
from gis.flow_diagram_words import BAND


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


def test_the_panel_follows_the_map_and_a_click_selects_the_links_of_a_band(desk: Any) -> None:
    desk.ask("show.diagram")
    desk.settle()
    view = desk.bench.diagram.view
    system, scene = view.drawn
    assert system.year == desk.bench.session.shown.year
    x, y = band_place(scene)
    band = view.band_at(QPointF(x * PIXELS_PER_MM, y * PIXELS_PER_MM))
    assert band is not None
    view.picked.emit(band)
    assert desk.bench.session.selection.uids == {uid for _, uid in system.bands[band].rows}


def band_place(scene: Any) -> tuple[float, float]:
    """A place in mm on a band."""
    for mark, box in zip(scene.marks, scene.boxes, strict=True):
        if getattr(mark, "target", None) and mark.target[0] == BAND:
            for share in (0.5, 0.25, 0.75):
                x, y = box[0] + share * (box[2] - box[0]), box[1] + 0.5 * (box[3] - box[1])
                if scene.hit(x, y):
                    return float(x), float(y)
    raise AssertionError("no band can be hit")
