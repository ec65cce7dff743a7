"""What the flag rules lack of firms: of their discharges, and of the facts of `rule_facts.py`; and who is asked.

A figure that is lacking beside others is asked for in its own row, under the source that told the others, so that the
answer completes that row. A firm that told discharges in another year and none in this one is asked for the same
pollutants. What permits only sums, or is for the superior office alone, is in no request.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.check_limits import PERMIT_MASS
from core.check_monitoring import MONITORING, is_monitored, key_outlets
from core.data_requests import MISSING, PART, THERE, Asked, Blank, Discharge
from core.errors import UserError
from core.evidence import ref
from core.findings import Inquiry, Ref, inquire
from core.indicator_systems import holders
from core.rule_facts import CONCERNS, FACTS, TITLES
from core.rule_titles import MAIN_SOURCE, OVER_LIMIT, PEERS, SCREENING, TAX
from core.snapshot import Snapshot
from core.statements import counted_emissions
from core.system_scope import Scope
from core.text import N_, Text

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
    MONITORING: ("concentration", *_ABOVE),
}
RULE_TITLES = {rule: TITLES[rule] for rule in (*READS, *(one.rule for one in CONCERNS))}
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
    """A figure that rules read: its column or fact, how many rows tell it of how many, the firms that do not, who reads
    it."""

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
    """All that some rules ask for, by figure and by firm; `blanks` are facts besides discharges that are lacking.

    `reasons` are the rules for which a figure (column or fact) is asked for, by it and the uid of the firm.
    """

    figures: tuple[RuleNeed, ...]
    by_firm: tuple[tuple[Ref, tuple[Discharge, ...]], ...]
    blanks: tuple[Blank, ...] = ()
    rules: tuple[str, ...] = ()
    reasons: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A figure (column or fact) of a firm, whether it is known, and the rules that read it there."""

    column: str
    firm: Ref
    known: bool
    rules: tuple[str, ...]


NOTHING = RuleNeeds((), ())


def rules_named(names: Iterable[str]) -> list[str]:
    """The rules of some ids, all where none is named; UserError for one that asks for nothing."""
    chosen = list(dict.fromkeys(names)) or list(RULE_TITLES)
    for name in chosen:
        if name not in RULE_TITLES:
            known = Text("Rules that ask for figures are {rules}.", {"rules": list(RULE_TITLES)})
            raise UserError(Text("No rule called {rule} asks for figures.", {"rule": name}), known, value=name)
    return chosen


def rule_needs(scope: Scope, rules: Sequence[str]) -> RuleNeeds:
    """What rules (ids of `RULE_TITLES`) lack of the firms of a scope in its year."""
    if not rules:
        return NOTHING
    inquiry = inquire(scope.snapshot.for_firms(), scope.year)
    entries, by_firm = _discharges(scope, inquiry, rules)
    facts = _facts(scope, inquiry, rules)
    entries += [_Entry(blank.fact, blank.firm, known, tuple(readers)) for blank, (known, readers) in facts.items()]
    blanks = tuple(blank for blank, (known, _) in facts.items() if not known)
    return RuleNeeds(_counted(entries, scope.year), by_firm, blanks, tuple(rules), _reasons(entries))


def _counted(entries: Iterable[_Entry], year: int) -> tuple[RuleNeed, ...]:
    """Each figure with how often it is known, in the order of figures and facts."""
    found: dict[str, list[_Entry]] = defaultdict(list)
    for one in entries:
        found[one.column].append(one)
    return tuple(
        RuleNeed(
            column,
            year,
            sum(one.known for one in found[column]),
            len(found[column]),
            tuple(dict.fromkeys(one.firm for one in found[column] if not one.known)),
            tuple(dict.fromkeys(rule for one in found[column] for rule in one.rules)),
        )
        for column in (*FIGURES, *FACTS)
        if column in found
    )


