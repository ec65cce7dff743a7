"""Words that keep their places while a map is dragged: each stays where it stood beside its sign or on its line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from core.findings import Finding
from core.snapshot import Snapshot
from gis.labels import LETTER, Placed, Wanted
from gis.scene import Font, Points, Target
from gis.view import View

Key = tuple[Target | None, Font, tuple[str, ...]]  # what a text is about and what it says; a letter says nothing yet

_LOOKS: dict[str, Any] = {"centre": (0.0, 0.0), "seen_mm": None, "dark": False, "bases": (), "sharpness": 1.0}


@dataclass(frozen=True, slots=True, eq=False)
class Stood:
    """Where the words of a map stood: of each the number of its place among those that it may have, and its foot in mm.

    `letters` are those given out, by the firms that they stand for.
    """

    places: Mapping[Key, tuple[int, Points]] = field(default_factory=dict)
    letters: Mapping[Target, str] = field(default_factory=dict)
    source: Snapshot | None = None
    findings: Sequence[Finding] = ()
    view: View | None = None

    def moved(self, source: Snapshot, findings: Sequence[Finding], view: View) -> "Stood":
        """The same on another view: nothing unless that shows the same rows at the same scale."""
        if self.view is None or self.source is not source or self.findings is not findings:
            return NOTHING_STOOD
        if replace(self.view, **_LOOKS) != replace(view, **_LOOKS):
            return NOTHING_STOOD
        shift = view.on_paper(np.array([self.view.to_ground(0.0, 0.0)]))[0]
        places = {key: (side, foot + shift) for key, (side, foot) in self.places.items()}
        return Stood(places, self.letters, source, findings, view)

    @property
    def targets(self) -> frozenset[Target | None]:
        """What the words are about."""
        return frozenset(about for about, *_ in self.places)


NOTHING_STOOD = Stood()


def stood(placed: Sequence[Placed], source: Snapshot, findings: Sequence[Finding], view: View) -> Stood:
    """Where the placed words of a map stand."""
    places = {_key(item.text): (item.side, np.array(item.foot)) for item in placed}
    letters = {item.text.target: item.text.lines[0] for item in placed
               if item.text.font == LETTER and item.text.target is not None}  # fmt: skip
    return Stood(places, letters, source, findings, view)


def _key(text: Wanted) -> Key:
    return text.target, text.font, () if text.font == LETTER else text.lines


def held(text: Wanted, before: Stood, paper: tuple[float, float]) -> Wanted:
    """The text, or the shorter one that took its place, held where it stood; itself where it did not.

    One on a line or in an area is held as long as its foot lies on the paper (width and height in mm).
    """
    one: Wanted | None = text
    while one is not None and _key(one) not in before.places:
        one = one.shorter
    if one is None:
        return text
    side, foot = before.places[_key(one)]
    if one.along is None:
        return replace(one, side=side)
    if (foot < 0).any() or (foot > paper).any():
        return text
    if one.across is None:  # in an area its places follow the paper
        return replace(one, along=foot[None], side=0)
    return replace(one, side=side)
