"""A printed page: title, map, legend, cards of findings, solid-waste account, and a foot that says what it rests on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.analysis import Analysis
from core.findings import Finding
from core.i18n import show, translate
from core.paths import VERSION
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.account_strip import strip_height, strip_marks, waste_account
from gis.beside import sketch_beside
from gis.cards import card_marks, cards_for, ranked
from gis.counts import withheld_firms
from gis.flags import flagged
from gis.furniture import SMALL, foot_marks, north_marks, round_scale, scale_marks, stamp_marks
from gis.legend import HEADING, legend_marks
from gis.picture import draw_sheet, lay_out
from gis.ringed import also_ringed
from gis.scene import Font, Inset, Label, Mark, Scene, Shape, Stroke
from gis.sheet import Measure, Sheet
from gis.symbols import polyline, rectangle
from gis.typeset import LINE_HEIGHT, paragraph, set_lines, spaced
from gis.view import OFF_AT_FIRST, fit

CLASSES = {
    "internal": N_("Internal document, keep safe"),
    "public": N_("Public"),
    "draft": N_("Draft"),
}
TITLE = Font(18.0, bold=True)
SUBTITLE = Font(9.0)
CLASS = Font(12.0, bold=True)
REVIEW = Font(8.0)
_EDGE = 12.0  # mm of white round the page
_TOP = 31.0  # where map and legend begin
_FOOT = 28.0  # mm kept for the foot
_COLUMN = 112.0
_GUTTER = 8.0
_SOURCES_NAMED = 4
_FOOT_LINES = 4
_FEWEST_CARDS = 4  # cards for which there is room in any case
_ALSO_LINES = 3  # lines about findings without a card


@dataclass(frozen=True, slots=True)
class Page:
    """What a page should be: size in mm, class (internal, public, draft), title ("" for the project's), day it is made.

    `stamp` stands on the page as a frame round its words; `approval` is the map review number, "" for none; `hidden`
    names layers and colour groups of the map that are left out; `citation` names the locked edition of the numbers.
    """

    language: str = "zh"
    title: str = ""
    kind: str = "internal"
    stamp: str = ""
    approval: str = ""
    made: str = ""
    width: float = 420.0
    height: float = 297.0
    hidden: frozenset[str] = OFF_AT_FIRST
    citation: Text | None = None

    @property
    def map_size(self) -> tuple[float, float]:
        """Width and height of the map in mm."""
        return (self.width - 2 * _EDGE - _GUTTER - _COLUMN, self.height - _TOP - _FOOT)

    @property
    def public(self) -> bool:
        """Whether everybody may see the page."""
        return self.kind == "public"

    @property
    def borders(self) -> bool:
        """Whether the page may show outlines of regions: in public only with a map review number."""
        return bool(self.approval) or not self.public

    @property
    def column(self) -> float:
        """Left edge of the right column in mm."""
        return self.width - _EDGE - _COLUMN


def compose_page(snapshot: Snapshot, analysis: Analysis, page: Page, measure: Measure) -> Scene:
    """The page of a project, with the findings and accounts of an analysis and for its year."""
    located = set(snapshot.actor.uid[~np.isnan(snapshot.actor.point).any(axis=1)]) | set(snapshot.flow.uid)
    findings = ranked(analysis.findings, located, public=page.public)
    view = fit(snapshot, *page.map_size)
    hidden = page.hidden if page.borders else page.hidden | {"regions"}
    view = replace(view, metres_per_mm=round_scale(view.metres_per_mm), hidden=hidden, gathered=True)
    view = replace(sketch_beside(snapshot, view), year=analysis.year, language=page.language)
    sheet = lay_out(snapshot, findings, view, measure, public=page.public)
    column, numbered = _column(sheet, findings, analysis, page)
    sheet = replace(sheet, flagged=flagged(sheet.snapshot, findings, numbered))
    drawn = draw_sheet(sheet)
    frame = rectangle(_EDGE, _TOP, *page.map_size)
    marks: list[Mark] = [Inset(drawn, _EDGE, _TOP), Shape(frame, "", Stroke(sheet.colours.frame, 0.35))]
    marks += _head(sheet, page, analysis.year)
    marks += column
    marks += _foot(sheet, page)
    return Scene(page.width, page.height, tuple(marks), sheet.colours.page, drawn.counts)


def _column(sheet: Sheet, findings: Sequence[Finding], analysis: Analysis, page: Page) -> tuple[list[Mark], int]:
    """Legend, cards and account one below the other, and how many findings have a card."""
    colours, measure, x = sheet.colours, sheet.measure, page.column
    bottom = page.height - _FOOT
    marks = [_heading(sheet, N_("Legend"), x, _TOP)]
    legend, y = legend_marks(sheet, x, _TOP + 7.0, _COLUMN)
    marks += legend
    account = waste_account(analysis.accounts) if not page.public else None
    if account is not None:
        bottom -= strip_height(account, _COLUMN, page.language, measure)
        marks += strip_marks(account, (x, bottom), _COLUMN, page.language, colours, measure)[0]
        bottom -= 3.0
        marks.append(_rule(sheet, x, bottom))
        bottom -= 3.0
    if not findings:
        return marks, 0
    marks += [_rule(sheet, x, y + 2.0), _heading(sheet, N_("Findings"), x, y + 4.5)]
    top = y + 11.5
    if lines := _untold_lines(findings, _FEWEST_CARDS, sheet):
        bottom -= len(lines) * LINE_HEIGHT * SMALL.height + 1.0
    cards = cards_for(findings, sheet, _COLUMN, bottom - top)
    if lines := _untold_lines(findings, len(cards), sheet):
        marks += paragraph(lines, (x, bottom), SMALL, colours.muted, measure)[0]
    return marks + card_marks(cards, (x, top), bottom - top, colours, measure), len(cards)


def _untold_lines(findings: Sequence[Finding], told: int, sheet: Sheet) -> list[str]:
    """How many findings have no card here, and the ringed firms among them."""
    if told >= len(findings):
        return []
    more = Text(
        "{n} more finding is listed in the project file.",
        {"n": len(findings) - told},
        plural="{n} more findings are listed in the project file.",
    )
    said = [show(text, sheet.view.language) for text in (more, also_ringed(findings, told, sheet)) if text]
    return set_lines(
        (" " if sheet.view.language == "en" else "").join(said), SMALL, _COLUMN, _ALSO_LINES, sheet.measure
    )


def _heading(sheet: Sheet, title: str, x: float, y: float) -> Mark:
    words = translate(title, sheet.view.language)
    length = float(sheet.measure([words], HEADING)[0])
    return Label(words, x, y + HEADING.height / 2, HEADING, sheet.colours.ink, length)


def _rule(sheet: Sheet, x: float, y: float) -> Mark:
    return Shape(polyline(np.array([(x, y), (x + _COLUMN, y)])), "", Stroke(sheet.colours.rule, 0.3))


def page_title(name: str, title: str, year: int | None, language: str) -> str:
    """The given title, else one made of the project's name and the year."""
    if title:
        return title
    name = spaced(name)
    if year is None:
        return show(Text("{name}: who gives what to whom, and what is missing", {"name": name}), language)
    values = {"name": name, "year": str(year)}
    return show(Text("{name}: who gives what to whom, and what is missing ({year})", values), language)


def _head(sheet: Sheet, page: Page, year: int | None) -> list[Mark]:
    """Title, what the page shows in one line, and the stamp."""
    colours, measure = sheet.colours, sheet.measure
    title = page_title(sheet.snapshot.name, page.title, year, page.language)
    counts = sheet.counts
    values = {"actors": len(counts.actors_drawn), "links": len(counts.drawn), "year": str(year)}
    told = Text("{actors} firms and institutions, {links} links; lines are as wide as amounts in {year}.", values)
    if year is None:
        told = Text("{actors} firms and institutions, {links} links; lines are as wide as yearly amounts.", values)
    if counts.unknown:
        dashed = Text("{n} of unknown amount are dashed.", {"n": len(counts.unknown)})
        told = Text("{first} {second}", {"first": told, "second": dashed})
    if page.citation:
        cited = Text("Numbers of {citation}.", {"citation": page.citation})
        told = Text("{first} {second}", {"first": cited, "second": told})
    marks: list[Mark] = []
    room = page.width - 2 * _EDGE - (70.0 if page.stamp else 0.0)
    for words, font, colour, y in (
        (spaced(title) if page.language == "zh" else title, TITLE, colours.ink, 16.0),
        (show(told, page.language), SUBTITLE, colours.muted, 25.0),
    ):
        line = set_lines(words, font, room, 1, measure)[0]
        marks.append(Label(line, _EDGE, y, font, colour, float(measure([line], font)[0])))
    if page.stamp:
        marks += stamp_marks(translate(page.stamp, page.language), page.width - _EDGE, 17.0, colours, measure)
    return marks


def _foot(sheet: Sheet, page: Page) -> list[Mark]:
    """North arrow, scale, what was drawn and what not, sources, coordinate system, class and map review."""
    colours, measure = sheet.colours, sheet.measure
    top = page.height - _FOOT + 4.0
    marks = north_marks((_EDGE + 4.0, top), page.language, colours, measure)
    marks += scale_marks((_EDGE + 14.0, top), sheet.view.metres_per_mm, colours, measure)
    texts = [show(text, page.language) for text in _foot_texts(sheet, page)]
    left = _EDGE + 84.0
    marks += foot_marks(texts, (left, top - 1.0), page.column - _GUTTER - left, _FOOT_LINES, colours, measure)
    right = page.width - _EDGE
    review = Text("Map review number {number}", {"number": page.approval})
    if not page.borders:
        review = Text("Without map review number: drawn without region borders")
    elif not page.approval:
        review = Text("Without map review number: not for publication")
    for words, font, colour, y in (
        (translate(CLASSES[page.kind], page.language), CLASS, colours.pollution, top + 2.0),
        (show(review, page.language), REVIEW, colours.muted, top + 9.0),
    ):
        marks.append(Label(words, right, y, font, colour, float(measure([words], font)[0]), 1.0))
    return marks


def _foot_texts(sheet: Sheet, page: Page) -> list[Text]:
    told = [sheet.counts.sentence(), *_silent_actors(sheet)]
    made = {"crs": sheet.view.projection.title, "date": page.made, "version": VERSION}
    if not page.borders:
        told.append(Text("borders and names of regions are left out, since the map has no review number"))
    drawn = Text("{sentences}.", {"sentences": told})
    return [drawn, Text("{crs}. Made on {date} with Cluster Atlas {version}.", made), _sources(sheet)]


def _silent_actors(sheet: Sheet) -> list[Text]:
    """What became of actors that have no sign."""
    counts, said = sheet.counts, []
    if counts.actors_missing:
        missing = {"n": len(counts.actors_missing)}
        said.append(
            Text(
                "{n} firm or institution lacks coordinates",
                missing,
                plural="{n} firms and institutions lack coordinates",
            )
        )
    if withheld := withheld_firms(len(counts.actors_withheld)):
        said.append(withheld)
    if counts.actors_idle:
        idle = {"n": len(counts.actors_idle)}
        said.append(Text("{n} without a drawn link is left out", idle, plural="{n} without a drawn link are left out"))
    return said


def _sources(sheet: Sheet) -> Text:
    """The sources of the drawn amounts and links, the most used first."""
    snapshot = sheet.snapshot
    drawn = np.isin(snapshot.flow_amount.flow, sheet.links.flow)
    cited = [*snapshot.flow_amount.source[drawn].tolist(), *snapshot.flow.source[sheet.links.flow].tolist()]
    titles = [str(snapshot.source.title[row]) for row, _ in Counter(row for row in cited if row >= 0).most_common()]
    if not titles:
        return Text("Sources: none stated.")
    if len(titles) > _SOURCES_NAMED:
        values = {"titles": titles[:_SOURCES_NAMED], "n": len(titles) - _SOURCES_NAMED}
        return Text("Sources: {titles} and {n} more.", values)
    return Text("Sources: {titles}.", {"titles": titles})
