"""Outlets of firms under key management of which no monitoring is told."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.catalogues import find_pollutant
from core.check_statutory import listings
from core.columns import Flags
from core.evidence import enumerate_names, ref, refs, sources
from core.findings import Finding, Inquiry, check
from core.model import Emissions
from core.text import N_, Text

MONITORING = "pollution.no_monitoring"
Outlets = dict[tuple[str, str], list[int]]  # rows of `emission` by medium and outlet


@check(MONITORING, N_("Computed attention: key outlet without monitoring"))
def find_unmonitored(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms on a statutory list or under key management with direct outlets of which only masses or permits are told.

    An outlet counts as monitored if any of its rows tells a mean, days or hours above the limit, or not detected. Rows
    without an outlet are asked for by the checks of data.
    """
    lists = _current_lists(inquiry)
    for actor, told in key_outlets(inquiry).items():
        silent = {outlet: rows for (_, outlet), rows in told.items() if not is_monitored(inquiry, rows)}
        if silent:
            yield _finding(inquiry, actor, silent, lists.get(actor, ""))


def key_outlets(inquiry: Inquiry) -> dict[int, Outlets]:
    """By firm (row) on a list or under key management its named outlets, each with its rows of `emission`."""
    now, emission = inquiry.now, inquiry.now.emission
    keyed = _current_lists(inquiry).keys() | set(np.flatnonzero(now.actor.permit_class == "key").tolist())
    outlets: dict[int, Outlets] = defaultdict(lambda: defaultdict(list))
    asked = np.isin(emission.actor, list(keyed)) & named_outlets(emission)
    for row in np.flatnonzero(asked).tolist():
        outlets[int(emission.actor[row])][str(emission.medium[row]), str(emission.outlet[row])].append(row)
    return outlets


def named_outlets(emission: Emissions) -> Flags:
    """Which rows are of an outlet with a name that hands something over."""
    named: Flags = (emission.outlet != "") & (emission.destination != "generated")
    return named


def is_monitored(inquiry: Inquiry, rows: list[int]) -> bool:
    """Whether any row of an outlet tells its monitoring."""
    emission = inquiry.now.emission
    told = ~np.isnan(emission.concentration[rows]) | ~np.isnan(emission.exceeding_days[rows])
    return bool((told | ~np.isnan(emission.exceeding_hours[rows]) | emission.not_detected[rows]).any())


def _current_lists(inquiry: Inquiry) -> dict[int, str]:
    """By firm (row) the title of a list in whose newest edition it stands."""
    titles = inquiry.now.register.list
    return {listing.actor: str(titles[listing.rows[0]]) for listing in listings(inquiry) if listing.current}


def _finding(inquiry: Inquiry, actor: int, silent: dict[str, list[int]], listed: str) -> Finding:
    now = inquiry.now
    rows = [row for told in silent.values() for row in told]
    parts = [_outlet(inquiry, outlet, told) for outlet, told in silent.items()]
    return Finding(
        rule=MONITORING,
        layer="computed",
        severity=1,
        subject=ref(now, "actor", actor),
        sentence=_sentence(inquiry, actor, parts, listed),
        step=Text("Ask for the means and the days above the limit from its self-monitoring or the online record."),
        amount=float(len(silent)),
        year=inquiry.year,
        evidence=refs(now, "emission", rows),
        source=sources(now, "emission", rows),
    )


def _sentence(inquiry: Inquiry, actor: int, parts: list[Text], listed: str) -> Text:
    """What makes the firm one to watch, its permit or a list, and the outlets of which nothing is told."""
    now = inquiry.now
    values = {"firm": now.actor.name[actor], "n": len(parts), "outlets": enumerate_names(parts), "list": listed}
    if now.actor.permit_class[actor] == "key":
        return Text(
            "{firm} is under key management of its permit, and no monitoring is told of {n} outlet: {outlets}.",
            values,
            plural="{firm} is under key management of its permit, and no monitoring is told of {n} outlets: {outlets}.",
        )
    return Text(
        "{firm} is on the list “{list}”, and no monitoring is told of {n} outlet: {outlets}.",
        values,
        plural="{firm} is on the list “{list}”, and no monitoring is told of {n} outlets: {outlets}.",
    )


def _outlet(inquiry: Inquiry, outlet: str, rows: list[int]) -> Text:
    emission = inquiry.now.emission
    names: list[Text | str] = []
    for row in rows:
        item = find_pollutant(str(emission.medium[row]), str(emission.pollutant[row]))
        names.append(Text(item.name) if item else str(emission.pollutant[row]))
    return Text(
        "{outlet} ({pollutants})", {"outlet": outlet, "pollutants": enumerate_names(list(dict.fromkeys(names)))}
    )
