"""Which links of a year a map is asked to show; every other link is told with the condition that it does not meet."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from core.columns import Flags, Numbers, Points
from core.figures import figures
from core.findings import Finding
from core.snapshot import Snapshot
from core.text import N_
from gis.tracing import trace

# Why a link is not shown, in the order in which conditions are asked; each link stands under the first one.
REASONS = {
    "kinds": N_("{n} of another kind"),
    "commodities": N_("{n} of another commodity"),
    "statuses": N_("{n} of another status"),
    "trace": N_("{n} not on the trace"),
    "roles": N_("{n} between other roles"),
    "regions": N_("{n} of other regions"),
    "firms": N_("{n} of other firms"),
    "findings": N_("{n} without a finding"),
    "length": N_("{n} of another length"),
    "unknown": N_("{n} of unknown amount"),
    "unit": N_("{n} measured in another unit"),
    "amount": N_("{n} below that amount"),
    "largest": N_("{n} smaller ones"),
}
# The conditions with the fields that make them, in the order in which a reader sees them.
CONDITIONS = {
    "kinds": ("kinds",),
    "commodities": ("commodities",),
    "statuses": ("statuses",),
    "amount": ("least", "unit"),
    "largest": ("most",),
    "length": ("shortest", "longest"),
    "roles": ("roles",),
    "regions": ("regions",),
    "firms": ("firms",),
    "findings": ("flagged",),
    "linked": ("linked",),
    "trace": ("trace",),
}
SIDES = {"either": N_("at either end"), "sender": N_("as sender"), "receiver": N_("as receiver")}
TO_THE_END = 99  # steps: more than any chain has
_EARTH = 6371.0088  # km, mean radius (IUGG 1980)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a firm (uid) gives on, or with `upstream` what it is given, over so many steps."""

    firm: str
    steps: int = 1
    upstream: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Conditions that all hold of a shown link; an empty one asks nothing.

    `commodities`, `regions` and `firms` are uids; `roles`, `regions` and `firms` are asked of the `side` of a link;
    `least` is in `unit` per year, `most` the number of largest links of each unit, lengths are km as the crow flies;
    `linked` leaves out firms without a shown link, and so does a trace.
    """

    kinds: frozenset[str] = frozenset()
    commodities: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    side: str = "either"
    flagged: bool = False
    linked: bool = False
    least: float | None = None
    unit: str = ""
    most: int | None = None
    shortest: float | None = None
    longest: float | None = None
    trace: Trace | None = None

    @property
    def bare(self) -> bool:
        """Whether firms without a shown link are left out."""
        return self.linked or self.trace is not None


EVERYTHING = Choice()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which links (rows) are shown, and the others by their reason."""

    kept: Flags
    left: Mapping[str, Flags]


def conditions(choice: Choice) -> Iterator[str]:
    """The conditions that ask something, in the order of `CONDITIONS`."""
    for name, parts in CONDITIONS.items():
        if any(getattr(choice, part) != getattr(EVERYTHING, part) for part in parts):
            yield name


def without(choice: Choice, name: str) -> Choice:
    """The choice with one condition taken away."""
    return replace(choice, **{part: getattr(EVERYTHING, part) for part in CONDITIONS[name]})


def choose(snapshot: Snapshot, choice: Choice, findings: Sequence[Finding] = ()) -> Chosen:
    """Ask each link of a narrowed snapshot for the conditions of a choice."""
    kept = np.ones(len(snapshot.flow), dtype=np.bool_)
    left: dict[str, Flags] = {}

    def ask(name: str, met: Flags) -> None:
        left[name] = kept & ~met
        np.logical_and(kept, met, out=kept)

    for name, met in _plain_conditions(snapshot, choice):
        ask(name, met)
    if choice.trace is not None:
        ask("trace", _traced(snapshot, choice.trace, kept))
    for name, met in _ends_conditions(snapshot, choice):
        ask(name, met)
    if choice.flagged:
        ask("findings", flagged_links(snapshot, findings))
    if choice.shortest is not None or choice.longest is not None:
        ask("length", _long_enough(snapshot, choice))
    if choice.least is not None or choice.most is not None:
        amounts = figures(snapshot)
        ask("unknown", ~np.isnan(amounts.value))
        if choice.least is not None:
            ask("unit", np.asarray(amounts.unit == choice.unit, dtype=np.bool_))
            ask("amount", np.asarray(amounts.value >= choice.least, dtype=np.bool_))
        if choice.most is not None:
            ask("largest", _largest(amounts.value, amounts.unit, kept, choice.most))
    return Chosen(kept, {name: missed for name, missed in left.items() if missed.any()})


def _plain_conditions(snapshot: Snapshot, choice: Choice) -> Iterator[tuple[str, Flags]]:
    flow = snapshot.flow
    if choice.kinds:
        yield "kinds", np.isin(flow.kind, list(choice.kinds))
    if choice.commodities:
        yield "commodities", np.isin(snapshot.commodity.uid, list(choice.commodities))[flow.commodity]
    if choice.statuses:
        yield "statuses", np.isin(flow.status, list(choice.statuses))


