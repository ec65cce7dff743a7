"""The whole analysis of a project in a year: network indicators, findings and accounts, and their JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core import (
    check_coefficients,
    check_data,
    check_decomposers,
    check_entered,
    check_entries,
    check_figures,
    check_hazardous,
    check_heaps,
    check_hot_spots,
    check_key_nodes,
    check_ledgers,
    check_limits,
    check_monitoring,
    check_needs,
    check_neighbours,
    check_network,
    check_peers,
    check_places,
    check_pollution,
    check_proof,
    check_receivers,
    check_region_limits,
    check_rules,
    check_scale,
    check_screening,
    check_sides,
    check_statutory,
    check_trades,
    check_twins,
    energy_indicators,
    network_indicators,
)
from core.account_books import account_books, updated_books
from core.accounts import Account
from core.columns import json_number
from core.doubts import Doubts, doubt_text, doubted, doubts_of
from core.errors import UserError
from core.figures import for_year
from core.findings import EVERYTHING, Finding, Inquiry, Ref, find_all, inquire
from core.i18n import show, translate
from core.indicators import INDICATORS, Request, Result, compute_all
from core.kinds import FLOW_KINDS
from core.network_words import explain
from core.remembering import Memory
from core.snapshot import Snapshot
from core.steps import Step, pause, quietly, stoppable
from core.text import Text

# Modules are imported for the checks and indicators that they register.
REGISTERED = (
    check_coefficients,
    check_data,
    check_decomposers,
    check_entries,
    check_figures,
    check_hazardous,
    check_heaps,
    check_hot_spots,
    check_key_nodes,
    check_ledgers,
    check_limits,
    check_monitoring,
    check_needs,
    check_neighbours,
    check_network,
    check_peers,
    check_places,
    check_pollution,
    check_proof,
    check_receivers,
    check_region_limits,
    check_rules,
    check_scale,
    check_screening,
    check_sides,
    check_statutory,
    check_trades,
    check_twins,
    check_entered,
    energy_indicators,
    network_indicators,
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was computed from one revision of a project for one year, None where no figure names a year."""

    project: str
    revision: int
    year: int | None
    indicators: tuple[Result, ...]
    findings: tuple[Finding, ...]
    accounts: tuple[Account, ...]


def analyse(
    snapshot: Snapshot, year: int | None = None, kinds: Iterable[str] = (), complete: bool = False,
    *, unit: str = "", step: Step = quietly, memory: Memory | None = None,
) -> Analysis:  # fmt: skip
    """Analyse the running links of a year of a whole snapshot; without a year the latest with figures.

    `kinds`, `complete` and `unit` choose what the network indicators read; findings and accounts read everything.
    UserError for a kind of link that there is not. `step` hears how many hundredths are done; what it raises ends it.
    With the memory of an earlier analysis only what rests on something else than then is computed, to the same result.
    """
    kinds = tuple(dict.fromkeys(kinds))
    for kind in kinds:
        if kind not in FLOW_KINDS:
            known = Text("The kinds are {kinds}.", {"kinds": list(FLOW_KINDS)})
            raise UserError(Text("There is no kind of link called {kind}.", {"kind": kind}), known, value=kind)
    now, year = for_year(snapshot, year)
    request, heard = Request(year, kinds, complete, unit), _Heard(step)
    with stoppable(heard.again):
        findings = tuple(find_all(inquire(snapshot, year, memory, now), heard.portion(0, 45)))
        results = tuple(compute_all(now, request, step=heard.portion(45, 60), memory=memory))
        listed = _accounts(now, year, heard.portion(60, 100), memory)
        told = _with_doubts(listed, doubts_of(findings, snapshot, year), memory)
    return Analysis(snapshot.name, snapshot.revision, year, results, findings, told)


def _accounts(now: Snapshot, year: int | None, step: Step, memory: Memory | None) -> list[Account]:
    if memory is None:
        return account_books(now, year, step).accounts
    books = memory.books["accounts"] = updated_books(memory.books.get("accounts"), memory.plain(EVERYTHING), year, step)
    return books.accounts


def findings_of(inquiry: Inquiry) -> list[Finding]:
    """The findings of every check alone, gravest and largest first."""
    return find_all(inquiry)


@dataclass(slots=True)
class _Heard:
    """How many hundredths of the whole `step` has heard of last; asked again within a portion that takes long."""

    step: Step
    done: int = 0

    def portion(self, first: int, last: int) -> Step:
        """The steps of a part of the work, as hundredths of the whole from `first` to `last`."""

        def hear(done: int, whole: int) -> None:
            self.done = first + (last - first) * done // whole
            self.again()

        return hear

    def again(self) -> None:
        """Tell it once more."""
        self.step(self.done, 100)


