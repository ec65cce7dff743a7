"""`cluster-atlas survey board PROJECT [--visited FIRM ...]`: how packets of a survey stand; visits are noted here."""

import argparse
import json
from pathlib import Path

from app.messages import answer, say_notes
from app.survey_board import board_lines, board_record
from core.display_names import in_language
from core.errors import UserError
from core.project import Project
from core.survey_board import read_board
from core.survey_order import Order, chosen_firms
from core.survey_visits import OUTCOMES, note_visits, take_status
from core.text import N_, Text


def describe_board(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("--visited", action="extend", nargs="+", default=[], metavar="FIRM", help=N_(
        "note a visit of these firms, by name, credit code or page"
    ))  # fmt: skip
    parser.add_argument("--outcome", choices=OUTCOMES, default="met", help=N_("what became of the visit"))
    parser.add_argument("--day", default="", metavar="YYYY-MM-DD", help=N_("day on which it was seen, else today"))
    parser.add_argument("--person", default="", help=N_("who was there"))
    parser.add_argument("--note", default="", help=N_("what was said, such as where a firm has moved to"))
    parser.add_argument("--take-status", action="store_true", help=N_("write down who has stopped by its visit"))
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run_board(arguments: argparse.Namespace, language: str) -> int:
    """Note visits where some are told, then tell how the packets stand."""
    writing = bool(arguments.visited) or arguments.take_status
    with Project.open(arguments.project, read_only=not writing) as project:
        say_notes(project.notes, language)
        if arguments.visited:
            note_visits(
                project, visited_firms(project, arguments.visited), arguments.outcome, day=arguments.day,
                person=arguments.person, note=arguments.note,
            )  # fmt: skip
        if arguments.take_status:
            take_status(project)
        with project.reading() as connection:
            packets = read_board(connection, in_language(project.snapshot(), language))
    if arguments.json:
        answer(json.dumps(board_record(packets), ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    for line in board_lines(packets, language):
        answer(line, language)
    return 0


def visited_firms(project: Project, names: list[str]) -> dict[str, int]:
    """The uids of firms with the newest package that names each; UserError for one that no packet asks about."""
    snapshot = project.snapshot()
    with project.reading() as connection:
        packets = read_board(connection, snapshot)
    by_page = {firm.page: (firm.uid, packet.id) for packet in packets for firm in packet.firms}
    by_firm = {firm.uid: packet.id for packet in packets for firm in packet.firms}
    found = dict(by_page[name] for name in names if name in by_page)
    if rest := tuple(name for name in names if name not in by_page):
        actors = snapshot.without_aggregates()
        for uid in actors.actor.uid[chosen_firms(actors, Order(firms=rest))]:
            if str(uid) not in by_firm:
                raise _unasked(str(actors.actor.name[actors.actor.uid.tolist().index(uid)]))
            found[str(uid)] = by_firm[str(uid)]
    return found


def _unasked(name: str) -> UserError:
    return UserError(
        Text("No packet of a survey asks about {name}.", {"name": name}),
        Text("Make a packet with this firm first, or edit its status in the tables."),
        value=name,
    )
