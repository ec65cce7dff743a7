"""What a packet must not do in silence: lose a sheet, empty a figure, count it twice, or prove a receiver by nobody."""

import json
import sqlite3
import uuid
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.survey_packs import make_packets
from core import edits
from core.errors import UserError
from core.i18n import show
from core.merge_apply import Merged, apply_plan, decide, open_questions
from core.merge_copies import Meeting
from core.merge_packets import packet_label, plan_payload
from core.merge_plan import Conflict, Plan
from core.merge_returned import read_payload
from core.merge_steps import spot_of_note
from core.merge_values import ABSENT
from core.project import Project
from core.records import insert, update
from core.survey_order import QUESTIONS, Order
from core.survey_proof import proof_steps
from core.text import Text
from tests.core.test_merge_copied_rows import NEW, put
from tests.core.test_merge_packets import cell, filled, row_of
from tests.core.test_merge_questions import BACK

LINKS, FIRMS, CAPACITIES, EMISSIONS = "链接与数量", "企业与机构", "企业接收能力", "污染物排放"


@pytest.fixture
def packet(small_cluster: Project, tmp_path: Path) -> Path:
    """What went out about all six firms, one of which can take gypsum, everything asked."""
    with small_cluster.edit(Text("Enter a capacity")) as db:
        row = {"actor_id": 3, "commodity_id": 3, "value": 50000.0, "value_entered": 50, "unit_entered": "kt"}
        insert(db, "capacity", [row])
        update(db, "flow_amount", 1, {"origin": "estimate", "grade": "estimate"})  # a declared one is asked about
    order = Order("excel", (), (), tuple(QUESTIONS), "李明", 2024, 1)
    make_packets(small_cluster, order, tmp_path / "packet.zip", "zh")
    return tmp_path / "packet.zip"


def compared(project: Project, back: Path) -> Meeting:
    """What came back, read in this process, which is faster."""
    return plan_payload(project, read_payload(str(back)), back)


def merge(project: Project, back: Path) -> Merged:
    meeting = compared(project, back)
    return apply_plan(project, meeting.plan, meeting.returned, packet_label(meeting))


def asked(project: Project) -> dict[str, Any]:
    return {one.conflict.field: one for one in open_questions(project)}


def ash(links: Any) -> int:
    return row_of(links, "物料", "粉煤灰")


def notes(meeting: Meeting) -> list[str]:
    return [show(note, "zh") for note in meeting.notes]


