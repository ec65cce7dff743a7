"""How long links last, for the research panel: the year against the one before, and the age of contracts."""

from collections.abc import Iterable

import numpy as np

from core.evidence import enumerate_names, link_refs
from core.figures import figures
from core.findings import Inquiry
from core.link_stability import Pair, jaccard, mean_age
from core.network import exchanging
from core.network_weighted import LEAST_COVERAGE
from core.research_results import Study, digits, known, member, per_cent, unknown
from core.snapshot import Snapshot
from core.text import N_, Text

LIKENESS = member("stability.jaccard", N_("Links kept since the year before"), N_("Jaccard index of links, 0 to 1."))
AGE = member("stability.contract_age", N_("Mean age of links"), N_("Years since the start of running links."))
LASTING = ("running", "suspended", "ended")  # links that have run, whether or not they still do


def stability_studies(inquiry: Inquiry) -> Iterable[Study]:
    """Both studies of the year of an inquiry."""
    yield _likeness(inquiry)
    yield _age(inquiry)


def _likeness(inquiry: Inquiry) -> Study:
    year, whole = inquiry.year, inquiry.whole
    earlier = [other for other in whole.years() if year is not None and other < year]
    if year is None:
        return unknown(LIKENESS, Text("No figure names a year."), applicable=False)
    if not earlier:
        return unknown(LIKENESS, Text("The project tells of one year only."), applicable=False)
    before = earlier[-1]
    now, then = (_links(inquiry.during(told), told) for told in (year, before))
    share = jaccard(now, then)
    if not then or share is None:
        return unknown(LIKENESS, Text("No link of {year} is known.", {"year": str(before)}))
    gone = sorted(set(then) - set(now))
    values = {"share": per_cent(share), "year": str(before), "new": len(set(now) - set(then)), "gone": len(gone)}
    sentence = Text("{share} % of the links of {year} and now are the same; {new} are new, {gone} are gone.", values)
    if share == 1:
        sentence = Text("All links of {year} still run, and none is new.", values)
    elif gone:
        named = enumerate_names([f"{sender} → {receiver}" for sender, receiver, _ in gone], 3)
        sentence = Text("{sentence} Gone: {links}.", {"sentence": sentence, "links": named})
    return known(LIKENESS, share, sentence)


def _links(year: Snapshot, told: int) -> set[Pair]:
    """The links between actors of which a start or an amount tells that they ran in a year."""
    flow = year.flow
    dated = np.zeros(len(flow), dtype=bool)
    dated[year.flow_amount.flow[year.flow_amount.year == told]] = True
    ran = np.isin(flow.status, LASTING) & exchanging(figures(year).value)
    ran &= (flow.status == "running") | (flow.until >= told)
    ran &= dated | ~np.isnan(flow.since)
    rows = np.flatnonzero(ran & (flow.sender >= 0) & (flow.receiver >= 0) & (flow.sender != flow.receiver))
    names, goods = year.actor.name, year.commodity.name
    ends = zip(names[flow.sender[rows]], names[flow.receiver[rows]], goods[flow.commodity[rows]], strict=True)
    return {(str(sender), str(receiver), str(commodity)) for sender, receiver, commodity in ends}


def _age(inquiry: Inquiry) -> Study:
    flow, year = inquiry.now.flow, inquiry.year
    inner = np.flatnonzero((flow.sender >= 0) & (flow.receiver >= 0))
    since = flow.since[inner]
    blank = inner[np.isnan(since)].tolist()
    missing = link_refs(inquiry.now, blank)
    if year is None:
        return unknown(AGE, Text("No figure names a year."), applicable=False)
    if not len(inner):
        return unknown(AGE, Text("No actor gives anything to another."), applicable=False)
    coverage, age = 1 - len(blank) / len(inner), mean_age(since, year)
    values = {"known": len(inner) - len(blank), "count": len(inner)}
    if coverage < LEAST_COVERAGE or age is None:
        reason = Text("The start is known of {known} of {count} links; at least 80 % are needed.", values)
        return unknown(AGE, reason, missing=missing, coverage=coverage)
    sentence = Text("A link has run for {value} years on average.", {"value": digits(age)})
    return known(AGE, age, sentence, unit="", missing=missing, coverage=coverage)
