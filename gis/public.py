"""What a document for the public may tell: rows whose source everybody may see, and firms that an authority lists."""

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from core.columns import Flags, Table, references, take
from core.evidence import join_sources
from core.figures import figures
from core.findings import Finding
from core.model import TABLES
from core.snapshot import Snapshot
from gis.flags import STATUTORY, told_of
from gis.links import narrowed

T = TypeVar("T", bound=Table)
# What a public link or a statutory list tells of a firm or commodity, whatever source the firm or commodity itself has.
_NAMED = {
    "actor": ("id", "uid", "name", "kind", "role", "point"),
    "commodity": ("id", "uid", "name", "medium", "base_unit"),
}
_UNKNOWN: dict[str, Any] = {"number": np.nan, "point": np.nan, "word": "", "flag": False, "row": -1}


def shown_rows(whole: Snapshot, year: int | None, findings: Sequence[Finding], *, public: bool) -> Snapshot:
    """What a document may tell of a whole snapshot: nothing that is open to sums only.

    Of a `public` one the rows of the year are published, with the firms of its statutory `findings`.
    """
    usable = whole.without_aggregates()
    return published(narrowed(usable, year)[0], listed_firms(findings)) if public else usable


def listed_firms(findings: Sequence[Finding]) -> frozenset[str]:
    """The firms (uids) that statutory findings tell of; the lists of authorities are public by law."""
    told = (ref for finding in findings if finding.layer == STATUTORY for ref in told_of(finding))
    return frozenset(ref.uid for ref in told if ref.table == "actor")


def openly_cited(findings: Sequence[Finding], snapshot: Snapshot) -> list[Finding]:
    """The findings without the titles of sources that are not public; documents that a list names for itself stay."""
    closed = snapshot.source.title[snapshot.source.permitted_use != "public"]
    barred = {part for title in closed for part in str(title).split("; ")}
    return [
        replace(finding, source=join_sources(*(part for part in finding.source.split("; ") if part not in barred)))
        for finding in findings
    ]


def published(snapshot: Snapshot, listed: Collection[str] = ()) -> Snapshot:
    """A snapshot of one year without sources that are not public, and without the rows of every table that rest on one.

    A link rests on its own source and on those of the figure that counts. A row that names none is not public, except
    a region, whose borders follow the map review number. Of a firm at the end of a public link or among those `listed`
    by authorities (uids), and of what a public link carries, name and sign stay where their own source is not public.
    Proofs of receivers are never published.
    """
    own = _own_masks(snapshot)
    masks = _named_masks(snapshot, own, listed)
    shown = snapshot.of_rows(masks)
    known = {name: own[name][masks[name]] for name in _NAMED}
    return replace(
        shown,
        actor=_silenced(shown.actor, known["actor"], _NAMED["actor"]),
        commodity=_silenced(shown.commodity, known["commodity"], _NAMED["commodity"]),
    )


def open_links(snapshot: Snapshot) -> Flags:
    """Which links (rows) rest on public sources only."""
    flow, amounts, public = snapshot.flow, snapshot.flow_amount, _public(snapshot)
    counted = figures(snapshot).counted
    named = flow.source >= 0
    closed = named & ~public[flow.source]
    named[amounts.flow[counted & (amounts.source >= 0)]] = True
    closed[amounts.flow[counted & ~public[amounts.source]]] = True
    return np.asarray(named & ~closed, dtype=np.bool_)


def _public(snapshot: Snapshot) -> Flags:
    """Which sources everybody may see; the last entry, for no source, is no."""
    return np.append(snapshot.source.permitted_use == "public", False).astype(np.bool_)


def _own_masks(snapshot: Snapshot) -> dict[str, Flags]:
    """By table, which rows may be told of for their own source."""
    public = _public(snapshot)
    sourced = [name for name, kind in TABLES.items() if any(column.name == "source" for column in references(kind))]
    masks: dict[str, Flags] = {name: public[getattr(snapshot, name).source] for name in sourced}
    masks["source"] = public[:-1]
    masks["flow"] = open_links(snapshot)
    masks["region"] = masks["region"] | (snapshot.region.source < 0)
    masks["membership"] = masks["actor"][snapshot.membership.actor]
    masks["statistic"] = masks["statistic"] & np.append(masks["region"], True)[snapshot.statistic.region]
    for name in ("rule_line", "standard_limit"):  # thresholds tell of nobody
        masks[name] = np.ones(len(getattr(snapshot, name)), dtype=np.bool_)
    for name in ("capacity", "transfer_coefficient"):
        masks[name] = np.zeros(len(getattr(snapshot, name)), dtype=np.bool_)
    return masks


def _named_masks(snapshot: Snapshot, own: dict[str, Flags], listed: Collection[str]) -> dict[str, Flags]:
    """The same with the firms and commodities that other public rows name."""
    flow = take(snapshot.flow, own["flow"])
    ends = np.concatenate([flow.sender, flow.receiver])
    named = np.isin(np.arange(len(snapshot.actor)), ends[ends >= 0]) | np.isin(snapshot.actor.uid, list(listed))
    about = [flow.commodity, *(getattr(snapshot, name).commodity[own[name]] for name in ("stock", "statistic"))]
    carried = np.isin(np.arange(len(snapshot.commodity)), np.concatenate(about))
    return own | {"actor": own["actor"] | named, "commodity": own["commodity"] | carried}


def _silenced(table: T, known: Flags, told: Collection[str]) -> T:
    """The table with nothing but the columns `told` of rows that are not `known`."""
    changed: dict[str, Any] = {}
    for column in fields(table):
        if column.name not in told:
            values = getattr(table, column.name).copy()
            values[~known] = _UNKNOWN[column.metadata["kind"]]
            values.flags.writeable = False
            changed[column.name] = values
    return replace(table, **changed)
