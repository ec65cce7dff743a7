"""Pollution flags and network gaps are one type: a finding with its rule, subject, amount, evidence and next step."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np

from core.closed_discharges import closed_discharges
from core.columns import Flags
from core.figures import Figures, figures, for_year
from core.kinds import FLOW_KINDS
from core.remembering import Memory
from core.snapshot import Snapshot
from core.statements import counted_emissions
from core.steps import Step, quietly
from core.text import N_, Text
from core.wastes import ToldWastes, Waste, told_wastes, with_links

LAYER_TITLES = {
    "statutory": N_("statutory"),
    "computed": N_("computed"),
    "entered": N_("entered"),
    "network": N_("network"),
    "data": N_("data"),
}
NOW, WHOLE = "now", "whole"  # the views that checks read
EVERYTHING = "everything"  # the view of a year with what a source opens to sums only
LAYERS = tuple(LAYER_TITLES)  # the order of findings of one severity


@dataclass(frozen=True, slots=True)
class Ref:
    """A row of the project: its table, its uid and the name that a person knows it by ('' where it has none)."""

    table: str
    uid: str
    name: str = ""

    def __hash__(self) -> int:
        return hash(self.uid)  # the shortest, since sums hash 100,000 rows


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth looking at, with everything needed to defend it.

    `severity` 1-3 (3 gravest); `amount` in `unit`, None where unknown; `matter` is the commodity or pollutant, part
    of the identity with rule, subject and year; `evidence` are the rows it rests on; `source` names the documents.
    `identity` stands in the key in place of a matter that can be worded anew.
    """

    rule: str
    layer: str
    severity: int
    subject: Ref
    sentence: Text
    step: Text
    amount: float | None = None
    unit: str = ""
    matter: str = ""
    year: int | None = None
    evidence: tuple[Ref, ...] = ()
    source: str = ""
    identity: str = ""

    @property
    def key(self) -> tuple[str, str, str, int | None]:
        """What a decision about this finding is kept under, so that it survives recomputation."""
        return (self.rule, self.subject.uid, self.identity or self.matter, self.year)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What every check is asked about: the running links and figures of one year, and all years for what grows.

    Neither holds rows of sources that permit only sums, since these may not reach a firm's finding; `withheld` counts
    the figures left out, `closed` by the uid of a region's limit the discharges that it leaves out. `kept` holds what
    several checks read, from the first question on; with a `memory` that is kept from one edit to the next.
    """

    now: Snapshot
    whole: Snapshot
    year: int | None
    withheld: int = 0
    kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    memory: Memory | None = field(default=None, compare=False, repr=False)
    closed: tuple[tuple[str, int], ...] = ()

    @property
    def cluster(self) -> Ref:
        """The subject of findings about the whole project."""
        return Ref("cluster", "cluster", self.now.name)

    def once(self, compute: "Callable[[Inquiry], T]", *, settled: bool = False) -> "T":
        """What a function says about this inquiry, computed at the first question only; it may not be changed.

        `settled` as in `Memory.once`: what can be compared, and often stays the same where its tables do not.
        """
        if self.memory is not None:
            return self.memory.once(compute, lambda: compute(self), settled=settled)
        if compute not in self.kept:
            self.kept[compute] = compute(self)
        return cast(T, self.kept[compute])

    def during(self, year: int) -> Snapshot:
        """All links, whatever their status, that ran in a year with its figures; narrowed once per year."""
        if self.memory is not None:
            return self.memory.view(year)
        if year not in self.kept:
            self.kept[year] = self.whole.during(year)
        return cast(Snapshot, self.kept[year])

    @property
    def figures(self) -> Figures:
        """The figure that counts per link of the year."""
        return self.once(_figures)

    @property
    def physical(self) -> Flags:
        """Which links of the year move something."""
        return self.once(_physical)

    @property
    def wastes(self) -> list[Waste]:
        """The whereabouts of the wastes of the year, largest remainder first."""
        return self.once(_wastes, settled=True)

    @property
    def counted_emissions(self) -> list[int]:
        """The rows of `emission` that count in the year."""
        return self.once(_counted_emissions)


T = TypeVar("T")


def _figures(inquiry: Inquiry) -> Figures:
    return figures(inquiry.now)


def _physical(inquiry: Inquiry) -> Flags:
    return np.isin(inquiry.now.flow.kind, [kind.id for kind in FLOW_KINDS.values() if kind.physical])


def _wastes(inquiry: Inquiry) -> list[Waste]:
    return with_links(inquiry.now, inquiry.once(_told_wastes), inquiry.figures)


def _told_wastes(inquiry: Inquiry) -> ToldWastes:
    return told_wastes(inquiry.now)


def _counted_emissions(inquiry: Inquiry) -> list[int]:
    return counted_emissions(inquiry.now)


Find = Callable[[Inquiry], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that looks for findings of one kind."""

    rule: str
    title: str
    doc: str
    find: Find


CHECKS: dict[str, Check] = {}


def check(rule: str, title: str) -> Callable[[Find], Find]:
    """Register a function as the check `rule`; `title` is marked with N_ and names it in lists."""

    def register(find: Find) -> Find:
        CHECKS[rule] = Check(rule, title, (find.__doc__ or "").strip(), find)
        return find

    return register


def inquire(
    snapshot: Snapshot, year: int | None = None, memory: Memory | None = None, narrowed: Snapshot | None = None
) -> Inquiry:  # fmt: skip
    """An inquiry into the running links of a year of a whole snapshot; without a year the latest with amounts.

    With a memory, what was found before is found again where nothing that it rests on has changed. `narrowed` are those
    links of that year with what enters sums only, where they are known already.
    """
    whole = snapshot.without_aggregates()
    if narrowed is None or whole is not snapshot:
        now, year = for_year(whole, year)
    else:
        now = narrowed
    withheld = _withheld(snapshot)
    everything = narrowed or (now if whole is snapshot else for_year(snapshot, year)[0])
    closed = closed_discharges(now, everything) if withheld else ()
    if memory is None:
        return Inquiry(now, whole, year, withheld, closed=closed)
    named = {NOW: now, WHOLE: whole, EVERYTHING: everything}
    since = (snapshot.name, year, withheld, closed)
    memory.begin(since, lambda view: whole.during(view) if isinstance(view, int) else named[view])
    return Inquiry(memory.view(NOW), memory.view(WHOLE), year, withheld, memory=memory, closed=closed)


def _withheld(snapshot: Snapshot) -> int:
    """How many figures (amounts, statistics, emissions, stocks) rest on a source that permits only sums."""
    barred = snapshot.sums_only
    about_firms = snapshot.statistic.source[snapshot.statistic.actor >= 0]
    cited = (about_firms, snapshot.flow_amount.source, snapshot.emission.source, snapshot.stock.source)
    return sum(int(barred[column].sum()) for column in cited)


def _found(item: Check, inquiry: Inquiry) -> Iterable[Finding]:
    if inquiry.memory is None:
        return item.find(inquiry)
    return inquiry.memory.once(item.rule, lambda: tuple(item.find(inquiry)))


def find_all(inquiry: Inquiry, step: Step = quietly) -> list[Finding]:
    """Findings of every registered check, gravest and largest first.

    Statutory findings stand before computed ones of the same severity, since they were decided by an authority.
    """
    found: list[Finding] = []
    for done, item in enumerate(CHECKS.values()):
        step(done, len(CHECKS))
        found += _found(item, inquiry)
    return sorted(
        found, key=lambda f: (-f.severity, LAYERS.index(f.layer), f.rule, -(f.amount or 0.0), f.subject.name, f.matter)
    )
