"""What is written on the map: names of actors and regions, amounts on links, and the numbers of findings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from core.columns import Numbers
from core.display_names import term
from core.disputes import disputes_in
from core.i18n import show, show_number, translate
from core.text import N_, Text
from gis.amounts import short_amount
from gis.labels import BROAD, NO_LINK, Boxes, Placed, Wanted, place
from gis.links import throughflow_rank
from gis.name_letters import MOST_LETTERED, letter_wanted, lettered
from gis.palette import blend
from gis.regions import region_names
from gis.scene import Font, Label, Mark, Points, Shape, Stroke
from gis.sheet import Sheet
from gis.signs import located_rows
from gis.sketch import Frame
from gis.standing import held
from gis.strokes import drawn_head, drawn_way
from gis.stubs import STUB_RING, drawn_stubs
from gis.symbols import circle, polyline, rectangle
from gis.typeset import set_lines, shortened, two_lines

NAME = Font(8.0)
FLAGGED_NAME = Font(8.0, bold=True)
AMOUNT = Font(7.0)
DISPUTED = Font(7.0, bold=True)
_LINE_LONGEST = 55.0  # mm of one line of a name; the card and the tables have it whole
_NAME_ROOM = 550.0  # mm2 of paper for each name
_CROWD_ROOM = 820.0  # mm2 of paper for each sign, below which a name is left out rather than written far away
_MATTER_LONGEST = 30.0  # mm of a commodity's name
_AMOUNT_ROOM = 1150.0  # mm2 of paper for each amount; more would hide the picture
ABOUT = "≈"  # before amounts that are adjusted
FARTHER = N_("({distance} km farther out)")
_BESIDE = np.array([0.62, 0.38, 0.7, 0.3, 0.54, 0.46, 0.78])  # other places than the amounts like best
_DISPUTED = 80.0
_NAME_REACH = 100.0  # mm: so far a name beside a sign at the edge may reach out
_NO_POINTS = np.empty((0, 2))
_TICK = 1.0  # mm by which the tick of a receiver stands out
_FOOT = 0.45  # mm, radius of the dot where the leader of an amount meets its line
_POINT_STEP = 1.2  # mm between the points that tell where a line runs
_ALONG = np.array([0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82])


def placed_words(sheet: Sheet, blocked: Boxes) -> list[Placed]:
    """Names, amounts and region names in their places, clear of the `blocked` boxes (n, 4) and of one another."""
    wanted = [*_actor_names(sheet), *_amounts(sheet), *_differences(sheet), *_stub_names(sheet), *region_names(sheet)]
    wanted = [held(text, sheet.stood, sheet.frame) for text in wanted]
    taken = np.concatenate([blocked, _sign_boxes(sheet), _head_boxes(sheet)])
    placed = place(wanted, taken, _lines(sheet), sheet.frame, sheet.view.sight)
    return lettered(placed, sheet.measure, sheet.stood.letters)


def word_marks(sheet: Sheet, placed: Sequence[Placed]) -> list[Mark]:
    """Placed words as marks, with their leaders and the paper beneath amounts."""
    marks: list[Mark] = [mark for item in placed if item.leader for mark in _leader_marks(sheet, item)]
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


def _leader_marks(sheet: Sheet, placed: Placed) -> list[Mark]:
    """A thin line from the edge of a sign to its name, or from a dot on a line to its amount."""
    left, top, right, bottom = placed.box
    foot = np.array(placed.foot)
    near = np.array([min(max(foot[0], left), right), min(max(foot[1], top), bottom)])
    if placed.text.link >= 0:
        line = polyline(np.array([foot, near]))
        dot = circle(*placed.foot, _FOOT)
        rim = Stroke(sheet.colours.paper, 0.2)
        return [Shape(line, "", Stroke(sheet.colours.ink, 0.2)), Shape(dot, sheet.colours.ink, rim)]
    way = (near - foot) / max(float(np.hypot(*(near - foot))), 1e-9)
    edge = foot + way * placed.text.radius
    return [Shape(polyline(np.array([edge, near])), "", Stroke(sheet.colours.ink, 0.2))]


def _actor_names(sheet: Sheet) -> Iterable[Wanted]:
    if not sheet.shows("labels"):
        return
    names = [str(name) for name in sheet.snapshot.actor.name]
    weight = throughflow_rank(sheet.snapshot, sheet.links)
    rows = located_rows(sheet)
    paper = sheet.frame[0] * sheet.frame[1]
    crowded = len(rows) * _CROWD_ROOM > paper
    flagged = {row for row in rows if sheet.actor(row) in sheet.flagged.numbers}
    flagged |= {stub.actor for stub in sheet.flagged.stubs if stub.number}
    rows = sorted(rows, key=lambda row: (row not in flagged, -weight[row], row))
    letters = sheet.lettered and len(rows) <= MOST_LETTERED
    written = max(int(paper / _NAME_ROOM), len(flagged))
    stood = sheet.stood.targets
    rows = [row for turn, row in enumerate(rows) if letters or turn < written or sheet.actor(row) in stood]
    lengths = sheet.measure([names[row] for row in rows], NAME)
    for turn, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        font = FLAGGED_NAME if row in flagged else NAME
        parts = (shortened(line, font, _LINE_LONGEST, sheet.measure) for line in two_lines(names[row], float(length)))
        lines = (*parts, *_distance(sheet, row))
        x, y = sheet.places[row].tolist()
        name = Wanted(
            lines, tuple(sheet.measure(lines, font).tolist()), font, sheet.colours.ink, x, y, float(sheet.reach[row]),
            1000.0 * (row in flagged) + 100.0 + float(weight[row]), target=sheet.actor(row),
            dropped=crowded and row not in flagged, near=crowded and row not in flagged, boundless=sheet.boundless,
        )  # fmt: skip
        letter = letter_wanted(name, sheet.measure)
        if turn >= written and sheet.actor(row) not in stood:
            yield letter
        else:
            yield replace(name, shorter=letter, dropped=True) if letters else name


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
                boundless=sheet.boundless,
            )


def _amounts(sheet: Sheet) -> Iterable[Wanted]:
    """What and how much on each link, upright on its line; first with the commodity's name, else the amount alone."""
    links = sheet.links
    if not sheet.shows("amounts"):
        return
    most = int(sheet.view.width_mm * sheet.view.height_mm / _AMOUNT_ROOM)
    stood = sheet.stood.targets
    uids = sheet.snapshot.flow.uid[links.flow]
    for row in [row for row, uid in enumerate(uids) if row < most or ("flow", str(uid)) in stood]:
        along = _stops(sheet, row, _ALONG)
        matter = _matter(sheet, row)
        unknown = bool(links.unknown[row])
        amount = "" if unknown else short_amount(float(links.amount[row]), str(links.unit[row]), sheet.view.language)
        amount = f"{ABOUT} {amount}" if links.adjusted[row] else amount
        amount += _known_parts(sheet, row)
        colour = blend(str(sheet.tints.of_line[row]), sheet.colours.ink, 0.6)
        yield _amount(sheet, (f"{matter} {amount}".strip(), amount), colour, along, row)


