"""What of a reconciliation a map may show: adjusted amounts beside the declared ones, marked as a diagnosis."""

import argparse
from dataclasses import replace

import numpy as np

from core.figures import figures
from core.reconcile import Reconciliation, reconcile
from core.reconcile_layers import ALL, MARKED
from core.snapshot import Snapshot
from core.steps import Step
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
    stated = figures(found.now).sd[links.flow]
    places = np.flatnonzero(np.isfinite(links.adjusted)).tolist()
    return AdjustedLinks(
        found.year,
        {
            str(uids[links.flow[place]]): Adjustment(
                _known(links.declared[place]), float(links.adjusted[place]), _known(links.sd[place]),
                str(links.unit[place]), _known(stated[place]),
            )
            for place in places
        },
    )  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def adjusted_page(page: Page, snapshot: Snapshot, year: int | None, balance: str, step: Step) -> Page:
    """The page with the adjusted amounts of a year on its maps; UserError for a public one.

    `step` is told of progress and may stop the work by raising.
    """
    refuse_adjusted(page)
    return replace(page, adjusted=adjusted_links(reconcile(snapshot, year, balance, step)))


def adjusted_told(adjusted: AdjustedLinks, drawn: int | None) -> Text:
    """How many amounts differ from the declared ones and how many of them are `drawn`, with the mark.

    None where the map is still being drawn.
    """
    n = sum(one.differs for one in adjusted.of.values())
    if not n:
        return Text("No adjusted amount differs from the declared one beyond its accuracy, so no line is hatched.")
    values = {"n": n, "drawn": drawn, "mark": Text(ADJUSTED)}
    if drawn is None:
        return Text(
            "{n} amount of the year differs from the declared one. {mark}.", values,
            plural="{n} amounts of the year differ from the declared ones. {mark}.",
        )  # fmt: skip
    return Text(
        "{n} amount of the year differs from the declared one; drawn and hatched: {drawn}. {mark}.", values,
        plural="{n} amounts of the year differ from the declared ones, {drawn} of them are drawn and hatched. {mark}.",
    )  # fmt: skip
