"""The year that a command is asked for, checked against the years of which a project has figures."""

import argparse
from typing import Any

from app.messages import say, say_notes
from core.errors import UserError
from core.figures import latest_year
from core.project import Project
from core.snapshot import Snapshot
from core.text import N_, Text
from core.year_locking import locked_snapshot
from core.year_records import Edition, edition_record, read_round, require_edition


def check_year(snapshot: Snapshot, year: int | None) -> None:
    """UserError for a year of which the project knows nothing."""
    years = snapshot.years()
    if year is not None and not years:
        raise UserError(
            Text("The project has no figures of the year {year}, nor of any other.", {"year": str(year)}),
            Text("Leave --year out, or import figures first."),
        )
    if year is not None and not min(years) <= year <= max(years):
        raise UserError(
            Text("The project has no figures of the year {year}.", {"year": str(year)}),
            Text("Choose a year from {first} to {last}.", {"first": str(min(years)), "last": str(max(years))}),
        )


def named_year(year: int | None) -> str | Text:
    """A year as it stands at the head of a list."""
    return Text("no year named") if year is None else str(year)


def add_locked(parser: argparse.ArgumentParser) -> None:
    """Declare the options that ask for the numbers of a locked year."""
    told = N_("read the numbers as they were when the year was locked")
    parser.add_argument("--locked", action="store_true", help=told)
    parser.add_argument("--edition", type=int, metavar="N", help=N_("read the locked edition N instead of the latest"))


def read_chosen(
    project: Project, options: argparse.Namespace, language: str
) -> tuple[Snapshot, int | None, Edition | None]:
    """What `chosen_snapshot` gives, after saying what is to be said of the project and of a year that is locked."""
    say_notes(project.notes, language)
    snapshot, year, edition = chosen_snapshot(project, options)
    if edition is None:
        shown = latest_year(snapshot.of_status()) if year is None else year
        if note := live_note(project, shown):
            say(note, language)
    return snapshot, year, edition


def chosen_snapshot(project: Project, options: argparse.Namespace) -> tuple[Snapshot, int | None, Edition | None]:
    """What a command reads: today's numbers, or those of the locked edition asked for; its year, and the edition.

    UserError for a year of which nothing is known, or that is not locked where locked numbers are asked for.
    """
    if not options.locked and options.edition is None:
        snapshot = project.snapshot()
        check_year(snapshot, options.year)
        return snapshot, options.year, None
    told = read_round(project)
    year = options.year if options.year is not None else max((one.year for one in told.editions), default=None)
    if year is None:
        raise UserError(
            Text("No year of this project is locked."), Text("Leave --locked out, or lock a year first: year lock.")
        )
    edition = require_edition(told, year, options.edition)
    return locked_snapshot(project, year, edition.edition), year, edition


def edition_told(edition: Edition | None, language: str) -> dict[str, Any]:
    """The locked edition that numbers are of, for JSON; nothing for today's."""
    return {"edition": edition_record(edition, language)} if edition else {}


def live_note(project: Project, year: int | None) -> Text | None:
    """What to say where today's numbers of a locked year are shown; None where the year is not locked."""
    told = read_round(project)
    edition = told.edition(year) if year is not None and told.is_locked(year) else None
    if edition is None:
        return None
    values = {"citation": edition.citation}
    return Text("{citation} is locked; these are the numbers of today. --locked reads the locked ones.", values)
