"""Attention computed from loads, first-class pollutants, limits, permits and hazardous waste; statutory lists apart."""

from collections.abc import Callable

import pytest

from core.check_limits import find_over_limit, find_over_permit
from core.check_pollution import find_first_class, find_hazardous_generators, find_main_sources
from core.check_statutory import find_listed, find_permits
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
    assert [finding.subject.name for finding in found] == ["印染", "食品", "化工"]
    first = found[0]
    assert (first.layer, first.severity, first.unit, first.source) == ("computed", 2, "million m³", "排污许可年报")
    assert first.amount == pytest.approx(6.3333, abs=1e-4)
    assert len(first.evidence) == 4
    sentence = show(first.sentence, "en")
    assert "39.5 % of the equal-standard load of water pollutants of all firms" in sentence
    assert "number 1 of 5" in sentence
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


def test_a_single_source_has_no_rank(cluster: Cluster) -> None:
    rows = [{"actor": "印染", "pollutant": "COD", "mass": 300.0}]
    assert list(find_main_sources(inquire(cluster(emission=rows)))) == []


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


def test_hazardous_waste_from_100_t_a_year_is_told_as_to_be_confirmed(cluster: Cluster) -> None:
    commodities = [{"name": "电镀污泥", "code": "336-054-17"}, {"name": "废矿物油", "hazard": "T,I"}, {"name": "炉渣"}]
    rows = [
        {"actor": "电镀", "commodity": "电镀污泥", "item": "waste_generated", "value": 90.0, "unit": "t"},
        {"actor": "电镀", "commodity": "废矿物油", "item": "waste_generated", "value": 12.0, "unit": "t"},
        {"actor": "热电", "commodity": "炉渣", "item": "waste_generated", "value": 9000.0, "unit": "t"},
    ]
    (found,) = find_hazardous_generators(inquire(cluster(commodity=commodities, statistic=rows)))
    assert (found.subject.name, found.amount) == ("电镀", 102.0)
    assert "to be confirmed" in show(found.sentence, "en")


def test_statutory_lists_name_document_and_year_and_leave_green_factories_out(cluster: Cluster) -> None:
    rows = [
        {
            "actor": "印染",
            "list": "环境监管重点单位名录",
            "entry": "水环境",
            "document": "环示〔2024〕1号",
            "year": 2024,
        },
        {"actor": "啤酒", "list": "绿色工厂名单", "document": "工信示〔2024〕2号", "year": 2024},
    ]
    (found,) = find_listed(inquire(cluster(register=rows), 2024))
    assert (found.subject.name, found.layer, found.severity) == ("印染", "statutory", 3)
    assert found.source == "环示〔2024〕1号"
    assert "“环境监管重点单位名录” of 2024" in show(found.sentence, "en")


def test_only_the_newest_edition_of_a_list_counts(cluster: Cluster) -> None:
    rows = [
        {"actor": "印染", "list": "重点排污单位名录", "year": 2022},
        {"actor": "热电", "list": "重点排污单位名录", "year": 2024},
        {"actor": "化工", "list": "重点排污单位名录", "year": 2026},
    ]
    found = list(find_listed(inquire(cluster(register=rows), 2024)))
    assert [finding.subject.name for finding in found] == ["热电"]


def test_key_permit_is_statutory_and_industry_code_is_a_hint_to_be_confirmed(cluster: Cluster) -> None:
    actors = [
        {"name": "热电", "permit_class": "key", "industry_code": "4412"},
        {"name": "造纸", "industry_code": "2211"},
        {"name": "机械", "industry_code": "3411"},
        {"name": "水泥", "permit_class": "simplified", "industry_code": "3011"},
    ]
    found = by_firm(list(find_permits(inquire(cluster(actor=actors)))))
    assert {name: (one.layer, one.severity) for name, one in found.items()} == {
        "热电": ("statutory", 2),
        "造纸": ("computed", 1),
    }
    sentence = show(found["造纸"].sentence, "en")
    assert "line 36: 全部" in sentence
    assert "to be confirmed" in sentence


def test_key_permits_are_told_together_where_statutory_lists_are_known(cluster: Cluster) -> None:
    actors = [{"name": name, "permit_class": "key"} for name in ("印染", "热电", "造纸")]
    rows = [{"actor": "印染", "list": "重点排污单位名录", "year": 2024}]
    (found,) = find_permits(inquire(cluster(actor=actors, register=rows), 2024))
    assert (found.subject.table, found.amount) == ("cluster", 2.0)
    assert {ref.name for ref in found.evidence} == {"热电", "造纸"}


def test_abroad_only_european_codes_are_read(cluster: Cluster) -> None:
    at = (11.1, 55.65)
    actors = [
        {"name": "Depot", "industry_code": "2511", "at": at},
        {"name": "Refinery", "industry_code": "19.20", "at": at},
    ]
    (found,) = find_permits(inquire(cluster(actor=actors)))
    assert (found.subject.name, found.source) == ("Refinery", "Directive 2010/75/EU, Annex I")


def test_sources_for_sums_only_reach_no_finding_about_a_firm(cluster: Cluster) -> None:
    secret = [{"title": "基101表", "permitted_use": "aggregate"}]
    rows = [{**row, "source": "基101表"} for row in WORKED]
    inquiry = inquire(cluster(source=secret, emission=rows), 2024)
    assert list(find_main_sources(inquiry)) == []
    assert inquiry.withheld == len(WORKED)
