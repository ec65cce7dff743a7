"""Figures that gaps leave out or cannot trust yet: slips, more placed than generated, unknown, each with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.check_needs import Share, doubtful_needs
from core.doubts import doubted, doubts_of, find_doubtful
from core.evidence import link_refs, refs
from core.findings import Inquiry
from core.matching import is_left
from core.text import Quantity, Text
from core.wastes import TOLERANCE, Waste


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an actor (row) has left or needs, of an amount in `unit` (NaN unknown), and why that is doubtful.

    `counted` says that it stands among the offers all the same.
    """

    actor: int
    name: str | Text
    amount: float
    unit: str
    reason: Text
    counted: bool


def left_out(inquiry: Inquiry) -> list[LeftOut]:
    """The wastes and needs of an inquiry that are doubtful, those first of which nothing is counted."""
    return sorted([*_wastes(inquiry), *_needs(inquiry)], key=lambda one: one.counted)


def _wastes(inquiry: Inquiry) -> Iterator[LeftOut]:
    now = inquiry.now
    doubts = doubts_of(inquiry.once(find_doubtful), inquiry.whole, inquiry.year)
    for waste in inquiry.wastes:
        told = doubted((*refs(now, "statistic", waste.statistics), *link_refs(now, waste.links)), doubts)
        reason = told[0].sentence if told else _reason(waste)
        if reason is not None:
            name = str(now.commodity.name[waste.commodity])
            yield LeftOut(waste.actor, name, waste.generated, waste.unit, reason, bool(told) and is_left(waste))


def _reason(waste: Waste) -> Text | None:
    """Why nothing of a waste counts as left although its account does not close."""
    if np.isnan(waste.generated):
        return Text("How much was generated is unknown.")
    placed = waste.own + waste.linked
    if placed > (1 + TOLERANCE) * waste.generated:
        values = {"placed": Quantity(placed, waste.unit), "generated": Quantity(waste.generated, waste.unit)}
        return Text("{placed} is used, disposed of or handed over, but only {generated} was generated.", values)
    return None


def _needs(inquiry: Inquiry) -> Iterator[LeftOut]:
    for need in doubtful_needs(inquiry):
        told = Text("{amount} is about a thousand times the figure of another year.", {"amount": _amount(need)})
        yield LeftOut(need.actor, need.name, need.amount, need.unit, told, counted=False)


def _amount(need: Share) -> Quantity:
    return Quantity(need.amount, need.unit)
