"""Who gives to whom as a matrix: senders in rows, receivers in columns, the known sums of the chosen links in one unit.

What nobody stated is counted beside the sums and never taken for 0; an empty cell is no link. The largest parts have a
row or column of their own, the smaller ones one together, so that sums at the edges hold every link.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers, Numbers, Words
from core.figures import figures
from core.findings import Finding
from core.i18n import show
from core.kinds import FLOW_KINDS
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.choosing import EVERYTHING, Choice
from gis.chosen_links import chosen_links, left_out
from gis.matrix_order import block_order
from gis.partitions import OUTSIDE, Parts, level_title, sides_of

MOST = 15  # rows and columns with a name unless somebody asks for more
SORTINGS = {"size": N_("The largest first"), "name": N_("By name"), "blocks": N_("In blocks")}
_AT_THE_END = (OUTSIDE, "environment")  # kinds of parts that are no firms of the park


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Sums (rows, columns) in `unit`: `known` of stated amounts, `links`, and how many of them are `unknown` or partly.

    `cell` is the cell of each link (row * columns + column), `uids` and `matters` their uid and commodity; `own` are
    the cells in which a part gives to itself. `asked` says what the filter of the map asks and hides, `notes` what
    became of the other links that it leaves.
    """

    name: str
    year: int | None
    unit: str
    level: Text
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    known: Numbers
    links: Integers
    unknown: Integers
    cell: Integers
    uids: Words
    matters: Words
    own: Flags
    asked: tuple[Text, ...]
    notes: tuple[Text, ...]

    def places(self, row: int | None, column: int | None) -> Integers:
        """The links of a cell, of a row or a column where the other is None, of everything where both are."""
        rows, columns = np.divmod(self.cell, max(len(self.receivers), 1))
        met = np.ones(len(self.cell), dtype=np.bool_)
        if row is not None:
            met &= rows == row
        if column is not None:
            met &= columns == column
        return np.flatnonzero(met)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The place of every part (-1 for none) at one side, and of each place its title and part (-1 for the others).

    The first `named` places are parts by themselves, before the others and what lies outside.
    """

    place: Integers
    titles: tuple[str, ...]
    parts: tuple[int, ...]
    named: int


def flow_matrix(
    snapshot: Snapshot,
    year: int | None,
    unit: str,
    level: str,
    language: str,
    *,
    choice: Choice = EVERYTHING,
    findings: Sequence[Finding] = (),
    most: int = MOST,
    sorting: str = "size",
    public: bool = False,
) -> Matrix:
    """The links of a year that a choice asks for between the parts of a level, at most so many parts at each side."""
    chosen = chosen_links(snapshot, year, language, choice, findings, public=public)
    now = chosen.now
    told, parts = figures(now), sides_of(now, level, language)
    physical = np.isin(now.flow.kind, [kind for kind, one in FLOW_KINDS.items() if one.physical])
    rows = np.flatnonzero(physical & (told.unit == unit))
    value = np.nan_to_num(told.value[rows])
    unsure = np.isnan(told.value[rows]) | told.partial[rows]
    ends = tuple(parts.of_actor[end[rows]] for end in (now.flow.sender, now.flow.receiver))
    sides = tuple(_side(end, value, parts, most, sorting, language) for end in ends)
    if sorting == "blocks":
        sides = _in_blocks(sides, ends, value)
    senders, receivers = sides
    shape = (len(senders.titles), len(receivers.titles))
    cell = senders.place[ends[0]] * shape[1] + receivers.place[ends[1]]
    known, links, unknown = (
        np.bincount(cell, weight, shape[0] * shape[1]).astype(np.float64).reshape(shape)
        for weight in (value, None, unsure)
    )
    same = np.equal.outer(np.array(senders.parts, np.int64), np.array(receivers.parts, np.int64))
    own = same & (np.array(senders.parts, np.int64) >= 0)[:, None]
    elsewhere = int((physical & (told.unit != unit)).sum())
    others = (
        *(
            [
                Text(
                    "{n} link is measured in another unit.",
                    {"n": elsewhere},
                    plural="{n} links are measured in other units.",
                )
            ]
            if elsewhere
            else []
        ),
        *left_out(services=int((~physical).sum()), withheld=chosen.withheld, internal=chosen.internal),
    )
    return Matrix(
        now.name, chosen.year, unit, level_title(level), senders.titles, receivers.titles,
        known, links.astype(np.int64), unknown.astype(np.int64), cell, now.flow.uid[rows],
        now.commodity.name[now.flow.commodity[rows]], own, tuple(chosen.notes()), others,
    )  # fmt: skip


def _side(part: Integers, value: Numbers, parts: Parts, most: int, sorting: str, language: str) -> _Side:
    """The parts with links at one side: the largest by their known sums, the others together, the outside last."""
    count = len(parts.titles)
    weight, links = np.bincount(part, value, count), np.bincount(part, minlength=count)
    listed = sorted(np.flatnonzero(links).tolist(), key=lambda one: (-weight[one], -links[one], parts.titles[one]))
    named = [one for one in listed if parts.kinds[one] not in _AT_THE_END]
    beyond = [one for one in listed if parts.kinds[one] in _AT_THE_END]
    rest = named[most - 1 :] if len(named) > most else []
    shown = named[: len(named) - len(rest)]
    if sorting == "name":  # in this order of bytes the common Chinese characters follow their pronunciation
        shown.sort(key=lambda one: parts.titles[one].encode("gb18030"))
    place = np.full(count, -1, dtype=np.int64)
    place[shown] = np.arange(len(shown))
    place[rest] = len(shown)
    titles, told = [parts.titles[one] for one in shown], list(shown)
    if rest:
        titles.append(show(Text("the other {n}", {"n": len(rest)}), language))
        told.append(-1)
    place[beyond] = len(titles) + np.arange(len(beyond))
    return _Side(place, (*titles, *(parts.titles[one] for one in beyond)), (*told, *beyond), len(shown))


def _in_blocks(sides: tuple[_Side, ...], ends: tuple[Integers, ...], value: Numbers) -> tuple[_Side, ...]:
    """The sides with their named parts in an order in which those that deal with each other stand together."""
    shape = (len(sides[0].titles), len(sides[1].titles))
    cell = sides[0].place[ends[0]] * shape[1] + sides[1].place[ends[1]]
    weight = np.bincount(cell, np.log1p(value) + 1.0, shape[0] * shape[1]).astype(np.float64).reshape(shape)
    orders = block_order(weight[: sides[0].named, : sides[1].named])
    return tuple(_reordered(side, order) for side, order in zip(sides, orders, strict=True))


def _reordered(side: _Side, order: Integers) -> _Side:
    """A side whose first places stand in another order."""
    whole = [*order.tolist(), *range(len(order), len(side.titles))]
    new = np.append(np.argsort(np.array(whole, dtype=np.int64)), -1)  # the last is for parts that have no place
    return _Side(
        new[side.place], tuple(side.titles[at] for at in whole), tuple(side.parts[at] for at in whole), side.named
    )
