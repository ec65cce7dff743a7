"""What can be asked of the map about one firm, link or region: traces, its links alone."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QMenu

from app.describe import row_of
from app.session import Session
from core.i18n import show, translate
from core.text import N_, Text
from gis.choosing import EVERYTHING, TO_THE_END, Choice, Trace
from gis.scene import Target

STEPS = (1, 2, 3, 5)
DIRECTIONS = {False: N_("Trace what it gives on"), True: N_("Trace what it is given")}


def fill_menu(menu: QMenu, session: Session, target: Target | None) -> None:
    """The entries about a row of the map; about nothing in particular, how to see everything again."""
    language, choice = session.language, session.choice

    def add(title: str | Text, asked: Choice) -> None:
        words = show(title if isinstance(title, Text) else Text(title), language)
        menu.addAction(words).triggered.connect(lambda *_: session.choose_links(asked))

    table, uid = target or ("", "")
    if table == "actor":
        fill_traces(menu, session, uid)
        add(N_("Only its links"), replace(choice, firms=frozenset({uid}), side="either"))
    if table == "flow" and session.shown is not None and (row := row_of(session.shown.links.flow.uid, uid)) is not None:
        links = session.shown.links
        commodity = links.flow.commodity[row]
        only = Text("Only {commodity}", {"commodity": str(links.commodity.name[commodity])})
        add(only, replace(choice, commodities=frozenset({str(links.commodity.uid[commodity])})))
        add(N_("Only links of this kind"), replace(choice, kinds=frozenset({str(links.flow.kind[row])})))
    if table == "region":
        add(N_("Only links of this region"), replace(choice, regions=frozenset({uid}), side="either"))
    if choice != EVERYTHING:
        add(N_("Show all links"), EVERYTHING)


def fill_traces(menu: QMenu, session: Session, uid: str) -> None:
    """A menu for each direction with the number of steps."""
    for upstream, title in DIRECTIONS.items():
        steps = menu.addMenu(translate(title, session.language))
        for count in STEPS:
            told = Text("{n} step", {"n": count}, plural="{n} steps")
            steps.addAction(show(told, session.language)).triggered.connect(_tracing(session, uid, count, upstream))
        every = translate(N_("to the end"), session.language)
        steps.addAction(every).triggered.connect(_tracing(session, uid, TO_THE_END, upstream))


def _tracing(session: Session, uid: str, steps: int, upstream: bool) -> Callable[..., None]:
    return lambda *_: start_trace(session, uid, steps, upstream=upstream)


def start_trace(session: Session, uid: str, steps: int, *, upstream: bool) -> None:
    """Show only what lies on the trace of a firm."""
    session.choose_links(replace(session.choice, trace=Trace(uid, steps, upstream)))


def trace_farther(session: Session, *, upstream: bool) -> bool:
    """Trace the one chosen firm by a step more; False where no single firm is chosen and none is traced."""
    chosen = [ref.uid for ref in session.selection.refs if ref.table == "actor"]
    traced = session.choice.trace
    uid = chosen[0] if len(chosen) == 1 else traced.firm if traced is not None else ""
    if not uid:
        return False
    known = traced is not None and (traced.firm, traced.upstream) == (uid, upstream)
    start_trace(session, uid, traced.steps + 1 if traced is not None and known else 1, upstream=upstream)
    return True


def clear_trace(session: Session) -> bool:
    """Take the trace away; False where there is none."""
    if session.choice.trace is None:
        return False
    session.choose_links(replace(session.choice, trace=None))
    return True
