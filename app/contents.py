"""What a session shows of a project: read and prepared in one piece, so that a worker can do it after an edit."""

from dataclasses import dataclass, replace

from app.base_files import placed
from core.analysis import Analysis
from core.base_maps import BaseMap
from core.display_names import in_language
from core.figures import Figures, figures
from core.findings import Finding
from core.model import TABLES
from core.project import Project
from core.renaming import analysis_in, names_in
from core.snapshot import Snapshot
from core.year_locking import locked_snapshot
from core.year_records import Edition, YearlyRound, read_round
from gis.cards import in_map_order
from gis.links import narrowed

DRAWN_UP = {"layout", "decision", "finding_link", "attachment"}  # tables of which nothing is computed


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The running and planned links of the year that is shown, with the figure that counts for each."""

    links: Snapshot
    figures: Figures
    year: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """A project at a revision, as its file holds it or held it when `edition`, a locked year, was made.

    `open_rows` is the snapshot without what a source opens to sums only; `readable` is that with names in `language`,
    `names` are those by uid, `shown` is the year.
    """

    revision: int
    edition: Edition | None
    language: str
    round: YearlyRound
    bases: tuple[BaseMap, ...]
    years: list[int]
    snapshot: Snapshot
    open_rows: Snapshot
    readable: Snapshot
    names: dict[str, str]
    shown: Shown


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """An analysis in the reader's language, and its findings in the order of their numbers on the map and on paper."""

    analysis: Analysis
    findings: tuple[Finding, ...]


def judged(analysis: Analysis | None, contents: Contents | None) -> Judged | None:
    """An analysis as it is shown of some contents, None without either."""
    if analysis is None or contents is None:
        return None
    named = analysis_in(analysis, contents.names)
    return Judged(named, in_map_order(named.findings, contents.readable))


def same_figures(one: Contents, other: Contents) -> bool:
    """Whether an analysis of one is that of the other, since no table that anything is computed from was touched."""
    mine, theirs = one.snapshot, other.snapshot
    tables = all(getattr(mine, name) is getattr(theirs, name) for name in TABLES if name not in DRAWN_UP)
    return tables and one.edition == other.edition and mine.name == theirs.name


def read_contents(project: Project, language: str, year: int | None, edition: Edition | None = None) -> Contents:
    """Read a project, or one of its locked editions; a year that it does not know becomes its usual one.

    UserError where the rows of the edition are damaged.
    """
    told, bases = read_round(project), placed(project)
    snapshot = locked_snapshot(project, edition.year, edition.edition) if edition else project.snapshot()
    open_rows = snapshot.without_aggregates()
    readable = in_language(open_rows, language)
    years, names = snapshot.years(), names_in(snapshot, language)
    shown = show_year(readable, year if year in years else None)
    return Contents(
        project.revision, edition, language, told, bases, years, snapshot, open_rows, readable, names, shown
    )


def in_other_language(contents: Contents, language: str) -> Contents:
    """The same with names in another language, where it is another."""
    if contents.language == language:
        return contents
    readable = in_language(contents.open_rows, language)
    names = names_in(contents.snapshot, language)
    return replace(
        contents, language=language, readable=readable, names=names, shown=show_year(readable, contents.shown.year)
    )


def show_year(readable: Snapshot, year: int | None) -> Shown:
    """The links of a year, without one of the usual year."""
    links, year = narrowed(readable, year)
    return Shown(links, figures(links), year)
