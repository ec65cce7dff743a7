"""The life of findings with real clicks: python -m tests.story.findings [--language zh|en] [--out DIR].

On the teaching park somebody looks at the map and at the account of one firm, enters what an inspection found, links it
with what was computed, sends a firm its inquiry sheet, takes its sealed answer, puts a figure right, and types what a
meeting decided onto a gap. Planted faults and the findings that tell of them are listed; each step has a picture.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from app.system_panel import NONE
from core.analysis import analyse
from core.decisions import STATES
from core.display_names import in_language
from core.project import Project
from core.samples import create_sample
from tests.story.planted import YEAR, planted_findings
from tests.story.screen import ROOT
from tests.story.stage import Story, choose_file, main

HEAP, PLATING, ALUMINA, BREWERY = "磷肥厂", "电镀厂", "氧化铝厂", "啤酒厂"
SEEN = {
    "zh": ("磷石膏堆场未覆盖，渗滤液流向雨水沟", "雨水沟有碱性废水", "赤泥坝有裂缝"),
    "en": (
        "The phosphogypsum heap is open and drains to the yard",
        "Alkaline water in the yard drain",
        "Cracks in the red mud dam",
    ),
}
SAID = {
    "zh": ("企业称水表读数单位错误", "会议决定：与建材厂签订消纳协议"),
    "en": ("The meter was read in litres", "Meeting: agree on use with the brick works"),
}
PAPER = {"zh": "盖章的核实单", "en": "Sealed sheet of the brewery"}
WHO = "Li"
RIGHT = "699496"
SLIP, NO_RECEIVER = "data.thousandfold", "gap.no_receiver"


def name(story: Story, firm: str) -> str:
    """A firm as the reader knows it."""
    snapshot = story.snapshot()
    place = snapshot.actor.name.tolist().index(firm)
    return str(in_language(snapshot, story.language).actor.name[place])


def look_at_map(story: Story) -> None:
    """The whole map, flags, gaps; the planted faults and their findings."""
    story.click("Whole map")
    time.sleep(3.0)
    story.screen.keep("map")
    snapshot = story.snapshot()
    for holds, line in planted_findings(snapshot, story.language):
        story.check(holds, line)
    for key, shown in (("ctrl+5", "flags"), ("ctrl+6", "gaps"), ("ctrl+4", "figures to check")):
        story.screen.key(key)
        time.sleep(1.2)
        story.screen.keep(shown)


def account_of_one(story: Story) -> None:
    """The card of a firm with its solid-waste account; the rows behind a finding."""
    pick(story, HEAP)
    story.screen.keep("account of one firm")
    story.click("Show the evidence")
    time.sleep(0.8)
    story.screen.keep("rows behind it")


def pick(story: Story, firm: str, what: str = "") -> None:
    """Filter the register by a firm, and by what a finding is called, and click the first row."""
    if story.screen.see_now(story.word("Show all")):
        story.click("Show all")
        time.sleep(0.5)
    found = story.screen.see(story.word("Filter these rows"))
    below = max(found, key=lambda sight: sight.y)
    story.screen.click_at(below.x, below.y)
    story.screen.key("ctrl+a")
    story.screen.type(f"{name(story, firm)} {what}".strip())
    time.sleep(0.8)
    first_row(story)


def first_row(story: Story) -> None:
    """Click the first row of the register."""
    heads = [sight for sight in story.screen.see(story.word("Subject")) if sight.y > 450]
    story.screen.click_at(heads[0].x + 20, heads[0].y + 32)
    time.sleep(1.5)


def enter_inspection(story: Story) -> None:
    """Three items of one letter: the firm typed, then the next ones."""
    story.screen.key("Escape", "Escape")
    story.screen.key("ctrl+shift+j")
    time.sleep(1.0)
    for place, firm in enumerate((HEAP, PLATING, ALUMINA)):
        story.screen.click_at(*field(story, "About"))
        story.screen.key("ctrl+a")
        story.screen.type(name(story, firm))
        time.sleep(0.6)
        story.screen.key("Escape")
        story.screen.click_at(*field(story, "What was seen"))
        story.screen.type(SEEN[story.language][place])
        if place == 0:
            story.screen.click_at(*field(story, "Number"))
            story.screen.type("2026-3")
            story.screen.click_at(*field(story, "Deadline"))
            story.screen.type("2026-12-10")
        time.sleep(0.4)
        story.screen.keep(f"item {place + 1}")
        story.click("Save, and one more")
        story.screen.wait(lambda place=place: len(story.snapshot().entered_finding) == place + 1, f"item {place + 1}")
        time.sleep(1.5)
    story.click("Cancel")
    time.sleep(2.0)
    entered = story.snapshot().entered_finding
    story.check(set(entered.deadline) == {"2026-12-10"}, "three items of one letter are findings with its deadline")
    story.screen.click(f"6  {story.word('Deadlines')}")
    time.sleep(1.5)
    story.screen.keep("deadlines")


def field(story: Story, title: str, *, lowest: bool = False) -> tuple[int, int]:
    """A place in the field that a title of the card's form stands before."""
    found = [sight for sight in story.screen.see(story.word(title)) if sight.x > 1100]
    sight = max(found, key=lambda one: one.y) if lowest else found[0]
    return 1300, sight.y


