"""Which class of management (HJ 1259-2022, 4.2) the figures of firms with hazardous waste ask for; nobody decided it.

The largest yearly amount of three years counts (4.2.3), and at any amount a facility of its own or a permit (4.2.1 a).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.columns import Flags, take
from core.evidence import ref, sources
from core.findings import Inquiry, Ref
from core.list_entries import NAMED, row_says
from core.rule_set import rules_of
from core.rule_titles import HAZARDOUS
from core.snapshot import Snapshot
from core.statements import Key, best_statistics
from core.wastes import hazardous, waste_category

YEARS = 3  # HJ 1259-2022, 4.2.3: the largest yearly amount of the last three years
KEY, SIMPLIFIED, REGISTERED, UNKNOWN = "key", "simplified", "registered", ""
OWN_ITEMS = ("waste_used_own", "waste_disposed_own")
NOT_THERE = ("ended", "planned", "proposed")  # a firm of such a status runs no facility and needs no permit


@dataclass(frozen=True, slots=True)
class Backed:
    """A row of the project that something rests on, with the title of its source."""

    row: Ref
    source: str


@dataclass(frozen=True, slots=True)
class YearTold:
    """What hazardous waste a firm generated in a year: what is known in t (NaN nothing), and kinds not known in t.

    `undated` figures name no year and are read for the one that was asked.
    """

    year: int | None
    known: float
    open: int
    undated: int
    rows: tuple[Backed, ...]


@dataclass(frozen=True, slots=True)
class OwnWork:
    """A hazardous waste that a firm uses or disposes of itself; amount NaN unknown, without a unit for a facility."""

    waste: str
    amount: float
    unit: str
    year: int | None
    rows: tuple[Backed, ...]


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit for hazardous waste: its number, or the title and year of a list of holders ('' for a permit itself).

    `until` is the last day on which it holds, '' not told.
    """

    name: str
    listed: str
    until: str
    rows: tuple[Backed, ...]


