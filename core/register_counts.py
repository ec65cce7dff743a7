"""How many firms of an area stand in registers: audits, disclosure, green factories, emergency plans.

tables/register_lists.csv says by which words of its title a list is known. An entry counts in the years from its own to
the last day on which it holds. Where no list of a sort names anybody nothing is known, since no register is no zero.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np

from core.catalogues import Row, table
from core.columns import Flags
from core.evidence import ref
from core.indicator_systems import Quantity
from core.list_entries import NAMED, UNCLEAR, row_says
from core.snapshot import Snapshot
from core.system_measured import Measured
from core.system_scope import Scope, YearRead
from core.text import Text

LAPSED = "lapsed"
NO_REGISTER = Text("No register of this sort was imported.")
NOBODY_NAMED = Text("The rows of this register name no firm for certain, so who is on it is not told.")


def entries_of(snapshot: Snapshot, known: Row) -> list[int]:
    """The rows of the register whose list is of a sort, by the words of its title and entry.

    A row that says its firm is not on the list, or that nobody understands, is none of them.
    """
    return [row for row in _of_sort(snapshot, known) if row_says(snapshot, row) == NAMED]


def unclear_entries(snapshot: Snapshot, permits: Iterable[str]) -> list[int]:
    """The rows of all sorts, and of lists with words of `permits`, that nobody can tell to name their firm or not."""
    rows = {row for known in table("tables/register_lists.csv") for row in _of_sort(snapshot, known)}
    words = "|".join(permits)
    rows |= {row for row, title in enumerate(snapshot.register.list.tolist()) if _holds(title.casefold(), words)}
    return sorted(row for row in rows if row_says(snapshot, row) == UNCLEAR)


def _of_sort(snapshot: Snapshot, known: Row) -> list[int]:
    """By the words of titles and entries; on a list of who has to do something the entry tells how far they are."""
    told, due = snapshot.register, known["id"] in {row["among"] for row in table("tables/register_lists.csv")}
    found = []
    for row in range(len(told)):
        title = f"{told.list[row]} {told.entry[row]}".casefold()
        left = str(told.list[row]).casefold() if due else title
        if _holds(title, known["words"]) and not (known["not_words"] and _holds(left, known["not_words"])):
            found.append(row)
    return found


def _holds(title: str, words: str) -> bool:
    return any(word.casefold() in title for word in words.split("|"))


def lapsed(snapshot: Snapshot, rows: Iterable[int], day: str) -> list[int]:
    """The entries whose last day is before a day."""
    last = snapshot.register.valid_to
    return [row for row in rows if last[row] and str(last[row]) < day[: len(str(last[row]))]]


def counted(scope: Scope, told: YearRead, quantity: Quantity, name: str) -> Measured:
    """How many firms of the area stand in a sort of list in a year; behind a colon `lapsed`: whose entry ran out."""
    sort, _, way = name.partition(":")
    known = next(row for row in table("tables/register_lists.csv") if row["id"] == sort)
    snapshot, members = told.shown.snapshot, set(told.row_shown.values())
    rows = entries_of(snapshot, known)
    if not rows:
        none = NO_REGISTER if not _of_sort(snapshot, known) else NOBODY_NAMED
        return Measured(quantity, told.year, None, 0.0, note=none)
    year = snapshot.register.year
    begun: Flags = np.isnan(year) | (year <= told.year)
    inside = [row for row in rows if begun[row] and int(snapshot.register.actor[row]) in members]
    if known["among"]:
        inside = _among(snapshot, inside, known["among"])
    out = set(lapsed(snapshot, inside, f"{told.year}-01-01"))
    here = {int(snapshot.register.actor[row]) for row in inside if row not in out}
    gone = {int(snapshot.register.actor[row]) for row in out} - here
    chosen = gone if way == LAPSED else here
    used = [row for row in inside if int(snapshot.register.actor[row]) in chosen]
    rows_told = tuple(ref(snapshot, "register", row) for row in used)
    return Measured(quantity, told.year, float(len(chosen)), 1.0, rows_told)


def _among(snapshot: Snapshot, rows: list[int], sort: str) -> list[int]:
    """The entries of firms that another list names: who has to, of those that did."""
    known = next(row for row in table("tables/register_lists.csv") if row["id"] == sort)
    due = {int(snapshot.register.actor[row]) for row in entries_of(snapshot, known)}
    return [row for row in rows if int(snapshot.register.actor[row]) in due]


def overdue_by_firm(snapshot: Snapshot, today: date | None = None) -> dict[int, int]:
    """By firm (row): how many entries of these registers have run out and are not followed by a later one."""
    day = (today or date.today()).isoformat()
    found: dict[int, int] = {}
    for known in table("tables/register_lists.csv"):
        rows = entries_of(snapshot, known)
        out = set(lapsed(snapshot, rows, day))
        holding = {int(snapshot.register.actor[row]) for row in rows if row not in out}
        for actor in {int(snapshot.register.actor[row]) for row in out} - holding:
            found[actor] = found.get(actor, 0) + 1
    return found
