"""Firms that would complete the chain of a project: what is left to them, where they would stand, what is told."""

from collections.abc import Callable
from typing import Any

import pytest

from app.gaps_summary import gap_lines
from core.catalogues import table
from core.complement_templates import TABLE, templates
from core.exchanges import exchanges_of
from core.i18n import show
from core.matching import Terms
from core.matching_json import gaps_json
from core.matching_report import GapReport, gap_report
from core.renaming import names_in
from core.snapshot import Snapshot

Enter = Callable[..., Snapshot]
Row = dict[str, Any]
PRICES = Terms(rate=(0.5, 1.0), disposal=60.0)
FIRMS: list[Row] = [
    {"name": "电厂", "region": "东园", "at": (113.00, 35.0)}, {"name": "铝厂", "region": "东园", "at": (113.10, 35.0)},
    {"name": "木材厂", "region": "西园", "at": (112.80, 35.0)},
]  # fmt: skip


def made(actor: str, commodity: str, value: float) -> Row:
    return {"actor": actor, "commodity": commodity, "item": "waste_generated", "value": value, "unit": "t",
            "year": 2024}  # fmt: skip


LEFT = [made("电厂", "粉煤灰", 40_000.0), made("铝厂", "赤泥", 60_000.0), made("木材厂", "锯末", 20_000.0)]


def reported(cluster: Enter, terms: Terms | None = None, **tables: list[Row]) -> GapReport:
    told = {"region": [{"name": "东园"}, {"name": "西园"}], "actor": FIRMS, "statistic": LEFT} | tables
    return gap_report(cluster(**told), 2024, terms)


def best(report: GapReport) -> dict[str, tuple[float, bool]]:
    """The tonnes of each kind of plant at its best site, and whether it has a worth."""
    found: dict[str, tuple[float, bool]] = {}
    for one in report.complements.plants:
        found.setdefault(one.template.id, (round(one.tonnes), one.net is not None))
    return found


def test_each_line_of_the_table_names_a_known_waste_and_says_what_it_rests_on() -> None:
    for row in table(TABLE):
        assert {one.waste for one in exchanges_of(row["name_zh"])} == {row["name_en"]}
        assert row["rule_en"]
        assert row["rule_zh"]
        assert row["checked"] == "assumed"
        assert 0 <= float(row["least"]) <= float(row["most"]) <= 1
    assert {one.id for one in templates() if one.priced} == {"wood_plastic", "ceramsite", "bricks"}


@pytest.mark.parametrize(("name", "code"), [("赤泥（拜耳法）", ""), ("废渣", "SW09"), ("废渣", "320-001-S09")])
def test_a_waste_is_known_by_its_name_or_its_code(name: str, code: str) -> None:
    takers = {one.id for one in templates() if one.place_of(name, code) >= 0}
    assert takers == {"ceramsite", "bricks"}


def test_plants_are_ranked_by_tonnes_and_without_prices_no_money_is_told(cluster: Enter) -> None:
    report = reported(cluster)
    assert set(best(report)) == {"ceramsite", "bricks", "wood_plastic", "panels"}
    assert best(report)["ceramsite"] == (60_000, False)
    assert best(report)["bricks"] == (50_000, False)
    assert report.complements.by_net == []
    assert not any("CNY" in show(text, "en") for _, text in gap_lines(report))


def test_with_prices_the_order_by_worth_is_told_beside_the_tonnes(cluster: Enter) -> None:
    report = reported(cluster, PRICES)
    plants = report.complements.plants
    by_net = list(dict.fromkeys(plants[place].template.id for place in report.complements.by_net))
    assert by_net == ["wood_plastic", "ceramsite", "bricks"]
    assert list(best(report))[:2] == ["ceramsite", "bricks"]
    wood = plants[report.complements.by_net[0]]  # at the mill: 20 kt × (60 + 300 - 60) less 0.131474 × 5 M
    assert wood.net == pytest.approx((5_342_630, 5_342_630), abs=5)
    assert {plants[place].template.id for place in report.complements.together} == {"wood_plastic", "ceramsite"}
    said = [show(text, "en") for _, text in gap_lines(report)]
    assert any("By what they are worth the order is: wood-plastic board works" in line for line in said)
    assert any("New wood-plastic board works near 木材厂 could take 20\u2009000 t of 锯末" in line for line in said)


def test_what_a_receiver_could_take_once_it_is_proved_is_left_to_it(cluster: Enter) -> None:
    takes = {"actor": "电厂", "commodity": "赤泥", "value": 50_000.0, "proof": "registered", "quality": "不限"}
    assert best(reported(cluster, capacity=[takes]))["ceramsite"][0] == 50_000  # 10,000 t of mud, the rest ash


def test_no_plant_is_told_for_hazardous_waste(cluster: Enter) -> None:
    red = {"name": "赤泥", "code": "321-024-48"}
    assert best(reported(cluster, commodity=[red]))["ceramsite"][0] == 40_000  # ash alone


def test_a_plant_takes_nothing_from_beyond_the_reach(cluster: Enter) -> None:
    far = [{**FIRMS[0], "at": (100.0, 35.0)}, *FIRMS[1:]]
    assert best(reported(cluster, actor=far))["bricks"][0] == 40_000


def test_what_lies_nowhere_is_counted_and_no_plant_is_weighed_for_it(cluster: Enter) -> None:
    report = reported(cluster, actor=[{"name": "电厂"}, *FIRMS[1:]])
    assert (report.complements.placeless, report.complements.left) == (40_000, 80_000)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_plants_stand_in_the_json_with_order_basis_sentence_and_step(cluster: Enter, language: str) -> None:
    report = reported(cluster, PRICES)
    told = gaps_json(report, language, names_in(report.inquiry.now, language))["complements"]
    first = told["plants"][told["by_net"][0]]
    assert first["plant"] == "wood_plastic"
    assert first["takes"] == [{"actor": "木材厂", "commodity": "锯末", "amount": 20_000, "distance_km": 0}]
    assert (first["gaps_closed"], first["load"]) == (1, pytest.approx(2 / 3))
    assert all(plant["sentence"] and plant["step"] and plant["basis"] for plant in told["plants"])
    assert told["together"]["tonnes"] == pytest.approx(80_000)
    assert ("木塑板厂" in first["sentence"]) == (language == "zh")


def test_without_anything_left_no_plant_is_told(cluster: Enter) -> None:
    report = reported(cluster, statistic=[])
    assert report.complements.plants == ()
    assert not any("complete the chain" in show(text, "en") for _, text in gap_lines(report))
