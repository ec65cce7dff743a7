"""What the signs and lines of a large project are called: on the map, in tooltips and as headings of lists."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from core.columns import Numbers
from core.i18n import show, show_quantity, translate
from core.text import N_, Quantity, Text
from gis.amounts import short_amount
from gis.crowded import Crowd
from gis.crowded_findings import NO_PINS, Pinned
from gis.crowded_places import places
from gis.crowded_view import BUNDLE, GROUP, Overview
from gis.labels import Wanted
from gis.lettering import AMOUNT, DISPUTED, NAME, label_marks
from gis.palette import blend
from gis.pyramid import Level
from gis.scene import Font, Mark, Points, Target
from gis.sheet import Measure
from gis.typeset import shortened

NAME_ROOM = 2600.0  # mm2 of paper for each name
SURPLUS = 1.2  # times as many names at most where some stay from the map before
_AMOUNT_ROOM = 4000.0  # and for each amount
_ALONG = np.array([0.5, 0.35, 0.65])
_BESIDE = np.array([0.42, 0.58, 0.3])  # of differences, so that the amount may stand in the middle
_DISPUTED = 1e5  # weight: somebody asked for them, so that they come before names
_LONGEST = 34.0  # mm; the tooltip has the whole name
PROPOSED = N_("planned or proposed")


def words_of(shown: Overview, target: Target, language: str) -> str:
    """What a sign that stands for several firms, or a line for several links, is; '' for other targets."""
    table, key = target
    if table == GROUP:
        return _group_words(shown, int(key), language)
    return _bundle_words(shown, int(key), language) if table == BUNDLE else ""


def group_name(shown: Overview, group: int, language: str) -> str:
    """A lone firm by its name, a whole region by that, others by the region or firm that leads them."""
    return _group_name(shown.crowd, shown.level, group, language)


@lru_cache(maxsize=8192)
def _group_name(crowd: Crowd, level: Level, group: int, language: str) -> str:
    snapshot, members = crowd.snapshot, level.members(group)
    leader = str(snapshot.actor.name[members[int(crowd.degree[members].argmax())]])
    if len(members) == 1:
        return leader
    if level.place[group] >= 0:
        return str(snapshot.region.name[level.place[group]])
    region, count = np.unique(snapshot.actor.region[members], return_counts=True)
    if len(region) > 1 and region[count.argmax()] >= 0:
        name = str(snapshot.region.name[region[count.argmax()]])
        return show(Text("{name} and around", {"name": name}), language)
    return show(Text("{name} and {n} more", {"name": leader, "n": len(members) - 1}), language)


def _group_words(shown: Overview, group: int, language: str) -> str:
    """Name and number of firms, how many have findings, and the links among them."""
    level, crowd = shown.level, shown.crowd
    members = level.members(group)
    bundles = level.bundles
    among = int(bundles.links[(bundles.sender == group) & (bundles.receiver == group)].sum())
    ringed = int((crowd.severity[members] >= 0).sum())
    parts = [
        Text("{n} firm or institution", {"n": len(members)}, plural="{n} firms and institutions"),
        Text("{n} link among them", {"n": among}, plural="{n} links among them"),
    ]
    if ringed:
        parts.append(Text("{n} needs attention", {"n": ringed}, plural="{n} need attention"))
    if gapped := int(crowd.gapped[members].sum()):
        parts.append(Text("{n} with a gap or weak point", {"n": gapped}))
    told = [show(part, language) for part in parts]
    return "\n".join([group_name(shown, group, language), *told])


def _bundle_words(shown: Overview, bundle: int, language: str) -> str:
    """Who gives how much to whom, as how many links."""
    bundles = shown.level.bundles
    kind = shown.crowd.kinds[int(bundles.kind[bundle])]
    amount = float(bundles.amount[bundle])
    told = show_quantity(Quantity(None if np.isnan(amount) else amount, kind.unit, None), language)
    unknown, links = int(bundles.unknown[bundle]), int(bundles.links[bundle])
    counted = Text("{n} link", {"n": links}, plural="{n} links")
    if 0 < unknown < links:
        counted = Text("{links}, of which {n} of unknown amount", {"links": counted, "n": unknown})
    matter = show(shown.crowd.classes.titles.get(kind.group, Text(kind.group)), language)
    values = {
        "sender": group_name(shown, int(bundles.sender[bundle]), language),
        "receiver": group_name(shown, int(bundles.receiver[bundle]), language),
        "commodity": f"{matter} ({translate(PROPOSED, language)})" if kind.state else matter,
        "kind": counted,
        "amount": told,
    }
    return show(Text("{sender} → {receiver}\n{commodity} ({kind}): {amount} per year", values), language)


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What is written on a view, and on which of its `sides` the name of each group stands."""

    marks: tuple[Mark, ...] = ()
    sides: Mapping[int, int] = field(default_factory=dict)
    level: Level | None = None
    metres_per_mm: float = 0.0
    language: str = ""

    def sides_on(self, shown: Overview) -> Mapping[int, int]:
        """The sides that names keep on another view: those of the same groups at the same scale."""
        same = self.level is shown.level and self.metres_per_mm == shown.view.metres_per_mm
        return self.sides if same and self.language == shown.view.language else {}