def _known_parts(sheet: Sheet, row: int) -> str:
    """Of a sum of which not all parts are known, how many are."""
    bundle = sheet.counts.bundles.get(str(sheet.snapshot.flow.uid[sheet.links.flow[row]]))
    if bundle is None or not 0 < bundle.known < bundle.count:
        return ""
    return " " + show(Text("({known} of {n} known)", {"known": bundle.known, "n": bundle.count}), sheet.view.language)


def _differences(sheet: Sheet) -> Iterable[Wanted]:
    """By how much the sides of a link differ, on its line."""
    if not sheet.shows("differences"):
        return
    places = {int(flow): row for row, flow in enumerate(sheet.links.flow)}
    most = int(sheet.view.width_mm * sheet.view.height_mm / _AMOUNT_ROOM)
    found = [item for item in disputes_in(sheet.snapshot, sheet.view.year) if item.row in places]
    for dispute in found[:most]:
        row = places[dispute.row]
        amount = short_amount(dispute.difference, dispute.unit, sheet.view.language)
        short = f"Δ {amount}"
        texts = (f"{short} ({show_number(100 * dispute.share, 2)} %)", short)
        yield _weightier(_amount(sheet, texts, sheet.colours.gap_badge, _stops(sheet, row, _BESIDE), row))


def _stops(sheet: Sheet, row: int, shares: Numbers) -> tuple[Points, Points]:
    """Points (n, 2) at shares of the way along a link, and the directions (n, 2) across it."""
    points = drawn_way(sheet, row)
    at = shares * (len(points) - 1)
    steps = at.astype(int).clip(0, len(points) - 2)
    part = (at - steps)[:, None]
    way = points[steps + 1] - points[steps]
    across = np.column_stack([way[:, 1], -way[:, 0]]) / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    return points[steps] + part * way, across