def link_one(story: Story) -> None:
    """The item about the heap tells of the same as a computed finding; a person says so."""
    pick(story, HEAP, SEEN[story.language][0].split()[0][:4])
    story.screen.keep("may tell of the same")
    story.click("Link them")
    story.screen.wait(lambda: len(story.snapshot().finding_link) == 1, "linked")
    time.sleep(1.5)
    story.screen.keep("linked")
    story.check(True, "one item is linked with a computed finding")


def firm_disputes(story: Story) -> None:
    """The sheet as PDF and Word; the sealed one comes back scanned; the figure is put right."""
    pick(story, BREWERY, "699")
    story.screen.keep("finding in dispute")
    for ending in ("pdf", "docx"):
        path = story.folder / f"sheet.{ending}"
        story.click("More")
        story.click("Inquiry sheet…")
        choose_file(story, path)
        story.screen.wait(path.exists, f"sheet as {ending}")
        time.sleep(1.0)
    look_at_sheets(story)
    scan = story.folder / "sealed.png"
    shutil.copyfile(story.folder / "sheet pdf-1.png", scan)
    note(story, "disputed", SAID[story.language][0], scan)
    correct(story)


def look_at_sheets(story: Story) -> None:
    """Both files as pictures, by poppler and LibreOffice."""
    folder = story.folder
    word = folder / "word"
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(word), str(folder / "sheet.docx")],
        check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    for path, title in ((folder / "sheet.pdf", "sheet pdf"), (word / "sheet.pdf", "sheet docx")):
        subprocess.run(["pdftoppm", "-r", "80", "-png", str(path), str(folder / title)], check=False, timeout=60)
        story.check(bool(list(folder.glob(f"{title}-*.png"))), f"{title} opens")


def note(story: Story, state: str, text: str, scan: Path | None = None) -> None:
    """Note what was said on the card, with a file where one is named."""
    before = len(story.snapshot().decision)
    story.click("Note what was said…")
    time.sleep(0.8)
    choose_state(story, state)
    story.screen.click_at(*field(story, "What was said"))
    story.screen.type(text)
    story.screen.click_at(*field(story, "Who"))
    story.screen.type(WHO)
    if scan is not None:
        story.click("Attach a file…", lowest=True)
        choose_file(story, scan)
        time.sleep(1.0)
    story.screen.keep(f"note {state}")
    story.click("Note it")
    story.screen.wait(lambda: len(story.snapshot().decision) == before + 1, f"noted: {state}")
    time.sleep(2.0)
    story.screen.keep(f"noted {state}")


def choose_state(story: Story, state: str) -> None:
    """Choose a state in the box of the form by the keys."""
    now = list(STATES).index(state)
    story.screen.click_at(*field(story, "State", lowest=True))
    time.sleep(0.5)
    story.screen.key("Home", *["Down"] * now, "Return")
    time.sleep(0.4)


