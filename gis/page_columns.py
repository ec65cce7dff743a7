"""Columns of a page: items that are joined share the room of their column by what each needs."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.page_layouts import Item

# The height in mm that an item would fill if it had the whole height of its column, None for its own.
Needs = Callable[[Item], float | None]


def settled(items: Sequence[Item], needs: Needs) -> tuple[Item, ...]:
    """The items with the boxes that they get: in a column each as high as it needs, the last ones what is left.

    Finding cards and tables give way first, since they say what they leave out; a chart below others takes what they
    leave.
    """
    placed: list[Item] = []
    for column in _columns(items):
        placed += _shared(column, needs) if len(column) > 1 else column
    return tuple(placed)


def _columns(items: Sequence[Item]) -> list[list[Item]]:
    columns: list[list[Item]] = []
    for item in items:
        if item.joined and columns:
            columns[-1].append(item)
        else:
            columns.append([item])
    return columns


_CLOSING = frozenset({"account", "legend", "names", "chart"})
_SPARE = "chart"  # takes of the room that the others leave what it can use
_YIELDING = ("findings", "links", "indicators")


def _shared(column: list[Item], needs: Needs) -> list[Item]:
    room = max(item.bottom for item in column) - column[0].top
    asked = [needs(replace(item, height=room)) for item in column]
    heights = [item.height if height is None else height for item, height in zip(column, asked, strict=True)]
    yielding = [place for place, item in enumerate(column) if item.kind in _YIELDING]
    spare = [place for place, item in enumerate(column) if item.kind == _SPARE and item is not column[0]]
    fixed = (height for place, height in enumerate(heights) if place not in yielding and place not in spare)
    left = max(room - sum(fixed), 0.0)
    for turn, place in enumerate(yielding):
        heights[place] = min(heights[place], left / (len(yielding) - turn))
        left -= heights[place]
    for place in spare:
        wanted = needs(replace(column[place], height=left)) or 0.0
        heights[place] = wanted if wanted <= left + 1e-6 else 0.0
        left -= heights[place]
    placed, top, end = [], column[0].top, column[0].top + room
    for item, height in zip(column, heights, strict=True):
        got = max(min(height, end - top), 0.0)
        placed.append(replace(item, top=top, height=got))
        top += got
    return _lowered(placed, end - top)


def _lowered(column: list[Item], spare: float) -> list[Item]:
    """What closes a column stands at its foot, and cards spread into what is spare above it."""
    kinds = [item.kind for item in column]
    yielding = kinds.index("findings") if "findings" in kinds else None
    if yielding is None or spare <= 0 or not column[yielding].height or not _CLOSING.issuperset(kinds[yielding + 1 :]):
        return column
    grown = [item if place <= yielding else replace(item, top=item.top + spare) for place, item in enumerate(column)]
    grown[yielding] = replace(column[yielding], height=column[yielding].height + spare)
    return grown
