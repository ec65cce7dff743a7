"""Photos are brought to firms by what stands in their names; what is not sure is never guessed."""

import time

import pytest

from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.survey_codes import page_code
from core.survey_photos import (
    AGAIN,
    AMBIGUOUS,
    CREDIT,
    MATCHED,
    NAME,
    PACKET,
    PAGE,
    UNMATCHED,
    UNREADABLE,
    Asked,
    PhotoFile,
    PhotoMatch,
    plan_photos,
)
from core.text import Text


@pytest.fixture
def firms(small_cluster: Project) -> Project:
    """The six firms, one with an alias and a code."""
    with small_cluster.edit(Text("Name firms")) as db:
        insert(db, "actor_alias", [{"actor_id": 2, "name": "East Chemicals Co., Ltd"}])
        db.execute("UPDATE actor SET credit_code = '91350100M000100Y43' WHERE id = 3")
        insert(db, "actor", [{"name": "二号水泥厂", "kind": "firm"}])
    return small_cluster


def uid(snapshot: Snapshot, name: str) -> str:
    return str(snapshot.actor.uid[snapshot.actor.name.tolist().index(name)])


def matched(snapshot: Snapshot, name: str, asked: Asked | None = None) -> PhotoMatch:
    return plan_photos(snapshot, asked or Asked(), [PhotoFile(name, "ab" * 32)]).matches[0]


@pytest.mark.parametrize(
    ("name", "firm", "way"),
    [
        ("SV-3F2A-007_1.jpg", "堆肥厂", PAGE),
        ("SV-3F2A-007-95 gate.jpg", "堆肥厂", PAGE),
        ("微信图片/sv3f2a007 大门.jpg", "堆肥厂", PAGE),
        ("SV-3F2A-007-95.jpg", "堆肥厂", PAGE),
        ("SV3F2A00795 大门.jpg", "堆肥厂", PAGE),
        ("SV-3F2A-007_12.jpg", "堆肥厂", PAGE),
        ("化工厂 大门.jpg", "化工厂", NAME),
        ("east_chemicals-2.JPG", "化工厂", NAME),
        ("二号水泥厂.jpg", "二号水泥厂", NAME),
        ("水泥厂/IMG_0001.jpg", "水泥厂", NAME),
        ("91350100m000100y43.png", "水泥厂", CREDIT),
        ("DCIM/gate_20260612.jpg", "园区热电厂", PACKET),
    ],
)
def test_a_photo_is_found_by_what_its_name_says(firms: Project, name: str, firm: str, way: str) -> None:
    snapshot = firms.snapshot()
    named = {uid(snapshot, "园区热电厂"): ["DCIM\\gate_20260612.jpg"]}
    asked = Asked({page_code("3f2a", 7): {uid(snapshot, "堆肥厂")}}, named)
    match = matched(snapshot, name, asked)
    assert (match.state, match.name, match.way) == (MATCHED, firm, way)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("IMG_0001.jpg", UNMATCHED),
        ("水泥厂 化工厂 之间.jpg", AMBIGUOUS),
        ("SV-0000-001.jpg", UNMATCHED),
        ("northeast chemicalsite.jpg", UNMATCHED),
    ],
)
def test_what_is_not_sure_is_told_with_its_reason(firms: Project, name: str, state: str) -> None:
    match = matched(firms.snapshot(), name)
    assert (match.state, match.firm) == (state, "")
    assert match.told is not None


def test_a_page_whose_check_digits_do_not_fit_is_not_guessed(firms: Project) -> None:
    asked = Asked({"SV-3F2A-007-95": {uid(firms.snapshot(), "堆肥厂")}})
    assert matched(firms.snapshot(), "SV-3F2A-007-59.jpg", asked).state == UNMATCHED


def test_two_ways_that_name_different_firms_are_told_as_several(firms: Project) -> None:
    snapshot = firms.snapshot()
    asked = Asked({}, {uid(snapshot, "化工厂"): ["DCIM/IMG_0001.jpg"]})
    by_folder = matched(snapshot, "水泥厂/IMG_0001.jpg", asked)
    assert (by_folder.state, by_folder.firm) == (AMBIGUOUS, "")
    assert by_folder.told is not None
    assert by_folder.told.values == {"names": ["化工厂", "水泥厂"]}
    assert matched(snapshot, "化工厂/IMG_0001.jpg", asked).way == PACKET


def test_of_a_photo_that_two_firms_named_the_folder_tells_whose_it_is(firms: Project) -> None:
    snapshot = firms.snapshot()
    chemical, cement = uid(snapshot, "化工厂"), uid(snapshot, "水泥厂")
    asked = Asked({}, {chemical: ["IMG_1.jpg"], cement: ["IMG_1.jpg"]})
    plan = plan_photos(snapshot, asked, [PhotoFile("水泥厂/IMG_1.jpg", "ab" * 32)])
    assert [(one.state, one.firm) for one in plan.matches] == [(MATCHED, cement)]
    assert plan.missing == (("化工厂", "IMG_1.jpg"),)


