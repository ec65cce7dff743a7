"""Figures out of all scale: against the next firm with the good, against licences, and of the Dutch plants."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.analysis import analyse
from core.check_figures import find_thousandfold
from core.check_scale import find_out_of_scale
from core.findings import inquire
from core.i18n import show
from core.project import Project
from core.snapshot import Snapshot
from tests.app.ordinary import imported
from tests.app.test_import_real_data import PLANT_FLOWS, PLANTS

FOLDER = os.environ.get("CLUSTER_ATLAS_DATA", "")
Enter = Callable[..., Snapshot]


def made(firm: str, good: str, value: float, unit: str = "t") -> dict[str, Any]:
    told = {"item": "production", "value": value, "unit": unit, "year": 2024}
    return {"actor": firm, "commodity": good, **told}


def many() -> list[dict[str, Any]]:
    return [made(f"{number} 号厂", f"产品{number}", 10.0 + number) for number in range(20)]


def test_a_figure_far_above_all_others_of_its_good_is_told(cluster: Enter) -> None:
    rows = [*many(), made("甲", "烧碱", 20_000.0), made("乙", "烧碱", 20.0)]
    (found,) = find_out_of_scale(inquire(cluster(statistic=rows)))
    assert found.severity == 3
    assert "is the largest of all 22 such figures and 1000 times the 20 t of 乙" in show(found.sentence, "en")
    assert "as kg entered for t" in show(found.sentence, "en")
    assert "(entered as" not in show(found.sentence, "en")  # the same number


@pytest.mark.parametrize(("value", "unit"), [(90.0, "t"), (20_000.0, "m3")])
def test_figures_of_one_size_or_in_another_unit_are_no_finding(cluster: Enter, value: float, unit: str) -> None:
    rows = [*many(), made("甲", "烧碱", value, unit), made("乙", "烧碱", 20.0)]
    assert list(find_out_of_scale(inquire(cluster(statistic=rows)))) == []


def test_a_link_a_thousand_times_the_licence_is_a_slip_of_units(cluster: Enter) -> None:
    link = {"sender": "甲", "receiver": "乙", "commodity": "废油", "amount": 90_000.0, "year": 2024, "origin": "sender"}
    room = {"actor": "乙", "commodity": "废油", "value": 100.0, "unit_entered": "t"}
    (found,) = find_thousandfold(inquire(cluster(flow=[link], capacity=[room])))
    assert "what the receiver is licensed for" in show(found.sentence, "en")
    assert {ref.table for ref in found.evidence} == {"flow_amount", "capacity"}


@pytest.mark.parametrize(("value", "found"), [(3_100.0, 1), (2_900.0, 0)])
def test_a_good_that_one_firm_alone_states_is_held_against_all_others(cluster: Enter, value: float, found: int) -> None:
    rows = [*many(), made("甲", "烧碱", value), made("丁", "纯碱", 1_000.0), made("丁", "烧碱", 0.0)]
    told = list(find_out_of_scale(inquire(cluster(statistic=rows))))
    assert len(told) == found
    assert all(one.severity == 2 for one in told)
    assert all("nobody else states this good" in show(one.sentence, "en") for one in told)


@pytest.mark.skipif(not FOLDER, reason="CLUSTER_ATLAS_DATA does not name the folder of test data")
def test_among_the_plants_of_rotterdam_alone_the_caustic_soda_stands_in_the_first_three(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "rotterdam.csv"
    lines = (Path(FOLDER) / "midden" / "plant_flows.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [line for line in lines[1:] if ",Rotterdam-Moerdijk," in line]
    file.write_text("".join([lines[0], *kept]), encoding="utf-8")
    imported(project, file, profile=PLANTS)
    imported(project, file, profile=PLANT_FLOWS)
    for language, start in (("en", "Nobian Botlek: 24 300 000 t of Caustic soda (30%) made"), ("zh", "Nobian Botlek")):
        first = [
            show(one.sentence, language).replace("\u2009", " ") for one in analyse(project.snapshot()).findings[:3]
        ]
        assert sum(said.startswith(start) for said in first) == 1


@pytest.mark.skipif(not FOLDER, reason="CLUSTER_ATLAS_DATA does not name the folder of test data")
def test_the_caustic_soda_of_one_dutch_plant_stands_among_the_first_findings(project: Project) -> None:
    file = Path(FOLDER) / "midden" / "plant_flows.csv"
    imported(project, file, profile=PLANTS)
    imported(project, file, profile=PLANT_FLOWS)
    first = [
        show(finding.sentence, "en").replace("\u2009", " ") for finding in analyse(project.snapshot()).findings[:3]
    ]
    (told,) = [sentence for sentence in first if sentence.startswith("Nobian")]
    assert told.startswith(
        "Nobian Botlek: 24 300 000 t of Caustic soda (30%) made (entered as 24 300 kt) is the largest"
    )
