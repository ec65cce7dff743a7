"""Statutory lists and permit classes: editions, firms that left, ended firms, hints by industry code."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from core.check_entries import find_unclear_entries
from core.check_statutory import find_left, find_listed, find_permit_hints, find_permits
from core.decisions import decide, decisions_of, standing_of
from core.edits import add_row, set_values
from core.findings import Finding, inquire
from core.i18n import show
from core.project import Project
from core.snapshot import Snapshot
from core.text import Text

Cluster = Callable[..., Snapshot]
LIST = "重点排污单位名录"


def by_firm(found: list[Finding]) -> dict[str, Finding]:
    return {finding.subject.name: finding for finding in found}


def listed(snapshot: Snapshot) -> set[str]:
    return {finding.subject.name for finding in find_listed(inquire(snapshot, 2024))}


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
    inquiry = inquire(cluster(actor=actors))
    found = by_firm([*find_permits(inquiry), *find_permit_hints(inquiry)])
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
    (found,) = find_permit_hints(inquire(cluster(actor=actors)))
    assert (found.subject.name, found.source) == ("Refinery", "Directive 2010/75/EU, Annex I")


def test_a_list_that_holds_its_year_in_its_title_is_one_list(cluster: Cluster) -> None:
    rows = [
        {"actor": "印染", "list": "2023年重点排污单位名录"},
        {"actor": "热电", "list": "2024年度重点排污单位名录（更新）"},
    ]
    snapshot = cluster(register=rows)
    assert listed(snapshot) == {"热电"}
    (left,) = find_left(inquire(snapshot, 2024))
    assert (left.severity, left.layer, left.amount) == (1, "data", 1.0)
    assert "not in its newest one of 2024: 印染 (2023)" in show(left.sentence, "en")


def test_lists_of_two_counties_stay_apart(cluster: Cluster) -> None:
    sources = [{"title": f"{county}名录", "publisher": f"{county}生态环境局"} for county in ("甲县", "乙县")]
    rows = [
        {"actor": "印染", "list": "重点排污单位名录", "year": 2023, "source": "甲县名录"},
        {"actor": "热电", "list": "重点排污单位名录", "year": 2024, "source": "乙县名录"},
    ]
    assert listed(cluster(source=sources, register=rows)) == {"印染", "热电"}


@pytest.mark.parametrize("order", [1, -1])
def test_an_undated_entry_leaves_the_newest_edition_in_force(cluster: Cluster, order: int) -> None:
    rows = [{"actor": f"{year}", "list": "重点排污单位名录", "year": year} for year in (None, 2020, 2024)]
    snapshot = cluster(register=rows[::order])
    assert listed(snapshot) == {"2024"}
    (left,) = find_left(inquire(snapshot, 2024))
    assert left.amount == 2.0


def test_an_undated_entry_counts_where_no_edition_is_dated(cluster: Cluster) -> None:
    assert listed(cluster(register=[{"actor": "印染", "list": "重点排污单位名录", "year": None}])) == {"印染"}


@pytest.mark.parametrize(
    ("title", "entry"),
    [
        ("非重点排污单位", ""),
        ("退出重点排污单位名录的企业", ""),
        ("重点排污单位名录", "移出"),
        ("重点排污单位（除外）", ""),
    ],
)
def test_firms_that_are_not_or_no_longer_on_a_list_are_not_flagged(cluster: Cluster, title: str, entry: str) -> None:
    snapshot = cluster(register=[{"actor": "印染", "list": title, "entry": entry, "year": 2024}])
    assert listed(snapshot) == set()


def test_an_older_entry_of_a_firm_that_was_struck_off_is_a_hint_only(cluster: Cluster) -> None:
    title = "重点排污单位名录"
    rows = [
        {"actor": "印染", "list": title, "entry": "水环境", "year": 2023},
        {"actor": "印染", "list": title, "entry": "移出", "year": 2024},
    ]
    snapshot = cluster(register=rows)
    assert listed(snapshot) == set()
    assert len(list(find_left(inquire(snapshot, 2024)))) == 1


def test_who_is_denied_by_a_later_row_no_longer_stands_on_the_list_and_others_do(cluster: Cluster) -> None:
    """The row of 甲 in 2024 is no edition, so that 乙 of 2023 stands in the newest one."""
    rows = [{"actor": firm, "list": LIST, "entry": "水环境", "year": 2023} for firm in ("甲", "乙")]
    denial = {"actor": "甲", "list": LIST, "entry": "不在名录", "year": 2024}
    snapshot = cluster(register=[*rows, denial])
    assert listed(snapshot) == {"乙"}
    (left,) = find_left(inquire(snapshot, 2024))
    assert show(left.sentence, "en") == (
        "1 firm stood on “重点排污单位名录”, and a later row says that it does not: 甲 (2023)."
    )
    assert [ref.uid for ref in left.evidence] == snapshot.register.uid[[0, 2]].tolist()


@pytest.mark.parametrize(
    "entry",
    ["Not on the list", "no", "None", "不在名录", "未在名录中", "（无）", "否", "不是", "未纳入", "没有列入", "N/A",
     "isn’t listed", "不 在 名录", "不在今年的范围内", "不详", "水环境；未列入土壤"],
)  # fmt: skip
def test_a_cell_that_denies_or_is_not_understood_flags_nobody(cluster: Cluster, entry: str) -> None:
    rows = [{"actor": "甲", "list": LIST, "entry": entry, "year": 2024}]
    assert listed(cluster(register=rows)) == set()


@pytest.mark.parametrize("entry", ["", "未批先建", "No. 5", "挥发性有机物无组织排放", "non-methane hydrocarbons", "是"])
def test_a_cell_that_only_sounds_like_a_denial_is_an_entry(cluster: Cluster, entry: str) -> None:
    rows = [{"actor": "甲", "list": LIST, "entry": entry, "year": 2024}]
    assert listed(cluster(register=rows)) == {"甲"}


def test_entries_that_nobody_understands_are_told_together(cluster: Cluster) -> None:
    rows = [{"actor": firm, "list": title, "entry": entry, "year": 2024}
            for firm, title, entry in (("甲", LIST, "不在今年的范围内"), ("乙", "绿色工厂名单", "待定"),
                                       ("丙", "危险废物经营许可证", "不详"), ("丁", LIST, "否"),
                                       ("戊", "优秀企业", "不详"))]  # fmt: skip
    (found,) = find_unclear_entries(inquire(cluster(register=rows), 2024))
    assert (found.layer, found.amount) == ("data", 3.0)
    assert "so they flag and count nobody: 甲 (“重点排污单位名录”: 不在今年的范围内)" in show(found.sentence, "en")


def test_an_entry_that_nobody_understands_is_told_until_a_clear_one_follows(cluster: Cluster) -> None:
    told = [
        ("甲", "待定", 2023),
        ("甲", "否", 2024),
        ("乙", "待定", 2025),
        ("丙", "待定", 2024),
        ("丙", "水环境", 2023),
    ]
    rows = [{"actor": firm, "list": LIST, "entry": entry, "year": year} for firm, entry, year in told]
    (found,) = find_unclear_entries(inquire(cluster(register=rows), 2024))
    assert found.amount == 1.0
    assert "丙" in show(found.sentence, "en")


def test_several_entries_of_one_firm_on_a_list_are_one_finding(cluster: Cluster) -> None:
    entries = [{"actor": "印染", "list": "环境监管重点单位名录", "entry": e, "year": 2024} for e in ("水环境", "土壤")]
    (found,) = find_listed(inquire(cluster(register=entries), 2024))
    assert "Entry: 水环境, 土壤." in show(found.sentence, "en")


def test_an_ended_firm_has_no_permit_to_watch(cluster: Cluster) -> None:
    actors = [{"name": "旧厂", "status": "ended", "permit_class": "key", "industry_code": "4412"}]
    inquiry = inquire(cluster(actor=actors))
    assert [*find_permits(inquiry), *find_permit_hints(inquiry)] == []


def test_what_is_decided_of_a_hint_says_nothing_of_the_permit_that_is_entered_later(cluster: Cluster) -> None:
    ((hint,), none) = (list(find(inquire(cluster(actor=[{"name": "造纸", "industry_code": "2211"}]), 2024)))
                       for find in (find_permit_hints, find_permits))  # fmt: skip
    permit = find_permits(inquire(cluster(actor=[{"name": "热电", "permit_class": "key"}]), 2024))
    assert (hint.rule, [one.rule for one in permit], none) == ("pollution.permit_hint", ["pollution.permit_class"], [])


def test_decisions_of_an_older_project_stay_with_the_hint_they_were_made_of(tmp_path: Path) -> None:
    """Until then a likely permit and one that the authority entered stood under one rule."""
    path = tmp_path / "older.gpkg"
    with Project.create(path) as project:
        add_row(project, "actor", {"name": "造纸", "industry_code": "2211"})
        add_row(project, "actor", {"name": "热电", "permit_class": "key"})
        inquiry = inquire(project.snapshot(), 2024)
        for finding in (*find_permit_hints(inquiry), *find_permits(inquiry)):
            decide(project, finding, "kept", "seen")
        with project.edit(Text("as before")) as db:
            db.execute("UPDATE decision SET rule = 'pollution.permit_class'")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm015_standard_limit'")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'standard_limit'")
        connection.execute("DROP TABLE standard_limit")
        connection.execute("ALTER TABLE indicator_target DROP COLUMN side")
        connection.commit()
    with Project.open(path) as project:
        inquiry, told = inquire(project.snapshot(), 2024), decisions_of(project.snapshot())
        (hint,), (permit,) = find_permit_hints(inquiry), find_permits(inquiry)
        assert [standing_of(one, told).state for one in (hint, permit)] == ["kept", "kept"]
        set_values(project, "actor", {1: {"permit_class": "key"}})
        late = find_permits(inquire(project.snapshot(), 2024))
        assert [standing_of(one, told).state for one in late] == ["to_check", "kept"]
