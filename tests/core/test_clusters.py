"""Clusters of firms: what is recorded decides what a group is; who is too small is called nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from core.catalogues import table
from core.cluster_groups import firm_groups
from core.cluster_hollow import hollowing
from core.cluster_industries import industries, spreads, workforce
from core.cluster_json import clusters_json
from core.cluster_report import cluster_report, coverage
from core.cluster_words import cluster_lines, hollow_text
from core.code_lists import list_lines
from core.findings import inquire
from core.i18n import show
from core.research import of_cluster, research
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]


def firm(name: str, x: float, y: float = 0.0, **more: Any) -> Row:
    """A firm so many km east and north of a corner."""
    row = {"name": name, "kind": "firm", "at": (106 + x / 96.3, 30 + y / 111.2), "industry_code": "2614"}
    return row | {"industry_edition": "2017"} | more


def link(sender: str, receiver: str, kind: str = "product") -> Row:
    return {"sender": sender, "receiver": receiver, "commodity": "goods", "kind": kind, "amount": 1.0, "year": 2025}


def test_what_a_group_is_follows_from_its_links(cluster: Enter) -> None:
    places = {"A": 0, "B": 40, "C": 80}
    actors = [firm(f"{group}{at}", x + at) for group, x in places.items() for at in range(4)]
    links = [link("B0", "B1"), link("B1", "B2"), link("B2", "B3", "waste")]
    links += [link("C0", "C1", "waste"), link("C1", "C2", "by-product"), link("C2", "C3")]
    actors += [firm("alone", 200), {"name": "nowhere", "kind": "firm"}]
    grouped = firm_groups(inquire(cluster(actor=actors, flow=[*links, link("A0", "B0")]), 2025), 3000.0, 3)
    assert [group.kind for group in grouped.groups] == ["colocation", "chain", "symbiosis"]
    assert [group.linked for group in grouped.groups] == [0, 4, 4]
    assert grouped.groups[1].density == pytest.approx(3 / 6)
    assert (len(grouped.alone), grouped.placeless) == (1, 1)
    assert grouped.groups[0].across == pytest.approx(3000, rel=0.01)


def people(told: dict[str, float]) -> list[Row]:
    return [{"actor": name, "item": "employees", "year": 2025, "value": value, "unit": "person"}
            for name, value in told.items()]  # fmt: skip


def test_a_quotient_has_the_worked_value_and_small_industries_are_called_nothing(cluster: Enter) -> None:
    sizes = [[500, 200, 300], [100, 600, 300], [50, 150, 1800]]
    codes = ["1711", "2614", "3120"]
    told = {f"{r}{i}": float(sizes[r][i]) for r in range(3) for i in range(3)}
    actors = [firm(name, 0, industry_code=codes[int(name[1])], region=f"R{name[0]}") for name in told]
    actors += [firm("tiny", 0, industry_code="1411", region="R0"), firm("uncoded", 0, industry_code="")]
    snapshot = cluster(actor=actors, statistic=people(told | {"tiny": 4.0}))
    found = workforce(inquire(snapshot, 2025).now)
    by_key = {(one.region, one.code): one for one in industries(found)}
    assert by_key[0, "17"].quotient == pytest.approx(3.0769, rel=0.01)  # the tiny firm moves it a little
    assert (by_key[0, "17"].standing, by_key[0, "14"].standing) == ("leading", "small")
    assert by_key[0, "31"].standing == ""
    assert found.unknown == 1
    assert {one.code for one in spreads(found)} == {"14", "17", "26", "31"}


def test_firms_are_counted_where_too_few_tell_their_people_and_one_region_has_no_answer(cluster: Enter) -> None:
    snapshot = cluster(actor=[firm(name, 0, region="R") for name in "ABCD"], statistic=people({"A": 40.0}))
    found = workforce(inquire(snapshot, 2025).now)
    assert (found.measure, len(found.rows)) == ("firms", 4)
    assert industries(found) == []


def rates(years: dict[int, float], research: float | None) -> list[Row]:
    told = [("output_value", 1000.0), ("rd_spending", research)]
    return [
        {"actor": name, "item": item, "year": year, "value": value, "unit": "wan_yuan"}
        for year, rate in years.items() for name in "ABC"
        for item, value in [*told, ("value_added", 1000.0 * rate)] if value is not None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("after", "research", "sign"), [(0.2, 5.0, True), (0.2, 30.0, False), (0.2, None, None), (0.26, 5.0, False)]
)
def test_hollowing_out_is_a_falling_rate_with_little_research(
    cluster: Enter, after: float, research: float | None, sign: bool | None
) -> None:
    found = hollowing(inquire(cluster(statistic=rates({2022: 0.25, 2025: after}, research)), 2025))
    assert found is not None
    assert (found.first, found.last, found.firms, found.sign) == (2022, 2025, 3, sign)
    assert show(hollow_text(found), "en")


def test_one_firm_of_ten_gives_no_sign_of_little_research(cluster: Enter) -> None:
    told = {2020: 0.4, 2025: 0.2}
    rows = [{**row, "actor": f"F{at}"} for at in range(10) for row in rates(told, None) if row["actor"] == "A"]
    rows.append({"actor": "F0", "item": "rd_spending", "year": 2025, "value": 0.1, "unit": "wan_yuan"})
    found = hollowing(inquire(cluster(statistic=rows), 2025))
    assert found is not None
    assert (found.firms, found.told, found.research, found.sign) == (10, 1, None, None)
    assert "1 of them tell" in show(hollow_text(found), "en")


def test_firms_whose_people_nobody_tells_or_may_tell_are_said_to_be_left_out(cluster: Enter) -> None:
    actors = [firm(f"F{at}", at, industry_code="1711" if at < 6 else "2614", region=f"R{at % 2}") for at in range(10)]
    told = [{**row, "source": "普查"} if row["actor"] == "F9" else row
            for row in people({f"F{at}": 40.0 for at in range(10) if at != 5})]  # fmt: skip
    snapshot = cluster(source=[{"title": "普查", "permitted_use": "aggregate"}], actor=actors, statistic=told)
    inquiry = inquire(snapshot, 2025)
    words = " ".join(show(line, "en") for _, line in cluster_lines(cluster_report(inquiry), inquiry.now))
    assert "2 firms do not tell their people and are left out." in words
    assert "Figures whose sources permit only sums are not among them (1 in the project)." in words


def test_where_firms_are_counted_nothing_is_said_of_how_alike_they_are(cluster: Enter) -> None:
    actors = [firm(f"F{at}", at, industry_code="1711", region=f"R{at % 2}") for at in range(4)]
    (spread,) = spreads(workforce(inquire(cluster(actor=actors), 2025).now))
    assert (spread.firms, spread.gamma, spread.herfindahl, spread.gini) == (4, None, None, None)


def test_two_years_side_by_side_are_no_trend(cluster: Enter) -> None:
    snapshot = cluster(statistic=rates({2024: 0.25, 2025: 0.1}, 1.0))
    assert hollowing(inquire(snapshot, 2025)) is None


def test_roles_and_links_to_research_are_told_in_words_json_and_the_research_panel(cluster: Enter) -> None:
    institute = {"name": "I", "kind": "research"}
    actors = [firm("A", 0, role="producer"), firm("B", 1, role="decomposer"), institute]
    snapshot = cluster(actor=actors, flow=[link("A", "B", "waste"), link("I", "A", "technology")])
    inquiry = inquire(snapshot, 2025)
    report = cluster_report(inquiry)
    assert (coverage(report, "core"), coverage(report, "support")) == ((2, 4), (1, 5))
    told = clusters_json(report, inquiry.now, "en")
    assert [row["name"] for row in told["research"]["linked"]] == ["A"]
    assert len([*cluster_lines(report, inquiry.now)]) >= 7
    studies = {study.about.id: study for study in of_cluster(research(snapshot, 2025))}
    assert studies["clusters.research"].result.value == 0.5
    assert studies["clusters.core"].group == "clusters"


def test_industries_are_called_in_chinese_as_the_catalogue_calls_them() -> None:
    names = {line.code: line.name_zh for line in list_lines("industry", "2017")}
    assert all(names[row["code"]] == row["name_zh"] for row in table("tables/industry_titles.csv"))
