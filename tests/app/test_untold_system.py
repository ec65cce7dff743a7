"""A table of metres of which nothing says the system: the window asks for it on the page of places."""

from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest

from app.__main__ import main
from app.import_wizard import CHECK, PLACES
from core.project import Project
from tests.app.conftest import wait_for
from tests.app.test_import_steps import look_at
from tests.gis.shifted import gcj_from_wgs84

METRES = "name,role,x,y\n甲厂,producer,500000.0,2555000.0\n乙厂,consumer,500500.0,2555100.0\n"


def test_a_system_that_nobody_tells_is_asked_for_and_can_be_typed(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(METRES, encoding="utf-8")
    wizard = look_at(desk, path)
    assert wizard.draft.plan is None
    assert wizard.steps[PLACES].isEnabled()
    assert "--crs" not in wizard.messages.label.text()
    wizard.turn_to(CHECK)
    assert not wizard.next.isEnabled()
    wizard.turn_to(PLACES)
    box = wizard.places_page.box
    assert box.findData("EPSG:4528") > 0
    box.lineEdit().selectAll()
    QTest.keyClicks(box.lineEdit(), "EPSG:4524")
    box.lineEdit().editingFinished.emit()
    assert wait_for(lambda: wizard.draft.plan)
    assert wizard.draft.system == "EPSG:4524"
    wizard.turn_to(CHECK)
    assert wizard.next.isEnabled()


def test_the_command_names_its_option_where_a_system_is_missing(empty_file: Path, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(METRES, encoding="utf-8")
    assert main(["import", str(empty_file), str(path), "--dry-run", "--language", "en"]) == 1
    assert "--crs" in capsys.readouterr().err


def test_the_command_names_its_option_where_another_system_fits_better(
    cluster_file: Path, tmp_path: Path, capsys: Any
) -> None:
    with Project.open(cluster_file, read_only=True) as project:
        actor = project.snapshot().actor
        shifted = zip(actor.name, gcj_from_wgs84(actor.point), strict=True)
        rows = "".join(f"{name},{x:.6f},{y:.6f}\n" for name, (x, y) in shifted)
    path = tmp_path / "firms.csv"
    path.write_text("name,lon,lat\n" + rows, encoding="utf-8")
    command = ["import", str(cluster_file), str(path), "--dry-run", "--crs", "wgs84", "--language", "en"]
    assert main(command) == 0
    assert "state gcj02 as their coordinate system. Write it behind --crs." in capsys.readouterr().out
