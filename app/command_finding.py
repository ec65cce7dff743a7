"""`cluster-atlas finding list|decide|enter|sheet|sheets PROJECT ...`: the register of findings and what is said."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app.inquiry_folder import write_inquiry_folder
from app.inquiry_sheet import inquiry_sheet, write_inquiries
from app.messages import answer, say
from app.progress import CHECKING, progress
from app.targets import add_replace, refuse_existing
from app.usage import verb_parser
from app.years import add_locked, check_year, read_chosen
from core.analysis import Analysis, analyse
from core.check_entered import Entry, enter_finding
from core.decisions import STATES, checked_day, decide, decisions_of, short_key, standing_of
from core.display_names import in_language
from core.errors import UserError
from core.evidence import ref
from core.figures import latest_year
from core.finding_entries import entered_already
from core.finding_register import BY_KEY, RegisterRow, in_states, register, register_cells, write_register
from core.findings import CHECKS, Finding
from core.i18n import show
from core.kinds import FINDING_KINDS
from core.named_rows import find_row
from core.project import Project
from core.renaming import analysis_in, names_in, text_in
from core.snapshot import Snapshot
from core.text import N_, Text
from core.year_records import Edition, edition_record
from gis.cards import in_map_order

UNTIL = N_("day until which, as 2026-03-31")
WAY_TITLES = {
    "list": N_("list the findings of a year with where they stand"),
    "decide": N_("note what was said of a finding"),
    "enter": N_("enter a finding of an inspection, a complaint or your own"),
    "sheet": N_("write the inquiry sheet of a finding for the firm"),
    "sheets": N_("write the inquiry sheets of many findings, a file for each firm, with a list of them"),
}

ENTERED_TWICE = Text("It was entered all the same and stands twice now; delete one of them on its card in the window.")
NO_FINDINGS = Text("No finding: nothing stands out, or the project has no figures of the year yet.")


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the five ways of the command and their arguments."""
    parser.description = N_("The register of findings: list it, note what was said of one, enter one, write its sheet.")
    ways = parser.add_subparsers(
        dest="way", required=True, metavar="|".join(WAY_TITLES), prog=parser.prog, parser_class=verb_parser(parser)
    )
    for name, declare in _DECLARED.items():
        way = ways.add_parser(name, help=WAY_TITLES[name])
        way.description = WAY_TITLES[name]
        declare(way)


def _describe_list(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    parser.add_argument(
        "--state", action="append", default=[], choices=STATES, metavar="STATE", help=N_("only in this state")
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help=N_("write the register, .xlsx or .csv"))
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))
    add_locked(parser)
    add_replace(parser)


def _describe_decide(parser: argparse.ArgumentParser) -> None:
    _common(parser, number=True)
    parser.add_argument(
        "--state", required=True, choices=STATES, metavar="STATE", help=N_("where it stands from now on")
    )
    parser.add_argument("--text", default="", help=N_("what was said"))
    parser.add_argument("--until", default="", help=UNTIL)
    parser.add_argument("--person", default="", help=N_("who decided"))


