"""Random files through the ordinary import: python -m tests.soak.imports [--tables 2000] [FORMAT ...].

The same files every time. Prints a line of RESULTS.md for each format; ends with the first table that lost a row.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from core.project import Project
from tests.app.accounted import Readers, Seen, check_table, map_readers
from tests.app.random_tables import WRITERS, RandomTable, random_tables


def soak(form: str, tables: int, folder: Path, readers: Readers) -> Seen:
    """Try many tables in one format."""
    seen, empty = Seen(), folder / "空工程.gpkg"
    if not empty.exists():
        Project.create(empty).close()

    @settings(
        max_examples=tables,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(made=random_tables())
    def accounted(made: RandomTable) -> None:
        check_table(form, made, empty, folder, readers, seen)

    accounted()
    return seen


def main() -> int:
    """Print what became of the tables of each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", nargs="*", metavar="FORMAT", help=", ".join(WRITERS))
    parser.add_argument("--tables", type=int, default=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, map_readers() as readers:
        for form in arguments.forms or WRITERS:
            start = time.monotonic()
            seen = soak(form, arguments.tables, Path(name), readers)
            told = [seen.tables, seen.refused, sum(seen.rows.values()), *(seen.rows[o] for o in OUTCOMES)]
            told.append(round(time.monotonic() - start))
            sys.stdout.write(f"| {form} | {' | '.join(f'{number:,}' for number in told)} |\n")
            sys.stdout.flush()
    return 0


OUTCOMES = ("imported", "updated", "rejected", "skipped")

if __name__ == "__main__":
    raise SystemExit(main())
