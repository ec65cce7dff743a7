"""What goes out in the survey of the teaching park, and what comes back from teams, a messenger and a track."""

import io
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
from PIL import Image, ImageDraw

from app.survey_packs import make_packets
from core import edits
from core.i18n import translate
from core.kinds import PROOFS
from core.project import Project
from core.samples import create_sample
from core.snapshot import Snapshot
from core.survey_order import Order
from core.survey_packet import read_manifest
from tests.core.surveyor import column
from tests.story.planted import YEAR

TEAMS, CONFLICTS = 4, 9
SEEN = {"zh": "一路{}号", "en": "1 Road, no. {}"}  # what surveyors write as an address
LETTER = {"zh": "信箱{}", "en": "PO box {}"}  # and the office as that of the same firm
STOPPED = ("纺织厂", "啤酒厂")
PROVED = (  # registered before, or by their papers, and visited now
    ("烧结砖厂", "废陶瓷"),
    ("烧结砖厂", "赤泥"),
    ("二号矿渣利用厂", "钢渣"),
    ("二号矿渣利用厂", "赤泥"),
)
NO_YARD = ("石膏板厂", "磷石膏")


def prepare(path: Path) -> Project:
    """The park with four packets out; the office has changed addresses meanwhile, and the workbooks are filled."""
    language = sys.argv[sys.argv.index("--language") + 1] if "--language" in sys.argv else "zh"
    project = create_sample(path, "teaching")
    out = path.parent / "out.zip"
    make_packets(project, Order("excel", whom="Li", teams=TEAMS, year=YEAR), out, language)
    now = project.snapshot()
    firms = firms_of(packet(path.parent, 1))[:CONFLICTS]
    rows = [now.actor.uid.tolist().index(uid) for uid in firms]
    changed = {int(now.actor.id[row]): {"address": LETTER[language].format(place)} for place, row in enumerate(rows, 1)}
    edits.set_values(project, "actor", changed)
    for number in range(1, TEAMS + 1):
        fill(packet(path.parent, number), now, language)
    photos(path.parent)
    track(path.parent / "walk.gpx", now)
    return project


def packet(folder: Path, number: int) -> Path:
    """The packet of a team."""
    return folder / f"out-{number}.zip"


def firms_of(path: Path) -> list[str]:
    """The firms of a packet in the order of their pages."""
    return [uid for _, uid in sorted(read_manifest(path).pages.items())]


def fill(path: Path, now: Snapshot, language: str) -> None:
    """What a team writes: an address of every firm but two, who has stopped, what a receiver was seen to have."""
    pages = firms_of(path)[:-2]
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(path.with_name(f"back {path.name}"), "w") as out:
        for part in source.namelist():
            content = source.read(part)
            if part == "survey.xlsx":
                book, made = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
                fill_firms(book.worksheets[0], pages, now, language)
                fill_receivers(book.worksheets[2], now, language)
                book.save(made)
                content = made.getvalue()
            out.writestr(part, content)


def rows_of(sheet: Any) -> dict[str, int]:
    """The rows of a sheet by what they are about."""
    uids = next(cell.column for cell in sheet[1] if cell.value == "uid")
    return {str(sheet.cell(row, uids).value): row for row in range(2, sheet.max_row + 1)}


def fill_firms(sheet: Any, pages: list[str], now: Snapshot, language: str) -> None:
    """Addresses; of who has stopped the status with its day."""
    names = dict(zip(map(str, now.actor.uid), map(str, now.actor.name), strict=True))
    rows = rows_of(sheet)
    for number, uid in enumerate(pages, 1):
        sheet.cell(rows[uid], column(sheet, "actors", "address")).value = SEEN[language].format(number)
        if names[uid] in STOPPED:
            sheet.cell(rows[uid], column(sheet, "actors", "status")).value = "停产"
            sheet.cell(rows[uid], column(sheet, "actors", "status date")).value = "2026-06-12"


def capacity_of(now: Snapshot, firm: str, matter: str) -> int:
    """The row of what a firm can take of a matter."""
    pairs = zip(now.actor.name[now.capacity.actor], now.commodity.name[now.capacity.commodity], strict=True)
    return list(pairs).index((firm, matter))


def fill_receivers(sheet: Any, now: Snapshot, language: str) -> None:
    """Receivers that were only registered were visited; one has no yard any more, so it is registered again."""
    rows, proof = rows_of(sheet), column(sheet, "capacities", "proof")
    for state, pairs in (("visited", PROVED), ("registered", (NO_YARD,))):
        for pair in pairs:
            if (row := rows.get(str(now.capacity.uid[capacity_of(now, *pair)]))) is not None:
                sheet.cell(row, proof).value = translate(PROOFS[state], language)


def photos(folder: Path) -> None:
    """What a messenger leaves of photos: no place, no time, the code of the page in the name."""
    (folder / "photos").mkdir()
    for number, page in enumerate(sorted(read_manifest(packet(folder, 1)).pages)[:5]):
        picture = Image.new("RGB", (1280, 960), (96 + 24 * number, 150, 176))
        ImageDraw.Draw(picture).rectangle((320, 380, 980, 960), fill=(96, 84, 72))
        picture.save(folder / "photos" / f"{page} mmexport{number}.jpg")
    picture.save(folder / "photos" / "mmexport99.jpg")


def track(path: Path, now: Snapshot) -> None:
    """The way of a team from firm to firm, a point every 20 m or so."""
    points = now.actor.point[[now.actor.uid.tolist().index(uid) for uid in firms_of(packet(path.parent, 1))]]
    points = points[~(points != points).any(axis=1)]
    told = []
    for (lon, lat), (lon_2, lat_2) in pairwise(points):
        steps = max(int(max(abs(lon_2 - lon), abs(lat_2 - lat)) / 2e-4), 1)
        told += [(lon + (lon_2 - lon) * at / steps, lat + (lat_2 - lat) * at / steps) for at in range(steps)]
    start = datetime(2026, 6, 12, 1, tzinfo=UTC)
    times = [f"{start + timedelta(seconds=20 * at):%Y-%m-%dT%H:%M:%SZ}" for at in range(len(told))]
    lines = [
        f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"><time>{time}</time></trkpt>'
        for (lon, lat), time in zip(told, times, strict=True)
    ]
    path.write_text(f"<gpx version='1.1'><trk><trkseg>{''.join(lines)}</trkseg></trk></gpx>", encoding="utf-8")
