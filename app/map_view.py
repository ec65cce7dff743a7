"""A view of the map: a cached picture that is moved and scaled at once and composed anew when at rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.map_frame import MARGIN, Frame, compose_frame, furniture
from app.session import Session
from app.tasks import Task
from core.findings import Finding
from core.map_projections import PROPOSED, kept_projection
from core.snapshot import Snapshot
from core.text import Text
from gis.crowded import is_crowded
from gis.paint import draw, measure
from gis.palette import palette
from gis.scene import Scene, Target
from gis.screen_grid import edge_labels
from gis.view import OFF_AT_FIRST, View, fit, ground_points, map_projection

REST_MS = 120
CATCH_MM = 1.2
NEAREST, FARTHEST = 0.02, 200_000.0  # metres per mm: 1 : 20 to 1 : 200 million
HISTORY = 40
CLOSE_MARGIN_MM = 26.0  # round rows that are zoomed to, so that their names and badges are in sight
CLOSEST = 4.0  # times closer than the whole map; nearer a lone firm would stand in the void
CLOSEST_IN_CROWD = 200.0  # the same where only much nearer a firm has a sign of its own
WIDE = 0.75  # of the whole map: above this share a zoom would show hardly less than everything


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a drawing of the map is made from; `view` is None where it shows everything, which the figures decide."""

    snapshot: Snapshot
    findings: Sequence[Finding]
    size: tuple[float, float]
    view: View | None
    draft: bool
    terms: dict[str, Any]

    def same_as(self, other: "Wanted | None") -> bool:
        """Whether the other would give the same picture."""
        if other is None or self.snapshot is not other.snapshot or self.findings is not other.findings:
            return False
        return (self.size, self.view, self.draft, self.terms) == (other.size, other.view, other.draft, other.terms)


