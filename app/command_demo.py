"""`cluster-atlas demo [--out DIR] [--no-window]`: the samples built, analysed and drawn, and one of them shown."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from app.drawing_application import drawing_application
from app.messages import answer, say
from app.own_files import remember, set_aside
from app.progress import CHECKING, Tell, pages_told, progress, stoppable, unheard
from app.project_page import page_of
from core.analysis import Analysis, analyse, to_json
from core.display_names import in_language
from core.errors import UserError
from core.i18n import show
from core.page_templates import template
from core.renaming import analysis_in, names_in
from core.samples import TEACHING, create_sample, sample_names
from core.text import N_, Text
from core.written_files import DOCUMENT, whole_file
from gis.counts import Counts
from gis.page_atlas import print_pages

RECORD = "demo.json"
SUFFIXES = (".gpkg", ".json", ".pdf", ".png")
TOLD = 3  # findings of each cluster, the gravest


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Build the three samples, analyse and draw them, and open the window on one of them.")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help=N_("folder to write to"))
    parser.add_argument("--no-window", action="store_true", help=N_("write the files only, open no window"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Make project, analysis and map of every sample; what a user has changed since is kept under another name."""
    folder = arguments.out.absolute()
    window = None if arguments.no_window or not has_display(os.environ) else import_module("app.window")
    if window:
        window.application()
    names = sample_names()
    files = [f"{name}{suffix}" for name in names for suffix in SUFFIXES]
    make_room(folder, files, language)
    for name in names:
        with progress(language) as at:
            analysis, counts = make_sample(folder, name, language, at)
        tell(analysis, counts, folder / name, language)
    remember(folder, folder / RECORD, files)
    answer(Text("Everything is in {folder}.", {"folder": str(folder)}), language)
    return int(window.run(folder / f"{TEACHING}.gpkg", language)) if window else 0


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether somebody sits before a screen: no continuous test, and on Linux a display that is named."""
    if environment.get("CI") or environment.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return not sys.platform.startswith("linux") or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def make_room(folder: Path, files: list[str], language: str) -> None:
    """Remove the files of an earlier run, and say which ones were kept because somebody had changed them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        moved = set_aside(folder, folder / RECORD, files)
    except OSError as error:
        sentence = Text("The folder {folder} cannot be written to.", {"folder": str(folder)})
        raise UserError(
            sentence, Text("Name another one with --out, and close its files where they are open.")
        ) from error
    for old, new in moved.items():
        say(Text("{file} had been changed; it is kept as {kept}.", {"file": old.name, "kept": new.name}), language)


def make_sample(folder: Path, name: str, language: str, at: Tell = unheard) -> tuple[Analysis, Counts]:
    """Build one sample and write its analysis (JSON) and its page (PDF and PNG); `at` hears where it is."""
    at(Text("Building {file}", {"file": f"{name}.gpkg"}))
    with create_sample(folder / f"{name}.gpkg", name, language) as project:
        stored, page = project.snapshot(), page_of(project, template(), language)
    at(CHECKING)
    analysis = analysis_in(analyse(stored), names_in(stored, language))
    snapshot = in_language(stored, language)
    written = json.dumps(to_json(analysis, language), ensure_ascii=False, allow_nan=False, indent=1)
    with whole_file(folder / f"{name}.json", what=DOCUMENT) as waiting:
        waiting.write_text(written + "\n", encoding="utf-8")
    drawing_application()
    pages_told(at)(1, 1)
    with stoppable() as stopped:
        print_pages(snapshot, analysis, [page], folder / f"{name}.png", cancelled=stopped)
    with stoppable() as stopped:
        printed = print_pages(snapshot, analysis, [page], folder / f"{name}.pdf", cancelled=stopped)
    (counts,) = printed.counts
    return analysis, counts


def tell(analysis: Analysis, counts: Counts, path: Path, language: str) -> None:
    """A few lines about a cluster: its name and year, what its map shows, its gravest findings, and where they are."""
    year = str(analysis.year) if analysis.year else Text("no year named")
    values = {"cluster": analysis.project, "year": year, "counts": counts.sentence()}
    answer(Text("{cluster}, {year}: {counts}.", values), language)
    for finding in analysis.findings[:TOLD]:
        answer(f"  - {show(finding.sentence, language)}", language)
    if (rest := len(analysis.findings) - TOLD) > 0:
        answer(
            "  … " + show(Text("and {n} more finding", {"n": rest}, plural="and {n} more findings"), language), language
        )
    where = Text("Project, analysis and map: {file} (.gpkg, .json, .pdf, .png)", {"file": str(path)})
    answer(f"  {show(where, language)}", language)
