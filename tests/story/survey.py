"""A survey of the teaching park by real clicks: python -m tests.story.survey [--language zh|en] [--out DIR].

Four teams went out with workbooks; the days are printed, and packets on paper and for a tablet are ordered besides. The
workbooks come back while the office changed some of the same fields: what agrees is taken, conflicts are decided or
stay open. Refusals are noted on the board, photos without place are brought to firms by the code of their page, a track
is laid on the map. Receivers were visited and one has no yard any more: these steps are decided with day, person and
reason, the gaps change and say why, and one undo takes it back. Each step has a picture.
"""

import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from core.analysis import analyse
from core.check_proof import NOT_PROVED
from core.display_names import in_language
from core.fields import FIELDS
from core.merge_records import kept_conflicts
from core.survey_board import BACK, UNMET, BoardPacket, read_board
from core.survey_packet import read_manifest
from tests.story.findings import pick
from tests.story.planted import YEAR
from tests.story.stage import Story, choose_file, main
from tests.story.survey_fill import (
    CONFLICTS,
    LETTER,
    NO_YARD,
    PROVED,
    STOPPED,
    TEAMS,
    capacity_of,
    firms_of,
    packet,
    prepare,
)

DECIDED = 3
REFUSED = "refused"
ON_SPOT, REASON = "2026-06-12 Li", {"zh": "无场地", "en": "no yard"}
PROOF = next(field.title for field in FIELDS["capacity"] if field.column == "proof")
GAPS = {"氧化铝厂": "596", "磷肥厂": "139"}  # the firms with the beginning of their amount
ORDERED = {"paper": 1, "qfield": 2}  # their places in the list of the form


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
    """Whom to visit, with the days as sheets, and more packets: on paper, and for a tablet."""
    story.screen.key("ctrl+shift+n")
    story.screen.see(story.word("Print the days…"))
    time.sleep(4.0)
    story.screen.keep("whom to visit")
    days = story.folder / "days.pdf"
    story.click("Print the days…")
    choose_file(story, days)
    story.screen.wait(days.exists, "the days as sheets")
    time.sleep(2.0)
    draw_pages(story, days, "days")
    leave(story, "What a visit would decide")
    for kind, place in ORDERED.items():
        order(story, kind, place)
    with zipfile.ZipFile(story.folder / "paper.zip") as written:
        sheets = [name for name in written.namelist() if name.endswith(".pdf")]
        written.extractall(story.folder / "paper")
    for name in sheets:
        draw_pages(story, story.folder / "paper" / name, f"paper {Path(name).stem}")
    command(story, "Board of the survey…")
    story.screen.see(story.word("Note the visit"))
    story.screen.keep("board, all out")
    sent = [one.kind for one in boards(story)]
    story.check(sent == ["excel"] * TEAMS + list(ORDERED), f"packets: {', '.join(sent)}")
    leave(story, "How it stands")


def order(story: Story, kind: str, place: int) -> None:
    """Order a packet of the firms of all regions, filled in by Wang."""
    path = story.folder / f"{kind}.zip"
    story.screen.key("ctrl+shift+u")
    form = story.screen.see(story.word("People fill in"))[0]
    story.screen.click_at(form.x + 180, form.y)
    story.screen.key("Home", *["Down"] * place, "Return")
    whom = story.screen.see(story.word("For whom"))[0]
    story.screen.click_at(whom.x + 180, whom.y)
    story.screen.type("Wang")
    story.screen.keep(f"{kind} ordered")
    story.click("Write the packet…")
    choose_file(story, path)
    story.screen.wait(path.exists, f"a packet as {kind}")
    time.sleep(2.0)
    story.click("Whole map")


def draw_pages(story: Story, path: Path, title: str) -> None:
    """The first pages of a file as pictures, by poppler."""
    words = ["pdftoppm", "-r", "70", "-png", "-l", "3", str(path), str(story.folder / title)]
    subprocess.run(words, check=False, timeout=60)
    story.check(bool(list(story.folder.glob(f"{title}-*.png"))), f"{path.name} opens")


def wait_for_edit(story: Story, before: int) -> None:
    """Wait until something was written after a revision."""
    story.screen.wait(lambda: story.revision() > before, f"an edit after {before}")


