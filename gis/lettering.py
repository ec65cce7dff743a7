"""What is written on the map: names of actors and regions, amounts on links, and the numbers of findings."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.columns import Numbers
from core.display_names import term
from core.i18n import show_number, translate
from core.text import N_
from gis.amounts import short_amount
from gis.labels import Boxes, Placed, Wanted, place
from gis.links import throughflow_rank
from gis.palette import blend
from gis.regions import region_names
from gis.scene import Font, Label, Mark, Points, Shape, Stroke
from gis.sheet import Sheet
from gis.signs import located_rows
from gis.stubs import STUB_RING, drawn_stubs
from gis.symbols import polyline, rectangle

NAME = Font(8.0)
FLAGGED_NAME = Font(8.0, bold=True)
AMOUNT = Font(7.0)
_LONGEST = 30.0  # mm: longer names take two lines
_MOST_NAMES = 120
_CROWD = 80  # signs from which a name is left out rather than written over another
_AMOUNT_ROOM = 1150.0  # mm2 of paper for each amount; more would hide the picture
FARTHER = N_("({distance} km farther out)")
_ALONG = np.array([0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74])


def written(sheet: Sheet, blocked: Boxes) -> list[Mark]:
    """Names, amounts and region names as marks, clear of the `blocked` boxes (n, 4) and of one another."""
    wanted = [*_actor_names(sheet), *_amounts(sheet), *_stub_names(sheet), *region_names(sheet)]
    taken = np.concatenate([blocked, _sign_boxes(sheet), _head_boxes(sheet)])
    placed = place(wanted, taken, _lines(sheet), sheet.frame)
    marks: list[Mark] = [_leader(sheet, item) for item in placed if item.leader]
    marks += [_plate(sheet, item) for item in placed if item.text.link >= 0]
    return marks + [label for item in placed for label in label_marks(item, sheet.colours.paper)]


def label_marks(placed: Placed, halo: str) -> list[Mark]:
    """The lines of a placed text, with a halo of paper."""
    left, top, right, bottom = placed.box
    text, step = placed.text, (bottom - top) / len(placed.text.lines)
    x = left + placed.align * (right - left)
    return [
        Label(line, x, top + (row + 0.5) * step, text.font, text.colour, length, placed.align, halo, text.target)
        for row, (line, length) in enumerate(zip(text.lines, text.lengths, strict=True))
    ]


def _plate(sheet: Sheet, placed: Placed) -> Shape:
    """The paper beneath an amount, so that it reads on a line of any width."""
    left, top, right, bottom = placed.box
    inset = 0.12 * (bottom - top)
    return Shape(rectangle(left - 0.4, top + inset, right - left + 0.8, bottom - top - 2 * inset), sheet.colours.paper)


def _leader(sheet: Sheet, placed: Placed) -> Shape:
    """A thin line from the edge of a sign to its name."""
    left, top, right, bottom = placed.box
    centre = np.array([placed.text.x, placed.text.y])
    near = np.array([min(max(centre[0], left), right), min(max(centre[1], top), bottom)])
    way = (near - centre) / max(float(np.hypot(*(near - centre))), 1e-9)
    return Shape(polyline(np.array([centre + way * placed.text.radius, near])), "", Stroke(sheet.colours.muted, 0.2))


def two_lines(name: str, length: float) -> tuple[str, ...]:
    """A long name broken near its middle: at a space where it has one, never before a closing bracket."""
    if length <= _LONGEST:
        return (name,)
    middle = len(name) / 2
    spaces = [at for at, letter in enumerate(name) if letter == " " and 2 < at < len(name) - 2]
    if spaces:
        at = min(spaces, key=lambda place: abs(place - middle))
        return (name[:at], name[at + 1 :])
    if not name.isascii():
        openings = [at for at, letter in enumerate(name) if letter in "(\uff08" and at > 1]
        at = min(openings, key=lambda place: abs(place - middle)) if openings else round(middle)
        return (name[:at], name[at:])
    return (name,)


def _actor_names(sheet: Sheet) -> Iterable[Wanted]:
    if not sheet.shows("labels"):
        return
    names = [str(name) for name in sheet.snapshot.actor.name]
    weight = throughflow_rank(sheet.snapshot, sheet.links)
    rows = located_rows(sheet)
    crowded = len(rows) > _CROWD
    flagged = {row for row in rows if sheet.actor(row) in sheet.flagged.numbers}
    flagged |= {stub.actor for stub in sheet.flagged.stubs if stub.number}
    rows = sorted(rows, key=lambda row: (row not in flagged, -weight[row], row))[:_MOST_NAMES]
    lengths = sheet.measure([names[row] for row in rows], NAME)
    for row, length in zip(rows, lengths, strict=True):
        font = FLAGGED_NAME if row in flagged else NAME
        lines = (*two_lines(names[row], float(length)), *_distance(sheet, row))
        x, y = sheet.places[row].tolist()
        yield Wanted(
            lines, tuple(sheet.measure(lines, font).tolist()), font, sheet.colours.ink, x, y, float(sheet.reach[row]),
            1000.0 * (row in flagged) + 100.0 + float(weight[row]), target=sheet.actor(row),
            dropped=crowded and row not in flagged,
        )  # fmt: skip


def _distance(sheet: Sheet, row: int) -> tuple[str, ...]:
    """For an actor from beyond the paper, how much farther out it lies."""
    beyond = sheet.layout.beyond[row]
    if np.isnan(beyond):
        return ()
    kilometres = show_number(float(beyond) * sheet.view.metres_per_mm / 1000, 2)
    return (translate(FARTHER, sheet.view.language).format(distance=kilometres),)


def _stub_names(sheet: Sheet) -> Iterable[Wanted]:
    """The waste and the amount beside the open ring of each stub."""
    language = sheet.view.language
    for drawn in drawn_stubs(sheet):
        stub = drawn.stub
        amount = "" if stub.amount is None else short_amount(stub.amount, stub.unit, language)
        lines = tuple(word for word in (term(stub.matter, language), amount) if word)
        x, y = drawn.end.tolist()
        if lines and sheet.shows("amounts"):
            lengths = tuple(sheet.measure(lines, AMOUNT).tolist())
            yield Wanted(
                lines,
                lengths,
                AMOUNT,
                sheet.colours.gap_badge,
                x,
                y,
                STUB_RING,
                900.0,
                target=stub.target,
                dropped=True,
            )


def _amounts(sheet: Sheet) -> Iterable[Wanted]:
    """What and how much on each link, upright on its line; first with the commodity's name, else the amount alone."""
    links, snapshot = sheet.links, sheet.snapshot
    if not sheet.shows("amounts"):
        return
    most = int(sheet.view.width_mm * sheet.view.height_mm / _AMOUNT_ROOM)
    steps = (_ALONG * (sheet.routes.points.shape[1] - 1)).round().astype(int)
    for row in range(min(len(links), most)):
        along = sheet.routes.points[row, steps]
        if np.isnan(along).any():
            continue
        flow = links.flow[row]
        matter = str(snapshot.commodity.name[snapshot.flow.commodity[flow]])
        unknown = bool(links.unknown[row])
        amount = "" if unknown else short_amount(float(links.amount[row]), str(links.unit[row]), sheet.view.language)
        colour = blend(sheet.colours.links[links.group[row]], sheet.colours.ink, 0.6)
        yield _amount(sheet, (f"{matter} {amount}".strip(), amount), colour, along, row)


