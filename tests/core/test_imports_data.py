"""The collections of real parks and networks: every table is taken whole."""

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.figures import figures
from core.imports import import_sheet
from core.project import Project
from core.sheets import Sheet, read_sheet

FOLDER = os.environ.get("CLUSTER_ATLAS_DATA", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="CLUSTER_ATLAS_DATA does not name the folder of test data")
DATA = Path(FOLDER)


def parks() -> list[str]:
    return sorted(path.stem for path in (DATA / "eips").glob("[A-Z]*.csv")) if FOLDER else ["none"]


def golden() -> dict[str, dict[str, str]]:
    with (DATA / "eips" / "golden_indicators.csv").open(encoding="utf-8", newline="") as file:
        return {row["case"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("park", parks())
def test_a_park_is_taken_whole_with_all_its_firms(project: Project, park: str) -> None:
    result = import_sheet(project, read_sheet(DATA / "eips" / f"{park}.csv"), "flows")
    expected = golden()[park]
    assert (result.rows, result.rejected) == (int(expected["rows"]), 0)
    assert result.imported + result.skipped == result.rows
    assert len(result.created_actors) == int(expected["nodes"])
    flow = project.snapshot().flow
    links = {
        (sender, receiver) for sender, receiver in zip(flow.sender, flow.receiver, strict=True) if sender != receiver
    }
    assert len(links) == int(expected["links_simple"])


def test_only_a_repeated_exchange_of_kwinana_is_skipped(project: Project) -> None:
    result = import_sheet(project, read_sheet(DATA / "eips" / "Kwinana2000.csv"), "flows")
    assert [(problem.row, problem.outcome) for problem in result.problems] == [(37, "skipped")]


def flow_table(network: dict[str, Any]) -> Sheet:
    """A network as a flow table in t/a: no sender is an input, no receiver an export, or respiration as emission."""
    nodes = network["nodes"]
    rows = [
        (sender, receiver, "matter", "material", amount, "t/a")
        for sender, amounts in zip(nodes, network["flow"], strict=True)
        for receiver, amount in zip(nodes, amounts, strict=True)
    ]
    rows += [
        ("", node, "matter", "material", amount, "t/a") for node, amount in zip(nodes, network["input"], strict=True)
    ]
    for node, output, export, respiration in zip(
        nodes, network["output"], network["export"], network["respiration"], strict=True
    ):
        known = export is not None or respiration is not None
        rows.append((node, "", "matter", "product", (export or 0) if known else output, "t/a"))
        rows.append((node, "", "matter", "emission", respiration or 0, "t/a"))
    header = ("from", "to", "commodity", "kind", "amount", "unit")
    return Sheet(f"{network['name']}.csv", "", header, tuple(enumerate((row for row in rows if row[4]), 2)))


def networks() -> Iterator[dict[str, Any]]:
    for case in json.loads((DATA / "enar" / "networks.json").read_text(encoding="utf-8")):
        if case["network"]["n"] <= 40:  # the larger ones add time and no other case
            yield case["network"]


def test_textbook_networks_are_taken_whole_with_their_amounts(project: Project) -> None:
    for network in list(networks())[::6]:
        sheet = flow_table(network)
        result = import_sheet(project, sheet, "flows")
        assert (result.imported, result.rows) == (len(sheet.rows), len(sheet.rows))
        while project.undo():
            pass


def test_the_flows_of_a_network_come_back_as_they_were(project: Project) -> None:
    network = next(networks())
    import_sheet(project, flow_table(network), "flows")
    snapshot = project.snapshot()
    place = {name: row for row, name in enumerate(snapshot.actor.name)}
    value = figures(snapshot).value
    for node, amount in zip(network["nodes"], network["input"], strict=True):
        into = (snapshot.flow.sender < 0) & (snapshot.flow.receiver == place[node])
        np.testing.assert_allclose(value[into].sum(), amount)
