"""Computed attention to firms: what they hand over by equal-standard load, and pollutants of the first class.

Nothing here calls a firm a heavy polluter: every sentence says from which rows and by which rule it was computed.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.evidence import enumerate_names, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, check
from core.loads import MEDIUM_TITLES, LoadTable
from core.main_sources import main_sources
from core.pollution_rows import loads_of, rows_by_pollutant
from core.rule_set import rules_of
from core.rule_titles import MAIN_SOURCE as MAIN
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text

FIRST_CLASS = "pollution.class_one"
FEW = "data.few_sources"


@check(MAIN, N_("Computed attention: main source by equal-standard load"))
def find_main_sources(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that together make up the first 80 % of the equal-standard load handed over, per medium.

    One common standard set per medium; central plants are ranked among themselves. Asked only where enough sources
    of a class (five as shipped) have known figures, since a rank among few says nothing.
    """
    for table in loads_of(inquiry):
        if table.known >= _fewest(inquiry):
            yield from main_sources(inquiry, table)


@check(FEW, N_("Too few emission figures for a ranking"))
def find_few_sources(inquiry: Inquiry) -> Iterable[Finding]:
    """Said once where too few firms have known figures of a medium to call any of them a main source."""
    now = inquiry.now
    tables = [table for table in loads_of(inquiry) if table.class_of == "firm"]
    few = [table for table in tables if table.known < _fewest(inquiry)]
    if not few or max(len(table.actors) for table in tables) < 2:  # without two sources nothing could be compared
        return
    rows = [row for table in few for load in table.actors for row in load.rows]
    yield Finding(
        rule=FEW,
        layer="data",
        severity=1,
        subject=inquiry.cluster,
        sentence=Text(
            "No main source is named for {media}: a ranking needs known figures of {fewest} firms.",
            {"media": [_medium_count(table) for table in few], "fewest": _fewest(inquiry)},
        ),
        step=Text("Ask the other firms for their yearly permit reports."),
        year=inquiry.year,
        evidence=refs(now, "emission", rows),
        source=sources(now, "emission", rows),
    )


def _fewest(inquiry: Inquiry) -> int:
    """How many sources with known figures a rank needs; a share of what fewer report says little about a cluster."""
    return int(rules_of(inquiry).line(MAIN, "fewest").value)


def _medium_count(table: LoadTable) -> Text:
    values = {"medium": Text(MEDIUM_TITLES[table.medium]), "n": table.known}
    return Text("{medium} ({n} firm)", values, plural="{medium} ({n} firms)")


@check(FIRST_CLASS, N_("Computed attention: pollutants of the first class"))
def find_first_class(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that hand over any pollutant of the first class of GB 8978-1996, which a ranking by load does not catch."""
    emission = inquiry.now.emission
    found = (emission.mass > 0) | (emission.concentration > 0)
    by_actor: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = {
        row: item.name
        for item, told in rows_by_pollutant(inquiry).items()
        if item.class_one
        for row in told[(found & ~emission.not_detected)[told]].tolist()
    }
    for row in sorted(rows):
        by_actor[int(emission.actor[row])].append((row, rows[row]))
    for actor, told in by_actor.items():
        yield _first_class(inquiry, actor, [row for row, _ in told], [name for _, name in told])


def _first_class(inquiry: Inquiry, actor: int, rows: list[int], names: list[str]) -> Finding:
    now = inquiry.now
    masses = now.emission.mass[rows]
    total = None if np.isnan(masses).any() else float(f"{masses.sum():.6g}")
    return Finding(
        rule=FIRST_CLASS,
        layer="computed",
        severity=2,
        subject=ref(now, "actor", actor),
        sentence=_first_class_sentence(now, actor, names, total),
        step=Text("Check that it is measured at the workshop's outlet, and where the sludge goes."),
        amount=total,
        unit="t",
        matter=MEDIUM_TITLES["water"],
        year=inquiry.year,
        evidence=refs(now, "emission", rows),
        source=sources(now, "emission", rows),
    )


def _first_class_sentence(now: Snapshot, actor: int, names: list[str], total: float | None) -> Text:
    listed = enumerate_names([Text(name) for name in dict.fromkeys(names)])
    values = {"firm": now.actor.name[actor], "pollutants": listed, "mass": Quantity(total, "t")}
    if total is None:
        fact = Text("{firm} reports {pollutants} in its waste water, not all of it with a mass.", values)
    else:
        fact = Text("{firm} reports {pollutants} in its waste water ({mass} a year).", values)
    rule = Text(
        "These are pollutants of the first class of GB 8978-1996: limits apply at the workshop outlet, in whatever "
        "amount, and a ranking by load does not show them."
    )
    return sentences(fact, rule)
