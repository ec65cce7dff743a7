"""The account of a link: what the sender states against what the receiver states."""

from dataclasses import dataclass, replace

import numpy as np

from core.accounts import Account, Term
from core.columns import Flags, Numbers, take
from core.evidence import link_ref, link_text, ref
from core.figures import figures
from core.findings import Ref
from core.snapshot import Snapshot
from core.statements import ACCURACY
from core.text import N_, Quantity, Text

TITLE = N_("link, sender against receiver")


@dataclass(frozen=True, slots=True)
class Side:
    """What one end states of every link: values (n,), NaN where nothing whole is stated, and the rows by link."""

    value: Numbers
    rows: dict[int, tuple[Ref, ...]]


def link_accounts(snapshot: Snapshot, year: int | None) -> list[Account]:
    """The accounts of all links of which both ends state the amount, in a narrowed snapshot."""
    sent, received = _side(snapshot, "sender"), _side(snapshot, "receiver")
    both: Flags = ~np.isnan(sent.value) & ~np.isnan(received.value)
    return [_account(snapshot, year, link, sent, received) for link in np.flatnonzero(both).tolist()]


def _side(snapshot: Snapshot, origin: str) -> Side:
    amounts = take(snapshot.flow_amount, snapshot.flow_amount.origin == origin)
    told = replace(snapshot, flow_amount=amounts)
    chosen = figures(told)
    rows: dict[int, tuple[Ref, ...]] = {}
    for row in np.flatnonzero(chosen.counted).tolist():
        link = int(amounts.flow[row])
        rows[link] = (*rows.get(link, ()), ref(told, "flow_amount", row))
    return Side(chosen.whole, rows)


def _account(snapshot: Snapshot, year: int | None, link: int, sent: Side, received: Side) -> Account:
    commodity = int(snapshot.flow.commodity[link])
    unit = str(snapshot.commodity.base_unit[commodity])
    given, got = float(sent.value[link]), float(received.value[link])
    terms = (
        Term("sent", N_("stated by the sender"), "source", given, sent.rows.get(link, ())),
        Term("received", N_("stated by the receiver"), "use", got, received.rows.get(link, ())),
    )
    scope, matter = link_ref(snapshot, link), str(snapshot.commodity.name[commodity])
    sentence = _sentence(link_text(snapshot, link), given, got, unit)
    return Account("link", TITLE, scope, year, unit, terms, given - got, sentence, matter)


def _sentence(link: Text, given: float, got: float, unit: str) -> Text:
    gap = abs(given - got)
    share = round(100 * gap / max(given, got), 1) if gap else 0.0
    values = {
        "link": link,
        "sent": Quantity(given, unit),
        "received": Quantity(got, unit),
        "gap": Quantity(round(gap, 6), unit),
        "share": share,
    }
    if gap <= ACCURACY * max(given, got):
        return Text("{link}: the sender states {sent}, the receiver {received}; they agree.", values)
    if given > got:
        return Text(
            "{link}: the sender states {sent}, the receiver {received}; whereabouts to be checked {gap} ({share} %).",
            values,
        )
    return Text(
        "{link}: the sender states {sent}, the receiver {received}; {gap} ({share} %) more arrived than was sent. "
        "Correct one of the figures.",
        values,
    )
