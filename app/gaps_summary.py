"""A gap report to read: what is left over and where it can go, matrix, roles, stops, regions; the rest is counted."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.gaps_complements import complement_lines
from app.years import named_year
from core.disputes import dispute_text, disputes_in
from core.evidence import enumerate_names, sentences, sum_units, tell_sums
from core.kinds import NETWORK_LAYERS, PROOFS
from core.matching import NEAREST, Matching, Terms
from core.matching_matrix import roleless_text
from core.matching_report import GapReport, gap_sentence, gap_step, sums_by_unit
from core.matching_shared import Shared, joint_cost
from core.matching_stops import Diversion, Stop
from core.matching_words import Gap
from core.receivers import PROVED_FROM
from core.snapshot import Snapshot
from core.text import Quantity, Text

SHOWN = 12
HEAPS_SHOWN = 5
STOPS_SHOWN = 6
NOTABLE_KM = 1.0  # extra ways below it are not told
Line = tuple[int, Text]  # how far it is indented, and what it says


def gap_lines(report: GapReport) -> Iterator[Line]:
    """The lines of a report for people."""
    now = report.inquiry.now
    named = {"project": now.name, "year": named_year(report.inquiry.year)}
    yield 0, Text("{project}, {year}: what has no receiver, and where it could go", named)
    yield 0, _rules(report)
    if report.found.late or report.old.late:
        yield 0, Text("Time ran out before the best matching with such lots was found: more may find a receiver.")
    if report.found.cut or report.old.cut:
        told = {"n": NEAREST}
        yield 0, Text("For each waste only the {n} nearest receivers were weighed; more may find a farther one.", told)
    yield from _sums(report)
    yield from _disputed(report)
    yield from _gaps(report, report.gaps, report.found)
    yield from _left_out(report)
    yield from complement_lines(report)
    if report.heaps:
        yield (
            0,
            Text("Old heaps, for the room that is then left; room that hangs on a condition is told once"),
        )
        yield from _gaps(report, report.heaps, report.old, HEAPS_SHOWN)
    if report.needs:
        yield 0, Text("Needs that a by-product could replace")
        yield from _numbered([(need.sentence, need.step) for need in report.needs])
    yield from _matrix(report)
    yield from _roles(report)
    yield from _stops(report)
    yield from _regions(report)
    yield from _shared(report)


def _rules(report: GapReport) -> Text:
    reach = report.terms.reach
    values = {"goods": reach.get("goods"), "water": reach.get("water"), "energy": reach.get("energy")}
    proved = (
        _proved(report.terms.proved_from)
        if report.terms.proved_only
        else Text(
            "Receivers that are only registered count too and are marked, while findings count proved ones alone; what "
            "is to be tested does not count."
        )
    )
    ways = Text(
        "Ways are straight lines × 1.3, at most {goods} km for goods, {water} km for water and {energy} km for energy; "
        "hazardous waste goes by licence, however far.",
        values,
    )
    return sentences(proved, ways, *_asked(report.terms))


def _proved(step: str) -> Text:
    if step == PROVED_FROM:
        return Text("Only proved receivers count.")
    return Text("Only receivers count that are proved from this step on: {step}.", {"step": Text(PROOFS[step])})


def _asked(terms: Terms) -> Iterator[Text]:
    """What was asked for beside the usual: prices and lots, by which some receivers drop out."""
    if terms.rate is not None:
        low, high = terms.rate
        yield Text("Transport costs {low} to {high} CNY per t and km.", {"low": low, "high": high})
    if terms.rate is not None and terms.disposal is not None:
        told = {"disposal": terms.disposal}
        yield Text(
            "Who costs more than disposal at {disposal} CNY per t even by the low cost, a straight line at the low "
            "rate, is no receiver.",
            told,
        )
    if terms.fixed:
        fixed = {"fixed": terms.fixed}
        yield Text("A connection is made where it saves more than the {fixed} CNY that it costs a year.", fixed)
    if terms.lot:
        yield Text("No match is below {lot} t a year.", {"lot": terms.lot})


def _disputed(report: GapReport) -> Iterator[Line]:
    """The links whose sides differ, since amounts of this report may rest on them."""
    now = report.inquiry.now
    found = [dispute_text(now, one) for one in disputes_in(now, report.inquiry.year)]
    if found:
        yield (
            0,
            Text(
                "{n} link is in dispute between its sides; amounts here may rest on it: {links}.",
                {"n": len(found), "links": enumerate_names(found)},
                plural="{n} links are in dispute between their sides; amounts here may rest on them: {links}.",
            ),
        )


def _sums(report: GapReport) -> Iterator[Line]:
    if not report.inquiry.wastes:
        yield 0, Text("No waste generated is recorded for the year. Import a waste ledger, and who can take what.")
    elif not report.gaps:
        yield 0, Text("Nothing is left over of the wastes that are recorded.")
    for unit, left, fits, unknown in sums_by_unit(report.gaps):
        values = {
            "left": Quantity(left, unit),
            "fits": Quantity(fits, unit),
            "open": Quantity(left - fits, unit),
            "n": unknown,
        }
        told = Text("Left over {left} a year: {fits} fits a receiver, {open} stays open.", values)
        more = Text("The amount of {n} waste is unknown.", values, plural="The amounts of {n} wastes are unknown.")
        yield 0, sentences(told, more if unknown else None)


def _gaps(report: GapReport, gaps: Sequence[Gap], found: Matching, shown: int = SHOWN) -> Iterator[Line]:
    yield from _numbered([(gap_sentence(report, gap, found), gap_step(report, gap)) for gap in gaps], shown)


def _left_out(report: GapReport) -> Iterator[Line]:
    """What is not counted, or only under reserve, since its figure is to be checked first, each with the reason."""
    now = report.inquiry.now
    if report.left_out:
        yield 0, Text("Figures to be checked first, since gaps and needs hang on them")
    for one in report.left_out[:SHOWN]:
        values = {
            "waste": one.name,
            "firm": now.actor.name[one.actor],
            "reason": one.reason,
        }
        if one.counted:
            yield 2, Text("{waste} of {firm}, counted all the same: {reason}", values)
        else:
            yield 2, Text("{waste} of {firm}, not counted: {reason}", values)
    yield from _rest(len(report.left_out), SHOWN)


def _numbered(told: Sequence[tuple[Text, Text]], shown: int = SHOWN) -> Iterator[Line]:
    for number, (sentence, step) in enumerate(told[:shown], 1):
        yield 2, Text("{number}. {sentence}", {"number": number, "sentence": sentence})
        yield 5, Text("Next step: {step}", {"step": step})
    yield from _rest(len(told), shown)


def _rest(count: int, shown: int) -> Iterator[Line]:
    if count > shown:
        yield 2, Text("… and {n} more; --json lists all.", {"n": count - shown})


def _matrix(report: GapReport) -> Iterator[Line]:
    """Wastes that a region makes more of than plants there can take."""
    now = report.inquiry.now
    short = [cell for cell in report.matrix if cell.net < 0]
    if not report.matrix:
        return
    yield 0, Text("Wastes by region: made there, and what plants there can take")
    for cell in short[:SHOWN]:
        values = {
            "waste": now.commodity.name[cell.commodity],
            "region": now.region.name[cell.region] if cell.region >= 0 else Text("in no region"),
            "made": Quantity(cell.made, cell.unit),
            "capacity": Quantity(cell.capacity, cell.unit),
            "proved": Quantity(cell.proved, cell.unit),
            "net": Quantity(-cell.net, cell.unit),
        }
        line = Text(
            "{waste}, {region}: made {made}, plants there take {capacity} (proved {proved}), short {net}", values
        )
        yield 2, line
    yield from _rest(len(short), SHOWN)
    if not short:
        yield 2, Text("No region makes more of a waste than its plants can take.")


def _roles(report: GapReport) -> Iterator[Line]:
    """Roles that nobody has, and roles whose actors have no link."""
    missing = [role for role in report.roles if not role.present]
    alone = [role for role in report.roles if role.present and not role.linked]
    if not missing and not alone:
        return
    yield 0, Text("Roles of the network")
    for layer, title in NETWORK_LAYERS.items():
        lacking = [Text(role.title) for role in missing if role.layer == layer]
        unlinked = [Text(role.title) for role in alone if role.layer == layer]
        if lacking:
            yield 2, Text("{layer}: nobody recorded as {roles}", {"layer": Text(title), "roles": lacking})
            if layer == "core" and (told := roleless_text(report.inquiry.now)):
                yield 4, told
        if unlinked:
            yield 2, Text("{layer}: recorded without a link {roles}", {"layer": Text(title), "roles": unlinked})


def _stops(report: GapReport) -> Iterator[Line]:
    now = report.inquiry.now
    told = [stop for stop in report.stops if stop.diversions]
    if not told:
        return
    yield (
        0,
        Text("If one stops: all that is brought there; findings of the only receiver count what goes to nobody else"),
    )
    for number, stop in enumerate(told[:STOPS_SHOWN], 1):
        yield 2, Text("{number}. {sentence}", {"number": number, "sentence": stop_told(now, stop)})
    yield from _rest(len(told), STOPS_SHOWN)


def stop_told(now: Snapshot, stop: Stop) -> Text:
    """What a stop of a receiver strands, what can go elsewhere, how long storage lasts, who gets something from it."""
    carried, stranded = (
        tell_sums(sum_units((one.unit, amount, True) for one, amount in told))
        for told in ([(one, one.amount) for one in stop.diversions], [(one, one.stranded) for one in stop.diversions])
    )
    senders = {int(now.flow.sender[one.link]) for one in stop.diversions}
    values = {"firm": now.actor.name[stop.actor], "n": len(senders), "amounts": carried, "stranded": stranded}
    if any(one.placed > 0 for one in stop.diversions):
        fact = Text(
            "Without {firm}, {n} firm needs another receiver for what it brings a year: {amounts}; no free room is "
            "known for {stranded}.",
            values,
            plural="Without {firm}, {n} firms need another receiver for what they bring a year: {amounts}; no free "
            "room is known for {stranded}.",
        )
    else:
        fact = Text(
            "Without {firm}, {n} firm needs another receiver for what it brings a year: {amounts}; none with free "
            "room is known.",
            values,
            plural="Without {firm}, {n} firms need another receiver for what they bring a year: {amounts}; none with "
            "free room is known.",
        )
    elsewhere = [_elsewhere(now, one) for one in stop.diversions if one.second]
    days = [one for one in stop.diversions if not np.isnan(one.days) and one.stranded > 0]
    users = Text("{n} firm gets something from it.", {"n": len(stop.users)}, plural="{n} firms get something from it.")
    return sentences(fact, *elsewhere, _storage(now, days), users if stop.users else None)


def _elsewhere(now: Snapshot, one: Diversion) -> Text:
    assert one.second is not None
    values = {
        "amount": Quantity(one.placed, one.unit),
        "waste": now.commodity.name[now.flow.commodity[one.link]],
        "sender": now.actor.name[now.flow.sender[one.link]],
        "second": now.actor.name[one.second.actor],
        "km": Quantity(abs(round(one.extra_km, 1)), "km"),
    }
    if not one.extra_km >= NOTABLE_KM:
        told = Text("{amount} of {waste} of {sender} could go to {second}.", values)
    else:
        told = Text("{amount} of {waste} of {sender} could go to {second}, {km} farther.", values)
    doubts = list(one.second.doubts)
    return sentences(told, Text("Not proved: {doubts}.", {"doubts": doubts}) if doubts else None)


def _storage(now: Snapshot, days: Sequence[Diversion]) -> Text | None:
    """The shortest storage of the senders, where somebody told it."""
    if not days:
        return None
    first = min(days, key=lambda one: one.days)
    values = {
        "sender": now.actor.name[now.flow.sender[first.link]],
        "waste": now.commodity.name[now.flow.commodity[first.link]],
        "n": int(first.days),
    }
    return Text(
        "The storage of {sender} for {waste} lasts {n} day.",
        values,
        plural="The storage of {sender} for {waste} lasts {n} days.",
    )


def _regions(report: GapReport) -> Iterator[Line]:
    pooling = report.pooling
    for unit in sorted({*pooling.inside, *pooling.pooled}):
        values = {
            "inside": Quantity(pooling.inside.get(unit, 0.0), unit),
            "pooled": Quantity(pooling.pooled.get(unit, 0.0), unit),
            "gain": Quantity(pooling.gain(unit), unit),
        }
        told = Text("Each region for itself closes {inside}; all together close {pooled}, {gain} more.", values)
        yield 0, told


def _shared(report: GapReport) -> Iterator[Line]:
    now = report.inquiry.now
    if not report.shared:
        return
    yield 0, Text("Waste water that is alike and near: one plant could treat it, to be looked into")
    for one in report.shared[:SHOWN]:
        values = {
            "firms": enumerate_names([str(now.actor.name[actor]) for actor in one.sources], 5),
            "volume": Quantity(round(one.volume), "m3"),
            "likeness": round(one.likeness, 2),
        }
        yield 2, Text("{firms}: {volume} a day, likeness {likeness}", values)
        yield 5, _saved(one, report.terms.plant)
    yield from _rest(len(report.shared), SHOWN)


def _saved(one: Shared, plant: tuple[float, float] | None) -> Text:
    """What one plant costs less than one for each: money where it was told what plants cost, else the usual shares."""
    if plant:
        cost = joint_cost(one.volumes, *plant)
        values = {"alone": round(sum(cost.alone)), "joint": round(cost.joint), "saving": round(cost.saving)}
        return Text("Plants for each cost {alone} CNY, one for all {joint}: {saving} less, pipes not counted.", values)
    low, high = (round(100 * share) for share in one.saved_shares())
    return Text("One plant costs about {low} to {high} % less than one for each, pipes not counted (planning figures).",
                {"low": low, "high": high})  # fmt: skip
