"""Each kind of packet of the samples goes out, is filled in as a surveyor would, merged and undone."""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.survey_packs import make_packets
from core.merge_apply import apply_plan
from core.merge_copies import Meeting
from core.merge_packets import packet_label, plan_packet, plan_payload
from core.merge_typed import TypedLine, TypedPage, find_page, typed_payload
from core.project import Project
from core.samples import create_sample
from core.survey_order import Order

ADDRESS = "1 Harbour Road"


def excel(project: Project, packet: Path) -> Meeting:
    """A new address, and the first yellow row filled in."""
    back = packet.with_name("back.zip")
    with zipfile.ZipFile(packet) as source, zipfile.ZipFile(back, "w") as out:
        for part in source.namelist():
            content = source.read(part)
            if part == "survey.xlsx":
                book, made = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
                firms, links = book["Firms and institutions"], book["Links with amounts"]
                firms.cell(2, column(firms, "Address")).value = ADDRESS
                row = next(row for row in range(2, links.max_row) if not links.cell(row, column(links, "Amount")).value)
                links.cell(row, column(links, "Amount")).value, links.cell(row, column(links, "Unit")).value = 12, "t"
                book.save(made)
                content = made.getvalue()
            out.writestr(part, content)
    return plan_packet(project, back)


def column(sheet: Any, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if str(cell.value).casefold().startswith(heading.casefold()))


def qfield(project: Project, packet: Path) -> Meeting:
    """The same on a tablet."""
    folder = packet.with_name("tablet")
    with zipfile.ZipFile(packet) as archive:
        archive.extractall(folder)
    with closing(sqlite3.connect(folder / "data.gpkg")) as db:
        db.execute("UPDATE actor SET address = ? WHERE fid = 1", (ADDRESS,))
        first = "SELECT min(uid) FROM flow_amount WHERE origin = 'survey' AND value_entered IS NULL"
        db.execute(f"UPDATE flow_amount SET value_entered = 12, unit_entered = 't' WHERE uid = ({first})")
        db.commit()
    with zipfile.ZipFile(packet.with_name("back.zip"), "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    return plan_packet(project, packet.with_name("back.zip"))


def odk(project: Project, packet: Path) -> Meeting:
    """The same firm on a phone, whose answers a server exported."""
    now, folder = project.snapshot(), packet.with_name("export")
    folder.mkdir()
    uid, firm = packet_of(project), str(now.actor.uid[now.flow.sender[linked(project)]])
    for name, rows in {
        "f.csv": [["packet", "firm", "met", "note", "KEY"], [uid, firm, "met", ADDRESS, "uuid:1"]],
        "f-links.csv": [
            ["link_row", "link", "amount", "unit", "PARENT_KEY", "KEY"],
            ["a", str(now.flow.uid[linked(project)]), "12", "t", "uuid:1", "uuid:1/links[1]"],
        ],
    }.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return plan_packet(project, folder)


def paper(project: Project, packet: Path) -> Meeting:
    """A page of paper, typed."""
    with zipfile.ZipFile(packet) as archive:
        assert "sheets.pdf" in archive.namelist()
    now, link = project.snapshot(), linked(project)
    firm = str(now.actor.uid[now.flow.sender[link]])
    with project.reading() as db:
        (content,) = db.execute("SELECT content FROM survey_package").fetchone()
        code = next(part for part in content.split('"') if part.startswith("SV-") and find_page(db, part).firm == firm)
        page = find_page(db, code)
    lines = (TypedLine("flow", str(now.flow.uid[link]), "12", "t"),)
    return plan_payload(project, typed_payload([TypedPage(page, "met", "2024-05-01", "Li", ADDRESS, lines)]), packet)


def packet_of(project: Project) -> str:
    with project.reading() as db:
        return str(db.execute("SELECT uid FROM survey_package").fetchone()[0])


def linked(project: Project) -> int:
    """A link in tonnes between two firms."""
    now = project.snapshot()
    goods = now.commodity.base_unit[now.flow.commodity] == "t"
    return int(next(row for row in range(len(now.flow)) if goods[row] and now.flow.sender[row] >= 0))


@pytest.mark.parametrize(
    ("sample", "kind", "fill"),
    [
        ("kalundborg", "excel", excel),
        ("guigang", "qfield", qfield),
        ("kalundborg", "odk", odk),
        ("guigang", "paper", paper),
    ],
)
def test_a_packet_of_a_sample_comes_back_in_one_edit_and_is_undone(
    tmp_path: Path, sample: str, kind: str, fill: Callable[[Project, Path], Meeting]
) -> None:
    with create_sample(tmp_path / "park.gpkg", sample) as project:
        before = project.snapshot()
        make_packets(project, Order(kind, year=2010, whom="Li"), tmp_path / "out.zip", "en")
        revision = project.revision
        meeting = fill(project, tmp_path / "out.zip")
        merged = apply_plan(project, meeting.plan, meeting.returned, packet_label(meeting))
        now = project.snapshot()
        assert (merged.faults, merged.open, project.revision, meeting.notes) == ((), 0, revision + 1, ())
        survey = now.flow_amount.origin == "survey"
        assert now.flow_amount.value_entered[survey].tolist() == [12]
        assert any(ADDRESS in str(told) for told in (*now.actor.address, *now.actor.note))
        project.undo()
        again = project.snapshot()
        assert (len(again.flow_amount), again.actor.note.tolist()) == (
            len(before.flow_amount),
            before.actor.note.tolist(),
        )