def test_a_code_that_two_packets_share_is_of_several_firms(firms: Project) -> None:
    snapshot = firms.snapshot()
    asked = Asked({page_code("3f2a", 7): {uid(snapshot, "堆肥厂"), uid(snapshot, "化工厂")}})
    assert matched(snapshot, "SV-3F2A-007.jpg", asked).state == AMBIGUOUS


def test_an_unknown_page_is_not_looked_for_by_name_as_well(firms: Project) -> None:
    assert matched(firms.snapshot(), "SV-0000-001 化工厂.jpg").state == UNMATCHED


def test_a_photo_taken_more_than_500_m_from_its_firm_says_so(firms: Project) -> None:
    snapshot = firms.snapshot()
    lon, lat = snapshot.actor.point[1].tolist()
    near, far = (PhotoFile("化工厂.jpg", "ab" * 32, (lon, lat + part)) for part in (0.004, 0.005))
    by_near, by_far = plan_photos(snapshot, Asked(), [near, far]).matches
    assert by_near.told is None
    assert by_near.far == pytest.approx(0.004 * 111_195, rel=1e-4)  # a degree of a meridian of the mean earth, m
    assert by_far.told is not None
    hint = matched(snapshot, "IMG_2.jpg")
    placed = plan_photos(snapshot, Asked(), [PhotoFile("IMG_2.jpg", "cd" * 32, (lon, lat))]).matches[0]
    assert hint.told is not None
    assert placed.told is not None
    assert placed.told.values == {"metres": "0", "firm": "化工厂"}


def test_the_same_photo_again_and_the_same_twice_in_one_folder_add_nothing(firms: Project) -> None:
    two = [PhotoFile("化工厂.jpg", "ab" * 32), PhotoFile("化工厂 copy.jpg", "ab" * 32)]
    states = [one.state for one in plan_photos(firms.snapshot(), Asked(), two).matches]
    assert states == [MATCHED, AGAIN]


def test_photos_that_a_packet_named_and_nobody_has_are_listed(firms: Project) -> None:
    snapshot = firms.snapshot()
    asked = Asked({}, {uid(snapshot, "化工厂"): ["DCIM/a.jpg", "DCIM/b.jpg"], "gone": ["c.jpg"]})
    plan = plan_photos(snapshot, asked, [PhotoFile("A.jpg", "ab" * 32)])
    assert plan.missing == (("化工厂", "DCIM/b.jpg"),)


def test_a_file_that_cannot_be_read_names_no_firm(firms: Project) -> None:
    told = Text("cut short")
    match = plan_photos(firms.snapshot(), Asked(), [PhotoFile("化工厂.jpg", fault=told)]).matches[0]
    assert (match.state, match.firm, match.told) == (UNREADABLE, "", told)


def test_a_firm_that_only_enters_sums_is_never_named(firms: Project) -> None:
    with firms.edit(Text("Count a firm in sums alone")) as db:
        (source,) = insert(db, "source", [{"title": "Statistics", "permitted_use": "aggregate"}])
        insert(db, "actor", [{"name": "保密厂", "kind": "firm", "source_id": source}])
        insert(db, "actor", [{"name": "化工厂二厂", "kind": "firm", "source_id": source}])
    assert matched(firms.snapshot(), "保密厂 大门.jpg").state == UNMATCHED
    assert matched(firms.snapshot(), "化工厂二厂 大门.jpg").state == UNMATCHED  # not of the firm 化工厂
    both = matched(firms.snapshot(), "保密厂 水泥厂.jpg")
    assert (both.state, str(both.told).count("保密厂")) == (AMBIGUOUS, 0)


def test_the_names_of_four_thousand_firms_are_looked_up_and_not_gone_through(firms: Project) -> None:
    with firms.edit(Text("Enter many firms")) as db:
        insert(db, "actor", [{"name": f"第{number}化工有限公司", "kind": "firm"} for number in range(4000)])
    files = [
        PhotoFile(f"survey June team one/day {day}/WeChat image of 第{day}化工.jpg", str(day)) for day in range(20)
    ]
    snapshot, begun = firms.snapshot(), time.process_time()
    plan = plan_photos(snapshot, Asked(), files)
    assert time.process_time() - begun < 1.5  # 20 photos took 1.7 s by going through all names, now mostly the reading
    assert [one.name for one in plan.matches] == [f"第{day}化工有限公司" for day in range(20)]
