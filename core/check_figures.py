"""Figures that do not fit each other: a factor of a thousand, jumps between years."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.changing_series import Jumps, changing_series, jump_refs, jump_sources, jumps, series_at
from core.check_data import data_finding
from core.evidence import enumerate_names, link_ref, link_text, ref, sources
from core.findings import Finding, Inquiry, Ref, check
from core.series import (
    SLIP,
    Series,
    Side,
    is_slip,
    link_sides,
    matter_of,
    point_ref,
    slipped_pair,
    subject_of,
    title_of,
    years_asked,
)
from core.snapshot import Snapshot
from core.statements import best_statistics
from core.text import N_, Quantity, Text
from core.wastes import Waste, numbered_keys

THOUSAND = "data.thousandfold"
GROWTH = "data.growth"
JUMP = 0.5  # share of last year's figure
TOLD = 8
KEPT = ("waste_stored", "waste_discharged")  # statistics of what neither works nor links took


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures about one thing that differ about a thousandfold, the larger first."""

    subject: Ref
    what: str | Text
    larger: Quantity
    smaller: Quantity
    larger_from: str | Text
    smaller_from: str | Text
    rows: tuple[Ref, ...]
    source: str
    matter: str


Dated = tuple[int, Pair]  # with the year in which it shows


@check(THOUSAND, N_("Figure about a thousand times another"))
def find_thousandfold(inquiry: Inquiry) -> Iterable[Finding]:
    """Figures about 1000 times last year's, the other side's, what the links of a waste add up to, or the licence.

    Of such a pair one was probably read in kg and entered in t, or the other way round. All years are asked.
    """
    found = _told_until(inquiry.year, _between_sides(inquiry), _between_years(inquiry), _weighed(inquiry))
    for pair in found[:TOLD]:
        yield _slip(inquiry, pair)
    if further := found[TOLD:]:
        rows = [row for pair in further for row in pair.rows]
        yield data_finding(
            inquiry,
            THOUSAND,
            3,
            Text(
                "{n} further figure differs about a thousandfold from another.",
                {"n": len(further)},
                plural="{n} further figures differ about a thousandfold from others.",
            ),
            Text("Check the units of these rows; perhaps a whole file is in another unit."),
            rows,
        )


def find_slips(inquiries: Mapping[int, Inquiry], years: Sequence[int]) -> Iterable[tuple[int, Finding]]:
    """Every one of them that stands in each of ascending years, with that year.

    `inquiries` are those of the years that are held against links and licences too, and of the last year.
    """
    last = inquiries[years[-1]]
    sides, between = list(_between_sides(last)), list(_between_years(last))
    for year in years:
        weighed = _weighed(inquiries[year]) if year in inquiries else ()
        for pair in _told_until(year, sides, between, weighed):
            yield year, _slip(last, pair)


def _told_until(
    year: int | None, sides: Iterable[Dated], between: Iterable[Dated], weighed: Iterable[Pair]
) -> list[Pair]:
    """What is told in a year: of each link only the last year whose sides differ."""
    upto = np.inf if year is None else year
    latest: dict[str, Pair] = {}
    for at, pair in sides:
        if at <= upto:
            latest.setdefault(pair.subject.uid, pair)
    return _first_told([*latest.values(), *(pair for at, pair in between if at <= upto), *weighed])


def _weighed(inquiry: Inquiry) -> Iterable[Pair]:
    return (*inquiry.once(_against_links), *_against_rooms(inquiry))


def _first_told(pairs: list[Pair]) -> list[Pair]:
    """Pairs without those that rest on a row of an earlier one, since one slip shows in several ways."""
    seen: set[str] = set()
    kept = []
    for pair in pairs:
        rows = {row.uid for row in pair.rows}
        if not rows & seen:
            kept.append(pair)
        seen |= rows
    return kept


def _between_years(inquiry: Inquiry) -> Iterable[Dated]:
    """Figures that differ a thousandfold from the year before, with the later of the two years."""
    whole = inquiry.whole
    for series in changing_series(inquiry, SLIP[0]):
        pair = slipped_pair(series)
        if pair:
            yield max(pair), _years_pair(whole, series, *pair)


