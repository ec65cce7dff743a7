"""Energy and carbon dioxide of a firm and of the cluster on their cards and among the indicators."""

from typing import Any

import pytest

from core.findings import Ref
from core.records import insert
from core.text import Text


@pytest.fixture
def stated(desk: Any) -> Any:
    """A desk whose cement works states coal and electricity of the year that is shown."""
    session = desk.bench.session
    with session.project.edit(Text("State energy")) as db:
        (holder,) = db.execute("select id from actor where name = '水泥厂'").fetchone()
        for name, unit, value in (("原煤", "t", 1000.0), ("电力", "GJ", 3600.0)):
            (goods,) = insert(db, "commodity", [{"name": name, "base_unit": unit}])
            row = {"actor_id": holder, "commodity_id": goods, "item": "energy_input", "year": session.shown.year}
            insert(db, "statistic", [row | {"value": value, "value_entered": value, "unit": unit}])
    desk.settle()
    return desk


def test_a_firm_s_card_tells_its_energy_and_what_its_carbon_dioxide_lacks(stated: Any) -> None:
    stated.bench.session.select([Ref("actor", stated.uid("水泥厂"))])
    text = stated.bench.card.text()
    assert "Energy consumed, by calorific value\n837.2 tce" in text.replace("\u2009", " ")  # 714.3 + 122.9
    assert "Carbon dioxide of energy and processes\nnot computable" in text
    assert "“Carbon dioxide per MWh of electricity bought” of 2024 stated for a region or a firm" in text


def test_the_indicators_list_the_cluster_and_not_every_firm(stated: Any) -> None:
    listed = stated.bench.indicators.results("official")
    assert [result.id for result in listed if result.scope == "cluster"] == [result.id for result in listed]
    assert len(listed) == 9
