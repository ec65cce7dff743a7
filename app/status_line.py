"""The line at the foot: what the map draws and what not, where the pointer is, scale, year, and work in progress."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QStatusBar, QWidget

from app.session import Session
from app.style import colours
from app.tasks import Task, Tasks
from core.i18n import show, translate
from core.text import N_, Text
from gis.counts import DRAWN_PARTS, NOTHING_COUNTED, Counts, withheld_firms

PATIENCE_MS = 500  # work that takes longer is shown with a Cancel button
MISSING_ACTORS, IDLE_ACTORS = "actors_missing", "actors_idle"


class StatusLine(QStatusBar):
    """Its numbers are links: `open_list` gets the group's uids, table and reason."""

    def __init__(
        self, session: Session, tasks: Tasks, open_list: Callable[[str, frozenset[str], Text], object]
    ) -> None:
        super().__init__()
        self.session, self._tasks, self._open_list = session, tasks, open_list
        self.dark = False
        self.counts: Counts = NOTHING_COUNTED
        self.setSizeGripEnabled(False)
        self.links, self.place, self.scale, self.year, self.saved = (QLabel() for _ in range(5))
        self.links.linkActivated.connect(self.open_group)
        self.links.setContentsMargins(8, 3, 8, 3)
        self.links.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self.links, 1)
        self.hint, self._hint = QLabel(), Text("")
        self.hint.setContentsMargins(8, 3, 8, 3)
        self.addWidget(self.hint, 1)
        self.advise(Text(""))
        self._add_progress()
        for label in (self.place, self.scale, self.year, self.saved):
            label.setContentsMargins(6, 0, 6, 0)
            self.addPermanentWidget(label)
        session.changed.connect(self.refresh)
        for news in (session.opened, session.closed):
            news.connect(self.clear)
        tasks.began.connect(lambda *_: self._patience.start())
        tasks.ended.connect(lambda *_: self._show_work())
        session.stepped.connect(self._show_step)

    def _add_progress(self) -> None:
        self.work = QWidget()
        self.doing, self.progress, self.cancel = QLabel(), QProgressBar(), QPushButton()
        self.progress.setRange(0, 0)
        self.progress.setFixedWidth(120)
        self.progress.setMaximumHeight(10)
        self.progress.setTextVisible(False)
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self.work)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.doing, self.progress, self.cancel):
            row.addWidget(widget)
        self.work.hide()
        self.addPermanentWidget(self.work)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._show_work)

    def clear(self) -> None:
        """Forget the map of the project before: its counts, its scale and the place of the pointer."""
        self.count(NOTHING_COUNTED)
        for label in (self.place, self.scale):
            label.clear()

    def refresh(self) -> None:
        """Write everything anew."""
        language = self.session.language
        self.count(self.counts)
        self.advise(self._hint)
        self.year.setText(show(self._year(), language))
        project = self.session.project
        saved = N_("for reading only") if project is not None and project.read_only else N_("every edit is saved")
        self.saved.setText(translate(saved, language) if project is not None else "")
        self.cancel.setText(translate(N_("Cancel"), language))

    def _year(self) -> Text:
        """The year that is shown, and whether its numbers are the locked ones."""
        shown, edition = self.session.shown, self.session.edition
        if edition is not None:
            return Text("Locked numbers: {citation}", {"citation": edition.citation})
        if shown is None or shown.year is None:
            return Text("")
        values = {"year": str(shown.year)}
        if self.session.round.is_locked(shown.year):
            return Text("Year {year} is locked; these are the numbers of today", values)
        return Text("Year {year}", values)

    def advise(self, hint: Text) -> None:
        """Say what the next click of a map tool does, in place of the counts; '' brings them back."""
        self._hint = hint
        self.hint.setText(show(hint, self.session.language))
        self.hint.setVisible(bool(hint.message_id))
        self.links.setVisible(not hint.message_id)

    def count(self, counts: Counts) -> None:
        """Tell what was drawn; each number opens the list of its links."""
        self.counts = counts
        language = self.session.language
        if self.session.snapshot is None:
            self.links.setText("")
            return
        if counts is NOTHING_COUNTED:  # an empty map has counts of its own
            self.links.setText(translate(N_("Drawing the map"), language))
            self.links.setToolTip("")
            return
        parts = [self._part(group) for group, uids in counts.groups() if uids]
        told = Text("{n} link: {parts}", {"n": counts.links, "parts": parts}, plural="{n} links: {parts}")
        lines = [show(told, language)] if counts.links else [translate(N_("No link in this year"), language)]
        if counts.actors_missing:
            n = len(counts.actors_missing)
            missing = Text("{n} firm without coordinates", {"n": n}, plural="{n} firms without coordinates")
            lines.append(self._link(MISSING_ACTORS, show(missing, language)))
        if counts.actors_idle:
            n = len(counts.actors_idle)
            idle = Text("{n} firm without a shown link", {"n": n}, plural="{n} firms without a shown link")
            lines.append(self._link(IDLE_ACTORS, show(idle, language)))
        if withheld := withheld_firms(len(counts.actors_withheld)):
            lines.append(show(withheld, language))
        self.links.setText(" · ".join(lines))
        self.links.setToolTip(show(counts.sentence(), language))

    def _part(self, group: str) -> str:
        """A group's number as a link, behind the drawn ones those of which a reader should know."""
        language, counts = self.session.language, self.counts
        told = self._link(group, show(counts.head(group), language))
        within = [name for name in DRAWN_PARTS if getattr(counts, name)] if group == "drawn" else []
        if not within:
            return told
        parts = [self._link(name, show(counts.head(name), language)) for name in within]
        return show(Text("{drawn} ({parts})", {"drawn": told, "parts": parts}), language)

    def open_group(self, group: str) -> None:
        """Open the list behind a number."""
        uids = frozenset(getattr(self.counts, group))
        if group == MISSING_ACTORS:
            self._open_list("actor", uids, Text("Firms without coordinates"))
        elif group == IDLE_ACTORS:
            self._open_list("actor", uids, Text("Firms without a shown link"))
        else:
            self._open_list("flow", uids, Text("Links on the map: {part}", {"part": self.counts.head(group)}))

    def point(self, lon: float, lat: float) -> None:
        """Coordinates under the pointer, in degrees."""
        east, north = ("E" if lon >= 0 else "W"), ("N" if lat >= 0 else "S")
        self.place.setText(f"{east} {abs(lon):.4f}  {north} {abs(lat):.4f}")

    def show_scale(self, denominator: float) -> None:
        """The scale of the map on this screen."""
        rounded = float(f"{denominator:.3g}")
        self.scale.setText(show(Text("1 : {n}", {"n": rounded}), self.session.language))

    def _show_work(self) -> None:
        running = [task for task in self._tasks.running() if task.lane != "map"]
        self.work.setVisible(bool(running) and not self._patience.isActive())
        if running:
            self.doing.setText(show(running[0].title, self.session.language))
            self.cancel.setHidden(running[0].replaceable)  # without the analysis every panel would wait for ever

        self._show_step(0, 0)

    def _show_step(self, done: int, whole: int) -> None:
        """How far an edit is, of how much; 0 of 0 where that is not known."""
        self.progress.setRange(0, whole)
        self.progress.setValue(done)

    def _cancel(self) -> None:
        running: list[Task] = [task for task in self._tasks.running() if not task.replaceable]
        for task in running[:1]:
            self._tasks.cancel(task)

    def _link(self, group: str, words: str) -> str:
        # with its colour in the text, since a label keeps the colour that links had when its text was set
        return f'<a style="color:{colours(self.dark).accent}" href="{group}">{words}</a>'
