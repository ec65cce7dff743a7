"""A process killed in the midst of merges; tests.faults.merging does it often."""

from pathlib import Path

from tests.faults.merging import kill_once, prepare


def test_a_kill_during_a_merge_loses_nothing_told_and_leaves_no_half_of_it(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert all(kill_once(tmp_path, seed) for seed in range(2))