def _years_pair(whole: Snapshot, series: Series, larger: int, smaller: int) -> Pair:
    rows = [series.points[larger].row, series.points[smaller].row]
    return Pair(
        subject_of(whole, series),
        title_of(whole, series),
        Quantity(series.points[larger].value, series.unit),
        Quantity(series.points[smaller].value, series.unit),
        str(larger),
        str(smaller),
        (point_ref(whole, series, larger), point_ref(whole, series, smaller)),
        sources(whole, series.table, rows),
        matter_of(whole, series),
    )


def _between_sides(inquiry: Inquiry) -> Iterable[Dated]:
    """Links about which two sides differ a thousandfold, in any year up to the year asked, the last year first."""
    for year in reversed(years_asked(inquiry)):
        now = inquiry.during(year)
        for row, sides in link_sides(now).items():
            high, low = max(sides, key=lambda side: side.value), min(sides, key=lambda side: side.value)
            if is_slip(high.value, low.value):
                yield year, _sides_pair(now, row, year, high, low)


def _sides_pair(now: Snapshot, row: int, year: int, high: Side, low: Side) -> Pair:
    unit = str(now.commodity.base_unit[now.flow.commodity[row]])
    link = link_ref(now, row)
    cited = [high.row, low.row]
    return Pair(
        link,
        link_text(now, row),
        Quantity(high.value, unit),
        Quantity(low.value, unit),
        side_name(high.origin, year),
        side_name(low.origin, year),
        tuple(Ref("flow_amount", str(now.flow_amount.uid[amount]), link.name) for amount in cited),
        sources(now, "flow_amount", cited),
        str(now.commodity.name[now.flow.commodity[row]]),
    )


def side_name(origin: str, year: int | None) -> Text:
    """Who states a figure, as a sentence names it."""
    titles = {
        "sender": N_("the sender, {year}"),
        "receiver": N_("the receiver, {year}"),
        "survey": N_("a survey, {year}"),
        "estimate": N_("an estimate, {year}"),
    }
    return Text(titles.get(origin, N_("a publication, {year}")), {"year": "" if year is None else str(year)})


def _against_links(inquiry: Inquiry) -> list[Pair]:
    """Wastes whose generation is about 1000 times what own works, links and storage take, or a thousandth of it."""
    now = inquiry.now
    others, found = [best_statistics(now, item) for item in KEPT], []
    for waste in inquiry.wastes:
        kept = [told[waste.actor, waste.commodity] for told in others if (waste.actor, waste.commodity) in told]
        by_links = waste.own + waste.linked
        placed = by_links if by_links != by_links or by_links > waste.declared else waste.declared  # unknown stays so
        placed += sum(one.value if one.unit == waste.unit else np.nan for one in kept)
        if is_slip(waste.generated, placed) and not waste.open_links:
            rows = list(dict.fromkeys([*waste.statistics, *(one.row for one in kept)]))
            found.append(_links_pair(now, waste, placed, rows))
    return found


def _against_rooms(inquiry: Inquiry) -> Iterable[Pair]:
    """Links that carry about 1000 times what all licences of the receiver for this commodity permit."""
    now, capacity = inquiry.now, inquiry.now.capacity
    rooms: dict[tuple[int, int], list[int]] = {}
    for row, key in enumerate(zip(capacity.actor.tolist(), capacity.commodity.tolist(), strict=True)):
        rooms.setdefault(key, []).append(row)
    values, counted = inquiry.figures.whole, inquiry.figures.counted
    licensed = numbered_keys(now, capacity.actor, capacity.commodity)
    links = np.flatnonzero(np.isin(numbered_keys(now, now.flow.receiver, now.flow.commodity), licensed))
    for link in links.tolist():
        key = int(now.flow.receiver[link]), int(now.flow.commodity[link])
        room = float(capacity.value[rooms[key]].sum())
        if values[link] > room and is_slip(float(values[link]), room):
            cited = np.flatnonzero(counted & (now.flow_amount.flow == link)).tolist()
            yield _room_pair(now, link, float(values[link]), cited, room, rooms[key])


