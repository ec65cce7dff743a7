"""What of a reconciliation a map may show, beside the accuracy by which each declared amount was weighed."""

import pytest

from app.adjusted_map import adjusted_links
from core.project import Project
from core.reconcile import reconcile
from core.records import update
from core.text import Text


def test_a_declared_amount_is_as_exact_as_its_grade_where_nobody_stated_an_sd(small_cluster: Project) -> None:
    with small_cluster.edit(Text("Grade the figures")) as db:
        update(db, "flow_amount", 1, {"grade": "declared", "sd": None})
        update(db, "flow_amount", 2, {"grade": "declared", "sd": 7.0})
    snapshot = small_cluster.snapshot()
    told = {uid: one.accuracy for uid, one in adjusted_links(reconcile(snapshot, 2024, "all")).by_link.items()}
    first, second = (snapshot.flow_amount.flow[row] for row in (0, 1))
    assert told[str(snapshot.flow.uid[first])] == pytest.approx(0.068 * snapshot.flow_amount.value[0])
    assert told[str(snapshot.flow.uid[second])] == 7.0
