"""The tool that bends links: a curve is drawn by its middle, locked by a double click, and freed by Del."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt

from app.describe import row_of
from app.map_hand import Aim, Hand
from app.map_tools import STILL, Ask, MapTool, name_of
from core.map_layouts import Bend, kept_bends
from core.text import Text
from gis.flow_bends import bends_of
from gis.scene import Mark, Shape
from gis.tool_marks import Spot, bend_marks, handle_mark

FARTHEST = 1.5  # of the way between two actors to which a hand bends a link


@dataclass(frozen=True, slots=True)
class BendLink:
    """Give a link (uid) a bend and lock it there."""

    uid: str
    bend: Bend


@dataclass(frozen=True, slots=True)
class LockLink:
    """Lock the curve of a link (uid) where it is, or unlock it."""

    uid: str


@dataclass(frozen=True, slots=True)
class FreeLink:
    """Let the program lay a link (uid) anew."""

    uid: str


class LinkBending(MapTool):
    """Press on a line and drag: the curve passes under the hand."""

    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, hand: Hand, ask: Ask) -> None:
        super().__init__(hand, ask)
        self.uid = ""
        self._grip: QPointF | None = None
        self._dragged = False

    def hint(self) -> Text:
        if self._dragged:
            return Text("Release where the curve should pass; Esc leaves it as it was.")
        if over := self.over():
            told = {"link": link_name(self.hand, over)}
            return Text("{link}: drag the curve, double-click to lock or unlock it, Del lays it anew.", told)
        return Text("Press on the line of a link and drag it; Esc puts the tool away.")

    def over(self) -> str:
        """The link (uid) that is held or lies under the hand and joins two actors, "" for none."""
        if self.uid:
            return self.uid
        target = self.aim.target if self.aim is not None else None
        return target[1] if target is not None and target[0] == "flow" and ends_of(self.hand, target[1]) else ""

    def press(self, place: QPointF) -> None:
        self.aim = self.hand.aim(place, snapping=False)
        self.uid, self._grip, self._dragged = self.over(), place, False

    def move(self, place: QPointF) -> None:
        self.aim = self.hand.aim(place, snapping=False)
        if self.uid and self._grip is not None and (place - self._grip).manhattanLength() > STILL:
            self._dragged = True

    def release(self, place: QPointF) -> None:
        self.move(place)
        uid, bend, aim = self.uid, self._bend_here(), self.aim
        dragged = self._dragged
        self.cancel()
        if dragged and bend is not None and aim is not None:
            self.ask(BendLink(uid, bend), aim.spot)

    def double(self, place: QPointF) -> None:
        self.aim = self.hand.aim(place, snapping=False)
        if (over := self.over()) and self.aim is not None:
            self.ask(LockLink(over), self.aim.spot)

    def remove(self) -> bool:
        aim = self.aim = self.hand.aim_now() or self.aim
        if aim is None or not (over := self.over()):
            return False
        self.ask(FreeLink(over), aim.spot)
        return True

    def cancel(self) -> bool:
        begun, self.uid, self._grip, self._dragged = self._dragged, "", None, False
        return begun

    def marks(self, language: str) -> list[Mark]:
        over, ends = self.over(), self._ends()
        if not over:
            return []
        if not self._dragged or ends is None or self.aim is None:
            middle = self._middle(over)
            return [handle_mark(middle, self.hand.colours, locked=is_locked(self.hand, over))] if middle else []
        control = _control(self.aim, *ends)
        line = bend_marks(ends[0], control, ends[1], self.hand.colours)
        return [*line, handle_mark(self.aim.spot, self.hand.colours, locked=True)]

    def _ends(self) -> tuple[Spot, Spot] | None:
        """Where the signs of the held link's actors are drawn."""
        actors = ends_of(self.hand, self.uid) if self.uid else None
        if actors is None:
            return None
        start, end = (self.hand.sign_spot(uid) for uid in actors)
        return (start, end) if start is not None and end is not None else None

    def _bend_here(self) -> Bend | None:
        """The bend whose curve passes under the hand in its middle."""
        ends = self._ends()
        if ends is None or self.aim is None:
            return None
        start, end, control = (np.array([spot]) for spot in (*ends, _control(self.aim, *ends)))
        along, across = bends_of(start, end, control)[0].clip(-FARTHEST, FARTHEST).tolist()
        return Bend(round(along, 4), round(across, 4), True)

    def _middle(self, uid: str) -> Spot | None:
        """The middle of a link's curve as it is drawn."""
        frame = self.hand.canvas.frame
        if frame is None:
            return None
        for mark, _ in frame.scene.of_targets(frozenset({("flow", uid)})):
            if isinstance(mark, Shape) and mark.path.commands == "MQ":
                x, y = (np.array([0.25, 0.5, 0.25]) @ mark.path.points).tolist()
                return self.hand.spot_of_drawn(x, y)
        return None


def _control(aim: Aim, start: Spot, end: Spot) -> Spot:
    """The control of the curve between two places that has its middle under the hand."""
    x, y = 2 * np.array(aim.spot) - np.add(start, end) / 2
    return (float(x), float(y))


def ends_of(hand: Hand, uid: str) -> tuple[str, str] | None:
    """The uids of the two actors that a link joins; None for links to outside and within one actor."""
    snapshot = hand.snapshot
    row = row_of(snapshot.flow.uid, uid) if snapshot is not None else None
    if snapshot is None or row is None:
        return None
    sender, receiver = int(snapshot.flow.sender[row]), int(snapshot.flow.receiver[row])
    if min(sender, receiver) < 0 or sender == receiver:
        return None
    return str(snapshot.actor.uid[sender]), str(snapshot.actor.uid[receiver])


def is_locked(hand: Hand, uid: str) -> bool:
    """Whether the curve of a link stays where somebody put it."""
    bend = kept_bends(hand.snapshot).get(uid) if hand.snapshot is not None else None
    return bend is not None and bend.locked


def link_name(hand: Hand, uid: str) -> str:
    """A link by the names of its ends."""
    return " → ".join(name_of(hand, actor) for actor in ends_of(hand, uid) or ())