def _room_pair(now: Snapshot, link: int, value: float, cited: list[int], room: float, licences: list[int]) -> Pair:
    unit = str(now.commodity.base_unit[now.flow.commodity[link]])
    origin = str(now.flow_amount.origin[cited[0]])
    return Pair(
        link_ref(now, link),
        link_text(now, link),
        Quantity(value, unit),
        Quantity(room, unit),
        side_name(origin, None if np.isnan(year := now.flow_amount.year[cited[0]]) else int(year)),
        Text("what the receiver is licensed for"),
        tuple([ref(now, "flow_amount", row) for row in cited] + [ref(now, "capacity", row) for row in licences]),
        sources(now, "flow_amount", cited),
        str(now.commodity.name[now.flow.commodity[link]]),
    )


def _links_pair(now: Snapshot, waste: Waste, placed: float, rows: list[int]) -> Pair:
    firm, name = ref(now, "actor", waste.actor), str(now.commodity.name[waste.commodity])
    figures = sorted([waste.generated, placed], reverse=True)
    stated, summed = N_("generated as stated"), N_("sum of own use, disposal, storage and links")
    order = (stated, summed) if waste.generated > placed else (summed, stated)
    return Pair(
        firm,
        Text("{commodity} of {firm}", {"commodity": name, "firm": firm.name}),
        Quantity(figures[0], waste.unit),
        Quantity(figures[1], waste.unit),
        Text(order[0]),
        Text(order[1]),
        tuple(ref(now, "statistic", row) for row in rows),
        sources(now, "statistic", rows),
        name,
    )


def _slip(inquiry: Inquiry, pair: Pair) -> Finding:
    return Finding(
        rule=THOUSAND,
        layer="data",
        severity=3,
        subject=pair.subject,
        sentence=Text(
            "{what}: {larger} ({larger_from}) is about a thousand times {smaller} ({smaller_from}); one of them was "
            "probably entered in another unit (such as kg for t) or with three digits too many.",
            {
                "what": pair.what,
                "larger": pair.larger,
                "smaller": pair.smaller,
                "larger_from": pair.larger_from,
                "smaller_from": pair.smaller_from,
            },
        ),
        step=Text("Look at the original sheet, correct the unit, and compute again before using any total."),
        amount=pair.larger.value,
        unit=pair.larger.unit,
        matter=pair.matter,
        year=inquiry.year,
        evidence=pair.rows,
        source=pair.source,
    )


@check(GROWTH, N_("Figures that changed by more than half"))
def find_jumps(inquiry: Inquiry) -> Iterable[Finding]:
    """Figures of the year more than 50 % above or below the last year told, in one finding; slips are told apart."""
    if inquiry.year is None:
        return
    found = jumps(inquiry, JUMP)
    if found is not None and len(found):
        yield _jumps(inquiry, found)


def _jumps(inquiry: Inquiry, found: Jumps) -> Finding:
    whole, year = inquiry.whole, found.year
    first = [series_at(whole, found.found, at) for at in found.chosen[:3].tolist()]
    told = [
        Text(
            "{what} {before} → {now}",
            {
                "what": title_of(whole, series),
                "before": Quantity(series.points[before].value, series.unit),
                "now": Quantity(series.points[year].value, series.unit),
            },
        )
        for series, before in zip(first, found.before.tolist(), strict=False)
    ]
    return data_finding(
        inquiry,
        GROWTH,
        1,
        Text(
            "{n} figure of {year} is more than 50 % above or below the last one told: {names}.",
            {"n": len(found), "year": str(year), "names": enumerate_names(told, 3, len(found))},
            plural="{n} figures of {year} are more than 50 % above or below the last ones told: {names}.",
        ),
        Text("Ask the firms whether production changed so much; else correct the figure."),
        jump_refs(inquiry, found),
        jump_sources(whole, found),
    )
