"""`cluster-atlas reconcile PROJECT [--year Y] [--balance marked|all] [--locked] [--json]`: which figures do not fit."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from app.messages import answer
from app.progress import progress
from app.years import add_locked, named_year, read_chosen
from core.display_names import in_language
from core.doubts import open_doubts
from core.findings import Finding
from core.i18n import show
from core.project import Project
from core.reconcile import Reconciliation, checked, reconcile
from core.reconcile_imbalances import notable, tell_imbalance
from core.reconcile_json import to_json
from core.reconcile_layers import ALL, KINDS, MARKED
from core.reconcile_words import MARK
from core.text import N_, Text
from core.year_records import edition_record

FEW = 5  # accounts that do not close
TOLD = 20  # doubts, and amounts to measure, that are written out


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = N_(
        "Compare what senders and receivers state, and find the values that agree with everything; nothing is changed."
    )
    parser.add_argument("project", type=Path, metavar="PROJECT", help=N_("project file to reconcile (.gpkg)"))
    parser.add_argument("--year", type=int, help=N_("year to reconcile; without it the latest that has figures"))
    parser.add_argument(
        "--balance", choices=[MARKED, ALL], default=MARKED,
        help=N_("whose accounts must close: those marked as complete, or all"),
    )  # fmt: skip
    add_locked(parser)
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def run(arguments: argparse.Namespace, language: str) -> int:
    """Reconcile a project without changing a byte of it, and write the diagnosis to standard output."""
    with Project.open(arguments.project, read_only=True) as project:
        snapshot, year, edition = read_chosen(project, arguments, language)
    named = in_language(snapshot, language)
    with progress(language) as tell:
        tell(Text("Reconciling the figures"))
        found = reconcile(named, year, arguments.balance)
    doubtful = open_doubts(named, found.year)
    if arguments.json:
        told = to_json(found, language) | {"plausibility": [_plausibility(one, language) for one in doubtful]}
        told |= {"edition": edition_record(edition, language)} if edition else {}
        answer(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1), language)
        return 0
    if edition:
        answer(Text("Numbers of {citation}.", {"citation": edition.citation}), language)
    for indent, text in (*diagnosis(found), *_implausible(doubtful)):
        answer(" " * indent + show(text, language), language)
    return 0


def _plausibility(finding: Finding, language: str) -> dict[str, object]:
    rows = [{"table": row.table, "uid": row.uid, "name": row.name} for row in finding.evidence]
    return {"rule": finding.rule, "rows": rows, "sentence": show(finding.sentence, language),
            "step": show(finding.step, language)}  # fmt: skip


def _implausible(doubtful: list[Finding]) -> Iterator[tuple[int, Text]]:
    """Figures of wrong unit or scale, balanced or not, as lines with their indent."""
    if doubtful:
        yield 0, Text("Figures that are out of scale or probably in another unit, whatever is balanced:")
    for finding in doubtful[:TOLD]:
        yield 2, finding.sentence
        yield 4, finding.step
    if doubtful[TOLD:]:
        n = len(doubtful) - TOLD
        yield 2, Text("{n} further doubt, see --json.", {"n": n}, plural="{n} further doubts, see --json.")


def diagnosis(found: Reconciliation) -> Iterator[tuple[int, Text]]:
    """A reconciliation as lines with their indent: what it is for, tests, doubts with whom to ask, what to measure."""
    named = {"project": found.now.name, "year": named_year(found.year)}
    yield 0, Text("{project}, {year}: which figures do not fit", named)
    yield 0, Text(MARK)
    counts = [
        Text("{n} link", {"n": len(found.links.flow)}, plural="{n} links"),
        Text("{n} firm balanced", {"n": found.balanced}, plural="{n} firms balanced"),
        Text("{n} link checked or computed", {"n": checked(found)}, plural="{n} links checked or computed"),
    ]
    yield 0, Text("{counts}.", {"counts": counts})
    for test in found.tests:
        if not test.passed:
            kind = {
                "kind": Text(KINDS[test.kind.partition(" ")[0]][2]),
                "n": len(test.firms),
                "names": list(test.names[:3]),
            }
            yield 1, Text("Amounts of {kind} contradict each other: {names}.", kind)
    for doubt in found.doubts[:TOLD]:
        yield 2, doubt.sentence
        yield 4, doubt.step
    if found.doubts[TOLD:]:
        n = len(found.doubts) - TOLD
        yield 2, Text("{n} further doubt, see --json.", {"n": n}, plural="{n} further doubts, see --json.")
    yield from _open_accounts(found)
    several = [each for each in found.advice if each.determines > 1]
    for each in several[:TOLD]:
        yield 2, each.sentence
    for note in found.notes:
        yield 0, note


def _open_accounts(found: Reconciliation) -> Iterator[tuple[int, Text]]:
    """The accounts that are furthest from closing as stated, and how many further ones."""
    off = notable(found.imbalances)
    for imbalance in off[:FEW]:
        yield 2, tell_imbalance(imbalance)
    if n := len(off[FEW:]):
        yield (
            2,
            Text(
                "{n} further account does not close, see --json.",
                {"n": n},
                plural="{n} further accounts do not close, see --json.",
            ),
        )
