"""The year that a command is asked for, checked against the years of which a project has figures."""

from core.errors import UserError
from core.snapshot import Snapshot
from core.text import Text


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
