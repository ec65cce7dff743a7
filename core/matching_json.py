"""A gap report as plain values for JSON: keys and ids as they are, sentences in a language, unknown numbers null."""

from typing import Any

from core.columns import json_number
from core.complement_words import complements_json
from core.disputes import dispute_text, disputes_in
from core.findings import Finding
from core.i18n import show, translate
from core.matching import NEAREST, Candidate, Matching, candidates_of
from core.matching_left_out import LeftOut
from core.matching_matrix import Cell, Role, roleless
from core.matching_prices import way_decides
from core.matching_report import GapReport, gap_exchanges, gap_price, gap_reach, gap_sentence, gap_step
from core.matching_shared import Shared, joint_cost
from core.matching_stops import Diversion, Stop
from core.matching_words import BARRIER_TITLES, Gap, Match
from core.renaming import Names, text_in
from core.snapshot import Snapshot

Plain = dict[str, Any]


def gaps_json(report: GapReport, language: str, names: Names) -> Plain:
    """The whole report; sentences use `names`, the names that a reader of the language knows."""
    now = report.inquiry.now
    units = sorted({*report.pooling.inside, *report.pooling.pooled})
    return {
        "project": now.name,
        "year": report.inquiry.year,
        "region": _name(now, "region", report.region),
        "terms": {
            "proved_only": report.terms.proved_only,
            "proved_from": report.terms.proved_from,
            "reach_km": dict(report.terms.reach),
            "rate": list(report.terms.rate) if report.terms.rate else None,
            "disposal": report.terms.disposal,
            "lot": report.terms.lot,
            "fixed_cost": report.terms.fixed,
            "plant_cost": list(report.terms.plant) if report.terms.plant else None,
            "distance": "straight line x 1.3",
        },
        "disputed": [
            {"flow": one.uid, "sentence": show(text_in(dispute_text(now, one), names), language)}
            for one in disputes_in(now, report.inquiry.year)
        ],
        "time_ran_out": report.found.late or report.old.late,
        "nearest_only": NEAREST if report.found.cut or report.old.cut else None,
        "offers": [_gap(report, report.found, place, language, names) for place in range(len(report.gaps))],
        "heaps": [_gap(report, report.old, place, language, names) for place in range(len(report.heaps))],
        "left_out": [_left_out(now, one, language, names) for one in report.left_out],
        "needs": [_need(finding, language, names) for finding in report.needs],
        "decomposer_matrix": [_cell(now, cell) for cell in report.matrix],
        "roles": [_role(role, language) for role in report.roles],
        "firms_without_role": roleless(now),
        "stops": {
            "firms": [_stop(now, stop) for stop in report.stops],
            "links": [_diversion(now, one) for one in report.links],
        },
        "regions": [
            {
                "unit": unit,
                "inside": report.pooling.inside.get(unit, 0.0),
                "pooled": report.pooling.pooled.get(unit, 0.0),
                "gain": report.pooling.gain(unit),
                "across_share": json_number(report.pooling.virtual_share(unit)),
            }
            for unit in units
        ],
        "shared_treatment": [_shared(now, one, report.terms.plant) for one in report.shared],
        "complements": complements_json(now, report.gaps, report.complements, language, names),
    }


def _gap(report: GapReport, found: Matching, place: int, language: str, names: Names) -> Plain:
    gap: Gap = (report.gaps if found is report.found else report.heaps)[place]
    now, offer, reason = report.inquiry.now, gap.offer, gap.reason
    candidates = candidates_of(report.known, place, offer, report.terms)
    reach = gap_reach(report, gap, candidates)
    return {
        "actor": _row(now, "actor", offer.actor),
        "commodity": _row(now, "commodity", offer.commodity),
        "unit": offer.unit,
        "amount": json_number(offer.amount),
        "matched": json_number(found.closed(place)),
        "left": json_number(found.left(place)),
        "matches": [_match(now, one) for one in gap.matches],
        "reason": reason.barrier if reason else None,
        "reason_title": translate(BARRIER_TITLES[reason.barrier], language) if reason else None,
        "would_close": dict(reason.gains) if reason else {},
        "room_told_above": bool(reason and reason.above),
        "candidates": [_candidate(now, one, language) for one in candidates],
        "economic_reach_km": list(reach) if reach else None,
        "sellers_price": _sellers_price(report, gap),
        "known_elsewhere": [
            {"user": one.user, "place": one.place, "source": one.source, "checked": one.checked}
            for one in gap_exchanges(report, gap)
        ],
        "sentence": show(text_in(gap_sentence(report, gap, found), names), language),
        "step": show(text_in(gap_step(report, gap), names), language),
    }


