"""What every story needs: a folder, the screen, words in the language of the story, and what is noted of it."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.fonts import load_font
from app.import_draft import HowRead, read_files, understand, work_out
from core.i18n import show, translate
from core.imports import Plan
from core.project import Project
from core.snapshot import Snapshot
from core.text import Text
from tests.story.screen import TOOLS, Screen, program, screen


@dataclass
class Story:
    """Where the story takes place, and what it notes."""

    screen: Screen
    language: str
    folder: Path
    notes: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """The project file of the story."""
        return self.folder / "park.gpkg"

    @property
    def forms(self) -> Path:
        """The folder of forms."""
        return self.folder / "forms"

    def word(self, text: str | Text) -> str:
        """A sentence as the program shows it."""
        return translate(text, self.language) if isinstance(text, str) else show(text, self.language)

    def note(self, line: str) -> None:
        """Tell and remember what was seen."""
        self.notes.append(line)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def check(self, holds: bool, line: str) -> None:
        """Note whether something holds."""
        self.note(f"{'holds' if holds else 'DOES NOT HOLD'}: {line}")

    def click(self, text: str, *, lowest: bool = False) -> None:
        """Click what reads so in the language of the story."""
        self.screen.click(self.word(text), lowest=lowest)

    @contextmanager
    def reading(self) -> Iterator[Project]:
        """The project as it is on the disk now."""
        with Project.open(self.file, read_only=True) as project:
            yield project

    def snapshot(self) -> Snapshot:
        """What the project holds now."""
        with self.reading() as project:
            return project.snapshot()

    def revision(self) -> int:
        """The number of the last edit."""
        with self.reading() as project:
            return project.revision

    def planned(self, paths: list[Path]) -> Plan:
        """What importing files would do, worked out apart from the window."""
        with self.reading() as project:
            found = read_files(paths, HowRead(), project.srs)
            draft = understand(project, paths[0], found, HowRead())
            draft = work_out(draft, project.snapshot(), project.path, project.srs)
        if draft.plan is None:
            raise RuntimeError("a draft that was worked out has a plan")
        return draft.plan


def choose_file(story: Story, path: Path) -> None:
    """Name a file in the file dialog."""
    time.sleep(1.5)
    story.screen.key("ctrl+a")
    story.screen.type(str(path))
    story.screen.key("Return")


def play(
    language: str,
    folder: Path,
    tell: Callable[[Story], object],
    prepare: Callable[[Path], Project] | None,
    slowness: float = 1.0,
) -> int:
    """Play a story in a folder that is made anew; the project that `prepare` makes there is open from the start."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        sys.stderr.write(f"not installed: {', '.join(missing)}\n")
        return 2
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # of the story itself; the program has its own screen
    app = QApplication([])
    load_font(app)
    files = []
    if prepare is not None:
        prepare(folder / "park.gpkg").close()
        files.append(str(folder / "park.gpkg"))
    with screen(folder, app.font(), slowness) as shown, program(shown, language, *files) as running:
        story = Story(shown, language, folder)
        try:
            tell(story)
            running.wait(60 * slowness)
        except BaseException:
            shown.keep("stopped here")
            raise
        finally:
            (folder / "notes.txt").write_text("\n".join(story.notes) + "\n", encoding="utf-8")
    beside = [path.name for path in folder.glob("park.gpkg*")]
    sys.stdout.write(f"beside the project: {beside}\n")
    well = not any(line.startswith("DOES NOT") for line in story.notes)
    return 0 if well and running.returncode == 0 else 1


def main(about: str | None, tell: Callable[[Story], object], prepare: Callable[[Path], Project] | None = None) -> int:
    """Read the command line and play."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--out", type=Path, default=Path("story"), metavar="DIR")
    slow = "wait this many times as long for what should come, where the machine is busy; nothing is checked less"
    parser.add_argument("--slowness", type=float, default=1.0, metavar="N", help=slow)
    options = parser.parse_args()
    return play(options.language, options.out.absolute(), tell, prepare, options.slowness)
