"""What sender, receiver and survey state of one link, side by side, and by how much they differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.columns import Flags, Numbers, take
from core.evidence import enumerate_names, link_text, unit_order
from core.figures import Statements, figures, for_year, statements
from core.kinds import GRADE_TITLES
from core.series import is_slip
from core.snapshot import Snapshot
from core.text import Quantity, Text

SIDES = ("sender", "receiver", "survey")
TOLERANCE = 0.1  # of the larger figure, where neither side states its accuracy
SIGMAS = 2.0


@dataclass(frozen=True, slots=True)
class Dispute:
    """A link (row of the narrowed snapshot, uid) whose sides differ: their figures in `unit`, NaN where none is told.

    `difference` is the largest less the smallest, `share` that part of the largest (0 to 1); a `slip` is about a
    thousandfold, so that one side probably wrote another unit.
    """

    row: int
    uid: str
    sender: float
    receiver: float
    survey: float
    difference: float
    share: float
    unit: str
    year: int | None
    slip: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """The best statement of one origin on a link: its rows of `flow_amount`, value and sd in the link's unit.

    `grade` is a word of the list, `source` a row or -1; `counts` says that this statement is the figure of the link.
    """

    origin: str
    rows: tuple[int, ...]
    value: float
    sd: float
    grade: str
    source: int
    partial: bool
    counts: bool


def beyond_accuracy(one: float, other: float, spread: float) -> bool:
    """Whether two figures differ by more than two standard deviations `spread` of their difference, else by 10 %."""
    allowed = SIGMAS * spread or TOLERANCE * max(one, other)
    return abs(one - other) > allowed


def disputes(snapshot: Snapshot, year: int | None = None, *statuses: str) -> tuple[Dispute, ...]:
    """Links of a year whose sender, receiver and survey differ beyond their accuracy, the most in dispute first.

    What permits only sums is left out. Without a year the latest with amounts; of running links unless other
    `statuses` are asked for. Sorted within each unit, tonnes first, since unlike units are never compared.
    """
    now, year = for_year(snapshot.without_aggregates(), year, *statuses)
    return disputes_in(now, year)


def uncompared_in(now: Snapshot) -> tuple[str, ...]:
    """The uids of links of which two sides state something that cannot be compared: another unit, or a part only.

    The snapshot is narrowed to a year already.
    """
    amounts = now.flow_amount
    spoken = np.array([_links_with(now, (amounts.origin == side) & ~np.isnan(amounts.value_entered)) for side in SIDES])
    whole = ~np.isnan([side_values(now, side)[0] for side in SIDES])
    apart = (spoken.sum(axis=0) > 1) & (spoken & ~whole).any(axis=0)
    return tuple(str(uid) for uid in now.flow.uid[apart])


def _links_with(now: Snapshot, amounts: Flags) -> Flags:
    """Which links have one of the chosen amounts."""
    return np.asarray(np.bincount(now.flow_amount.flow[amounts], minlength=len(now.flow)) > 0)


def side_values(now: Snapshot, origin: str) -> tuple[Numbers, Numbers]:
    """The whole figures of one origin for every link, and their sd (0 where nobody stated it)."""
    told = replace(now, flow_amount=take(now.flow_amount, now.flow_amount.origin == origin))
    chosen = figures(told)
    return chosen.whole, np.nan_to_num(chosen.sd)


def disputes_in(now: Snapshot, year: int | None) -> tuple[Dispute, ...]:
    """The same of a snapshot that is narrowed to `year` already."""
    found = list(_differing(now, year))
    found.sort(key=lambda item: (*unit_order(item.unit), -item.difference))
    return tuple(found)


def _differing(now: Snapshot, year: int | None) -> Iterator[Dispute]:
    sides = [side_values(now, origin) for origin in SIDES]
    values, spreads = np.array([side[0] for side in sides]), np.array([side[1] for side in sides])
    for row in np.flatnonzero((~np.isnan(values)).sum(axis=0) > 1).tolist():
        told = values[:, row]
        high, low = int(np.nanargmax(told)), int(np.nanargmin(told))
        largest, smallest = float(told[high]), float(told[low])
        if beyond_accuracy(largest, smallest, float(np.hypot(spreads[high, row], spreads[low, row]))):
            unit = str(now.commodity.base_unit[now.flow.commodity[row]])
            gap = largest - smallest
            slip = is_slip(largest, smallest)
            sent, received, seen = told.tolist()
            uid = str(now.flow.uid[row])
            yield Dispute(row, uid, sent, received, seen, gap, gap / largest, unit, year, slip)


def dispute_text(now: Snapshot, dispute: Dispute) -> Text:
    """A link in dispute with what its sides state."""
    stated = [value for value in (dispute.sender, dispute.receiver, dispute.survey) if not np.isnan(value)]
    told = [Quantity(value, dispute.unit) for value in sorted(set(stated))]
    return Text("{link}: {figures}", {"link": link_text(now, dispute.row), "figures": told})


def dispute_note(links: Sequence[Text], shown: int) -> Text | None:
    """The sentence that sums hold links in dispute, naming the first `shown` of them; None where there are none."""
    if not links:
        return None
    return Text(
        "{n} of these links is in dispute between its sides, so its amount is to be checked: {links}.",
        {"n": len(links), "links": enumerate_names(links, shown)},
        plural="{n} of these links are in dispute between their sides, so their amounts are to be checked: {links}.",
    )


def side_by_side(now: Snapshot, link: int) -> dict[str, Stated]:
    """The best statement of each origin on a link of a narrowed snapshot, by origin."""
    told, counted = statements(now), figures(now).counted
    best: dict[str, Stated] = {}
    for place in _ranked(now, told, link):
        rows = np.flatnonzero((told.group == place) & told.part)
        origin = str(now.flow_amount.origin[told.row[place]])
        best[origin] = Stated(
            origin,
            tuple(rows.tolist()),
            float(told.value[place]),
            float(told.sd[place]),
            _grade_word(int(told.grade[place])),
            int(told.keys[place, 3]),
            bool(told.partial[place]),
            bool(counted[rows].any()),
        )
    return best


def _ranked(now: Snapshot, told: Statements, link: int) -> list[int]:
    """The statements on a link, the one that counts last."""
    return sorted(np.flatnonzero(told.flow == link).tolist(), key=lambda place: _standing(now, told, place))


def _standing(now: Snapshot, told: Statements, place: int) -> tuple[bool, int, int, str, int, int]:
    """By what statements on one link are ranked, in the order of `core.figures.figures`."""
    _, year, origin, source = told.keys[place].tolist()
    date = str(now.source.date[source]) if source >= 0 else ""
    return (not np.isnan(told.value[place]), year, int(told.grade[place]), date, origin, source)


def _grade_word(rank: int) -> str:
    words = ("", *reversed(GRADE_TITLES))  # the list has the best first
    return words[rank]


def why_it_counts(now: Snapshot, link: int) -> Text:
    """Why the figure of a link is the one that counts, against the next best; '' where nobody stated one."""
    told = statements(now)
    ranked = [place for place in _ranked(now, told, link) if not np.isnan(told.value[place])]
    if not ranked:
        return Text("")
    if len(ranked) == 1:
        return Text("It is the only known figure.")
    best, other = _standing(now, told, ranked[-1]), _standing(now, told, ranked[-2])
    if best[1] != other[1]:
        return Text("It names the later year.")
    if best[2] != other[2]:
        grades = [Text(GRADE_TITLES[word]) if (word := _grade_word(rank[2])) else Text("without a grade")
                  for rank in (best, other)]  # fmt: skip
        return Text("It counts as {better}, which stands before {other}.", {"better": grades[0], "other": grades[1]})
    if best[3] != other[3]:
        return Text("Of equal grade, its source is the newer one ({date}).", {"date": best[3]})
    if best[4] != other[4]:
        return Text("Of equal grade and date, the sender stands before the receiver and both before a survey.")
    return Text("Of equal grade and date, the source that was entered last counts.")
