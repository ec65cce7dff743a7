"""The survey sheets of a packet's firms, filled with what is known: both sides of each link, stocks, capacities."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from app.drawing_application import drawing_application
from core.columns import Numbers
from core.display_names import in_language
from core.disputes import SIDES, Dispute, disputes_in, side_values
from core.i18n import show, show_quantity, translate
from core.import_statistics import items
from core.kinds import ACTOR_KINDS, PROOFS, STATUSES
from core.survey_rows import Packed
from core.text import N_, Quantity, Text
from gis.exports import PaperSheet, Writing, export_sheets
from gis.page import CLASSES
from gis.paint import measure
from gis.survey_page import Line, Section, SurveySheet, survey_scenes

PAYLOAD = "sheets.pdf"
GIVES, TAKES = N_("to {firm}: {matter}"), N_("from {firm}: {matter}")
OUTSIDE = N_("outside the cluster")
STEPS = (N_("papers seen"), N_("visited"), N_("books match"))
UNLISTED = N_("Not listed here:")
_UNLISTED = 2  # empty rows for links that nobody knew of
SEEN = N_("Seen on the spot, with unit")


def survey_sheets(packed: Packed, year: int, language: str) -> list[SurveySheet]:
    """The sheet of each firm, in the order of the pages."""
    content = _Content(packed, year, language)
    return [content.sheet(row, code) for row, code in packed.pages.items()]


def asked_in_order(packed: Packed, year: int, language: str) -> dict[str, list[list[str]]]:
    """By page what is asked on it, line by line, as table and uid, so that what was written can be typed in order."""
    return {
        sheet.code: [list(line.asked) for section in sheet.sections for line in section.lines]
        for sheet in survey_sheets(packed, year, language)
    }


def write_survey_sheets(path: Path, packed: Packed, year: int, language: str) -> None:
    """Write the sheets of all firms as one PDF with a bookmark for each."""
    drawing_application()
    pages = [
        PaperSheet(scene, f"{sheet.code} {sheet.facts[0][1]}" if not number else "")
        for sheet in survey_sheets(packed, year, language)
        for number, scene in enumerate(survey_scenes(sheet, measure))
    ]
    title = show(Text("Survey sheets {year}", {"year": str(year)}), language)
    export_sheets(pages, path, Writing(title, language))


class _Content:
    """What the sheets of a packet say; read once for all firms."""

    def __init__(self, packed: Packed, year: int, language: str) -> None:
        self.packed, self.year, self.language = packed, year, language
        self.now = in_language(packed.year, language)
        self.sides: dict[str, Numbers] = {origin: side_values(self.now, origin)[0] for origin in SIDES}
        running = self.now.of_status()
        uids = {str(uid): row for row, uid in enumerate(self.now.flow.uid)}
        self.disputed: Mapping[int, Dispute] = {uids[one.uid]: one for one in disputes_in(running, year)}
        self.say = partial(translate, language=language)

    def sheet(self, row: int, code: str) -> SurveySheet:
        """The sheet of a firm (row) under a code."""
        sections = (self._links(row), self._stocks(row), self._capacities(row), self._answers(row))
        return SurveySheet(
            code,
            show(Text("Survey sheet {year}", {"year": str(self.year)}), self.language),
            self.now.name,
            self._facts(row),
            tuple(section for section in sections if section.lines),
            self.say(CLASSES["internal"]),
            self.language,
        )

    def _facts(self, row: int) -> tuple[tuple[str, str], ...]:
        actor, region = self.now.actor, self.now.region
        lon, lat = actor.point[row]
        told = (
            (N_("Name"), str(actor.name[row])),
            (N_("Credit code"), str(actor.credit_code[row])),
            (N_("Kind"), self.say(ACTOR_KINDS.get(actor.kind[row], ""))),
            (N_("Region"), str(region.name[actor.region[row]]) if actor.region[row] >= 0 else ""),
            (N_("Address"), str(actor.address[row])),
            (N_("Status"), self.say(STATUSES.get(actor.status[row], ""))),
            (N_("Longitude, latitude"), "" if np.isnan(lon) else f"{lon:.5f}, {lat:.5f}"),
            (N_("Contact, telephone"), ""),
        )
        return tuple((self.say(name), value) for name, value in told)

    def _quantity(self, value: float, unit: str) -> str:
        return "" if np.isnan(value) else show_quantity(Quantity(float(value), unit), self.language)

    def _links(self, row: int) -> Section:
        flow, rows = self.now.flow, self.packed.rows.get("flow", np.empty(0, dtype=np.int64))
        own = rows[(flow.sender[rows] == row) | (flow.receiver[rows] == row)].tolist()
        lines = sorted((self._link(row, link) for link in own), key=lambda line: not line.open)
        if "flow" in self.packed.rows:
            lines += [Line((self.say(UNLISTED), "", ""), open=True, asked=("flow", ""))] * _UNLISTED
        headings = (N_("Link"), N_("Sender states"), N_("Receiver states"))
        return Section(
            self.say(N_("Links: what the firm gives and takes")), tuple(map(self.say, headings)), (72.0, 32.0, 32.0),
            self.say(SEEN), tuple(lines),
        )  # fmt: skip

    def _link(self, row: int, link: int) -> Line:
        """A link with both sides' figures; open where they differ or where the firm has stated nothing itself."""
        flow = self.now.flow
        gives = int(flow.sender[link]) == row
        other = int(flow.receiver[link] if gives else flow.sender[link])
        commodity = int(flow.commodity[link])
        firm = str(self.now.actor.name[other]) if other >= 0 else self.say(OUTSIDE)
        values = {"firm": firm, "matter": str(self.now.commodity.name[commodity])}
        unit = str(self.now.commodity.base_unit[commodity])
        figures = tuple(self._quantity(self.sides[side][link], unit) for side in ("sender", "receiver"))
        missing = np.isnan(self.sides["sender" if gives else "receiver"][link])
        told = show(Text(GIVES if gives else TAKES, values), self.language)
        asked = ("flow", str(flow.uid[link]))
        return Line((told, *figures), bool(missing) or link in self.disputed, asked=asked)

    def _stocks(self, row: int) -> Section:
        stock, lines = self.now.stock, []
        rows = self.packed.rows.get("stock", np.empty(0, dtype=np.int64))
        for place in rows[stock.actor[rows] == row].tolist():
            unit = str(self.now.commodity.base_unit[stock.commodity[place]])
            told = (stock.opening[place], stock.closing[place], stock.storage_capacity[place])
            cells = (str(self.now.commodity.name[stock.commodity[place]]), *(self._quantity(one, unit) for one in told))
            lines.append(Line(cells, bool(np.isnan(told[1])), asked=("stock", str(stock.uid[place]))))
        headings = (
            N_("Commodity"),
            N_("Start of the year"),
            N_("End of the year"),
            N_("Storage capacity"),
        )
        return Section(
            self.say(N_("Stocks")), tuple(map(self.say, headings)), (48.0, 30.0, 30.0, 28.0), self.say(SEEN),
            tuple(lines),
        )  # fmt: skip

    def _capacities(self, row: int) -> Section:
        told, lines = self.now.capacity, []
        rows = self.packed.rows.get("capacity", np.empty(0, dtype=np.int64))
        ticks = tuple(self.say(step) for step in STEPS)
        for place in rows[told.actor[rows] == row].tolist():
            unit = str(self.now.commodity.base_unit[told.commodity[place]])
            licence = "  ".join(part for part in (told.licence[place], told.valid_to[place]) if part)
            cells = (
                str(self.now.commodity.name[told.commodity[place]]), self._quantity(told.value[place], unit), licence,
                self.say(PROOFS[told.proof[place]]),
            )  # fmt: skip
            asked = ("capacity", str(told.uid[place]))
            lines.append(Line(cells, told.proof[place] not in ("visited", "books"), ticks, asked))
        headings = (N_("Takes"), N_("Can accept"), N_("Licence, valid to"), N_("Proof so far"))
        return Section(
            self.say(N_("What the firm can take")), tuple(map(self.say, headings)), (32.0, 26.0, 38.0, 20.0),
            self.say(N_("Now proved by")), tuple(lines),
        )  # fmt: skip

    def _answers(self, row: int) -> Section:
        lines = tuple(self._asked(row))
        return Section(
            self.say(N_("People's answers")), (self.say(N_("Question")),), (120.0,), self.say(N_("Answer")), lines
        )  # fmt: skip

    def _asked(self, row: int) -> Iterator[Line]:
        for values in self.packed.open.get("statistic", ()):
            if values["actor_id"] == row:
                title = items()[values["item"]][f"title_{self.language}"]
                yield Line((title,), True, asked=("statistic", values["item"]))
