"""What is missing in the data: unclaimed names, points, amounts, units, standards, emissions; grouped, one per rule."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np

from core.catalogues import find_pollutant
from core.evidence import NAMES_SHOWN, enumerate_names, link_refs, link_text, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, Ref, check
from core.own_standards import find_set
from core.pollution_rows import loads_of
from core.rule_set import chosen_sets
from core.snapshot import Snapshot
from core.statements import told_pairs
from core.text import N_, Text
from core.wastes import WASTE_KINDS

MISSING_POINT = "data.missing_point"
MEASURED_TABLES = ("flow_amount", "statistic", "emission")


def data_finding(
    inquiry: Inquiry, rule: str, severity: int, sentence: Text, step: Text, evidence: Sequence[Ref], source: str = ""
) -> Finding:
    """A finding about the data of the whole project with the number of its rows as its amount."""
    return Finding(
        rule=rule,
        layer="data",
        severity=severity,
        subject=evidence[0] if len(evidence) == 1 else inquiry.cluster,
        sentence=sentence,
        step=step,
        amount=float(len(evidence)),
        year=inquiry.year,
        evidence=tuple(evidence),
        source=source,
    )


@check("data.unclaimed_name", N_("Names that nobody has claimed"))
def find_unclaimed(inquiry: Inquiry) -> Iterable[Finding]:
    """Actors that an import created from a name; they never count as proved receivers."""
    now = inquiry.now
    rows = np.flatnonzero(now.actor.unclaimed)
    if not len(rows):
        return
    takes_waste = np.isin(now.flow.receiver[np.isin(now.flow.kind, WASTE_KINDS)], rows).any()
    yield data_finding(
        inquiry,
        "data.unclaimed_name",
        2 if takes_waste else 1,
        Text(
            "{n} name that an import created is unclaimed: {names}.",
            {"n": len(rows), "names": enumerate_names(now.actor.name[rows].tolist())},
            plural="{n} names that an import created are unclaimed: {names}.",
        ),
        Text("Say for each name which firm it is, or confirm that it is a new one."),
        refs(now, "actor", rows),
    )


@check(MISSING_POINT, N_("Actors without coordinates"))
def find_missing_points(inquiry: Inquiry) -> Iterable[Finding]:
    """Running actors without a point: their links are counted but cannot be drawn."""
    now = inquiry.now
    missing = np.isnan(now.actor.point).any(axis=1) & (now.actor.status == "running")
    rows = np.flatnonzero(missing)
    if not len(rows):
        return
    ends = np.append(missing, False)
    links = int((ends[now.flow.sender] | ends[now.flow.receiver]).sum())
    yield data_finding(
        inquiry,
        MISSING_POINT,
        1,
        Text(
            "{n} actor has no coordinates (links that cannot be drawn: {links}): {names}.",
            {"n": len(rows), "links": links, "names": enumerate_names(now.actor.name[rows].tolist())},
            plural="{n} actors have no coordinates (links that cannot be drawn: {links}): {names}.",
        ),
        Text("Enter their points, or take them to the survey list."),
        refs(now, "actor", rows),
    )


@check("data.unknown_amounts", N_("Links without a known amount"))
def find_unknown_amounts(inquiry: Inquiry) -> Iterable[Finding]:
    """Running physical links whose amount nobody states for the year, or states only in part."""
    now = inquiry.now
    physical, rows = inquiry.physical, inquiry.once(_unknown_amounts, settled=True)
    if not rows:
        return
    values = {"n": len(rows), "count": int(physical.sum())}
    links = enumerate_names([link_text(now, row) for row in rows[:NAMES_SHOWN]])
    yield data_finding(
        inquiry,
        "data.unknown_amounts",
        2 if 5 * len(rows) > physical.sum() else 1,  # below 80 % known amounts no flow-weighted number is shown
        Text(
            "{n} of {count} material, energy and water links has no complete amount, such as {links}.",
            {**values, "links": links},
            plural="{n} of {count} material, energy and water links have no complete amount, such as {links}.",
        ),
        Text("Ask sender and receiver for the amounts of the year; either side's figure helps."),
        link_refs(now, rows),
    )


def _unknown_amounts(inquiry: Inquiry) -> list[int]:
    return np.flatnonzero(inquiry.physical & np.isnan(inquiry.figures.whole)).tolist()


@check("data.unit_not_understood", N_("Units that were not understood"))
def find_units(inquiry: Inquiry) -> Iterable[Finding]:
    """Figures that were entered with a unit nobody could convert; they are kept and count in no sum."""
    now = inquiry.now
    found: list[Ref] = []
    units: dict[str, None] = {}
    for table in MEASURED_TABLES:
        rows = getattr(now, table)
        base = rows.mass if table == "emission" else rows.value
        entered = rows.mass_entered if table == "emission" else rows.value_entered
        unread = np.flatnonzero(np.isnan(base) & ~np.isnan(entered)).tolist()
        found += _where(now, table, unread)
        if table != "emission":
            units |= dict.fromkeys(str(rows.unit_entered[row]) for row in unread)
    if found:
        names = enumerate_names(list(units) or [Text("unit not told")])
        yield data_finding(
            inquiry,
            "data.unit_not_understood",
            1,
            Text(
                "{n} figure has a unit that cannot be converted ({units}); it is kept but counts in no sum.",
                {"n": len(found), "units": names},
                plural="{n} figures have units that cannot be converted ({units}); they are kept but count in no sum.",
            ),
            Text("Enter them in a unit of mass, energy or water, or leave them as a note."),
            found,
        )


def _where(now: Snapshot, table: str, rows: Sequence[int]) -> tuple[Ref, ...]:
    """Rows of figures, named by their links or their actors."""
    if not len(rows):
        return ()
    told = getattr(now, table)
    if table == "flow_amount":
        links = link_refs(now, told.flow[list(rows)])
        return tuple(Ref(table, str(told.uid[row]), link.name) for row, link in zip(rows, links, strict=True))
    names = np.append(now.actor.name, "")  # -1, about no actor, reads the last
    chosen = np.array(rows, dtype=np.int64)
    return tuple(map(Ref, repeat(table), told.uid[chosen].tolist(), names[told.actor[chosen]].tolist()))


@check("data.receiver_without_site", N_("Receivers without a site"))
def find_receivers_without_site(inquiry: Inquiry) -> Iterable[Finding]:
    """Actors with a capacity that have no point or an unclaimed name: nobody can have seen their works."""
    now = inquiry.now
    nowhere = np.isnan(now.actor.point).any(axis=1) | now.actor.unclaimed
    held: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(nowhere[now.capacity.actor]).tolist():
        held[int(now.capacity.actor[row])].append(row)
    for actor, rows in sorted(held.items()):
        wastes = enumerate_names([str(now.commodity.name[row]) for row in now.capacity.commodity[rows].tolist()], 3)
        yield Finding(
            rule="data.receiver_without_site",
            layer="data",
            severity=2,
            subject=ref(now, "actor", actor),
            sentence=Text(
                "{receiver} states a capacity for {wastes} but has no site that anybody recorded.",
                {"receiver": now.actor.name[actor], "wastes": wastes},
            ),
            step=Text("Find out where its works are, and visit them before anything is sent there."),
            year=inquiry.year,
            evidence=(ref(now, "actor", actor), *refs(now, "capacity", rows)),
            source=sources(now, "capacity", rows),
        )


@check("data.no_standard", N_("Pollutants without a common standard"))
def find_no_standard(inquiry: Inquiry) -> Iterable[Finding]:
    """Emissions whose pollutant has no limit in the common standard set of its medium: they are in no load."""
    now = inquiry.now
    counted = np.array(inquiry.counted_emissions, dtype=np.int64)
    number, matters = told_pairs(now.emission, counted)
    limited = _limited(now, set(matters))
    kinds = [matter for matter in matters if matter not in limited]
    if kinds:
        barred = np.array([matter not in limited for matter in matters], dtype=np.bool_)
        rows = counted[barred[number]].tolist()
        known = [find_pollutant(*kind) for kind in kinds]
        titles = dict.fromkeys(item.name for item in known if item)
        told: list[str | Text] = [Text(title) for title in titles] or [name for _, name in kinds if name]
        yield data_finding(
            inquiry,
            "data.no_standard",
            1,
            Text(
                "{n} emission figure is in no equal-standard load, since its pollutant has no common limit: {names}.",
                {"n": len(rows), "names": enumerate_names(told or [Text("pollutant not named")])},
                plural="{n} emission figures are in no equal-standard load, since there is no common limit: {names}.",
            ),
            Text("Nothing to do if these pollutants matter little here; else choose another standard for all."),
            _where(now, "emission", rows),
            sources(now, "emission", rows),
        )


def _limited(now: Snapshot, matters: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those media with pollutants that the common set which counts has a limit for."""
    chosen = chosen_sets(now)
    sets = {medium: find_set(now, medium, chosen.get(medium, "")) for medium, _ in matters}
    found = set()
    for medium, pollutant in matters:
        item, standard = find_pollutant(medium, pollutant), sets[medium]
        if item is not None and standard is not None and item.id in standard.limits:
            found.add((medium, pollutant))
    return found