def _describe_enter(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    parser.add_argument("--firm", required=True, help=N_("name of the firm it is about"))
    parser.add_argument("--text", required=True, help=N_("what was seen"))
    parser.add_argument(
        "--kind", default="inspection", choices=FINDING_KINDS, metavar="KIND", help=N_("where it comes from")
    )
    parser.add_argument(
        "--weight", type=int, default=2, choices=(1, 2, 3), help=N_("1 hint, 2 attention, 3 key attention")
    )
    parser.add_argument("--number", default="", help=N_("number of the document"))
    parser.add_argument("--demand", default="", help=N_("what is demanded"))
    parser.add_argument("--until", default="", help=UNTIL)


def _describe_sheet(parser: argparse.ArgumentParser) -> None:
    _common(parser, number=True)
    parser.add_argument("out", type=Path, metavar="OUT", help=N_("file to write, .pdf or .docx"))
    parser.add_argument("--until", default="", help=UNTIL)
    add_locked(parser)
    add_replace(parser)


def _describe_sheets(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=N_("new or empty folder to write into"))
    parser.add_argument(
        "--format", default="pdf", choices=("pdf", "docx"), metavar="pdf|docx", help=N_("kind of the files; pdf")
    )
    parser.add_argument(
        "--state", action="append", default=[], choices=STATES, metavar="STATE", help=N_("only in this state")
    )
    parser.add_argument("--until", default="", help=UNTIL)
    add_locked(parser)


def _common(parser: argparse.ArgumentParser, *, number: bool = False) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    if number:
        parser.add_argument("key", metavar="KEY", help=N_("short key of the finding, as the list and sheets name it"))
    parser.add_argument("--year", type=int, help=N_("year it is about; without it the latest that has figures"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Do what was asked for; only `decide` and `enter` write."""
    return WAYS[arguments.way](arguments, language)


def _list(arguments: argparse.Namespace, language: str) -> int:
    if arguments.out is not None:
        refuse_existing(arguments.out, arguments)
    if arguments.out is not None and arguments.out.suffix.lower() not in (".xlsx", ".csv"):
        raise UserError(
            Text("The register is a table, so {file} must end in .xlsx or .csv.", {"file": arguments.out.name}),
            file=str(arguments.out),
        )
    snapshot, analysis, edition = _read(arguments, language)
    known = register(analysis.findings, snapshot, analysis.year, date.today())
    rows = in_states(known, arguments.state)
    title = Text("Register of findings, {year}: {n}", {"year": str(analysis.year or ""), "n": len(rows)})
    if arguments.out is not None:
        write_register(rows, arguments.out, title, language)
        say(Text("The register was written to {file}.", {"file": str(arguments.out)}), language)
    if arguments.json:
        told: dict[str, Any] = {"findings": [_as_record(row, language) for row in rows]}
        told |= {"edition": edition_record(edition, language)} if edition else {}
        answer(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1), language)
    elif arguments.out is None:
        for line in _lines(title, known, rows, edition, language):
            answer(line, language)
    return 0


def _lines(
    title: Text, known: Sequence[RegisterRow], rows: Sequence[RegisterRow], edition: Edition | None, language: str
) -> Iterator[Text | str]:
    """The register to read, a finding by its short key, with the locked edition that its numbers are of."""
    if edition is not None:
        yield Text("Numbers of {citation}.", {"citation": edition.citation})
    if not rows:
        none = Text("No finding is in the state that was asked for; the register has {n} in all.", {"n": len(known)})
        yield none if known else NO_FINDINGS
        return
    yield title
    for row in rows:
        number, key, subject, rule, *_, state, since, deadline, person, said = register_cells(row, language)
        yield "  ".join(filter(None, (number, key, subject, rule, state, since, deadline, person, said)))
        if row.finding is not None:
            yield f"    {show(row.finding.sentence, language)}"
    yield BY_KEY


def _as_record(row: RegisterRow, language: str) -> dict[str, Any]:
    finding, standing = row.finding, row.standing
    return {
        "number": row.number,
        "key": short_key(finding) if finding else "",
        "rule": row.rule,
        "subject": row.subject,
        "layer": finding.layer if finding else None,
        "severity": finding.severity if finding else None,
        "amount": finding.amount if finding else None,
        "unit": finding.unit if finding else "",
        "sentence": show(finding.sentence, language) if finding else "",
        "state": standing.state,
        "since": standing.since,
        "deadline": standing.deadline,
        "reopened": show(standing.reopened, language) if standing.reopened.message_id else "",
        "decisions": [
            {"state": one.state, "date": one.date, "person": one.person, "text": one.text, "until": one.until}
            for one in standing.decisions
        ],
    }


def _decide(arguments: argparse.Namespace, language: str) -> int:
    until = checked_day(arguments.until)
    if until and until < date.today().isoformat():
        raise UserError(
            Text("The deadline {date} lies before the day of the decision.", {"date": until}),
            Text("Name a day to come, or none."),
        )
    with Project.open(arguments.project) as project:
        check_year(project.snapshot(), arguments.year)
        analysis = _numbers(analyse(project.snapshot(), arguments.year), project.snapshot())
        finding = _named(analysis, arguments.key)
        names = names_in(project.snapshot(), language)
        text, person = arguments.text, arguments.person
        decide(project, finding, arguments.state, text, until=until, person=person)
    rule = Text(CHECKS[finding.rule].title)
    values = {
        "key": short_key(finding),
        "subject": finding.subject.name,
        "rule": rule,
        "state": Text(STATES[arguments.state]),
    }
    answer(text_in(Text("Finding {key}, {subject}, {rule}: {state}.", values), names), language)
    return 0


def _enter(arguments: argparse.Namespace, language: str) -> int:
    with Project.open(arguments.project) as project:
        snapshot = project.snapshot()
        check_year(snapshot, arguments.year)
        firm = ref(snapshot, "actor", find_row(snapshot, "actor", arguments.firm))
        year = arguments.year if arguments.year is not None else latest_year(snapshot.of_status())
        entry = Entry(
            arguments.kind, arguments.number, firm, year, arguments.weight, arguments.text,
            arguments.demand, arguments.until,
        )  # fmt: skip
        before = entered_already(project, entry)
        enter_finding(project, entry)
    names = names_in(snapshot, language)
    if before is not None:
        say(text_in(before, names), language)
        say(ENTERED_TWICE, language)
    told = Text("The finding about {subject} was entered for {year}.", {"subject": firm.name, "year": str(year or "")})
    answer(text_in(told, names), language)
    return 0


def _sheet(arguments: argparse.Namespace, language: str) -> int:
    refuse_existing(arguments.out, arguments)
    due = checked_day(arguments.until)
    snapshot, analysis, edition = _read(arguments, language)
    finding = _named(analysis, arguments.key)
    standing = standing_of(finding, decisions_of(snapshot))
    readable = in_language(snapshot, language).without_aggregates()
    sheet = inquiry_sheet(readable, finding, standing, language, due, _cited(edition, language))
    write_inquiries([sheet], arguments.out)
    answer(Text("The sheet was written to {file}.", {"file": str(arguments.out)}), language)
    return 0


def _sheets(arguments: argparse.Namespace, language: str) -> int:
    due = checked_day(arguments.until)
    snapshot, analysis, edition = _read(arguments, language)
    rows = in_states(register(analysis.findings, snapshot, analysis.year, date.today()), arguments.state)
    readable = in_language(snapshot, language).without_aggregates()
    sent = write_inquiry_folder(
        readable, rows, arguments.folder, f".{arguments.format}", language, due, _cited(edition, language)
    )
    for told in sent.sentences():
        answer(told, language)
    return 0


def _cited(edition: Edition | None, language: str) -> str:
    return show(edition.citation, language) if edition is not None else ""


def _read(arguments: argparse.Namespace, language: str) -> tuple[Snapshot, Analysis, Edition | None]:
    """The snapshot that is asked for, its analysis with names in the language, and the locked edition it is of."""
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
    with progress(language, quiet=getattr(arguments, "json", False)) as tell:
        tell(CHECKING)
        analysis = _numbers(analyse(snapshot, year), snapshot)
    return snapshot, analysis_in(analysis, names_in(snapshot, language)), edition


def _numbers(analysis: Analysis, snapshot: Snapshot) -> Analysis:
    """The analysis with its findings in the order of their numbers in the window."""
    return replace(analysis, findings=in_map_order(analysis.findings, snapshot.without_aggregates()))


def _named(analysis: Analysis, key: str) -> Finding:
    """The finding that a short key means; UserError for none, and for a number of the list with the key it has now."""
    for number, finding in enumerate(analysis.findings, 1):
        if key.casefold() == short_key(finding):
            return finding
        if key == str(number):
            now = {"key": short_key(finding), "finding": finding.sentence}
            raise UserError(BY_KEY, Text("In that place stands {key} now: {finding}", now), value=key)
    known = {"year": str(analysis.year or ""), "n": len(analysis.findings)}
    raise UserError(
        Text("There is no finding {key}.", {"key": key}),
        Text("The list of {year} has {n} findings with their short keys: finding list.", known),
        value=key,
    )


_DECLARED = {
    "list": _describe_list, "decide": _describe_decide, "enter": _describe_enter, "sheet": _describe_sheet,
    "sheets": _describe_sheets,
}  # fmt: skip
WAYS = {"list": _list, "decide": _decide, "enter": _enter, "sheet": _sheet, "sheets": _sheets}
