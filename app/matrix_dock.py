"""The matrix beside the map: who gives to whom of the links that the map shows, by parts that are chosen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QComboBox, QWidget

from app.flow_panel import AS_MAP, FlowOrder, FlowPanel, FlowPicture, fill
from app.session import Session
from core.findings import Finding
from core.i18n import translate
from core.snapshot import Snapshot
from core.text import Text
from gis.figure_page import FigurePage
from gis.grouping import FIRM
from gis.matrix import MOST, SORTINGS, Matrix, flow_matrix
from gis.matrix_page import compose_matrix
from gis.matrix_words import CELL, COLUMN, ROW, matrix_notes, matrix_table, matrix_title, place_of, target_words
from gis.page import CLASSES
from gis.paint import measure
from gis.scene import Scene, Target

PIXELS_PER_MM = 3.7  # about as large as on paper, since its numbers are read
LARGEST = 60  # rows and columns: more are no picture


class MatrixPanel(FlowPanel):
    """Rows are senders, columns receivers; a click selects the links of a cell, of a row or of a column."""

    def __init__(self, session: Session, tell: Callable[..., object]) -> None:
        super().__init__(session, tell, "matrix", matrix_picture, PIXELS_PER_MM)
        self.most.setRange(3, LARGEST)
        self.most.setValue(MOST)

    def boxes(self) -> list[QWidget]:
        """Last the order of rows and columns."""
        self.sortings = QComboBox()
        return [*super().boxes(), self.sortings]

    def offer(self) -> None:
        """Fill the boxes."""
        super().offer()
        fill(self.sortings, ((name, translate(title, self.session.language)) for name, title in SORTINGS.items()))

    def chosen_level(self, box: QComboBox) -> str:
        """The level that a box of levels says; where the map shows firms, so does the matrix."""
        follows = box.currentData() in (None, AS_MAP)
        return FIRM if follows and self.session.grouping.by == FIRM else super().chosen_level(box)

    def order(self) -> FlowOrder:
        """What shall be shown, with the order of rows and columns."""
        return replace(super().order(), sorting=str(self.sortings.currentData() or "size"))


def matrix_picture(snapshot: Snapshot, findings: Sequence[Finding], order: FlowOrder) -> FlowPicture:
    """The matrix that is asked for; runs in the worker."""
    language = order.language
    matrix = flow_matrix(
        snapshot, order.year, order.unit, order.level, language, choice=order.choice, findings=findings,
        most=order.most, sorting=order.sorting,
    )  # fmt: skip
    page = FigurePage(language, width=order.width, height=order.height, dark=order.dark, bare=True)
    paper = FigurePage(language, made=date.today().isoformat(), class_title=CLASSES["internal"])

    def printed(stamp: str, citation: Text | None) -> Scene:
        return compose_matrix(matrix, replace(paper, stamp=stamp, citation=citation), measure)

    return FlowPicture(
        compose_matrix(matrix, page, measure), matrix_title(matrix, language), tuple(matrix_notes(matrix, language)),
        {target: _links(matrix, target) for target in _targets(matrix)},
        lambda target: target_words(matrix, target, language) if target[0] in (CELL, ROW, COLUMN) else "",
        matrix_table(matrix, language), printed,
    )  # fmt: skip


def _targets(matrix: Matrix) -> list[Target]:
    """The cells with links, and the edges."""
    filled = zip(*(part.tolist() for part in matrix.links.nonzero()), strict=True)
    cells = [(CELL, f"{row}:{column}") for row, column in filled]
    edges = [(ROW, str(row)) for row in range(len(matrix.senders))]
    return [*cells, *edges, *((COLUMN, str(column)) for column in range(len(matrix.receivers)))]


def _links(matrix: Matrix, target: Target) -> frozenset[str]:
    return frozenset(matrix.uids[matrix.places(*place_of(target))].tolist())