def _amount(sheet: Sheet, texts: tuple[str, str], colour: str, along: Points, row: int) -> Wanted:
    """The full text for a link, and the brief one that is taken where the full one finds no room."""
    full, short = texts
    lengths = sheet.measure([full, short], AMOUNT).tolist()
    target = ("flow", str(sheet.snapshot.flow.uid[sheet.links.flow[row]]))
    x, y = along[0].tolist()
    whole = Wanted(
        (full,), (lengths[0],), AMOUNT, colour, x, y, 0.0, float(sheet.links.width[row]),
        along=along, target=target, dropped=True, link=row,
    )  # fmt: skip
    if not short or short == full:
        return whole
    return replace(whole, shorter=replace(whole, lines=(short,), lengths=(lengths[1],)))


def _sign_boxes(sheet: Sheet) -> Boxes:
    rows = located_rows(sheet)
    reach = np.array([float(sheet.reach[row]) for row in rows])
    return _around(sheet.places[rows], reach)


def _around(points: Points, reach: Numbers) -> Boxes:
    boxes: Boxes = np.hstack([points - reach[:, None], points + reach[:, None]]).reshape(-1, 4)
    return boxes


def _head_boxes(sheet: Sheet) -> Boxes:
    heads = sheet.routes.heads[~np.isnan(sheet.routes.heads[:, 0, 0])]
    boxes: Boxes = np.hstack([heads.min(axis=1), heads.max(axis=1)]).reshape(-1, 4)
    return boxes


def _lines(sheet: Sheet) -> Points:
    """Points along all links as (n, 4): x, y, width in mm and the row of the link."""
    points = sheet.routes.points
    count = points.shape[1]
    width = np.repeat(sheet.links.width, count)
    row = np.repeat(np.arange(len(sheet.links)), count).astype(np.float64)
    lines: Points = np.column_stack([points.reshape(-1, 2), width, row])
    return lines[~np.isnan(lines).any(axis=1)]
