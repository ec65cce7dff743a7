"""The tools that edit firms and links on the map: each a few states that press, move and release lead through."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt

from app.describe import row_of
from app.map_hand import Aim, Hand
from core.i18n import show, show_number, translate
from core.row_names import OUTSIDE
from core.text import Text
from gis.paint import measure
from gis.reshaping import Position, distance_m
from gis.scene import Mark
from gis.symbols import sign_of
from gis.tool_marks import Spot, arrow_marks, ghost_mark, line_mark, note_mark, snap_mark

STILL = 4  # pixels that a click may tremble


@dataclass(frozen=True, slots=True)
class PutActor:
    """Add an actor at a place."""

    place: Position


@dataclass(frozen=True, slots=True)
class ShiftActor:
    """Move an actor (uid) to a place; `sketched` says that the map showed it in a sketch."""

    uid: str
    place: Position
    sketched: bool


@dataclass(frozen=True, slots=True)
class TieLink:
    """Draw a link from one actor (uid) to another, or between an actor and the outside, which is ""."""

    sender: str
    receiver: str


Ask = Callable[[object, Spot], object]  # carries out what a tool asks for, at a spot of the view


class MapTool:
    """What every tool answers; this one does nothing. Places are pixels of the canvas."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, hand: Hand, ask: Ask) -> None:
        self.hand, self.ask = hand, ask
        self.aim: Aim | None = None
        self.held: Aim | None = None  # what waits for the form to be filled

    def hint(self) -> Text:
        """What the next click does."""
        return Text("")

    def press(self, place: QPointF) -> None:
        """The left button goes down."""

    def move(self, place: QPointF) -> None:
        """The hand moves, with or without the button."""
        if self.held is None:
            self.aim = self.hand.aim(place)

    def release(self, place: QPointF) -> None:
        """The left button goes up."""

    def double(self, place: QPointF) -> None:
        """The second click of a double click."""

    def key(self, key: Qt.Key) -> bool:
        """A key that has no command; True where the tool used it."""
        return False

    def remove(self) -> bool:
        """Take away what lies under the hand; True where there is something of this tool."""
        return False

    def cancel(self) -> bool:
        """Leave what was begun; False where nothing was."""
        begun = self.held is not None
        self.held = None
        return begun

    def region(self) -> int:
        """The row of the region whose corners are shown, -1 for none."""
        return -1

    def done(self) -> None:
        """What was asked for is done or refused; the tool begins anew."""
        self.held = None

    def leave(self) -> None:
        """The hand left the map."""
        if self.held is None:
            self.aim = None

    def marks(self, language: str) -> list[Mark]:
        """What is drawn over the map, in mm of the view."""
        return self._snap_marks()

    def _snap_marks(self) -> list[Mark]:
        aim = self.held or self.aim
        return [snap_mark(aim.spot, aim.drawn_to, self.hand.colours)] if aim and aim.drawn_to else []


class ActorAdding(MapTool):
    """A click says where; the form says who."""

    def hint(self) -> Text:
        if self.held is not None:
            return Text("Write the name and press Enter; Esc leaves the map as it was.")
        return Text("Click where the firm or institution lies; Esc puts the tool away.")

    def release(self, place: QPointF) -> None:
        aim = self.hand.aim(place)
        if aim is not None:
            self.held = aim
            self.ask(PutActor(aim.place), aim.spot)

    def marks(self, language: str) -> list[Mark]:
        aim = self.held or self.aim
        ghost = [ghost_mark(aim.spot, "unknown", self.hand.colours)] if aim is not None else []
        return [*ghost, *self._snap_marks()]


