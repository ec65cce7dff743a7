"""Links between groups summed: a bundle for each two groups, direction, kind and unit; unlike units are never added."""

from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class LinkEnds:
    """Links as rows: `sender` and `receiver` (actor rows), `kind` (code of colour group, unit and status), `amount`.

    An unknown amount is NaN.
    """

    sender: Integers
    receiver: Integers
    kind: Integers
    amount: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Bundles:
    """Summed links between groups: `amount` of those known, NaN where none is; how many `links`, and `unknown` ones.

    `above` says for each link, or bundle of the next finer level, in which of these it lies.
    """

    sender: Integers
    receiver: Integers
    kind: Integers
    amount: Numbers
    links: Integers
    unknown: Integers
    above: Integers

    def __len__(self) -> int:
        return len(self.sender)


def bundled(links: LinkEnds, group: Integers, count: int) -> Bundles:
    """The links summed between `count` groups; `group` (actors,) holds the group of each actor."""
    unknown = np.isnan(links.amount)
    ends = (group[links.sender], group[links.receiver])
    return _summed(
        ends, links.kind, links.amount, np.ones(len(unknown), dtype=np.int64), unknown.astype(np.int64), count
    )


def rebundled(finer: Bundles, joined: Integers, count: int) -> Bundles:
    """The bundles of a finer level summed between `count` groups; `joined` holds the new group of each old one."""
    ends = (joined[finer.sender], joined[finer.receiver])
    return _summed(ends, finer.kind, finer.amount, finer.links, finer.unknown, count)


def _summed(
    ends: tuple[Integers, Integers], kind: Integers, amount: Numbers, links: Integers, unknown: Integers, count: int
) -> Bundles:
    kinds = int(kind.max()) + 1 if len(kind) else 1
    key = (ends[0] * count + ends[1]) * kinds + kind
    order = np.argsort(key)
    ordered = key[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    above = np.empty(len(key), dtype=np.int64)
    above[order] = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(key))))
    told = ordered[starts]
    total = len(starts)
    linked, lacking = (np.bincount(above, part, total).astype(np.int64) for part in (links, unknown))
    known = np.bincount(above, np.nan_to_num(amount), total)
    pair, of_kind = np.divmod(told, kinds)
    sender, receiver = np.divmod(pair, count)
    return Bundles(sender, receiver, of_kind, np.where(lacking < linked, known, np.nan), linked, lacking, above)
