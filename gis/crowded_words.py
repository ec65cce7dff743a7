"""What the signs and lines of a large project are called: on the map, in tooltips and as headings of lists."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import numpy as np

from core.columns import Numbers
from core.i18n import show, show_quantity, translate
from core.text import N_, Quantity, Text
from gis.amounts import short_amount
from gis.crowded import Crowd
from gis.crowded_places import places
from gis.crowded_view import BUNDLE, GROUP, Overview
from gis.labels import Wanted
from gis.lettering import AMOUNT, NAME, label_marks
from gis.palette import GROUPS, blend
from gis.pyramid import Level
from gis.scene import Font, Mark, Target
from gis.sheet import Measure
from gis.typeset import shortened

_NAME_ROOM = 2600.0  # mm2 of paper for each name
_AMOUNT_ROOM = 4000.0  # and for each amount
_ALONG = np.array([0.5, 0.35, 0.65])
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
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
    matter = translate(GROUPS[kind.group], language) if kind.group in GROUPS else kind.group
    values = {
        "sender": group_name(shown, int(bundles.sender[bundle]), language),
        "receiver": group_name(shown, int(bundles.receiver[bundle]), language),
        "commodity": f"{matter} ({translate(PROPOSED, language)})" if kind.state else matter,
        "kind": counted,
        "amount": told,
    }
    return show(Text("{sender} → {receiver}\n{commodity} ({kind}): {amount} per year", values), language)


def word_marks(shown: Overview, measure: Measure) -> list[Mark]:
    """Names of the groups that matter most and amounts of the widest lines, where they find room."""
    hidden, frame = shown.view.hidden, (shown.view.width_mm, shown.view.height_mm)
    wanted = [] if "labels" in hidden else list(_names(shown, measure))
    wanted += [] if "amounts" in hidden else list(_amounts(shown, measure))
    reach = shown.radius[:, None] + 0.4
    signs = np.hstack([shown.places - reach, shown.places + reach])
    placed = places(wanted, signs, frame)
    return [label for item in placed for label in label_marks(item, shown.colours.paper)]


def _amounts(shown: Overview, measure: Measure) -> Iterator[Wanted]:
    """Amounts of the widest lines, each on one of three places along it that lie on the paper."""
    colours, language = shown.colours, shown.view.language
    frame, bundles = np.array([shown.view.width_mm, shown.view.height_mm]), shown.level.bundles
    first, last = (np.searchsorted(shown.lines.row, np.arange(len(shown.bundles)), side=side) for side in _SIDES)
    for row in np.flatnonzero(last > first)[: int(frame.prod() / _AMOUNT_ROOM)].tolist():
        amount = float(bundles.amount[shown.bundles[row]])
        middles = shown.lines.segments[first[row] : last[row]].reshape(-1, 2, 2).mean(axis=1)
        along = middles[(len(middles) * _ALONG).astype(int)]
        along = along[((along > 0) & (along < frame)).all(axis=1)]
        if np.isnan(amount) or not len(along):
            continue
        kind = shown.crowd.kinds[int(bundles.kind[shown.bundles[row]])]
        text = short_amount(amount, kind.unit, language)
        colour, (x, y) = blend(colours.links[kind.group], colours.ink, 0.6), along[0].tolist()
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


def _names(shown: Overview, measure: Measure) -> Iterator[Wanted]:
    """Names that want a place: of the groups with most firms, of lone firms with most links."""
    level, crowd = shown.level, shown.crowd
    colours, language = shown.colours, shown.view.language
    weight = _weights(crowd, level)[shown.groups]
    most = max(6, int(shown.view.width_mm * shown.view.height_mm / _NAME_ROOM))
    for row in np.argsort(-weight, kind="stable")[:most].tolist():
        group = int(shown.groups[row])
        text = _short(group_name(shown, group, language), measure)
        x, y = shown.places[row].tolist()
        target = (GROUP, str(group)) if level.firms[group] > 1 else None
        yield Wanted(
            (text,), (_length(text, NAME, measure),), NAME, colours.ink, x, y, float(shown.radius[row]),
            float(weight[row]), target=target, dropped=True, near=True,
        )  # fmt: skip


@lru_cache(maxsize=8192)
def _short(name: str, measure: Measure) -> str:
    return shortened(name, NAME, _LONGEST, measure)


@lru_cache(maxsize=8192)
def _length(text: str, font: Font, measure: Measure) -> float:
    """The length of a text in mm, measured once: a map that moves writes the same ones again."""
    return float(measure([text], font)[0])
