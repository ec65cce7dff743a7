"""Each kind of packet of the samples goes out, is filled in as a surveyor would, merged and undone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.survey_packs import make_packets
from core.merge_apply import apply_plan
from core.merge_copies import Meeting
from core.merge_packets import packet_label, plan_payload
from core.merge_typed import TypedLine, TypedPage, typed_payload
from core.project import Project
from core.survey_order import Order
from tests.core.surveyor import ADDRESS, FILLED, page_of
from tests.core.test_merge_faults import compared


def paper(project: Project, packet: Path) -> Meeting:
    """A page of paper, typed."""
    page, place = page_of(project)
    lines = (TypedLine(*page.asked[place], "12", "t"),)
    return plan_payload(project, typed_payload([TypedPage(page, "met", "2024-05-01", "Li", ADDRESS, lines)]), packet)


TRIPS = [("guigang", "excel"), ("kalundborg", "qfield"), ("guigang", "odk"), ("kalundborg", "paper")]


@pytest.mark.parametrize(("sample", "kind"), TRIPS)
def test_a_packet_of_a_sample_comes_back_in_one_edit_and_is_undone(
    sample_file: Callable[[str, str], Path], tmp_path: Path, sample: str, kind: str
) -> None:
    with Project.open(shutil.copyfile(sample_file(sample, "en"), tmp_path / "park.gpkg")) as project:
        before = project.snapshot()
        make_packets(project, Order(kind, year=2010, whom="Li"), tmp_path / "out.zip", "en")
        revision = project.revision
        out = tmp_path / "out.zip"
        meeting = paper(project, out) if kind == "paper" else compared(project, FILLED[kind](project, out))
        assert (meeting.plan.counts["adds"], meeting.plan.counts["updates"]) == (2, 1)  # the packet as a source
        merged = apply_plan(project, meeting.plan, meeting.returned, packet_label(meeting))
        now = project.snapshot()
        assert (merged.faults, merged.open, project.revision, meeting.notes) == ((), 0, revision + 1, ())
        survey = now.flow_amount.origin == "survey"
        assert now.flow_amount.value_entered[survey].tolist() == [12]
        assert any(ADDRESS in str(told) for told in (*now.actor.address, *now.actor.note))
        project.undo()
        again = project.snapshot()
        assert again.actor.note.tolist() == before.actor.note.tolist()
        assert len(again.flow_amount) == len(before.flow_amount)