class ActorMoving(MapTool):
    """Press on a sign, drag its ghost, release; who has no point yet is chosen first and placed by a click."""

    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, hand: Hand, ask: Ask) -> None:
        super().__init__(hand, ask)
        self.uid = ""
        self._grip: QPointF | None = None

    def hint(self) -> Text:
        if self.uid and self._sketched(self.uid):
            told = {"name": self._name(self.uid)}
            return Text("Release {name} where it truly lies; the sketch only shows it elsewhere.", told)
        if self.uid:
            return Text("Release {name} at its new place; Esc leaves it where it was.", {"name": self._name(self.uid)})
        if waiting := self._unplaced():
            return Text("Click where {name} lies, or press on another firm and drag it.", {"name": self._name(waiting)})
        return Text("Press on a firm and drag it to its place; Esc puts the tool away.")

    def press(self, place: QPointF) -> None:
        target = self.hand.canvas.target_at(place)
        self.uid = target[1] if target is not None and target[0] == "actor" else ""
        self._grip = place
        self.move(place)

    def move(self, place: QPointF) -> None:
        passed_over = self._true_place(self.uid) if self.uid else None
        self.aim = self.hand.aim(place, passed_over)

    def release(self, place: QPointF) -> None:
        uid, grip = self.uid or self._unplaced(), self._grip
        dragged = grip is not None and (place - grip).manhattanLength() > STILL
        aim = self.hand.aim(place, self._true_place(uid) if uid else None)
        clicked = not self.uid and not dragged
        self.uid, self._grip = "", None
        if uid and aim is not None and (clicked or dragged):
            self.ask(ShiftActor(uid, aim.place, self._sketched(uid)), aim.spot)

    def cancel(self) -> bool:
        begun, self.uid, self._grip = bool(self.uid), "", None
        return begun

    def _unplaced(self) -> str:
        """The chosen actor, where it is the only choice and has no point."""
        refs = self.hand.canvas.session.selection.refs
        if len(refs) != 1 or refs[0].table != "actor":
            return ""
        return "" if self._true_place(refs[0].uid) else refs[0].uid

    def _sketched(self, uid: str) -> bool:
        frame = self.hand.canvas.frame
        return frame is not None and uid in frame.sketched

    def _true_place(self, uid: str) -> Position | None:
        snapshot, row = self.hand.snapshot, self.hand.actor_row(uid)
        if snapshot is None or row < 0 or np.isnan(snapshot.actor.point[row]).any():
            return None
        lon, lat = snapshot.actor.point[row].tolist()
        return (lon, lat)

    def _name(self, uid: str) -> str:
        return name_of(self.hand, uid)

    def marks(self, language: str) -> list[Mark]:
        snapshot, row = self.hand.snapshot, self.hand.actor_row(self.uid)
        if not self.uid or self.aim is None or snapshot is None or row < 0:
            return []
        colours, view = self.hand.colours, self.hand.canvas.view
        sign = sign_of(str(snapshot.actor.kind[row]), str(snapshot.actor.role[row]))
        marks: list[Mark] = []
        before = self._true_place(self.uid)
        if before is not None and view is not None:
            marks.append(line_mark([self.hand.spot(before), self.aim.spot], colours))
            told = show(distance_text(distance_m(before, self.aim.place)), language)
            marks += note_mark(self.aim.spot, told, colours, measure, view.width_mm)
        return [*marks, ghost_mark(self.aim.spot, sign, colours), *self._snap_marks()]


class LinkDrawing(MapTool):
    """Click the sender, then the receiver, or drag from one to the other; where no firm is lies the outside."""

    def __init__(self, hand: Hand, ask: Ask) -> None:
        super().__init__(hand, ask)
        self.sender = self.receiver = ""
        self._grip: tuple[str, QPointF] | None = None  # the actor that was pressed on, and where

    def hint(self) -> Text:
        if self.held is not None:
            return Text("Say what is delivered and press Enter; Esc leaves the link away.")
        if self.sender:
            values = {"name": name_of(self.hand, self.sender)}
            return Text("{name}: now click the receiver, or a free place for outside; Esc begins anew.", values)
        return Text("Click the sender of the new link; Esc puts the tool away.")

    def press(self, place: QPointF) -> None:
        self._grip = (self._actor(self.hand.aim(place, snapping=False)), place)

    def move(self, place: QPointF) -> None:
        if self.held is None:
            self.aim = self.hand.aim(place, snapping=False)
            if self._dragged_from(place):
                self.sender = self._dragged_from(place)

    def release(self, place: QPointF) -> None:
        aim, start = self.hand.aim(place, snapping=False), self._dragged_from(place)
        self._grip = None
        if aim is None:
            return
        actor = self._actor(aim)
        if start:
            self.sender, self.receiver, self.held = start, "", None
        elif actor and (not self.sender or self.held is not None):
            self.sender, self.receiver, self.held = actor, "", None
            return
        if self.sender and self.held is None and actor != self.sender:
            self.receiver, self.held = actor, aim
            self.ask(TieLink(self.sender, actor), aim.spot)

    def _actor(self, aim: Aim | None) -> str:
        return aim.target[1] if aim is not None and aim.target is not None and aim.target[0] == "actor" else ""

    def _dragged_from(self, place: QPointF) -> str:
        """The actor from which the hand has been dragged, "" for none."""
        actor, grip = self._grip or ("", place)
        return actor if (place - grip).manhattanLength() > STILL else ""

    def cancel(self) -> bool:
        begun = bool(self.sender)
        self.done()
        return begun

    def done(self) -> None:
        self.sender = self.receiver = ""
        self.held = self._grip = None

    def marks(self, language: str) -> list[Mark]:
        aim, colours, view = self.held or self.aim, self.hand.colours, self.hand.canvas.view
        over = self.receiver or self._actor(aim)
        start = self.hand.sign_spot(self.sender) if self.sender else None
        end = self.hand.sign_spot(over) if over and over != self.sender else None
        marks: list[Mark] = []
        if start is not None and aim is not None:
            marks += arrow_marks(start, end or aim.spot, colours)
            if not over and view is not None:
                marks += note_mark(aim.spot, translate(OUTSIDE, language), colours, measure, view.width_mm)
        for spot in (start, end):
            marks += [snap_mark(spot, "actor", colours)] if spot is not None else []
        return marks


def name_of(hand: Hand, uid: str) -> str:
    """The name of an actor as the map writes it."""
    readable = hand.canvas.session.readable
    if readable is None or (row := row_of(readable.actor.uid, uid)) is None:
        return ""
    return str(readable.actor.name[row])


def distance_text(metres: float) -> Text:
    """A distance as people say it."""
    if metres < 1000:
        return Text("{n} m", {"n": show_number(metres, 3)})
    return Text("{n} km", {"n": show_number(metres / 1000, 3)})