def correct(story: Story) -> None:
    """The old figure stays, the new one counts, the finding is gone as corrected."""
    story.click("More")
    story.click("Correct a figure…")
    time.sleep(1.0)
    story.screen.type(RIGHT)
    story.screen.click_at(*field(story, "Paper"))
    story.screen.type(PAPER[story.language])
    story.screen.click_at(*field(story, "Who"))
    story.screen.type(WHO)
    story.screen.keep("new figure")
    story.click("Put it right")
    story.screen.wait(lambda: len(story.snapshot().figure_correction) == 1, "corrected")
    time.sleep(4.0)
    snapshot = story.snapshot()
    kept = 699_496_000.0 in snapshot.statistic.value_entered.tolist()
    left = [one for one in analyse(snapshot, YEAR).findings if one.rule == SLIP and one.subject.name == BREWERY]
    story.check(kept and not left, "the old figure is kept, and the finding is not found any more")
    story.screen.keep("corrected")
    pick(story, BREWERY)
    story.screen.keep("register of the firm")
    story.screen.key("ctrl+3")
    time.sleep(1.0)
    story.screen.keep("history names who")


def many_sheets(story: Story) -> None:
    """The sheets of all gaps at once, a file for each firm, and the register as a workbook."""
    story.screen.key("ctrl+6")
    time.sleep(1.0)
    story.click("Inquiry sheets…")
    story.click("Choose the folder")
    choose_file(story, story.folder)
    story.screen.wait(lambda: bool(list(story.folder.glob("*/00 *.xlsx"))), "sheets of many firms")
    time.sleep(1.5)
    story.screen.keep("many sheets")
    files = sorted(path.name for path in story.folder.glob("*/[0-9][0-9] *.pdf"))
    story.check(len(files) > 5, f"{len(files)} firms have a file: {', '.join(files[:4])} ...")
    register = story.folder / "register.xlsx"
    story.screen.click_at(*register_verb(story))
    choose_file(story, register)
    story.screen.wait(register.exists, "the register as a workbook")
    time.sleep(1.0)
    story.screen.keep("register written")


def register_verb(story: Story) -> tuple[int, int]:
    """The button that exports the register."""
    found = [sight for sight in story.screen.see(story.word("Export…")) if 500 < sight.y < 760]
    return found[0].x, found[0].y


def meeting(story: Story) -> None:
    """What the meeting decided is typed onto a gap."""
    pick(story, ALUMINA, "596")
    story.screen.keep("gap")
    note(story, "remedied", SAID[story.language][1])
    decided = story.snapshot().decision
    story.check(NO_RECEIVER in decided.rule.tolist(), "what the meeting decided stands on the gap")


def asked_for(story: Story) -> None:
    """An indicator system is chosen; the letters for what it still lacks are written by the command."""
    story.screen.key("ctrl+7")
    time.sleep(1.0)
    story.click(NONE)
    story.screen.key("Down", "Return")
    time.sleep(2.0)
    story.screen.keep("indicator system")
    letters = story.folder / "letters"
    words = ["request", str(story.file), str(letters), "--system", "zero-waste", "--language", story.language]
    done = subprocess.run([sys.executable, "-m", "app", *words], capture_output=True, text=True, check=False, cwd=ROOT)
    story.note(done.stdout.strip())
    story.check(len(list(letters.glob("*.xlsx"))) > 1, "each holder has a workbook with what is missing")


def tell(story: Story) -> None:
    """The whole story."""
    time.sleep(7.0)
    story.screen.click_at(280, 400)  # a window has no keys before its first click
    for part in (
        look_at_map,
        account_of_one,
        enter_inspection,
        link_one,
        firm_disputes,
        many_sheets,
        meeting,
        asked_for,
    ):
        part(story)
    story.screen.key("ctrl+q")


def teaching(path: Path) -> Project:
    """The teaching park."""
    return create_sample(path, "teaching")


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    raise SystemExit(main(__doc__, tell, teaching))
