"""The whole analysis: what it puts together, its JSON, and that every check of the program takes part."""

import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core import analysis
from core.analysis import REGISTERED, analyse, to_json
from core.errors import UserError
from core.findings import CHECKS
from core.i18n import show
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import Text

Enter = Callable[..., Snapshot]
DATA = Path(os.environ.get("CLUSTER_ATLAS_DATA", "")) / "enar" / "networks.json"


def indicators(told: dict[str, Any]) -> dict[str, Any]:
    return {indicator["id"]: indicator for indicator in told["indicators"]}


def test_the_json_of_six_firms_holds_the_worked_values(small_cluster: Project) -> None:
    told = to_json(analyse(small_cluster.snapshot()), "en")
    assert (told["project"], told["year"], told["revision"]) == (small_cluster.name, 2024, small_cluster.revision)
    found = indicators(told)
    assert found["network.finn_cycling_index"]["value"] == pytest.approx(0.072115, abs=1e-6)
    assert found["network.total_throughflow"] | {"explanation": "", "title": ""} == {
        "id": "network.total_throughflow",
        "title": "",
        "scope": "cluster",
        "year": 2024,
        "value": 455_000.0,
        "unit": "t",
        "sd": None,
        "status": "ok",
        "coverage": 1.0,
        "missing": [],
        "explanation": "",
    }


def test_findings_and_accounts_have_their_keys_sentences_and_evidence(cluster: Enter) -> None:
    statistic = {"actor": "A", "item": "waste_generated", "value": 60_000.0, "commodity": "red mud", "year": 2024}
    told = to_json(analyse(cluster(statistic=[statistic])), "en")
    finding = next(finding for finding in told["findings"] if finding["subject"]["name"] == "A")
    assert {"rule", "layer", "severity", "amount", "unit", "sentence", "step", "matter", "year", "source"} < set(
        finding
    )
    assert {"table", "uid"} == set(finding["evidence"][0])
    (account,) = told["accounts"]
    assert (account["id"], account["unaccounted"], account["matter"]) == ("solid_waste", None, "red mud")
    assert account["missing"] == ["waste used", "waste disposed of", "waste added to storage"]
    assert account["terms"][0]["value"] == 60_000


def test_json_never_holds_a_number_that_is_none(cluster: Enter) -> None:
    statistic = {"actor": "A", "item": "waste_generated", "value": None, "commodity": "red mud", "year": 2024}
    flow = {"sender": "A", "receiver": "B", "commodity": "red mud", "amount": math.nan}
    told = to_json(analyse(cluster(statistic=[statistic], flow=[flow])), "zh")
    assert "NaN" not in json.dumps(told)
    assert indicators(told)["network.capacity"]["value"] is None


def test_a_missing_amount_is_listed_with_the_link(cluster: Enter) -> None:
    flow = {"sender": "A", "receiver": "B", "commodity": "slag", "amount": None}
    missing = indicators(to_json(analyse(cluster(flow=[flow])), "en"))["network.ascendency"]["missing"]
    assert [(link["table"], link["name"]) for link in missing] == [("flow", "A → B (slag)")]


def test_without_a_year_the_latest_with_figures_is_analysed(cluster: Enter) -> None:
    rows = [{"actor": "A", "item": "water_fresh", "value": 5.0, "year": year} for year in (2022, 2023)]
    snapshot = cluster(statistic=rows)
    assert analyse(snapshot).year == 2023
    assert analyse(snapshot, 2022).accounts[0].terms[0].value == 5


def test_the_chosen_kinds_change_the_network_alone(cluster: Enter) -> None:
    flow = {"sender": "A", "receiver": "B", "commodity": "slag", "amount": 5.0}
    statistic = {"actor": "A", "item": "water_fresh", "value": 5.0}
    found = analyse(cluster(flow=[flow], statistic=[statistic]), kinds=["water"])
    links = next(result for result in found.indicators if result.id == "network.links")
    assert (links.status, len(found.accounts)) == ("not_computable", 1)


