"""A quantity as it is known in a year, and the sum of firms' figures that it is made of."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from core.account_sums import LEAST_FIRMS, left_out_text
from core.account_terms import Entry
from core.columns import Flags
from core.findings import Ref
from core.indicator_systems import Line, Quantity
from core.indicators import Result
from core.snapshot import Snapshot
from core.system_scope import Scope, YearRead, named_firms
from core.text import Text

NOTHING = Text("")
Figures = Mapping[int, Entry]  # what firms (rows of the shown or the whole year) tell
Pick = Callable[[Snapshot, Flags], Flags]  # which links of a year are chosen, by which of its actors are members


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity in its unit, None where it is unknown, with the share of those asked who told it and its rows.

    `silent` are the firms that did not tell, `by_firm` the figures of those that may be shown, by their ids; `asked`
    is how many were asked. `note` says what a reader must know of the figure.
    """

    quantity: Quantity
    year: int
    value: float | None
    coverage: float = 1.0
    rows: tuple[Ref, ...] = ()
    silent: tuple[Ref, ...] = ()
    note: Text = NOTHING
    by_firm: Mapping[int, float] = field(default_factory=dict)
    asked: int = 0


@dataclass(frozen=True, slots=True)
class KeptResult:
    """The result of an indicator, with the line, the inputs and the reason not to apply that it is of."""

    line: Line
    inputs: tuple[Measured, ...]
    outside: Text
    result: Result

    def is_of(self, line: Line, inputs: tuple[Measured, ...], outside: Text) -> bool:
        """Whether a line comes to it: of the very same inputs nothing is compared."""
        same = self.line == line and self.outside == outside and len(self.inputs) == len(inputs)
        return same and all(old is new for old, new in zip(self.inputs, inputs, strict=True))


def sum_of_firms(
    scope: Scope, told: YearRead, quantity: Quantity, asked: Iterable[int], shown: Figures, whole: Figures,
    widest: Callable[[], tuple[Figures, Figures]] | None = None,
) -> Measured:  # fmt: skip
    """Figures of the members added up; whoever told one counts, also a member that was not asked.

    A firm whose figure is left out, or that only sources which permit sums alone know, is counted and not named.
    `widest` reads what the quantity is a part of, shown and whole: the part holds what is open to sums only where it
    holds all of it, since else the difference of the two sums would tell what few firms hide.
    """
    entries: dict[int, Entry] = {}
    closed: dict[int, float] = {}
    unlike: list[str] = []
    for row in told.members if shown or whole else ():
        entry = shown.get(told.row_shown.get(row, -1))
        if entry is not None and entry.value is not None:
            entries[row] = entry
        elif (hidden := whole.get(row)) is not None and hidden.value is not None:
            closed[row] = hidden.value
        elif entry is not None:
            unlike += entry.unlike
    lacking = set(asked) - entries.keys() - closed.keys()
    enough = scope.area.highest and len(closed) >= LEAST_FIRMS
    enough = enough and (widest is None or closed == _closed(told, *widest()))
    values = [entry.value or 0.0 for entry in entries.values()] + (list(closed.values()) if enough else [])
    count = len(entries) + len(closed) + len(lacking)
    note = left_out_text(len(closed)) if closed and not enough else unlike_text(unlike)
    silent = named_firms(scope, told) if lacking else {}
    ids = told.whole.snapshot.actor.id[list(entries)].tolist()
    return Measured(
        quantity, told.year, math.fsum(values) if values else None, len(values) / count if count else 0.0,
        tuple(chain.from_iterable(entry.rows for entry in entries.values())),
        tuple(firm for row, firm in silent.items() if row in lacking), note,
        {id: entry.value or 0.0 for id, entry in zip(ids, entries.values(), strict=True)}, count,
    )  # fmt: skip


def _closed(told: YearRead, shown: Figures, whole: Figures) -> dict[int, float]:
    """The figures of members that are known by what is open to sums only, by their rows."""
    found = {}
    for row in told.members:
        entry, hidden = shown.get(told.row_shown.get(row, -1)), whole.get(row)
        if hidden is not None and hidden.value is not None and (entry is None or entry.value != hidden.value):
            found[row] = hidden.value
    return found


def unlike_text(units: list[str]) -> Text:
    """What to say of figures that cannot be told in the quantity's unit."""
    if not units:
        return NOTHING
    names = list(dict.fromkeys(units))
    return Text("Told in a unit that cannot be converted, and not counted: {names}.", {"names": names})
