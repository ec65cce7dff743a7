"""An analysis to read: findings by severity, accounts that do not close, network numbers in everyday words."""

from collections.abc import Iterable, Iterator

from core.account_list import gap, open_balance
from core.account_sums import SUM
from core.analysis import Analysis
from core.findings import Finding
from core.indicators import INDICATORS, Result
from core.kinds import SEVERITIES
from core.network_weighted import SEVERAL_UNITS
from core.network_words import explain
from core.text import Text

SHOWN = 12


def summary(analysis: Analysis) -> Iterator[Text | str]:
    """The lines of a summary; what is not shown is counted."""
    yield Text("{project}, {year}", {"project": analysis.project, "year": _year(analysis)})
    yield ""
    yield from _findings(analysis.findings)
    yield ""
    yield from _accounts(analysis)
    yield ""
    yield from _network(analysis.indicators)


def _year(analysis: Analysis) -> Text | str:
    return str(analysis.year) if analysis.year is not None else Text("no year named")


def _findings(findings: Iterable[Finding]) -> Iterator[Text | str]:
    """Findings, gravest first, each with the step that would close it."""
    by_severity: dict[int, list[Finding]] = {severity: [] for severity in sorted(SEVERITIES, reverse=True)}
    for finding in findings:
        by_severity[finding.severity].append(finding)
    for severity, found in by_severity.items():
        yield Text("Findings, {severity}: {n}", {"severity": Text(SEVERITIES[severity]), "n": len(found)})
        for finding in found[:SHOWN]:
            yield Text("  – {sentence}", {"sentence": finding.sentence})
            yield Text("    Next step: {step}", {"step": finding.step})
        yield from _rest(len(found))


def _accounts(analysis: Analysis) -> Iterator[Text | str]:
    """Accounts that are whole and do not close, the widest gap first; the others are counted, sums stand apart."""
    single = [account for account in analysis.accounts if not account.id.endswith(SUM)]
    wide = sorted(filter(open_balance, single), key=gap, reverse=True)
    incomplete = sum(account.unaccounted is None for account in single)
    values = {"closed": len(single) - len(wide) - incomplete, "wide": len(wide), "incomplete": incomplete}
    yield Text("Accounts: {closed} close, {wide} do not, {incomplete} lack figures", values)
    for account in wide[:SHOWN]:
        yield Text("  – {sentence}", {"sentence": account.sentence})
    yield from _rest(len(wide))


def _rest(count: int) -> Iterator[Text]:
    if count > SHOWN:
        yield Text("  … and {n} more; --json lists all.", {"n": count - SHOWN})


def _network(results: Iterable[Result]) -> Iterator[Text | str]:
    """The network numbers in words; a reason that several of them share is told once."""
    yield Text("Network (for research; no thresholds)")
    told: set[str] = set()
    for result in results:
        values = {"name": Text(INDICATORS[result.id].title), "words": explain(result)}
        if result.value is not None:
            yield Text("  {name}: {words}", values)
        elif result.reason.message_id in told:
            yield Text("  {name}: not computable, for the same reason.", values)
        else:
            yield Text("  {name}: not computable. {words}", values)
            told.add(result.reason.message_id)
    if SEVERAL_UNITS in told:
        yield Text("  Name one of the units with --unit.")
    partial = next((result for result in results if result.status == "partial"), None)
    if partial is not None:
        known = {"n": len(partial.missing), "share": round(100 * partial.coverage)}
        yield Text("  Amounts of {share} % of the links are known; {n} are missing.", known)
