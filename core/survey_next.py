"""Whom to visit next: firms by what one visit would decide, with the reasons, and a way for each day and district.

A visit to either end settles a link in dispute, a visit to a receiver whether it is proved, a visit to a firm its gaps.
Unlike units are never added: a firm stands where its largest share of all that is open in one unit puts it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.check_needs import NEED
from core.check_proof import NOT_PROVED
from core.columns import Integers, Numbers
from core.decisions import SETTLED, decisions_of, standing_of
from core.disputes import Dispute, disputes_in
from core.evidence import NAMES_SHOWN, UnitSum, sum_units, tell_sums
from core.figures import figures, for_year
from core.findings import CHECKS, Finding
from core.snapshot import Snapshot
from core.survey_order import UNASKED
from core.survey_routes import route_km
from core.survey_teams import districts
from core.text import Quantity, Text

GAPS = "gap."  # how the rules of gaps begin
A_DAY = 12  # firms that a team visits in a day
USUAL_LIMIT = 24
Open = tuple[str, float, bool]  # unit, amount (NaN unknown), whether it is the whole


@dataclass(frozen=True, slots=True)
class Visit:
    """A firm (row of the snapshot) with what a visit would decide: amounts within each unit, reasons in sentences.

    `share` is the largest share (0 to 1) of all that is open in one unit, which is `unit`, "" where nothing is;
    `questions` counts what is open; `age` is how many years old the newest figure is, None where there is none.
    """

    actor: int
    share: float
    unit: str
    questions: int
    disputed: tuple[UnitSum, ...]
    unproved: tuple[UnitSum, ...]
    gaps: tuple[UnitSum, ...]
    age: int | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The firms (rows) of a day in a district (row of the region, -1 for none) in their order, and the way in km."""

    region: int
    firms: tuple[int, ...]
    km: float


def next_visits(snapshot: Snapshot, findings: Iterable[Finding], year: int | None) -> tuple[Visit, ...]:
    """The firms of an open snapshot that a visit would tell something of, the most telling first.

    `findings` are those of the year; what people have settled is left out.
    """
    now, year = for_year(snapshot, year)
    told = decisions_of(snapshot)
    live = [one for one in findings if one.rule.startswith(GAPS) and standing_of(one, told).state not in SETTLED]
    disputed, unproved = _disputed(now, disputes_in(now, year)), _unproved(now, live)
    gaps, newest = _gaps(now, live), _newest(snapshot)
    whole = _whole(now, live, year)
    found = []
    for row in np.flatnonzero(~np.isin(now.actor.kind, UNASKED)).tolist():
        amounts = (disputed.get(row, []), unproved.get(row, []), gaps.get(row, []))
        age = None if np.isnan(newest[row]) or year is None else max(year - int(newest[row]), 0)
        visit = _visit(row, amounts, age, whole)
        if visit.questions or age != 0:
            found.append(visit)
    names = now.actor.name
    found.sort(key=lambda one: (-one.share, -one.questions, -_years(one.age), str(names[one.actor])))
    return tuple(found)


def _years(age: int | None) -> int:
    """The age for ranking: of a firm without any figure nothing is older."""
    return 9999 if age is None else age


def _disputed(now: Snapshot, found: Sequence[Dispute]) -> dict[int, list[Open]]:
    """By firm the differences of its links in dispute."""
    told: dict[int, list[Open]] = defaultdict(list)
    for one in found:
        for end in {int(now.flow.sender[one.row]), int(now.flow.receiver[one.row])} - {-1}:
            told[end].append((one.unit, one.difference, True))
    return told


def _unproved_links(now: Snapshot, findings: Iterable[Finding]) -> list[int]:
    """The links (rows) whose receivers are not proved."""
    uids = {ref.uid for one in findings if one.rule == NOT_PROVED for ref in one.evidence if ref.table == "flow"}
    return list(map(int, np.flatnonzero(np.isin(now.flow.uid, list(uids)))))


def _unproved(now: Snapshot, findings: Iterable[Finding]) -> dict[int, list[Open]]:
    """By firm what it takes without being proved."""
    told: dict[int, list[Open]] = defaultdict(list)
    chosen = figures(now)
    for row in _unproved_links(now, findings):
        told[int(now.flow.receiver[row])].append(
            (str(chosen.unit[row]), float(chosen.value[row]), not chosen.partial[row])
        )
    return told