def _reasons(entries: Iterable[_Entry]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for one in entries:
        if not one.known:
            found[one.column, one.firm.uid].update(dict.fromkeys(one.rules))
    return {key: tuple(rules) for key, rules in found.items()}


def _discharges(
    scope: Scope, inquiry: Inquiry, rules: Sequence[str]
) -> tuple[list[_Entry], tuple[tuple[Ref, tuple[Discharge, ...]], ...]]:
    """The figures of discharges that the rules read, and the rows that lack some by firm in the order of names."""
    readers = {column: [rule for rule in rules if column in READS.get(rule, ())] for column in FIGURES}
    whole = scope.snapshot
    outlets = _outlet_rows(inquiry) if MONITORING in rules else {}
    entries: list[_Entry] = []
    by_firm: dict[Ref, list[Discharge]] = defaultdict(list)
    for row, told in _rows_of(scope) if any(readers.values()) else ():
        firm = ref(whole, "actor", int(whole.emission.actor[row]))
        monitored = outlets.get(str(whole.emission.uid[row]))
        found = [
            _Entry(column, firm, told and known, reading)
            for column, named in readers.items()
            if _applies(whole, row, column)
            and (reading := _reading(named, monitored, known := _is_told(whole, row, column)))
        ]
        entries += found
        if lacking := tuple(one.column for one in found if not one.known):
            by_firm[firm].append(Discharge(row, scope.year, lacking, told))
    ordered = sorted(by_firm.items(), key=lambda pair: pair[0].name)
    return entries, tuple((firm, tuple(told)) for firm, told in ordered)


def _outlet_rows(inquiry: Inquiry) -> dict[str, bool]:
    """Whether its outlet is monitored, by the uid of each row of the outlets that are to be."""
    uids = inquiry.now.emission.uid
    parts = [rows for outlets in key_outlets(inquiry).values() for rows in outlets.values()]
    return {str(uids[row]): is_monitored(inquiry, rows) for rows in parts for row in rows}


def _reading(rules: Iterable[str], monitored: bool | None, known: bool) -> tuple[str, ...]:
    """The rules that read a figure of a row; of an outlet that one figure shows as monitored no other is asked for.

    `monitored` is None for what is no outlet to be monitored.
    """
    asks = monitored is False or (monitored is True and known)
    return tuple(rule for rule in rules if asks or rule != MONITORING)


def _facts(scope: Scope, inquiry: Inquiry, rules: Sequence[str]) -> dict[Blank, tuple[bool, list[str]]]:
    """The facts besides discharges that rules read, each once: whether it is known, and which rules read it."""
    found: dict[Blank, tuple[bool, list[str]]] = {}
    now, area = inquiry.now, scope.area
    inside = now.members(area.region) if area.region >= 0 and not area.highest else np.ones(len(now.actor), dtype=bool)
    for concern in CONCERNS:
        for one in concern.firms(inquiry) if concern.rule in rules else ():
            if inside[one.actor]:
                year = int(dict(one.cells).get("year", scope.year))
                blank = Blank(concern.fact, ref(now, "actor", one.actor), year, one.cells)
                found.setdefault(blank, (one.told, []))[1].append(concern.rule)
    return found


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
    """The offices to ask about firms, then the firms, each with its rows to complete and its blanks to fill."""
    actor = scope.snapshot.actor
    ids = dict(zip(actor.uid.tolist(), actor.id.tolist(), strict=True))
    blanks: dict[str | Ref, list[Blank]] = defaultdict(list)
    for blank in needs.blanks:
        blanks[FACTS[blank.fact].holder or blank.firm].append(blank)
    rows = dict(needs.by_firm)
    firms = sorted({*rows, *(whom for whom in blanks if isinstance(whom, Ref))}, key=lambda firm: (firm.name, firm.uid))
    place = scope.area.scope
    offices = [
        Asked(title, place, (), f"D{number:02d}", (), tuple(sorted(blanks[office], key=lambda one: one.firm.name)))
        for number, (office, title) in enumerate(holders().items(), 1)
        if office in blanks
    ]
    return [
        *offices,
        *(Asked(firm, firm, (), f"C{ids[firm.uid]:04d}", rows.get(firm, ()), tuple(blanks[firm])) for firm in firms),
    ]


def told_of_rules(needs: RuleNeeds) -> list[Text]:
    """How many figures are told of those that the rules read, of discharges and besides, and who owes some."""
    discharges = [_told_of_discharges(needs)] if any(rule in READS for rule in needs.rules) else []
    return [*discharges, *_told_of_facts(needs)]


def _told_of_discharges(needs: RuleNeeds) -> Text:
    figures = [one for one in needs.figures if one.column in FIGURES]
    if not figures:
        return Text("Rules: no firm told any discharge up to this year; ask for their permit reports and import them.")
    values = {
        "there": sum(one.there for one in figures),
        "asked": sum(one.asked for one in figures),
        "n": len(needs.by_firm),
    }
    return Text(
        "Rules: {there} of {asked} figures of discharges are told, {n} firm owes some.",
        values,
        plural="Rules: {there} of {asked} figures of discharges are told, {n} firms owe some.",
    )


def _told_of_facts(needs: RuleNeeds) -> list[Text]:
    """What firms themselves told besides discharges, and what each office is still asked for about firms."""
    facts = [one for one in needs.figures if one.column in FACTS]
    own = [one for one in facts if not FACTS[one.column].holder]
    values = {
        "there": sum(one.there for one in own),
        "asked": sum(one.asked for one in own),
        "n": len({firm for one in own for firm in one.silent}),
    }
    sentence = Text(
        "Besides discharges {there} of {asked} facts that firms hold are told, {n} firm owes some.",
        values,
        plural="Besides discharges {there} of {asked} facts that firms hold are told, {n} firms owe some.",
    )
    offices = {FACTS[one.column].holder for one in facts} - {""}
    return [
        *([sentence] if own else []),
        *(_told_of_office(facts, office, title) for office, title in holders().items() if office in offices),
    ]


def _told_of_office(facts: list[RuleNeed], office: str, title: str) -> Text:
    held = [one for one in facts if FACTS[one.column].holder == office]
    counts = {"there": sum(one.there for one in held), "asked": sum(one.asked for one in held)}
    return Text("{office}: {there} of {asked} facts about firms are told.", {"office": Text(title), **counts})
