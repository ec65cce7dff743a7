"""What a survey cannot have seen, or what is odd, is a question with its reason in the plan."""

from pathlib import Path
from typing import Any

import pytest

from core.i18n import show
from core.merge_apply import apply_plan, decide
from core.merge_doubts import Doubts
from core.merge_packets import packet_label, plan_packet
from core.merge_records import SURVEY, kept_conflicts, note_text
from core.merge_trial import rehearse_plan
from core.merge_values import Amount
from core.merge_words import Words, plan_lines
from core.project import Project
from core.review import Reviewer
from core.text import Text
from tests.core.test_merge_copied_rows import NEW, put
from tests.core.test_merge_packets import Fill, cell, filled, packet, row_of

__all__ = ["packet"]
FIRMS, LINKS = "企业与机构", "链接与数量"


def firm(heading: str, value: object) -> Fill:
    """What a surveyor writes of the chemical works."""

    def fill(book: Any) -> None:
        cell(book[FIRMS], row_of(book[FIRMS], "名称", "化工厂"), heading).value = value

    return fill


def link(value: object, unit: str = "kt") -> Fill:
    """The amount of a link that is new."""
    return lambda book: put(book[LINKS], {**NEW, "数量": value, "单位": unit})


@pytest.mark.parametrize(
    ("fill", "reason"),
    [
        (firm("状态日期", "2099-01-01"), "2099-01-01 is still to come; of what was seen the day lies in the past"),
        (link(-5), "the number must not be below 0"),
        (link(1e12, "GJ"), "is about what a whole country has in a year; which unit is meant?"),
        (link(1e16, "GJ"), "the number is too large to be a quantity"),
        (link(9e9, "t"), "far above every other amount of its kind; the largest is"),
    ],
)
def test_nonsense_is_a_question_with_its_reason_and_changes_nothing(
    small_cluster: Project, packet: Path, fill: Fill, reason: str
) -> None:
    before = small_cluster.snapshot()
    meeting = plan_packet(small_cluster, filled(packet, fill))
    (line,) = [one for one in plan_lines(Words(before, meeting.plan.adds), meeting.plan) if one.kind == "doubt"]
    assert reason in line.note
    merged = apply_plan(small_cluster, meeting.plan, meeting.returned, packet_label(meeting))
    now = small_cluster.snapshot()
    assert (merged.counts["updates"], merged.counts["conflicts"], merged.open) == (0, 1, 1)
    assert now.actor.status_date.tolist() == before.actor.status_date.tolist()
    assert len(now.flow_amount) == len(before.flow_amount)
    with small_cluster.reading() as db:
        (asked,) = kept_conflicts(db)
    assert reason in show(note_text(asked.note), "en")


def test_what_a_person_lets_pass_is_taken_and_is_asked_no_more(small_cluster: Project, packet: Path) -> None:
    back = filled(packet, firm("状态日期", "2099-01-01"))
    meeting = plan_packet(small_cluster, back)
    apply_plan(small_cluster, meeting.plan, meeting.returned, packet_label(meeting))
    with small_cluster.reading() as db:
        (asked,) = kept_conflicts(db)
    assert decide(small_cluster, {asked.id: SURVEY}, Text("Decide")).open == 0
    assert "2099-01-01" in small_cluster.snapshot().actor.status_date
    again = plan_packet(small_cluster, back)
    assert (again.plan.counts["conflicts"], again.plan.counts["updates"]) == (0, 0)


@pytest.mark.parametrize(
    ("code", "edition", "asked"),
    [
        ("9Z9", "", True),
        ("9Z9", "2017", True),
        ("2614", "", False),
        ("9Z9", "NACE 2", False),
        ("20.15", "", False),
        ("", "", False),
    ],
)
def test_a_code_of_no_list_is_asked_about_unless_its_edition_is_told(
    small_cluster: Project, code: str, edition: str, asked: bool
) -> None:
    now = small_cluster.snapshot()
    before = {"industry_code": ("2619", "2017"), "status": "running"}
    reason = Doubts(now, Reviewer(now)).of("actor", {"industry_code": (code, edition)}, "industry_code", before)
    assert (reason is not None) is asked


def test_an_amount_about_a_thousand_times_the_known_one_is_asked_about(small_cluster: Project) -> None:
    now = small_cluster.snapshot()
    doubts, before = Doubts(now, Reviewer(now)), {"value_entered": Amount(40.0, "kt")}
    told = doubts.of("flow_amount", {"value_entered": Amount(40.0, "t")}, "value_entered", before)
    assert told is not None
    assert show(told, "en") == "40 t is about a thousand times more or less than 40 kt; which unit is meant?"
    assert doubts.of("flow_amount", {"value_entered": Amount(4.0, "kt")}, "value_entered", before) is None


def test_a_negative_amount_stays_a_question_whoever_lets_it_pass(small_cluster: Project, packet: Path) -> None:
    meeting = plan_packet(small_cluster, filled(packet, link(-5)))
    (asked,) = [one for one in meeting.plan.conflicts if one.kind == "doubt"]
    tried = rehearse_plan(small_cluster, meeting.plan, meeting.returned, {(asked.packet, asked.place): SURVEY})
    assert (len(tried.faults), tried.counts["adds"], tried.counts["conflicts"]) == (
        1,
        3,
        1,
    )  # the link, its good, the source


@pytest.mark.parametrize("fill", [firm("状态日期", "2024-05-01"), link(5), link("5")])
def test_what_can_be_is_no_question(small_cluster: Project, packet: Path, fill: Fill) -> None:
    assert plan_packet(small_cluster, filled(packet, fill)).plan.conflicts == []
