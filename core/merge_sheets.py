"""Which sheet of a returned workbook is which: by its title, else by the uids hidden in it; what is missing is told.

People rename sheets and put lines above the headings. Nothing that a packet sent out passes in silence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.cells import as_shown
from core.i18n import LANGUAGES, show, translate
from core.kind_titles import kind_title
from core.merge_returned import Grid
from core.names import tidy
from core.survey_workbook import ANSWERS, TABLES, UID
from core.text import Text
from core.words import word_names

_FIRST = 20  # rows among which the headings stand
Uids = Mapping[str, set[str]]  # by table, what went out


@dataclass(slots=True)
class Sheets:
    """The sheets that are read, as kind of table and rows from the headings on; what is told of the others."""

    known: list[tuple[str, Grid]] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def kind_of(title: str) -> str:
    """The kind of table that a sheet of a survey holds, by its title in either language; "" for none."""
    for language in LANGUAGES:
        if title == translate(ANSWERS, language)[:31]:
            return "statistics"
        for kind in TABLES:
            if title == show(kind_title(kind), language)[:31]:
                return kind
    return ""


def sort_sheets(sheets: Mapping[str, Grid], out: Uids, language: str) -> Sheets:
    """The sheets in the order of their kinds, firms first; `out` are the uids by table that the packet sent out."""
    found, strange = Sheets(), {}
    titles = set()
    for title, grid in sheets.items():
        told = tidy(title)
        if kind := kind_of(told):
            titles.add(told)
            found.known.append((kind, _from_headings(grid)))
        elif grid and told not in _own_sheets():
            strange[told] = grid
    missing = [title for title in _titles(out, language) if title not in titles]
    for title, grid in strange.items():
        _renamed(found, title, _from_headings(grid), out, missing, language)
    there = list(map(tidy, sheets))
    for title in missing:
        lacking: dict[str, object] = {"sheet": title, "there": there}
        found.notes.append(
            Text("The sheet {sheet} is not in the workbook, so nothing of it was read; there are {there}.", lacking)
        )
    found.notes += _without_uids(found, language)
    order = list(TABLES)
    found.known.sort(key=lambda pair: order.index(pair[0]))
    return found


def _renamed(found: Sheets, title: str, grid: Grid, out: Uids, missing: list[str], language: str) -> None:
    """A sheet under a name of its own: read where its hidden uids say which it is, else told."""
    wanted = _by_uids(grid, out, language)
    if wanted in missing:
        missing.remove(wanted)
        found.known.append((kind_of(wanted), grid))
        told = {"sheet": wanted, "there": title}
        found.notes.append(
            Text("The sheet {sheet} is called {there} now; by the rows hidden in it, it was read.", told)
        )
    elif wanted:
        told = {"sheet": wanted, "there": title}
        found.notes.append(Text("The sheet {there} is a copy of {sheet} and was not read.", told))
    else:
        found.notes.append(Text("The sheet {there} was not read: no sheet of that name went out.", {"there": title}))


def _by_uids(grid: Grid, out: Uids, language: str) -> str:
    """The title of the sheet that went out with most of the uids in the hidden column; "" for none."""
    uids = _uids(grid)
    counts = {title: len(uids & held) for title, held in _titles(out, language).items()}
    best = max(counts, key=counts.__getitem__, default="")
    return best if counts.get(best) else ""


def _titles(out: Uids, language: str) -> dict[str, set[str]]:
    """The titles of the sheets that went out with rows, with the uids in each."""
    titles = {show(kind_title(kind), language)[:31]: out[name] for kind, name in TABLES.items() if out.get(name)}
    return titles | ({translate(ANSWERS, language)[:31]: out["answers"]} if out.get("answers") else {})


def _uids(grid: Grid) -> set[str]:
    if not grid:
        return set()
    places = [place for place, cell in enumerate(grid[0]) if as_shown(cell) == UID]
    return {as_shown(cells[place]) for cells in grid[1:] for place in places if place < len(cells) and cells[place]}


def _from_headings(grid: Grid) -> Grid:
    """A sheet from its headings on, whatever lines were put above them."""
    for row, cells in enumerate(grid[:_FIRST]):
        if UID in cells:
            return grid[row:]
    return grid


def _without_uids(found: Sheets, language: str) -> Iterator[Text]:
    """A sheet that has lost its hidden column is told: its rows cannot be known again."""
    for kind, grid in found.known:
        if grid and UID not in grid[0]:
            told = {"sheet": show(kind_title(kind), language)}
            yield Text("The sheet {sheet} has lost its hidden column, so its rows count as new ones.", told)


def _own_sheets() -> set[str]:
    """Sheets of a packet that nobody fills in."""
    return {name for one in LANGUAGES for name in word_names("own_sheet", one).values()}