def test_a_renamed_sheet_is_read_by_its_hidden_rows_and_told(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        cell(book[LINKS], ash(book[LINKS]), "数量").value = 41
        book[LINKS].title = "我的链接"
        book[FIRMS].insert_rows(1)

    meeting = compared(small_cluster, filled(packet, fill))
    assert meeting.plan.counts["updates"] == 1
    (told,) = notes(meeting)
    assert LINKS in told
    assert "我的链接" in told


def test_a_sheet_that_is_gone_a_strange_one_and_a_copy_are_told(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        book.copy_worksheet(book[FIRMS]).title = "副本"
        del book[LINKS]
        book.create_sheet("随记")["A2"] = "门卫电话"

    told = notes(compared(small_cluster, filled(packet, fill)))
    assert len(told) == 3
    assert any(LINKS in line and "随记" in line for line in told)

    def empty(book: Any) -> None:
        book.create_sheet("随记")["A2"] = "门卫电话"
        for title in book.sheetnames[:-1]:
            del book[title]

    with pytest.raises(UserError, match="was not read"):
        compared(small_cluster, filled(packet, empty))


@pytest.mark.parametrize(("figure", "unit", "kind"), [(None, "kt", "emptied"), (40, "车", "unit")])
def test_a_known_amount_emptied_or_in_a_strange_unit_is_a_question(
    small_cluster: Project, packet: Path, figure: float | None, unit: str, kind: str
) -> None:
    def fill(book: Any) -> None:
        row = ash(book[LINKS])
        cell(book[LINKS], row, "数量").value, cell(book[LINKS], row, "单位").value = figure, unit

    back = filled(packet, fill)
    assert merge(small_cluster, back).open == 1
    assert merge(small_cluster, back).open == 1
    one = asked(small_cluster)["value_entered"]
    assert (one.conflict.kind, small_cluster.snapshot().flow_amount.value[0]) == (kind, 40_000)
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide")).open == 0
    assert small_cluster.snapshot().flow_amount.value[0] != 40_000


def test_an_emptied_figure_never_holds_back_what_another_packet_says(small_cluster: Project, packet: Path) -> None:
    def fill(figure: float | None) -> Path:
        def set_figure(book: Any) -> None:
            cell(book[LINKS], ash(book[LINKS]), "数量").value = figure

        return filled(packet, set_figure, f"{figure}.zip")

    for figures in ((41, None), (None, 41)):
        for figure in figures:
            merge(small_cluster, fill(figure))
        assert small_cluster.snapshot().flow_amount.value[0] == 41_000
        assert asked(small_cluster)["value_entered"].conflict.office.value == 41
        small_cluster.undo()
        small_cluster.undo()


def prove(packet: Path, state: str) -> Path:
    def fill(book: Any) -> None:
        cell(book[CAPACITIES], 2, "核实程度").value = state

    return filled(packet, fill, f"{state}.zip")


def steps(project: Project) -> list[tuple[str, str, str]]:
    with project.reading() as db:
        told = proof_steps(db, str(project.snapshot().capacity.uid[0]))
    return [(one.state, one.date, one.person) for one in told]


def test_a_visit_without_its_day_is_asked_and_the_answer_is_a_step(small_cluster: Project, packet: Path) -> None:
    merge(small_cluster, prove(packet, "现场核实"))
    one = asked(small_cluster)["proof"]
    assert (one.conflict.kind, small_cluster.snapshot().capacity.proof[0]) == ("proof", "registered")
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide")).open == 1
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide"), {one.id: "2024-05-01 李明"}).open == 0
    assert small_cluster.snapshot().capacity.proof[0] == "visited"
    assert steps(small_cluster) == [("visited", "2024-05-01", "李明")]


def test_papers_seen_by_a_packet_are_a_step_of_whom_it_is_for(small_cluster: Project, packet: Path) -> None:
    merge(small_cluster, prove(packet, "资料核验"))
    ((state, _, person),) = steps(small_cluster)
    assert (state, person, small_cluster.snapshot().capacity.proof[0]) == ("papers", "李明", "papers")
    small_cluster.undo()
    assert (steps(small_cluster), small_cluster.snapshot().capacity.proof[0]) == ([], "registered")


def test_a_corrected_figure_of_a_new_row_is_asked_and_never_counted_twice(small_cluster: Project, packet: Path) -> None:
    merge(small_cluster, filled(packet, lambda book: put(book[LINKS], NEW)))
    merge(small_cluster, filled(packet, lambda book: put(book[LINKS], {**NEW, "数量": 50}), "again.zip"))
    now = small_cluster.snapshot()
    assert (len(now.flow), now.flow_amount.value_entered[-1]) == (25, 5)
    assert [now.flow_amount.origin.tolist().count("survey")] == [1]
    assert asked(small_cluster)["value_entered"].conflict.returned.value == 50


def test_two_rows_of_one_workbook_about_the_same_are_a_question(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        put(book[LINKS], NEW)
        put(book[LINKS], {**NEW, "数量": 6})

    assert merge(small_cluster, filled(packet, fill)).open == 1
    assert small_cluster.snapshot().flow_amount.value_entered[-1] == 5
    one = asked(small_cluster)["value_entered"]
    decide(small_cluster, {one.id: "survey"}, Text("Decide"))
    assert small_cluster.snapshot().flow_amount.value_entered[-1] == 6


def test_a_figure_of_a_survey_has_its_packet_as_source(small_cluster: Project, packet: Path) -> None:
    merge(small_cluster, filled(packet, lambda book: put(book[LINKS], NEW)))
    now = small_cluster.snapshot()
    assert str(now.source.title[now.flow_amount.source[-1]]).startswith("现场调查 李明")


def test_emissions_are_filled_in_where_none_were(small_cluster: Project, packet: Path) -> None:
    told = {"企业": "水泥厂", "排放口": "DA001", "介质": "气", "污染物": "二氧化硫", "排放量": 12.4, "单位": "t",
            "年份": 2024, "去向": "污水处理厂"}  # fmt: skip
    merged = merge(small_cluster, filled(packet, lambda book: put(book[EMISSIONS], told, "污染物")))
    now = small_cluster.snapshot()
    assert merged.faults == ()
    assert (now.emission.mass[0], now.emission.destination[0], now.emission.grade[0]) == (12.4, "plant", "surveyed")


def test_new_rows_of_a_tablet_count_as_seen_by_the_survey(small_cluster: Project, packet: Path) -> None:
    order = Order("qfield", (), (), tuple(QUESTIONS), "李明", 2024, 1)
    out, folder = packet.with_name("tablet.zip"), packet.with_name("tablet")
    make_packets(small_cluster, order, out, "zh")
    with zipfile.ZipFile(out) as archive:
        archive.extractall(folder)
    with closing(sqlite3.connect(folder / "data.gpkg")) as db:
        (link,) = db.execute("SELECT min(uid) FROM flow").fetchone()
        row = (str(uuid.uuid4()), link, 7.0, "kt")
        db.execute("INSERT INTO flow_amount (uid, flow_id, value_entered, unit_entered) VALUES (?, ?, ?, ?)", row)
        db.execute("UPDATE actor SET visited = '2024-05-01' WHERE name = '水泥厂'")
        db.execute("UPDATE capacity SET proof = 'visited'")
        db.commit()
    with zipfile.ZipFile(packet.with_name("back.zip"), "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    merged = merge(small_cluster, packet.with_name("back.zip"))
    now = small_cluster.snapshot()
    amount = now.flow_amount
    assert (merged.faults, merged.open) == ((), 0)
    assert (amount.origin[-1], amount.grade[-1], amount.year[-1]) == ("survey", "surveyed", 2024)
    assert str(now.source.title[amount.source[-1]]).startswith("现场调查 李明")
    assert steps(small_cluster) == [("visited", "2024-05-01", "李明")]
    small_cluster.undo()
    edits.set_values(small_cluster, "capacity", {1: {"proof": "papers"}})
    assert merge(small_cluster, packet.with_name("back.zip")).open == 1
    one = asked(small_cluster)["proof"]
    assert one.note == "2024-05-01 李明"
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide")).open == 0
    assert steps(small_cluster) == [("visited", "2024-05-01", "李明")]


def test_a_question_shows_what_the_office_has_now(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        cell(book[LINKS], ash(book[LINKS]), "数量").value = 41

    edits.set_values(small_cluster, "flow_amount", {1: {"value_entered": "39 kt"}})
    merge(small_cluster, filled(packet, fill))
    edits.set_values(small_cluster, "flow_amount", {1: {"value_entered": "45 kt"}})
    one = asked(small_cluster)["value_entered"]
    assert one.conflict.office.value == 45
    shown = {one.id: one.conflict.office}
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide"), shown=shown).open == 0
    assert small_cluster.snapshot().flow_amount.value_entered[0] == 41


def test_another_row_of_the_same_number_is_another_question(small_cluster: Project) -> None:
    uid = str(small_cluster.snapshot().actor.uid[1])
    plan = Plan(conflicts=[Conflict("p", "actor", uid, "", {}, {}, ABSENT, "delete")])
    apply_plan(small_cluster, plan, BACK, Text("Merge"))
    with small_cluster.edit(Text("Another link instead")) as db:
        link = db.execute("SELECT max(id) FROM flow WHERE sender_id = 2").fetchone()[0]
        db.execute("DELETE FROM flow_amount WHERE flow_id = ?", (link,))
        db.execute("DELETE FROM flow WHERE id = ?", (link,))
        (made,) = insert(db, "flow", [{"sender_id": 2, "receiver_id": 3, "commodity_id": 1}])
        insert(db, "flow_amount", [{"flow_id": made, "value": 1.0, "value_entered": 1.0, "unit_entered": "t"}])
    (one,) = open_questions(small_cluster)
    assert decide(small_cluster, {one.id: "survey"}, Text("Decide")).open == 1


def test_no_uid_of_a_closed_row_stands_in_json(
    small_cluster: Project, packet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill(book: Any) -> None:
        cell(book[LINKS], ash(book[LINKS]), "数量").value = -1

    back = filled(packet, fill)
    with small_cluster.edit(Text("Close a link")) as db:
        (source,) = insert(db, "source", [{"title": "统计局", "permitted_use": "aggregate"}])
        db.execute("UPDATE flow SET source_id = ? WHERE id = 1", (source,))
        db.execute("UPDATE flow_amount SET source_id = ? WHERE id = 1", (source,))
    uid = str(small_cluster.snapshot().flow_amount.uid[0])
    path = Path(small_cluster.path)
    small_cluster.close()
    assert main(["survey", "merge", str(path), str(back), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert uid not in json.dumps(told["not_taken"])


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("2026-05-01 Li Ming", ("2026-05-01", "Li Ming", "")),
        ("2026-05-01 Li Ming: the yard is full", ("2026-05-01", "Li Ming", "the yard is full")),
        ("2026-05-01 李明 场地已满", ("2026-05-01", "李明", "场地已满")),
        ("seen last week", ("", "", "")),
    ],
)
def test_a_note_says_day_person_and_reason(note: str, said: tuple[str, str, str]) -> None:
    spot = spot_of_note(note)
    assert (spot.day, spot.person, spot.note) == said