@dataclass(frozen=True, slots=True)
class Doubted:
    """Which figures are to be checked, and each account, by its place in memory, with what it says of them."""

    doubts: Doubts
    told: dict[int, tuple[Account, Account]]


def _with_doubts(listed: Sequence[Account], doubts: Doubts, memory: Memory | None = None) -> tuple[Account, ...]:
    """Accounts that say which of their figures are to be checked."""
    if not doubts:
        return tuple(listed)
    known: Doubted | None = memory.books.get("doubts") if memory is not None else None
    before = known.told if known is not None and known.doubts == doubts else {}
    places = list(map(id, listed))  # an account is kept beside its answer, so that no other takes its place
    pairs = zip(map(before.get, places), listed, strict=True)
    told = [same or (account, _doubted(account, doubts)) for same, account in pairs]
    if memory is not None:
        memory.books["doubts"] = Doubted(doubts, dict(zip(places, told, strict=True)))
    return tuple(answer for _, answer in told)


def _doubted(account: Account, doubts: Doubts) -> Account:
    pause()
    found = doubted((row for term in account.terms for row in term.rows), doubts)
    return replace(account, doubt=doubt_text(found)) if found else account


def in_unit(analysis: Analysis, snapshot: Snapshot, unit: str) -> Analysis:
    """The analysis with its network indicators computed anew from the links measured in another unit."""
    now, year = for_year(snapshot, analysis.year)
    official = (result for result in analysis.indicators if INDICATORS[result.id].panel == "official")
    return replace(analysis, indicators=(*official, *compute_all(now, Request(year, unit=unit), "research")))


def to_json(analysis: Analysis, language: str) -> dict[str, Any]:
    """An analysis as plain values for JSON: ids as they are, sentences in a language, unknown numbers None."""
    return {
        "project": analysis.project,
        "revision": analysis.revision,
        "year": analysis.year,
        "indicators": [_indicator(result, language) for result in analysis.indicators],
        "findings": [finding_record(finding, language) for finding in analysis.findings],
        "accounts": [_account(account, language) for account in analysis.accounts],
    }


def _indicator(result: Result, language: str) -> dict[str, Any]:
    """A result; those of research, which read every link, leave their rows out."""
    official = INDICATORS[result.id].panel == "official"
    rows = {"rows": [{"table": ref.table, "uid": ref.uid} for ref in result.rows]} if official else {}
    return {
        "id": result.id,
        "title": translate(INDICATORS[result.id].title, language),
        "scope": result.scope if isinstance(result.scope, str) else _subject(result.scope),
        "year": result.year,
        "value": json_number(result.value),
        "unit": result.unit,
        "sd": json_number(result.sd),
        "status": result.status,
        "coverage": json_number(result.coverage),
        "missing": [_subject(ref) for ref in result.missing],
        **rows,
        "explanation": show(explain(result), language),
    }


def finding_record(finding: Finding, language: str) -> dict[str, Any]:
    """A finding as plain values for JSON."""
    return {
        "rule": finding.rule,
        "layer": finding.layer,
        "severity": finding.severity,
        "subject": _subject(finding.subject),
        "matter": finding.matter,
        "year": finding.year,
        "amount": json_number(finding.amount),
        "unit": finding.unit,
        "sentence": show(finding.sentence, language),
        "step": show(finding.step, language),
        "evidence": [{"table": ref.table, "uid": ref.uid} for ref in finding.evidence],
        "source": finding.source,
    }


def _account(account: Account, language: str) -> dict[str, Any]:
    terms = [
        {
            "id": term.id,
            "title": translate(term.title, language),
            "side": term.side,
            "value": json_number(term.value),
            "rows": [{"table": ref.table, "uid": ref.uid} for ref in term.rows],
        }
        for term in account.terms
    ]
    return {
        "id": account.id,
        "title": translate(account.title, language),
        "scope": _subject(account.scope),
        "matter": account.matter,
        "year": account.year,
        "unit": account.unit,
        "terms": terms,
        "unaccounted": json_number(account.unaccounted),
        "missing": [translate(name, language) for name in account.missing],
        "sentence": show(account.sentence, language),
        "to_check": show(account.doubt, language) if account.doubt else None,
    }


def _subject(ref: Ref) -> dict[str, str]:
    return {"table": ref.table, "uid": ref.uid, "name": ref.name}
