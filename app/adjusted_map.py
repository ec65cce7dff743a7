"""What of a reconciliation a map may show: adjusted amounts beside the declared ones, marked as a diagnosis."""

import argparse
from dataclasses import replace

import numpy as np

from core.reconcile import Reconciliation, reconcile
from core.reconcile_layers import ALL, MARKED
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.adjusted_links import ADJUSTED, AdjustedLinks, Adjustment
from gis.page import Page
from gis.page_rules import refuse_adjusted


def add_adjusted(parser: argparse.ArgumentParser) -> None:
    """Declare that a map shows adjusted amounts, and whose accounts must close for them."""
    parser.add_argument(
        "--adjusted", choices=[MARKED, ALL],
        help=N_("draw amounts as the reconciliation adjusts them, for diagnosis only: whose accounts must close"),
    )  # fmt: skip


def adjusted_links(found: Reconciliation) -> AdjustedLinks:
    """The adjusted amounts of a reconciliation by link; those that cannot be determined are left out."""
    links, uids = found.links, found.now.flow.uid
    places = np.flatnonzero(np.isfinite(links.adjusted)).tolist()
    return AdjustedLinks(
        found.year,
        {
            str(uids[links.flow[place]]): Adjustment(
                _known(links.declared[place]), float(links.adjusted[place]), _known(links.sd[place]),
                str(links.unit[place]),
            )
            for place in places
        },
    )  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def adjusted_page(page: Page, snapshot: Snapshot, year: int | None, balance: str) -> Page:
    """The page with the adjusted amounts of a year on its maps; UserError for a public one."""
    refuse_adjusted(page)
    return replace(page, adjusted=adjusted_links(reconcile(snapshot, year, balance)))


def adjusted_told(adjusted: AdjustedLinks) -> Text:
    """How many amounts are others than the declared ones, with the mark."""
    n = sum(one.differs for one in adjusted.of.values())
    if not n:
        return Text("The adjusted amounts are the declared ones, so that no line of the map is hatched.")
    return Text(
        "{n} amount is another than the declared one and hatched on the map. {mark}.",
        {"n": n, "mark": Text(ADJUSTED)},
        plural="{n} amounts are others than the declared ones and hatched on the map. {mark}.",
    )
