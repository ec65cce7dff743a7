"""`cluster-atlas merge PROJECT OTHER` and `cluster-atlas survey merge PROJECT PACKET`: what came back taken in."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.merge_report import SIDES, add_merging, keeps_of, merge_record, say_plan
from app.messages import answer, say, say_notes
from app.progress import progress
from core.file_errors import merged_with_itself
from core.i18n import show
from core.merge_again import decide_left, left_of
from core.merge_apply import Merged, apply_plan
from core.merge_copies import Meeting, copy_label, plan_copies
from core.merge_packets import packet_label, plan_packet
from core.merge_trial import rehearse_plan
from core.project import Project
from core.table_titles import table_title
from core.text import N_, Text
from core.year_imports import locked_notices


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("Merge another copy of a project: what both changed alike is one, the rest is asked about.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("other", type=Path, metavar="OTHER", help=N_("another copy of the same project"))
    add_merging(parser, "copy")


def run(arguments: argparse.Namespace, language: str) -> int:
    """Compare both copies and, but for a dry run, take in as one edit what the other one has."""
    if arguments.other.exists() and arguments.project.exists() and arguments.other.samefile(arguments.project):
        raise merged_with_itself(arguments.other)
    return _merge(arguments, language, lambda project: plan_copies(project, arguments.other), copy_label)


def describe_packet(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `survey merge`."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "packet",
        type=Path,
        metavar="PACKET",
        help=N_(
            "the packet that came back, its workbook, or what a server exported of its form (zip, folder, CSV, XLSX)"
        ),
    )
    add_merging(parser, "survey")


def run_packet(arguments: argparse.Namespace, language: str) -> int:
    """Compare a packet with what went out and, but for a dry run, take it in as one edit."""
    return _merge(arguments, language, lambda project: plan_packet(project, arguments.packet), packet_label)


def _merge(
    arguments: argparse.Namespace,
    language: str,
    compared: Callable[[Project], Meeting],
    label: Callable[[Meeting], Text],
) -> int:
    notices = list[Text]()
    with Project.open(arguments.project) as project:
        say_notes(project.notes, language)
        with progress(language, quiet=arguments.json) as tell:
            tell(Text("What came back is being compared …"))
            meeting = compared(project)
        snapshot = project.snapshot()
        if arguments.dry_run:
            merged = _tried(project, meeting, arguments.take)
        else:
            before = project.revision
            project.backup()
            merged = _taken(project, meeting, label(meeting), arguments.take)
            notices = locked_notices(project, project.revision) if project.revision > before else []
    say_notes(notices, language)
    if arguments.json:
        record = merge_record(snapshot, meeting, merged, language, applied=not arguments.dry_run)
        record |= {"two_way": meeting.two_way, "base_revision": meeting.returned.revision}
        record["not_merged"] = meeting.left_alone
        record["notes"] = [show(note, language) for note in meeting.notes]
        answer(json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if meeting.two_way:
        say(Text("No common point of the two histories is known, so every difference is asked about."), language)
    say_notes(meeting.notes, language)
    say_plan(snapshot, meeting, merged, language, applied=not arguments.dry_run)
    for table, count in meeting.left_alone.items():
        told = {"n": count, "table": table_title(table)}
        answer(Text("{table}: {n} row changed in the other copy is not merged.", told,
                    plural="{table}: {n} rows changed in the other copy are not merged."), language)  # fmt: skip
    return 0


def _taken(project: Project, meeting: Meeting, label: Text, take: str) -> Merged:
    """Take in what came back; with a side to take also decide what stayed open of the same file."""
    merged = apply_plan(project, meeting.plan, meeting.returned, label, keeps_of(meeting.plan, take))
    return decide_left(project, meeting.returned.packet, SIDES[take], merged) if take in SIDES else merged


def _tried(project: Project, meeting: Meeting, take: str) -> Merged:
    """What that would come to."""
    merged = rehearse_plan(project, meeting.plan, meeting.returned, keeps_of(meeting.plan, take))
    return replace(merged, decided=len(left_of(project, meeting.returned.packet)) if take in SIDES else 0)
