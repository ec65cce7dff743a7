"""Random histories of an office and three packets: python -m tests.soak.merging [--histories 2000].

Of each it is held that every order of the packets gives the same rows and questions, that a packet merged again
adds nothing, that no row is lost or doubled, and that conflicts of two sides are those of geodiff. Prints the line of
RESULTS.md; ends with the first history in which something differs.
"""

import argparse
import itertools
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.core.merge_histories import Rows, edited, merged, plain_state, random_rows
from tests.core.test_merge_oracle import oracle, ours, plain


def check_orders(draw: random.Random, base: Rows, office: Rows) -> int:
    """Merge three packets in each order and each once more; returns how many questions stay open."""
    packets = [(f"p{place}", edited(draw, base, draw.randrange(8), f"p{place}_")) for place in range(3)]
    first = merged(base, office, packets)
    for order in itertools.permutations(packets):
        assert plain_state(merged(base, office, order)) == plain_state(first), [name for name, _ in order]
    added = [rows["actor"].keys() - base["actor"].keys() for _, rows in packets]
    assert first.rows["actor"].keys() == office["actor"].keys() | set().union(*added)
    before = plain_state(first)
    for name, rows in packets:
        plan = first.merge(rows, name)
        assert not any((plan.adds, plan.updates, plan.claims)), name
    assert plain_state(first) == before
    return len(first.conflicts)


def check_oracle(draw: random.Random, base: Rows, folder: Path) -> int:
    """Compare two sides with geodiff; returns how many conflicts both find."""
    sides = [plain(edited(draw, base, 8, mark)) for mark in "or"]
    expected = oracle(folder, plain(base), *sides)
    assert ours(plain(base), *sides) == expected, expected
    return len(expected)


def main(words: list[str]) -> int:
    """Try all histories and print what they gave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=2000)
    count = parser.parse_args(words).histories
    begun, questions, conflicts = time.monotonic(), 0, 0
    for seed in range(count):
        draw = random.Random(seed)
        base = random_rows(draw, draw.randrange(1, 6))
        try:
            questions += check_orders(draw, base, edited(draw, base, draw.randrange(6), "o"))
            with tempfile.TemporaryDirectory() as folder:
                conflicts += check_oracle(draw, base, Path(folder) / "sides")
        except AssertionError as difference:
            sys.stdout.write(f"history {seed}: {difference}\n")
            return 1
    sys.stdout.write(
        f"| {count:,} | {6 * count:,} | {questions:,} | {conflicts:,} | {time.monotonic() - begun:.0f} |\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
