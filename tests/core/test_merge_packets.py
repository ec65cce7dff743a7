"""A survey packet in Excel goes out, is filled in as a surveyor would, and comes back into the six firms' project."""

import io
import json
import sqlite3
import uuid
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.survey_packs import make_packets
from core import edits
from core.errors import UserError
from core.geopackage import point_blob
from core.merge_apply import Merged, apply_plan
from core.merge_packets import packet_label, plan_packet
from core.merge_records import kept_conflicts
from core.project import Project
from core.survey_order import USUAL, Order
from core.text import Text

Fill = Callable[[Any], None]


@pytest.fixture
def packet(small_cluster: Project, tmp_path: Path) -> Path:
    """What went out about all six firms."""
    order = Order("excel", ("示范园区",), (), USUAL, "一组", 2024, 1)
    make_packets(small_cluster, order, tmp_path / "packet.zip", "zh")
    return tmp_path / "packet.zip"


def filled(packet: Path, fill: Fill, name: str = "back.zip") -> Path:
    """The packet with its workbook filled in."""
    target = packet.with_name(name)
    with zipfile.ZipFile(packet) as source, zipfile.ZipFile(target, "w") as out:
        for part in source.namelist():
            content = source.read(part)
            if part == "survey.xlsx":
                book, made = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
                fill(book)
                book.save(made)
                content = made.getvalue()
            out.writestr(part, content)
    return target


def cell(sheet: Any, row: int, heading: str) -> Any:
    places = {str(head.value): head.column for head in sheet[1]}
    return sheet.cell(row, next(column for name, column in places.items() if name.startswith(heading)))


def row_of(sheet: Any, heading: str, value: str) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if cell(sheet, row, heading).value == value)


def merge(project: Project, back: Path) -> Merged:
    meeting = plan_packet(project, back)
    return apply_plan(project, meeting.plan, meeting.returned, packet_label(meeting))


def test_a_packet_that_nobody_filled_in_changes_nothing(small_cluster: Project, packet: Path) -> None:
    assert set(plan_packet(small_cluster, packet).plan.counts.values()) == {0}


def survey(book: Any) -> None:
    firms, links = book["企业与机构"], book["链接与数量"]
    row = row_of(firms, "名称", "化工厂")
    cell(firms, row, "地址").value = "一路1号"
    cell(firms, row, "运行状态").value = "停产"
    row = row_of(links, "物料", "粉煤灰")
    cell(links, row, "数量").value = 41
    for number in range(2, links.max_row + 1):  # what was seen on the spot, on the yellow row of a link
        if cell(links, number, "数量").value is None and cell(links, number, "物料").value == "蒸汽":
            cell(links, number, "数量").value = 29
            cell(links, number, "单位").value = "kt"
    new = next(row for row in range(2, links.max_row + 2) if cell(links, row, "供出方").value is None)
    for heading, value in {
        "供出方": "水泥厂",
        "接收方": "堆肥厂",
        "物料": "窑灰",
        "数量": 2,
        "单位": "kt",
        "年份": 2024,
    }.items():
        cell(links, new, heading).value = value


def test_what_was_filled_in_is_taken_in_one_edit(small_cluster: Project, packet: Path) -> None:
    edits.set_values(small_cluster, "actor", {2: {"scale": "大"}})
    merged = merge(small_cluster, filled(packet, survey))
    now = small_cluster.snapshot()
    assert merged.faults == ()
    assert (now.actor.address[1], now.actor.status[1], now.actor.scale[1]) == ("一路1号", "suspended", "大")
    assert (now.flow_amount.value_entered[0], now.flow_amount.value[0]) == (40, 40000)  # as declared
    seen = now.flow_amount.origin == "survey"
    assert sorted(now.flow_amount.value_entered[seen].tolist()) == [2, 29]
    assert (now.commodity.name[-1], len(now.flow)) == ("窑灰", 25)
    assert merged.open == 1
    revision = small_cluster.revision
    again = merge(small_cluster, packet.with_name("back.zip"))
    assert (small_cluster.revision, again.open) == (revision, 1)
    small_cluster.undo()
    assert small_cluster.snapshot().actor.address[1] == ""


def test_a_row_that_cannot_be_taken_is_asked_about_once(small_cluster: Project, packet: Path) -> None:
    def wrong(book: Any) -> None:
        links = book["链接与数量"]
        for number in range(2, links.max_row + 1):
            if cell(links, number, "数量").value is None and cell(links, number, "物料").value == "蒸汽":
                cell(links, number, "数量").value = -5
                cell(links, number, "单位").value = "kt"

    back = filled(packet, wrong)
    first, again = merge(small_cluster, back), merge(small_cluster, back)
    assert (first.counts["adds"], first.faults, first.open) == (1, (), 1)  # the packet as a source
    assert (again.counts["adds"], again.counts["conflicts"], again.faults, again.open) == (0, 0, (), 1)