def _gaps(now: Snapshot, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    """By firm its other gaps, of one matter only the largest, since heap and yearly waste are the same stuff.

    What could replace a need is at its owner's, where a sample of it is taken.
    """
    rows = {str(uid): row for row, uid in enumerate(now.actor.uid)}
    told: dict[int, dict[tuple[str, str], Finding]] = defaultdict(dict)
    for one in sorted(findings, key=lambda found: -(found.amount or 0.0)):
        if one.rule != NOT_PROVED and one.subject.uid in rows:
            row = _owner(now, one, rows[one.subject.uid]) if one.rule == NEED else rows[one.subject.uid]
            told[row].setdefault((one.matter, one.unit), one)
    return {row: list(found.values()) for row, found in told.items()}


def _owner(now: Snapshot, need: Finding, subject: int) -> int:
    """The firm (row) that has most of what could replace a need, by the figures that the finding rests on; else its
    subject."""
    uids = [ref.uid for ref in need.evidence if ref.table == "statistic"]
    actors = now.statistic.actor[np.isin(now.statistic.uid, uids)].tolist()
    return next((int(row) for row in actors if now.actor.name[row] == need.step.values.get("owner")), subject)


def _amounts(gaps: Iterable[Finding]) -> list[Open]:
    return [(one.unit, np.nan if one.amount is None else one.amount, True) for one in gaps]


def _newest(snapshot: Snapshot) -> Numbers:
    """By firm the latest year of any figure that tells of it, NaN where there is none."""
    newest = np.full(len(snapshot.actor) + 1, -np.inf)
    link, amount = snapshot.flow, snapshot.flow_amount
    for ends in (link.sender, link.receiver):
        _raise(newest, ends[amount.flow], amount.year)
    for table in (snapshot.statistic, snapshot.stock, snapshot.emission):
        _raise(newest, table.actor, table.year)
    found: Numbers = np.where(np.isneginf(newest), np.nan, newest)[:-1]
    return found


def _raise(newest: Numbers, rows: Integers, years: Numbers) -> None:
    known = ~np.isnan(years)
    np.maximum.at(newest, rows[known], years[known])  # -1, nobody, stands last


def _whole(now: Snapshot, findings: Sequence[Finding], year: int | None) -> dict[str, float]:
    """All that is open within each unit: every link once, though both of its ends may settle it."""
    chosen, amounts = figures(now), {}
    for one in disputes_in(now, year):
        amounts[one.row] = (one.unit, one.difference)
    for row in _unproved_links(now, findings):
        value = float(np.nan_to_num(chosen.value[row]))
        amounts[row] = (str(chosen.unit[row]), max(value, amounts.get(row, ("", 0.0))[1]))
    whole: dict[str, float] = defaultdict(float)
    for unit, value in amounts.values():
        whole[unit] += value
    for rows in _gaps(now, findings).values():
        for unit, amount, _ in _amounts(rows):
            whole[unit] += float(np.nan_to_num(amount))
    return whole


def _visit(
    row: int, open_: tuple[list[Open], list[Open], list[Finding]], age: int | None, whole: dict[str, float]
) -> Visit:
    disputed, unproved, gaps = (sum_units(rows) for rows in (open_[0], open_[1], _amounts(open_[2])))
    share, unit = max(((min(one.known / whole[one.unit], 1.0), one.unit) for sums in (disputed, unproved, gaps)
                       for one in sums if whole.get(one.unit)), default=(0.0, ""))  # fmt: skip
    reasons = [*_link_reasons(len(open_[0]), disputed, unproved), *_gap_reasons(open_[2]), *_age_reasons(age)]
    questions, unit = sum(len(told) for told in open_), unit if share else ""
    return Visit(
        row, share, unit, questions, tuple(disputed), tuple(unproved), tuple(gaps), age, tuple(reasons)
    )  # fmt: skip


def _link_reasons(count: int, disputed: Sequence[UnitSum], unproved: Sequence[UnitSum]) -> Iterable[Text]:
    if disputed:
        told = {"n": count, "amounts": tell_sums(disputed)}
        yield Text("{n} link in dispute by {amounts}", told, plural="{n} links in dispute by {amounts}")
    if unproved:
        yield Text("takes {amounts} without being proved", {"amounts": tell_sums(unproved)})


def _gap_reasons(gaps: Sequence[Finding]) -> Iterable[Text]:
    for one in gaps[:NAMES_SHOWN]:
        title = Text(CHECKS[one.rule].title) if one.rule in CHECKS else one.rule
        values = {"title": title, "matter": Text(one.matter), "amount": Quantity(one.amount, one.unit)}
        if one.rule == NEED:
            yield Text("finds no use for {amount} that could replace {matter} elsewhere, take a sample", values)
            continue
        yield Text("{title}: {matter}, {amount}", values) if one.matter else Text("{title}: {amount}", values)
    if (more := len(gaps) - NAMES_SHOWN) > 0:
        yield Text("{n} gap more", {"n": more}, plural="{n} gaps more")


def _age_reasons(age: int | None) -> Iterable[Text]:
    if age is None:
        yield Text("no figure that names a year")
    elif age:
        yield Text("newest figure {n} year old", {"n": age}, plural="newest figure {n} years old")


def visit_days(snapshot: Snapshot, visits: Sequence[Visit], a_day: int = A_DAY) -> tuple[Day, ...]:
    """The days of each district: its firms on one way, cut into days of at most `a_day` firms."""
    days = []
    for region, firms in districts(snapshot, [visit.actor for visit in visits]):
        for start in range(0, len(firms), a_day):
            part = firms[start : start + a_day]
            days.append(Day(region, tuple(part), route_km(snapshot.actor.point[part])))
    return tuple(days)
