"""Which common standard set a project compares loads by, per medium: what there is to choose from, and the choice."""

from dataclasses import dataclass

import numpy as np

from core.catalogues import StandardSet, standard_sets
from core.edits import add_row, set_values
from core.own_standards import USUAL_UNITS, find_set, own_sets
from core.project import Project
from core.rule_lines import known_item
from core.rule_set import chosen_sets, set_name
from core.rule_titles import STANDARD_SET
from core.snapshot import Snapshot
from core.text import Text


@dataclass(frozen=True, slots=True)
class Offer:
    """A set that a medium may be compared by; `own` for one of the project."""

    standard: StandardSet
    own: bool

    @property
    def told(self) -> Text:
        """The set with how many limits it has and how many of them nobody compared with their document."""
        values = {
            "set": self.standard.document if self.own else set_name(self.standard.id),
            "n": len(self.standard.limits),
            "unread": len(self.standard.from_memory),
        }
        if not values["unread"]:
            return Text("{set}: {n} limit", values, plural="{set}: {n} limits")
        return Text(
            "{set}: {n} limit, {unread} still to be compared with the document",
            values,
            plural="{set}: {n} limits, {unread} still to be compared with the document",
        )


def offers(snapshot: Snapshot, medium: str) -> list[Offer]:
    """The sets of a medium, the shipped ones first."""
    names = [(name, False) for name, of in standard_sets().items() if of == medium]
    names += [(one.name, True) for one in own_sets(snapshot).values() if one.medium == medium]
    found = ((find_set(snapshot, medium, name), own) for name, own in names)
    return [Offer(one, own) for one, own in found if one is not None]


def chosen_set(snapshot: Snapshot, medium: str) -> StandardSet | None:
    """The set of a medium that loads are compared by."""
    return find_set(snapshot, medium, chosen_sets(snapshot).get(medium, ""))


def choose_set(project: Project, medium: str, name: str) -> None:
    """Compare the loads of a medium by a set from now on, as one edit; the line of rules that says so is kept."""
    snapshot = project.snapshot()
    now = chosen_set(snapshot, medium)
    if now is not None and now.id == name:
        return
    lines = snapshot.rule_line
    told = [
        row
        for row in np.flatnonzero(lines.rule == STANDARD_SET).tolist()
        if known_item(STANDARD_SET, str(lines.item[row])) == medium
    ]
    label = Text("Compare loads by {set}", {"set": name})
    if told:
        line = {"words": name, "document": "", "edition": "", "source_id": None}  # what another set rests on
        set_values(project, "rule_line", {int(lines.id[told[-1]]): line}, label)
    else:
        add_row(project, "rule_line", {"rule": STANDARD_SET, "item": medium, "words": name}, label)


def media() -> tuple[str, ...]:
    """The media whose loads are compared."""
    return tuple(USUAL_UNITS)
