"""Computed attention beside loads and limits: trades, screening, monitoring, neighbours, peers, places and regions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.catalogues import permit_line
from core.check_figures import find_jumps, find_thousandfold
from core.check_limits import find_near_limit, find_over_limit
from core.check_monitoring import find_unmonitored
from core.check_neighbours import find_near, straight_distance
from core.check_peers import find_unlike
from core.check_places import find_forbidden, find_restricted
from core.check_region_limits import find_region_limits, find_unread_limits
from core.check_screening import find_screened, screened, screening_findings
from core.check_trades import find_sixteen, find_two_high, in_codes, trade_findings
from core.findings import inquire
from core.i18n import show
from core.pollution_regions import region_uses
from core.project import Project
from core.records import insert
from core.rule_titles import FORBIDDEN, RESTRICTED
from core.snapshot import Snapshot
from core.text import Text

Cluster = Callable[..., Snapshot]


def emitted(actor: str, mass: float | None = None, **more: Any) -> dict[str, Any]:
    return {"actor": actor, "pollutant": "COD", "mass": mass, "year": 2024, **more}


def rule(project: Project, name: str, **line: Any) -> Snapshot:
    with project.edit(Text("Enter a rule")) as db:
        insert(db, "rule_line", [{"rule": name, **line}])
    return project.snapshot()


@pytest.mark.parametrize(
    ("told", "codes", "inside"),
    [("2614", ("26",), True), ("C2614", ("26",), True), ("2614", ("C26",), True), ("2710", ("26",), False),
     ("2511/2614", ("26",), True), ("20.13", ("20",), False), ("", ("26",), False)],
)  # fmt: skip
def test_a_code_lies_under_a_shorter_one(told: str, codes: tuple[str, ...], inside: bool) -> None:
    assert in_codes(told, codes) is inside


def test_trades_are_told_together_and_the_old_list_as_history(cluster: Cluster) -> None:
    firms = [{"name": "甲", "industry_code": "3110"}, {"name": "乙", "industry_code": "C2614"},
             {"name": "丙", "industry_code": "1713"}, {"name": "丁", "industry_code": "3911"},
             {"name": "戊", "industry_code": "3110", "status": "ended"}]  # fmt: skip
    inquiry = inquire(cluster(actor=firms))
    (two_high,), (sixteen,) = find_two_high(inquiry), find_sixteen(inquiry)
    assert (two_high.amount, sixteen.amount) == (2.0, 1.0)
    assert "历史名录" in show(sixteen.sentence, "zh")
    assert "Chemicals 1" in show(two_high.sentence, "en")
    steelworks = next(one for one in trade_findings(inquiry) if one.subject.name == "甲")
    assert "stands in the historical list of sixteen trades too" in show(steelworks.sentence, "en")
    told = {(one.subject.name, one.rule.rpartition(".")[2]) for one in trade_findings(inquiry)}
    assert told == {("甲", "two_high"), ("乙", "two_high"), ("丙", "sixteen_trades")}


def test_a_screening_takes_the_largest_up_to_its_share_and_is_called_a_simulation(cluster: Cluster) -> None:
    masses = {"甲": 40.0, "乙": 25.0, "丙": 15.0, "丁": 12.0, "戊": 8.0}
    inquiry = inquire(cluster(emission=[emitted(firm, mass) for firm, mass in masses.items()]), 2024)
    assert [inquiry.now.actor.name[one.actor] for one in screened(inquiry)] == ["甲", "乙"]  # 40 + 25 = 65 exactly
    (together,) = find_screened(inquiry)
    assert (together.amount, together.subject.table) == (2.0, "cluster")
    assert all("simulation" in show(one.sentence, "en") for one in (together, *screening_findings(inquiry)))
    few = inquire(cluster(emission=[emitted("己", 5.0, pollutant="氨氮")]), 2024)
    assert {one.pollutant for one in screened(few)} == {"Chemical oxygen demand"}


def test_a_key_outlet_without_any_monitoring_is_told(cluster: Cluster) -> None:
    firms = [{"name": "甲", "permit_class": "key"}, {"name": "乙"}]
    rows = [
        emitted("甲", 5.0, outlet="DW001"), emitted("甲", 5.0, outlet="DW002", concentration=3.0),
        emitted("甲", 1.0, outlet="DW002", pollutant="氨氮"), emitted("乙", 5.0, outlet="DW001"),
        emitted("甲", 1.0, outlet="DW003", exceeding_hours=0.0),
    ]  # fmt: skip
    (found,) = find_unmonitored(inquire(cluster(actor=firms, emission=rows), 2024))
    assert (found.subject.name, found.amount) == ("甲", 1.0)
    assert "DW001 (Chemical oxygen demand)" in show(found.sentence, "en")


def test_a_firm_that_is_only_listed_is_not_said_to_be_under_key_management(cluster: Cluster) -> None:
    firms = [{"name": "甲", "permit_class": "simplified"}]
    listed = [{"actor": "甲", "list": "土壤污染重点监管单位名录", "year": 2024}]
    rows = [emitted("甲", 5.0, outlet="DW001")]
    (found,) = find_unmonitored(inquire(cluster(actor=firms, register=listed, emission=rows), 2024))
    told = show(found.sentence, "en")
    assert told.startswith("甲 is on the list “土壤污染重点监管单位名录”, and no monitoring is told of 1 outlet")


def test_hours_above_the_limit_count_as_days_do(cluster: Cluster) -> None:
    rows = [emitted("甲", outlet="DA001", concentration=40.0, limit_concentration=50.0, exceeding_hours=7.0)]
    (found,) = find_over_limit(inquire(cluster(emission=rows), 2024))
    assert found.severity == 2
    assert "exceeded its limit, exceeding in 7 hours" in show(found.sentence, "en")


@pytest.mark.parametrize(("mean", "days", "near"), [(95.0, None, 1), (89.0, None, 0), (95.0, 2.0, 0), (101.0, 0.0, 0)])
def test_a_mean_just_under_the_limit_is_called_near_it_and_no_more(
    cluster: Cluster, mean: float, days: float | None, near: int
) -> None:
    rows = [emitted("甲", concentration=mean, limit_concentration=100.0, exceeding_days=days)]
    found = list(find_near_limit(inquire(cluster(emission=rows), 2024)))
    assert len(found) == near
    assert all("proves nothing about single days" in show(one.sentence, "en") for one in found)


def test_straight_distances_follow_the_globe() -> None:
    here = np.array([[110.0, 23.0], [np.nan, np.nan]])
    told = straight_distance(here, np.array([110.0, 24.0]))
    assert told[0] == pytest.approx(111_195, abs=1)  # a degree of a meridian of the mean sphere
    assert np.isnan(told[1])


def test_firms_near_homes_schools_and_water_sources_are_told_with_the_distance(cluster: Cluster) -> None:
    actors = [
        {"name": "甲", "at": (110.0, 23.0)}, {"name": "乙", "at": (110.5, 23.0)},
        {"name": "李村", "kind": "residents", "at": (110.0, 23.002)},
        {"name": "一号水源地", "kind": "environment", "at": (110.0, 23.008)},
        {"name": "学校家具厂", "at": (110.0, 23.0001)},
    ]  # fmt: skip
    rows = [emitted("甲", 3.0), emitted("乙", 3.0)]
    (found,) = find_near(inquire(cluster(actor=actors, emission=rows), 2024))
    sentence = show(found.sentence, "en")
    assert (found.subject.name, found.amount) == ("甲", 222.0)
    assert "李村 222 m (homes, threshold 300 m)" in sentence
    assert "一号水源地 890 m (water source, threshold 1000 m)" in sentence
    assert "straight distance" in sentence
    assert "choice of this program" in sentence


def test_a_firm_far_above_the_median_of_like_firms_is_told_with_the_reason(cluster: Cluster) -> None:
    masses = {"甲": 1.0, "乙": 1.1, "丙": 0.9, "丁": 1.2, "戊": 30.0}
    firms = [{"name": name, "industry_code": "2614"} for name in masses]
    outputs = [{"actor": name, "item": "output_value", "value": 1000.0, "unit": "wan_yuan", "year": 2024}
               for name in masses]  # fmt: skip
    tables = {"actor": firms, "statistic": outputs}
    rows = [emitted(name, mass) for name, mass in masses.items()]
    (found,) = find_unlike(inquire(cluster(emission=rows, **tables), 2024))
    # logs of 0.9 to 30; median ln 1.1, MAD ln(1.1), so 0.6745 * ln(30 / 1.1) / ln(1.1) = 23.4
    assert (found.subject.name, found.amount) == ("戊", 30.0)
    assert "27 times the median 1.1 kg per 10⁴ yuan of 5 firms of trade 2614 (23 " in show(found.sentence, "en")


def test_twice_the_median_is_no_flag_though_the_others_are_much_alike(cluster: Cluster) -> None:
    masses = {"甲": 1.0, "乙": 1.001, "丙": 0.999, "丁": 1.002, "戊": 2.0}
    firms = [{"name": name, "industry_code": "2614"} for name in masses]
    outputs = [{"actor": name, "item": "output_value", "value": 1.0, "unit": "wan_yuan", "year": 2024}
               for name in masses]  # fmt: skip
    rows = [emitted(name, mass) for name, mass in masses.items()]
    assert list(find_unlike(inquire(cluster(actor=firms, statistic=outputs, emission=rows), 2024))) == []


def test_fewer_than_five_like_firms_are_not_compared_and_two_digits_serve_where_four_do_not(cluster: Cluster) -> None:
    codes = ("2611", "2612", "2613", "2614", "2614")
    masses = (1.0, 1.1, 0.9, 1.2, 30.0)
    names = [f"厂{place}" for place in range(5)]
    firms = [{"name": name, "industry_code": code} for name, code in zip(names, codes, strict=True)]
    outputs = [{"actor": name, "item": "output_value", "value": 10.0, "unit": "wan_yuan", "year": 2024}
               for name in names]  # fmt: skip
    rows = [emitted(name, mass) for name, mass in zip(names, masses, strict=True)]
    snapshot = cluster(actor=firms, statistic=outputs, emission=rows)
    (found,) = find_unlike(inquire(snapshot, 2024))
    assert "of trade 26 " in show(found.sentence, "en")
    four = snapshot.of_actors(snapshot.actor.name != "厂0")
    assert list(find_unlike(inquire(four, 2024))) == []


def test_places_forbid_and_restrict_industries_by_lines_of_the_user(cluster: Cluster, project: Project) -> None:
    regions = [{"name": "北区", "function_zone": "生态红线区"}, {"name": "南区"}]
    firms = [{"name": "甲", "industry_code": "2614", "region": "北区"},
             {"name": "乙", "industry_code": "2614", "region": "南区"},
             {"name": "丙", "industry_code": "3011", "region": "南区"}]  # fmt: skip
    assert not list(find_forbidden(inquire(cluster(region=regions, actor=firms))))
    rule(project, FORBIDDEN, item="生态红线区", words="26、31", document="县管控方案", edition="2024")
    snapshot = rule(project, RESTRICTED, item="南区", words="301")
    (forbidden,), (restricted,) = find_forbidden(inquire(snapshot)), find_restricted(inquire(snapshot))
    assert (forbidden.subject.name, forbidden.severity, forbidden.source) == ("甲", 3, "县管控方案 (2024)")
    assert (restricted.subject.name, restricted.severity) == ("丙", 2)
    assert "no document is told" in show(restricted.sentence, "en")
    assert {"rule_line", "region"} <= {ref.table for ref in forbidden.evidence}


@pytest.fixture
def limited(cluster: Cluster, project: Project) -> Callable[..., Snapshot]:
    """A park with a limit of COD and what its firms hand over."""

    def enter(value: float | None, rows: list[dict[str, Any]], **limit: Any) -> Snapshot:
        firms = [{"name": name, "region": "园区"} for name in ("甲", "乙", "污水厂")]
        cluster(region=[{"name": "园区"}], actor=firms, emission=rows)
        with project.edit(Text("Enter a limit")) as db:
            told = {"region_id": 1, "pollutant": "COD", "year": 2024, "value": value, **limit}
            insert(db, "region_limit", [told])
        return project.snapshot()

    return enter


def test_what_goes_to_a_central_plant_counts_at_the_plant_alone(limited: Callable[..., Snapshot]) -> None:
    rows = [emitted("甲", 60.0, destination="plant", plant="污水厂"), emitted("污水厂", 12.0), emitted("乙", 78.0)]
    inquiry = inquire(limited(100.0, rows), 2024)
    ((use,), unread) = region_uses(inquiry)
    assert (use.actual, use.headroom, use.unknown, unread) == (90.0, 10.0, 0, [])
    (found,) = find_region_limits(inquiry)
    assert (found.severity, found.subject.name, found.amount) == (2, "园区", 90.0)
    assert "90 % of its total-control target of 100 t. 10 t is left." in show(found.sentence, "en")


def test_a_limit_that_is_exceeded_stays_so_with_unknown_masses(limited: Callable[..., Snapshot]) -> None:
    rows = [emitted("甲", 120.0), emitted("乙", None)]
    (found,) = find_region_limits(inquire(limited(0.1, rows, unit="kt", basis="capacity"), 2024))
    assert found.severity == 3
    assert "at least 120 t of Chemical oxygen demand is discharged, 120 % of its environmental capacity" in show(
        found.sentence, "en"
    )


def test_headroom_is_unknown_where_a_mass_is_and_nothing_is_called_within_its_limit(
    limited: Callable[..., Snapshot],
) -> None:
    inquiry = inquire(limited(100.0, [emitted("甲", 20.0), emitted("乙", None)]), 2024)
    assert np.isnan(region_uses(inquiry)[0][0].headroom)
    assert list(find_region_limits(inquiry)) == []


def test_nobody_is_told_what_is_left_of_a_limit_where_a_discharge_permits_sums_only(
    project: Project, cluster: Cluster
) -> None:
    """85 t are open and 60 t closed; 15 t of 100 t would be left without the latter."""
    rows = [
        emitted("甲", 85.0),
        emitted("乙", 60.0, source="普查"),
        emitted("丙", 1.0, source="普查", pollutant="氨氮"),
    ]
    firms = [{"name": name, "kind": "firm", "region": "园区"} for name in "甲乙丙"]
    cluster(source=[{"title": "普查", "permitted_use": "aggregate"}], actor=firms, emission=rows)
    with project.edit(Text("Enter a limit")) as db:
        told = {"region_id": 1, "pollutant": "COD", "year": 2024, "value": 100.0, "unit": "t", "basis": "target"}
        insert(db, "region_limit", [told])
    inquiry = inquire(project.snapshot(), 2024)
    ((use,), _) = region_uses(inquiry)
    assert (use.actual, use.unknown, np.isnan(use.headroom)) == (85.0, 1, True)
    (found,) = find_region_limits(inquiry)
    told_of = show(found.sentence, "en")
    assert "at least 85 t" in told_of
    assert "15 t" not in told_of


@pytest.mark.parametrize(("told", "reason"), [({"pollutant": "苯"}, "water and of air"), ({"unit": "pieces"}, "unit")])
def test_a_limit_that_cannot_be_compared_is_told(
    limited: Callable[..., Snapshot], told: dict[str, Any], reason: str
) -> None:
    (found,) = find_unread_limits(inquire(limited(5.0, [], **told), 2024))
    assert reason in show(found.sentence, "en")


def test_the_same_emission_over_years_asks_for_the_unit_at_a_thousand_and_for_the_reason_at_half(
    cluster: Cluster,
) -> None:
    rows = [emitted("甲", 1.2) | {"year": 2023}, emitted("甲", 1200.0)]
    (slip,) = find_thousandfold(inquire(cluster(emission=rows), 2024))
    assert slip.subject.name == "甲"
    more = [emitted("乙", 10.0) | {"year": 2023}, emitted("乙", 16.0)]
    assert [jump.amount for jump in find_jumps(inquire(cluster(emission=more), 2024)) if "乙" in show(
        jump.sentence, "en")]  # fmt: skip


def test_an_activity_of_the_european_directive_is_told_in_chinese() -> None:
    line = permit_line("23.51")
    assert line is not None
    told = show(
        Text("{document}: {activity}", {"document": Text(line.document), "activity": Text(line.condition)}), "zh"
    )
    assert "2010/75/EU 附件一" in told
    assert "水泥熟料" in told
