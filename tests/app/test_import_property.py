"""Random files of every format through the ordinary import: no row is lost in silence, twice is once, undo is undo.

`python -m tests.soak.imports` tries 2,000 of each format; here a few of each run with the other tests.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.accounted import Readers, Seen, check_table, map_readers
from tests.app.random_tables import WRITERS, random_tables


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with map_readers() as opened:
        yield opened


@pytest.mark.parametrize("form", list(WRITERS))
def test_no_row_of_a_random_file_is_lost(
    form: str, readers: Readers, empty_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, seen = tmp_path_factory.mktemp(form), Seen()

    @settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(made=random_tables())
    def accounted(made: st.SearchStrategy) -> None:  # type: ignore[type-arg]
        check_table(form, made, empty_file, folder, readers, seen)  # type: ignore[arg-type]

    accounted()
    assert seen.tables > seen.refused
    assert seen.rows["imported"] > 0
