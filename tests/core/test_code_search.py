"""What is typed finds the line that was meant: by code, Chinese, English, pinyin, initials and near spellings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.code_lists import CodeLine, optional_lists
from core.code_search import (
    build_index,
    catalogue_index,
    code_key,
    edition_of,
    likely_industry,
    search,
)

DATA = Path(os.environ.get("CLUSTER_ATLAS_DATA", ""))
BATTERY = CodeLine("hazardous_waste", "2025", "900-052-31", "废铅蓄电池", since="2025-01-01")


@pytest.fixture(scope="module")
def everything():
    return catalogue_index(optional_lists())


def first(index, text, catalogue=""):
    hits = search(index, text, catalogue)
    return (hits[0].line.catalogue, hits[0].line.code) if hits else None


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("900-041-49", ("hazardous_waste", "900-041-49")),
        ("90004149", ("hazardous_waste", "900-041-49")),
        ("HW49/900-041-49", ("hazardous_waste", "900-041-49")),
        ("hw08", ("hazardous_waste", "HW08")),
        ("C3011", ("industry", "3011")),
        ("3011", ("industry", "3011")),
        ("炼钢", ("industry", "3120")),
        ("shuinizhizao", ("industry", "3011")),
        ("snzz", ("industry", "3011")),
        ("水泥 制造", ("industry", "3011")),
        ("04 02 21", ("european_waste", "04 02 21")),
        ("01 03 10", ("european_waste", "01 03 10*")),
        ("drilling muds", ("european_waste", "01 05")),
        ("SW05", ("solid_waste", "SW05")),
        ("化学需氧量", ("pollutant", "cod")),
        ("19.20", ("nace", "19.20")),
        ("制糖业制造", ("industry", "134")),
    ],
)
def test_what_is_typed_finds_the_line_that_was_meant(everything, typed, line):
    assert first(everything, typed) == line


def test_the_better_answer_stands_first():
    names = {"1": "粉煤", "2": "粉煤灰", "3": "飞灰粉煤灰", "粉煤灰": "别的", "5": "风门活塞"}
    index = build_index([CodeLine("own", "1", code, name) for code, name in names.items()], "2026-01-01")
    assert [hit.line.code for hit in search(index, "粉煤灰")] == ["粉煤灰", "2", "3", "1"]
    assert [hit.line.code for hit in search(index, "fmh")] == ["2", "5", "3"]


def test_what_holds_today_stands_before_what_held_once():
    old = CodeLine("own", "2021", "11", "渣", until="2024-12-31")
    new = CodeLine("own", "2025", "11", "渣", since="2025-01-01")
    assert [hit.line.edition for hit in search(build_index([old, new], "2026-05-01"), "11")] == ["2025", "2021"]
    assert [hit.line.edition for hit in search(build_index([old, new], "2022-05-01"), "11")] == ["2021", "2025"]


def test_a_catalogue_narrows_and_nothing_typed_finds_nothing(everything):
    assert {hit.line.catalogue for hit in search(everything, "水泥", "permit")} == {"permit"}
    assert search(everything, " -") == []
    assert search(everything, "水泥", limit=0) == []
    assert len(search(everything, "制造", limit=7)) == 7


def test_parts_of_a_code_may_be_divided_in_any_way():
    assert {code_key(code) for code in ("900-041-49", "90004149", " 900 041 49", "HW49 900-041-49")} == {"90004149"}


def test_the_edition_is_the_newest_that_holds_in_the_year_and_has_the_code():
    assert edition_of("1364", "industry", 2015) == "2011"
    assert [edition_of("3011", "industry", year) for year in (2010, 2015, 2017, 2020)] == ["", "2011", "2017", "2017"]
    assert edition_of("900-041-49", "hazardous_waste", 2022) == "2021"
    assert edition_of("900-041-49", "hazardous_waste", 2026) == ""
    assert edition_of("HW31/900-052-31", "hazardous_waste", 2026, [BATTERY]) == "2025"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("化学原料及化学制品制造业", "26"),
        ("石油加工、炼焦和核燃料加工业", "25"),
        ("石油加工及炼焦业", "25"),
        ("饮料制造业", "15"),
        ("通信设备、计算机及其他电子设备制造业", "39"),
        ("电力、热力的生产和供应业", "44"),
        ("公路货物运输", "543"),
        ("火力发电厂", "4411"),
        ("C3011 水泥制造", "3011"),
        ("啤酒", "1513"),
    ],
)
def test_an_older_industry_name_leads_to_the_present_one(told, code):
    likely = likely_industry(told)
    assert likely is not None
    assert likely.code == code


@pytest.mark.parametrize("told", ["", "—", "交通运输设备制造业", "宏达"])
def test_a_name_that_was_divided_or_means_nothing_has_no_likely_industry(told):
    assert likely_industry(told) is None


@pytest.mark.skipif(not os.environ.get("CLUSTER_ATLAS_DATA"), reason="CLUSTER_ATLAS_DATA is not set")
def test_the_industries_of_220_real_firms_are_found():
    firms = json.loads((DATA / "cn_ningxia" / "DataAll.json").read_text(encoding="utf-8"))
    likely = [likely_industry(firm["行业"]) for firm in firms]
    assert (len(firms), sum(one is not None for one in likely)) == (220, 220)
    assert sum(one.score == 100 for one in likely if one) == 220


def test_pinyin_is_loaded_only_when_a_name_is_spelt():
    program = "import sys, app.__main__, app.window, core.spelling; print('pypinyin' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "False"
