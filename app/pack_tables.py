"""The tables of a meeting pack, made from the rows that the window shows, so that paper and screen tell one number."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.contents import Shown
from app.indicators_dock import account_rows, indicator_rows, listed
from app.rows import actor_rows, finding_rows, link_rows, titled, words
from app.table_model import Column, Rows
from core.accounts import Account
from core.analysis import Analysis
from core.evidence import join_sources
from core.findings import Finding
from core.i18n import show, translate
from core.indicators import INDICATORS
from core.kinds import PERMITTED_USES
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from gis.counts import Counts
from gis.flags import NUMBERED
from gis.paper_table import PaperTable

FINDINGS = N_("Findings")
INDICATORS_TITLE = N_("Indicators")
ACCOUNTS = N_("Accounts of regions")
LINKS = N_("Links of the year")
FIRMS = N_("Firms and institutions")
UNDRAWN = N_("Links that the map does not draw")
SOURCES = N_("Annex: sources")
_REASONS = {
    "no_coordinates": N_("one end lacks coordinates"),
    "outside": N_("goes to or comes from outside"),
    "filtered": N_("hidden by the filter"),
    "hidden": N_("hidden by the choice of layers"),
    "smaller": N_("smaller than the largest that are drawn"),
    "beyond": N_("outside this view"),
    "nothing": N_("its amount is 0"),
    "withheld": N_("its source permits sums only"),
    "internal": N_("its source is internal"),
}


def findings_table(findings: Sequence[Finding], language: str) -> PaperTable:
    """Every finding under the number that it has on the map, with fact, next step, documents and rows behind it."""
    rows = finding_rows(findings, language)
    documents = words([join_sources(finding.source) for finding in findings])
    evidence = np.array([len(finding.evidence) for finding in findings], dtype=np.float64)
    more = (
        Column(N_("Documents"), documents, lambda row: str(documents[row])),
        Column(N_("Rows behind it"), evidence, lambda row: str(int(evidence[row]))),
    )
    rows = Rows((*rows.columns, *more), rows.uids)
    quantities = {3: [Quantity(finding.amount, finding.unit) for finding in findings]}
    widths = (10, 24, 32, 20, 14, 14, 70, 54, 44, 14)
    table = _paper(FINDINGS, rows, language, widths, quantities | {0: _plain(rows, 0), 9: _plain(rows, 9)})
    return replace(table, brief=(0, 1, 2, 6, 7, 8), spoken=(0, 1, 2, 6, 7), leading=NUMBERED)


def indicators_table(analysis: Analysis, language: str) -> PaperTable:
    """Official indicators, then those of the research panel, as the window words them."""
    results = sorted(listed(analysis.indicators), key=lambda result: INDICATORS[result.id].panel != "official")
    rows = indicator_rows(list(results), language)
    table = _paper(
        INDICATORS_TITLE, rows, language, (34, 20, 18, 12, 70, 56),
        {1: [Quantity(result.value, result.unit) for result in results]},
        N_("Numbers of the network come from ecology and serve study; they have no thresholds and are not reported."),
    )  # fmt: skip
    return replace(table, brief=(0, 1, 2, 4), spoken=(0, 1, 2, 4))


def accounts_table(accounts: Sequence[Account], language: str) -> PaperTable:
    """The accounts of regions over all their matters, with the whereabouts to be checked."""
    listed = [account for account in accounts if account.scope.table == "region" and not account.matter]
    rows = account_rows(listed, language)
    rest = [Quantity(account.unaccounted, account.unit) for account in listed]
    return _paper(ACCOUNTS, rows, language, (24, 26, 20, 22, 110), {3: rest})


def links_table(shown: Shown, language: str) -> PaperTable:
    """The links of the year with the figure that counts."""
    rows, figure = link_rows(shown, language), shown.figures
    amounts = [
        Quantity(None if np.isnan(value) else float(value), str(unit))
        for value, unit in zip(figure.value, figure.unit, strict=True)
    ]
    widths = (28, 28, 22, 14, 20, 12, 18, 12, 10, 40)
    return replace(_paper(LINKS, rows, language, widths, {4: amounts}), detail=True)


def firms_table(shown: Shown, findings: Sequence[Finding], language: str) -> PaperTable:
    """The firms and institutions of the year."""
    rows = actor_rows(shown, findings, language)
    widths = (34, 16, 16, 20, 12, 10, 10, 12, 16, 40)
    table = _paper(FIRMS, rows, language, widths, {column: _plain(rows, column) for column in (5, 6)})
    return replace(table, detail=True)


def undrawn_table(shown: Shown, counts: Counts, language: str) -> PaperTable:
    """Every link of the year that the map leaves out, with the reason."""
    said = {name: Text(_REASONS[name]) if name in _REASONS else counts.part(name) for name, _ in counts.groups()}
    reasons = {uid: said[name] for name, uids in counts.groups() if name != "drawn" for uid in uids}
    rows = link_rows(shown, language)
    kept = [row for row, uid in enumerate(rows.uids.tolist()) if uid in reasons]
    names = [_shown(rows, column, kept) for column in (0, 1, 2, 4)]
    why = [show(reasons[rows.uids[row]], language) for row in kept]
    headings = tuple(
        translate(title, language)
        for title in (N_("From"), N_("To"), N_("Commodity"), N_("Amount per year"), N_("Why it is not drawn"))
    )
    listed = tuple(zip(*names, why, strict=True))
    told = show(Text("{counts}.", {"counts": counts.sentence()}), language)
    return PaperTable(translate(UNDRAWN, language), headings, listed, (30, 30, 24, 22, 40), told, detail=True)


def sources_table(shown: Snapshot, language: str) -> PaperTable:
    """The sources on which the figures of the year rest, the most used first, with how they may be used."""
    tables = ("flow", "flow_amount", "statistic", "emission", "stock", "capacity", "register")
    used: Counter[int] = Counter()
    for name in tables:
        used.update(row for row in getattr(shown, name).source.tolist() if row >= 0)
    order = [row for row, _ in used.most_common()]
    source = shown.source
    uses = titled(source.permitted_use[order], PERMITTED_USES, language)
    rows = tuple(
        (
            str(number),
            str(source.title[row]),
            str(source.publisher[row]),
            str(source.date[row]),
            str(use),
            str(used[row]),
        )
        for number, (row, use) in enumerate(zip(order, uses, strict=True), 1)
    )
    headings = tuple(
        translate(title, language)
        for title in (N_("No."), N_("Title"), N_("Publisher"), N_("Date"), N_("May be used"), N_("Figures"))
    )
    return PaperTable(translate(SOURCES, language), headings, rows, (8, 80, 40, 20, 26, 14))


def _paper(
    title: str,
    rows: Rows,
    language: str,
    widths: tuple[float, ...],
    quantities: dict[int, list[Quantity]],
    note: str = "",
) -> PaperTable:
    """The rows of a table of the window as words, in the same order."""  # fmt: skip
    everything = range(len(rows.uids))
    cells = zip(*(_shown(rows, column, everything) for column in range(len(rows.columns))), strict=True)
    return PaperTable(
        translate(title, language),
        tuple(translate(column.title, language) for column in rows.columns),
        tuple(cells),
        widths,
        translate(note, language),
        tuple(tuple(quantities[at]) if at in quantities else None for at in range(len(rows.columns))),
    )


def _shown(rows: Rows, column: int, chosen: Sequence[int]) -> list[str]:
    return [rows.columns[column].show(row) for row in chosen]


def _plain(rows: Rows, column: int) -> list[Quantity]:
    """The numbers of a column without a unit."""
    return [Quantity(float(value)) for value in rows.columns[column].values]
