"""A park drawn and typed with real clicks: python -m tests.story.editing [--language zh|en] [--out DIR].

On an empty project somebody draws a region, puts firms into it, links, bends, moves, splits, reshapes and deletes them,
types into tables, fills a form, looks things up, and goes back in the history. After each act the file is read to see
whether it holds what the screen shows; a picture of each step is kept in DIR.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from core.fields import FIELDS
from core.project import Project
from core.snapshot import Snapshot
from core.table_titles import TABLE_TITLES
from tests.story.stage import Story, main

Place = tuple[int, int]
CORNERS: tuple[Place, ...] = ((420, 160), (900, 150), (930, 560), (430, 560))
WORKS: dict[str, Place] = {"Glassworks": (520, 230), "Paper mill": (780, 240), "Brick works": (560, 470)}
MOVED: Place = (620, 400)
LOWER = 21  # pixels by which the map lies lower once a message stands above it


def act(story: Story, name: str, *, holds: Callable[[Snapshot], bool], told: str = "") -> None:
    """Wait until the file holds what was done, and keep a picture."""
    story.screen.wait(lambda: holds(story.snapshot()), name, 25.0)
    time.sleep(1.5)
    story.screen.keep(name)
    story.note(f"holds: {told or name}")


def tool(story: Story, key: str) -> None:
    """Take a tool in hand by its letter."""
    story.screen.key(key)
    time.sleep(0.4)


def draw_region(story: Story) -> None:
    """Four corners, Enter, a name."""
    story.screen.click_at(660, 650)
    tool(story, "d")
    for corner in CORNERS:
        story.screen.click_at(*corner)
    story.screen.keep("region being drawn")
    story.screen.key("Return")
    time.sleep(0.8)
    story.screen.type("East park")
    story.screen.keep("region form")
    story.screen.key("Return")
    act(story, "region", holds=lambda now: list(now.region.name) == ["East park"])


def put_firms(story: Story) -> None:
    """A click and a name for each firm."""
    tool(story, "a")
    for name, place in WORKS.items():
        story.screen.click_at(*place)
        time.sleep(0.6)
        story.screen.type(name)
        if name == "Paper mill":
            story.screen.keep("firm form")
        story.screen.key("Return")
        story.screen.wait(lambda name=name: name in story.snapshot().actor.name, name)
        time.sleep(1.0)
    act(story, "three firms", holds=lambda now: len(now.actor) == 3 and (now.actor.region == 0).all())


def draw_link(story: Story) -> None:
    """From sender to receiver, what and how much."""
    tool(story, "l")
    story.screen.click_at(*WORKS["Glassworks"])
    story.screen.do("xdotool", "mousemove", "650", "235", "sleep", "0.5")
    story.screen.keep("link being drawn")
    story.screen.click_at(*WORKS["Paper mill"])
    time.sleep(0.8)
    story.screen.type("steam")
    story.screen.key("Tab", "Tab")
    story.screen.type("1200")
    story.screen.key("Tab", "Tab")
    story.screen.type("2025")
    story.screen.keep("link form")
    story.screen.key("Return")
    act(story, "link", holds=lambda now: len(now.flow) == 1 and now.flow_amount.value.tolist() == [1200.0])


def bend_link(story: Story) -> None:
    """The middle of the link is dragged aside."""
    tool(story, "b")
    start = ((WORKS["Glassworks"][0] + WORKS["Paper mill"][0]) // 2, 236)
    before = story.revision()
    story.screen.drag(start, (start[0], start[1] + 90))
    if story.revision() == before:  # the curve was laid a little beside the straight line
        for aside in (-30, -20, -10, 10, 20, 30):
            story.screen.drag((start[0], start[1] + aside), (start[0], start[1] + 90))
            if story.revision() > before:
                break
    act(story, "bent link", holds=lambda _: story.revision() > before)


def move_firm(story: Story) -> None:
    """A sign is dragged, and undone by a key."""
    tool(story, "v")
    before = story.snapshot().actor.point[2].tolist()
    story.screen.drag(WORKS["Brick works"], MOVED)
    act(story, "moved firm", holds=lambda now: now.actor.point[2].tolist() != before)


def reshape_and_split(story: Story) -> None:
    """A corner is dragged, then a line cuts the region in two."""
    tool(story, "r")
    before = bytes(story.snapshot().region.outline[0])
    story.screen.click_at(700, 350)
    story.screen.drag((CORNERS[2][0], CORNERS[2][1] + LOWER), (960, 540))
    act(story, "reshaped region", holds=lambda now: bytes(now.region.outline[0]) != before)
    tool(story, "k")
    story.screen.click_at(680, 120)
    story.screen.click_at(700, 600)
    story.screen.keep("cut being drawn")
    story.screen.key("Return")
    time.sleep(0.8)
    story.screen.keep("cut form")
    story.screen.key("Return")
    act(story, "split region", holds=lambda now: len(now.region) == 2)


def delete_and_undo(story: Story) -> None:
    """A chosen firm is deleted and brought back."""
    tool(story, "s")
    story.screen.click_at(*MOVED)
    time.sleep(1.0)
    story.screen.keep("chosen firm")
    story.screen.key("Delete")
    act(story, "deleted firm", holds=lambda now: len(now.actor) == 2)
    story.screen.key("ctrl+z")
    act(story, "deletion undone", holds=lambda now: len(now.actor) == 3)


def type_in_tables(story: Story) -> None:
    """A name typed into its cell, a column filled down, a text replaced; every table once."""
    story.screen.key("F6")
    time.sleep(1.5)
    story.screen.keep("table of firms")
    story.screen.click("Paper mill", lowest=True) if story.language == "en" else click_text(story, "Paper mill")
    story.screen.key("F2", "ctrl+a")
    story.screen.type("Paper works")
    story.screen.key("Return")
    act(story, "name typed", holds=lambda now: "Paper works" in now.actor.name)
    story.screen.key("ctrl+h")
    time.sleep(0.6)
    story.screen.type("works")
    story.screen.key("Tab")
    story.screen.type("plant")
    time.sleep(0.8)
    story.screen.keep("find and replace")
    story.screen.key("Escape")
    for table in list(FIELDS)[1:]:
        story.screen.click_at(*chooser(story))
        time.sleep(0.5)
        story.screen.key("Down", "Return")
        time.sleep(0.8)
        story.screen.keep(f"table {table}")


def click_text(story: Story, text: str) -> None:
    """Click a text that is not translated, the lowest place where it stands."""
    found = story.screen.see(text)
    story.screen.click_at(*max(((sight.x, sight.y) for sight in found), key=lambda place: place[1]))


def chooser(story: Story) -> Place:
    """Where the chooser of tables is: left of the filter, below the tabs."""
    found = [
        (sight.x, sight.y)
        for table in FIELDS
        for sight in story.screen.see_now(story.word(TABLE_TITLES[table]))
        if sight.y > 400 and 250 < sight.x < 400
    ]
    return min(found)


def fill_a_form(story: Story) -> None:
    """The form of the chosen firm: a fault beside its field, then a value that is taken."""
    story.screen.key("ctrl+1")
    time.sleep(0.8)
    click_text(story, "Glassworks")
    story.screen.key("ctrl+shift+e")
    time.sleep(1.5)
    story.screen.keep("form of a firm")
    story.screen.key("Escape")
    time.sleep(0.5)


def look_up(story: Story) -> None:
    """Quick search, palette of commands, codes, disputes, history."""
    for keys, typed, name in (
        ("ctrl+f", "paper", "quick search"),
        ("ctrl+shift+p", "", "palette"),
        ("ctrl+k", "fmh", "codes"),
    ):
        story.screen.key(keys)
        time.sleep(1.2)
        if name == "codes":  # a window of its own gets no keys before its first click
            story.click("Type a code, a name, pinyin or its initials")
        story.screen.type(typed)
        time.sleep(1.0)
        story.screen.keep(name)
        story.screen.key("Escape")
        time.sleep(0.5)
    story.screen.click_at(660, 640)
    for keys, name in (("ctrl+9", "disputes"), ("ctrl+3", "history")):
        story.screen.key(keys)
        time.sleep(1.0)
        story.screen.keep(name)


def tell(story: Story) -> None:
    """The whole story."""
    time.sleep(6.0)
    story.screen.keep("empty project")
    for part in (
        draw_region,
        put_firms,
        draw_link,
        bend_link,
        move_firm,
        reshape_and_split,
        delete_and_undo,
        type_in_tables,
        fill_a_form,
        look_up,
    ):
        part(story)
    story.screen.key("ctrl+q")


def empty(path: Path) -> Project:
    """A project without anything in it."""
    return Project.create(path)


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    raise SystemExit(main(__doc__, tell, empty))
