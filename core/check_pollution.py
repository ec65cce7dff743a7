"""Computed attention to firms: what they hand over by equal-standard load, first-class pollutants, limits, permits.

Nothing here calls a firm a heavy polluter: every sentence says from which rows and by which rule it was computed.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.catalogues import find_pollutant
from core.evidence import enumerate_names, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, check
from core.loads import MEDIUM_TITLES, Load, LoadTable, equal_standard_loads
from core.snapshot import Snapshot
from core.statements import Statement, best_statistics, counted_emissions
from core.text import N_, Quantity, Text
from core.wastes import hazardous

MAIN = "pollution.main_source"
FIRST_CLASS = "pollution.class_one"
HAZARDOUS = "pollution.hazardous_waste"
KEY_GENERATION = 100.0  # t/a, HJ 1259-2022 as remembered: told as to be confirmed


@check(MAIN, N_("Computed attention: main source by equal-standard load"))
def find_main_sources(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that together make up the first 80 % of the equal-standard load handed over, per medium.

    One common standard set per medium; central plants are ranked among themselves. Asked only where at least two
    sources of a class have a load, since a rank among one says nothing.
    """
    for table in equal_standard_loads(inquiry.now):
        if sum(load.load > 0 for load in table.actors) > 1:
            yield from (_main_source(inquiry, table, load) for load in table.actors if load.main)


def _main_source(inquiry: Inquiry, table: LoadTable, load: Load) -> Finding:
    now = inquiry.now
    return Finding(
        rule=MAIN,
        layer="computed",
        severity=2,
        subject=ref(now, "actor", load.actor),
        sentence=_main_sentence(now, table, load),
        step=Text("Check its emission figures with the firm; a load compares firms and proves no exceedance."),
        amount=float(f"{load.load:.6g}"),
        unit=table.unit,
        matter=MEDIUM_TITLES[table.medium],
        year=inquiry.year,
        evidence=refs(now, "emission", load.rows),
        source=sources(now, "emission", load.rows),
    )


def _main_sentence(now: Snapshot, table: LoadTable, load: Load) -> Text:
    values = {
        "firm": now.actor.name[load.actor],
        "share": Quantity(round(100 * load.share, 1), "%"),
        "cumulative": Quantity(round(100 * load.cumulative, 1), "%"),
        "medium": Text(MEDIUM_TITLES[table.medium]),
        "load": Quantity(float(f"{load.load:.4g}"), table.unit),
        "rank": load.rank,
        "count": len(table.actors),
        "standard": table.standard.document,
    }
    if table.class_of == "plant":
        said = Text(
            "{firm} discharges {share} of the equal-standard load of {medium} of all central plants "
            "({load} a year, number {rank} of {count}; together with those before it {cumulative}).",
            values,
        )
    else:
        said = Text(
            "{firm} hands over {share} of the equal-standard load of {medium} of all firms "
            "({load} a year, number {rank} of {count}; together with those before it {cumulative}).",
            values,
        )
    standard = Text("Computed with {standard} as one common standard for all.", values)
    return sentences(said, _chief_pollutants(now, table, load), _indirect(load), standard, _limits_of(now, table, load))


def _chief_pollutants(now: Snapshot, table: LoadTable, load: Load) -> Text:
    """Which pollutants make up the load, largest first."""
    parts: dict[str, float] = defaultdict(float)
    for row in load.rows:
        item = find_pollutant(table.medium, now.emission.pollutant[row])
        if item and row not in load.unknown:
            mass = 0.0 if now.emission.not_detected[row] else float(now.emission.mass[row])
            parts[item.name] += mass / table.standard.limits[item.id]
    names = [Text(name) for name, part in sorted(parts.items(), key=lambda item: -item[1]) if part > 0]
    return Text("Chiefly: {pollutants}.", {"pollutants": enumerate_names(names, 3)})


def _indirect(load: Load) -> Text | None:
    if load.indirect <= 0:
        return None
    share = Quantity(round(100 * load.indirect / load.load, 1), "%")
    return Text("{share} of it goes to a central plant.", {"share": share})


