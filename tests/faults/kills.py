"""A process killed while it merges, imports, backs up, goes back, checks in: python -m tests.faults.kills [--kills N].

N is 500 where it is not told.

A child does one kind of work again and again, with a line for everything that is on the disk, and is killed at a random
moment. Then the project must open and be sound, hold everything that was told, and no work by half; every backup must
be as it was written, and the chain of the history whole. Ends with the first kill after which something is wrong;
prints the lines of RESULTS.md. Children are forked, so this needs Linux or another POSIX system.
"""

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.backups import backup_folder, backups, is_intact
from core.checkout import check_in, check_out, copy_of
from core.edits import set_values
from core.history_check import check_chain
from core.history_steps import go_back
from core.imports import import_sheet
from core.project import Project
from core.sheets import Sheet
from tests.faults import merging

Told = Callable[[object], None]
FIRMS, TAKEN, LONGEST = 400, 300, 0.6  # rows before, rows of an import, seconds until the kill


@dataclass(frozen=True, slots=True)
class Work:
    """What the child does, and what must hold of its folder after a kill, with what it told."""

    act: Callable[[Path, Told], None]
    look: Callable[[Path, list[str]], None]


def office(folder: Path) -> Path:
    """The project of a folder."""
    return folder / "office.gpkg"


def prepare(folder: Path) -> None:
    """A project with firms, and the plan of a merge with another copy."""
    merging.prepare(folder)
    os.environ["XDG_STATE_HOME"] = str(folder / "state")


def merge(folder: Path, told: Told) -> None:
    with sound_out(told):
        merging.merge_and_undo(str(office(folder)), str(folder / "meeting"))


@contextlib.contextmanager
def sound_out(told: Told) -> Iterator[None]:
    """Let what is written to standard output be told."""

    class Teller:
        def write(self, text: str) -> None:
            if text.strip():
                told(text.strip())

        def flush(self) -> None:
            pass

    with contextlib.redirect_stdout(Teller()):  # type: ignore[type-var]
        yield


def look_merged(folder: Path, told: list[str]) -> None:
    with Project.open(office(folder)) as project:
        actor = project.snapshot().actor
        merged = len(actor) == merging.FIRMS + merging.ADDED
        small = int((actor.scale == "small").sum())
        expected = (merging.FIRMS + merging.ADDED, merging.CHANGED - 1) if merged else (merging.FIRMS, 0)
        assert (len(actor), small) == expected, "half a merge"
        with project.reading() as db:
            counts = [
                db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in ("survey_conflict", "survey_return")
            ]
        assert counts == ([1, 1] if merged else [0, 0]), "questions without their merge"
        if merged:
            project.undo()


