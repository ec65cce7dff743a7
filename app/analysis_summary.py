"""An analysis to read: findings by severity, accounts that do not close, network numbers in everyday words."""

from collections.abc import Iterable, Iterator, Sequence

from core.account_list import gap, open_balance
from core.account_sums import SUM
from core.accounts import Account
from core.analysis import Analysis
from core.decisions import short_key
from core.evidence import sentences
from core.findings import Finding
from core.indicators import CLUSTER, INDICATORS, Result
from core.kinds import SEVERITIES
from core.network_weighted import SEVERAL_UNITS
from core.network_words import explain
from core.text import Quantity, Text

SHOWN = 12
Line = tuple[int, Text]  # how far it is indented, and what it says


def summary(analysis: Analysis) -> Iterator[Line]:
    """The lines of a summary; what is not shown is counted."""
    year = Text("no year named") if analysis.year is None else str(analysis.year)
    yield 0, Text("{project}, {year}", {"project": analysis.project, "year": year})
    yield from _findings(analysis.findings)
    yield from _accounts([account for account in analysis.accounts if not account.id.endswith(SUM)])
    whole = [result for result in analysis.indicators if result.scope == CLUSTER]
    yield from _energy(result for result in whole if INDICATORS[result.id].panel == "official")
    yield from _network([result for result in whole if INDICATORS[result.id].panel == "research"])


def _findings(findings: Iterable[Finding]) -> Iterator[Line]:
    """Findings, gravest first, each with the step that would close it."""
    by_severity: dict[int, list[Finding]] = {severity: [] for severity in sorted(SEVERITIES, reverse=True)}
    for finding in findings:
        by_severity[finding.severity].append(finding)
    for severity, found in by_severity.items():
        yield 0, Text("Findings, {severity}: {n}", {"severity": Text(SEVERITIES[severity]), "n": len(found)})
        for finding in found[:SHOWN]:
            yield 2, Text("{key}  {sentence}", {"key": short_key(finding), "sentence": finding.sentence})
            yield 5, Text("Next step: {step}", {"step": finding.step})
        yield from _rest(len(found))


def _accounts(accounts: Sequence[Account]) -> Iterator[Line]:
    """Accounts that are whole and do not close, the widest gap first; the others are counted."""
    wide = sorted(filter(open_balance, accounts), key=gap, reverse=True)
    incomplete = sum(account.unaccounted is None for account in accounts)
    values = {"closed": len(accounts) - len(wide) - incomplete, "wide": len(wide), "incomplete": incomplete}
    yield 0, Text("Accounts: {closed} close, {wide} do not, {incomplete} lack figures", values)
    for number, account in enumerate(wide[:SHOWN], 1):
        told = sentences(account.sentence, account.doubt)
        yield 2, Text("{number}. {sentence}", {"number": number, "sentence": told})
    yield from _rest(len(wide))


def _rest(count: int) -> Iterator[Line]:
    if count > SHOWN:
        yield 2, Text("… and {n} more; --json lists all.", {"n": count - SHOWN})


def _energy(results: Iterable[Result]) -> Iterator[Line]:
    """Energy and carbon dioxide of the whole cluster; a reason that the line above has is not told again."""
    yield 0, Text("Energy and carbon dioxide")
    before: Text | None = None
    for result in results:
        title = Text(INDICATORS[result.id].title)
        values = {"name": title, "words": explain(result), "value": Quantity(result.value, result.unit)}
        if result.value is not None:
            yield 2, Text("{name}: {value}. {words}", values)
        elif result.reason == before:
            yield 2, Text("{name}: not computable, for the same reason.", values)
        else:
            yield 2, Text("{name}: not computable. {words}", values)
        before = None if result.value is not None else result.reason


def _network(results: Iterable[Result]) -> Iterator[Line]:
    """The network numbers in words; a reason that several of them share is told once."""
    yield 0, Text("Network (for research; no thresholds)")
    told: set[str] = set()
    for result in results:
        values = {"name": Text(INDICATORS[result.id].title), "words": explain(result)}
        if result.value is not None:
            yield 2, Text("{name}: {words}", values)
        elif result.reason.message_id in told:
            yield 2, Text("{name}: not computable, for the same reason.", values)
        else:
            yield 2, Text("{name}: not computable. {words}", values)
            told.add(result.reason.message_id)
    if SEVERAL_UNITS in told:
        yield 2, Text("Name one of the units with --unit.")
    partial = next((result for result in results if result.status == "partial"), None)
    if partial is not None:
        known = {"n": len(partial.missing), "share": round(100 * partial.coverage)}
        yield 2, Text("Amounts of {share} % of the links are known; {n} are missing.", known)
