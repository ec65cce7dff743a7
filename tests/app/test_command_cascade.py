"""The command `cascade`: heat by temperature and water by quality, with the missing rungs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from core.geopackage import point_blob
from core.project import Project
from core.records import insert
from core.text import Text


def heat_and_water(path: Path) -> str:
    """A park: steam and warm water are left, two firms buy heat; one firm takes water of others within limits."""
    with Project.create(path) as project, project.edit(Text("Enter a small park")) as db:
        enter(db, project.srs)
    return str(path)


def enter(db: Any, srs: int) -> None:
    goods = [("废蒸汽", "energy", "GJ", 150.0), ("温水热", "energy", "GJ", 45.0), ("热水", "energy", "GJ", 90.0),
             ("高压汽", "energy", "GJ", 240.0), ("再生水", "water", "m3", None)]  # fmt: skip
    keys = ("name", "medium", "base_unit", "temperature")
    steam, warm, hot, high, water = insert(db, "commodity", [dict(zip(keys, row, strict=True)) for row in goods])
    names = ("电厂", "药厂", "染厂", "化工厂")
    power, drugs, dye, chemicals = insert(
        db, "actor", [{"name": name, "geom": point_blob(113.0, 35.0, srs)} for name in names]
    )
    stated = [(power, steam, "waste_generated", 1000.0, "GJ"), (drugs, warm, "waste_generated", 500.0, "GJ"),
              (drugs, None, "water_discharged", 900.0, "m3")]  # fmt: skip
    insert(db, "statistic", [
        {"actor_id": actor, "commodity_id": commodity, "item": item, "value": value, "value_entered": value,
         "unit": unit, "unit_entered": unit, "year": 2024}
        for actor, commodity, item, value, unit in stated
    ])  # fmt: skip
    for receiver, commodity, value in ((dye, hot, 600.0), (chemicals, high, 300.0)):
        (flow,) = insert(db, "flow", [{"receiver_id": receiver, "commodity_id": commodity, "kind": "energy"}])
        insert(db, "flow_amount", [{"flow_id": flow, "year": 2024, "value": value, "value_entered": value}])
    insert(db, "emission", [{"actor_id": drugs, "medium": "water", "pollutant": "COD", "year": 2024,
                             "concentration": 100.0, "mass": 0.09, "mass_entered": 0.09}])  # fmt: skip
    insert(db, "capacity", [{"actor_id": dye, "commodity_id": water, "value": 1000.0, "value_entered": 1000.0,
                             "quality": "COD ≤ 40 mg/L", "proof": "visited"}])  # fmt: skip


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["cascade", *words, "--json", "--language", "en"]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_heat_is_handed_down_and_missing_rungs_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, heat_and_water(tmp_path / "park.gpkg"), "--energy")
    assert result["delivered"] == pytest.approx(600.0)
    said = "\n".join(result["sentences"]).replace("\u2009", " ")
    assert "600 GJ of 电厂 at 150 °C can go to 染厂, which needs 90 °C." in said
    assert "Missing rung: 化工厂 needs 300 GJ at 240 °C, and nobody has hotter heat left." in said
    assert "Missing rung: nobody takes heat as cool as the 500 GJ of 药厂 at 45 °C." in said


def test_water_is_mixed_as_far_as_its_limits_allow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # 1000 m3 at 40 mg/L bear 400 m3 of water at 100 mg/L and 600 m3 of fresh water.
    result = told(capsys, heat_and_water(tmp_path / "park.gpkg"), "--water")
    assert sum(result["fresh"]) == pytest.approx(600.0)
    assert "Of 1000 m³ a year, 400 m³ can be water that firms give off; 600 m³ must be fresh." in result["sentences"][0]
    held = "within their limits of Chemical oxygen demand, with all water of known quality that firms give off."
    assert held in result["sentences"][1]


@pytest.mark.parametrize(("which", "said"), [("--energy", "No heat can be"), ("--water", "No water can be")])
def test_a_project_without_such_figures_says_what_to_record(
    sample_file: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str], which: str, said: str
) -> None:
    assert main(["cascade", str(sample_file("guigang", "en")), which, "--language", "en"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Guigang sugar cluster, no year named: ")
    assert said in printed
    assert "Record " in printed
