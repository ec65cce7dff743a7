"""Reported concentrations and masses against limits and permits."""

from collections.abc import Callable

import pytest

from core.check_limits import find_over_limit, find_over_permit
from core.edits import add_row
from core.findings import Finding, inquire
from core.i18n import show
from core.project import Project
from core.rule_titles import OVER_LIMIT
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]
GRAVE = " How grave that is follows thresholds of this program; others can be entered under rules."


def said(finding: Finding) -> str:
    return show(finding.sentence, "en").replace("\u2009", " ")


def test_a_mean_above_its_limit_tells_the_multiple(cluster: Cluster) -> None:
    # 140 mg/L against 100 mg/L is 0.4 times above.
    rows = [
        {"actor": "印染", "outlet": "DW001", "pollutant": "COD", "concentration": 140.0, "limit_concentration": 100.0}
    ]
    (found,) = find_over_limit(inquire(cluster(emission=rows)))
    assert found.severity == 2
    assert "at DW001 140 mg/L, limit 100 mg/L, 0.4 times above it" in show(found.sentence, "en")


def test_exceeding_days_count_although_the_mean_is_below_the_limit(cluster: Cluster) -> None:
    mean = {"concentration": 60.0, "limit_concentration": 100.0}
    rows = [
        {"actor": "印染", "outlet": "DW001", "pollutant": "COD", **mean, "exceeding_days": 3.0},
        {"actor": "食品", "outlet": "DW001", "pollutant": "COD", **mean, "exceeding_days": None},
    ]
    (found,) = find_over_limit(inquire(cluster(emission=rows)))
    assert "exceeded its limit on 3 days" in show(found.sentence, "en")


def test_mass_above_the_permit_is_told_with_both_figures(cluster: Cluster) -> None:
    rows = [
        {"actor": "热电", "medium": "air", "pollutant": "SO2", "mass": 95.0, "permit_mass": 80.0},
        {"actor": "化工", "medium": "air", "pollutant": "SO2", "mass": 60.0, "permit_mass": None},
    ]
    (found,) = find_over_permit(inquire(cluster(emission=rows)))
    assert found.subject.name == "热电"
    assert "Sulphur dioxide 95 t, permitted 80 t" in show(found.sentence, "en")


def test_a_superseded_estimate_is_above_no_limit(cluster: Cluster) -> None:
    water = {"actor": "印染", "pollutant": "COD", "limit_concentration": 100.0, "year": 2024}
    rows = [
        {**water, "mass": 10.0, "concentration": 300.0, "grade": "estimate", "source": "估算"},
        {**water, "mass": 2.0, "concentration": 50.0, "grade": "audited", "source": "核查"},
    ]
    assert list(find_over_limit(inquire(cluster(emission=rows), 2024))) == []


def test_a_source_of_masses_alone_supersedes_no_concentration(cluster: Cluster) -> None:
    water = {"actor": "印染", "pollutant": "COD", "limit_concentration": 100.0, "year": 2024}
    rows = [
        {**water, "mass": 2.0, "grade": "audited", "source": "核查"},
        {**water, "mass": None, "concentration": 300.0, "grade": "declared", "source": "自行监测"},
    ]
    (found,) = find_over_limit(inquire(cluster(emission=rows), 2024))
    assert found.source == "自行监测"


def test_what_is_treated_before_it_is_handed_over_is_above_no_limit(cluster: Cluster) -> None:
    raw = {"actor": "印染", "pollutant": "COD", "destination": "generated"}
    rows = [{**raw, "mass": 500.0, "permit_mass": 100.0, "concentration": 900.0, "limit_concentration": 100.0}]
    inquiry = inquire(cluster(emission=rows))
    assert [*find_over_limit(inquiry), *find_over_permit(inquiry)] == []


def test_a_limit_of_zero_has_no_multiple(cluster: Cluster) -> None:
    rows = [{"actor": "电镀", "pollutant": "总铅", "concentration": 5.0, "limit_concentration": 0.0}]
    (found,) = find_over_limit(inquire(cluster(emission=rows)))
    assert found.severity == 2
    assert said(found).endswith("5 mg/L, limit 0 mg/L." + GRAVE)


def test_one_exceeding_day_is_one_day(cluster: Cluster) -> None:
    mean = {"concentration": 140.0, "limit_concentration": 100.0}
    rows = [{"actor": "印染", "outlet": "DW001", "pollutant": "COD", **mean, "exceeding_days": 1.0}]
    (found,) = find_over_limit(inquire(cluster(emission=rows)))
    assert said(found).endswith("0.4 times above it, exceeding on 1 day." + GRAVE)


@pytest.mark.parametrize("order", [1, -1])
def test_water_and_air_are_findings_of_their_own_in_any_order_of_rows(cluster: Cluster, order: int) -> None:
    rows = [
        {"actor": "热电", "pollutant": "COD", "concentration": 140.0, "limit_concentration": 100.0},
        {"actor": "热电", "medium": "air", "pollutant": "SO2", "concentration": 300.0, "limit_concentration": 100.0},
    ]
    found = {one.matter: one.severity for one in find_over_limit(inquire(cluster(emission=rows[::order])))}
    assert found == {"water pollutants": 2, "air pollutants": 3}


def outlets(*permits: float) -> list[dict[str, object]]:
    """60 t of COD at each of several outlets, to a central plant and directly by turns."""
    return [
        {
            "actor": "印染",
            "outlet": f"DW{place}",
            "pollutant": "COD",
            "mass": 60.0,
            "permit_mass": permit,
            "destination": ("plant", "direct")[place % 2],
        }
        for place, permit in enumerate(permits)
    ]


def test_all_outlets_together_stand_against_one_permit(cluster: Cluster) -> None:
    (found,) = find_over_permit(inquire(cluster(emission=outlets(100.0, 100.0))))
    assert (found.severity, len(found.evidence)) == (2, 2)
    assert "120 t in all, permitted 100 t if this permit is meant for the whole firm" in said(found)


def test_outlets_with_permits_of_their_own_stand_against_these(cluster: Cluster) -> None:
    assert list(find_over_permit(inquire(cluster(emission=outlets(70.0, 80.0))))) == []
    (found,) = find_over_permit(inquire(cluster(emission=outlets(70.0, 50.0))))
    assert (found.severity, len(found.evidence)) == (3, 1)
    assert "60 t, permitted 50 t" in said(found)


def test_an_own_threshold_that_changes_the_severity_is_named_with_its_document(
    cluster: Cluster, project: Project
) -> None:
    rows = [{"actor": "甲", "pollutant": "COD", "concentration": 120.0, "limit_concentration": 100.0, "year": 2024}]
    cluster(emission=rows)
    add_row(project, "rule_line", {"rule": OVER_LIMIT, "item": "notable", "value": "0.5", "document": "局内规定"})
    (found,) = find_over_limit(inquire(project.snapshot(), 2024))
    assert (found.severity, found.source, found.evidence[-1].table) == (1, "局内规定", "rule_line")
    assert "own thresholds of the project (局内规定)" in said(found)