def test_a_newer_value_of_the_office_is_a_conflict(small_cluster: Project, packet: Path) -> None:
    edits.set_values(small_cluster, "flow_amount", {1: {"value_entered": "39 kt"}})
    merged = merge(small_cluster, filled(packet, survey))
    assert merged.open == 1
    assert small_cluster.snapshot().flow_amount.value_entered[0] == 39
    with small_cluster.reading() as db:
        (one,) = kept_conflicts(db)
    assert [value.value for value in (one.conflict.base, one.conflict.office, one.conflict.returned)] == [40, 39, 41]


def test_an_added_column_and_a_word_nobody_knows_are_kept_as_questions(small_cluster: Project, packet: Path) -> None:
    def fill(book: Any) -> None:
        firms = book["企业与机构"]
        firms.cell(1, firms.max_column + 1).value = "锅炉数"
        firms.cell(row_of(firms, "名称", "化工厂"), firms.max_column).value = 3
        cell(firms, row_of(firms, "名称", "水泥厂"), "运行状态").value = "说不清"

    merged = merge(small_cluster, filled(packet, fill))
    with small_cluster.reading() as db:
        kept = {one.conflict.field: one.conflict for one in kept_conflicts(db)}
    assert (kept["锅炉数"].returned, kept["锅炉数"].kind, kept["status"].kind) == (3, "column", "held")
    assert merged.open == 2


def test_the_workbook_alone_is_enough(small_cluster: Project, packet: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(filled(packet, survey)) as archive:
        archive.extract("survey.xlsx", tmp_path)
    assert plan_packet(small_cluster, tmp_path / "survey.xlsx").plan.counts["updates"] == 2


def test_a_packet_cut_short_or_of_another_project_is_refused(  # T21
    small_cluster: Project, packet: Path, project: Project
) -> None:
    revision, whole = small_cluster.revision, packet.read_bytes()
    with pytest.raises(UserError, match="did not send"):
        plan_packet(project, packet)
    for part in (whole[: len(whole) // 2], whole[:-30], whole[:200] + bytes(200) + whole[400:], b""):
        packet.write_bytes(part)
        with pytest.raises(UserError):
            plan_packet(small_cluster, packet)
    assert small_cluster.revision == revision


def test_the_label_names_the_packet(small_cluster: Project, packet: Path) -> None:
    assert packet_label(plan_packet(small_cluster, packet)) == Text(
        "Merge the survey packet {title}", {"title": "一组"}
    )


def test_data_of_qfield_come_back_with_new_rows_moved_points_and_deletions(
    small_cluster: Project, tmp_path: Path
) -> None:
    order = Order("qfield", ("示范园区",), (), USUAL, "一组", 2024, 1)
    make_packets(small_cluster, order, tmp_path / "out.zip", "zh")
    assert set(plan_packet(small_cluster, tmp_path / "out.zip").plan.counts.values()) == {0}
    folder = tmp_path / "tablet"
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        archive.extractall(folder)
    with closing(sqlite3.connect(folder / "data.gpkg")) as db:
        db.execute("PRAGMA journal_mode = WAL")  # as QGIS leaves it
        uids = dict(db.execute("SELECT name, uid FROM actor"))
        point = point_blob(113.613, 23.105, 4490)
        db.execute("UPDATE actor SET geom = ?, met = 'refused' WHERE name = '化工厂'", (point,))
        new = {"uid": f"{{{uuid.uuid4()}}}", "sender_id": uids["水泥厂"], "receiver_id": uids["堆肥厂"]}
        (goods,) = db.execute("SELECT uid FROM commodity_name WHERE name = '污泥'").fetchone()
        values = (*new.values(), goods)
        db.execute("INSERT INTO flow (uid, sender_id, receiver_id, commodity_id) VALUES (?, ?, ?, ?)", values)
        first = "SELECT min(uid) FROM flow_amount WHERE origin = 'survey'"
        db.execute(f"UPDATE flow_amount SET value_entered = 7, unit_entered = 'kt' WHERE uid = ({first})")
        db.execute("DELETE FROM actor WHERE name = '堆肥厂'")
        db.execute("CREATE TRIGGER evil AFTER INSERT ON actor BEGIN DELETE FROM flow; END")
        db.commit()
    with zipfile.ZipFile(tmp_path / "back.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    merged = merge(small_cluster, tmp_path / "back.zip")
    now = small_cluster.snapshot()
    assert now.actor.point[1].tolist() == [113.613, 23.105]
    assert (len(now.flow), len(now.actor), merged.faults) == (25, 6, ())
    assert now.flow_amount.value[now.flow_amount.origin == "survey"].tolist() == [7000]
    with small_cluster.reading() as db:
        kinds = [one.conflict.kind for one in kept_conflicts(db)]
        (counts,) = db.execute("SELECT counts FROM survey_return").fetchone()
    assert kinds == ["delete"]
    assert json.loads(counts)["seen"] == {uids["化工厂"]: {"met": "refused"}}
