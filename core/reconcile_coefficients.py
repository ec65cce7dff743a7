"""Transfer coefficients of a layer: what leaves a balanced firm in a commodity is a share of what comes in to it.

Cencic (2016), Sustain. Environ. Res. 26, 291-298: m_out = TC · Σ m_in, of a substance or of everything of the kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers, Numbers
from core.evidence import enumerate_names
from core.names import word_key
from core.snapshot import Snapshot
from core.statements import counted_coefficients
from core.text import N_, Text

NO_VALUE = N_("no value is told")
NO_ACCOUNT = N_("the account of the firm is not balanced")
NO_LINK = N_("no link takes the commodity away from the firm")
NO_SHARE = N_("the composition of what comes in or leaves is not told")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient (row of `transfer_coefficient`) that ties amounts of a layer: `value` and `sd`, shares from 0 to 1.

    `leaving` and `entering` are places of amounts, `share` (m,) is how much of each amount is the substance, 1 for all.
    """

    row: int
    value: float
    sd: float
    leaving: Integers
    entering: Integers
    share: Numbers


@dataclass(frozen=True, slots=True)
class Ends:
    """Links (f,) of a layer: `commodity` rows, and `tail` and `head`, places of balanced actors or below 0."""

    commodity: Integers
    tail: Integers
    head: Integers


def coefficients(
    now: Snapshot, ends: Ends, place: Integers, shares: dict[str, Numbers], usual: Numbers, member: Flags
) -> tuple[tuple[Coefficient, ...], tuple[Text, ...]]:
    """The coefficients of the commodities (`member`) of a layer, and notes on those that tie nothing.

    `place` is the node of every actor (row) or below 0, `shares` (m,) by substance, `usual` the sd by grade as a share.
    """
    used, left = [], dict[str, list[Text]]()
    for row in counted_coefficients(now):
        if not member[now.transfer_coefficient.commodity[row]]:
            continue
        found = _coefficient(now, row, ends, place, shares, usual)
        if isinstance(found, Coefficient):
            used.append(found)
        else:
            left.setdefault(found, []).append(coefficient_text(now, row))
    return tuple(used), tuple(_left_out(left))


def _coefficient(
    now: Snapshot, row: int, ends: Ends, place: Integers, shares: dict[str, Numbers], usual: Numbers
) -> Coefficient | str:
    """The coefficient of a row, or why it ties nothing."""
    table = now.transfer_coefficient
    value, node = float(table.value[row]), int(place[table.actor[row]])
    if np.isnan(value):
        return NO_VALUE
    if node < 0:
        return NO_ACCOUNT
    leaving = np.flatnonzero((ends.tail == node) & (ends.head != node) & (ends.commodity == table.commodity[row]))
    if not len(leaving):
        return NO_LINK
    entering = np.flatnonzero((ends.head == node) & (ends.tail != node))
    share = shares.get(word_key(str(table.substance[row])))
    if share is None or np.isnan(share[np.concatenate([leaving, entering])]).any():
        return NO_SHARE
    sd = float(table.sd[row])
    return Coefficient(row, value, usual[row] * value if np.isnan(sd) else sd, leaving, entering, share)


def coefficient_text(now: Snapshot, row: int) -> Text:
    """A coefficient as a sentence names it."""
    table = now.transfer_coefficient
    values = {
        "firm": now.actor.name[table.actor[row]],
        "substance": table.substance[row],
        "commodity": now.commodity.name[table.commodity[row]],
    }
    if table.substance[row]:
        return Text("{substance} into {commodity} at {firm}", values)
    return Text("into {commodity} at {firm}", values)


def _left_out(left: dict[str, list[Text]]) -> Iterator[Text]:
    for reason, named in left.items():
        yield Text(
            "{n} transfer coefficient is not used, since {reason}: {names}.",
            {"n": len(named), "reason": Text(reason), "names": enumerate_names(named)},
            plural="{n} transfer coefficients are not used, since {reason}: {names}.",
        )
