"""Half-filled forms: what is typed is kept every few seconds, and offered when the form is opened again."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.decision_form import DecisionForm
from app.finding_correction_form import CorrectionForm
from app.finding_form import FindingForm
from app.message_bar import MessageBar
from app.record_form import RecordForm
from core.drafts import Draft, draft_file, drop_draft, drop_expired, find_drafts, keep_draft
from core.project import Project
from core.text import N_, Text

EVERY_MS = 5000
DAYS = 90  # that a form waits after it was typed in last, since it may hold names and what people said
GONE = N_("The figure that it was for does not stand here any more, so it can only be read: {typed}.")
Form = RecordForm | FindingForm | CorrectionForm | DecisionForm


class DraftKeeping(QObject):
    """Each form in a file of its own; `messages` offers what waits of it, and only an answer removes that."""

    def __init__(self, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._files: dict[Form, Path] = {}  # of the forms that are shown
        self._tell_expired(drop_expired())
        self.timer = QTimer(self, interval=EVERY_MS)
        self.timer.timeout.connect(self.keep)

    def _tell_expired(self, dropped: list[Draft]) -> None:
        """Say which half-filled forms were dropped since their days are over."""
        if dropped:
            told = {"n": len(dropped), "days": DAYS, "when": ", ".join(one.at[:10] for one in dropped)}
            self._messages.tell(
                Text("{n} half-filled form was dropped, since nobody took it up within {days} days: typed on {when}.",
                     told, plural="{n} half-filled forms were dropped, since nobody took them up within {days} days: "
                     "typed on {when}.")
            )  # fmt: skip

    def watch(self, form: object) -> None:
        """Keep what is typed into a form from now on, and offer what was typed into it before a crash."""
        if not isinstance(form, Form) or form.project is None or form in self._files:
            return
        owner, key = owner_of(form.project), key_of(form, form.project)
        self._files[form] = draft_file(owner, key)
        self.timer.start()
        now = form.texts()
        waiting = [
            one
            for one in find_drafts(owner, key)
            if any(now.get(name) not in (None, text) for name, text in one.texts.items())
        ]
        self._offer(form, waiting)

    def _offer(self, form: Form, waiting: list[Draft]) -> None:
        """Offer the oldest; behind its answer the next."""
        if not waiting:
            return
        first, *others = waiting

        def take() -> None:
            if form in self._files:  # else it is gone, and what waits of it is offered another time
                form.put(first.texts)
                self.keep()
                forget()

        def forget() -> None:
            drop_draft(first.file)
            self._offer(form, others)

        changed = {name: text for name, text in first.texts.items() if text != form.begun.get(name)}
        told = {"n": len(changed), "when": first.at[:16].replace("T", " ")}
        question = Text("{n} field of this form was typed on {when} and not saved.", told,
                        plural="{n} fields of this form were typed on {when} and not saved.")  # fmt: skip
        waits = Text("It is kept until {day}.", {"day": first.until}) if first.until else Text("")
        if form.takes(first.texts):
            self._messages.tell(question, waits, verbs=[(N_("Take it up again"), take), (N_("Forget it"), forget)])
        else:
            typed = Text(GONE, {"typed": form.lines(changed)})
            self._messages.tell(question, typed, waits, verbs=[(N_("Forget it"), forget)], notice=True)

    def keep(self) -> None:
        """Keep what is typed now; an offer that was not answered stays as it is."""
        for form, file in self._files.items():
            keep_draft(file, form.to_keep(), DAYS)

    def leave(self) -> None:
        """The forms go without having been saved or left by hand, as when the project is closed: keep them."""
        self.keep()
        self.timer.stop()
        self._files.clear()

    def end(self, form: Form) -> None:
        """A form was saved or left: nothing waits of it."""
        if (file := self._files.pop(form, None)) is not None:
            drop_draft(file)
        if not self._files:
            self.timer.stop()


def owner_of(project: Project) -> str:
    """What names a project among its copies, which share its uid."""
    return f"{project.setting('uid')} {project.path}"


def key_of(form: Form, project: Project) -> str:
    """What names a form within its project: the uid of its row, since ids and places of other copies are others."""
    snapshot = project.snapshot()
    if isinstance(form, FindingForm):
        return f"finding {'new' if form.row is None else snapshot.entered_finding.uid[form.row]}"
    if isinstance(form, CorrectionForm | DecisionForm):
        kind = "correction" if isinstance(form, CorrectionForm) else "decision"
        return f"{kind} {' '.join(map(str, form.finding.key))}"
    rows = getattr(snapshot, form.table)
    return f"{form.table} {'new' if form.id is None else ' '.join(map(str, rows.uid[rows.id == form.id]))}"
