"""Attention computed from loads and pollutants of the first class."""

from collections.abc import Callable

import pytest

from core.check_limits import find_over_limit
from core.check_pollution import find_few_sources, find_first_class, find_main_sources
from core.findings import Finding, inquire
from core.i18n import show
from core.snapshot import Snapshot

Cluster = Callable[..., Snapshot]

# The worked example of equal-standard loads: COD, ammonia nitrogen, total phosphorus, total chromium in t/a.
FIRMS = {
    "印染": (300, 20, 1.0, 0),
    "化工": (120, 25, 0.5, 0.02),
    "食品": (90, 6, 2.0, 0),
    "电镀": (8, 0.5, 0.05, 0.30),
    "机械": (4, 0.2, 0.02, 0),
}
WORKED = [
    {"actor": firm, "pollutant": name, "mass": float(mass), "year": 2024, "source": "排污许可年报"}
    for firm, masses in FIRMS.items()
    for name, mass in zip(("COD", "氨氮", "总磷", "总铬"), masses, strict=True)
]


def by_firm(found: list[Finding]) -> dict[str, Finding]:
    return {finding.subject.name: finding for finding in found}


def test_main_sources_are_computed_attention_with_share_rank_and_standard(cluster: Cluster) -> None:
    found = list(find_main_sources(inquire(cluster(emission=WORKED), 2024)))
    assert all("A threshold is from memory" in show(one.sentence, "en") for one in found)
    assert [finding.subject.name for finding in found] == ["印染", "食品", "化工"]
    first = found[0]
    assert (first.layer, first.severity, first.unit, first.source) == (
        "computed",
        2,
        "million m³",
        "排污许可年报; GB 8978-1996",
    )
    assert first.amount == pytest.approx(6.3333, abs=1e-4)
    assert len(first.evidence) == 4
    sentence = show(first.sentence, "en")
    assert "39.5 % of the known equal-standard load of water pollutants" in sentence
    assert "number 1 of the 5 firms with known figures" in sentence
    assert "GB 8978-1996" in sentence


def test_no_sentence_calls_a_computed_firm_a_polluter(cluster: Cluster) -> None:
    rows = [*WORKED, {"actor": "印染", "pollutant": "COD", "concentration": 140.0, "limit_concentration": 100.0}]
    inquiry = inquire(cluster(emission=rows), 2024)
    found = [*find_main_sources(inquiry), *find_first_class(inquiry), *find_over_limit(inquiry)]
    assert all(finding.layer == "computed" for finding in found)
    assert not any("polluter" in show(finding.sentence, "en") for finding in found)


def test_plating_is_caught_by_the_override_alone(cluster: Cluster) -> None:
    inquiry = inquire(cluster(emission=WORKED), 2024)
    assert "电镀" not in by_firm(list(find_main_sources(inquiry)))
    plating = by_firm(list(find_first_class(inquiry)))["电镀"]
    assert (plating.amount, plating.unit, plating.severity) == (0.3, "t", 2)
    assert "印染" not in by_firm(list(find_first_class(inquiry)))


def test_a_rank_counts_the_firms_with_known_figures_and_tells_the_others(cluster: Cluster) -> None:
    silent = [{"actor": f"未报{place}", "pollutant": "COD", "mass": None, "year": 2024} for place in range(20)]
    first = next(iter(find_main_sources(inquire(cluster(emission=[*silent, *WORKED]), 2024))))
    sentence = show(first.sentence, "en")
    assert "number 1 of the 5 firms with known figures" in sentence
    assert "20 more sources have no known figure" in sentence


def test_fewer_than_five_known_sources_are_not_ranked_and_that_is_said_once(cluster: Cluster) -> None:
    rows: list[dict[str, object]] = [row for row in WORKED if row["actor"] != "机械"]
    rows += [{"actor": "机械", "pollutant": "COD", "mass": None, "year": 2024}]
    rows += [{"actor": "热电", "medium": "air", "pollutant": "SO2", "mass": 60.0, "year": 2024}]
    inquiry = inquire(cluster(emission=rows), 2024)
    assert list(find_main_sources(inquiry)) == []
    (found,) = find_few_sources(inquiry)
    assert (found.severity, found.layer, found.subject.table) == (1, "data", "cluster")
    assert "water pollutants (4 firms), air pollutants (1 firm)" in show(found.sentence, "en")


def test_where_all_is_ranked_nothing_is_said_about_few_sources(cluster: Cluster) -> None:
    assert list(find_few_sources(inquire(cluster(emission=WORKED), 2024))) == []


def test_what_is_generated_is_not_added_to_what_is_handed_over(cluster: Cluster) -> None:
    rows = [
        {"actor": "电镀", "pollutant": "总铅", "mass": 10.0, "destination": "generated"},
        {"actor": "电镀", "pollutant": "总铅", "mass": 1.0},
    ]
    (found,) = find_first_class(inquire(cluster(emission=rows)))
    assert found.amount == 1.0
    assert "limits apply at the workshop outlet, in whatever amount" in show(found.sentence, "en")


def test_sources_for_sums_only_reach_no_finding_about_a_firm(cluster: Cluster) -> None:
    secret = [{"title": "基101表", "permitted_use": "aggregate"}]
    rows = [{**row, "source": "基101表"} for row in WORKED]
    inquiry = inquire(cluster(source=secret, emission=rows), 2024)
    assert list(find_main_sources(inquiry)) == []
    assert inquiry.withheld == len(WORKED)
