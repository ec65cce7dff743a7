"""Texts on the card: labels whose numbers keep their units beside them, and labels that choose a row."""

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.fonts import text_label
from app.session import Session
from core.findings import Ref
from core.i18n import NARROW, NO_BREAK, THIN

BEFORE_UNIT = re.compile(r"(?<=\d) (?=[^\W\d_]{1,3}[²³]?(?!\w)|%)")  # a number and its unit stay on one line


def card_label(text: str, role: str) -> QLabel:
    """A text that can be marked and copied."""
    text = text.replace(THIN, NARROW).replace(" · ", f"{NO_BREAK}· ")  # no line begins with a dot
    label = text_label(role, BEFORE_UNIT.sub(NO_BREAK, text))
    label.setTextFormat(Qt.TextFormat.PlainText if text else Qt.TextFormat.AutoText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label


def link_label(session: Session, text: str, ref: Ref) -> QLabel:
    """A text that chooses a row when it is clicked."""
    return acting_label(text, lambda: session.select([ref], zoom=True))


def acting_label(text: str, act: Callable[[], object], hint: str = "") -> QLabel:
    """A text that does something when it is clicked."""
    label = card_label("", "plain")
    colour = label.palette().link().color().name()
    label.setText(f'<a style="text-decoration:none;color:{colour}" href="#">{_escaped(text)}</a>')
    label.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
    label.setToolTip(hint)
    label.linkActivated.connect(lambda *_: act())
    return label


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