@dataclass(frozen=True, slots=True)
class HazardousUnit:
    """A firm (row) with hazardous waste: the years it ran, newest first, own works, permits, and what they ask for.

    `begun` is the day or year of its start, '' unknown; `own_told` whether it tells anything of own works.
    """

    actor: int
    begun: str
    years: tuple[YearTold, ...]
    own: tuple[OwnWork, ...]
    own_told: bool
    permits: tuple[Permit, ...]
    large: bool
    kind: str

    @property
    def largest(self) -> YearTold | None:
        """The year of the largest known amount, None where none is known."""
        known = [one for one in self.years if not np.isnan(one.known)]
        return max(known, key=lambda one: one.known, default=None)

    @property
    def complete(self) -> bool:
        """Whether every kind is known in tonnes in every year that counts."""
        return not any(one.open or np.isnan(one.known) for one in self.years)

    @property
    def rows(self) -> tuple[Backed, ...]:
        """All rows that this rests on."""
        parts: list[YearTold | OwnWork | Permit] = [*self.years, *self.own, *self.permits]
        return tuple(row for part in parts for row in part.rows)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A statistic of a year that counts."""

    value: float
    unit: str
    undated: bool
    backed: Backed


@dataclass(frozen=True, slots=True)
class _Books:
    """What statistics tell of hazardous wastes: figures by item and year, then firm, then commodity."""

    inquiry: Inquiry
    dangerous: Flags
    years: tuple[int | None, ...]
    figures: dict[tuple[str, int | None], dict[int, dict[int, _Figure]]] = field(default_factory=dict)


def hazardous_units(inquiry: Inquiry) -> list[HazardousUnit]:
    """Every firm that tells of hazardous waste, uses or disposes of it itself or holds a permit, in the table's order.

    A firm of which nothing but zeros is told is none.
    """
    return inquiry.once(_units)


def _units(inquiry: Inquiry) -> list[HazardousUnit]:
    year = inquiry.year
    years = (None,) if year is None else tuple(year - back for back in range(YEARS))
    books = _Books(inquiry, np.append(hazardous(inquiry.now), False), years)
    for item in ("waste_generated", *OWN_ITEMS):
        for at in years:
            books.figures[item, at] = _figures(books, item, at)
    generated = _generated(books)
    own, own_told = _own_works(books, generated)
    permits = _permits(books)
    found = sorted({*(actor for actor, kinds in generated.items() if kinds), *own, *permits})
    return [
        _unit(books, actor, generated.get(actor, set()), own.get(actor, ()), actor in own_told, permits.get(actor, ()))
        for actor in found
    ]


def _figures(books: _Books, item: str, at: int | None) -> dict[int, dict[int, _Figure]]:
    """The statistics that count of an item; of the year asked those without a year too, of years before dated ones."""
    asked = at == books.years[0]
    snapshot = books.inquiry.now if asked else books.inquiry.whole
    told = snapshot.statistic
    rows = np.flatnonzero(books.dangerous[told.commodity])
    rows = rows[(told.item[rows] == item) & (asked | (told.year[rows] == at))]
    unit = snapshot.commodity.base_unit
    found: dict[int, dict[int, _Figure]] = defaultdict(dict)
    for (actor, goods), one in best_statistics(snapshot, item, table=take(told, rows)).items():
        row = int(rows[one.row])
        undated = at is not None and bool(np.isnan(told.year[row]))
        backed = _backed(snapshot, "statistic", row)
        found[actor][goods] = _Figure(one.value, one.unit or str(unit[goods]), undated, backed)
    return found


def _backed(snapshot: Snapshot, table: str, row: int) -> Backed:
    return Backed(ref(snapshot, table, row), sources(snapshot, table, [row]))


def _generated(books: _Books) -> dict[int, set[int]]:
    """By firm the kinds of which more than nothing, or an unknown amount, is told in any of the years."""
    kinds: dict[int, set[int]] = defaultdict(set)
    for at in books.years:
        for actor, told in books.figures["waste_generated", at].items():
            kinds[actor] |= {goods for goods, one in told.items() if one.value != 0}
    return kinds


def _unit(
    books: _Books, actor: int, kinds: set[int], own: Sequence[OwnWork], own_told: bool, permits: Sequence[Permit]
) -> HazardousUnit:
    begun = str(books.inquiry.now.actor.started[actor])
    first = int(begun[:4]) if begun[:4].isdigit() else None
    ran = [at for at in books.years if at is None or first is None or at >= first or at == books.years[0]]
    years = tuple(_year(books, actor, kinds, at) for at in ran)
    rules = rules_of(books.inquiry)
    most = max((one.known for one in years if not np.isnan(one.known)), default=np.nan)
    large = bool(most >= rules.line(HAZARDOUS, KEY).value)
    if large or own or permits:
        kind = KEY
    elif most >= rules.line(HAZARDOUS, SIMPLIFIED).value:
        kind = SIMPLIFIED
    else:
        kind = REGISTERED if most > 0 else UNKNOWN
    return HazardousUnit(actor, begun, years, tuple(own), own_told, tuple(permits), large, kind)


def _year(books: _Books, actor: int, kinds: set[int], at: int | None) -> YearTold:
    told = books.figures["waste_generated", at].get(actor, {})
    weighed = {goods: one for goods, one in told.items() if one.unit == "t" and not np.isnan(one.value)}
    known = float(f"{sum(one.value for one in weighed.values()):.12g}") if weighed else np.nan
    undated = sum(one.undated for one in told.values())
    return YearTold(at, known, len(kinds - weighed.keys()), undated, tuple(one.backed for one in told.values()))


def _own_works(books: _Books, generated: Mapping[int, set[int]]) -> tuple[dict[int, list[OwnWork]], set[int]]:
    """Own use and disposal by firm, by the newest year that tells of each; and who tells anything of it."""
    found: dict[int, list[OwnWork]] = defaultdict(list)
    seen: dict[str, set[Key]] = {item: set() for item in OWN_ITEMS}
    name = books.inquiry.now.commodity.name
    for (item, at), told in books.figures.items():
        keyed = [((actor, goods), one) for actor, of in told.items() for goods, one in of.items()]
        for key, one in keyed if item in seen else ():
            if key in seen[item] or np.isnan(one.value):
                continue
            seen[item].add(key)
            if one.value > 0:
                found[key[0]].append(OwnWork(str(name[key[1]]), one.value, one.unit, at, (one.backed,)))
    spoken = set().union(*seen.values())
    for key, work in (*_own_links(books), *_facilities(books, generated)):
        if key not in spoken:
            spoken.add(key)
            found[key[0]].append(work)
    return found, {actor for actor, _ in spoken}


def _own_links(books: _Books) -> Iterable[tuple[Key, OwnWork]]:
    """Links by which a firm hands hazardous waste to itself, which is own use where it tells nothing else of it."""
    now = books.inquiry.now
    flow, unit = now.flow, now.commodity.base_unit
    for row in np.flatnonzero((flow.sender == flow.receiver) & (flow.sender >= 0) & books.dangerous[flow.commodity]):
        amount, goods = float(books.inquiry.figures.whole[row]), int(flow.commodity[row])
        if amount != 0:
            work = OwnWork(
                str(now.commodity.name[goods]), amount, str(unit[goods]), books.years[0],
                (_backed(now, "flow", int(row)),),
            )  # fmt: skip
            yield (int(flow.sender[row]), goods), work


def _facilities(books: _Books, generated: Mapping[int, set[int]]) -> Iterable[tuple[Key, OwnWork]]:
    """Capacities without a licence for a hazardous waste that the firm generates itself."""
    now = books.inquiry.now
    for row, (actor, goods) in enumerate(
        zip(now.capacity.actor.tolist(), now.capacity.commodity.tolist(), strict=True)
    ):
        there = now.actor.status[actor] not in NOT_THERE and _holds(books, "capacity", row)
        if there and not now.capacity.licence[row] and goods in generated.get(actor, ()):
            work = OwnWork(str(now.commodity.name[goods]), np.nan, "", None, (_backed(now, "capacity", row),))
            yield (actor, goods), work


def _permits(books: _Books) -> dict[int, list[Permit]]:
    """Permits for hazardous waste that hold on a day of the year, each once per firm."""
    now = books.inquiry.now
    told: dict[tuple[int, str, str, str], list[Backed]] = defaultdict(list)
    for row, licence in enumerate(now.capacity.licence.tolist()):
        codes = re.findall(r"[0-9A-Z-]+", str(now.capacity.codes[row]).upper())
        dangerous = books.dangerous[now.capacity.commodity[row]] or any(map(_names_hazard, codes))
        if licence and dangerous and _holds(books, "capacity", row):
            key = int(now.capacity.actor[row]), str(licence), "", str(now.capacity.valid_to[row])
            told[key].append(_backed(now, "capacity", row))
    for row in _registered(books):
        year = "" if np.isnan(now.register.year[row]) else str(int(now.register.year[row]))
        key = int(now.register.actor[row]), str(now.register.list[row]), year, str(now.register.valid_to[row])
        told[key].append(_backed(now, "register", row))
    found: dict[int, list[Permit]] = defaultdict(list)
    for (actor, name, listed, until), rows in told.items():
        if now.actor.status[actor] not in NOT_THERE:
            found[actor].append(Permit(name, listed, until, tuple(rows)))
    return found


def _names_hazard(code: str) -> bool:
    return waste_category(code) != "" or re.fullmatch(r"HW\d\d", code) is not None


def _registered(books: _Books) -> Iterable[int]:
    """The entries (rows) of registers that name who holds a permit, by the words of the rule."""
    rules, register = rules_of(books.inquiry), books.inquiry.now.register
    words, gone = (rules.line(HAZARDOUS, item).words for item in ("permit list", "permit gone"))
    for row in range(len(register)):
        title = f"{register.list[row]} {register.entry[row]}".casefold()
        named, left = (any(word.casefold() in title for word in listed) for listed in (words, gone))
        told = named and not left and row_says(books.inquiry.now, row) == NAMED
        if told and _holds(books, "register", row):
            yield row


def _holds(books: _Books, table: str, row: int) -> bool:
    """Whether a capacity or an entry holds on a day of the year asked; what has no date is not left out."""
    year, told = books.inquiry.year, getattr(books.inquiry.now, table)
    if year is None:
        return True
    since = str(told.valid_from[row])[:4] if table == "capacity" else f"{told.year[row]:.0f}"
    until = str(told.valid_to[row])[:4]
    return not (since.isdigit() and int(since) > year) and not (until.isdigit() and int(until) < year)
