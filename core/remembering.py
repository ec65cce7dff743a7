"""What an analysis keeps from one edit to the next: each result with the tables that it was made of.

While something is computed it is noted which tables it reads; as long as they are the same, so is what it comes to,
since all that is computed is a pure function. A table that is read anew counts as the same where its columns hold
what they held.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from core.columns import Table, is_one_column, with_old_columns
from core.model import TABLES
from core.snapshot import Snapshot

T = TypeVar("T")
View = str | int  # a narrowing of the project by its name, or by the year that it is narrowed to
RESULT = "result"  # in place of a view: what else was computed
Reads = dict[tuple[View, Any], Any]  # tables by view and name, and results by what they are kept under


@dataclass(frozen=True, slots=True)
class Kept:
    """A result, what it was made of and how."""

    value: Any
    reads: Reads
    compute: Callable[[], Any]


def _nothing(view: View) -> Snapshot:
    raise KeyError(view)


@dataclass(slots=True, eq=False)
class Memory:
    """What was computed of the newest state of a project, and of the states before where nothing has changed since.

    `views` are the narrowed snapshots of the state, made by `make` when they are first looked at, and `before` those
    of earlier ones. One thread computes at a time.
    """

    since: Hashable = None
    make: Callable[[View], Snapshot] = _nothing
    views: dict[View, Snapshot] = field(default_factory=dict)
    before: dict[View, Snapshot] = field(default_factory=dict)
    kept: dict[Hashable, Kept] = field(default_factory=dict)
    books: dict[Hashable, Any] = field(default_factory=dict)  # what is updated from its own earlier state
    reading: list[Reads] = field(default_factory=list)  # of what is being computed, the innermost last
    compared: dict[tuple[int, int], tuple[Snapshot, Snapshot]] = field(default_factory=dict)  # with what was made
    sure: set[Hashable] = field(default_factory=set)  # what was found to hold for the newest state

    def begin(self, since: Hashable, make: Callable[[View], Snapshot]) -> None:
        """Turn to another state; everything is forgotten where `since`, what results hold for, is another."""
        self.before = {**self.before, **self.views} if since == self.since else {}
        if since != self.since:
            self.kept.clear()
            self.books.clear()
        self.since, self.make, self.views = since, make, {}
        self.reading.clear()
        self.compared.clear()
        self.sure.clear()

    def view(self, view: View) -> Snapshot:
        """A view of the newest state, now and later: whatever is looked at is noted as read."""
        return watched(self, view)

    def plain(self, view: View) -> Snapshot:
        """A view of the newest state of which nothing is noted; tables that hold what they held are those of before."""
        if view not in self.views:
            made, old = self.make(view), self.before.get(view)
            pair = id(made), id(old)  # views that are one snapshot are compared once
            if pair not in self.compared:
                self.compared[pair] = made, with_old_tables(made, old) if old is not None else made
            self.views[view] = self.compared[pair][1]
        return self.views[view]

    def once(self, key: Hashable, compute: Callable[[], T], *, settled: bool = False) -> T:
        """What a computation comes to: as it is kept, else computed; it may not be changed.

        Who asks for it rests on the tables that it was made of; where it is `settled` on the result alone, so that
        nothing more is computed where that is equal to the one before.
        """
        known = self.kept.get(key)
        if known is None or not (key in self.sure or all(self._same(*of, held) for of, held in known.reads.items())):
            self.reading.append({})
            try:
                value = compute()
            finally:
                reads = self.reading.pop()
            if settled and known is not None and known.value == value:
                value = known.value
            known = self.kept[key] = Kept(value, reads, compute)
        self.sure.add(key)
        if self.reading:
            self.reading[-1].update({(RESULT, key): known.value} if settled else known.reads)
        return cast(T, known.value)

    def _same(self, view: View, name: Any, held: Any) -> bool:
        """Whether a table, or a settled result, is still the one that was read."""
        if view != RESULT:
            return getattr(self.plain(view), name) is held
        self.reading.append({})
        try:
            return self.once(name, self.kept[name].compute, settled=True) is held
        finally:
            self.reading.pop()

    def read(self, view: View, name: str) -> Table:
        """A table of a view, noted as read."""
        table: Table = getattr(self.plain(view), name)
        if self.reading:
            self.reading[-1][view, name] = table
        return table


def of_columns(
    memory: Memory, key: Hashable, columns: Sequence[npt.NDArray[Any]], compute: Callable[[], T]
) -> T:  # fmt: skip
    """What columns alone come to: as it is kept while they hold the same as before, else computed."""
    known = memory.books.get(("columns", key))
    if known is not None and len(known[0]) == len(columns):
        pairs = zip(known[0], columns, strict=True)
        if all(old is new or (len(old) == len(new) and bool(same_values(old, new).all())) for old, new in pairs):
            return cast(T, known[1])
    value = compute()
    memory.books["columns", key] = (tuple(columns), value)
    return value


class _Watched(Snapshot):
    """A view of a memory: its tables are those of the newest state. What is narrowed from it is a plain snapshot."""

    __slots__ = ("memory", "view")
    memory: Memory
    view: View

    def __new__(cls, **tables: Any) -> Any:
        return Snapshot(**tables)


def _reader(name: str) -> property:
    return property(lambda watched: watched.memory.read(watched.view, name))


for _name in TABLES:
    setattr(_Watched, _name, _reader(_name))


def watched(memory: Memory, view: View) -> Snapshot:
    """A snapshot whose tables are noted as read when they are looked at."""
    made = object.__new__(_Watched)
    plain = memory.plain(view)
    for name, value in (("memory", memory), ("view", view), ("revision", plain.revision), ("name", plain.name)):
        object.__setattr__(made, name, value)
    return made


def with_old_tables(new: Snapshot, old: Snapshot, names: Iterable[str] = TABLES) -> Snapshot:
    """The same snapshot, with tables of these names, else their columns, of an older one where they hold the same."""
    pairs = {name: (getattr(new, name), getattr(old, name)) for name in names}
    told = {name: was if same_rows(now, was) else with_old_columns(now, was) for name, (now, was) in pairs.items()}
    return replace(new, **told)


def same_rows(one: Table, other: Table) -> bool:
    """Whether two tables of one kind hold the same in every row."""
    if one is other:
        return True
    if len(one) != len(other):
        return False
    looked_at = [column.name for column in fields(one) if not is_one_column(one, other, column.name)]
    return all(bool(same_values(getattr(one, name), getattr(other, name)).all()) for name in looked_at)


def same_values(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where two columns of equal length hold the same, by row; unknown is the same as unknown."""
    same = one == other
    if one.dtype.kind == "f":
        same |= np.isnan(one) & np.isnan(other)
    found: npt.NDArray[np.bool_] = same.all(axis=1) if same.ndim == 2 else same
    return found
