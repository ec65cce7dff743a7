"""Half-filled forms: what is typed is kept every few seconds, and offered when the form is opened again."""

from PySide6.QtCore import QObject, QTimer

from app.finding_form import FindingForm
from app.message_bar import MessageBar
from app.record_form import RecordForm
from core.drafts import Draft, drop_draft, find_draft, keep_draft
from core.text import N_, Text

EVERY_MS = 5000
Form = RecordForm | FindingForm


class DraftKeeping(QObject):
    """One form at a time; `messages` offers what waits of it."""

    def __init__(self, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._form: Form | None = None
        self._uid = self._key = ""
        self._kept = False  # by this form itself, and not by one before a crash
        self.timer = QTimer(self, interval=EVERY_MS)
        self.timer.timeout.connect(self.keep)

    def watch(self, form: object) -> None:
        """Keep what is typed into a form from now on, and offer what was typed into it before a crash."""
        if not isinstance(form, RecordForm | FindingForm) or form.project is None:
            return
        self._form, self._key, self._kept = form, key_of(form), False
        self._uid = form.project.setting("uid")
        self.timer.start()
        waiting = find_draft(self._uid, self._key)
        if waiting is not None and any(
            form.texts().get(name) not in (None, text) for name, text in waiting.texts.items()
        ):
            self._offer(form, waiting)

    def _offer(self, form: Form, waiting: Draft) -> None:
        told = {"n": len(waiting.texts), "when": waiting.at[:16].replace("T", " ")}
        question = Text("{n} field of this form was typed on {when} and not saved.", told,
                        plural="{n} fields of this form were typed on {when} and not saved.")  # fmt: skip
        verbs = [
            (N_("Take it up again"), lambda: form.put(waiting.texts)),
            (N_("Forget it"), lambda: drop_draft(self._uid, self._key)),
        ]
        self._messages.tell(question, verbs=verbs)

    def keep(self) -> None:
        """Keep what is typed now; an offer that was not answered stays as it is."""
        form = self._form
        if form is None:
            return
        texts = form.texts()
        if typed := {name: text for name, text in texts.items() if text != form.begun.get(name)}:
            keep_draft(self._uid, self._key, typed)
            self._kept = True
        elif self._kept:
            drop_draft(self._uid, self._key)

    def leave(self) -> None:
        """The form goes without having been saved or left by hand, as when the project is closed: keep it."""
        self.keep()
        self.timer.stop()
        self._form = None

    def end(self) -> None:
        """The form was saved or left: nothing waits of it."""
        self.timer.stop()
        if self._form is not None:
            drop_draft(self._uid, self._key)
        self._form = None


def key_of(form: Form) -> str:
    """What names a form within its project."""
    if isinstance(form, FindingForm):
        return f"finding {form.row or 'new'}"
    return f"{form.table} {form.id or 'new'}"
