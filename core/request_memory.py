"""The data request that was sent last: systems, year, region and deadline, kept with the project.

Who has not answered by the deadline is late in the scorecard and stands in the chase list.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date

from core.project import Project
from core.records import set_setting
from core.text import Text

SETTING = "data_request"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: systems by id, the year, a region by name ("" for the whole), answer due and sent on.

    Flag rules stand among the systems with `rule:` before their id.
    """

    systems: tuple[str, ...]
    year: int
    region: str = ""
    due: str = ""
    sent: str = ""


def last_request(project: Project) -> Request | None:
    """The request that was sent last, None before the first and for one that cannot be read."""
    try:
        told = json.loads(project.setting(SETTING))
        region, due, sent = (str(told[name]) for name in ("region", "due", "sent"))
        return Request(tuple(map(str, told["systems"])), int(told["year"]), region, due, sent)
    except (ValueError, KeyError, TypeError):
        return None


def note_request(project: Project, request: Request) -> None:
    """Keep a request as the last one, as an edit that can be undone."""
    with project.edit(Text("Ask for figures of {year}", {"year": str(request.year)})) as db:
        set_setting(db, SETTING, json.dumps(asdict(request), ensure_ascii=False))


def days_past(due: str, today: date | None = None) -> int | None:
    """Days since a deadline (YYYY-MM-DD), below 0 before it; None without one."""
    return ((today or date.today()) - date.fromisoformat(due)).days if due else None


def due_of(request: Request | None, system: str, year: int) -> str:
    """The deadline of the figures of a system and year, "" where they were not asked for."""
    return request.due if request is not None and request.year == year and system in request.systems else ""
