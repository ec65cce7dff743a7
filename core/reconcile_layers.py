"""What of a project can be reconciled: a layer per conserved kind, with the actors whose accounts are complete.

Within goods everything in tonnes is one kind, whatever it is called, since a firm turns goods into others; water and
energy are kinds of their own. An actor is balanced only where its account of the kind is said to be complete.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from core.catalogues import table
from core.columns import Flags, Integers, Numbers
from core.figures import Statements, statements
from core.kinds import GRADES
from core.names import word_key
from core.reconcile_coefficients import Coefficient, Ends, coefficients
from core.reconcile_contents import Content, contents
from core.reconcile_model import OUTSIDE
from core.snapshot import Snapshot
from core.text import N_, Text

# The conserved kinds: media of commodities and the one unit in which their amounts are kept.
KINDS = {
    "goods": (("goods", "emission"), "t", N_("goods")),
    "water": (("water",), "m3", N_("water")),
    "energy": (("energy",), "GJ", N_("energy")),
}
MARKED, ALL = "marked", "all"


@dataclass(frozen=True, slots=True)
class Statement:
    """Statements (k,) about the amounts of a layer: which amount, `value`, `sd`, row of `flow_amount` (-1: a stock)."""

    arc: Integers
    value: Numbers
    sd: Numbers
    row: Integers


@dataclass(frozen=True, slots=True)
class Layer:
    """Amounts of one conserved kind in `unit`: first links (rows `flow`), then changes of stocks (rows `stock`).

    `tail` and `head` (m,) are places in `actor` (rows of balanced actors) or OUTSIDE. `one_sided` actors (rows) are not
    balanced, since nothing comes in to them or nothing goes out; `notes` say what else was left out, `contents` what
    substances the amounts hold, `coefficients` which share of what comes in leaves in a commodity.
    """

    kind: str
    unit: str
    flow: Integers
    stock: Integers
    actor: Integers
    tail: Integers
    head: Integers
    told: Statement
    one_sided: Integers
    notes: tuple[Text, ...] = field(default=())
    contents: tuple[Content, ...] = ()
    coefficients: tuple[Coefficient, ...] = ()

    def __len__(self) -> int:
        return len(self.tail)

    @property
    def free(self) -> Flags:
        """Which amounts may be negative: the changes of stocks."""
        changing: Flags = np.arange(len(self)) >= len(self.flow)
        return changing


def default_share(grade: str) -> float:
    """The sd of a figure of a grade as a share of it where nobody stated one (resources/tables/uncertainties.csv)."""
    return next(float(row["share"]) for row in table("tables/uncertainties.csv") if row["grade"] in (grade, ""))


def layers(now: Snapshot, balance: str = MARKED) -> list[Layer]:
    """The layers of a snapshot narrowed to a year that have links; `balance` takes marked actors or all."""
    told = statements(now)
    found = (_layer(now, told, kind, balance) for kind in KINDS)
    return [layer for layer in found if len(layer)]


def _layer(now: Snapshot, told: Statements, kind: str, balance: str) -> Layer:
    media, unit, _ = KINDS[kind]
    commodity = now.commodity
    member = np.isin(commodity.medium, media) & (commodity.base_unit == unit)
    flow = np.flatnonzero(member[now.flow.commodity])
    gives, takes = _sides(now, flow)
    wanted = _complete(now, kind, balance) & ((balance == MARKED) | gives | takes)
    one_sided, balanced = np.flatnonzero(wanted & ~(gives & takes)), np.flatnonzero(wanted & gives & takes)
    place = np.full(len(now.actor) + 1, OUTSIDE)
    place[balanced] = np.arange(len(balanced))
    stock = _stocks(now, member, place)
    holder = place[now.stock.actor[stock]]
    tail = np.concatenate([place[now.flow.sender[flow]], holder]).astype(np.int64)
    head = np.concatenate([place[now.flow.receiver[flow]], np.full(len(stock), OUTSIDE)]).astype(np.int64)
    stated = _stated(now, told, flow, stock)
    notes = tuple(_notes(flow, told, len(now.flow)))
    commodity_of = np.concatenate([now.flow.commodity[flow], now.stock.commodity[stock]])
    told_of, unread = contents(now, commodity_of) if kind == "goods" and len(balanced) else ((), ())
    tied, left = _tied(now, commodity_of, (tail, head), len(flow), place, member, told_of)
    return Layer(
        kind, unit, flow, stock, balanced, tail, head, stated, one_sided, (*notes, *unread, *left), told_of, tied
    )


def _tied(
    now: Snapshot, commodity: Integers, ends: tuple[Integers, Integers], links: int, place: Integers, member: Flags,
    told: tuple[Content, ...],
) -> tuple[tuple[Coefficient, ...], tuple[Text, ...]]:  # fmt: skip
    """The transfer coefficients of a layer, of whose amounts the first `links` are links; and what ties nothing."""
    shares = {word_key(content.name): content.share for content in told} | {"": np.ones(len(commodity))}
    usual = np.array([default_share(str(grade)) for grade in now.transfer_coefficient.grade])
    tail, head = ends
    return coefficients(now, Ends(commodity[:links], tail[:links], head[:links]), place, shares, usual, member)


def _complete(now: Snapshot, kind: str, balance: str) -> Flags:
    """Which actors are to be balanced; places where things only come from or go to never are."""
    if balance == ALL:
        return np.asarray(now.actor.kind != "environment")
    return np.array([kind in word.split("_") or word == "all" for word in now.actor.balanced.tolist()], dtype=bool)


def _sides(now: Snapshot, flow: Integers) -> tuple[Flags, Flags]:
    """Which actors something goes out from and comes in to, by links that do not lead back to themselves."""
    sender, receiver = now.flow.sender[flow], now.flow.receiver[flow]
    real = sender != receiver
    gives, takes = np.zeros(len(now.actor) + 1, dtype=bool), np.zeros(len(now.actor) + 1, dtype=bool)
    gives[sender[real]] = takes[receiver[real]] = True
    return gives[:-1], takes[:-1]


def _stocks(now: Snapshot, member: Flags, place: Integers) -> Integers:
    """The last row about each balanced actor's stock of a commodity of the kind."""
    last = {}
    for row in np.flatnonzero(member[now.stock.commodity] & (place[now.stock.actor] >= 0)).tolist():
        last[int(now.stock.actor[row]), int(now.stock.commodity[row])] = row
    return np.array(sorted(last.values()), dtype=np.int64)


