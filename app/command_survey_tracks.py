"""`cluster-atlas survey tracks PROJECT FILE ... [--dry-run] [--json]`: where surveyors went, held against the firms."""

import argparse
import json
from pathlib import Path

from app.messages import answer, say_notes
from app.progress import progress
from app.survey_tracks import find_track, keep_found, track_lines, tracks_record
from core.project import Project
from core.text import N_, Text


def describe_tracks(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help=N_("track (.gpx or .kml)"))
    parser.add_argument("--dry-run", action="store_true", help=N_("tell what would be taken and change nothing"))
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run_tracks(arguments: argparse.Namespace, language: str) -> int:
    """Read every track before any is kept, then keep each as one edit."""
    with Project.open(arguments.project, read_only=arguments.dry_run) as project:
        say_notes(project.notes, language)
        with progress(language, quiet=arguments.json) as tell:
            tell(Text("The tracks are being read …"))
            found = [find_track(project, file, language) for file in arguments.files]
        if not arguments.dry_run:
            for one in found:
                keep_found(project, one)
    if arguments.json:
        answer(json.dumps(tracks_record(found), ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    for line in track_lines(found, language):
        answer(line, language)
    return 0
