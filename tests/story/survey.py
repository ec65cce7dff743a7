"""A survey of the teaching park by real clicks: python -m tests.story.survey [--language zh|en] [--out DIR].

Four teams went out with workbooks and one packet more is ordered. Three workbooks come back while the office changed
some of the same fields: what agrees is taken, conflicts are decided or stay open. Refusals are noted on the
board, photos without place are brought to firms by the code of their page, a track is laid on the map, receivers were
visited and one has lost its yard; the gaps are listed as they are then. Each step has a picture.
"""

import io
import json
import sys
import time
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
from PIL import Image, ImageDraw

from app.survey_packs import make_packets
from core import edits
from core.analysis import analyse
from core.display_names import in_language
from core.i18n import LANGUAGES, translate
from core.kinds import PROOFS
from core.merge_records import kept_conflicts
from core.project import Project
from core.samples import create_sample
from core.snapshot import Snapshot
from core.survey_board import BACK, UNMET, BoardPacket, read_board
from core.survey_order import Order
from core.survey_packet import read_manifest
from core.survey_proof import ON_SITE
from tests.core.surveyor import column
from tests.story.planted import YEAR
from tests.story.stage import Story, choose_file, main

TEAMS, CONFLICTS, DECIDED = 4, 9, 3
SEEN, LETTER = "一路{}号", "信箱{}"  # what surveyors and the office write as the address of the same firm
STOPPED = ("纺织厂", "啤酒厂")
REFUSED = "refused"


def prepare(path: Path) -> Project:
    """The park with four packets out; the office has changed addresses meanwhile, and three workbooks are filled."""
    language = sys.argv[sys.argv.index("--language") + 1] if "--language" in sys.argv else "zh"
    project = create_sample(path, "teaching")
    out = path.parent / "out.zip"
    make_packets(project, Order("excel", whom="Li", teams=TEAMS, year=YEAR), out, language)
    now = project.snapshot()
    firms = firms_of(packet(path.parent, 1))[:CONFLICTS]
    rows = [now.actor.uid.tolist().index(uid) for uid in firms]
    changed = {int(now.actor.id[row]): {"address": LETTER.format(place)} for place, row in enumerate(rows, 1)}
    edits.set_values(project, "actor", changed)
    for number in (1, 2, 3):
        fill(packet(path.parent, number), now)
    photos(path.parent)
    track(path.parent / "walk.gpx", now)
    return project


def packet(folder: Path, number: int) -> Path:
    """The packet of a team."""
    return folder / f"out-{number}.zip"


def firms_of(path: Path) -> list[str]:
    """The firms of a packet in the order of their pages."""
    return [uid for _, uid in sorted(read_manifest(path).pages.items())]


def fill(path: Path, now: Snapshot) -> None:
    """What a team writes: an address of every firm but two, who has stopped, what a receiver was seen to have."""
    pages = firms_of(path)[:-2]
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(path.with_name(f"back {path.name}"), "w") as out:
        for part in source.namelist():
            content = source.read(part)
            if part == "survey.xlsx":
                book, made = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
                fill_firms(book.worksheets[0], pages, now)
                fill_receivers(book.worksheets[2])
                book.save(made)
                content = made.getvalue()
            out.writestr(part, content)


def fill_firms(sheet: Any, pages: list[str], now: Snapshot) -> None:
    """Addresses; of who has stopped the status with its day."""
    names = dict(zip(map(str, now.actor.uid), map(str, now.actor.name), strict=True))
    uids = next(cell.column for cell in sheet[1] if cell.value == "uid")
    rows = {str(sheet.cell(row, uids).value): row for row in range(2, sheet.max_row + 1)}
    for number, uid in enumerate(pages, 1):
        sheet.cell(rows[uid], column(sheet, "actors", "address")).value = SEEN.format(number)
        if names[uid] in STOPPED:
            sheet.cell(rows[uid], column(sheet, "actors", "status")).value = "停产"
            sheet.cell(rows[uid], column(sheet, "actors", "status date")).value = "2026-06-12"


