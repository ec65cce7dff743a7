"""What the tool for bending links does: each act is one edit of the curves that the project keeps.

With the first of them all curves that are on the map are kept, so that a page printed later shows the same map.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.bend_tool import BendLink, FreeLink, LockLink, link_name
from app.link_edits import Desk, opened
from core.map_layouts import Bend, keep_bends, kept_bends
from core.snapshot import Snapshot
from core.text import Text
from gis.flow_bending import PAPER, forget, remembered
from gis.paint import measure
from gis.picture import lay_anew
from gis.tool_marks import Spot
from gis.view import fit

STEP = 5  # per cent between two tellings of how far a layout is


class BendEdits:
    """The acts on the curves of one project at a time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def acts(self) -> dict[type, Callable[[Any, Spot], object]]:
        """What carries out each request."""
        return {BendLink: self.bend, LockLink: self.lock, FreeLink: self.free}

    def bend(self, request: BendLink, spot: Spot) -> None:
        """Keep a curve where it was released."""
        project, snapshot = opened(self.desk.session)
        told = {"link": link_name(self.desk.hand, request.uid)}
        bends = present_bends(snapshot) | {request.uid: request.bend}
        keep_bends(project, bends, Text("{link}: bend", told))
        self.desk.tell(Text("{link} is locked where it lies now.", told))

    def lock(self, request: LockLink, spot: Spot) -> None:
        """Lock a curve, or unlock it."""
        project, snapshot = opened(self.desk.session)
        told = {"link": link_name(self.desk.hand, request.uid)}
        bends = present_bends(snapshot)
        now = bends.get(request.uid)
        if now is None:
            self.desk.advise(Text("{link} lies on the line of another link; bend it to part them.", told))
            return
        fresh = bends | {request.uid: replace(now, locked=not now.locked)}
        if now.locked:
            keep_bends(project, fresh, Text("{link}: unlock", told))
            self.desk.tell(Text("{link} may be moved when links are laid out anew.", told))
        else:
            keep_bends(project, fresh, Text("{link}: lock", told))
            self.desk.tell(Text("{link} is locked where it lies now.", told))

    def free(self, request: FreeLink, spot: Spot) -> None:
        """Let the program lay a curve anew among the others."""
        project, snapshot = opened(self.desk.session)
        told = {"link": link_name(self.desk.hand, request.uid)}
        bends = present_bends(snapshot)
        bends.pop(request.uid, None)
        forget(request.uid)
        keep_bends(project, bends, Text("{link}: lay anew", told), gone=frozenset({request.uid}))
        self.desk.tell(Text("{link} is laid anew among the others.", told))

    def lay_anew(self, hidden: frozenset[str], tell: Callable[[int], object]) -> None:
        """Lay all drawn links out anew in the worker, then keep them; `tell` gets per cent, in the worker's thread."""
        session = self.desk.session
        project, snapshot = opened(session)
        year = session.shown.year if session.shown is not None else None
        view = replace(fit(snapshot, *PAPER), year=year, language=session.language, hidden=hidden)
        findings = session.findings

        def work(cancelled: Callable[[], bool]) -> dict[str, Bend]:
            told = [0]

            def progress(share: float) -> None:
                if share * 100 >= told[0] + STEP or share >= 1:
                    told[0] = round(share * 100)
                    tell(told[0])

            return lay_anew(snapshot, findings, view, measure, cancelled, progress)

        def done(bends: dict[str, Bend]) -> None:
            if session.project is project:
                keep_bends(project, bends, Text("Lay the links out anew"))
                locked = sum(bend.locked for bend in bends.values())
                values = {"n": len(bends) - locked, "locked": locked}
                self.desk.tell(Text("{n} links were laid out anew; {locked} stayed locked.", values))

        session.tasks.run(Text("Laying out the links"), work, done, lane="layout")


def present_bends(snapshot: Snapshot) -> dict[str, Bend]:
    """The bends of all links of a snapshot that are kept, or were laid by this program."""
    known = set(snapshot.flow.uid.tolist())
    laid = {uid: Bend(round(a, 4), round(b, 4)) for uid, (a, b) in remembered().items() if uid in known}
    return laid | kept_bends(snapshot)
