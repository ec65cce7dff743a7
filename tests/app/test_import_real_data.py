"""Real collections by the ordinary way of a file: the sums of rows as numbers, the doubtful rows by name."""

import csv
import json
import os
from pathlib import Path

import pytest

from core.i18n import show
from core.project import Project
from tests.app.ordinary import counts, drafted, imported

FOLDER = os.environ.get("CLUSTER_ATLAS_DATA", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="CLUSTER_ATLAS_DATA does not name the folder of test data")
DATA = Path(FOLDER)
SITES = {"kind": "actors", "columns": {"SiteName": "name", "SiteID": "id", "Address": "address", "geom": "geometry"}}
PLANTS = {
    "kind": "actors",
    "columns": {"plant_id": "id", "plant_name": "name", "lat": "lat", "lon": "lon", "nace": "industry"},
    "left_out": ["source"],
}
PLANT_FLOWS = {
    "kind": "statistics",
    "columns": {
        "plant_name": "actor",
        "direction": "item",
        "commodity": "commodity",
        "annual_amount": "value",
        "unit": "unit",
        "section": "document",
        "source": "source",
    },
}
POLLUTERS = {
    "kind": "actors",
    "columns": {
        "企业名称": "name",
        "lng": "lon",
        "lat": "lat",
        "代码": "credit code",
        "市": "region",
        "行业": "industry",
    },
}
# Eight codes that no register gave, and two with the number of a site behind the code.
MISTYPED = {
    95: ("宁夏惠安市政产业有限公司(第四污水处理厂)", "916402007999162621"),
    110: ("宁夏清碧源环保科技有限公司", "91640300MA75WONY35"),
    120: ("宁夏申银特钢股份有限公司", "640200200001404200"),
    132: ("宁夏英力特化工股份有限公司", "91640205750828907P"),
    161: ("平罗县德渊市政产业有限公司", "91640221MA76CORD96"),
    203: ("达力（银川）污水处理有限公司第四污水处理厂", "916400005641143891B"),
    215: ("青铜峡市污水处理中心（第三污水处理厂）", "12642101027359911917"),
    216: ("青铜峡市污水处理中心（第二污水处理厂）", "12642101027359911917"),
}
WITH_SITES = {10: "916400005541616821(01）", 11: "916400005541616821(03)"}
PARKS = {
    "Brownsville": 22, "FinnishForest": 30, "Guitang": 23, "Kalundborg": 35, "Kwinana1990": 27, "Lubei": 30,
    "Nanhai": 38, "ShanxiCoal": 33, "Tiexi": 40, "Ulsan": 68,
}  # fmt: skip


def test_5029_industrial_sites_of_europe_are_taken_by_the_name_of_the_site(project: Project) -> None:
    file = DATA / "hotmaps" / "Industrial_Database.csv"
    (result,) = imported(project, file, profile=SITES)
    assert counts(result) == (5029, 4769, 0, 260, 0)
    reasons = {show(problem.reason, "en").replace(str(problem.row), "n") for problem in result.of("rejected")}
    assert all("says something else about the same thing" in reason for reason in reasons)
    (again,) = imported(project, file, profile=SITES)
    assert counts(again) == (5029, 0, 0, 260, 4769)


def test_2482_flows_of_dutch_plants_are_figures_of_139_firms(project: Project) -> None:
    file = DATA / "midden" / "plant_flows.csv"
    (firms,) = imported(project, file, profile=PLANTS)
    assert counts(firms) == (2482, 139, 0, 0, 2343)  # a row for each flow; those of one plant are the same
    (figures,) = imported(project, file, profile=PLANT_FLOWS)
    assert counts(figures) == (2482, 2127, 0, 327, 28)
    reasons = [problem.reason.message_id for problem in figures.of("rejected")]
    assert [reasons.count(reason) for reason in dict.fromkeys(sorted(reasons))] == [306, 4, 17]
    (again,) = imported(project, file, profile=PLANT_FLOWS)
    assert counts(again) == (2482, 0, 0, 327, 2155)


def test_the_mistyped_codes_of_220_polluters_are_named_with_their_rows(project: Project, tmp_path: Path) -> None:
    listed = json.loads((DATA / "cn_ningxia" / "DataAll.json").read_text(encoding="utf-8"))
    file = tmp_path / "重点排污单位.csv"
    with file.open("w", encoding="gb18030", newline="") as target:
        writer = csv.DictWriter(target, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
    (result,) = imported(project, file, profile=POLLUTERS)
    assert counts(result) == (220, 214, 0, 6, 0)
    told = {
        problem.row: problem.value for problem in result.problems if "without the code" in problem.reason.message_id
    }
    assert told == WITH_SITES | {row: code for row, (_, code) in MISTYPED.items()}
    assert {row: listed[row - 2]["企业名称"] for row in MISTYPED} == {row: name for row, (name, _) in MISTYPED.items()}
    reasons = {problem.row: show(problem.reason, "en") for problem in result.of("rejected")}
    pairs = [(17, 88), (42, 77), (162, 163)]  # each pair has one code for two firms
    other = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    assert reasons.keys() == other.keys()
    for row, reason in reasons.items():
        assert reason.startswith(f"row {other[row]} says something else about the same thing: ")


@pytest.mark.parametrize("park", PARKS)
def test_the_exchanges_of_a_park_are_taken_whole_and_once(project: Project, park: str) -> None:
    file, rows = DATA / "eips" / f"{park}.csv", PARKS[park]
    draft = drafted(project, file)
    assert draft.profile.parts[0].kind == "flows"
    (first,), (again,) = imported(project, file), imported(project, file)
    assert (counts(first), counts(again)) == ((rows, rows, 0, 0, 0), (rows, 0, 0, 0, rows))


def test_of_kwinana_one_exchange_is_there_twice(project: Project) -> None:
    (result,) = imported(project, DATA / "eips" / "Kwinana2000.csv")
    assert counts(result) == (93, 92, 0, 0, 1)
    assert [(problem.row, show(problem.reason, "en")) for problem in result.of("skipped")] == [(37, "same as row 31")]