def fill_receivers(sheet: Any) -> None:
    """Receivers that nobody had visited were visited; the last one of a team has no yard any more."""
    proof, amount = column(sheet, "capacities", "proof"), column(sheet, "capacities", "amount")
    note = column(sheet, "capacities", "note")
    told = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, amount).value]
    seen = {translate(PROOFS[state], language) for state in ON_SITE for language in LANGUAGES}
    unseen = [row for row in told if sheet.cell(row, proof).value not in seen]
    for row in unseen:
        sheet.cell(row, proof).value = "现场核实"
    if len(told) > 1 and told[-1] not in unseen:
        sheet.cell(told[-1], amount).value = 0
        sheet.cell(told[-1], note).value = "无场地"


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


def boards(story: Story) -> list[BoardPacket]:
    """The board as the project holds it now."""
    with story.reading() as project, project.reading() as connection:
        return list(read_board(connection, project.snapshot()))


def gaps(story: Story) -> dict[str, str]:
    """The gaps of the year: what they are about, and their sentence."""
    found = analyse(story.snapshot(), YEAR).findings
    return {str(one.key): story.word(one.sentence) for one in found if one.rule.startswith("gap.")}


def command(story: Story, title: str) -> None:
    """Ask for a command by its words; a window has no keys before it is clicked."""
    story.click("Whole map")
    story.screen.key("ctrl+shift+p")
    time.sleep(0.8)
    story.screen.type(story.word(title).rstrip("…"))
    time.sleep(0.8)
    story.screen.key("Return")
    time.sleep(1.8)


def leave(story: Story, head: str) -> None:
    """Close a window by the keys; a click on one of its headings gives them to it."""
    story.click(head)
    story.screen.key("Escape")
    time.sleep(0.6)
    story.click("Whole map")


def filter_box(story: Story) -> tuple[int, int]:
    """The box of the window that lies above; that of the main window stands lower."""
    box = min(story.screen.see(story.word("Filter these rows")), key=lambda sight: sight.y)
    return box.x, box.y


def filter_rows(story: Story, box: tuple[int, int], text: str) -> None:
    """Filter the rows of a window."""
    story.screen.click_at(*box)
    story.screen.key("ctrl+a", "BackSpace")
    story.screen.type(text)
    time.sleep(0.6)


def go_out(story: Story) -> None:
    """Whom to visit, and one packet more, on paper."""
    story.screen.key("ctrl+shift+n")
    story.screen.see(story.word("Print the days…"))
    time.sleep(4.0)
    story.screen.keep("whom to visit")
    leave(story, "What a visit would decide")
    story.screen.key("ctrl+shift+u")
    story.screen.see(story.word("Write the packet…"))
    story.screen.keep("packet ordered")
    story.click("Write the packet…")
    choose_file(story, story.folder / "more.zip")
    story.screen.wait((story.folder / "more.zip").exists, "one packet more")
    time.sleep(2.0)
    command(story, "Board of the survey…")
    story.screen.keep("board, all out")
    leave(story, "How it stands")


def wait_for_edit(story: Story, before: int) -> None:
    """Wait until something was written after a revision."""
    story.screen.wait(lambda: story.revision() > before, f"an edit after {before}")


def come_back(story: Story) -> None:
    """Three workbooks: what agrees is taken in bulk, of the conflicts some are decided and the rest stays open."""
    names = in_language(story.snapshot(), story.language).actor
    uids = firms_of(packet(story.folder, 1))
    for number in (1, 2, 3):
        before = story.revision()
        story.screen.key("ctrl+shift+w")
        choose_file(story, story.folder / f"back out-{number}.zip")
        story.screen.see(story.word("Apply"))
        time.sleep(1.0)
        story.screen.keep(f"team {number} back")
        box = filter_box(story)
        for uid in uids[:DECIDED] if number == 1 else ():
            decide(story, box, str(names.name[names.uid.tolist().index(uid)]), LETTER.format(uids.index(uid) + 1))
        if number == 1:
            story.screen.keep("some decided")
        story.click("Apply")
        wait_for_edit(story, before)
        time.sleep(2.0)
        story.click("Whole map")
    with story.reading() as project, project.reading() as connection:
        left = [one for one in kept_conflicts(connection) if one.conflict.field == "address"]
    story.check(len(left) == CONFLICTS - DECIDED, f"{len(left)} questions about addresses stay open")
    status = story.snapshot().actor.status[story.snapshot().actor.name == STOPPED[0]]
    story.note(f"{STOPPED[0]}: {status.tolist()}")


