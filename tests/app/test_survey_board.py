"""The board of a survey: who is back, who gave another answer, who is still out; as a command and as a window."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.__main__ import main
from app.survey_board import board_lines, visit_lines
from app.survey_board_window import show_board
from app.survey_packs import make_packets
from core import edits
from core.errors import UserError
from core.i18n import show
from core.merge_plan import Claim
from core.merge_records import Returned, keep_return
from core.project import Project
from core.records import insert
from core.survey_board import BACK, OUT, SILENT, BoardPacket, read_board
from core.survey_order import Order
from core.survey_packet import read_manifest
from core.survey_visits import CLOSED, MET, REFUSED, STOPPED, note_visits, read_visits, take_status
from core.text import Text
from tests.app.conftest import Desk

FIRMS = ("园区热电厂", "化工厂", "水泥厂")


@pytest.fixture
def surveyed(small_cluster: Project, tmp_path: Path) -> Project:
    """A packet of three firms is out."""
    make_packets(small_cluster, Order("qfield", firms=FIRMS, whom="Team East"), tmp_path / "p.zip", "en")
    return small_cluster


def uids(project: Project) -> dict[str, str]:
    actor = project.snapshot().actor
    return dict(zip(map(str, actor.name), map(str, actor.uid), strict=True))


def board(project: Project) -> BoardPacket:
    with project.reading() as db:
        (packet,) = read_board(db, project.snapshot())
    return packet


def states(project: Project) -> dict[str, str]:
    return {firm.name: firm.state for firm in board(project).firms}


def came_back(project: Project, *claims: tuple[str, str, str, object], seen: dict[str, dict[str, str]]) -> None:
    packet = board(project)
    returned = Returned(packet.uid, packet.title, "ab" * 32, "back.zip", seen=seen)
    told = [Claim(returned.packet, table, uid, name, "", "", value) for table, uid, name, value in claims]
    with project.edit(Text("Take in")) as db:
        keep_return(db, returned, told, {})


def test_all_firms_are_out_until_something_comes_back(surveyed: Project) -> None:
    assert set(states(surveyed).values()) == {OUT}
    assert len(board(surveyed).firms) == 3


def test_a_packet_that_says_nothing_of_a_firm_does_not_tell_whether_somebody_was_there(surveyed: Project) -> None:
    known = uids(surveyed)
    came_back(
        surveyed,
        ("actor", known["化工厂"], "address", "1 First Road"),
        seen={known["水泥厂"]: {"met": REFUSED, "visited": "2026-06-12", "photo": "DCIM/gate.jpg"}},
    )
    assert states(surveyed) == {"化工厂": BACK, "水泥厂": REFUSED, "园区热电厂": SILENT}
    packet = board(surveyed)
    assert (packet.count(BACK), packet.unmet, packet.count(SILENT)) == (1, 1, 1)
    (cement,) = (firm for firm in packet.firms if firm.name == "水泥厂")
    assert (cement.day, cement.photos) == ("2026-06-12", ("DCIM/gate.jpg",))
    told = [show(line, "en") for line in board_lines([packet], "en")]
    assert told[0].endswith(
        "3 firms, 1 back, 0 conflicts, 1 refused, stopped or moved, 1 with nothing noted, 0 still out"
    )
    assert any("refused, 2026-06-12, photo gate.jpg" in line for line in told)
    with surveyed.reading() as db:
        visits = read_visits(db)
    assert list(visit_lines(visits, known["水泥厂"], "en")) == ["Visit 2026-06-12: refused, photo gate.jpg"]


def test_a_status_that_came_back_is_an_answer_with_its_day(surveyed: Project) -> None:
    uid = uids(surveyed)["化工厂"]
    came_back(surveyed, ("actor", uid, "status", "suspended"), ("actor", uid, "status_date", "2026-06-15"), seen={})
    assert states(surveyed)["化工厂"] == STOPPED
    assert next(firm.day for firm in board(surveyed).firms if firm.uid == uid) == "2026-06-15"


def test_a_statement_under_the_code_of_a_page_brings_its_firm_back(surveyed: Project) -> None:
    firm = board(surveyed).firms[0]
    with surveyed.edit(Text("Type a sheet of paper")) as db:
        insert(db, "flow_amount", [{"flow_id": 1, "year": 2024, "value": 5.0, "value_entered": 5.0,
                                    "unit_entered": "t", "origin": "survey", "document": firm.page}])  # fmt: skip
    assert states(surveyed)[firm.name] == BACK


def test_a_noted_visit_gives_the_firm_its_status_and_is_one_step(surveyed: Project) -> None:
    packet, known = board(surveyed), uids(surveyed)
    before = surveyed.revision
    note_visits(surveyed, {known["化工厂"]: packet.id}, CLOSED, day="2026-06-12", note="sold")
    actor = surveyed.snapshot().actor
    row = actor.name.tolist().index("化工厂")
    assert (actor.status[row], actor.status_date[row]) == ("ended", "2026-06-12")
    assert states(surveyed)["化工厂"] == CLOSED
    assert surveyed.revision == before + 1
    surveyed.undo()
    assert (states(surveyed)["化工厂"], surveyed.snapshot().actor.status[row]) == (OUT, "running")


def test_later_visits_count_and_a_later_status_of_the_office_stays(surveyed: Project) -> None:
    packet, uid = board(surveyed), uids(surveyed)["化工厂"]
    came_back(surveyed, seen={uid: {"met": STOPPED, "visited": "2026-06-12"}})
    assert [firm.name for firm in board(surveyed).firms if firm.due] == ["化工厂"]
    assert take_status(surveyed) == 1
    assert take_status(surveyed) == 0
    row = surveyed.snapshot().actor.uid.tolist().index(uid)
    id = int(surveyed.snapshot().actor.id[row])
    edits.set_values(surveyed, "actor", {id: {"status": "running", "status_date": "2026-07-01"}})
    assert take_status(surveyed) == 0
    note_visits(surveyed, {uid: packet.id}, MET, day="2026-07-02")
    assert states(surveyed)["化工厂"] == BACK


def test_a_visit_to_come_and_an_unknown_outcome_are_refused(surveyed: Project) -> None:
    firm = {uids(surveyed)["化工厂"]: board(surveyed).id}
    tomorrow = date.today().replace(year=date.today().year + 1).isoformat()
    for outcome, day in ((STOPPED, tomorrow), ("asleep", "")):
        with pytest.raises(UserError):
            note_visits(surveyed, firm, outcome, day=day)


def test_a_note_in_qfield_goes_through_the_merge_to_the_board(surveyed: Project, tmp_path: Path) -> None:
    data = tmp_path / "data.gpkg"
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    data.write_bytes(parts["data.gpkg"])
    with closing(sqlite3.connect(data)) as db:
        db.execute("UPDATE actor SET met = 'moved', visited = '2026-06-13' WHERE name = '化工厂'")
        db.commit()
    with zipfile.ZipFile(tmp_path / "back.zip", "w") as archive:
        for name, content in {**parts, "data.gpkg": data.read_bytes()}.items():
            archive.writestr(name, content)
    path = Path(surveyed.path)
    surveyed.close()
    assert main(["survey", "merge", str(path), str(tmp_path / "back.zip"), "--language", "en"]) == 0
    with Project.open(path, read_only=True) as project:
        assert states(project)["化工厂"] == "moved"


def test_the_command_tells_the_board_and_notes_a_visit_by_page(
    surveyed: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = next(iter(read_manifest(tmp_path / "p.zip").pages))
    path = str(surveyed.path)
    surveyed.close()
    told = ["--visited", page, "化工厂", "--outcome", "refused", "--day", "2026-06-12", "--language", "en"]
    assert main(["survey", "board", path, *told]) == 0
    assert "refused" in capsys.readouterr().out
    assert main(["survey", "board", path, "--json", "--language", "zh"]) == 0
    (packet,) = json.loads(capsys.readouterr().out)["packets"]
    assert (packet["counts"]["firms"], packet["title"]) == (3, "Team East")
    assert packet["counts"]["not_met"] in (1, 2)  # the page may be the one of the firm that was named
    assert main(["survey", "board", path, "--visited", "堆肥厂", "--language", "en"]) == 1
    assert "No packet of a survey asks about" in capsys.readouterr().err


def test_the_window_lists_the_firms_and_notes_the_visit_of_a_marked_one(
    surveyed: Project, tmp_path: Path, open_desk: Callable[[Path], Desk]
) -> None:
    path = Path(surveyed.path)
    surveyed.close()
    desk = open_desk(path)
    opened = show_board(desk.window, desk.bench.session)
    assert opened.panel.model.rowCount() == 3
    assert not opened.noting.isEnabled()
    desk.click_row(opened.panel, 0)
    assert opened.noting.isEnabled()
    (uid,) = opened.marked()
    opened.outcome.setCurrentIndex(opened.outcome.findData(REFUSED))
    opened.day.setText("2026-06-12")
    opened.noting.click()
    desk.settle()
    assert next(firm for _, firm in opened.lines if firm.uid == uid).state == REFUSED
    make_packets(desk.bench.session.project, Order("paper"), tmp_path / "more.zip", "en")
    desk.settle()
    row = next(row for row, (one, firm) in enumerate(opened.lines) if firm.uid == uid and one.kind == "qfield")
    opened.panel.table.selectRow(row)
    assert opened.marked() == {uid: opened.packets[0].id}  # of the packet whose line was marked
    assert "1 refused, stopped or moved" in opened.told.text()
