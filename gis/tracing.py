"""What leads to an actor and away from it, step by step along the direction of links."""

import numpy as np

from core.columns import Integers


def trace(ends: tuple[Integers, Integers], start: int, steps: int, *, upstream: bool = False) -> Integers:
    """How many steps each link lies from an actor (row), 0 for links that are not reached within `steps`.

    `ends` are the rows of senders and receivers (n,), -1 for the outside, where a trace ends. A link is reached at the
    step after the first that leads to its near end (breadth first, Moore 1959), so that rings end too.
    """
    near, far = ends[::-1] if upstream else ends
    away = np.zeros(len(near), dtype=np.int64)
    last = int(max([start, *(side.max(initial=-1) for side in ends)]))
    reached = np.zeros(last + 2, dtype=np.bool_)  # -1, the outside, reads the last, which is never reached
    fresh = np.array([start])
    for step in range(1, steps + 1):
        reached[fresh] = True
        found = reached[near] & (away == 0)
        away[found] = step
        fresh = np.unique(far[found])
        fresh = fresh[fresh >= 0]
        if not len(fresh):
            break
    return away
