"""What hands do to a layout: move and resize items or their columns, add, take out, leave a column, snap to lines.

Places are positions in the list of items; boxes are left, top, width and height in mm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.page_layouts import Item, Layout

Box = tuple[float, float, float, float]
SMALLEST_SIDE = 3.0  # mm
_EDGE = 8.0  # mm from the edge of the paper that is offered as a line


def box_of(item: Item) -> Box:
    """The box of an item."""
    return (item.left, item.top, item.width, item.height)


def column_of(layout: Layout, place: int) -> range:
    """The places of the column that an item stands in; an item by itself is a column of one."""
    first, last = place, place + 1
    while first > 0 and layout.items[first].joined:
        first -= 1
    while last < len(layout.items) and layout.items[last].joined:
        last += 1
    return range(first, last)


def column_box(layout: Layout, place: int) -> Box:
    """The box of the column that an item stands in."""
    items = [layout.items[each] for each in column_of(layout, place)]
    left, top = items[0].left, items[0].top
    bottom = max(item.bottom for item in items)
    return (left, top, max(item.right for item in items) - left, bottom - top)


def with_box(layout: Layout, place: int, box: Box) -> Layout:
    """The layout with the column of an item in another box: its items keep their shares of the height."""
    old, (left, top, width, height) = column_box(layout, place), box
    width, height = max(width, SMALLEST_SIDE), max(height, SMALLEST_SIDE)
    grown = height / old[3]
    items = list(layout.items)
    for each in column_of(layout, place):
        item = items[each]
        at = top + (item.top - old[1]) * grown
        items[each] = replace(item, left=left, top=at, width=width, height=item.height * grown)
    return replace(layout, items=tuple(items))


def kept_within(box: Box, layout: Layout) -> Box:
    """The box moved so far that it lies on the paper, and made smaller where it is larger than that."""
    left, top, width, height = box
    width, height = min(width, layout.width), min(height, layout.height)
    return (min(max(left, 0.0), layout.width - width), min(max(top, 0.0), layout.height - height), width, height)


def freed(layout: Layout, place: int, box: Box) -> Layout:
    """The layout with an item out of its column, in a box of its own and above all others."""
    if not layout.items[place].joined:
        return layout
    left, top, width, height = box
    alone = replace(
        layout.items[place], left=left, top=top, width=width, height=max(height, SMALLEST_SIDE), joined=False
    )
    rest = layout.without(place)
    return replace(rest, items=(*rest.items, alone))


def joined_to_above(layout: Layout, place: int) -> Layout:
    """The layout with an item in the column of the one before it in the list."""
    if place == 0:
        return layout
    before, item = layout.items[place - 1], layout.items[place]
    under = replace(item, left=before.left, width=before.width, top=before.bottom, joined=True)
    return layout.with_item(place, under)


def removed(layout: Layout, place: int) -> Layout:
    """The layout without an item; the next of its column takes its place at the head."""
    column = column_of(layout, place)
    items = list(layout.items)
    if place == column.start and len(column) > 1:
        gone, heir = items[place], items[place + 1]
        items[place + 1] = replace(heir, joined=False, top=gone.top, height=heir.height + heir.top - gone.top)
    del items[place]
    return replace(layout, items=tuple(items))


def added(layout: Layout, item: Item) -> Layout:
    """The layout with an item above all others, on the paper."""
    left, top, width, height = kept_within(box_of(item), layout)
    return replace(layout, items=(*layout.items, replace(item, left=left, top=top, width=width, height=height)))


@dataclass(frozen=True, slots=True)
class Snapped:
    """A box that was drawn to lines of others, and these lines: x of upright and y of level ones in mm."""

    box: Box
    upright: tuple[float, ...] = ()
    level: tuple[float, ...] = ()


def snapped(layout: Layout, place: int, box: Box, reach: float, *, sides: str = "") -> Snapped:
    """The box drawn to edges and middles of the paper and of other items that lie within `reach` mm.

    `sides` names those that a resizing hand holds, of "left", "right", "top" and "bottom"; "" moves the box as a whole.
    """
    own = set(column_of(layout, place))
    others = [item for each, item in enumerate(layout.items) if each not in own]
    across = _lines(layout.width, [(item.left, item.width) for item in others])
    down = _lines(layout.height, [(item.top, item.height) for item in others])
    left, width, upright = _along(box[0], box[2], across, reach, ("left" in sides, "right" in sides, not sides))
    top, height, level = _along(box[1], box[3], down, reach, ("top" in sides, "bottom" in sides, not sides))
    return Snapped((left, top, width, height), upright, level)


def _lines(size: float, spans: Sequence[tuple[float, float]]) -> list[float]:
    lines = [_EDGE, size / 2, size - _EDGE]
    for start, length in spans:
        lines += [start, start + length / 2, start + length]
    return lines


def _along(
    start: float, length: float, lines: Sequence[float], reach: float, held: tuple[bool, bool, bool]
) -> tuple[float, float, tuple[float, ...]]:
    """Start and length along one direction drawn to the nearest line, and that line."""
    first, last, whole = held
    ends = (
        [start] if first else [start + length] if last else [start, start + length / 2, start + length] if whole else []
    )
    near = [(abs(line - end), line, line - end) for end in ends for line in lines if abs(line - end) <= reach]
    if not near:
        return start, length, ()
    _, line, shift = min(near)
    if first:
        return start + shift, max(length - shift, SMALLEST_SIDE), (line,)
    if last:
        return start, max(length + shift, SMALLEST_SIDE), (line,)
    return start + shift, length, (line,)
