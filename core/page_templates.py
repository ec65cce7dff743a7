"""The templates of pages, A4 to A0, upright or across: one description computed for every paper.

Letters and signs grow more slowly than the paper: a larger sheet hangs farther from its reader, but has more to tell
as well. On A0, eight times A3, they are 2.3 times as large.
"""

from collections.abc import Sequence
from dataclasses import replace

from core.page_layouts import PAPERS, Item, Layout
from core.text import N_

CLUSTER = "cluster"  # the page that is about nobody in particular
SUBJECTS = {
    CLUSTER: N_("Whole cluster"),
    "regions": N_("One page per region"),
    "actors": N_("One page per firm or institution"),
    "findings": N_("One page per finding"),
}
# What stands in the right column, from above; upright pages break it in two at the bar.
_COLUMNS = {
    CLUSTER: ("legend", "account", "chart", "|", "findings", "names"),
    "regions": ("legend", "account", "chart", "|", "facts", "findings", "names"),
    "actors": ("facts", "links", "|", "findings", "names", "legend"),
    "findings": ("findings", "facts", "|", "links", "names", "legend"),
}
_ORDER = {  # across, where it differs from the columns
    CLUSTER: ("legend", "findings", "names", "account", "chart"),
    "regions": ("facts", "legend", "findings", "names", "account"),
}
_A3 = PAPERS["A3"]
_CLASS_HEIGHT = 20.5  # mm from the lower edge to the class of a page that lies across
_GROWTH = 0.4  # of lettering by area
_UPRIGHT_MAP, _SMALL_MAP = 0.55, 0.53  # share of the height that the map of an upright page takes, on A4


def template(paper: str = "A3", *, portrait: bool = False, about: str = CLUSTER) -> Layout:
    """The page of a paper (a key of PAPERS) about the whole cluster or one subject of an atlas (a key of SUBJECTS)."""
    width, height = PAPERS[paper]
    enlarged = max(1.0, ((width * height) / (_A3[0] * _A3[1])) ** _GROWTH)
    if portrait:
        width, height = height, width
    size = (width / enlarged, height / enlarged)
    items = _upright(*size, about) if portrait else _across(*size, about)
    name = f"{paper} {'portrait' if portrait else 'landscape'}"
    return Layout(name, width, height, tuple(_grown(item, enlarged) for item in items), lettering=enlarged)


def _grown(item: Item, by: float) -> Item:
    box = (item.left, item.top, item.width, item.height)
    left, top, width, height = (round(side * by, 2) for side in box)
    return replace(item, left=left, top=top, width=width, height=height, size=round(item.size * by, 2))


def _room(width: float, height: float) -> float:
    """How much room a paper has beside A3, as a factor of length from 0.7 to 1.7."""
    return float((width * height / (_A3[0] * _A3[1])) ** 0.5)


def _parts(kinds: Sequence[str], room: float) -> list[str]:
    """The kinds of a column; a small paper has no room for the account beside legend and cards."""
    return [kind for kind in kinds if room >= 1 or kind != "account"]


def _across(width: float, height: float, about: str) -> list[Item]:
    """Map at the left, everything else in a column at the right, the foot below the map."""
    room = _room(width, height)
    edge, gutter, column = max(8.0, 12.0 * room), max(5.0, 8.0 * room), max(88.0, 112.0 * room)
    foot = 34.0 if room >= 1 else 38.0
    top = edge + (19.0 if room >= 1 else 15.0)
    right, bottom = width - edge - column, height - foot
    parts = _parts(_ORDER.get(about) or [kind for kind in _COLUMNS[about] if kind != "|"], room)
    return [
        *_head(width, edge, room, 1, 5.5),
        Item("map", edge, top, right - gutter - edge, bottom - top),
        *_column(parts, right, top, column, height - _CLASS_HEIGHT - 2.0 - top),
        *_foot(edge, right - gutter, width - edge, height - foot + 3.0),
        *_class_lines(width - edge, height - _CLASS_HEIGHT, column),
    ]