class MapView(QWidget):
    """Shows the session's snapshot under a view; says how large the scale is and what was drawn."""

    seen = Signal(float)  # denominator of the scale
    composed = Signal(object)  # the frame's counts
    explained = Signal(object)  # the frame's legend
    noted = Signal(object)  # what is to be said of base maps, when it differs from what was said before
    stopped = Signal(object)  # the bug that kept the map from being drawn

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.dark = session, False
        self.hidden = OFF_AT_FIRST
        self.chosen: frozenset[Target] = frozenset()
        self.view: View | None = None
        self.frame: Frame | None = None
        self.band = QRect()  # what is being framed by hand
        self._overlay: QImage | None = None
        self._fitted: tuple[Snapshot, tuple[float, float], View] | None = None  # the whole map's view, by size
        self._drafting = False
        self._wanted: Wanted | None = None  # what was drawn last, or is being drawn
        self._task: Task | None = None
        self._past: list[View] = []
        self._kept = (PROPOSED, 1.0)  # the projection that the project has chosen
        self._north = 0.0  # degrees by which the arrow leans
        self._whole = True  # until somebody moves it, the map shows everything
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._rested)
        self.setMinimumSize(QSize(320, 200))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def pixels_per_mm(self) -> float:
        """Logical pixels of the screen for a millimetre of the map."""
        return self.logicalDpiX() / 25.4

    def _paper_size(self) -> tuple[float, float]:
        return (self.width() / self.pixels_per_mm, self.height() / self.pixels_per_mm)

    def to_mm(self, place: QPointF) -> tuple[float, float]:
        """A place of the widget in mm of the view."""
        return (place.x() / self.pixels_per_mm, place.y() / self.pixels_per_mm)

    def target_at(self, place: QPointF) -> Target | None:
        """The row whose sign, line or name lies under a place of the widget."""
        if self.frame is None or self.view is None or (found := self.in_frame(place)) is None:
            return None
        catch = CATCH_MM * self.view.metres_per_mm / self.frame.view.metres_per_mm
        return self.frame.hit(*found, catch)

    def rows_of(self, target: Target | None) -> frozenset[Target]:
        """The rows that a sign or line stands for."""
        if target is None or self.frame is None:
            return frozenset()
        return self.frame.parts(target)

    def in_frame(self, place: QPointF) -> tuple[float, float] | None:
        """A place of the widget in mm of the composed frame, None while there is none of this ground."""
        if self.frame is None or self.view is None:
            return None
        area = self.frame.target(self.view, self.pixels_per_mm)
        if area.isEmpty():
            return None
        share = self.frame.view.width_mm / area.width()
        return ((place.x() - area.x()) * share, (place.y() - area.y()) * share)

    def clear(self) -> None:
        """Forget the map of a project that was closed."""
        self.view, self.frame, self._overlay, self._past, self._whole = None, None, None, [], True
        self._fitted, self._wanted, self._drafting = None, None, False
        self._rest.stop()
        self.session.tasks.drop("map")
        self.update()

    def refresh(self) -> None:
        """Compose anew, since figures, year, layers, language or palette have changed."""
        if self.session.snapshot is None:
            return
        kept = kept_projection(self.session.snapshot)
        if self.view is None:
            self.view = self._whole_view(self.session.snapshot)
        elif self._kept != kept:
            projection = map_projection(self.session.snapshot)
            self.view, self._past = self.view.drawn_in(projection), [one.drawn_in(projection) for one in self._past]
        self._kept = kept
        self._compose()

    def _whole_view(self, snapshot: Snapshot) -> View:
        """The view that shows everything; worked out once for a size, since it looks at every firm."""
        found = self._known_fit(snapshot) or fit(snapshot, *self._paper_size())
        self._fitted = (snapshot, self._paper_size(), found)
        return found

    def _known_fit(self, snapshot: Snapshot) -> View | None:
        """The view that shows everything, where it was worked out for this size before."""
        known = self._fitted is not None and self._fitted[0] is snapshot and self._fitted[1] == self._paper_size()
        return self._fitted[2] if known and self._fitted else None

    def hold(self) -> None:
        """Keep the view although rows are added or moved: it must not jump under a hand that edits."""
        self._whole = False

    def show_whole(self) -> None:
        """Show everything."""
        if self.session.snapshot is not None:
            self.look(self._whole_view(self.session.snapshot))
            self._whole = True

    def show_rows(self, uids: frozenset[str], around: frozenset[str] = frozenset()) -> bool:
        """Zoom to rows and what is `around` them; False where none of the rows has a place on the map."""
        snapshot = self.session.snapshot
        if snapshot is None or not uids or not len(ground_points(snapshot, uids)):
            return False
        whole, closest = self._whole_view(snapshot), CLOSEST_IN_CROWD if self._crowded(snapshot) else CLOSEST
        view = fit(snapshot, *self._paper_size(), uids | around, margin=CLOSE_MARGIN_MM)
        if view.metres_per_mm > whole.metres_per_mm * WIDE:  # the partners lie everywhere: the rows alone, closer
            view = fit(snapshot, *self._paper_size(), uids, margin=CLOSE_MARGIN_MM)
            view = replace(view, metres_per_mm=max(view.metres_per_mm, whole.metres_per_mm / closest))
        nearest, farthest = whole.metres_per_mm / closest, whole.metres_per_mm
        self.look(replace(view, metres_per_mm=min(max(view.metres_per_mm, nearest), farthest)))
        return True

    def _crowded(self, snapshot: Snapshot) -> bool:
        return self.view is not None and is_crowded(snapshot, self.view)

    def show_previous(self) -> None:
        """Go back to the view before."""
        if self._past and self.view is not None:
            before = self._past.pop()
            self.view = before.resized(*self._paper_size())
            self.moved()

    def zoom(self, factor: float, place: QPointF | None = None) -> None:
        """Zoom about a place of the widget, its middle without one; the picture is scaled until it is composed."""
        if self.view is None:
            return
        if not NEAREST < self.view.metres_per_mm / factor < FARTHEST:
            return
        x, y = self.to_mm(place or QPointF(self.width() / 2, self.height() / 2))
        self.remember()
        self.view = self.view.zoomed(factor, x, y)
        self.moved()

    def choose(self, targets: frozenset[Target]) -> None:
        """Show which rows are chosen."""
        self.chosen = targets
        self._lay_over()

    def _lay_over(self) -> None:
        """Make the overlay of what is chosen once, since a drag paints it many times."""
        self._overlay = None
        if self.frame is not None and self.chosen:
            sharpness = self.frame.image.width() / self.frame.view.width_mm
            self._overlay = self.frame.overlay(self.chosen, palette(self.dark).accent, sharpness)
        self.update()

    def look(self, view: View) -> None:
        """Take another view; the one before can be gone back to."""
        self.remember()
        self.view = view
        self.moved()

    def drag(self, step: QPointF) -> None:
        """Move the map by some pixels."""
        if self.view is not None:
            self.view = self.view.moved(*self.to_mm(step))
            self._whole = False
            if not self._rest.isActive():  # a long drag is composed on the way
                self._rest.start()
            self._draft()
            self.update()

    def remember(self) -> None:
        """Keep the present view to go back to."""
        # while the wheel turns only the view before the first notch is kept
        if self.view is not None and not self._rest.isActive():
            self._past = [*self._past, self.view][-HISTORY:]

    def moved(self) -> None:
        """Show the picture under the changed view at once, and compose it anew when it rests."""
        self._whole = False
        self._rest.start()
        if self.view is not None:
            self.seen.emit(self.view.scale)
        self._draft()
        self.update()

    def _draft(self) -> None:
        """Where a gesture leaves the picture of a large project, compose a plainer one for as long as it lasts."""
        if self.frame is None or self.frame.overview is None or self.view is None or self._drafting:
            return
        if not self.frame.target(self.view, self.pixels_per_mm).contains(QRectF(self.rect())):
            self._compose(draft=True)

    def _terms(self, year: int | None) -> dict[str, Any]:
        """What the map is drawn by, but for its ground."""
        session = self.session
        return {
            "year": year,
            "language": session.language,
            "hidden": self.hidden,
            "dark": self.dark,
            "choice": session.choice,
            "grouping": session.grouping,
            "style": session.style,
            "bases": session.bases,
            "adjusted": session.adjusted,
            "sharpness": self.pixels_per_mm * self.devicePixelRatioF(),
        }

    def _rested(self) -> None:
        """Compose where the map came to rest, unless it is the ground that it showed before."""
        self._compose(again=False)

    def _compose(self, *, draft: bool = False, again: bool = True) -> None:
        """Let the worker draw the map, unless it is at the very same already; `again` also what it has drawn last."""
        snapshot, shown = self.session.snapshot, self.session.shown
        if self.view is None or snapshot is None or shown is None or self.width() < 2:
            return
        (width, height), view, whole = self._paper_size(), self.view, self._whole
        findings, terms = self.session.findings, self._terms(shown.year)
        wanted = Wanted(snapshot, findings, (width, height), None if whole else view, draft, terms)
        if wanted.same_as(self._wanted) and not (again and self._task not in self.session.tasks.running()):
            return
        self._wanted, self._drafting = wanted, draft
        asked, before, fitted = replace(view, **terms), self.frame, self._known_fit(snapshot)

        def compose(_: object) -> tuple[Frame, View]:
            found = (fitted or fit(snapshot, width, height)) if whole else view
            ground = (found.projection, found.centre, found.metres_per_mm)
            wide = replace(asked, projection=ground[0], centre=ground[1], metres_per_mm=ground[2])
            wide = wide.resized(width * MARGIN, height * MARGIN)
            if whole:  # nobody has moved it yet, so that the names shall be in sight
                wide = replace(wide, seen_mm=(width, height))
            return compose_frame(snapshot, findings, wide, terms["sharpness"], before, draft=draft), found

        self._task = self.session.tasks.run(
            Text("Drawing the map"),
            compose,
            lambda made: self._take(made[0], made[1], snapshot),
            lane="map",
            failed=self.stopped.emit,
        )
        self.seen.emit(self.view.scale)

    def _take(self, frame: Frame, found: View, snapshot: Snapshot) -> None:
        """Show a frame unless other figures were opened while it was composed."""
        self._drafting = False
        if self.session.snapshot is snapshot and frame.draft:
            self.frame = frame
            self._lay_over()
        elif self.session.snapshot is snapshot:
            said, self.frame = self.frame.scene.notes if self.frame else (), frame
            self._north = frame.north
            if self._whole:  # nobody has moved it meanwhile
                self.view = found.resized(*self._paper_size())
                self._fitted = (snapshot, (found.width_mm, found.height_mm), found)
                self.seen.emit(self.view.scale)
            if frame.scene.notes and frame.scene.notes != said:
                self.noted.emit(frame.scene.notes)
            self.composed.emit(frame.scene.counts)
            self.explained.emit(frame.legend)
            self._lay_over()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.view is not None:
            self.view = self.view.resized(*self._paper_size())
        self._rest.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF()
        if self.frame is not None and self.view is not None:
            area = self.frame.target(self.view, self.pixels_per_mm)
        if not area.contains(QRectF(self.rect()).adjusted(-1, -1, 1, 1)):
            painter.fillRect(self.rect(), QColor(palette(self.dark).paper))
        if self.frame is not None and self.view is not None:
            at_rest = self.frame.view.metres_per_mm == self.view.metres_per_mm
            smooth = not at_rest and self.frame.overview is None  # of a large project a draft comes sooner
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            if at_rest:  # whole pixels keep letters sharp
                area.moveTo(area.topLeft().toPoint().toPointF())
            for image in (self.frame.image, self._overlay):
                if image is not None and at_rest and image.width() == round(area.width()):
                    painter.drawImage(area.topLeft().toPoint(), image)  # copied, which is far quicker than fitted
                elif image is not None:
                    painter.drawImage(area, image)
            size, language = self._paper_size(), self.session.language
            if self.frame.grid and self.frame.view.projection == self.view.projection:
                labels = edge_labels(self.frame.grid_on(self.view), size, palette(self.dark), measure)
                draw(painter, Scene(*size, tuple(labels)), self.pixels_per_mm)
            shown = furniture(self.view.metres_per_mm, *size, language, self.dark, self._north)
            draw(painter, shown, self.pixels_per_mm)
        if not self.band.isNull():
            painter.setPen(QPen(QColor(palette(self.dark).accent), 1, Qt.PenStyle.DashLine))
            painter.drawRect(self.band)
