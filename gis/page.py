"""A printed page: the items of its layout composed into one scene, with what has to be said about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from core.analysis import Analysis
from core.page_layouts import Item, Layout
from core.snapshot import Snapshot
from core.text import N_, Text
from core.waste_silence import EVERYBODY_TELLS, WasteSilence, silence_of
from gis.flags import flagged
from gis.name_letters import MOST_LETTERED, letter_key
from gis.page_columns import settled
from gis.page_items import DRAW, account_of, cards_of, draw_text, needs
from gis.page_map import Ground, draw_overview, map_marks, map_room, map_sheet
from gis.page_parts import CLASSES, Chart, Drawn, Material, Page
from gis.page_rules import refuse_adjusted
from gis.page_scaling import scaled
from gis.page_subjects import ground_of
from gis.page_texts import page_texts, page_title
from gis.picture import draw_sheet
from gis.public import shown_rows
from gis.scene import Font, Label, Mark, Scene
from gis.sheet import Measure, Sheet
from gis.signs import located_rows
from gis.view import View

__all__ = ["CLASSES", "Composed", "MapFrame", "Page", "compose", "page_title"]

_OBLIGATORY = {"{review}": 8.0, "{class}": 12.0}  # what every page carries, in points
_LISTED, _SPELT = 30, 40  # names that a remark lists, and letters of each that it spells
_ROUNDS = 3  # for cards and letters to agree
_LOWEST = 4.0  # mm from the lower edge, where it stands if the layout has no place for it
_WITHHELD = {
    "account": N_("The account is left out of a public page, since it rests on what firms declared."),
    "indicators": N_("The indicators are left out of a public page, since they rest on what firms declared."),
}


@dataclass(frozen=True, slots=True)
class MapFrame:
    """Where a map lies on the page in mm, and the view that it shows there (in the page's own mm)."""

    left: float
    top: float
    view: View


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """A page as a scene, what has to be said about it, its maps, places of its items in mm, charts by item."""

    scene: Scene
    remarks: tuple[Text, ...]
    frames: tuple[MapFrame, ...]
    placed: tuple[Item, ...]
    charts: tuple[tuple[int, Chart], ...] = ()


def compose(snapshot: Snapshot, analysis: Analysis, page: Page, measure: Measure) -> Composed:
    """The page with remarks and the places of its items; letters and signs are set as on A3 and grown together.

    UserError for a public page with adjusted amounts.
    """
    if page.adjusted is not None:
        refuse_adjusted(page)
    lettering = page.layout.lettering
    layout = _resized(_gridded(page), 1 / lettering)
    shown = _with_outlines(snapshot, page.outlines)
    seen = shown_rows(shown, analysis.year, analysis.findings, public=page.public)
    ground = ground_of(shown, seen, analysis, page.subject, public=page.public)
    main = next((item for item in layout.items if item.kind == "map"), None)
    sheet = map_sheet(ground, main, page, measure)
    texts = page_texts(sheet, analysis, page)
    silence = _silence(snapshot, analysis, page)
    material = Material(page, sheet, analysis, tuple(ground.findings), texts, whole=ground.seen, silence=silence)
    material = _with_letters(material, layout)
    material, items = _settled(material, layout)
    scene, remarks, frames, charts = _drawn(material, items, replace(ground, snapshot=shown, seen=seen), layout)
    placed = _resized(replace(layout, items=items), lettering).items
    grown = tuple(_grown(frame, lettering) for frame in frames)
    return Composed(scaled(scene, lettering), remarks, grown, placed, charts)


def _silence(snapshot: Snapshot, analysis: Analysis, page: Page) -> WasteSilence:
    """The firms that the account of a page leaves out, where it has one."""
    shown = any(item.kind == "account" for item in page.layout.items)
    account = account_of(page, analysis.accounts) if shown else None
    return silence_of(account, snapshot) if account is not None else EVERYBODY_TELLS


def _gridded(page: Page) -> Layout:
    """The layout with the grid of the window on maps that have neither layers nor a grid of their own."""
    if "grid" in page.hidden:
        return page.layout
    followers = [item.kind == "map" and item.hidden is None and not item.grid for item in page.layout.items]
    items = (
        replace(item, grid="degrees") if follows else item
        for item, follows in zip(page.layout.items, followers, strict=True)
    )
    return replace(page.layout, items=tuple(items))


def _with_letters(material: Material, layout: Layout) -> Material:
    """The material with letters for names without room, if its page lists them and its map has not too many."""
    sheet = material.sheet
    if all(item.kind != "names" for item in layout.items) or len(located_rows(sheet)) > MOST_LETTERED:
        return material
    sheet = replace(sheet, lettered=True)
    return replace(material, sheet=sheet, letters=letter_key(sheet, draw_sheet(sheet)))


def _settled(material: Material, layout: Layout) -> tuple[Material, tuple[Item, ...]]:
    """The items with their boxes, and the map with the numbers and letters that they list.

    Fewer numbers on a map leave other names without room, and a longer list leaves room for fewer cards; so it is
    gone through again until both agree.
    """
    items = settled(_complete(layout), lambda item: needs(material, item))
    for _ in range(_ROUNDS):
        numbered = _with_letters(replace(material, sheet=_numbered(material, items)), layout)
        again = settled(_complete(layout), partial(needs, numbered))
        if again == items:
            break
        last, items = items, again
    else:
        return numbered, last
    return numbered, items


def _resized(layout: Layout, by: float) -> Layout:
    """The layout on a paper `by` times as large."""
    items = tuple(
        replace(item, left=item.left * by, top=item.top * by, width=item.width * by, height=item.height * by,
                size=item.size * by)
        for item in layout.items
    )  # fmt: skip
    return replace(layout, width=layout.width * by, height=layout.height * by, items=items)


def _grown(frame: MapFrame, by: float) -> MapFrame:
    view = frame.view
    view = replace(view.resized(view.width_mm * by, view.height_mm * by), metres_per_mm=view.metres_per_mm / by)
    return MapFrame(frame.left * by, frame.top * by, view)


def _with_outlines(snapshot: Snapshot, outlines: str) -> Snapshot:
    """The snapshot with the outlines of parks alone, where only these may be shown."""
    if outlines != "parks":
        return snapshot
    kept = [blob if level == "park" else None
            for blob, level in zip(snapshot.region.outline, snapshot.region.level, strict=True)]  # fmt: skip
    outline = np.empty(len(kept), dtype=object)
    outline[:] = kept
    return replace(snapshot, region=replace(snapshot.region, outline=outline))


def _complete(layout: Layout) -> tuple[Item, ...]:
    """The items, with class and map review at the lower edge where the layout has no place for them."""
    told = "\n".join(item.text for item in layout.items if item.kind == "text")
    items, top = list(layout.items), layout.height - _LOWEST
    for field, size in _OBLIGATORY.items():
        if field not in told:
            top -= 1.5 * Font(size).height
            ink = "red" if field == "{class}" else "muted"
            box = (8.0, top, layout.width - 16.0, 1.5 * Font(size).height)
            items.append(Item("text", *box, field, size, bold=ink == "red", ink=ink))
    return tuple(items)


def _numbered(material: Material, items: Sequence[Item]) -> Sheet:
    """The map with the numbers of the findings that have a card on the page."""
    cards = [len(cards_of(material, item)) for item in items if item.kind == "findings" and material.findings]
    sheet = material.sheet
    if not sheet.shows("findings"):
        return sheet
    if sheet.counts.bundles:  # a map of groups marks no firm
        return sheet
    return replace(sheet, flagged=flagged(sheet.snapshot, material.findings, max(cards, default=0)))


def _drawn(
    material: Material, items: Sequence[Item], ground: Ground, layout: Layout
) -> tuple[Scene, tuple[Text, ...], list[MapFrame], tuple[tuple[int, Chart], ...]]:
    marks: list[Mark] = []
    charts: list[tuple[int, Chart]] = []
    remarks: list[Text] = []
    frames: list[MapFrame] = []
    layers: list[tuple[str, int]] = []
    page = material.page
    main, counts = material.sheet, material.sheet.counts
    for place, item in enumerate(items):
        if item.kind == "map":
            sheet = main if not frames else map_sheet(ground, item, page, material.measure)
            drawn_marks, drawn = map_marks(material, sheet, item)
            counts = counts if frames else drawn.counts
            remarks += [*drawn.notes, *_nameless(sheet, drawn)]
            left, top, _, _ = map_room(item)
            frames.append(MapFrame(left, top, sheet.view))
            done = Drawn(tuple(drawn_marks))
        elif item.kind == "overview":
            done = draw_overview(material, item, ground)
        else:
            done = DRAW.get(item.kind, draw_text)(material, item)
        marks += done.marks
        remarks += done.remarks
        charts += [(place, chart) for chart in done.charts]
        layers.append((item.kind, len(done.marks)))
        if page.public and item.kind in _WITHHELD:
            remarks.append(Text(_WITHHELD[item.kind]))
    paper = material.colours.page
    scene = Scene(layout.width, layout.height, tuple(marks), paper, counts, tuple(layers))
    return scene, tuple(dict.fromkeys(remarks)), frames, tuple(charts)


def _nameless(sheet: Sheet, drawn: Scene) -> list[Text]:
    """Which signs stand on the map without their names, for want of room."""
    if not sheet.shows("labels"):
        return []
    named = {mark.target for mark in drawn.marks if isinstance(mark, Label)}
    missing = [str(sheet.snapshot.actor.name[row]) for row in located_rows(sheet) if sheet.actor(row) not in named]
    if not missing:
        return []
    more = [Text("{n} more", {"n": len(missing) - _LISTED})] if len(missing) > _LISTED else []
    return [
        Text(
            "{n} firm has no room for its name on this paper: {names}.",
            {"n": len(missing), "names": [*map(_short, missing[:_LISTED]), *more]},
            plural="{n} firms have no room for their names on this paper: {names}.",
        )
    ]


def _short(name: str) -> str:
    return name if len(name) <= _SPELT else f"{name[: _SPELT - 1]}…"
