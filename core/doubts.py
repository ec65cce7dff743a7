"""Figures to be checked before they enter a sum: those that a finding about units or scale rests on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

import numpy as np

from core.check_figures import THOUSAND, find_thousandfold
from core.check_ledgers import KILOGRAMS, find_ledgers_in_kilograms
from core.check_scale import SCALE, find_out_of_scale
from core.columns import Flags, Words
from core.findings import Finding, Inquiry, Ref, inquire
from core.snapshot import Snapshot
from core.text import Text

RULES = (THOUSAND, KILOGRAMS, SCALE)
_TABLES = ("statistic", "stock", "emission", "flow_amount", "flow")

Key = tuple[str, str]  # a table and a uid
Doubts = Mapping[Key, Sequence[Finding]]


def doubts_of(findings: Iterable[Finding], snapshot: Snapshot, year: int | None) -> Doubts:
    """The findings about units and scale by the rows of a whole snapshot that they rest on, those of a year or of none.

    A link is in doubt with each of its amounts. Of a figure out of all scale the one it is held against is not.
    """
    by_table: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        if finding.rule in RULES:
            for cited in finding.evidence[: 1 if finding.rule == SCALE else None]:
                by_table[cited.table][cited.uid].append(finding)
    found: dict[Key, list[Finding]] = defaultdict(list)
    for name in _TABLES:
        told = by_table[name]
        if not told:
            continue
        uids = getattr(snapshot, name).uid
        for row in np.flatnonzero(among(uids, told.keys())).tolist():
            if _counts(snapshot, name, row, year):
                for key in _keys(snapshot, name, row):
                    found[key] += told[uids[row]]
    return found


def among(column: Words, wanted: Set[str]) -> Flags:
    """Which of many words are wanted."""
    if not wanted:
        return np.zeros(len(column), dtype=np.bool_)
    return np.fromiter(map(wanted.__contains__, column.tolist()), np.bool_, len(column))


def open_doubts(snapshot: Snapshot, year: int | None) -> list[Finding]:
    """The findings about units and scale that stand for figures of a year of a whole snapshot, the gravest first."""
    found = find_doubtful(inquire(snapshot, year))
    told = {finding.key: finding for about in doubts_of(found, snapshot, year).values() for finding in about}
    return sorted(told.values(), key=lambda finding: -finding.severity)


def find_doubtful(inquiry: Inquiry) -> list[Finding]:
    """The findings about units and scale of an inquiry."""
    return [*find_thousandfold(inquiry), *find_ledgers_in_kilograms(inquiry), *find_out_of_scale(inquiry)]


def _counts(snapshot: Snapshot, name: str, row: int, year: int | None) -> bool:
    """Whether a row is of the year, or tells none."""
    years = getattr(getattr(snapshot, name), "year", None)
    return years is None or year is None or years[row] == year or years[row] != years[row]


def _keys(snapshot: Snapshot, name: str, row: int) -> list[Key]:
    table = getattr(snapshot, name)
    own = (name, str(table.uid[row]))
    return [own, ("flow", str(snapshot.flow.uid[table.flow[row]]))] if name == "flow_amount" else [own]


def doubted(rows: Iterable[Ref], doubts: Doubts) -> list[Finding]:
    """The findings that rows are in doubt for, each once, the gravest first."""
    told = {
        finding.key: finding for row in (rows if doubts else ()) for finding in doubts.get((row.table, row.uid), ())
    }
    return sorted(told.values(), key=lambda finding: -finding.severity)


def doubt_text(findings: Sequence[Finding]) -> Text | None:
    """The sentence that something holds figures to be checked, with the gravest finding; None where it holds none."""
    if not findings:
        return None
    return Text(
        "Contains a figure to be checked ({n} finding): {finding}",
        {"n": len(findings), "finding": findings[0].sentence},
        plural="Contains figures to be checked ({n} findings), first: {finding}",
    )
