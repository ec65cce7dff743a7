"""A stranger's first year with real clicks: python -m tests.story.first_year [--language zh|en] [--out DIR].

The program is started on an X server of its own and driven by mouse and keys alone: a new project, the outline of the
park, its list of firms, the folder of ledgers and manifests, all undone and done again, the map, the yearly round. The
project file is read to compare what it holds with what the screen says. A picture of each step is kept in DIR.
"""

import os
import shutil
import time

from core.form_books import write_forms
from core.import_results import total_identity
from core.imports import Plan
from core.paths import RESOURCES
from core.text import Text
from core.year_records import read_round
from tests.story.planted import told_and_found
from tests.story.stage import Story, choose_file, main

OUTLINE = RESOURCES / "samples" / "teaching" / "regions.geojson"
FIRMS = "01 "
STEPS = ("Table", "Columns", "Places", "Check")
YEAR = 2025
LONG = 60.0  # seconds that a folder of forms may take on a busy machine


def go_to(story: Story, page: str) -> None:
    """Turn to a page of the wizard by its step."""
    story.screen.click(f"{STEPS.index(page) + 1}  {story.word(page)}")
    time.sleep(0.6)


def imported(story: Story, plan: Plan, keep: str, patience: float = 90.0) -> None:
    """On the page of checks: the identity is on the screen; take the import and wait until it is written."""
    identity = story.word(total_identity(plan.results))
    story.screen.see(identity, patience)
    story.note(f"identity: {identity}")
    story.screen.keep(f"{keep} check")
    before = story.revision()
    story.click("Import", lowest=True)
    story.screen.wait(lambda: story.revision() > before, f"written: {keep}", patience)
    story.screen.see(story.word("Undo the whole import"), patience)
    story.screen.keep(f"{keep} taken")


def begin(story: Story) -> None:
    """A new project in a few clicks."""
    story.screen.see(story.word("New project"))
    story.screen.keep("start")
    story.click("New project")
    choose_file(story, story.file)
    story.screen.see(story.word("Whole map"))
    story.screen.keep("empty project")


def outline(story: Story) -> None:
    """The outline of the park."""
    plan = story.planned([OUTLINE])
    story.click("Import")
    choose_file(story, OUTLINE)
    story.screen.see(story.word("Close without importing"))
    go_to(story, "Check")
    imported(story, plan, "outline")


def firms(story: Story) -> Plan:
    """The list of firms: points before they are taken, the file with the reasons, new names."""
    path = next(story.forms.glob(f"{FIRMS}*"))
    plan = story.planned([path])
    story.click("Import")
    choose_file(story, path)
    story.screen.see(story.word("Close without importing"))
    time.sleep(2.0)
    for page in STEPS:
        go_to(story, page)
        story.screen.keep(f"firms {page.lower()}")
    marked = story.folder / "marked.xlsx"
    story.click("Save the file with the reasons…")
    choose_file(story, marked)
    story.screen.wait(marked.exists, "the file with the reasons")
    story.screen.see(story.word("Close without importing"))
    story.screen.keep("firms reasons saved")
    story.check(marked.stat().st_size > 4000, f"the file with the reasons has {marked.stat().st_size} bytes")
    imported(story, plan, "firms")
    story.check(len(story.snapshot().actor) == 49, f"{len(story.snapshot().actor)} firms are in the project")
    return plan


def folder_of_forms(story: Story) -> Plan:
    """All other forms at once, and the marked copies of those with faults."""
    rest = story.forms / "rest"
    plan = story.planned([rest])
    story.click("Data")
    story.click("Import a folder of forms…")
    choose_file(story, rest)
    story.screen.see(story.word("Close without importing"), LONG)
    time.sleep(4.0)
    story.screen.keep("folder table")
    go_to(story, "Check")
    story.screen.see(story.word(total_identity(plan.results)), LONG)
    for page in ("New names", "Possible doubles", "Sums", "Remarks", "Rows to look at"):
        story.click(page)
        story.screen.keep(f"folder {page.lower()}")
    story.click("Save the file with the reasons…")
    marked = story.folder / "marked"
    marked.mkdir()
    choose_file(story, marked)
    expected = len({result.file for result in plan.results if result.problems})
    story.screen.wait(lambda: len(list(marked.glob("*.xlsx"))) == expected, "the marked copies", LONG)
    time.sleep(3.0)
    story.screen.keep("folder reasons saved")
    story.note(f"marked copies: {len(list(marked.glob('*.xlsx')))}")
    imported(story, plan, "folder", LONG)
    return plan


