from pathlib import Path
from typing import Any

import pytest

from core.findings import Ref
from core.geopackage import point_blob
from core.project import Project
from core.records import insert
from core.text import Text
from gis.counts import Counts
from tests.app.conftest import wait_for


@pytest.fixture
def pair_file(tmp_path: Path) -> Path:
    """Another project of the same revision: two firms and one link."""
    with Project.create(tmp_path / "pair.gpkg") as project, project.edit(Text("Enter a pair")) as db:
        (brick,) = insert(db, "commodity", [{"name": "Brick", "base_unit": "t"}])
        places = {"A": point_blob(113.1, 23.1, project.srs), "B": point_blob(113.2, 23.1, project.srs)}
        ends = insert(db, "actor", [{"name": name, "geom": place} for name, place in places.items()])
        (link,) = insert(db, "flow", [{"sender_id": ends[0], "receiver_id": ends[1], "commodity_id": brick}])
        insert(db, "flow_amount", [{"flow_id": link, "year": 2024, "value": 8.0}])
        return project.path


def test_an_analysis_of_the_project_before_is_not_taken(desk: Any, pair_file: Path) -> None:
    session = desk.bench.session
    late, contents = session.analysis, session._contents
    desk.bench.files.open(pair_file)
    assert wait_for(lambda: session.snapshot.name == "pair")
    session._take((late, None), contents, (2024, ""))
    assert session.analysis is None
    desk.settle()
    assert session.analysis.project == "pair"


def test_a_map_of_the_project_before_is_not_shown(desk: Any, pair_file: Path) -> None:
    drawn: list[tuple[str, int]] = []

    def note(counts: Counts) -> None:
        drawn.append((desk.bench.session.snapshot.name, counts.links))

    desk.canvas.composed.connect(note)
    desk.canvas.refresh()
    desk.bench.files.open(pair_file)
    desk.settle()
    assert {links for name, links in drawn if name == "pair"} == {1}


def test_another_project_begins_with_its_own_unit(desk: Any, pair_file: Path) -> None:
    desk.bench.session.set_unit("GJ")
    desk.bench.files.open(pair_file)
    desk.settle()
    assert desk.bench.session.unit == "t"
    assert {analysis.project for analysis in desk.bench.session._analyses.values()} == {"pair"}


def test_the_last_of_several_units_stays(desk: Any) -> None:
    session = desk.bench.session
    with session.project.edit(Text("Add heat")) as db:
        (heat,) = insert(db, "commodity", [{"name": "余热", "medium": "energy", "base_unit": "GJ"}])
        (link,) = insert(db, "flow", [{"sender_id": 1, "receiver_id": 2, "commodity_id": heat, "kind": "energy"}])
        insert(db, "flow_amount", [{"flow_id": link, "year": 2024, "value": 8.0}])
    session.set_unit("GJ")  # while the analysis in t is still under way
    session.set_unit("t")
    session.set_unit("GJ")
    desk.settle()
    (flowing,) = (r for r in desk.bench.indicators.results("research") if r.id == "network.total_throughflow")
    assert flowing.unit == "GJ"


def test_the_analysis_cannot_be_cancelled(desk: Any) -> None:
    with desk.bench.session.project.edit(Text("Add a firm")) as db:
        insert(db, "actor", [{"name": "新企业"}])
    desk.bench.status._patience.stop()
    desk.bench.status._show_work()
    assert desk.bench.status.cancel.isHidden()
    desk.bench.status.cancel.click()
    desk.settle()
    assert desk.bench.session.analysis is not None


def test_a_decision_leaves_a_running_analysis_at_work_and_a_figure_does_not(desk: Any) -> None:
    session = desk.bench.session

    def running() -> list[int]:
        return [task.number for task in session.tasks.running() if task.lane == "analysis"]

    def write(table: str, row: dict[str, Any]) -> None:
        with session.project.edit(Text("Write a row")) as db:
            insert(db, table, [row])

    write("actor", {"name": "新企业"})
    begun = running()
    write("decision", {"rule": "data.loose", "subject_uid": "A", "matter": "", "state": "kept"})
    assert begun
    assert running() == begun
    write("actor", {"name": "又一企业"})
    assert running()
    assert running() != begun
    desk.settle()
    assert session.analysis is not None
    assert not running()


def test_a_link_of_another_year_says_so(desk: Any) -> None:
    session = desk.bench.session
    with session.project.edit(Text("Add a link of 2022")) as db:
        (flow,) = insert(
            db, "flow", [{"sender_id": 1, "receiver_id": 2, "commodity_id": 1, "since": 2022, "until": 2022}]
        )
        insert(db, "flow_amount", [{"flow_id": flow, "year": 2022, "value": 5.0}])
    desk.settle()
    session.set_year(2022)
    uid = str(session.snapshot.flow.uid[-1])
    session.select([Ref("flow", uid)])
    session.set_year(2024)
    title, absent, *_ = desk.bench.card.text().splitlines()
    assert title.startswith("Link: ")
    assert absent == "Not in 2024"
