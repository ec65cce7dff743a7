"""Firms of two-high trades and of the sixteen heavy-polluting trades of a list that is history, by industry code."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from core.carbon_parts import each_once
from core.columns import Integers
from core.evidence import enumerate_names, ref, refs, sentences
from core.findings import Finding, Inquiry, check
from core.firm_energy import FirmEnergy, energy_together, energy_told, firm_energy, parts_of_sum
from core.model import Actors
from core.rule_lines import RuleLine
from core.rule_set import cite, rules_of, with_cautions
from core.rule_titles import SIXTEEN, TWO_HIGH
from core.text import N_, Text

HISTORICAL = Text("That list is history: it was repealed in 2016 and obliges nobody.")
ENERGY = "energy_consumption"
ALSO_SIXTEEN = Text("It stands in the historical list of sixteen trades too.")
COUNTED_ONCE = Text("Firms of two-high trades that stand in it too are told there alone.")
STEP = Text("Compare the code with the business licence; the trade alone proves no pollution.")


def in_codes(industry: str, codes: Iterable[str]) -> bool:
    """Whether an industry code, or one of several with a slash between, lies under one of the codes of GB/T 4754."""
    told = [part.strip().lstrip("ABCDEFGHIJKLMNOPQRST") for part in industry.split("/")]
    under = [code.lstrip("ABCDEFGHIJKLMNOPQRST") for code in codes]
    return any(part.isdigit() and code and part.startswith(code) for part in told for code in under)


@check(TWO_HIGH, N_("Computed attention: two-high trades"))
def find_two_high(inquiry: Inquiry) -> Iterable[Finding]:
    """Running firms whose industry code lies in a two-high trade, told together; it proves no emission."""
    yield from _together(inquiry, TWO_HIGH)


@check(SIXTEEN, N_("Computed attention: trades of the historical list of sixteen"))
def find_sixteen(inquiry: Inquiry) -> Iterable[Finding]:
    """Running firms in a trade of the historical list of sixteen that are in no two-high trade, told together."""
    yield from _together(inquiry, SIXTEEN)


def energy_of(inquiry: Inquiry) -> FirmEnergy:
    """The energy consumed by the firms of two-high trades."""
    return inquiry.once(_energy)


def _energy(inquiry: Inquiry) -> FirmEnergy:
    return firm_energy(inquiry.now, inquiry.year, two_high_firms(inquiry))


def two_high_firms(inquiry: Inquiry) -> list[int]:
    """Running firms (rows) in a two-high trade."""
    return list(_in_trades(inquiry, TWO_HIGH))


def trade_findings(inquiry: Inquiry) -> Iterator[Finding]:
    """The same firm by firm, as reasons beside others of a firm."""
    for rule in (TWO_HIGH, SIXTEEN):
        for row, trades in _in_trades(inquiry, rule).items():
            yield _finding(inquiry, rule, row, trades)


def _in_trades(inquiry: Inquiry, rule: str) -> dict[int, list[RuleLine]]:
    """Running firms (rows) with the trades of a rule that their industry code lies in; two-high goes before sixteen."""
    actor, rules = inquiry.now.actor, rules_of(inquiry)
    firms = np.flatnonzero((actor.kind == "firm") & (actor.status == "running") & (actor.industry_code != ""))
    codes = {code: [line for line in rules.of(rule) if in_codes(code, line.words)] for code in _codes(actor, firms)}
    if rule == SIXTEEN:
        higher = [code for line in rules.of(TWO_HIGH) for code in line.words]
        codes = {code: [] if in_codes(code, higher) else lines for code, lines in codes.items()}
    return {row: lines for row in firms.tolist() if (lines := codes[str(actor.industry_code[row])])}


def _codes(actor: Actors, firms: Integers) -> list[str]:
    return list(dict.fromkeys(actor.industry_code[firms].tolist()))


def _together(inquiry: Inquiry, rule: str) -> Iterator[Finding]:
    """One finding about all firms of the trades of a rule."""
    told = _in_trades(inquiry, rule)
    if not told:
        return
    energy = parts_of_sum(energy_of(inquiry), told) if rule == TWO_HIGH else {}
    lines = list({line.item: line for trades in told.values() for line in trades}.values())
    fact = _fact_together(rule, told, lines)
    fact = sentences(fact, energy_together(energy, len(told)) if rule == TWO_HIGH else COUNTED_ONCE)
    yield Finding(
        rule=rule,
        layer="computed",
        severity=1,
        subject=inquiry.cluster,
        sentence=with_cautions(fact, *lines),
        step=STEP,
        amount=float(len(told)),
        year=inquiry.year,
        evidence=(
            *refs(inquiry.now, "actor", told),
            *each_once(row for part in energy.values() for row in part.rows),
            *(part for line in lines for part in line.evidence),
        ),
        source=cite("", *lines),
    )


def _fact_together(rule: str, told: Mapping[int, list[RuleLine]], lines: list[RuleLine]) -> Text:
    counts = Counter(line.item for trades in told.values() for line in trades)
    parts = [Text("{trade} {count}", {"trade": _trade(line), "count": counts[line.item]}) for line in lines]
    values = {"n": len(told), "trades": parts, "document": lines[0].cited}
    if rule == TWO_HIGH:
        return Text(
            "By its industry code {n} firm is in a two-high trade: {trades} ({document}).",
            values,
            plural="By their industry codes {n} firms are in two-high trades: {trades} ({document}).",
        )
    fact = Text(
        "By its industry code {n} further firm is in one of sixteen heavy-polluting trades: {trades} ({document}).",
        values,
        plural="By their industry codes {n} further firms are in sixteen heavy-polluting trades: {trades} "
        "({document}).",
    )
    return sentences(fact, HISTORICAL)


def _trade(line: RuleLine) -> Text | str:
    return Text(line.title) if line.title else line.item


def _finding(inquiry: Inquiry, rule: str, row: int, trades: list[RuleLine]) -> Finding:
    now = inquiry.now
    stated = energy_of(inquiry).open.get(row) if rule == TWO_HIGH else None
    return Finding(
        rule=rule,
        layer="computed",
        severity=1,
        subject=ref(now, "actor", row),
        sentence=with_cautions(_fact(inquiry, rule, row, trades), *trades),
        step=STEP,
        year=inquiry.year,
        evidence=(
            ref(now, "actor", row),
            *(stated.rows if stated else ()),
            *(part for line in trades for part in line.evidence),
        ),
        source=cite("", *trades),
    )


def _fact(inquiry: Inquiry, rule: str, row: int, trades: list[RuleLine]) -> Text:
    """The trades of a firm; in a two-high one also its energy, in one of the old list that it is history."""
    code = str(inquiry.now.actor.industry_code[row])
    names = enumerate_names([_trade(line) for line in trades])
    values = {"firm": inquiry.now.actor.name[row], "code": code, "trades": names, "document": trades[0].cited}
    if rule == TWO_HIGH:
        fact = Text("By its industry code {code}, {firm} is in a two-high trade: {trades} ({document}).", values)
        sixteen = any(in_codes(code, line.words) for line in rules_of(inquiry).of(SIXTEEN))
        return sentences(fact, energy_told(energy_of(inquiry), row), ALSO_SIXTEEN if sixteen else None)
    fact = Text(
        "By its industry code {code}, {firm} is in one of sixteen heavy-polluting trades: {trades} ({document}).",
        values,
    )
    return sentences(fact, HISTORICAL)