def come_back(story: Story) -> None:
    """The workbooks: what agrees is taken in bulk, of the conflicts some are decided and the rest stays open."""
    names = in_language(story.snapshot(), story.language).actor
    uids = firms_of(packet(story.folder, 1))
    for number in range(1, TEAMS + 1):
        before = story.revision()
        story.screen.key("ctrl+shift+w")
        choose_file(story, story.folder / f"back out-{number}.zip")
        story.screen.see(story.word("Apply"))
        time.sleep(1.0)
        story.screen.keep(f"team {number} back")
        box = filter_box(story)
        for uid in uids[:DECIDED] if number == 1 else ():
            letter = LETTER[story.language].format(uids.index(uid) + 1)
            decide(story, box, str(names.name[names.uid.tolist().index(uid)]), letter)
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
    story.screen.see(story.word("Note the visit"))
    story.screen.keep("board, the teams back")
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


def firm_of(story: Story, receiver: tuple[str, str]) -> str:
    """The firm of a capacity as the reader knows it."""
    snapshot = story.snapshot()
    names = in_language(snapshot, story.language).actor.name
    return str(names[snapshot.capacity.actor[capacity_of(snapshot, *receiver)]])


def decide_proofs(story: Story) -> None:
    """The steps of proof that wait: day and person for all, of the step back the reason too."""
    before, firm = story.revision(), firm_of(story, NO_YARD)
    command(story, "Decide open questions…")
    story.screen.see(story.word("Apply"))
    story.screen.keep("what waits")
    box = filter_box(story)
    for text, note in (("", ON_SPOT), (firm, f"{ON_SPOT}: {REASON[story.language]}")):
        filter_rows(story, box, f"{story.word(PROOF)} {text}".strip())
        story.screen.click_at(box[0] + 460, story.screen.see(story.word("Apply"))[0].y)
        story.screen.type(note)
        story.screen.key("Return")
        story.click("Keep the survey's")
        time.sleep(0.6)
    filter_rows(story, box, story.word(PROOF))
    story.screen.keep("steps of proof decided")
    story.click("Apply")
    wait_for_edit(story, before)
    time.sleep(4.0)


def look_at_gaps(story: Story) -> None:
    """What the visits changed of the gaps, why, and one undo."""
    before, revision = gaps(story), story.revision()
    decide_proofs(story)
    story.check(story.revision() == revision + 1, "all steps of proof are taken in one edit")
    snapshot = story.snapshot()
    states = [str(snapshot.capacity.proof[capacity_of(snapshot, *pair)]) for pair in (*PROVED, NO_YARD)]
    story.check(states == ["visited"] * len(PROVED) + ["registered"], f"proofs: {states}")
    with story.reading() as project, project.reading() as connection:
        left = [one.conflict.field for one in kept_conflicts(connection)]
    story.check(left == ["address"] * (CONFLICTS - DECIDED), f"{len(left)} questions stay open")
    now = gaps(story)
    changed = [text for key, text in now.items() if before.get(key) != text]
    story.note(f"gaps: {len(before)} before, {len(now)} now, {len(changed)} worded anew")
    for text in changed:
        story.note(f"  now: {text}")
    unproved = next(text for key, text in now.items() if NOT_PROVED in key)
    told = [firm in unproved for firm, _ in (*PROVED, NO_YARD)]
    story.check(told == [False] * len(PROVED) + [True], "who was visited counts as proved, who has no yard does not")
    show_gaps(story)
    story.click("Whole map")
    story.screen.key("ctrl+z")
    story.screen.wait(lambda: story.revision() == revision + 2, "the steps undone")
    story.check(gaps(story) == before, "one undo and the gaps are as before")
    story.screen.key("ctrl+y")
    story.screen.wait(lambda: story.revision() == revision + 3, "the steps taken again")
    story.check(gaps(story) == now, "and taken again they are as after")


def show_gaps(story: Story) -> None:
    """The list of gaps, and the two whose receivers changed, on their cards."""
    story.click("Whole map")
    story.screen.key("ctrl+6")
    time.sleep(2.0)
    story.screen.keep("gaps after the survey")
    for firm, amount in GAPS.items():
        pick(story, firm, amount)
        story.screen.keep(f"gap of {firm}")


def tell(story: Story) -> None:
    """The survey from the first list to the gaps."""
    story.click("Whole map")
    time.sleep(3.0)
    go_out(story)
    come_back(story)
    note_refusal(story)
    bring_photos(story)
    look_at_gaps(story)
    story.screen.key("ctrl+q")


if __name__ == "__main__":
    sys.exit(main(__doc__, tell, prepare))