def _limits_of(now: Snapshot, table: LoadTable, load: Load) -> Text | None:
    """What keeps the load from being exact: unknown masses, and limits that nobody proof-read."""
    items = [find_pollutant(table.medium, now.emission.pollutant[row]) for row in load.rows]
    unread = dict.fromkeys(item.name for item in items if item and item.id in table.standard.from_memory)
    parts = []
    if load.unknown:
        parts.append(
            Text(
                "{n} of its figures is unknown, so the load is at least this.",
                {"n": len(load.unknown)},
                plural="{n} of its figures are unknown, so the load is at least this.",
            )
        )
    if unread:
        names = enumerate_names([Text(name) for name in unread])
        parts.append(
            Text("The limits of {pollutants} are still to be compared with the document.", {"pollutants": names})
        )
    return sentences(*parts) if parts else None


@check(FIRST_CLASS, N_("Computed attention: pollutants of the first class"))
def find_first_class(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that hand over any pollutant of the first class of GB 8978-1996, which a ranking by load does not catch."""
    now, emission = inquiry.now, inquiry.now.emission
    by_actor: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in counted_emissions(now):
        item = find_pollutant(emission.medium[row], emission.pollutant[row])
        found = emission.mass[row] > 0 or emission.concentration[row] > 0
        if item and item.class_one and found and not emission.not_detected[row]:
            by_actor[int(emission.actor[row])].append((row, item.name))
    for actor, told in by_actor.items():
        yield _first_class(inquiry, actor, [row for row, _ in told], [name for _, name in told])


def _first_class(inquiry: Inquiry, actor: int, rows: list[int], names: list[str]) -> Finding:
    now = inquiry.now
    masses = now.emission.mass[rows]
    total = None if np.isnan(masses).any() else float(f"{masses.sum():.6g}")
    listed = enumerate_names([Text(name) for name in dict.fromkeys(names)])
    return Finding(
        rule=FIRST_CLASS,
        layer="computed",
        severity=2,
        subject=ref(now, "actor", actor),
        sentence=Text(
            "{firm} reports {pollutants} in its waste water ({mass} a year): pollutants of the first class of "
            "GB 8978-1996, which a ranking by load does not catch.",
            {"firm": now.actor.name[actor], "pollutants": listed, "mass": Quantity(total, "t")},
        ),
        step=Text("Check that it is measured at the workshop's outlet, and where the sludge goes."),
        amount=total,
        unit="t",
        matter=MEDIUM_TITLES["water"],
        year=inquiry.year,
        evidence=refs(now, "emission", rows),
        source=sources(now, "emission", rows),
    )


@check(HAZARDOUS, N_("Computed attention: hazardous waste from 100 t a year"))
def find_hazardous_generators(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms that generate 100 t of hazardous waste a year or more, by the statistic of each waste."""
    dangerous = hazardous(inquiry.now)
    generated: dict[int, list[Statement]] = defaultdict(list)
    for (actor, commodity), told in best_statistics(inquiry.now, "waste_generated").items():
        if commodity >= 0 and dangerous[commodity] and told.value > 0:
            generated[actor].append(told)
    for actor, parts in generated.items():
        total = sum(told.value for told in parts)
        if total >= KEY_GENERATION:
            yield _generator(inquiry, actor, total, [told.row for told in parts])


def _generator(inquiry: Inquiry, actor: int, total: float, rows: list[int]) -> Finding:
    now = inquiry.now
    values = {"firm": now.actor.name[actor], "amount": Quantity(total, "t"), "n": len(rows)}
    return Finding(
        rule=HAZARDOUS,
        layer="computed",
        severity=2,
        subject=ref(now, "actor", actor),
        sentence=Text(
            "{firm} generated {amount} of hazardous waste ({n} kind); from {threshold} a year a unit is of key concern "
            "by HJ 1259-2022, a threshold to be confirmed with the document.",
            {**values, "threshold": Quantity(KEY_GENERATION, "t")},
            plural="{firm} generated {amount} of hazardous waste ({n} kinds); from {threshold} a year a unit is of key "
            "concern by HJ 1259-2022, a threshold to be confirmed with the document.",
        ),
        step=Text("Check its management plan and the transfer documents of each code."),
        amount=total,
        unit="t",
        matter=N_("hazardous waste"),
        year=inquiry.year,
        evidence=refs(now, "statistic", rows),
        source=sources(now, "statistic", rows),
    )