def _upright(width: float, height: float, about: str) -> list[Item]:
    """Map above over the whole width, two columns below it, the foot over the whole width."""
    room = _room(width, height)
    edge, gutter, foot = max(8.0, 12.0 * room), max(5.0, 8.0 * room), 42.0
    lines = 2 if about == CLUSTER else 1  # a subject's name is short
    top = edge + (11.0 + 10.0 * lines if room >= 1 else 9.5 + 7.5 * lines)
    bottom = height - foot
    under = top + round((bottom - top) * (_UPRIGHT_MAP if room >= 1 else _SMALL_MAP), 1)
    column = (width - 2 * edge - gutter) / 2
    bar = _COLUMNS[about].index("|")
    first, second = _parts(_COLUMNS[about][:bar], room), _parts(_COLUMNS[about][bar + 1 :], room)
    below = under + gutter
    return [
        *_head(width, edge, room, lines, 9.5),
        Item("map", edge, top, width - 2 * edge, under - top),
        *_column(first, edge, below, column, bottom - below),
        *_column(second, edge + column + gutter, below, column, bottom - below),
        *_foot(edge, width - edge - 70.0, width - edge, height - foot + 3.0, narrow=True),
        *_class_lines(width - edge, height - foot + 3.0, width - 2 * edge - 60.0),
    ]


def _head(width: float, edge: float, room: float, lines: int, told: float) -> list[Item]:
    """Title, what the page shows in one line, and the stamp; `told` is the height of that line in mm."""
    size, stamp, line = (18.0, 70.0, 10.0) if room >= 1 else (14.0, 58.0, 7.5)
    words, high = width - 2 * edge - stamp - 4.0, lines * line
    return [
        Item("text", edge, edge - 1.0, words, high, "{title}", size, bold=True),
        Item(
            "text", edge, edge - 1.0 + high, words, told, "{told}", 9.0 if room >= 1 else 8.0, ink="muted", joined=True
        ),
        Item("stamp", width - edge - stamp, edge - 0.5, stamp, 9.0),
    ]


def _column(kinds: Sequence[str], left: float, top: float, width: float, height: float) -> list[Item]:
    """Items one below the other that share a column; each gets the height that it needs."""
    each = height / len(kinds)
    return [
        Item(kind, left, round(top + row * each, 2), width, round(each, 2), joined=row > 0)
        for row, kind in enumerate(kinds)
    ]


def _foot(left: float, right: float, edge: float, top: float, *, narrow: bool = False) -> list[Item]:
    """North, scales, what is drawn and what not, coordinate system and date, sources.

    The lines stand between the scale bar and `right`, on a narrow page below it as far as `edge`.
    """
    bar = 40.0 if right - left < 200 else 60.0
    words, until, under = (left, edge, top + 14.5) if narrow else (left + bar + 14.0, right, top)
    lines = (("{drawn}", 7.2), ("{crs} · {made}", 3.9), ("{sources}", 8.3 if narrow else 14.6))
    top_of = (under, under + 7.2, under + 11.1)
    return [
        Item("north", left, top + 0.5, 8.0, 13.0),
        Item("scale_bar", left + 11.0, top + 0.5, bar, 6.0),
        Item("text", left + 11.0, top + 6.5, bar, 4.0, "{scale}", 7.5),
        *(
            Item("text", words, at, until - words, height, text, 7.5, ink="muted", joined=row > 0)
            for row, (at, (text, height)) in enumerate(zip(top_of, lines, strict=True))
        ),
    ]


def _class_lines(edge: float, top: float, column: float) -> list[Item]:
    """Class, map review and page number, at the right edge."""
    left = edge - column
    return [
        Item("text", left, top + 0.5, column, 6.5, "{class}", 12.0, bold=True, align="right", ink="red"),
        Item("text", left, top + 7.2, column, 4.2, "{review}", 8.0, align="right", ink="muted"),
        Item("text", left, top + 11.3, column, 4.0, "{paging}", 8.0, align="right", ink="muted"),
    ]