def _weightier(text: Wanted) -> Wanted:
    """A text that is placed before the amounts, since somebody asked for it."""
    shorter = replace(text.shorter, weight=_DISPUTED, font=DISPUTED) if text.shorter is not None else None
    return replace(text, weight=_DISPUTED, font=DISPUTED, shorter=shorter)


def _matter(sheet: Sheet, row: int) -> str:
    """What flows along a line; where it stands for several links, how many materials."""
    flow, names = sheet.snapshot.flow, sheet.snapshot.commodity.name
    also = sheet.links.bundled.get(row, ())
    matters = dict.fromkeys(flow.commodity[[int(sheet.links.flow[row]), *also]].tolist())
    if len(matters) > 1:
        return show(Text("{n} materials", {"n": len(matters)}), sheet.view.language)
    return set_lines(str(names[next(iter(matters))]), AMOUNT, _MATTER_LONGEST, 1, sheet.measure)[0]


def _amount(sheet: Sheet, texts: tuple[str, str], colour: str, stops: tuple[Points, Points], row: int) -> Wanted:
    """The full text for a link, and the brief one that is taken where the full one finds no room."""
    full, short = texts
    lengths = sheet.measure([full, short], AMOUNT).tolist()
    target = ("flow", str(sheet.snapshot.flow.uid[sheet.links.flow[row]]))
    along, across = stops
    x, y = along[0].tolist()
    width = float(sheet.links.width[row])
    whole = Wanted(
        (full,), (lengths[0],), AMOUNT, colour, x, y, width / 2, width,
        along=along, target=target, dropped=True, link=row, across=across,
    )  # fmt: skip
    if not short or short == full:
        return whole
    return replace(whole, shorter=replace(whole, lines=(short,), lengths=(lengths[1],)))


def _sign_boxes(sheet: Sheet) -> Boxes:
    rows = located_rows(sheet, _NAME_REACH) if sheet.boundless else located_rows(sheet)
    reach = np.array([float(sheet.reach[row]) for row in rows])
    boxes = _around(sheet.places[rows], reach)
    proofs = sheet.proofs
    ticked = np.array([row in proofs for row in rows], dtype=np.bool_)
    boxes[ticked, 2:] += _TICK  # a tick stands at the lower right corner
    return boxes


def _around(points: Points, reach: Numbers) -> Boxes:
    boxes: Boxes = np.hstack([points - reach[:, None], points + reach[:, None]]).reshape(-1, 4)
    return boxes


def _head_boxes(sheet: Sheet) -> Boxes:
    """Boxes round all arrowheads, and along the loops that links within a group or firm make."""
    heads = [sheet.routes.heads[~np.isnan(sheet.routes.heads[:, 0, 0])]]
    loops = np.flatnonzero(~np.isnan(sheet.routes.loop_angle)).tolist()
    heads += [drawn_head(sheet, row)[None] for row in loops]
    corners = np.concatenate(heads)
    around: list[Boxes] = [np.hstack([corners.min(axis=1), corners.max(axis=1)]).reshape(-1, 4)]
    for row in loops:
        half = np.full(len(way := drawn_way(sheet, row)), sheet.links.width[row] / 2)
        around.append(_around(way, half))
    return np.concatenate(around)


def _lines(sheet: Sheet) -> Points:
    """Points along all links and edges of sketches as (n, 4): x, y, width in mm and the row of the link."""
    ways = [drawn_way(sheet, row) for row in range(len(sheet.links))]
    start = np.concatenate([_NO_POINTS, *(way[:-1] for way in ways)])
    end = np.concatenate([_NO_POINTS, *(way[1:] for way in ways)])
    row = np.repeat(np.arange(len(ways)), [len(way) - 1 for way in ways])
    parts = np.ceil(np.hypot(*(end - start).T) / _POINT_STEP).clip(1).astype(np.int64)
    of = np.repeat(np.arange(len(parts)), parts)
    share = (np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts) + 0.5) / parts[of]
    points = start[of] + share[:, None] * (end - start)[of]
    lines = np.column_stack([points, sheet.links.width[row[of]], row[of]])
    return np.concatenate([lines, *map(_upright_edges, sheet.layout.frames)])


def _upright_edges(frame: Frame) -> Points:
    """Points along the left and right edge of a sketch, as broad as lines that no text should cross."""
    left, top, right, bottom = frame.rect
    down = np.arange(top, bottom, 1.0)
    edges = [np.column_stack([np.full(len(down), x), down]) for x in (left, right)]
    return np.hstack([np.concatenate(edges), np.tile([BROAD, NO_LINK], (2 * len(down), 1))])