def decide(story: Story, box: tuple[int, int], name: str, office: str) -> None:
    """Keep what the survey has of one firm: without a mark it holds for all lines that are listed."""
    filter_rows(story, box, f"{name} {office}")
    story.click("Keep the survey's")
    time.sleep(0.4)


def note_refusal(story: Story) -> None:
    """On the board: who is back, and a firm that let nobody in."""
    command(story, "Board of the survey…")
    story.screen.keep("board, three teams back")
    page = sorted(read_manifest(packet(story.folder, 3)).pages)[-1]
    filter_rows(story, filter_box(story), page)
    place = story.screen.see(page)
    lowest = max(place, key=lambda sight: sight.y)
    story.screen.click_at(lowest.x, lowest.y)
    time.sleep(0.8)
    boxes = story.screen.see(story.word("The visit"))
    box = max(boxes, key=lambda sight: sight.y)
    story.screen.click_at(box.x + 70, box.y)
    story.screen.key("Home", "Down", "Down", "Down", "Return")
    story.screen.keep("a refusal")
    before = story.revision()
    story.click("Note the visit")
    story.screen.wait(lambda: story.revision() > before, "a visit noted")
    time.sleep(1.0)
    story.screen.keep("a refusal noted")
    leave(story, "How it stands")
    states = [firm.state for one in boards(story) for firm in one.firms if firm.page == page]
    story.check(states == [REFUSED], f"{page}: {states}")
    told = {"back": sum(one.count(BACK) for one in boards(story)),
            "not met": sum(one.count(*UNMET) for one in boards(story))}  # fmt: skip
    story.note(f"board: {json.dumps(told)}")


def bring_photos(story: Story) -> None:
    """A folder of photos from a messenger, then a track."""
    command(story, "Bring photos to firms…")
    choose_file(story, story.folder / "photos")
    verb = story.word("How it was matched")
    story.screen.see(verb)
    time.sleep(0.8)
    story.screen.keep("photos matched")
    attach(story)
    kept = len(story.snapshot().attachment)
    story.check(kept == 5, f"{kept} photos are attached, one is of nobody")
    before = story.revision()
    command(story, "Take in tracks…")
    choose_file(story, story.folder / "walk.gpx")
    story.screen.wait(lambda: story.revision() > before, "a track taken")
    time.sleep(4.0)
    story.screen.keep("the way of a team")


def attach(story: Story) -> None:
    """The button that attaches, which says how many."""
    told = {"zh": "附上 5 张照片", "en": "Attach 5 photos"}[story.language]
    before = story.revision()
    story.screen.click(told)
    story.screen.wait(lambda: story.revision() > before, "photos attached")
    time.sleep(2.5)


def look_at_gaps(story: Story, before: dict[str, str]) -> None:
    """What the visits changed of the gaps."""
    story.click("Whole map")
    story.screen.key("ctrl+6")
    time.sleep(3.0)
    story.screen.keep("gaps after the survey")
    now = gaps(story)
    changed = [text for key, text in now.items() if before.get(key) != text]
    story.note(f"gaps: {len(before)} before, {len(now)} now, {len(changed)} worded anew")
    for text in changed[:5]:
        story.note(f"  now: {text}")
    command(story, "Decide open questions…")
    story.screen.keep("what stays open")
    leave(story, "Changed in the office")


def tell(story: Story) -> None:
    """The survey from the first list to the gaps."""
    story.click("Whole map")
    time.sleep(3.0)
    before = gaps(story)
    go_out(story)
    come_back(story)
    note_refusal(story)
    bring_photos(story)
    look_at_gaps(story, before)
    story.screen.key("ctrl+q")


if __name__ == "__main__":
    sys.exit(main(__doc__, tell, prepare))
