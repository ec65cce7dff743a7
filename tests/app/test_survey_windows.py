"""Surveys from the window and the command line: a packet is ordered by a form, visits are ranked, listed, printed."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from app.__main__ import main
from app.survey_packet_form import show_packet_form
from app.survey_visits import read_visits
from app.survey_visits_window import show_visits
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.survey_packet import packed_base, read_manifest
from core.text import Text
from tests.app.conftest import Desk, wait_for


def check(listed: QListWidget, name: str) -> None:
    (item,) = listed.findItems(name, Qt.MatchFlag.MatchExactly)
    item.setCheckState(Qt.CheckState.Checked)


def test_a_packet_is_ordered_by_a_form_and_the_firms_are_counted(desk: Desk, tmp_path: Path) -> None:
    form = show_packet_form(desk.window, desk.bench.session)
    assert form.told.text() == "6 firms"
    check(form.firms, "化工厂")
    check(form.firms, "水泥厂")
    assert form.told.text() == "2 firms"
    form.teams.setValue(3)
    assert not form.writing.isEnabled()
    form.teams.setValue(1)
    form.whom.setText("Team East")
    form.write(tmp_path / "east.zip")
    desk.settle()
    manifest = read_manifest(tmp_path / "east.zip")
    assert (manifest.whom, manifest.kind, len(manifest.tables["actor"])) == ("Team East", "excel", 2)
    project = desk.bench.session.project
    with project.reading() as db:
        assert len(packed_base(db, manifest.packet_id)["actor"]) == 2
    assert "east.zip: 2 firms" in desk.window.messages.label.text()


def test_a_form_stays_until_its_packet_is_written(desk: Desk, tmp_path: Path) -> None:
    form = show_packet_form(desk.window, desk.bench.session)
    form.whom.setText("Team East")
    form.write(tmp_path / "no such folder" / "east.zip")
    desk.settle()
    assert form.isVisible()
    assert form.whom.text() == "Team East"
    assert form.trouble.text()
    form.write(tmp_path / "east.zip")
    desk.settle()
    assert (tmp_path / "east.zip").exists()
    assert not desk.window.findChildren(type(form))


@pytest.fixture
def disputed(small_cluster: Project) -> Path:
    """The six firms, with one link of which the receiver states less."""
    with small_cluster.edit(Text("Let the cement works state less")) as db:
        row = {"flow_id": 1, "year": 2024, "value": 30000.0, "value_entered": 30000.0, "unit_entered": "t"}
        insert(db, "flow_amount", [{**row, "origin": "receiver", "grade": "declared"}])
    small_cluster.close()
    return Path(small_cluster.path)


def test_the_next_visits_are_told_as_json_and_printed(
    disputed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "days.pdf"
    before = disputed.read_bytes()
    assert main(["survey", "next", str(disputed), "--json", "--out", str(out), "--language", "zh"]) == 0
    told = json.loads(capsys.readouterr().out)
    firms = {one["name"]: one for one in told["firms"]}
    assert firms["水泥厂"]["disputed"] == [{"unit": "t", "known": 10000.0, "incomplete": 0}]
    assert [uid for day in told["days"] for uid in day["firms"]]
    assert out.read_bytes().startswith(b"%PDF")
    assert disputed.read_bytes() == before


def test_a_window_lists_the_next_visits_with_their_reasons(open_desk: object, disputed: Path) -> None:
    desk = open_desk(disputed)  # type: ignore[operator]
    desk.settle()
    opened = show_visits(desk.window, desk.bench.session)
    assert wait_for(lambda: opened.visits is not None)
    names = {opened.panel.model.index(row, 1).data() for row in range(opened.panel.model.rowCount())}
    assert {"水泥厂", "园区热电厂"} <= names
    assert set(opened.marked()) >= {desk.uid("水泥厂")}


def test_the_command_writes_a_packet_for_each_team(
    small_cluster: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_cluster.close()
    out, park = tmp_path / "out.zip", str(small_cluster.path)
    assert main(["survey", "pack", park, str(out), "--teams", "2", "--language", "en"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("out-1.zip: 3 firms")
    assert main(["survey", "pack", park, str(out), "--teams", "2", "--language", "en"]) == 1
    assert "is there already" in capsys.readouterr().err


def test_reasons_of_visits_name_wastes_as_the_reader_knows_them(sample_shot: Callable[[str, str], Snapshot]) -> None:
    snapshot = sample_shot("teaching", "en")
    visits = read_visits(snapshot, 2025, "en")
    told = " ".join(visits.reasons(one) for one in visits.ranked)
    assert "Growing heap: Red mud" in told
    assert not re.search("[\u4e00-\u9fff]", told)
