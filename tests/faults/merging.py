"""A process killed while it merges: python -m tests.faults.merging [--kills 60].

A child merges the rows of a copy into a project and undoes that again and again, with a line for each edit that is on
the disk. It is killed at a random moment; then the project must open, be sound, hold every edit that was told, and be
merged as a whole or not at all. Prints the line of RESULTS.md; ends with the first kill after which something is wrong.
"""

import argparse
import pickle
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core import edits
from core.merge_apply import apply_plan
from core.merge_copies import copy_label, plan_copies
from core.project import Project
from core.records import insert, update_many
from core.text import Text

ROOT = Path(__file__).resolve().parent.parent.parent
FIRMS, CHANGED, ADDED, TURNS = 400, 120, 80, 30


def prepare(folder: Path) -> None:
    """A project, and the pickled plan of a merge with a copy in which firms were changed and added."""
    office, home = folder / "office.gpkg", folder / "home.gpkg"
    with Project.create(office) as project:
        with project.edit(Text("Enter firms")) as db:
            insert(db, "actor", [{"name": f"Works {place}"} for place in range(FIRMS)])
        project.save_as(home)
        with Project.open(home) as copy, copy.edit(Text("Survey")) as db:
            update_many(db, "actor", {id: {"scale": "small"} for id in range(1, CHANGED + 1)})
            insert(db, "actor", [{"name": f"New works {place}"} for place in range(ADDED)])
        edits.set_values(project, "actor", {1: {"scale": "large"}})
        (folder / "meeting").write_bytes(pickle.dumps(plan_copies(project, home)))


def merge_and_undo(office: str, meeting: str) -> None:
    """What the child does."""
    found = pickle.loads(Path(meeting).read_bytes())
    with Project.open(office) as project:
        for _ in range(TURNS):
            apply_plan(project, found.plan, found.returned, copy_label(found))
            sys.stdout.write(f"{project.revision}\n")
            sys.stdout.flush()
            project.undo()
            sys.stdout.write(f"{project.revision}\n")
            sys.stdout.flush()


def kill_once(folder: Path, seed: int) -> bool:
    """Kill one child and look; returns whether it was in the midst of its edits."""
    office = folder / "office.gpkg"
    with Project.open(office) as project:
        if len(project.snapshot().actor) > FIRMS:
            project.undo()
    command = [sys.executable, "-m", "tests.faults.merging", "--child", str(office), str(folder / "meeting")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        told = [child.stdout.readline()]
        time.sleep(random.Random(seed).uniform(0, 0.6))
        midst = child.poll() is None
        child.kill()
        told += child.stdout.read().split()
    with Project.open(office) as again:
        actor = again.snapshot().actor
        merged = len(actor) == FIRMS + ADDED
        assert again.revision >= int(told[-1]), "an edit that was told is lost"
        assert (len(actor), int((actor.scale == "small").sum())) == (
            (FIRMS + ADDED, CHANGED - 1) if merged else (FIRMS, 0)
        ), "half a merge"
        with again.reading() as db:
            (questions,) = db.execute("SELECT count(*) FROM survey_conflict").fetchone()
            (returns,) = db.execute("SELECT count(*) FROM survey_return").fetchone()
        assert (questions, returns) == ((1, 1) if merged else (0, 0)), "questions without their merge"
        assert again.check() == []
    return midst


def main(words: list[str]) -> int:
    """Kill as often as asked and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--child", nargs=2, default=())
    chosen = parser.parse_args(words)
    if chosen.child:
        merge_and_undo(*chosen.child)
        return 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        midst = sum(kill_once(Path(folder), seed) for seed in range(chosen.kills))
    sys.stdout.write(f"| merge | {chosen.kills} | {midst} | 0 | 0 | {time.monotonic() - begun:.0f} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
