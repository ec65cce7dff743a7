"""What a surveyor does to a packet that went out, told by programs: a new address or note, one amount of 12 t."""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl

from core.headers import find_column
from core.merge_typed import Page, find_page
from core.project import Project

ADDRESS = "1 Harbour Road"


def excel(project: Project, packet: Path) -> Path:
    """A new address, and the first yellow row filled in."""
    back = packet.with_name("back.zip")
    with zipfile.ZipFile(packet) as source, zipfile.ZipFile(back, "w") as out:
        for part in source.namelist():
            content = source.read(part)
            if part == "survey.xlsx":
                book, made = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
                firms, links = book.worksheets[:2]
                firms.cell(2, column(firms, "actors", "address")).value = ADDRESS
                row = next(
                    row
                    for row in range(2, links.max_row)
                    if not links.cell(row, column(links, "flows", "amount")).value
                )
                (
                    links.cell(row, column(links, "flows", "amount")).value,
                    links.cell(row, column(links, "flows", "unit")).value,
                ) = 12, "t"
                book.save(made)
                content = made.getvalue()
            out.writestr(part, content)
    return back


def column(sheet: Any, kind: str, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value and find_column(str(cell.value), kind) == name)


def qfield(project: Project, packet: Path) -> Path:
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
    return packet.with_name("back.zip")


def odk(project: Project, packet: Path) -> Path:
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
    return folder / "f.csv"


def page_of(project: Project) -> tuple[Page, int]:
    """The page of paper of the firm that gives the link in tonnes, and the line on which that is asked."""
    now, link = project.snapshot(), linked(project)
    firm = str(now.actor.uid[now.flow.sender[link]])
    with project.reading() as db:
        contents = [content for (content,) in db.execute("SELECT content FROM survey_package WHERE kind = 'paper'")]
        codes = [part for part in contents[0].split('"') if part.startswith("SV-")]
        page = next(page for code in codes if (page := find_page(db, code)).firm == firm)
    return page, page.asked.index(("flow", str(now.flow.uid[link])))


def packet_of(project: Project) -> str:
    """The form that went out."""
    with project.reading() as db:
        return str(db.execute("SELECT uid FROM survey_package WHERE kind = 'odk'").fetchone()[0])


def linked(project: Project) -> int:
    """A link in tonnes between two firms."""
    now = project.snapshot()
    goods = now.commodity.base_unit[now.flow.commodity] == "t"
    return int(next(row for row in range(len(now.flow)) if goods[row] and now.flow.sender[row] >= 0))


FILLED: dict[str, Callable[[Project, Path], Path]] = {"excel": excel, "qfield": qfield, "odk": odk}
