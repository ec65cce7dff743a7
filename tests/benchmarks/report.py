"""What every benchmark prints: rows of what, size, ours, peer, ratio, goal and whether it is met."""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Row = dict[str, Any]


def figure_row(
    what: str, size: str, taken: Sequence[tuple[float, float]], goal: float, *, as_ratio: bool = False
) -> Row:
    """The medians of interleaved rounds (ours, peer) in seconds; a peer that could not be run is NaN.

    The goal is in seconds, or with `as_ratio` a share of the peer's time where there is a peer.
    """
    ours, peer = (statistics.median(seconds) for seconds in zip(*taken, strict=True))
    alone = bool(np.isnan(peer))
    ratio = None if alone else round(ours / peer, 5)
    return {
        "what": what,
        "size": size,
        "ours": round(ours, 5),
        "peer": None if alone else round(peer, 5),
        "ratio": ratio,
        "goal": goal,
        "met": (ratio if as_ratio and ratio is not None else ours) <= goal,
    }


def run(description: str | None, measure: Callable[[bool], list[Row]]) -> int:
    """Print the rows of `measure(quick)`; 0 where every goal is met that could be judged."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="the small cluster once")
    parser.add_argument("--json", action="store_true", help="rows as JSON")
    arguments = parser.parse_args()
    rows = measure(arguments.quick)
    if arguments.json:
        sys.stdout.write(json.dumps(rows, indent=1) + "\n")
    else:
        for each in rows:
            sys.stdout.write("{what:26} {size} ours {ours:9.4f} peer {peer} goal {goal} met {met}\n".format(**each))
    return 0 if all(each["met"] is not False for each in rows) else 1
