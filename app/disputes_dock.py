"""The list of links whose sides state different amounts, the most in dispute first; a click shows the link."""

from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QPushButton, QWidget

from app.contents import Shown
from app.describe import OUTSIDE, quantity
from app.rows import named, text_column, words, year_text
from app.session import Selection, Session
from app.table_model import EMPTY, Column, Rows
from app.table_panel import filling_panel
from core.disputes import Dispute, disputes_in, uncompared_in
from core.findings import Ref
from core.i18n import show, show_number, show_quantity, translate
from core.text import N_, Text

NOTHING = N_(
    "No link of this year is in dispute. Enter what the receiver or a survey states beside the sender's figure to "
    "compare them."
)
SLIP = N_("about a thousandfold: did one side write another unit?")


class DisputesPanel(QWidget):
    """Follows the year and the one selection; `open_list` gets the links that cannot be compared."""

    def __init__(self, session: Session, open_list: Callable[[str, frozenset[str], Text], object]) -> None:
        super().__init__()
        self.session, self._open_list = session, open_list
        self.found: tuple[Dispute, ...] = ()
        self.apart: frozenset[str] = frozenset()
        self._built: tuple[object, ...] = ()
        self.panel = filling_panel(self, NOTHING, session.language, self._choose)
        self.unlike = QPushButton()
        self.unlike.setProperty("role", "small")
        self.unlike.clicked.connect(self._show_apart)
        self.panel.bar.addWidget(self.unlike)
        session.changed.connect(self.refresh)
        session.selected.connect(self._follow)

    def refresh(self) -> None:
        """Show the disputes of the present year."""
        shown, language = self.session.shown, self.session.language
        if self._built == (shown, language):
            return
        self._built = (shown, language)
        self.found = disputes_in(shown.links, shown.year) if shown is not None else ()
        self.apart = frozenset(uncompared_in(shown.links)) if shown is not None else frozenset()
        self.panel.show_rows(dispute_rows(shown, self.found, language) if shown is not None else EMPTY, language)
        told = Text("{n} link cannot be compared", {"n": len(self.apart)}, plural="{n} links cannot be compared")
        self.unlike.setText(show(told, language))
        self.unlike.setVisible(bool(self.apart))
        self._follow(self.session.selection)

    def _choose(self, uids: frozenset[str]) -> None:
        self.session.select([Ref("flow", uid) for uid in sorted(uids)], zoom=len(uids) > 0)

    def _follow(self, selection: Selection) -> None:
        self.panel.mark(selection.uids)

    def _show_apart(self) -> None:
        self._open_list("flow", self.apart, Text("Two sides speak of them, but in unlike units or of a part only"))


def dispute_rows(shown: Shown, found: tuple[Dispute, ...], language: str) -> Rows:
    """One row per dispute: both ends, what each side says, the difference in the link's unit and in per cent."""
    flows, outside = shown.links.flow, translate(OUTSIDE, language)
    rows = np.array([dispute.row for dispute in found], dtype=np.int64)
    sender = named(shown.links.actor.name, flows.sender[rows], outside)
    receiver = named(shown.links.actor.name, flows.receiver[rows], outside)
    commodity = shown.links.commodity.name[flows.commodity[rows]]
    share = np.array([100 * dispute.share for dispute in found])
    year = words(["" if dispute.year is None else year_text(dispute.year) for dispute in found])
    remark = words([translate(SLIP, language) if dispute.slip else "" for dispute in found])

    def amounts(title: str, values: list[float]) -> Column:
        told = np.array(values, dtype=np.float64)
        return Column(title, told, lambda row: _told(told[row], found[row].unit, language), 116)

    columns = (
        text_column(N_("From"), sender, 130),
        text_column(N_("To"), receiver, 130),
        text_column(N_("Commodity"), commodity, 100),
        amounts(N_("Sender says"), [dispute.sender for dispute in found]),
        amounts(N_("Receiver says"), [dispute.receiver for dispute in found]),
        amounts(N_("Surveyed"), [dispute.survey for dispute in found]),
        amounts(N_("Difference"), [dispute.difference for dispute in found]),
        Column(N_("Share"), share, lambda row: f"{show_number(share[row], 3)} %", 62),
        text_column(N_("Year"), year, 56),
        text_column(N_("Remark"), remark, 300),
    )
    return Rows(columns, words([dispute.uid for dispute in found]), (sender, receiver, commodity))


def _told(value: float, unit: str, language: str) -> str:
    return "" if np.isnan(value) else show_quantity(quantity(value, unit), language)