def test_a_kind_of_link_that_there_is_not_is_told_with_those_there_are(cluster: Enter) -> None:
    with pytest.raises(UserError) as told:
        analyse(cluster(), kinds=["wate"])
    assert told.value.value == "wate"
    assert "water" in show(told.value.advice, "en")


def test_every_check_of_the_program_takes_part() -> None:
    folder = Path(analysis.__file__).parent
    marks = ("\n@check(", "\n@indicator_set(")
    there = {
        path.stem for path in folder.glob("*.py") if any(mark in path.read_text(encoding="utf-8") for mark in marks)
    }
    assert {module.__name__.removeprefix("core.") for module in REGISTERED} == there
    assert len(CHECKS) >= len(there) - 1


def test_an_empty_project_has_no_accounts_and_no_network_numbers(project: Project) -> None:
    told = to_json(analyse(project.snapshot()), "en")
    assert told["accounts"] == []
    known = {name for name, indicator in indicators(told).items() if indicator["value"] is not None}
    assert known == set()


def published() -> list[dict[str, Any]]:
    found = json.loads(DATA.read_text(encoding="utf-8")) if DATA.is_file() else []
    return found[::6]


def enter_network(project: Project, told: dict[str, Any]) -> bool:
    """Enter a published network in t; whether it tells export and respiration apart."""
    apart = all(value is not None for column in ("export", "respiration") for value in told[column])
    count = told["n"]
    amounts = [(i, j, "material", told["flow"][i][j]) for i in range(count) for j in range(count)]
    amounts += [(None, i, "material", amount) for i, amount in enumerate(told["input"])]
    amounts += [(i, None, "material", amount) for i, amount in enumerate(told["export" if apart else "output"])]
    amounts += [(i, None, "emission", amount) for i, amount in enumerate(told["respiration"] if apart else [])]
    flows = [row for row in amounts if row[3]]
    with project.edit(Text("Enter a network")) as db:
        (commodity,) = insert(db, "commodity", [{"name": "carbon", "base_unit": "t"}])
        actors = insert(db, "actor", [{"name": name} for name in told["nodes"]])
        ends = [(None if s is None else actors[s], None if r is None else actors[r], k) for s, r, k, _ in flows]
        columns = ("sender_id", "receiver_id", "kind", "commodity_id")
        ids = insert(db, "flow", [dict(zip(columns, (*row, commodity), strict=True)) for row in ends])
        rows = [{"flow_id": flow, "value": row[3]} for flow, row in zip(ids, flows, strict=True)]
        insert(db, "flow_amount", rows)
    return apart


@pytest.mark.skipif(not os.environ.get("CLUSTER_ATLAS_DATA"), reason="CLUSTER_ATLAS_DATA is not set")
@pytest.mark.parametrize("item", published(), ids=lambda item: item["id"])
def test_published_networks_agree_through_a_project(project: Project, item: dict[str, Any]) -> None:
    apart = enter_network(project, item["network"])
    found = indicators(to_json(analyse(project.snapshot(), complete=True), "en"))
    golden = item["golden"]
    assert found["network.total_throughflow"]["value"] == pytest.approx(golden["flow_ns"]["TST"], rel=1e-8)
    assert found["network.finn_cycling_index"]["value"] == pytest.approx(golden["flow_ns"]["FCI"], abs=1e-8)
    assert found["network.mean_path_length"]["value"] == pytest.approx(golden["flow_ns"]["APL"], rel=1e-8)
    if apart:
        assert found["network.ascendency"]["value"] == pytest.approx(golden["ascendency"]["ASC"], rel=1e-8)
        assert found["network.capacity"]["value"] == pytest.approx(golden["ascendency"]["CAP"], rel=1e-8)


def test_an_analysis_tells_how_far_it_is_and_ends_where_it_is_stopped(small_cluster: Project) -> None:
    told: list[int] = []
    analyse(small_cluster.snapshot(), step=lambda done, _: told.append(done))
    assert told == sorted(told)
    assert (told[0], told[-1] > 90, len(told) > 20) == (0, True, True)

    def stop(done: int, whole: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        analyse(small_cluster.snapshot(), step=stop)
