"""Day sheets as a PDF: the way of a team from firm to firm on a map, with the pages of the firms."""

from collections.abc import Sequence
from pathlib import Path

from app.drawing_application import drawing_application
from core.display_names import in_language
from core.i18n import show, translate
from core.snapshot import Snapshot
from core.survey_routes import route_km
from core.survey_rows import Packed
from core.text import N_, Text
from gis.exports import PaperSheet, Writing, export_sheets
from gis.page import CLASSES
from gis.paint import measure
from gis.survey_day import DaySheet, Stop, day_scenes

PAYLOAD = "day.pdf"
DAY = N_("Day sheet")


def write_days(path: Path, sheets: Sequence[DaySheet], snapshot: Snapshot, title: str, language: str) -> None:
    """Write day sheets as one PDF, each with a bookmark."""
    drawing_application()
    pages = [
        PaperSheet(scene, sheet.title if not number else "")
        for sheet in sheets
        for number, scene in enumerate(day_scenes(sheet, snapshot, measure))
    ]
    export_sheets(pages, path, Writing(title, language))


def team_day(packed: Packed, whom: str, team: tuple[int, int], language: str) -> DaySheet:
    """The sheet of a team: its firms in the order of their pages."""
    shown = in_language(packed.year, language)
    actor, region = shown.actor, shown.region
    stops = tuple(
        Stop(row, str(actor.name[row]), code, tuple(filter(None, (
            str(region.name[actor.region[row]]) if actor.region[row] >= 0 else "", str(actor.address[row]),
        ))))
        for row, code in packed.pages.items()
    )  # fmt: skip
    title = translate(DAY, language)
    if team[1] > 1:
        title = show(Text("Day sheet of team {n} of {whole}", {"n": team[0], "whole": team[1]}), language)
    told = "  ·  ".join(part for part in (shown.name, whom) if part)
    return DaySheet(title, told, stops, route_km(actor.point[list(packed.pages)]), CLASSES["internal"], language)


def write_team_day(path: Path, packed: Packed, whom: str, team: tuple[int, int], language: str) -> None:
    """Write the sheet of a team as a PDF."""
    sheet = team_day(packed, whom, team, language)
    write_days(path, [sheet], packed.year, sheet.title, language)
