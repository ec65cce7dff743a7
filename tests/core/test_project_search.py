"""Anything of a project is found by what it is called in either language, its codes, pinyin and initials."""

import pytest

from core.analysis import analyse
from core.display_names import in_language
from core.project_search import find, find_in, project_index


@pytest.fixture
def county(cluster):
    return cluster(
        region=[{"name": "东片区", "code": "450801"}],
        actor=[
            {"name": "宏达热电厂", "credit_code": "91450800MA5K000001"},
            {"name": "华新水泥厂"},
            {"name": "Refinery"},
        ],
        actor_alias=[{"actor": "Refinery", "name": "炼油厂", "kind": "short"}],
        commodity=[{"name": "Fly ash", "code": "SW02"}, {"name": "蒸汽"}],
        flow=[
            {"sender": "宏达热电厂", "receiver": "华新水泥厂", "commodity": "Fly ash", "amount": 40.0, "year": 2024},
            {"sender": "宏达热电厂", "receiver": "Refinery", "commodity": "蒸汽", "amount": 9.0, "year": 2024},
        ],
    )


def found(snapshot, text, kind):
    return [each.title for each in find(snapshot, [], text) if each.kind == kind]


@pytest.mark.parametrize("typed", ["宏达", "hdrd", "hongda", "91450800ma5k", "热电"])
def test_a_firm_is_found_by_name_pinyin_initials_and_code(county, typed):
    assert found(county, typed, "actor") == ["宏达热电厂"]


def test_a_firm_is_found_by_its_other_names(county):
    assert found(county, "炼油", "actor") == found(county, "lyc", "actor") == ["Refinery"]


def test_a_material_is_found_in_both_languages_whatever_is_shown(county):
    assert found(county, "粉煤灰", "commodity") == ["Fly ash"]
    index = project_index(county, in_language(county, "zh"))
    assert [each.title for each in find_in(index, [], "fly ash") if each.kind == "commodity"] == ["粉煤灰"]


def test_regions_are_found_by_name_and_code(county):
    assert found(county, "450801", "region") == found(county, "dpq", "region") == ["东片区"]


def test_every_word_must_name_an_end_or_the_material_of_a_link(county):
    assert found(county, "宏达 水泥", "flow") == ["宏达热电厂 → 华新水泥厂"]
    assert len(found(county, "宏达", "flow")) == 2
    assert found(county, "粉煤灰 炼油", "flow") == []


def test_findings_are_found_by_their_subject_and_their_rule(small_cluster):
    snapshot = small_cluster.snapshot()
    findings = analyse(snapshot).findings
    some = findings[0]
    assert some in [each.finding for each in find(snapshot, findings, some.rule)]
    by_name = [each for each in find(snapshot, findings, some.subject.name) if each.kind == "finding"]
    assert some in [each.finding for each in by_name]


def test_the_limit_holds_for_each_kind_and_nothing_typed_finds_nothing(county):
    assert [each.kind for each in find(county, [], "厂", limit=1)] == ["actor", "flow"]
    assert find(county, [], "  ") == []
