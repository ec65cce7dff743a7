"""Loadable systems: worked numbers of the EU's material use rate and of the MCI, UNIDO from memory, a user's table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.i18n import show
from core.indicator_own import find_system, systems_of
from core.project import Project
from core.snapshot import Snapshot
from core.system_files import SHIPPED, load_system, told_of_load
from core.system_results import evaluate
from core.system_scope import scope_of
from core.system_words import line_title

Enter = Callable[..., Snapshot]


def enter(cluster: Enter, figures: dict[str, float]) -> None:
    cluster(statistic=[{"region": "Park", "item": i, "value": v, "year": 2024} for i, v in figures.items()])


def value(project: Project, system: str, number: str) -> float | None:
    snapshot = project.snapshot()
    lines = evaluate(scope_of(snapshot, 2024), find_system(system, snapshot)).lines
    return next(judged.result.value for judged in lines if judged.line.number == number)


def test_the_circular_material_use_rate_gives_the_worked_number(project: Project, cluster: Enter) -> None:
    """METHODS 3.3: U = 0.9 of DMC 6.6 makes 12.0 %."""
    dmc = {"domestic_extraction": 5.0, "material_imports": 3.0, "material_exports": 1.4}
    used = {"recycled_domestic": 1.0, "waste_brought_in_recovery": 0.3, "waste_sent_out_recovery": 0.2}
    enter(cluster, dmc | used)
    load_system(project, "eu2023")
    assert value(project, "EU circular economy monitoring", "6") == pytest.approx(12.0)


MCI = {
    "recycled_feedstock": 30.0, "reused_feedstock": 5.0, "bio_feedstock": 0.0, "collected_recycling": 40.0,
    "collected_reuse": 5.0, "collected_compost": 0.0, "collected_energy": 0.0, "recycling_efficiency_end": 80.0,
    "recycling_efficiency_feed": 75.0, "relative_lifetime": 120.0, "relative_use": 100.0,
}  # fmt: skip


def test_the_material_circularity_indicator_gives_the_worked_numbers(project: Project, cluster: Enter) -> None:
    """METHODS 3.3: V 0.65, W 0.64, LFI 0.641791, MCI 0.518657."""
    enter(cluster, MCI)
    load_system(project, "mci")
    assert [value(project, "MCI", number) for number in "1234"] == pytest.approx([0.65, 0.64, 0.641791, 0.518657], 1e-5)


@pytest.mark.parametrize("changed", [{"recycling_efficiency_feed": 0.0}, {"relative_use": 0.0}])
def test_no_circularity_is_told_where_a_divisor_is_nothing(
    project: Project, cluster: Enter, changed: dict[str, float]
) -> None:
    enter(cluster, MCI | changed)
    load_system(project, "mci")
    assert value(project, "MCI", "4") is None


def test_every_shipped_system_loads_whole_and_once_in_both_languages(project: Project) -> None:
    for name in SHIPPED:
        result = load_system(project, name)
        assert (result.rejected, result.unused, result.rows) == (0, (), result.imported)
    found = systems_of(project.snapshot())
    unido = found["UNIDO EIP"]
    assert not any(line.checked for line in unido.lines)
    assert not any(line.checked for line in found["MCI"].lines)
    assert len(unido.lines) == 27
    assert line_title(unido.lines[3], "en") == "Energy consumption that is metered"
    assert load_system(project, "mci").skipped == 4


def test_a_users_table_is_checked_row_by_row(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "city.csv"
    rows: list[Any] = [
        "system,number,title,formula,threshold",
        "市级,1,能耗,energy / value_added,≤ 0.35",
        "市级,2,x,a b,",
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    result = load_system(project, str(file))
    assert (result.imported, result.rejected) == (1, 1)
    told = [show(text, "en") for text in told_of_load(result, project.snapshot())]
    assert told[1] == "Its indicators are told with --system and this name: 市级."
    assert told[2].startswith("Row 3, formula: a formula is made of")
    assert find_system("City.csv", project.snapshot()).id == find_system("city", project.snapshot()).id == "市级"
    assert [line.cases[0].value for line in systems_of(project.snapshot())["市级"].lines] == [0.35]
