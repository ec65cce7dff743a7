"""`cluster-atlas history PROJECT`: every edit, import and undo, newest first: who, when, what, from which file."""

import argparse
import json
from datetime import date
from pathlib import Path

from app.history_words import chain_texts, noted_text, shortened_text
from app.messages import answer, say_notes
from core.display_names import in_language
from core.errors import UserError
from core.history import HistoryEntry
from core.history_check import check_chain
from core.history_compact import shorten
from core.history_things import Thing, things, touching
from core.i18n import show
from core.names import word_key
from core.project import Project
from core.text import N_, Text
from core.words import nearest_names


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_("List every edit, import and undo, newest first: who, when, what and from which file.")
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file (.gpkg)"))
    parser.add_argument(
        "--actor", default="", metavar="NAME", help=N_("only what touched this firm, also by a name that it had")
    )
    parser.add_argument("--by", default="", metavar="PERSON", help=N_("only what this person did"))
    parser.add_argument(
        "--check", action="store_true", help=N_("check that no entry was changed, added or removed afterwards")
    )
    parser.add_argument(
        "--noted", default="", metavar="HASH", help=N_("with --check: a hash noted earlier, is it in this history?")
    )
    parser.add_argument(
        "--shorten",
        default="",
        metavar="DAY",
        help=N_("take out the history before this day (YYYY-MM-DD); that cannot be undone, a backup is kept"),
    )
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """List the history, check it or take out what is old; without --shorten nothing is written."""
    if arguments.shorten:
        return _shorten(arguments, language)
    if arguments.check or arguments.noted:
        return _check(arguments, language)
    with Project.open(arguments.project, read_only=True) as project:
        say_notes(project.notes, language)
        found = project.history()
        if arguments.actor:
            touched = _touching(project, arguments.actor, language)
            found = [entry for entry in found if entry.seq in touched]
        if arguments.by:
            found = [entry for entry in found if word_key(entry.person) == word_key(arguments.by)]
    if arguments.json:
        answer(json.dumps([_record(entry, language) for entry in found], ensure_ascii=False, indent=1), language)
        return 0
    for entry in found:
        answer(_line(entry), language)
    if not found:
        answer(Text("No entry of the history fits."), language)
    return 0


def day_named(text: str) -> date:
    """A day as a command line names it; UserError for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        advice = Text("Write it as year, month and day, such as 2025-03-31.")
        raise UserError(Text("{value} is no day.", {"value": text}), advice, value=text) from cause


def _shorten(arguments: argparse.Namespace, language: str) -> int:
    before = day_named(arguments.shorten)
    with Project.open(arguments.project) as project:
        say_notes(project.notes, language)
        done = shorten(project, before)
    if arguments.json:
        record = {"horizon": done.seq, "at": done.at, "entries": done.entries, "rows": done.rows}
        answer(json.dumps(record, ensure_ascii=False, indent=1), language)
        return 0
    answer(shortened_text(done), language)
    return 0


def _check(arguments: argparse.Namespace, language: str) -> int:
    """Say whether the chain holds; the exit code is 1 where it does not, or where a noted hash is not in it."""
    with Project.open(arguments.project, read_only=True) as project, project.reading() as connection:
        say_notes(project.notes, language)
        chain = check_chain(connection)
    known = not arguments.noted or chain.holds(arguments.noted)
    if arguments.json:
        record = {
            "head": chain.head,
            "checked": chain.checked,
            "older": chain.older,
            "horizon": chain.horizon,
            "faults": [show(fault, language) for fault in chain.faults],
            **({"noted": known} if arguments.noted else {}),
        }
        answer(json.dumps(record, ensure_ascii=False, indent=1), language)
    else:
        for text in chain_texts(chain):
            answer(text, language)
        if arguments.noted:
            answer(noted_text(chain, arguments.noted), language)
    return 0 if known and not chain.faults else 1


def _touching(project: Project, name: str, language: str) -> frozenset[int]:
    """The numbers of the edits that touched a firm of this name, present or former; UserError where none is known."""
    open_rows = project.snapshot().without_aggregates()
    with project.reading() as connection:
        known = [
            each
            for each in things(connection, [open_rows, in_language(open_rows, language)], language)
            if each.table == "actor"
        ]
        meant = {each.id for each in known if word_key(each.name) == word_key(name)}
        if not meant:
            raise _unknown(name, known)
        return frozenset().union(*(touching(connection, Thing("actor", id, name)) for id in meant))


def _unknown(name: str, known: list[Thing]) -> UserError:
    near = nearest_names(name, {word_key(each.name): each.name for each in known})
    advice = Text("The nearest are {names}.", {"names": near}) if near else Text("Look it up: cluster-atlas search.")
    return UserError(Text("The history knows no firm called {name}.", {"name": name}), advice, value=name)


def _line(entry: HistoryEntry) -> Text:
    told = Text(
        "{seq}  {when}  {person}  {label}",
        {
            "seq": str(entry.seq),
            "when": entry.at[:16].replace("T", " "),
            "person": entry.person or "–",
            "label": entry.label,
        },
    )
    if entry.file:
        told = Text("{entry}  (from {file})", {"entry": told, "file": entry.file})
    if entry.barrier:
        return Text("{entry}  [cannot be undone]", {"entry": told})
    return Text("{entry}  [taken back]", {"entry": told}) if entry.undone else told


def _record(entry: HistoryEntry, language: str) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "person": entry.person,
        "label": show(entry.label, language),
        "file": entry.file,
        "version": entry.version,
        "undoes": entry.undoes,
        "barrier": entry.barrier,
        "undone": entry.undone,
    }
