"""The texts of a page: what each field in braces stands for, and the sentences of the head and the foot."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from core.analysis import Analysis
from core.evidence import clauses
from core.i18n import show, show_number
from core.paths import VERSION
from core.text import N_, Text
from gis.adjusted_links import undrawn, unshown
from gis.bases import credits, permitted
from gis.choosing_words import choice_sentence
from gis.counts import internal_firms, withheld_firms
from gis.grouping import BY_FIRM
from gis.page_parts import CLASSES, NOTHING, Page, made_text
from gis.sheet import Sheet
from gis.typeset import spaced

FIELD_TITLES = {
    "title": N_("Title"),
    "told": N_("What the page shows"),
    "project": N_("Name of the project"),
    "subject": N_("Region, firm or finding of the page"),
    "year": N_("Year"),
    "date": N_("Date"),
    "office": N_("Office that makes the page"),
    "page": N_("Page number"),
    "pages": N_("Number of pages"),
    "paging": N_("Page number of all pages"),
    "scale": N_("Scale as a number"),
    "crs": N_("Coordinate system"),
    "made": N_("When and by whom it was made"),
    "drawn": N_("What is drawn and what not"),
    "sources": N_("Sources"),
    "class": N_("Class of the page"),
    "review": N_("Map review number"),
    "version": N_("Version of the program"),
}
_FIELD = re.compile(r"\{(\w+)\}")
_SOURCES_NAMED = 4
_WHOLE_YEAR = {"findings", "indicators", "account"}  # items that no filter of the map narrows


def page_texts(sheet: Sheet, analysis: Analysis, page: Page) -> dict[str, Text | str]:
    """What the fields of a page's texts stand for; the keys are those of FIELD_TITLES."""
    year = analysis.year
    numbered = {"page": page.number, "pages": page.pages}
    name = page.subject.name if page.subject else ""
    return {
        "title": page_title(sheet.snapshot.name, page.title, year, page.language, name),
        "told": told_text(sheet, page, year),
        "project": sheet.snapshot.name,
        "subject": name or sheet.snapshot.name,
        "year": str(year) if year is not None else Text("all years"),
        "date": page.made,
        "office": page.office or Text("[missing: {field}]", {"field": Text(FIELD_TITLES["office"])}),
        "page": str(page.number),
        "pages": str(page.pages),
        "paging": Text("Page {page} of {pages}", numbered) if page.pages > 1 else NOTHING,
        "scale": f"1 : {show_number(sheet.view.metres_per_mm * 1000 / page.layout.lettering, 3)}",
        "crs": sheet.view.projection.title,
        "made": made_text(page),
        "drawn": drawn_text(sheet, page),
        "sources": sources_text(sheet, whole=page.subject is not None),
        "class": Text(CLASSES[page.kind]),
        "review": review_text(page, marked=_may_hatch(sheet, page)),
        "version": VERSION,
    }


def filled(text: str, texts: Mapping[str, Text | str], language: str) -> str:
    """A text with its fields filled; a field that there is not is named as missing, never left blank."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in texts:
            return show(Text("[missing: {field}]", {"field": name}), language)
        return show(texts[name], language)

    return _FIELD.sub(value, text)


def page_title(name: str, title: str, year: int | None, language: str, subject: str = "") -> str:
    """The given title, else one made of the project's name and the year, or of the subject of an atlas page."""
    if title:
        return title
    values = {"name": spaced(name), "year": str(year), "subject": spaced(subject)}
    if subject and year is None:
        return spaced(subject)
    if subject:
        told = Text("{subject} ({year})", values)
    elif year is None:
        told = Text("{name}: who gives what to whom, and what is missing", values)
    else:
        told = Text("{name}: who gives what to whom, and what is missing ({year})", values)
    return show(told, language)


def told_text(sheet: Sheet, page: Page, year: int | None) -> Text:
    """What the page shows in one line."""
    counts = sheet.counts
    values = {"actors": len(counts.actors_drawn), "links": len(counts.drawn), "year": str(year)}
    told = Text("{actors} firms and institutions, {links} links; lines are as wide as amounts in {year}.", values)
    if year is None:
        told = Text("{actors} firms and institutions, {links} links; lines are as wide as yearly amounts.", values)
    if not counts.drawn:
        told = Text("{actors} firms and institutions, no links.", values)
    if counts.unknown:
        dashed = Text("{n} of unknown amount are dashed.", {"n": len(counts.unknown)})
        told = Text("{first} {second}", {"first": told, "second": dashed})
    if page.adjusted is not None and not sheet.counts.adjusted:
        (declared,) = undrawn(page.adjusted)
        told = Text("{first} {second}", {"first": told, "second": declared})
    elif page.adjusted is not None:
        hatched = {"first": told, "n": len(sheet.counts.adjusted)}
        told = Text(
            "{first} {n} hatched line shows an adjusted amount.", hatched,
            plural="{first} {n} hatched lines show adjusted amounts.",
        )  # fmt: skip
    if page.citation:
        cited = Text("Numbers of {citation}.", {"citation": page.citation})
        told = Text("{first} {second}", {"first": cited, "second": told})
    return told


