"""What the flag rules lack of each firm's discharges, and the rows of a workbook that asks for it.

A figure that is lacking beside others is asked for in its own row, under the source that told the others, so that the
answer completes that row. A firm that told discharges in another year and none in this one is asked for the same
pollutants. What permits only sums, or is for the superior office alone, is in no request.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.data_requests import MISSING, PART, THERE, Asked, Discharge
from core.errors import UserError
from core.evidence import ref
from core.findings import Ref
from core.rule_titles import MAIN_SOURCE, OVER_LIMIT, PEERS, RULES, SCREENING, TAX
from core.snapshot import Snapshot
from core.statements import counted_emissions
from core.system_scope import Scope
from core.text import N_, Text

PERMIT_MASS = "pollution.over_permit"
PREFIX = "rule:"  # before the id of a rule among those of systems
_ABOVE = ("exceeding days", "exceeding hours")
# What each rule reads of a discharge, by the column of a table of emissions.
READS = {
    MAIN_SOURCE: ("mass",),
    OVER_LIMIT: ("concentration", "limit", *_ABOVE),
    PERMIT_MASS: ("mass", "permit mass"),
    SCREENING: ("mass",),
    TAX: ("mass", "concentration", "limit", *_ABOVE),
    PEERS: ("mass",),
}
RULE_TITLES = {rule: RULES.get(rule, N_("Reported mass above the permit")) for rule in READS}
# Column of a table of emissions: column of the project, title, unit. Days are asked for of water, hours of air.
FIGURES = {
    "mass": ("mass", N_("Mass discharged"), "t"),
    "concentration": ("concentration", N_("Mean concentration"), "mg/L, mg/m3"),
    "limit": ("limit_concentration", N_("Limit of the concentration"), "mg/L, mg/m3"),
    "permit mass": ("permit_mass", N_("Permitted mass"), "t"),
    "exceeding days": ("exceeding_days", N_("Days above the limit"), "d"),
    "exceeding hours": ("exceeding_hours", N_("Hours above the limit"), "h"),
}
MEDIUM_OF = {"exceeding days": "water", "exceeding hours": "air"}


@dataclass(frozen=True, slots=True)
class RuleNeed:
    """A figure that rules read: its column, how many rows tell it of how many, the firms that do not, who reads it."""

    column: str
    year: int
    there: int
    asked: int
    silent: tuple[Ref, ...]
    rules: tuple[str, ...]

    @property
    def state(self) -> str:
        """Whether it is there, told in part or missing (a marked word)."""
        return THERE if self.there == self.asked else PART if self.there else MISSING


@dataclass(frozen=True, slots=True)
class RuleNeeds:
    """All that some rules ask for, by figure and by firm."""

    figures: tuple[RuleNeed, ...]
    by_firm: tuple[tuple[Ref, tuple[Discharge, ...]], ...]


NOTHING = RuleNeeds((), ())


def rules_named(names: Iterable[str]) -> list[str]:
    """The rules of some ids, all where none is named; UserError for one that asks for nothing."""
    chosen = list(dict.fromkeys(names)) or list(READS)
    for name in chosen:
        if name not in READS:
            known = Text("Rules that ask for figures are {rules}.", {"rules": list(READS)})
            raise UserError(Text("No rule called {rule} asks for figures.", {"rule": name}), known, value=name)
    return chosen


def rule_needs(scope: Scope, rules: Sequence[str]) -> RuleNeeds:
    """What rules (ids of `READS`) lack of the discharges of the firms of a scope in its year."""
    readers: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        for column in READS[rule]:
            readers[column].append(rule)
    if not readers:
        return NOTHING
    whole, year = scope.snapshot, scope.year
    rows = _rows_of(scope)
    counts = {column: [0, 0] for column in readers}
    silent: dict[str, dict[Ref, None]] = {column: {} for column in readers}
    by_firm: dict[Ref, list[Discharge]] = defaultdict(list)
    for row, told in rows:
        firm = ref(whole, "actor", int(whole.emission.actor[row]))
        lacking = []
        for column in readers:
            if _applies(whole, row, column):
                known = told and _is_told(whole, row, column)
                counts[column][0] += known
                counts[column][1] += 1
                if not known:
                    lacking.append(column)
                    silent[column][firm] = None
        if lacking:
            by_firm[firm].append(Discharge(row, year, tuple(lacking), told))
    figures = [
        RuleNeed(column, year, counts[column][0], counts[column][1], tuple(silent[column]), tuple(named))
        for column, named in readers.items()
        if counts[column][1]
    ]
    ordered = sorted(by_firm.items(), key=lambda pair: pair[0].name)
    return RuleNeeds(tuple(figures), tuple((firm, tuple(told)) for firm, told in ordered))


def _rows_of(scope: Scope) -> list[tuple[int, bool]]:
    """The rows of the whole snapshot to look at: those that count in the year, else the latest of firms without any."""
    whole = scope.snapshot
    open_rows = ~whole.not_for_firms[whole.emission.source] & ~whole.sums_only[whole.actor.source[whole.emission.actor]]
    open_rows &= (whole.emission.destination != "generated") & (whole.actor.status[whole.emission.actor] != "ended")
    if scope.area.region >= 0 and not scope.area.highest:  # the whole holds firms of no region too
        open_rows &= whole.members(scope.area.region)[whole.emission.actor]
    narrowed = whole.of_rows({"emission": open_rows})
    uids = {uid: row for row, uid in enumerate(whole.emission.uid.tolist())}
    now = narrowed.during(scope.year)
    counted = [uids[str(now.emission.uid[row])] for row in counted_emissions(now)]
    told = {int(whole.emission.actor[row]) for row in counted}
    years = narrowed.emission.year
    others: list[int] = []
    for year in sorted({int(one) for one in years[years < scope.year].tolist()}, reverse=True):
        then = narrowed.during(year)
        rows = [uids[str(then.emission.uid[row])] for row in counted_emissions(then)]
        fresh = [row for row in rows if int(whole.emission.actor[row]) not in told and whole.emission.year[row] == year]
        told |= {int(whole.emission.actor[row]) for row in fresh}
        others += fresh
    return [*((row, True) for row in counted), *((row, False) for row in others)]


def _applies(whole: Snapshot, row: int, column: str) -> bool:
    """Whether a figure can be asked of a row: days of water, hours of air; nothing more of what is not detected."""
    medium = MEDIUM_OF.get(column)
    if whole.emission.not_detected[row] and column in ("mass", "concentration", *_ABOVE):
        return False
    return medium is None or medium == whole.emission.medium[row]


def _is_told(whole: Snapshot, row: int, column: str) -> bool:
    return not np.isnan(getattr(whole.emission, FIGURES[column][0])[row])


def asked_by_rules(scope: Scope, needs: RuleNeeds) -> list[Asked]:
    """The firms to ask, each with its rows to be completed; a C and the id of the firm number the workbook."""
    actor = scope.snapshot.actor
    ids = dict(zip(actor.uid.tolist(), actor.id.tolist(), strict=True))
    return [Asked(firm, firm, (), f"C{ids[firm.uid]:04d}", rows) for firm, rows in needs.by_firm]


def told_of_rules(needs: RuleNeeds) -> Text:
    """How many figures of discharges are told of those that the rules read, and how many firms owe some."""
    if not needs.figures:
        return Text("Rules: no firm told any discharge up to this year; ask for their permit reports and import them.")
    values = {
        "there": sum(one.there for one in needs.figures),
        "asked": sum(one.asked for one in needs.figures),
        "n": len(needs.by_firm),
    }
    return Text(
        "Rules: {there} of {asked} figures of discharges are told, {n} firm owes some.",
        values,
        plural="Rules: {there} of {asked} figures of discharges are told, {n} firms owe some.",
    )
