from collections.abc import Callable
from pathlib import Path
from typing import Any

from gis.counts import Counts


def test_until_the_first_map_is_drawn_the_line_says_so(desk: Any, cluster_file: Path) -> None:
    status = desk.bench.status
    assert "24 links" in status.links.text()
    desk.bench.session.opened.emit()
    assert status.links.text() == "Drawing the map"
    status.count(Counts())
    assert status.links.text() == "No link in this year"


def test_a_closed_project_leaves_no_counts(open_desk: Callable, cluster_file: Path) -> None:
    desk = open_desk(cluster_file)
    desk.ask("close")
    assert desk.bench.status.links.text() == ""
