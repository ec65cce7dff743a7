"""Charts over years that remember what they measured before an edit tell what charts from nothing tell."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.display_names import in_language
from core.edits import set_values
from core.kinds import SUMS_ONLY
from core.samples import create_sample
from core.snapshot import Snapshot
from core.system_memory import YearsKept
from gis.chart_list import ChartOrder, make_chart
from gis.chart_series import read_series
from tests.core.test_remembering import EDITS, Edit, after, with_value

ITEMS = ("cod", "water_fresh", "energy", "zero_carbon:1", "hj274:14")
KEY = ("quantity", "cod", 0)


@pytest.fixture(scope="module")
def teaching(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    with create_sample(tmp_path_factory.mktemp("years") / "park.gpkg", "teaching") as project:
        return project.snapshot()


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(EDITS, min_size=1, max_size=3), regions=st.lists(st.sampled_from(["", "教学园区"]), min_size=4))
def test_a_series_that_remembers_is_the_one_from_nothing(
    teaching: Snapshot, steps: list[list[Edit]], regions: list[str]
) -> None:
    snapshot, memory = teaching, YearsKept()
    for edits, region in zip([[], *steps], regions, strict=False):
        snapshot = after(teaching, snapshot, edits)
        kept, fresh = memory.in_language(snapshot, "zh"), in_language(snapshot, "zh")
        for item in ITEMS:
            assert read_series(kept, item, region, memory=memory) == read_series(fresh, item, region), item


def test_an_edited_mass_leaves_other_years_as_they_were_measured(tmp_path: Path) -> None:
    with create_sample(tmp_path / "park.gpkg", "teaching") as project:
        memory, told = YearsKept(), project.snapshot().emission
        make_chart(memory.in_language(project.snapshot(), "en"), ChartOrder("series", 2025, "cod"), memory)
        before = dict(memory.scopes)
        row = int(told.id[told.uid == before[2025].kept[KEY].rows[0].uid][0])
        set_values(project, "emission", {row: {"mass_entered": 5_000.0}})
        snapshot = memory.in_language(project.snapshot(), "en")
        assert read_series(snapshot, "cod", memory=memory) == read_series(snapshot, "cod")
    assert memory.scopes[2024].kept[KEY] is before[2024].kept[KEY]
    assert memory.scopes[2025].kept[KEY].value > before[2025].kept[KEY].value


def test_a_project_with_sources_for_sums_only_is_remembered_too(teaching: Snapshot) -> None:
    snapshot, memory = with_value(teaching, "source", "permitted_use", 0, SUMS_ONLY), YearsKept()
    for _ in range(2):
        assert read_series(snapshot, "energy", memory=memory) == read_series(snapshot, "energy")
