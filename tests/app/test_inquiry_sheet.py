"""What the inquiry sheet of an entered finding says to the firm."""

from collections.abc import Callable

import pytest

from app.inquiry_sheet import inquiry_sheet
from core.analysis import analyse
from core.check_entered import Entry, enter_finding
from core.decisions import NOBODY, standing_of
from core.evidence import ref
from core.project import Project
from core.snapshot import Snapshot


@pytest.mark.parametrize(("demand", "language", "told"), [
    ("", "zh", "检查 文7：河面有泡沫"),
    ("", "en", "Inspection 文7: 河面有泡沫"),
    ("清理河面", "zh", "检查 文7：河面有泡沫。要求：清理河面"),
    ("清理河面", "en", "Inspection 文7: 河面有泡沫. Demand: 清理河面"),
])  # fmt: skip
def test_a_firm_reads_what_was_seen_and_demanded_but_not_the_note_of_the_office_to_itself(
    small_cluster: Project, demand: str, language: str, told: str
) -> None:
    about = ref(small_cluster.snapshot(), "actor", 0)
    enter_finding(small_cluster, Entry("inspection", "文7", about, 2024, 2, "河面有泡沫", demand))
    snapshot = small_cluster.snapshot()
    (finding,) = (one for one in analyse(snapshot, 2024).findings if one.layer == "entered")
    assert inquiry_sheet(snapshot, finding, standing_of(finding, NOBODY), language).sentence == told


def test_rows_of_another_firm_are_counted_and_not_shown(sample_shot: Callable[[str, str], Snapshot]) -> None:
    snapshot = sample_shot("teaching", "en")
    twins = next(one for one in analyse(snapshot, 2025).findings if one.rule == "data.same_firm_twice")
    sheet = inquiry_sheet(snapshot, twins, standing_of(twins, NOBODY), "en")
    assert (len(sheet.rows), sheet.more) == (1, "1 row more is not shown on this sheet.")
