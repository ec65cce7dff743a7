"""`cluster-atlas survey photos PROJECT FOLDER [--dry-run] [--json]`: a folder of photos brought to firms."""

import argparse
import json
from pathlib import Path

from app.messages import answer, say_notes
from app.progress import progress
from app.survey_photos import has_work, photo_lines, photo_source, photos_record, plan_folder, plan_in
from core.photo_keeping import take_photos
from core.project import Project
from core.renaming import names_in
from core.text import N_, Text


def describe_photos(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=N_(
        "folder of photos named by page code, firm or credit code, or the packet that came back"
    ))  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=N_("tell what would be taken and change nothing"))
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run_photos(arguments: argparse.Namespace, language: str) -> int:
    """Match the photos and, but for a dry run, attach them as one edit."""
    taken = None
    with Project.open(arguments.project, read_only=arguments.dry_run) as project:
        say_notes(project.notes, language)
        with progress(language, quiet=arguments.json) as tell, photo_source(arguments.folder) as folder:
            tell(Text("The photos are being looked at …"))
            plan = plan_folder(project, folder)
            if not arguments.dry_run:
                taken = take_photos(project, folder, plan) if has_work(plan) else 0
        plan = plan_in(plan, names_in(project.snapshot(), language))
    if arguments.json:
        answer(
            json.dumps(photos_record(plan, taken, language), ensure_ascii=False, allow_nan=False, indent=1), language
        )
        return 0
    for line in photo_lines(plan, language):
        answer(line, language)
    if taken is not None:
        answer(Text("{n} photo was attached.", {"n": taken}, plural="{n} photos were attached."), language)
    return 0
