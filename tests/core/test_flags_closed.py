"""What a source opens to sums only reaches no flag of any pollution check, whatever the figures are."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.findings import CHECKS, Finding
from core.geopackage import point_blob
from core.i18n import show
from core.pollution_flags import flag, flags_json
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import Text

FIRMS = 7
LEFT_OUT = re.compile(r" Figures whose sources permit only sums.*?project\)\.")
LOWER_BOUND = re.compile(r"at least | \S+ t is left\.")  # a region's sum is one where a discharge is left out
POLLUTANTS = ("cod", "chromium", "so2")
masses = st.lists(st.floats(0.5, 9e4), min_size=FIRMS * len(POLLUTANTS), max_size=FIRMS * len(POLLUTANTS))
closed_rows = st.sets(st.integers(0, FIRMS * len(POLLUTANTS) - 1), min_size=1)


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Seven firms of one trade with outputs and emissions in a region with a limit, near a village."""
    with Project.create(tmp_path_factory.mktemp("closed") / "a.gpkg") as project:
        with project.edit(Text("Enter firms")) as db:
            insert(db, "source", [{"title": "年报"}, {"title": "统计报表", "permitted_use": "aggregate"}])
            insert(db, "region", [{"name": "园区"}])
            told = {"region_id": 1, "industry_code": "2614", "permit_class": "key", "source_id": 1}
            point = point_blob(110.0, 23.0, project.srs)
            insert(db, "actor", [{"name": f"厂{place}", "geom": point, **told} for place in range(FIRMS)])
            insert(db, "actor", [{"name": "李村", "kind": "residents", "geom": point, "source_id": 1}])
            output = {"item": "output_value", "year": 2024, "value": 100.0, "unit": "wan_yuan", "source_id": 1}
            insert(db, "statistic", [{"actor_id": place + 1, **output} for place in range(FIRMS)])
            insert(db, "region_limit", [{"region_id": 1, "pollutant": "cod", "year": 2024, "value": 50.0}])
            rows = [
                {"actor_id": place // 3 + 1, "medium": "air" if place % 3 == 2 else "water", "year": 2024,
                 "pollutant": POLLUTANTS[place % 3], "mass": 1.0, "limit_concentration": 100.0, "permit_mass": 300.0,
                 "outlet": "1", "source_id": 1}
                for place in range(FIRMS * len(POLLUTANTS))
            ]  # fmt: skip
            insert(db, "emission", rows)
        return project.snapshot()


def entered(park: Snapshot, values: list[float], closed: set[int]) -> Snapshot:
    """The park with these masses and means; those closed rest on a form that permits only sums."""
    masses = np.array(values)
    barred = np.isin(np.arange(len(masses)), list(closed))
    emission = replace(park.emission, mass=masses, concentration=masses, source=np.where(barred, 1, 0))
    return replace(park, emission=emission)


def told(finding: Finding) -> tuple[object, ...]:
    sentence = LOWER_BOUND.sub("", LEFT_OUT.sub("", show(finding.sentence, "en")))
    return finding.rule, finding.subject, finding.severity, finding.amount, sentence, finding.source


@settings(max_examples=25, deadline=None)
@given(values=masses, closed=closed_rows)
def test_flags_are_those_of_a_project_without_what_permits_only_sums(
    park: Snapshot, values: list[float], closed: set[int]
) -> None:
    snapshot = entered(park, values, closed)
    flags, bare = flag(snapshot, 2024), flag(snapshot.of_rows({"emission": snapshot.emission.source == 0}), 2024)
    assert [told(one) for one in flags.findings] == [told(one) for one in bare.findings]
    barred = {str(uid) for uid in snapshot.emission.uid[snapshot.emission.source == 1]}
    cited = {ref.uid for finding in flags.findings for ref in finding.evidence}
    assert barred
    assert not barred & cited
    assert flags_json(flags, flags.findings, "en")["left_out"]["sums_only"] == len(closed)


def test_a_sum_of_a_region_says_that_figures_were_left_out(park: Snapshot) -> None:
    snapshot = entered(park, [100.0] * (FIRMS * 3), {0})
    (found,) = [one for one in flag(snapshot, 2024).findings if one.rule == "region.over_limit"]
    assert "Figures whose sources permit only sums are not among them (1 in the project)." in show(found.sentence, "en")


def test_every_pollution_check_is_asked_for_flags() -> None:
    asked = [rule for rule in CHECKS if rule.startswith(("pollution.", "region."))]
    assert len(asked) >= 15
