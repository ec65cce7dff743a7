"""The links of a year that are added up beside the map: the running ones that the map's filter chose, and the others.

Diagram and matrix are made from the same, so that their sums are those of the same links.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.display_names import in_language
from core.findings import Finding
from core.snapshot import Snapshot
from core.text import Text
from gis.choosing import EVERYTHING, Choice, choose
from gis.choosing_words import choice_sentence, hidden_sentence
from gis.links import narrowed
from gis.public import published

_FIGURES = ("emission", "stock")


@dataclass(frozen=True, slots=True, eq=False)
class ChosenLinks:
    """A snapshot `now` of the chosen running links, and how many links are not among them, by reason.

    `left` counts those that the filter hides by the condition that they do not meet, `waiting` those chosen that are
    planned or proposed, so that they are no flow of the year; `open_rows` is the year before the filter. Of emissions
    and stocks the `internal_figures` rest on no public source.
    """

    now: Snapshot
    year: int | None
    open_rows: Snapshot
    withheld: int = 0
    internal: int = 0
    internal_figures: int = 0
    waiting: int = 0
    listed: int = 0
    asked: Text | None = None
    left: Mapping[str, int] = field(default_factory=dict)

    def notes(self) -> list[Text]:
        """What the filter asks, how many links it hides and why, and how many are still to come."""
        told = [self.asked] if self.asked is not None else []
        if (hidden := hidden_sentence(self.left, self.listed)) is not None:
            told.append(hidden)
        if self.waiting:
            told.append(
                Text(
                    "{n} link is planned or proposed and not yet added.",
                    {"n": self.waiting},
                    plural="{n} links are planned or proposed and not yet added.",
                )
            )
        return told


def chosen_links(
    snapshot: Snapshot,
    year: int | None,
    language: str,
    choice: Choice = EVERYTHING,
    findings: Sequence[Finding] = (),
    *,
    public: bool = False,
) -> ChosenLinks:
    """The links that a choice asks for of a year of a whole snapshot, told in a language.

    What a source opens to sums only stays out, and of a `public` one what rests on no public source; both are counted.
    """
    whole, year = narrowed(snapshot, year)
    usable = whole.without_aggregates()
    open_rows = in_language(published(usable) if public else usable, language)
    chosen = choose(open_rows, choice, findings)
    running = np.asarray(open_rows.flow.status == "running", dtype=np.bool_)
    kept = chosen.kept & running
    now = open_rows if kept.all() else open_rows.of_flows(kept)
    return ChosenLinks(
        now, year, open_rows,
        withheld=_running(whole) - _running(usable),
        internal=_running(usable) - int(running.sum()),
        internal_figures=sum(len(getattr(usable, name)) - len(getattr(open_rows, name)) for name in _FIGURES),
        waiting=int((chosen.kept & ~running).sum()),
        listed=len(open_rows.flow),
        asked=choice_sentence(open_rows, choice),
        left={name: int(missed.sum()) for name, missed in chosen.left.items()},
    )  # fmt: skip


def left_out(*, other_units: int = 0, services: int, withheld: int, internal: int) -> list[Text]:
    """The links that are added up nowhere although they are chosen, or that nobody may see, with their reasons."""
    told = (
        Text("{n} link in another unit has a diagram of its own.", {"n": other_units},
             plural="{n} links in other units have diagrams of their own."),
        Text("{n} link carries neither matter nor energy.", {"n": services},
             plural="{n} links carry neither matter nor energy."),
        Text("{n} link is left out, since its source is open to sums only.", {"n": withheld},
             plural="{n} links are left out, since their sources are open to sums only."),
        Text("{n} link is left out, since its source is not public.", {"n": internal},
             plural="{n} links are left out, since their sources are not public."),
    )  # fmt: skip
    return [text for text in told if text.values["n"]]


def _running(snapshot: Snapshot) -> int:
    return int((snapshot.flow.status == "running").sum())
