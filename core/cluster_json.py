"""The clusters of a year as plain values for JSON: ids as they are, sentences in a language, unknown numbers None."""

from typing import Any

import numpy as np

from core.cluster_groups import LINKED, SYMBIOTIC, Group
from core.cluster_report import ClusterReport, coverage
from core.cluster_words import group_text, groups_text, hollow_text, hot_spot_text, industries_text, research_text
from core.columns import json_number
from core.hot_spots import HotSpots
from core.i18n import show
from core.industry_sectors import sector_name
from core.kinds import NETWORK_LAYERS
from core.snapshot import Snapshot
from core.spatial_statistics import LEVEL, QUADRANTS


def clusters_json(report: ClusterReport, now: Snapshot, language: str) -> dict[str, Any]:
    """The whole report."""
    hollow = report.hollowing
    return {
        "parameters": {"reach_m": report.grouped.reach, "least_firms": report.grouped.least, "linked_share": LINKED,
                       "symbiotic_share": SYMBIOTIC, "level": LEVEL},
        "industries": {"measure": report.workforce.measure, "sentence": show(industries_text(report), language),
                       "without_industry": report.workforce.unknown, "left_out": report.workforce.silent,
                       "regions": _industries(report, now, language), "spread": _spreads(report, language)},
        "groups": [_group(group, now, language) for group in report.grouped.groups],
        "groups_sentence": show(groups_text(report.grouped), language),
        "alone": _actors(now, report.grouped.alone),
        "roles": [{"layer": role.layer, "role": role.title, "present": role.present, "linked": role.linked}
                  for role in report.roles],
        "coverage": {layer: dict(zip(("linked", "needed"), coverage(report, layer), strict=True))
                     for layer in NETWORK_LAYERS},
        "research": {"firms": report.firms, "linked": _actors(now, report.linked_to_research),
                     "sentence": show(research_text(report), language)},
        "hollowing": {
            "sign": hollow.sign if hollow else None, "first": hollow.first if hollow else None,
            "last": hollow.last if hollow else None, "firms": hollow.firms if hollow else 0,
            "before": json_number(hollow.before) if hollow else None,
            "after": json_number(hollow.after) if hollow else None,
            "research": json_number(hollow.research) if hollow else None,
            "research_told": hollow.told if hollow else 0,
            "sentence": show(hollow_text(hollow), language),
        },
        "hot_spots": [_spots(spots, now, language) for spots in report.hot_spots],
        "sums_only": show(report.left_out, language) if report.left_out else None,
    }  # fmt: skip


def _actors(now: Snapshot, rows: tuple[int, ...]) -> list[dict[str, str]]:
    return [{"uid": str(now.actor.uid[row]), "name": str(now.actor.name[row])} for row in rows]


def _industries(report: ClusterReport, now: Snapshot, language: str) -> list[dict[str, Any]]:
    return [
        {"region": str(now.region.name[one.region]), "code": one.code, "industry": sector_name(one.code, language),
         "size": json_number(one.size), "firms": one.firms, "quotient": json_number(one.quotient),
         "standing": one.standing or None}
        for one in report.industries
    ]  # fmt: skip


def _spreads(report: ClusterReport, language: str) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "industry": sector_name(one.code, language), "firms": one.firms,
         "ellison_glaeser": json_number(one.gamma), "herfindahl": json_number(one.herfindahl),
         "gini": json_number(one.gini)}
        for one in report.spreads
    ]  # fmt: skip


def _group(group: Group, now: Snapshot, language: str) -> dict[str, Any]:
    return {
        "kind": group.kind, "actors": _actors(now, group.actors),
        "links": [str(now.flow.uid[row]) for row in group.links], "linked": group.linked,
        "density": json_number(group.density), "residues": group.residues, "sector": group.sector or None,
        "alike": group.alike, "across_m": json_number(group.across),
        "sentence": show(group_text(group, now), language),
    }  # fmt: skip


def _spots(spots: HotSpots, now: Snapshot, language: str) -> dict[str, Any]:
    classes, whole = spots.classes(), spots.whole
    return {
        "medium": spots.medium, "unit": spots.unit, "standard": spots.standard,
        "places": "squares" if spots.places.side else "regions", "side_m": spots.places.side or None,
        "moran": None if whole is None else {"i": json_number(whole.value), "expected": json_number(whole.expected),
                                             "z": json_number(whole.z), "p": json_number(whole.p),
                                             "p_permuted": json_number(whole.p_permuted)},
        "placeless": spots.placeless, "partly_known": spots.partly,
        "tested": [_place(spots, at, place, classes, now) for at, place in enumerate(spots.place.tolist())],
        "sentence": show(hot_spot_text(spots), language),
    }  # fmt: skip


def _place(spots: HotSpots, at: int, place: int, classes: list[str], now: Snapshot) -> dict[str, Any]:
    row = int(spots.places.region[place])
    middle = [float(part) for part in spots.places.corners[place].mean(axis=0)] if row < 0 else None
    return {
        "region": str(now.region.name[row]) if row >= 0 else None, "middle": middle,
        "load": json_number(spots.load[at]), "gi_star": json_number(spots.z[at]), "p": json_number(spots.p[at]),
        "class": classes[place], "local_moran": json_number(spots.local.value[at]),
        "local_p": None if np.isnan(spots.local.p[at]) else float(spots.local.p[at]),
        "quadrant": QUADRANTS[int(spots.local.quadrant[at])] or None,
    }  # fmt: skip