def drawn_text(sheet: Sheet, page: Page) -> Text:
    """How many links are drawn and what became of the others, of actors without a sign and of borders."""
    asked = choice_sentence(sheet.snapshot, sheet.view.choice)
    told = [sheet.counts.sentence(), *silent_actors(sheet)]
    if page.outlines == "none" and page.public and not page.approval:
        told.append(Text("borders and names of regions are left out, since the map has no review number"))
    elif page.outlines == "parks":
        told.append(Text("of the regions only the outlines of parks are drawn"))
    told += permitted(page.bases, page.public)[1]
    if asked is not None and _WHOLE_YEAR & {item.kind for item in page.layout.items}:
        told.append(Text("findings, indicators and accounts are of the whole year"))
    drawn = Text("{sentences}.", {"sentences": clauses(told)})
    for summed in unshown(page.adjusted) if sheet.view.grouping != BY_FIRM else ():
        drawn = Text("{first} {second}", {"first": drawn, "second": summed})
    return Text("{first} {second}", {"first": asked, "second": drawn}) if asked else drawn


def _may_hatch(sheet: Sheet, page: Page) -> bool:
    """Whether a map of the page shows adjusted amounts: the one of the sheet, or another that it does not tell of."""
    others = sum(item.kind == "map" for item in page.layout.items) > 1
    return bool(sheet.counts.adjusted) or (page.adjusted is not None and others)


def review_text(page: Page, *, marked: bool = False) -> Text:
    """The map review number, or what its lack means for the page, and that amounts of a `marked` one are adjusted."""
    if not marked:
        return _reviewed(page)
    if not page.approval:  # short, since both stand in one line of an A4 page
        return Text("Adjusted, no map review number: not to report or publish")
    return Text("Adjusted: not to report. {review}", {"review": _reviewed(page)})


def _reviewed(page: Page) -> Text:
    if page.approval:
        return Text("Map review number {number}", {"number": page.approval})
    if not page.public:
        return Text("Without map review number: not for publication")
    if page.outlines == "parks":
        return Text("Without map review number: drawn with outlines of parks alone")
    return Text("Without map review number: drawn without region borders")


def silent_actors(sheet: Sheet) -> list[Text]:
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
    if internal := internal_firms(len(counts.actors_internal)):
        said.append(internal)
    if counts.actors_idle:
        idle = {"n": len(counts.actors_idle)}
        said.append(Text("{n} without a drawn link is left out", idle, plural="{n} without a drawn link are left out"))
    return said


def sources_text(sheet: Sheet, *, whole: bool = False) -> Text:
    """The sources of the drawn amounts and links, the most used first; `whole` names those of every link."""
    snapshot = sheet.snapshot
    told = np.arange(len(snapshot.flow)) if whole else sheet.links.flow
    drawn = np.isin(snapshot.flow_amount.flow, told)
    cited = [*snapshot.flow_amount.source[drawn].tolist(), *snapshot.flow.source[told].tolist()]
    for uid in snapshot.flow.uid[told].tolist() if sheet.counts.bundles else ():
        cited += sheet.counts.bundles[uid].sources
    titles = [str(snapshot.source.title[row]) for row, _ in Counter(row for row in cited if row >= 0).most_common()]
    said = _titles_text(titles)
    for credit in credits(sheet.view.bases, sheet.view.scale):
        said = Text("{first} {second}", {"first": said, "second": Text("{sentences}.", {"sentences": credit})})
    return said


def _titles_text(titles: Sequence[str]) -> Text:
    if not titles:
        return Text("Sources: none stated.")
    if len(titles) > _SOURCES_NAMED:
        values = {"titles": list(titles[:_SOURCES_NAMED]), "n": len(titles) - _SOURCES_NAMED}
        return Text("Sources: {titles} and {n} more.", values)
    return Text("Sources: {titles}.", {"titles": list(titles)})
