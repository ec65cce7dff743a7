"""What a page of an atlas is about, and what of the project it shows: a firm with its partners, a region, a finding."""

from dataclasses import replace

import numpy as np

from core.analysis import Analysis
from core.columns import Flags
from core.errors import UserError
from core.findings import Ref
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.cards import ranked
from gis.page_map import Ground
from gis.page_parts import Subject

_FARTHEST = 3.0  # so many times the usual distance
KINDS = ("regions", "actors", "findings")
NOTHING_OF = {
    "regions": N_("The project has no regions, so there is no page per region."),
    "actors": N_("The project has no firms, so there is no page per firm."),
    "findings": N_("Nothing was found in this year, so there is no page per finding."),
}


def subjects_of(snapshot: Snapshot, analysis: Analysis, kind: str, *, public: bool) -> list[Subject]:
    """The subjects of an atlas in the order of its pages; UserError where there are none.

    Regions come parents first, actors by region and name, findings as they are ranked.
    """
    if kind == "regions":
        regions = snapshot.region
        found = [Subject(Ref("region", str(u), str(n))) for u, n in zip(regions.uid, regions.name, strict=True)]
    elif kind == "actors":
        actors = snapshot.actor
        order = sorted(range(len(actors)), key=lambda row: (int(actors.region[row]), str(actors.name[row])))
        found = [Subject(Ref("actor", str(actors.uid[row]), str(actors.name[row]))) for row in order]
    else:
        found = [Subject(item.subject, item) for item in ranked(analysis.findings, located_uids(snapshot), public)]
    if not found:
        raise UserError(Text(NOTHING_OF[kind]), Text("Print one page of the whole cluster instead."))
    return found


def located_uids(snapshot: Snapshot) -> set[str]:
    """Uids of actors with a place, and of links."""
    return set(snapshot.actor.uid[~np.isnan(snapshot.actor.point).any(axis=1)]) | set(snapshot.flow.uid)


def ground_of(snapshot: Snapshot, analysis: Analysis, subject: Subject | None, *, public: bool) -> Ground:
    """The rows, findings and extent of a page; without a subject everything."""
    ordered = ranked(analysis.findings, located_uids(snapshot), public)
    if subject is None:
        return Ground(snapshot, ordered, analysis.year, frozenset())
    chosen = _chosen(snapshot, subject.ref)
    if chosen is None:
        shown = [subject.finding] if subject.finding else ordered
        return Ground(snapshot, shown, analysis.year, frozenset())
    part, uids = _with_partners(snapshot, chosen)
    about = set(uids) | {subject.ref.uid}
    findings = [subject.finding] if subject.finding else [item for item in ordered if item.subject.uid in about]
    if subject.ref.table != "region":
        uids = uids | _near(part, uids)
    return Ground(part, findings, analysis.year, frozenset(uids | {subject.ref.uid}))


def _chosen(snapshot: Snapshot, ref: Ref) -> Flags | None:
    """Which actors a subject means, None for the whole cluster."""
    if ref.table == "actor":
        return np.asarray(snapshot.actor.uid == ref.uid, dtype=np.bool_)
    if ref.table == "region":
        rows = np.flatnonzero(snapshot.region.uid == ref.uid)
        return snapshot.members(int(rows[0])) if len(rows) else None
    if ref.table == "flow":
        rows = np.flatnonzero(snapshot.flow.uid == ref.uid)
        ends = np.concatenate([snapshot.flow.sender[rows], snapshot.flow.receiver[rows]])
        return np.isin(np.arange(len(snapshot.actor)), ends[ends >= 0])
    return None


def _near(part: Snapshot, uids: set[str]) -> set[str]:
    """The partners of some actors that the map makes room for; one many times farther out stands at its edge."""
    chosen = np.isin(part.actor.uid, list(uids))
    points = part.actor.point
    away = (
        np.hypot(*(points - np.nanmean(points[chosen], axis=0)).T)
        if (~np.isnan(points[chosen])).any()
        else np.full(len(points), np.nan)
    )
    others = away[~chosen & ~np.isnan(away)]
    if not len(others):
        return set()
    return {str(uid) for uid in part.actor.uid[away <= _FARTHEST * np.median(others)]}


def _with_partners(snapshot: Snapshot, chosen: Flags) -> tuple[Snapshot, set[str]]:
    """The links that touch some actors, with these actors and their partners alone; and the uids of the chosen."""
    inside = np.append(chosen, False)
    touching = inside[snapshot.flow.sender] | inside[snapshot.flow.receiver]
    ends = np.concatenate([snapshot.flow.sender[touching], snapshot.flow.receiver[touching]])
    member = chosen | np.isin(np.arange(len(chosen)), ends[ends >= 0])
    part = snapshot.of_flows(touching).of_actors(member)
    return replace(part, name=snapshot.name), {str(uid) for uid in snapshot.actor.uid[chosen]}