@check("data.no_emissions", N_("No emission figures to compare"))
def find_no_emissions(inquiry: Inquiry) -> Iterable[Finding]:
    """Said where loads could not be compared: firms are then flagged by lists, permit class and industry only."""
    loads = loads_of(inquiry)
    if any(len(one.actors) > 1 for one in loads) or not (inquiry.now.actor.kind == "firm").any():
        return
    years = inquiry.whole.emission.year
    others = [str(int(year)) for year in np.unique(years[~np.isnan(years)]).tolist() if year != inquiry.year]
    if len(inquiry.now.emission):
        fact = Text("Emission figures that can be compared are known for one firm at most.")
    elif others:
        fact = Text(
            "There are no emission figures for this year, only for {years}.", {"years": enumerate_names(others)}
        )
    else:
        fact = Text("The project holds no emission figures.")
    yield Finding(
        rule="data.no_emissions",
        layer="data",
        severity=1,
        subject=inquiry.cluster,
        sentence=sentences(
            fact, Text("Loads were not compared; firms are flagged by statutory lists, permit class and industry only.")
        ),
        step=Text("Ask the environment office for the yearly permit reports and import them."),
        year=inquiry.year,
    )


@check("data.sums_only", N_("Figures that permit only sums"))
def find_withheld(inquiry: Inquiry) -> Iterable[Finding]:
    """Said where figures were left out of firms' findings because their source permits only sums."""
    if inquiry.withheld:
        yield Finding(
            rule="data.sums_only",
            layer="data",
            severity=1,
            subject=inquiry.cluster,
            sentence=Text(
                "{n} figure was left out of all findings, since its source permits only sums.",
                {"n": inquiry.withheld},
                plural="{n} figures were left out of all findings, since their sources permit only sums.",
            ),
            step=Text("For a finding about a firm, ask the firm itself for these figures."),
            amount=float(inquiry.withheld),
            year=inquiry.year,
        )
