"""An indicator is a record around a pure function; its result says how far to trust it and on which rows it rests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.findings import Ref
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


INDICATORS: dict[str, Indicator] = {}
_SETS: list[tuple[str, Callable[[Snapshot, Request], Iterable[Result]]]] = []  # with their panel

Compute = Callable[[Snapshot, Request], Iterable[Result]]


def indicator_set(*members: Indicator) -> Callable[[Compute], Compute]:
    """Register a function that computes several indicators together, since they share their matrices."""

    def register(compute: Compute) -> Compute:
        INDICATORS.update({member.id: member for member in members})
        _SETS.append((members[0].panel, compute))
        return compute

    return register


def compute_all(snapshot: Snapshot, request: Request, *panels: str, step: Step = quietly) -> list[Result]:
    """Every registered indicator (of the panels, where some are named) of a snapshot narrowed to the request's year."""
    chosen = [compute for panel, compute in _SETS if not panels or panel in panels]
    results: list[Result] = []
    for done, compute in enumerate(chosen):
        step(done, len(chosen))
        results += compute(snapshot, request)
    return results