NOTHING_WRITTEN = Written()


def written_words(
    shown: Overview, measure: Measure, pins: Pinned = NO_PINS, before: Written = NOTHING_WRITTEN
) -> Written:
    """Names of the groups that matter most and amounts of the widest lines, where they find room off the `pins`.

    A name that stood on the map `before` stays on its side while it is in sight, so that a drag does not stir the map.
    """
    hidden, frame = shown.view.hidden, (shown.view.width_mm, shown.view.height_mm)
    names = {} if "labels" in hidden else dict(_names(shown, measure, before.sides_on(shown)))
    wanted = [*pins.words, *_differences(shown, measure), *names.values()]
    wanted += [] if "amounts" in hidden else list(_amounts(shown, measure))
    reach = shown.radius[:, None] + 0.4
    signs = np.hstack([shown.places - reach, shown.places + reach])
    placed = places(wanted, np.concatenate([signs, pins.boxes]), frame)
    marks = tuple(label for item in placed for label in label_marks(item, shown.colours.paper))
    side_of = {id(item.text): item.side for item in placed}
    sides = {group: side_of[id(name)] for group, name in names.items() if id(name) in side_of}
    return Written(marks, sides, shown.level, shown.view.metres_per_mm, shown.view.language)


def _differences(shown: Overview, measure: Measure) -> Iterator[Wanted]:
    """By how much the sides of a line's links differ, added up without sign, and of how many links it is so."""
    bundles, held = shown.level.bundles, _disputed(shown.crowd, shown.level)
    rows = [row for row, bundle in enumerate(shown.bundles.tolist()) if bundle in held] if held else []
    for row in rows[: int(shown.view.width_mm * shown.view.height_mm / _AMOUNT_ROOM)]:
        bundle, along = int(shown.bundles[row]), _along(shown, row, _BESIDE)
        unit = shown.crowd.kinds[int(bundles.kind[bundle])].unit
        text = f"Δ {short_amount(math.fsum(held[bundle]), unit, shown.view.language)}"
        text += f" ({len(held[bundle])})" if bundles.links[bundle] > 1 else ""
        if len(along):
            (x, y), length = along[0].tolist(), _length(text, DISPUTED, measure)
            yield Wanted(
                (text,), (length,), DISPUTED, shown.colours.gap_badge, x, y, 0.0, _DISPUTED, along=along,
                target=(BUNDLE, str(bundle)), dropped=True, link=row,
            )  # fmt: skip