def _match(now: Snapshot, one: Match) -> Plain:
    return {
        "receiver": _row(now, "actor", one.candidate.actor),
        "amount": one.amount,
        "free": json_number(one.candidate.free),
        "distance_km": json_number(one.candidate.km),
        "proved": not one.candidate.doubts,
        "price": _price(one),
    }


def _price(one: Match) -> Plain | None:
    """What a unit costs the sender (CNY, low and high), which cost decides, and whether only the low one pays.

    None without a fee, a rate or a way.
    """
    if one.cost is None:
        return None
    low, high = one.cost
    decides = "way" if way_decides(one.candidate.fee, high) else "gate_fee"
    return {"low": low, "high": high, "decides": decides, "pays_at_low_only": one.barely}


def _sellers_price(report: GapReport, gap: Gap) -> Plain | None:
    """What the seller gets for a unit (CNY, below 0 what it pays) where room goes to who pays most."""
    price = gap_price(report, gap)
    return {"low": price.low, "high": price.high, "scarce": price.scarce} if price else None


def _candidate(now: Snapshot, one: Candidate, language: str) -> Plain:
    return {
        "receiver": _row(now, "actor", one.actor),
        "free": json_number(one.free),
        "distance_km": json_number(one.km),
        "barriers": sorted(one.barriers),
        "doubts": [show(doubt, language) for doubt in one.doubts],
    }


def _left_out(now: Snapshot, one: LeftOut, language: str, names: Names) -> Plain:
    return {
        "actor": _row(now, "actor", one.actor),
        "matter": show(one.name, language),
        "amount": json_number(one.amount),
        "unit": one.unit,
        "among_offers": one.counted,
        "reason": show(text_in(one.reason, names), language),
    }


def _need(finding: Finding, language: str, names: Names) -> Plain:
    return {
        "matter": translate(finding.matter, language),
        "amount": json_number(finding.amount),
        "unit": finding.unit,
        "sentence": show(text_in(finding.sentence, names), language),
        "step": show(text_in(finding.step, names), language),
    }


def _cell(now: Snapshot, cell: Cell) -> Plain:
    return {
        "commodity": _row(now, "commodity", cell.commodity),
        "region": _row(now, "region", cell.region),
        "unit": cell.unit,
        "made": json_number(cell.made),
        "capacity": cell.capacity,
        "proved": cell.proved,
        "net": json_number(cell.net),
        "unknown_capacities": cell.open,
    }


def _role(role: Role, language: str) -> Plain:
    told = {"layer": role.layer, "role": translate(role.title, language)}
    return {**told, "present": role.present, "linked": role.linked}


def _stop(now: Snapshot, stop: Stop) -> Plain:
    return {
        "actor": _row(now, "actor", stop.actor),
        "diversions": [_diversion(now, one) for one in stop.diversions],
        "users": [_row(now, "actor", user) for user in stop.users],
    }


def _diversion(now: Snapshot, one: Diversion) -> Plain:
    return {
        "flow": str(now.flow.uid[one.link]),
        "sender": _row(now, "actor", int(now.flow.sender[one.link])),
        "receiver": _row(now, "actor", int(now.flow.receiver[one.link])),
        "commodity": _row(now, "commodity", int(now.flow.commodity[one.link])),
        "unit": one.unit,
        "amount": json_number(one.amount),
        "placed": one.placed,
        "stranded": json_number(one.stranded),
        "storage_days": json_number(one.days),
        "second": _row(now, "actor", one.second.actor) if one.second else None,
        "extra_km": json_number(one.extra_km),
    }


def _shared(now: Snapshot, one: Shared, plant: tuple[float, float] | None) -> Plain:
    cost = joint_cost(one.volumes, *plant) if plant else None
    return {
        "actors": [_row(now, "actor", actor) for actor in one.sources],
        "m3_per_day": one.volume,
        "likeness": one.likeness,
        "site": list(one.site),
        "saved_share": list(one.saved_shares()),
        "cost": {"alone": list(cost.alone), "joint": cost.joint, "saving": cost.saving} if cost else None,
    }


def _row(now: Snapshot, table: str, row: int) -> Plain | None:
    if row < 0:
        return None
    return {"uid": str(getattr(now, table).uid[row]), "name": _name(now, table, row)}


def _name(now: Snapshot, table: str, row: int) -> str | None:
    return str(getattr(now, table).name[row]) if row >= 0 else None