def sheet() -> Sheet:
    """Firms to import: some are there already."""
    rows = [(f"Works {place}", "large") for place in range(FIRMS - TAKEN // 3, FIRMS + TAKEN - TAKEN // 3)]
    return Sheet("firms.csv", "", ("name", "scale"), tuple(enumerate(rows, 2)))


def take(folder: Path, told: Told) -> None:
    with Project.open(office(folder)) as project:
        while True:
            import_sheet(project, sheet(), "actors")
            told(project.revision)
            project.undo()
            told(project.revision)


def look_taken(folder: Path, told: list[str]) -> None:
    with Project.open(office(folder)) as project:
        actor = project.snapshot().actor
        large, whole = int((actor.scale == "large").sum()), len(actor)
        assert (whole, large) in {(FIRMS, 1), (FIRMS + TAKEN - TAKEN // 3, 1 + TAKEN)}, (
            f"half an import: {whole}, {large}"
        )
        if whole > FIRMS:
            project.undo()


def back_up(folder: Path, told: Told) -> None:
    with Project.open(office(folder)) as project:
        while True:
            set_values(project, "actor", {2: {"address": f"road {project.revision}"}})
            told(project.revision)
            told(project.backup().name)


def look_backed_up(folder: Path, told: list[str]) -> None:
    names = {path.name for path in backups(office(folder))}
    newest = [word for word in told if word.endswith(".gpkg")][-1:]
    assert set(newest) <= names, "a backup that was told is gone"


def turn(folder: Path, told: Told) -> None:
    with Project.open(office(folder)) as project:
        start = project.revision
        for number in range(8):
            set_values(project, "actor", {place: {"address": f"road {number}"} for place in range(1, 40)})
        told(project.revision)
        while True:
            there = project.revision
            go_back(project, start)
            told(project.revision)
            go_back(project, there)
            told(project.revision)


def look_turned(folder: Path, told: list[str]) -> None:
    with Project.open(office(folder)) as project:
        addresses = {str(address) for address in project.snapshot().actor.address[2:39]}
        assert addresses in ({""}, {"road 7"}), f"half of the steps: {addresses}"


def bring_back(folder: Path, told: Told) -> None:
    while True:
        copy = check_out(office(folder))
        with Project.open(copy) as project:
            set_values(project, "actor", {3: {"address": f"lane {project.revision}"}})
            told(f"copy {project.revision}")
        check_in(copy)
        with Project.open(office(folder), read_only=True) as project:
            told(project.revision)


def look_brought_back(folder: Path, told: list[str]) -> None:
    edited = [int(word) for line in told for word in line.split()[1:] if line.startswith("copy")]
    copy = copy_of(office(folder))
    found = []
    for path in (office(folder), *([copy] if copy else [])):
        with Project.open(path) as project:
            found.append(project.revision)
    assert max(found) >= max(edited, default=0), "an edit of the copy is in neither"
    if copy is not None:
        assert not check_in(copy).clash, "a clash with nobody"


WORKS: Mapping[str, Work] = {
    "merge": Work(merge, look_merged),
    "import": Work(take, look_taken),
    "backup": Work(back_up, look_backed_up),
    "going back": Work(turn, look_turned),
    "check-in": Work(bring_back, look_brought_back),
}
SHARES = {"merge": 0.28, "import": 0.28, "backup": 0.24, "going back": 0.1, "check-in": 0.1}


def killed(work: Callable[[Told], None], seed: int) -> list[str]:
    """What a child told until it was killed in the midst of its work; `seed` says when."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            work(lambda word: os.write(writer, f"{word}\n".encode()) and None)
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    os.close(writer)
    with os.fdopen(reader) as lines:
        told = [lines.readline().strip()]
        time.sleep(random.Random(seed).uniform(0, LONGEST))
        midst = os.waitpid(child, os.WNOHANG)[0] == 0
        if midst:
            os.kill(child, signal.SIGKILL)
        told += lines.read().split("\n")
    assert midst, f"the child ended by itself after {told[-3:]}"
    os.waitpid(child, 0)
    return [word for word in told if word]


def look(folder: Path, told: list[str]) -> None:
    """What must hold whatever the child did."""
    numbers = [int(word) for word in told if word.isdigit()]
    with Project.open(office(folder)) as project:
        assert project.revision >= max(numbers, default=0), "an edit that was told is lost"
        assert project.check() == []
        with project.reading() as db:
            assert not check_chain(db).faults, "the chain is broken"
    kept = backups(office(folder))
    assert all(is_intact(path) for path in kept[:2]), "a backup is not as it was written"
    for path in backup_folder(office(folder)).glob("*.part"):
        path.unlink()  # what was not finished has no name that counts


def kill_often(name: str, kills: int) -> str:
    """Kill children of one kind of work and look after each; returns the line for the table."""
    begun = time.monotonic()
    work = WORKS[name]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder)
        for seed in range(kills):
            told = killed(lambda tell: work.act(folder, tell), seed)
            assert told, f"{name}, {seed}: the child did nothing"
            try:
                look(folder, told)
                work.look(folder, told)
            except Exception as fault:
                raise AssertionError(f"{name}, kill {seed}: {fault}; told {told[-4:]}") from fault
    return f"| {name} | {kills} | {kills} | 0 | 0 | {time.monotonic() - begun:.0f} |"


def main(words: list[str]) -> int:
    """Kill as often as asked and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--only", choices=sorted(WORKS))
    chosen = parser.parse_args(words)
    for name, share in SHARES.items():
        if chosen.only in (None, name):
            sys.stdout.write(kill_often(name, chosen.kills if chosen.only else round(chosen.kills * share)) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