def back_and_forth(story: Story) -> None:
    """One undo takes the whole folder back, one redo brings it again."""
    whole = story.snapshot()
    story.click("Undo the whole import")
    story.screen.wait(lambda: len(story.snapshot().flow) == 0, "undone")
    time.sleep(2.0)
    story.screen.keep("undone")
    story.check(len(story.snapshot().actor) == 49, "one undo takes the whole folder back; 49 firms remain")
    story.click("Redo")
    story.screen.wait(lambda: len(story.snapshot().flow) == len(whole.flow), "done again")
    time.sleep(6.0)
    story.screen.keep("done again")
    again = story.snapshot()
    same = all(len(getattr(again, name)) == len(getattr(whole, name)) for name in ("actor", "flow", "flow_amount"))
    story.check(same, f"redo brings {len(again.actor)} firms, {len(again.flow)} links again")


def map_and_panels(story: Story) -> None:
    """The whole map, and each panel once."""
    story.click("Whole map")
    time.sleep(3.0)
    story.screen.keep("map")
    story.screen.click_at(280, 400)  # a window has no keys before its first click
    for key, name in (("ctrl+5", "flags"), ("ctrl+6", "gaps"), ("ctrl+4", "figures to check"), ("ctrl+3", "history")):
        story.screen.key(key)
        time.sleep(1.2)
        story.screen.keep(name)


def yearly_round(story: Story) -> None:
    """Open the next year, compare with the last, lock the year that is done."""
    story.screen.key("ctrl+8")
    time.sleep(1.0)
    story.screen.keep("yearly round")
    before = story.revision()
    story.click(story.word(Text("Open {year}", {"year": str(YEAR + 1)})))
    story.screen.wait(lambda: story.revision() > before, "the next year is open")
    time.sleep(2.5)
    story.screen.keep("next year open")
    for tab in ("To confirm", "Against last year", "Since the lock"):
        story.click(tab)
        time.sleep(1.0)
        story.screen.keep(f"next year {tab.lower()}")
    choose_year(story)
    story.click("Lock")
    story.screen.wait(lambda: _locked(story), "the year is locked")
    time.sleep(1.5)
    story.screen.keep("locked")
    with story.reading() as project:
        edition = read_round(project).edition(YEAR)
    story.note(f"locked: {story.word(edition.citation) if edition else ''}")


def choose_year(story: Story) -> None:
    """Choose the year that is done in the box of years."""
    found = [sight for sight in story.screen.see(f"{YEAR + 1} ·") if sight.y > 400]
    story.screen.click_at(found[0].x, found[0].y)
    story.screen.key("Down", "Return")
    time.sleep(1.0)
    story.screen.keep("the year that is done")


def _locked(story: Story) -> bool:
    with story.reading() as project:
        return read_round(project).is_locked(YEAR)


def set_apart(story: Story) -> None:
    """The forms are written; those that go in at once lie in a folder of their own."""
    write_forms(story.forms)
    rest = story.forms / "rest"
    rest.mkdir()
    for path in story.forms.glob("*.xlsx"):
        if not path.name.startswith(FIRMS):
            shutil.copyfile(path, rest / path.name)


def tell(story: Story) -> None:
    """The whole story."""
    set_apart(story)
    begin(story)
    outline(story)
    plans = [firms(story), folder_of_forms(story)]
    for line in told_and_found(plans, story.snapshot()):
        story.note(line)
    back_and_forth(story)
    map_and_panels(story)
    yearly_round(story)
    story.screen.key("ctrl+q")


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    raise SystemExit(main(__doc__, tell))
