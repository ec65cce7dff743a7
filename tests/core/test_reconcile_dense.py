"""A network too dense for the accuracy of every adjusted amount says so."""

import pytest

from core import reconcile_elimination, reconcile_linear
from core.i18n import show
from core.project import Project
from core.reconcile import reconcile


def test_a_network_too_dense_for_the_accuracy_of_every_amount_says_so(
    small_cluster: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = small_cluster.snapshot()
    usual = [show(note, "en") for note in reconcile(snapshot, 2024, "all").notes]
    monkeypatch.setattr(reconcile_linear, "DIRECT_NODES", -1)
    monkeypatch.setattr(reconcile_elimination, "MOST_CORE", -1)
    dense = [show(note, "en") for note in reconcile(snapshot, 2024, "all").notes]
    assert not any("too many others" in note for note in usual)
    assert any("too many others" in note for note in dense)
