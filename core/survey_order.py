"""What a survey packet shall hold: for whom, in which form, which firms, which questions; and the firms this means."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.columns import Flags
from core.display_names import regions_called
from core.errors import UserError
from core.figures import latest_year
from core.names import name_key
from core.snapshot import Snapshot
from core.text import N_, Text

KINDS = {
    "excel": N_("Excel workbook"),
    "qfield": N_("QField project for a tablet"),
    "paper": N_("paper sheets, one for each firm"),
    "odk": N_("ODK or Kobo form"),
}
LINKS, STOCKS, CAPACITIES, FIGURES, EMISSIONS, ANSWERS = (
    "links", "stocks", "capacities", "figures", "emissions", "answers",
)  # fmt: skip
QUESTIONS = {
    LINKS: N_("links and their amounts"),
    STOCKS: N_("stocks"),
    CAPACITIES: N_("capacities of receivers"),
    FIGURES: N_("figures of the year"),
    EMISSIONS: N_("emissions"),
    ANSWERS: N_("people's answers (satisfaction, will to cooperate)"),
}
USUAL = (LINKS, STOCKS, CAPACITIES, ANSWERS)
UNASKED = ("cluster", "environment")  # kinds of actors that nobody visits
MOST_TEAMS = 50


@dataclass(frozen=True, slots=True)
class Order:
    """A packet as it is ordered; no `regions` and no `firms` means all firms, no year the latest with figures."""

    kind: str = "excel"
    regions: tuple[str, ...] = ()
    firms: tuple[str, ...] = ()
    questions: tuple[str, ...] = USUAL
    whom: str = ""
    year: int | None = None
    teams: int = 1


def chosen_firms(snapshot: Snapshot, order: Order) -> Flags:
    """Which actors of an open snapshot (`without_aggregates`) an order means; UserError for a name that nobody has."""
    chosen = np.zeros(len(snapshot.actor), dtype=bool)
    for name in order.regions:
        chosen |= snapshot.members(_region(snapshot, name))
    for name in order.firms:
        chosen |= _firm(snapshot, name)
    if not order.regions and not order.firms:
        chosen[:] = True
    chosen &= ~np.isin(snapshot.actor.kind, UNASKED)
    if not chosen.any():
        raise UserError(
            Text("No firm is left to be surveyed."),
            Text("Name a region that has firms, or firms whose figures may be shown."),
        )
    return chosen


def _region(snapshot: Snapshot, name: str) -> int:
    rows = regions_called(snapshot, name)
    if len(rows) != 1:
        known = Text("The regions are {names}.", {"names": list(map(str, snapshot.region.name))})
        raise UserError(Text("There is no region called {name}.", {"name": name}), known, value=name)
    return rows[0]


def _firm(snapshot: Snapshot, name: str) -> Flags:
    """The one actor that a name, credit code or uid means, told by every name that people use."""
    actor, alias, key = snapshot.actor, snapshot.actor_alias, name_key(name)
    found: Flags = np.array([name_key(str(told)) == key for told in actor.name], dtype=bool)
    found |= (actor.credit_code == name) | (actor.uid == name)
    if not found.any():
        found[alias.actor[np.array([name_key(str(told)) == key for told in alias.name], dtype=bool)]] = True
    if found.sum() != 1:
        told = {"name": name, "n": int(found.sum())}
        raise UserError(
            Text("{name} names {n} firm.", told, plural="{name} names {n} firms."),
            Text("Write the name as the firm register has it, or the credit code."),
            value=name,
        )
    return found


def surveyed_year(snapshot: Snapshot, order: Order) -> int:
    """The year that is asked about; UserError where nothing tells one."""
    year = latest_year(snapshot.of_status()) if order.year is None else order.year
    if year is None:
        raise UserError(
            Text("No figure of the project names a year, so a survey does not know which year to ask about."),
            Text("Name the year with --year."),
        )
    return year


def checked_order(order: Order) -> Order:
    """The order itself; UserError for an unknown kind, question or number of teams."""
    _refuse_unknown(order.kind, tuple(KINDS))
    for question in order.questions:
        _refuse_unknown(question, tuple(QUESTIONS))
    if not 1 <= order.teams <= MOST_TEAMS:
        told = {"most": MOST_TEAMS}
        raise UserError(Text("The number of teams lies from 1 to {most}.", told), value=str(order.teams))
    return order


def _refuse_unknown(word: str, known: Sequence[str]) -> None:
    if word not in known:
        advice = Text("Choose one of {words}.", {"words": list(known)})
        raise UserError(Text("A survey packet knows no {word}.", {"word": word}), advice, value=word)
