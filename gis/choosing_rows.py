"""What a map draws from: the chosen open links of a year, by firm or in groups, and what became of the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from core.columns import Flags
from core.display_names import in_language
from core.figures import figures
from core.findings import Finding
from core.snapshot import Snapshot
from gis.choosing import EVERYTHING, Choice, Chosen, choose
from gis.counts import Counts, Uids
from gis.grouping import BY_FIRM, Grouping
from gis.grouping_links import Grouped, group_links
from gis.links import Links, narrowed
from gis.public import listed_firms, published
from gis.scene import Points
from gis.view import View

_FIGURES = ("statistic", "emission", "stock")  # figures that are no links and that a style can show


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRows:
    """The snapshot `drawn` of firms or groups, and on the way to it the open links and those that were chosen."""

    drawn: Snapshot
    open_rows: Snapshot
    kept: Snapshot
    chosen: Chosen
    grouped: Grouped
    withheld: Uids
    internal: Uids
    closed: Uids
    internal_firms: Uids
    internal_figures: Uids

    def counts(self, counts: Counts) -> Counts:
        """The counts of the drawn snapshot, told by links and firms, with those that never came so far."""
        uids = self.open_rows.flow.uid
        summed = set(self.grouped.summed)
        return replace(
            self._listed(counts),
            filtered=tuple(uids[~self.chosen.kept]),
            conditions={name: tuple(uids[missed]) for name, missed in self.chosen.left.items()},
            withheld=tuple(uid for uid in self.withheld if uid not in summed),
            internal=self.internal,
            actors_withheld=self.closed,
            actors_internal=self.internal_firms,
            figures_internal=self.internal_figures,
        )

    def _listed(self, counts: Counts) -> Counts:
        """The counts with the links that the marks of a map of groups stand for."""
        if self.drawn is self.kept:
            return counts
        listed: dict[str, Any] = {
            name: self.members(uids) for name, uids in (*counts.groups(), ("loops", counts.loops))
        }
        flow = self.kept.flow
        listed["outside"] = tuple(flow.uid[(flow.sender < 0) | (flow.receiver < 0)])
        listed["summed"] = tuple(uid for uid in self.grouped.summed if uid not in set(flow.uid.tolist()))
        unknown = set(flow.uid[np.isnan(figures(self.kept).value)].tolist())
        listed["unknown"] = tuple(uid for uid in listed["drawn"] if uid in unknown)
        return replace(
            counts, **listed, actors_missing=self.members(counts.actors_missing), bundles=self.grouped.bundles
        )

    def members(self, uids: Iterable[str]) -> Uids:
        """The rows that marks of these uids stand for; a row that is no group stands for itself."""
        bundles = self.grouped.bundles
        return tuple(uid for mark in uids for uid in (bundles[mark].uids if mark in bundles else (mark,)))


def drawn_rows(snapshot: Snapshot, findings: Sequence[Finding], view: View, *, public: bool = False) -> DrawnRows:
    """Narrow a snapshot to what a view asks for; a `public` one has what rests on public sources only.

    Sums of what only sums are open of could be taken apart by filtering, so that they stand in whole maps alone.
    """
    asked = _Asked(view.year, view.language, view.choice, view.grouping, public)
    return _narrowed_rows(Same(snapshot), Same(findings), asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of a view decides on its rows; where it lies does not."""

    year: int | None
    language: str
    choice: Choice
    grouping: Grouping
    public: bool


class Same:
    """A value that equals itself alone: a snapshot is compared by being the same, not row by row."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=2)
def _narrowed_rows(held: Same, found: Same, asked: _Asked) -> DrawnRows:
    """The rows of a map, kept while only its view moves."""
    whole, _ = narrowed(held.value, asked.year)
    usable = whole.without_aggregates()
    seen = published(usable, listed_firms(found.value)) if asked.public else usable
    open_rows = in_language(seen, asked.language)
    chosen = choose(open_rows, asked.choice, found.value)
    kept = open_rows if chosen.kept.all() else open_rows.of_flows(chosen.kept)
    summable = None
    if asked.choice == EVERYTHING and asked.grouping != BY_FIRM and not asked.public:
        summable = in_language(whole, asked.language)
    grouped = group_links(kept, asked.grouping, asked.language, summable)
    return DrawnRows(
        grouped.snapshot, open_rows, kept, chosen, grouped, _left_out(whole, usable), _left_out(usable, open_rows),
        tuple(whole.actor.uid[whole.closed_actors()]), _left_out(usable, open_rows, "actor"),
        _left_out(usable, open_rows, *_FIGURES),
    )  # fmt: skip


def _left_out(before: Snapshot, after: Snapshot, *tables: str) -> Uids:
    """The uids of the rows of tables, of links unless others are named, that a narrowing took away."""
    pairs = [(getattr(before, name), getattr(after, name)) for name in tables or ("flow",)]
    return tuple(uid for one, other in pairs for uid in one.uid[~np.isin(one.id, other.id)].tolist())


def linked_places(places: Points, links: Links) -> Points:
    """Places (actors, 2) in mm of the ends of drawn links, NaN for all others."""
    linked: Flags = np.zeros(len(places), dtype=np.bool_)
    linked[links.sender] = linked[links.receiver] = True
    shown: Points = np.where(linked[:, None], places, np.nan)
    return shown
