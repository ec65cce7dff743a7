"""The scorecard: of each office and firm what is asked, what is there, what is missing and what is late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.data_requests import THERE, Needed
from core.findings import Ref
from core.i18n import translate
from core.indicator_systems import holders
from core.register_counts import overdue_by_firm
from core.renaming import Names
from core.system_scope import Scope, year_read


@dataclass(frozen=True, slots=True)
class Score:
    """An office (by its title) or firm: figures asked of it, there, and missing.

    `late` are those missing past the day until which they were asked for, and entries of registers that have run out.
    """

    whom: Ref | str
    asked: int
    there: int
    late: int

    @property
    def missing(self) -> int:
        """How many figures are not there."""
        return self.asked - self.there


def scorecard(scope: Scope, wanted: Sequence[Needed], due: str = "", today: date | None = None) -> list[Score]:
    """The offices in their order, then the firms with most missing first."""
    past = bool(due) and (today or date.today()).isoformat() > due
    firms = sorted(
        _firms(scope, wanted, past, today), key=lambda one: (-one.missing, str(getattr(one.whom, "name", "")))
    )
    return [*_offices(wanted, past), *firms]


def _offices(wanted: Sequence[Needed], past: bool) -> Iterator[Score]:
    for id, title in holders().items():
        held = [
            one for one in wanted if one.askable and not one.told.quantity.by_firm and one.told.quantity.holder == id
        ]
        if held:
            there = sum(one.state == THERE for one in held)
            yield Score(title, len(held), there, (len(held) - there) * past)


def _firms(scope: Scope, wanted: Sequence[Needed], past: bool, today: date | None) -> Iterator[Score]:
    """The firms that were asked for a figure; one that may not be named is no line of the card."""
    asked: dict[Ref, list[int]] = {}
    known: dict[tuple[int, int], Ref] = {}
    for one in wanted:
        if not (one.askable and one.told.quantity.by_firm):
            continue
        told = year_read(scope, scope.year - one.told.year)
        silent = set(one.told.silent)
        for row in told.asked:
            if row in told.row_shown:
                key = (told.row_shown[row], one.told.year)
                firm = known.get(key) or known.setdefault(key, _firm(scope, *key))
                counts = asked.setdefault(firm, [0, 0])
                counts[0] += 1
                counts[1] += firm not in silent and one.told.value is not None
    now = year_read(scope, 0).shown.snapshot
    lapsed = {str(now.actor.uid[row]): count for row, count in overdue_by_firm(now, today).items()}
    for firm, (count, there) in asked.items():
        yield Score(firm, count, there, (count - there) * past + lapsed.get(firm.uid, 0))


def _firm(scope: Scope, row: int, year: int) -> Ref:
    actor = year_read(scope, scope.year - year).shown.snapshot.actor
    return Ref("actor", str(actor.uid[row]), str(actor.name[row]))


def whom_told(score: Score, names: Names, language: str) -> str:
    """The office or firm of a line of the card, as it is called in a language."""
    whom = score.whom
    return names.get(whom.name, whom.name) if isinstance(whom, Ref) else translate(whom, language)


def scores_json(scores: Sequence[Score], names: Names, language: str) -> list[dict[str, Any]]:
    """The card as plain values; `uid` is that of a firm, None for an office."""
    return [
        {
            "kind": "firm" if isinstance(score.whom, Ref) else "office",
            "uid": score.whom.uid if isinstance(score.whom, Ref) else None,
            "name": whom_told(score, names, language),
            "asked": score.asked,
            "there": score.there,
            "missing": score.missing,
            "late": score.late,
        }
        for score in scores
    ]
