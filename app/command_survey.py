"""`cluster-atlas survey VERB PROJECT ...`: field surveys; packets go out by `survey pack`."""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.command_merge import describe_packet, run_packet
from app.command_survey_answers import describe_answers, describe_questionnaire, run_answers, run_questionnaire
from app.command_survey_board import describe_board, run_board
from app.command_survey_photos import describe_photos, run_photos
from app.command_survey_proof import describe_proof, run_proof
from app.command_survey_tracks import describe_tracks, run_tracks
from app.messages import answer, say_notes
from app.progress import CHECKING, Tell, progress
from app.survey_days import write_days
from app.survey_packs import WRITERS, make_packets, packet_paths
from app.survey_visits import TITLE, day_sheets, read_visits, visit_lines, visits_record
from app.targets import add_replace, refuse_existing
from app.usage import verb_parser
from app.years import check_year
from core.errors import UserError
from core.i18n import translate
from core.project import Project
from core.renaming import problems_in
from core.steps import Step
from core.survey_next import A_DAY, USUAL_LIMIT
from core.survey_order import KINDS, QUESTIONS, USUAL, Order, checked_order
from core.text import N_, Text


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs and their arguments."""
    parser.description = N_("Field surveys: packets for people who work for days without the office.")
    verbs = parser.add_subparsers(
        dest="verb", required=True, metavar="WAY", prog=parser.prog, parser_class=verb_parser(parser)
    )
    for name, verb in VERBS.items():
        declared = verbs.add_parser(name, help=verb.title)
        declared.description = verb.title
        verb.describe(declared)


def run(arguments: argparse.Namespace, language: str) -> int:
    """Do what the verb says."""
    return VERBS[arguments.verb].run(arguments, language)


def _describe_pack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument("out", type=Path, metavar="OUT.zip", help=N_("packet; of several teams each gets a number"))
    kinds = {kind: title for kind, title in KINDS.items() if kind in WRITERS}
    parser.add_argument("--for", dest="kind", choices=kinds, default="excel", help=N_("what people fill in"))
    parser.add_argument("--region", action="append", default=[], help=N_("name or code; may be given several times"))
    parser.add_argument("--firms", action="extend", nargs="+", default=[], metavar="NAME", help=N_(
        "firms by name or credit code, besides those of the regions"
    ))  # fmt: skip
    parser.add_argument("--ask", action="extend", nargs="+", default=[], choices=QUESTIONS, metavar="WHAT", help=N_(
        "what is asked about"
    ))  # fmt: skip
    parser.add_argument("--year", type=int, help=N_("year to ask for; without it the latest that has figures"))
    parser.add_argument("--teams", type=int, default=1, metavar="N", help=N_("how many teams share the firms"))
    parser.add_argument("--name", default="", help=N_("whom the packet is for"))
    add_replace(parser)


def _pack(arguments: argparse.Namespace, language: str) -> int:
    """Write the packets and say what they hold."""
    order = checked_order(Order(
        arguments.kind, tuple(arguments.region), tuple(arguments.firms), tuple(arguments.ask) or USUAL,
        arguments.name.strip(), arguments.year, arguments.teams,
    ))  # fmt: skip
    for path in packet_paths(arguments.out, order.teams):
        refuse_existing(path, arguments)
    with Project.open(arguments.project) as project:
        say_notes(project.notes, language)
        check_year(snapshot := project.snapshot(), order.year)
        with problems_in(snapshot, language), progress(language) as tell:
            made = make_packets(project, order, arguments.out, language, _packets_told(tell))
    for packet in made:
        answer(packet.told, language)
    answer(Text("The project keeps what went out, to compare it with what comes back."), language)
    return 0


def _packets_told(tell: Tell) -> Step:
    """Tells at which packet of how many the work is."""
    return lambda done, whole: tell(Text("Packet {n} of {whole} is being written …", {"n": done + 1, "whole": whole}))


def _describe_next(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to read (.gpkg)"))
    parser.add_argument("--year", type=int, help=N_("year to look at; without it the latest that has figures"))
    parser.add_argument("--limit", type=int, default=USUAL_LIMIT, metavar="N", help=N_("how many firms are listed"))
    parser.add_argument("--a-day", type=int, default=A_DAY, metavar="N", help=N_("how many firms are visited in a day"))
    parser.add_argument("--out", type=Path, metavar="OUT.pdf", help=N_("print the days with their maps"))
    add_replace(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def _next(arguments: argparse.Namespace, language: str) -> int:
    """Tell whom to visit next, without changing a byte of the project."""
    for option, count in (("--limit", arguments.limit), ("--a-day", arguments.a_day)):
        if count < 1:
            raise UserError(Text("{option} counts firms and is at least 1.", {"option": option}), value=str(count))
    if arguments.out:
        _refuse_other(arguments.out)
        refuse_existing(arguments.out, arguments)
    with Project.open(arguments.project, read_only=True) as project:
        say_notes(project.notes, language)
        snapshot = project.snapshot()
    check_year(snapshot, arguments.year)
    with progress(language, quiet=arguments.json) as tell:
        tell(CHECKING)
        visits = read_visits(snapshot, arguments.year, language, arguments.limit, arguments.a_day)
        if arguments.out and visits.days:
            write_days(arguments.out, day_sheets(visits), visits.snapshot, translate(TITLE, language), language)
    if arguments.json:
        answer(json.dumps(visits_record(visits), ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    for line in visit_lines(visits):
        answer(line, language)
    return 0


def _refuse_other(path: Path) -> None:
    if path.suffix.lower() != ".pdf":
        raise UserError(
            Text("The list of visits is printed as a PDF, so {file} was not written.", {"file": path.name}),
            Text("Let the name end in .pdf."),
            file=str(path),
        )


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the command: its title (marked), what declares its arguments, and what does it."""

    title: str
    describe: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, str], int]


VERBS = {
    "pack": Verb(N_("write packets of firms to be surveyed"), _describe_pack, _pack),
    "merge": Verb(N_("take in a packet that came back, every conflict told"), describe_packet, run_packet),
    "next": Verb(N_("tell whom to visit next, and why"), _describe_next, _next),
    "board": Verb(N_("tell how the packets of a survey stand, and note visits"), describe_board, run_board),
    "photos": Verb(N_("bring a folder of photos to firms"), describe_photos, run_photos),
    "questionnaire": Verb(
        N_("write what people are asked, on paper or as a table"), describe_questionnaire, run_questionnaire
    ),
    "answers": Verb(N_("count the answers of people and take them in"), describe_answers, run_answers),
    "tracks": Verb(N_("take in where surveyors went, from GPX or KML"), describe_tracks, run_tracks),
    "proof": Verb(N_("note how a receiver was proved, or list it"), describe_proof, run_proof),
}
