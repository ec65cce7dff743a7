"""The list of the next visits: in sentences, as JSON, and as day sheets with a map."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.analysis import findings_of
from core.columns import json_number
from core.display_names import in_language
from core.evidence import UnitSum
from core.findings import inquire
from core.i18n import show, show_list, show_number, translate, unit_label
from core.renaming import names_in, text_in
from core.snapshot import Snapshot
from core.survey_next import A_DAY, USUAL_LIMIT, Day, Visit, next_visits, visit_days
from core.text import N_, Text
from gis.page import CLASSES
from gis.survey_day import DaySheet, Stop

TITLE = N_("Next visits")
NOTHING = Text("Nothing is open that a visit would decide.")
ORDER = N_(
    "By the largest share of all that is open in one unit: amounts in dispute, receivers that are not proved, gaps; "
    "then by the number of questions and the age of the figures."
)
NOWHERE = N_("without region")


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """The firms to be visited next: the open snapshot with names in `language`, the ranked firms, their days."""

    snapshot: Snapshot
    year: int | None
    ranked: tuple[Visit, ...]
    days: tuple[Day, ...]
    open: int  # how many firms have something open, also those beyond the limit
    language: str
    names: Mapping[str, str]  # of firms, goods and places in that language by those of the project

    def reasons(self, visit: Visit) -> str:
        """Why a firm is on the list."""
        told = (text_in(reason, self.names) for reason in visit.reasons)
        return show_list([show(reason, self.language) for reason in told], self.language)

    def region(self, row: int) -> str:
        """What a district is called."""
        return str(self.snapshot.region.name[row]) if row >= 0 else translate(NOWHERE, self.language)


def read_visits(
    snapshot: Snapshot, year: int | None, language: str, limit: int = USUAL_LIMIT, a_day: int = A_DAY
) -> Visits:
    """The list of a whole snapshot; what a source opens to sums only is not in it."""
    inquiry = inquire(snapshot, year)
    ranked = next_visits(inquiry.whole, findings_of(inquiry), inquiry.year)
    chosen = ranked[:limit]
    shown = in_language(inquiry.whole, language)
    return Visits(
        shown,
        inquiry.year,
        chosen,
        visit_days(shown, chosen, a_day),
        len(ranked),
        language,
        names_in(inquiry.whole, language),
    )


def visit_lines(visits: Visits) -> Iterator[Text]:
    """The list in sentences, then the days."""
    if not visits.ranked:
        yield NOTHING
        return
    names = visits.snapshot.actor.name
    yield Text(ORDER)
    for number, visit in enumerate(visits.ranked, 1):
        values: dict[str, object] = {
            "number": str(number),
            "firm": str(names[visit.actor]),
            "reasons": visits.reasons(visit),
            "share": show_number(100 * visit.share, 2),
            "unit": unit_label(visit.unit, visits.language),
        }
        if visit.unit:
            yield Text("{number}. {firm} ({share} % of what is open in {unit}): {reasons}", values)
        else:
            yield Text("{number}. {firm}: {reasons}", values)
    if (more := visits.open - len(visits.ranked)) > 0:
        yield Text("{n} firm more has something open.", {"n": more}, plural="{n} firms more have something open.")
    for number, day in enumerate(visits.days, 1):
        values = {
            "n": len(day.firms), "number": str(number), "region": visits.region(day.region),
            "firms": [str(names[row]) for row in day.firms], "km": show_number(day.km, 3),
        }  # fmt: skip
        yield Text("Day {number}, {region}, {km} km in straight lines: {firms}", values)


def visits_record(visits: Visits) -> dict[str, Any]:
    """The list as plain values for JSON."""
    actor, region = visits.snapshot.actor, visits.snapshot.region
    return {
        "year": visits.year,
        "open": visits.open,
        "firms": [
            {
                "uid": str(actor.uid[one.actor]),
                "name": str(actor.name[one.actor]),
                "share": json_number(one.share),
                "unit": one.unit or None,
                "questions": one.questions,
                "age": one.age,
                "disputed": _sums(one.disputed),
                "unproved": _sums(one.unproved),
                "gaps": _sums(one.gaps),
                "reasons": [show(text_in(reason, visits.names), visits.language) for reason in one.reasons],
            }
            for one in visits.ranked
        ],
        "days": [
            {
                "region": str(region.uid[day.region]) if day.region >= 0 else None,
                "name": visits.region(day.region),
                "firms": [str(actor.uid[row]) for row in day.firms],
                "straight_km": json_number(day.km),
            }
            for day in visits.days
        ],
    }


def _sums(sums: Sequence[UnitSum]) -> list[dict[str, Any]]:
    return [{"unit": one.unit, "known": json_number(one.known), "incomplete": one.incomplete} for one in sums]


def day_sheets(visits: Visits) -> list[DaySheet]:
    """A sheet for each day, the firms in the order of the way."""
    actor, why = visits.snapshot.actor, {one.actor: visits.reasons(one) for one in visits.ranked}
    sheets = []
    for number, day in enumerate(visits.days, 1):
        told = {"number": str(number), "region": visits.region(day.region), "project": visits.snapshot.name}
        stops = tuple(
            Stop(row, str(actor.name[row]), "", tuple(filter(None, (str(actor.address[row]), why[row]))))
            for row in day.firms
        )
        sheets.append(
            DaySheet(
                show(Text("Visits of day {number}: {region}", told), visits.language),
                show(Text("{project}. What one visit would decide stands under each firm.", told), visits.language),
                stops, day.km, CLASSES["internal"], visits.language,
            )
        )  # fmt: skip
    return sheets
