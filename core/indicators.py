"""An indicator is a record around a pure function; its result says how far to trust it and on which rows it rests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from core.findings import EVERYTHING, Ref
from core.remembering import Memory
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.text import Text

STATUSES = ("ok", "partial", "not_computable", "not_applicable")
CLUSTER = "cluster"
NO_REASON = Text("")


@dataclass(frozen=True, slots=True)
class Result:
    """A value with its unit, or None with the reason; `coverage` is the known share (0-1) of what it needs.

    `scope` is "cluster" or the row it is about; `missing` names what is lacking, `rows` what it was computed from;
    `reason` says why there is no value, or what limits it.
    """

    id: str
    value: float | None
    unit: str
    status: str
    coverage: float = 1.0
    sd: float | None = None
    scope: str | Ref = CLUSTER
    year: int | None = None
    missing: tuple[Ref, ...] = ()
    rows: tuple[Ref, ...] = ()
    reason: Text = NO_REASON


@dataclass(frozen=True, slots=True)
class Request:
    """What an indicator is asked for: year, kinds of links (empty = all), one unit where amounts are added ('' = the
    only one there is), and whether the account is declared whole."""

    year: int | None = None
    kinds: tuple[str, ...] = ()
    complete: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator's names and formula; `panel` is "official" or "research" (folded, no thresholds)."""

    id: str
    title: str
    doc: str
    panel: str


class Books(Protocol):
    """What results are made of, from which those of the next state are updated."""

    @property
    def results(self) -> list[Result]: ...


Compute = Callable[[Snapshot, Request], Iterable[Result]]
Update = Callable[[Any, Snapshot, Request], Books]


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """Indicators computed together; `update` makes their books from those of an earlier state, or from None."""

    panel: str
    compute: Compute
    update: Update | None


INDICATORS: dict[str, Indicator] = {}
_SETS: list[IndicatorSet] = []


def indicator_set(*members: Indicator, update: Update | None = None) -> Callable[[Compute], Compute]:
    """Register a function that computes several indicators together, since they share their matrices."""

    def register(compute: Compute) -> Compute:
        INDICATORS.update({member.id: member for member in members})
        _SETS.append(IndicatorSet(members[0].panel, compute, update))
        return compute

    return register


def compute_all(
    snapshot: Snapshot, request: Request, *panels: str, step: Step = quietly, memory: Memory | None = None
) -> list[Result]:
    """Every registered indicator (of the panels, where some are named) of a snapshot narrowed to the request's year.

    With a memory, which knows the snapshot as `EVERYTHING`, only what rests on something else than before is computed.
    """
    chosen = [each for each in _SETS if not panels or each.panel in panels]
    results: list[Result] = []
    for done, each in enumerate(chosen):
        step(done, len(chosen))
        results += each.compute(snapshot, request) if memory is None else _remembered(each, request, memory)
    return results


def _remembered(each: IndicatorSet, request: Request, memory: Memory) -> Iterable[Result]:
    if each.update is None:
        seen = memory.view(EVERYTHING)
        return memory.once((each.compute, request), lambda: tuple(each.compute(seen, request)))
    now = memory.plain(EVERYTHING)  # its tables are those of before where they hold the same, which is soon seen
    books = memory.books[each.compute] = each.update(memory.books.get(each.compute), now, request)
    return books.results
