"""Firms where a region or function zone forbids or restricts their industry, by lines that the user entered."""

from collections.abc import Iterable

from core.check_trades import in_codes
from core.evidence import ref
from core.findings import Finding, Inquiry, check
from core.names import name_key
from core.rule_lines import RuleLine
from core.rule_set import cite, rules_of
from core.rule_titles import FORBIDDEN, RESTRICTED
from core.snapshot import Snapshot
from core.text import N_, Text

SEVERITIES = {FORBIDDEN: 3, RESTRICTED: 2}


@check(FORBIDDEN, N_("Industry that its place forbids"))
def find_forbidden(inquiry: Inquiry) -> Iterable[Finding]:
    """Running firms whose industry code a region or function zone above them forbids."""
    yield from _found(inquiry, FORBIDDEN)


@check(RESTRICTED, N_("Industry that its place restricts"))
def find_restricted(inquiry: Inquiry) -> Iterable[Finding]:
    """Running firms whose industry code a region or function zone above them restricts."""
    yield from _found(inquiry, RESTRICTED)


def _found(inquiry: Inquiry, rule: str) -> Iterable[Finding]:
    now, lines = inquiry.now, rules_of(inquiry).of(rule)
    if not lines:
        return
    places = [places_of(now, region) for region in range(len(now.region))]
    for actor in range(len(now.actor)):
        region = int(now.actor.region[actor])
        if region < 0 or now.actor.status[actor] != "running":
            continue
        for line in lines:
            place = places[region].get(name_key(line.item))
            if place is not None and in_codes(str(now.actor.industry_code[actor]), line.words):
                yield _finding(inquiry, rule, actor, line, place)


def places_of(now: Snapshot, region: int) -> dict[str, int]:
    """The names, codes and function zones of a region and those it lies in, each with the row of the region."""
    found: dict[str, int] = {}
    seen: set[int] = set()
    while region >= 0 and region not in seen:
        seen.add(region)
        for told in (now.region.name[region], now.region.code[region], now.region.function_zone[region]):
            if told:
                found.setdefault(name_key(str(told)), region)
        region = int(now.region.parent[region])
    return found


def _finding(inquiry: Inquiry, rule: str, actor: int, line: RuleLine, place: int) -> Finding:
    now = inquiry.now
    values = {
        "firm": now.actor.name[actor],
        "code": now.actor.industry_code[actor],
        "region": now.region.name[place],
        "place": line.item,
        "document": line.cited or Text("no document is told"),
    }
    if rule == FORBIDDEN:
        fact = Text("{firm} lies in {region}; its industry {code} is forbidden in {place} ({document}).", values)
    else:
        fact = Text("{firm} lies in {region}; its industry {code} is restricted in {place} ({document}).", values)
    return Finding(
        rule=rule,
        layer="computed",
        severity=SEVERITIES[rule],
        subject=ref(now, "actor", actor),
        sentence=fact,
        step=Text("Check the industry code, since when the firm stands there, and what the document says of it."),
        matter=line.item,
        year=inquiry.year,
        evidence=(ref(now, "actor", actor), ref(now, "region", place), *line.evidence),
        source=cite("", line),
    )
