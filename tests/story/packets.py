"""Packets of a sample out and back by real clicks: python -m tests.story.packets [--language zh|en] [--out DIR].

Guigang in Chinese, Kalundborg in English. A workbook, the data of a tablet and what a server exported come back, are
reviewed, taken in one edit and undone; then a page of paper is typed by the keyboard alone. Each step has a picture.
"""

import sys
import time
from pathlib import Path

from app.survey_packs import make_packets
from core.project import Project
from core.samples import create_sample
from core.survey_order import Order
from tests.core.surveyor import ADDRESS, FILLED, page_of
from tests.story.stage import Story, choose_file, main

YEAR = 2010


def prepare(path: Path) -> Project:
    """The sample, with every kind of packet gone out and those come back that are files."""
    language = sys.argv[sys.argv.index("--language") + 1] if "--language" in sys.argv else "zh"
    project = create_sample(path, {"zh": "guigang", "en": "kalundborg"}[language], language)
    for kind in (*FILLED, "paper"):
        folder = path.parent / kind
        folder.mkdir()
        make_packets(project, Order(kind, year=YEAR, whom="Li"), folder / "out.zip", language)
        if kind in FILLED:
            FILLED[kind](project, folder / "out.zip")
    return project


def take_and_undo(story: Story, kind: str) -> None:
    """Apply the review that is shown, look at what came, and take it back."""
    before, firms = story.revision(), story.snapshot().actor
    story.screen.see(story.word("Apply"))
    time.sleep(0.8)
    story.screen.keep(f"{kind} reviewed")
    story.click("Apply")
    story.screen.wait(lambda: story.revision() == before + 1, f"{kind} taken in one edit")
    time.sleep(1.5)
    story.screen.keep(f"{kind} taken")
    now = story.snapshot()
    told = now.flow_amount.value_entered[now.flow_amount.origin == "survey"].tolist()
    story.check(told == [12], f"{kind}: the amount of the survey is {told}")
    if kind in FILLED:
        story.check(any(ADDRESS in str(one) for one in (*now.actor.address, *now.actor.note)), f"{kind}: {ADDRESS}")
    story.click("Whole map")
    story.screen.key("ctrl+z")
    story.screen.wait(lambda: story.revision() == before + 2, f"{kind} undone")
    story.check(story.snapshot().actor.note.tolist() == firms.note.tolist(), f"{kind}: one undo takes it back")
    time.sleep(1.5)


def type_page(story: Story) -> None:
    """The page of a firm, line by line."""
    with story.reading() as project:
        page, place = page_of(project)
    story.screen.key("ctrl+shift+y")
    time.sleep(1.5)
    story.click("Code of the page, such as SV-3F2A-007-95")
    digit = str((int(page.code[-1]) + 1) % 10)
    story.screen.type(page.code[:-1] + digit)
    story.screen.key("Return")
    time.sleep(0.6)
    story.screen.keep("a code typed wrong")
    story.screen.key("ctrl+a")
    story.screen.type(page.code)
    story.screen.key("Return", "Down", "Return")
    story.screen.key("ctrl+a")
    story.screen.type("2024-05-01")
    story.screen.key("Return")
    story.screen.type("Li")
    story.screen.key("Return", *["Return"] * place)
    story.screen.type("12 t")
    time.sleep(0.5)
    story.screen.keep("a page under way")
    story.screen.key("ctrl+Return")
    time.sleep(0.8)
    story.screen.keep("a page kept")


def tell(story: Story) -> None:
    """Every kind of packet back, then the end."""
    story.click("Whole map")
    time.sleep(3.0)
    for kind, name in {"excel": "back.zip", "qfield": "back.zip", "odk": "export/f.csv"}.items():
        story.screen.key("ctrl+shift+w")
        time.sleep(2.0)
        choose_file(story, story.folder / kind / name)
        take_and_undo(story, kind)
    type_page(story)
    story.screen.key("Return")
    take_and_undo(story, "paper")
    story.screen.key("ctrl+q")


if __name__ == "__main__":
    sys.exit(main(__doc__, tell, prepare))