@lru_cache(maxsize=2)
def _disputed(crowd: Crowd, level: Level) -> dict[int, list[float]]:
    """By how much the sides of each link differ, for the bundles that hold such links."""
    held: dict[int, list[float]] = {}
    at = np.flatnonzero(np.isin(crowd.links, list(crowd.differences)))
    for bundle, link in zip(crowd.pyramid.bundle_of_link(level, at).tolist(), crowd.links[at].tolist(), strict=True):
        held.setdefault(bundle, []).append(crowd.differences[link])
    return held


def _along(shown: Overview, row: int, shares: Numbers) -> Points:
    """Places on the paper at some shares of the length of a line."""
    first, last = np.searchsorted(shown.lines.row, (row, row + 1)).tolist()
    middles = shown.lines.segments[first:last].reshape(-1, 2, 2).mean(axis=1)
    along = middles[(len(middles) * shares).astype(int)] if len(middles) else middles
    kept: Points = along[((along > 0) & (along < (shown.view.width_mm, shown.view.height_mm))).all(axis=1)]
    return kept


def _amounts(shown: Overview, measure: Measure) -> Iterator[Wanted]:
    """Amounts of the widest lines, each on one of three places along it that lie on the paper."""
    colours, language, bundles = shown.colours, shown.view.language, shown.level.bundles
    on_paper = np.unique(shown.lines.row)  # the widest first
    for row in on_paper[: int(shown.view.width_mm * shown.view.height_mm / _AMOUNT_ROOM)].tolist():
        amount, along = float(bundles.amount[shown.bundles[row]]), _along(shown, row, _ALONG)
        if np.isnan(amount) or not len(along):
            continue
        kind = shown.crowd.kinds[int(bundles.kind[shown.bundles[row]])]
        text = short_amount(amount, kind.unit, language)
        colour, (x, y) = blend(shown.tints[kind.group], colours.ink, 0.6), along[0].tolist()
        yield Wanted(
            (text,), (_length(text, AMOUNT, measure),), AMOUNT, colour, x, y, 0.0, float(shown.width[row]) - 10.0,
            along=along, target=(BUNDLE, str(shown.bundles[row])), dropped=True, link=row,
        )  # fmt: skip


@lru_cache(maxsize=4)
def _weights(crowd: Crowd, level: Level) -> Numbers:
    """How much the name of each group matters: by its firms, among equals by their links."""
    located = level.group >= 0
    degree = np.bincount(level.group[located], crowd.degree[located], len(level.centre))
    return np.asarray(level.firms + degree / max(float(degree.max(initial=1.0)), 1.0), dtype=np.float64)


def _names(shown: Overview, measure: Measure, before: Mapping[int, int]) -> Iterator[tuple[int, Wanted]]:
    """Names that want a place, by group: those with most firms, lone firms with most links, and those `before`."""
    level, crowd = shown.level, shown.crowd
    colours, language = shown.colours, shown.view.language
    weight = _weights(crowd, level)[shown.groups]
    most = max(6, int(shown.view.width_mm * shown.view.height_mm / NAME_ROOM))
    order = np.argsort(-weight, kind="stable")
    stayed = order[most:][np.isin(shown.groups[order[most:]], list(before))] if before else order[:0]
    stayed = stayed[: int(SURPLUS * most) - most]  # those that matter most, or a long drag would fill the map
    for row in [*order[:most].tolist(), *stayed.tolist()]:
        group = int(shown.groups[row])
        text = _short(group_name(shown, group, language), measure)
        x, y = shown.places[row].tolist()
        target = (GROUP, str(group)) if level.firms[group] > 1 else None
        yield group, Wanted(
            (text,), (_length(text, NAME, measure),), NAME, colours.ink, x, y, float(shown.radius[row]),
            float(weight[row]), target=target, dropped=True, near=True, side=before.get(group, -1),
        )  # fmt: skip


@lru_cache(maxsize=8192)
def _short(name: str, measure: Measure) -> str:
    return shortened(name, NAME, _LONGEST, measure)


@lru_cache(maxsize=8192)
def _length(text: str, font: Font, measure: Measure) -> float:
    """The length of a text in mm, measured once: a map that moves writes the same ones again."""
    return float(measure([text], font)[0])
