"""Emissions and industries of the material-flow diagram: each firm by itself, each code by the lists of codes."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.figures import figures, for_year
from core.snapshot import Snapshot
from core.statements import counted_emissions
from gis.flow_diagram_bands import FlowSystem, flow_system
from gis.flow_diagram_words import notes


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The invented park of 57 bodies and 117 links."""
    return sample_shot("teaching", "en")


def direct_rows(system: FlowSystem) -> set[str]:
    """The emissions of the table that stand in bands of a diagram."""
    return {uid for band in system.bands for table, uid in band.rows if table == "emission"}


def emitting(park: Snapshot, matter: str, *, known: bool = True) -> tuple[Snapshot, str]:
    """A park in which one firm with emissions to air and water has a link of kind emission, and its uid."""
    now, _ = for_year(park, 2025)
    direct = [row for row in counted_emissions(now) if now.emission.destination[row] == "direct"]
    both = {medium: {now.emission.actor[row] for row in direct if now.emission.medium[row] == medium}
            for medium in ("air", "water")}  # fmt: skip
    told = figures(now)
    rows = np.flatnonzero((told.unit == "t") & (told.value > 0))
    row = next(row for row in rows if now.flow.sender[row] in both["air"] & both["water"])
    here, names, kinds = park.flow.uid == now.flow.uid[row], park.commodity.name.copy(), park.flow.kind.copy()
    kinds[here] = "emission"
    names[park.flow.commodity[here]] = matter
    amounts = park.flow_amount.value.copy()
    amounts[here[park.flow_amount.flow] & (not known)] = np.nan
    changed = replace(
        park,
        flow=replace(park.flow, kind=kinds),
        commodity=replace(park.commodity, name=names),
        flow_amount=replace(park.flow_amount, value=amounts),
    )
    return changed, str(now.actor.uid[now.flow.sender[row]])


@pytest.mark.parametrize(("matter", "left"), [("flue gas", {"so2", "nox", "particulate"}), ("二氧化硫", {"so2"})])
def test_a_link_that_tells_of_an_emission_leaves_out_that_of_its_firm_alone(
    teaching: Snapshot, matter: str, left: set[str]
) -> None:
    before = direct_rows(flow_system(teaching, 2025, "t", "park", "en"))
    park, firm = emitting(teaching, matter)
    system = flow_system(park, 2025, "t", "park", "en")
    missing = [uid in before - direct_rows(system) for uid in park.emission.uid.tolist()]
    assert set(park.emission.pollutant[missing]) == left
    assert set(park.actor.uid[park.emission.actor[missing]]) == {firm}
    assert system.told_by_links == sum(missing) > 0
    left_out = "emission is" if sum(missing) == 1 else "emissions are"
    assert any(f"{sum(missing)} {left_out} left out" in told for told in notes(system, 0.0, "en"))


def test_a_link_without_an_amount_leaves_no_emission_out(teaching: Snapshot) -> None:
    before = direct_rows(flow_system(teaching, 2025, "t", "park", "en"))
    park, _ = emitting(teaching, "flue gas", known=False)
    assert direct_rows(flow_system(park, 2025, "t", "park", "en")) == before


@pytest.mark.parametrize(
    ("code", "language", "title"),
    [
        ("C2614", "en", "26 Chemical raw materials and products"),
        ("C26", "zh", "26 化学原料和化学制品制造业"),
        ("19.20", "en", "19 Manufacture of coke and refined petroleum products"),
        ("ZZ", "en", "Industry not stated"),
    ],
)
def test_industries_are_read_as_the_map_reads_them(teaching: Snapshot, code: str, language: str, title: str) -> None:
    codes = teaching.actor.industry_code.copy()
    codes[:] = code
    park = replace(teaching, actor=replace(teaching.actor, industry_code=codes))
    system = flow_system(park, 2025, "t", "sector", language)
    assert {station.title for station in system.stations if station.side == "group"} == {title}
