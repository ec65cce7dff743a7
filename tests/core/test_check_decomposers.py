"""Wastes for which a region has no plant: membership of the year, circles of regions, units."""

from collections.abc import Callable

import pytest

from core.check_decomposers import find_cycles, find_missing
from core.findings import inquire
from core.i18n import show
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import Text

Cluster = Callable[..., Snapshot]


def generated(actor: str, commodity: str, value: float, unit: str = "t") -> dict[str, object]:
    item = "waste_generated"
    return {"actor": actor, "commodity": commodity, "item": item, "value": value, "unit": unit, "year": 2024}


REGIONS = [{"name": "甲县"}, {"name": "乙县"}]


def test_the_membership_of_the_year_decides_where_a_waste_arises(cluster: Cluster, project: Project) -> None:
    cluster(region=REGIONS, actor=[{"name": "铝厂", "region": "甲县"}], statistic=[generated("铝厂", "赤泥", 500.0)])
    with project.edit(Text("Enter a membership")) as db:
        insert(db, "membership", [{"actor_id": 1, "region_id": 2, "year": 2024}])
    (found,) = find_missing(inquire(project.snapshot(), 2024))
    assert found.subject.name == "乙县"
    sentence = show(found.sentence, "en")
    assert "赤泥: 500 t a year arise in 乙县 at 1 firm, and no plant there uses or treats it." in sentence


def test_regions_in_a_circle_are_one_outermost_region_and_told(cluster: Cluster, project: Project) -> None:
    cluster(region=REGIONS, actor=[{"name": "铝厂", "region": "乙县"}], statistic=[generated("铝厂", "赤泥", 500.0)])
    with project.edit(Text("Close a circle")) as db:
        db.execute("UPDATE region SET parent_id = 3 - id")
    inquiry = inquire(project.snapshot(), 2024)
    (missing,) = find_missing(inquiry)
    assert (missing.subject.name, missing.amount) == ("甲县", 500.0)
    (circle,) = find_cycles(inquiry)
    assert show(circle.sentence, "en").endswith("leads in a circle: 甲县, 乙县.")


def test_regions_without_a_circle_are_not_told(cluster: Cluster) -> None:
    assert list(find_cycles(inquire(cluster(region=REGIONS)))) == []


@pytest.mark.parametrize("many", [False, True], ids=["told singly", "told together"])
def test_cubic_metres_are_never_told_as_tonnes(cluster: Cluster, many: bool) -> None:
    commodities = [{"name": "废酸", "base_unit": "m3"}]
    rows = [generated("酸厂", "废酸", 600.0, "m3")]
    rows += [generated("酸厂", f"渣{place}", 700.0) for place in range(6 if many else 0)]
    tables = {"region": REGIONS, "actor": [{"name": "酸厂", "region": "甲县"}], "commodity": commodities}
    found = [
        one
        for one in find_missing(inquire(cluster(**tables, statistic=rows), 2024))
        if "废酸" in show(one.sentence, "en")
    ]
    (acid,) = found
    assert (acid.amount, acid.unit) == ((None, "") if many else (600.0, "m3"))
    assert "600 m³" in show(acid.sentence, "en")
