"""What a page of an atlas is about, and what of the project it shows: a firm with its partners, a region, a finding."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.analysis import Analysis
from core.columns import Flags
from core.errors import UserError
from core.findings import Finding, Ref
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.cards import ranked
from gis.flags import STATUTORY, told_of
from gis.page_map import Ground
from gis.page_parts import Page, Subject
from gis.public import shown_rows

_FARTHEST = 3.0  # so many times the usual distance
KINDS = ("regions", "actors", "findings")
NOTHING_OF = {
    "regions": N_("The project has no regions, so there is no page per region."),
    "actors": N_("The project has no firms, so there is no page per firm."),
    "findings": N_("Nothing was found in this year, so there is no page per finding."),
}
_NOTHING_OPEN = N_("All that the project has of these rests on sources that may not be told of here.")


def subjects_of(snapshot: Snapshot, analysis: Analysis, kind: str, *, public: bool) -> list[Subject]:
    """The subjects of an atlas in the order of its pages; UserError where there are none.

    Regions come parents first, actors by region and name, findings as they are ranked. What only sums are open of has
    no page, nor on `public` pages what rests on sources that are not public.
    """
    seen = shown_rows(snapshot, analysis.year, analysis.findings, public=public)
    if kind == "regions":
        regions = seen.region
        found = [Subject(Ref("region", str(u), str(n))) for u, n in zip(regions.uid, regions.name, strict=True)]
    elif kind == "actors":
        actors = seen.actor
        order = sorted(range(len(actors)), key=lambda row: (int(actors.region[row]), str(actors.name[row])))
        found = [Subject(Ref("actor", str(actors.uid[row]), str(actors.name[row]))) for row in order]
    else:
        found = [Subject(item.subject, item) for item in ranked(analysis.findings, located_uids(snapshot), public)]
    if not found:
        closed = len({"regions": snapshot.region, "actors": snapshot.actor}.get(kind, ()))
        raise UserError(
            Text(_NOTHING_OPEN if closed else NOTHING_OF[kind]), Text("Print one page of the whole cluster instead.")
        )
    return found


def without_page(snapshot: Snapshot, pages: Sequence[Page]) -> list[Text]:
    """How many firms or regions have no page in an atlas of them, each with the reason; nothing where all have one."""
    subject = pages[0].subject
    if subject is None or subject.finding is not None:
        return []
    of_firms, table = subject.ref.table == "actor", getattr(snapshot, subject.ref.table)
    closed = int(snapshot.closed_actors().sum()) if of_firms else 0
    internal = {"n": len(table) - closed - len(pages)}
    sums = Text(
        "{n} firm is known from sources that open to sums only and has no page.",
        {"n": closed},
        plural="{n} firms are known from sources that open to sums only and have no page.",
    )
    firms = Text(
        "{n} firm rests on a source that is not public and has no page.",
        internal,
        plural="{n} firms rest on sources that are not public and have no page.",
    )
    regions = Text(
        "{n} region rests on a source that is not public and has no page.",
        internal,
        plural="{n} regions rest on sources that are not public and have no page.",
    )
    return [text for text in (sums, firms if of_firms else regions) if text.values["n"]]


def located_uids(snapshot: Snapshot) -> set[str]:
    """Uids of actors with a place, and of links."""
    return set(snapshot.actor.uid[~np.isnan(snapshot.actor.point).any(axis=1)]) | set(snapshot.flow.uid)


def ground_of(
    snapshot: Snapshot, seen: Snapshot, analysis: Analysis, subject: Subject | None, *, public: bool
) -> Ground:
    """The rows, findings and extent of a page; without a subject everything.

    `seen` are those of the rows that the page may tell of; the others are counted on it and decide on nothing else.
    """
    ordered = ranked(analysis.findings, located_uids(snapshot), public)
    chosen = _chosen(seen, subject.ref) if subject else None
    if subject is None or chosen is None:
        shown = [subject.finding] if subject and subject.finding else ordered
        return Ground(snapshot, seen, shown, analysis.year, frozenset())
    part, uids = _with_partners(seen, chosen)
    whole = _chosen(snapshot, subject.ref)
    behind = snapshot if whole is None else _with_partners(snapshot, whole)[0]
    about = set(uids) | {subject.ref.uid}
    findings = [subject.finding] if subject.finding else [item for item in ordered if _tells_of(item, about)]
    if subject.ref.table != "region":
        uids = uids | _near(part, uids)
    return Ground(behind, part, findings, analysis.year, frozenset(uids | {subject.ref.uid}))


def _tells_of(finding: Finding, about: set[str]) -> bool:
    """Whether a finding is about some rows, or a statutory one names them among others."""
    listed = finding.layer == STATUTORY and any(ref.uid in about for ref in told_of(finding))
    return listed or finding.subject.uid in about


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
