"""What the research panel may read of a year: figures that permit only sums stay away, and whom they concern is kept.

What is left out leaves books and wastes incomplete; a number drawn from the rest would be wrong, or give it away.
"""

from dataclasses import dataclass

import numpy as np

from core.column_reading import to_rows
from core.columns import Flags
from core.network_indicators import open_links
from core.snapshot import Snapshot
from core.statements import Key
from core.text import Text

WASTE_ITEMS = (
    "waste_generated", "waste_discharged", "waste_used", "waste_used_own", "waste_used_old_stock", "waste_disposed",
    "waste_disposed_own", "waste_disposed_old_stock", "waste_stored",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """The open rows `now`, how many links and statistics of firms were left out, and whose books these were.

    `incomplete` (actors,) had a link, a stock or a statistic that was left out; `veiled` wastes (rows of firm, -1 the
    outside, and commodity, -1 the total) a link or a statistic, so that what is open would pass for all that there is.
    """

    now: Snapshot
    links: int
    figures: int
    incomplete: Flags
    veiled: frozenset[Key]

    @property
    def note(self) -> Text | None:
        """What was left out and what became of it, None where nothing was."""
        values = {"links": self.links, "figures": self.figures}
        if self.figures:
            return Text(
                "Left out, since they may only be shown in sums: links {links}, statistics of firms {figures}. "
                "Wastes that have one are unknown; the accounts of their firms are not adjusted.", values
            )  # fmt: skip
        if self.links:
            return Text("Links that may only be shown in sums and are left out: {links}. Wastes that have one are "
                        "unknown; the accounts of their firms are not adjusted.", values)  # fmt: skip
        return None


def open_to_research(narrowed: Snapshot) -> Shown:
    """The open rows of a snapshot that is narrowed to a year, and what the closed ones are about."""
    now, links = open_links(narrowed)
    flow, statistic, barred = narrowed.flow, narrowed.statistic, narrowed.sums_only
    gone = ~np.isin(flow.id, now.flow.id)
    closed = barred[statistic.source] & (statistic.actor >= 0)
    wastes = closed & np.isin(statistic.item, WASTE_ITEMS)
    stocks = narrowed.stock.actor[barred[narrowed.stock.source]]
    concerned = np.concatenate([flow.sender[gone], flow.receiver[gone], stocks, statistic.actor[closed]])
    incomplete = np.isin(now.actor.id, narrowed.actor.id[concerned[concerned >= 0]])
    actors = np.append(to_rows(narrowed.actor.id, now.actor.id), -1)
    goods = np.append(to_rows(narrowed.commodity.id, now.commodity.id), -1)
    firm = actors[np.concatenate([flow.sender[gone], statistic.actor[wastes]])]
    commodity = goods[np.concatenate([flow.commodity[gone], statistic.commodity[wastes]])]
    veiled = frozenset(zip(firm.tolist(), commodity.tolist(), strict=True))
    return Shown(now, links, int(closed.sum()), incomplete, veiled)