def _stated(now: Snapshot, told: Statements, flow: Integers, stock: Integers) -> Statement:
    """Every whole and known statement about the links, and the changes of stocks."""
    arc_of = np.full(len(now.flow), -1)
    arc_of[flow] = np.arange(len(flow))
    chosen = np.flatnonzero((arc_of[told.flow] >= 0) & ~np.isnan(told.value) & ~told.partial)
    names = {rank: word for word, rank in GRADES.items()} | {0: ""}
    share = np.array([default_share(names[rank]) for rank in range(len(names))])[told.grade[chosen]]
    value = told.value[chosen]
    opening, closing = now.stock.opening[stock], now.stock.closing[stock]
    known = np.flatnonzero(~np.isnan(opening) & ~np.isnan(closing))
    held = np.hypot(opening[known], closing[known])
    size = _sizes(now, told.flow[chosen], value, now.stock.actor[stock[known]], held)
    usual = np.concatenate([share, np.full(len(known), default_share(""))]) * size
    sd = np.concatenate([told.sd[chosen], np.full(len(known), np.nan)])
    return Statement(
        np.concatenate([arc_of[told.flow[chosen]], len(flow) + known]),
        np.concatenate([value, (closing - opening)[known]]),
        np.where(np.isnan(sd), usual, sd),
        np.concatenate([told.row[chosen], np.full(len(known), -1)]),
    )


def _middle(flow: Integers, size: Numbers) -> Numbers:
    """The median of the sizes told of each statement's link, of an even number the lower of the two in the middle."""
    order = np.lexsort((size, flow))
    links, first, count = np.unique(flow[order], return_index=True, return_counts=True)
    middle: Numbers = size[order][first + (count - 1) // 2]
    return middle[np.searchsorted(links, flow)]


def _sizes(now: Snapshot, flow: Integers, value: Numbers, holder: Integers, held: Numbers) -> Numbers:
    """What the sd of statements about links, then of what stocks `held`, is a share of where nobody stated one.

    Of several about one link none is more exact than the middle one: 7 beside twice 7,000 is most likely a slip. A 0
    is no more exact than the smallest amount above 0 at its ends, or of the layer where these have none: only an sd of
    0 that was entered makes a figure exact.
    """
    above = value > 0
    least = np.full(len(now.actor) + 1, np.inf)
    ends = (now.flow.sender[flow], now.flow.receiver[flow])
    for end in ends:
        np.minimum.at(least, end[above], value[above])
    least[OUTSIDE] = np.inf
    floor = np.concatenate([np.minimum(least[ends[0]], least[ends[1]]), least[holder]])
    floor[np.isinf(floor)] = value[above].min() if above.any() else 1.0
    own = np.concatenate([np.maximum(np.abs(value), _middle(flow, np.abs(value))), held])
    sizes: Numbers = np.where(own > 0, own, floor)
    return sizes


def _notes(flow: Integers, told: Statements, links: int) -> Iterator[Text]:
    """What of the layer counts as unknown though something is stated."""
    member = np.zeros(links, dtype=bool)
    member[flow] = True
    parts = len(np.unique(told.flow[told.partial & member[told.flow]]))
    if parts:
        yield Text(
            "{n} link of which only a part of the year is known counts as unknown.",
            {"n": parts},
            plural="{n} links of which only a part of the year is known count as unknown.",
        )
