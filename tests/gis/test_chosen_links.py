"""Diagram and matrix add up what the map's filter chose, and count every other link with its reason."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import figures
from core.snapshot import Snapshot
from gis.choosing import Choice
from gis.chosen_links import chosen_links
from gis.flow_diagram_bands import flow_system
from gis.flow_diagram_pieces import MIDDLES, Ends
from gis.flow_diagram_words import notes
from gis.grouping import Grouping
from gis.partitions import LEVELS, level_of, levels_of, parts_of


@pytest.fixture(scope="module")
def teaching(sample_shot: Callable[[str, str], Snapshot]) -> Snapshot:
    """The invented park of 57 bodies and 117 links."""
    return sample_shot("teaching", "en")


KINDS = st.frozensets(st.sampled_from(["waste", "by-product", "product", "energy", "water"]), max_size=3)
ROLES = st.frozensets(st.sampled_from(["producer", "decomposer"]), max_size=1)
MOST = st.one_of(st.none(), st.integers(1, 40))


@given(KINDS, ROLES, MOST, st.sampled_from(["t", "GJ", "m3"]))
def test_every_link_is_in_a_band_or_counted_with_its_reason(
    teaching: Snapshot, kinds: frozenset[str], roles: frozenset[str], most: int | None, unit: str
) -> None:
    choice = Choice(kinds=kinds, roles=roles, most=most)
    system = flow_system(teaching, 2025, unit, "role", "en", choice=choice)
    chosen = chosen_links(teaching, 2025, "en", choice)
    counted = system.links + system.other_units + system.services + system.beyond + chosen.waiting
    assert counted + sum(chosen.left.values()) == chosen.listed == 117


def test_the_diagram_of_a_filter_draws_the_chosen_links_and_says_what_is_hidden(teaching: Snapshot) -> None:
    choice = Choice(kinds=frozenset({"waste", "by-product"}))
    system = flow_system(teaching, 2025, "t", "role", "en", choice=choice)
    drawn = {uid for band in system.bands for _, uid in band.rows}
    kinds = dict(zip(teaching.flow.uid, teaching.flow.kind, strict=True))
    assert {kinds[uid] for uid in drawn} == {"waste", "by-product"}
    told = notes(system, 0.0, "en")
    assert told[:2] == [
        "Shown: Kinds: By-product, Waste.",
        "87 of 117 links are hidden by the filter: 87 of another kind.",
    ]
    assert "are to be checked" not in " ".join(told)  # of some links alone a difference proves nothing
    assert system.figures == 107


@pytest.mark.parametrize("middle", MIDDLES)
@pytest.mark.parametrize("level", LEVELS)
def test_what_senders_give_is_what_receivers_get(teaching: Snapshot, level: str, middle: str) -> None:
    system = flow_system(teaching, 2025, "t", "role", "en", ends=Ends(level, middle, "role"), items=6)
    now = chosen_links(teaching, 2025, "en").now
    told = figures(now)
    known = np.nansum(told.value[told.unit == "t"])
    assert system.total("input") == pytest.approx(known)
    assert system.total("output") == pytest.approx(known)
    assert sum(station.side == "input" for station in system.stations) <= 6


def test_firms_that_are_too_many_stand_together(teaching: Snapshot) -> None:
    system = flow_system(teaching, 2025, "t", "firm", "en", most=5)
    titles = [station.title for station in system.stations if station.side == "group"]
    assert len(titles) == 5
    assert titles[-1].startswith("the other ")


def test_firms_stand_together_as_on_the_map(teaching: Snapshot) -> None:
    assert level_of(Grouping("region", "park")) == "region:park"
    assert level_of(Grouping("sector", "division")) == "sector"
    assert level_of(Grouping()) == "role"
    for level in levels_of(teaching):
        parts = parts_of(teaching, level, "zh")
        assert len(parts.of_actor) == len(teaching.actor)
        assert len(parts.titles) == len(parts.kinds) > int(parts.of_actor.max())
