"""The base maps among the layers: which are seen, which lies over which, how strong they stand; each an edit."""

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QMenu

from app.base_files import CHANGED
from app.base_window import MOVED
from app.session import Session
from core.base_maps import base_maps, put_base_map, put_order
from core.i18n import show, translate
from core.text import N_, Text

SHARES = (1.0, 0.75, 0.5, 0.25)
PREFIX = "base:"  # before the name of a base map, among the names of layers


def change_base(session: Session, name: str, **values: float | bool) -> None:
    """Change how a base map is seen."""
    project = session.project
    found = [base for base in base_maps(project) if base.name == name] if project is not None else []
    if project is None or not found or not session.writing:
        return
    changed = replace(found[0], **values)  # type: ignore[arg-type]
    if changed != found[0]:
        with project.edit(Text(CHANGED, {"name": name})) as db:
            put_base_map(db, changed)


def move_base(session: Session, name: str, step: int) -> None:
    """Lay a base map one higher (1) or lower (-1)."""
    project = session.project
    if project is None or not session.writing:
        return
    names = [base.name for base in base_maps(project)]
    at = names.index(name)
    to = min(max(at + step, 0), len(names) - 1)
    if to != at:
        names.insert(to, names.pop(at))
        with project.edit(Text(MOVED)) as db:
            put_order(db, names)


def fill_base_menu(menu: QMenu, session: Session, name: str) -> None:
    """What can be done with a base map in the list of layers."""
    language = session.language
    names = [base.name for base in session.bases]
    for title, step, able in (
        (N_("Higher"), 1, names[-1:] != [name]),
        (N_("Lower"), -1, names[:1] != [name]),
    ):
        entry = menu.addAction(translate(title, language))
        entry.setEnabled(able and session.writing)
        entry.triggered.connect(partial(_move, session, name, step))
    shown = next((base.opacity for base in session.bases if base.name == name), 1.0)
    strengths = menu.addMenu(translate(N_("Strength"), language))
    for share in SHARES:
        entry = strengths.addAction(show(Text("{n} %", {"n": round(100 * share)}), language))
        entry.setCheckable(True)
        entry.setChecked(abs(share - shown) < 0.01)
        entry.setEnabled(session.writing)
        entry.triggered.connect(partial(_strengthen, session, name, share))


def _move(session: Session, name: str, step: int, *_: object) -> None:
    move_base(session, name, step)


def _strengthen(session: Session, name: str, share: float, *_: object) -> None:
    change_base(session, name, opacity=share)