def _ends_conditions(snapshot: Snapshot, choice: Choice) -> Iterator[tuple[str, Flags]]:
    actor = snapshot.actor
    if choice.roles:
        yield "roles", _at_end(snapshot, np.isin(actor.role, list(choice.roles)), choice.side)
    if choice.regions:
        inside = np.zeros(len(actor), dtype=np.bool_)
        for region in np.flatnonzero(np.isin(snapshot.region.uid, list(choice.regions))):
            inside |= snapshot.members(int(region))
        yield "regions", _at_end(snapshot, inside, choice.side)
    if choice.firms:
        yield "firms", _at_end(snapshot, np.isin(actor.uid, list(choice.firms)), choice.side)


def _at_end(snapshot: Snapshot, wanted: Flags, side: str) -> Flags:
    """Which links have one of the wanted actors at a side; the outside is nobody."""
    known = np.append(wanted, False)
    sends, receives = known[snapshot.flow.sender], known[snapshot.flow.receiver]
    met: Flags = {"sender": sends, "receiver": receives}.get(side, sends | receives)
    return met


def _traced(snapshot: Snapshot, asked: Trace, kept: Flags) -> Flags:
    """Links on the trace, along those that meet the conditions before it; a firm that is gone has none."""
    found = np.flatnonzero(snapshot.actor.uid == asked.firm)
    on_trace = np.zeros(len(kept), dtype=np.bool_)
    if len(found):
        rows = np.flatnonzero(kept)
        ends = (snapshot.flow.sender[rows], snapshot.flow.receiver[rows])
        on_trace[rows] = trace(ends, int(found[0]), asked.steps, upstream=asked.upstream) > 0
    return on_trace


def flagged_links(snapshot: Snapshot, findings: Sequence[Finding]) -> Flags:
    """Which links are the subject of a finding or among the rows that one rests on, by themselves or by an amount."""
    refs = [ref for finding in findings for ref in (finding.subject, *finding.evidence)]
    named = np.isin(snapshot.flow.uid, [ref.uid for ref in refs if ref.table == "flow"])
    amounts = np.isin(snapshot.flow_amount.uid, [ref.uid for ref in refs if ref.table == "flow_amount"])
    named[snapshot.flow_amount.flow[amounts]] = True
    return named


def _long_enough(snapshot: Snapshot, choice: Choice) -> Flags:
    """Links within the lengths; where an end has no point nobody knows, so that the link stays with its own reason."""
    length = link_lengths(snapshot)
    low = -np.inf if choice.shortest is None else choice.shortest
    high = np.inf if choice.longest is None else choice.longest
    met: Flags = np.isnan(length) | ((length >= low) & (length <= high))
    return met


def link_lengths(snapshot: Snapshot) -> Numbers:
    """Length of every link in km along the great circle (haversine formula, Sinnott 1984), NaN without both points."""
    points = np.vstack([snapshot.actor.point, [(np.nan, np.nan)]])  # the outside has no point
    start, end = (np.radians(points[rows]) for rows in (snapshot.flow.sender, snapshot.flow.receiver))
    return _great_circle(start, end)


def _great_circle(start: Points, end: Points) -> Numbers:
    half = np.sin((end - start) / 2) ** 2
    share = half[:, 1] + np.cos(start[:, 1]) * np.cos(end[:, 1]) * half[:, 0]
    length: Numbers = 2 * _EARTH * np.arcsin(np.sqrt(share.clip(0, 1)))
    return length


def _largest(value: Numbers, unit: Any, kept: Flags, most: int) -> Flags:
    """The largest links of each unit among those kept; equal ones of the last place by their order."""
    met = np.zeros(len(kept), dtype=np.bool_)
    for word in set(unit[kept].tolist()):
        rows = np.flatnonzero(kept & (unit == word))
        met[rows[np.argsort(-value[rows], kind="stable")[:most]]] = True
    return met


def choice_text(choice: Choice) -> str:
    """A choice as JSON that names only what it asks."""
    asked = {name: value for name, value in asdict(choice).items() if value != getattr(EVERYTHING, name)}
    told = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asked.items()}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def read_choice(text: str) -> Choice:
    """The choice that a JSON text tells; ValueError for any other text."""
    told = json.loads(text or "{}")
    known = {column.name: getattr(EVERYTHING, column.name) for column in fields(Choice)}
    if not isinstance(told, dict) or told.keys() - known.keys():
        raise ValueError(f"no choice of links: {text}")
    try:
        return Choice(**{name: _value(known[name], name, value) for name, value in told.items()})
    except (KeyError, TypeError, ValueError, OverflowError) as problem:
        raise ValueError(f"no choice of links: {text}") from problem


def _value(default: Any, name: str, value: Any) -> Any:
    """A value of JSON as the field has it."""
    if isinstance(default, frozenset):
        return frozenset(str(item) for item in list(value))
    if name == "trace":
        return Trace(str(value["firm"]), int(value["steps"]), bool(value["upstream"]))
    if default is None:
        return int(value) if name == "most" else float(value)
    return type(default)(value)
