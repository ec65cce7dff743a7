"""The lines of a typed page: what is asked, what is known, and the fields that take what was written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import nan

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from core.cells import CellFault, as_number
from core.display_names import in_language
from core.disputes import SIDES, side_values
from core.i18n import show_quantity, translate, unit_label
from core.import_statistics import items
from core.kinds import PROOFS
from core.merge_typed import Page, TypedLine
from core.quantities import split_unit
from core.row_names import names_of
from core.snapshot import Snapshot
from core.survey_form import DIRECTIONS
from core.text import N_, Quantity, Text

STEPS = tuple(PROOFS)[1:]
_WIDE = 130  # px of a field for a number


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line about a row (table, uid or item): its title, the widget with its fields in order.

    `obstacle` tells why it cannot be read (None: it can), `typed` what it says; `put` writes what it said before.
    """

    about: tuple[str, str]
    title: str
    widget: QWidget
    fields: tuple[QWidget, ...]
    obstacle: Callable[[], Text | None]
    typed: Callable[[], list[TypedLine]]
    put: Callable[[TypedLine], None]


def asked_lines(snapshot: Snapshot, page: Page, language: str) -> tuple[str, list[AskedLine]]:
    """The name of the firm of a page, and its lines; rows that are gone meanwhile are left out."""
    shown = in_language(snapshot, language)
    firms = {str(uid): str(name) for uid, name in zip(shown.actor.uid, shown.actor.name, strict=True)}
    maker = _Maker(shown, page.year, language)
    made = [line for table, uid in page.asked if (line := maker.line(table, uid)) is not None]
    return firms.get(page.firm, page.firm[:8]), made


class _Maker:
    """Makes the lines of one page."""

    def __init__(self, shown: Snapshot, year: int, language: str) -> None:
        self.shown, self.language = shown, language
        now = shown.during(year)
        self.sides = [
            dict(zip(map(str, now.flow.uid), side_values(now, side)[0].tolist(), strict=True)) for side in SIDES[:2]
        ]
        self.places = {
            name: {str(uid): row for row, uid in enumerate(getattr(shown, name).uid)}
            for name in ("flow", "stock", "capacity")
        }

    def line(self, table: str, uid: str) -> AskedLine | None:
        """The line that asks about a row."""
        if table == "statistic":
            return self._number(items()[uid][f"title_{self.language}"], table, uid, "", "")
        if not uid:
            return self._unlisted()
        if uid not in self.places[table]:
            return None
        row = self.places[table][uid]
        goods = getattr(self.shown, table).commodity[row]
        unit = str(self.shown.commodity.base_unit[goods])
        if table == "flow":
            title = str(names_of(self.shown, table, self.language)[row])
            return self._number(title, table, uid, unit, "  ".join(self._stated(uid, unit)))
        title = str(self.shown.commodity.name[goods])
        if table == "stock":
            title = translate(N_("Stock at the end of the year"), self.language) + f" · {title}"
            return self._number(title, table, uid, unit, self._quantity(self.shown.stock.closing[row], unit))
        return self._proof(title, uid, str(self.shown.capacity.proof[row]))

    def _stated(self, uid: str, unit: str) -> Iterator[str]:
        """What each side of a link states, where it states something."""
        for title, side in zip((N_("Sender states"), N_("Receiver states")), self.sides, strict=True):
            if told := self._quantity(side.get(uid, nan), unit):
                yield f"{translate(title, self.language)} {told}"

    def _quantity(self, value: float, unit: str) -> str:
        return "" if value != value else show_quantity(Quantity(float(value), unit), self.language)

    def _number(self, title: str, table: str, uid: str, unit: str, known: str) -> AskedLine:
        field = QLineEdit()
        field.setMaximumWidth(_WIDE)
        told = "  ".join(filter(None, (unit_label(unit, self.language) if unit else "", known)))

        def typed() -> list[TypedLine]:
            number, own = split_unit(field.text().strip())
            return [TypedLine(table, uid, number, own or unit)] if number else []

        def put(line: TypedLine) -> None:
            field.setText(f"{line.value} {line.unit}".strip())

        whole = _beside(field, QLabel(told))
        return AskedLine((table, uid), title, whole, (field,), lambda: _obstacle(field), typed, put)

    def _proof(self, title: str, uid: str, known: str) -> AskedLine:
        steps = QComboBox()
        steps.addItem("", "")
        for step in STEPS:
            steps.addItem(translate(PROOFS[step], self.language), step)
        told = QLabel(translate(PROOFS[known], self.language))

        def typed() -> list[TypedLine]:
            state = str(steps.currentData())
            return [TypedLine("capacity", uid, state)] if state else []

        def put(line: TypedLine) -> None:
            steps.setCurrentIndex(max(0, steps.findData(line.value)))

        title = translate(N_("Takes"), self.language) + f" · {title}"
        return AskedLine(("capacity", uid), title, _beside(steps, told), (steps,), lambda: None, typed, put)

    def _unlisted(self) -> AskedLine:
        """A link that nobody knew of: whether the firm gives or takes it, the other firm, what and how much."""
        way, partner, goods, amount = QComboBox(), QLineEdit(), QLineEdit(), QLineEdit()
        for word, title in DIRECTIONS.items():
            way.addItem(translate(title, self.language), word)
        for field, title in (
            (partner, N_("The other firm")),
            (goods, N_("Commodity")),
            (amount, N_("Amount with unit")),
        ):
            field.setPlaceholderText(translate(title, self.language))
        amount.setMinimumWidth(150)

        def typed() -> list[TypedLine]:
            number, unit = split_unit(amount.text().strip())
            other, matter = partner.text().strip(), goods.text().strip()
            takes = way.currentData() == "takes"
            return [TypedLine("flow", "", number, unit, other, matter, takes)] if other or matter or number else []

        def put(line: TypedLine) -> None:
            way.setCurrentIndex(max(0, way.findData("takes" if line.takes else "gives")))
            partner.setText(line.partner)
            goods.setText(line.commodity)
            amount.setText(f"{line.value} {line.unit}".strip())

        fields = (way, partner, goods, amount)
        title = translate(N_("Not listed here:"), self.language)
        return AskedLine(("flow", ""), title, _beside(*fields), fields, lambda: _obstacle(amount), typed, put)


def _obstacle(field: QLineEdit) -> Text | None:
    """Why a number cannot be read."""
    try:
        as_number(split_unit(field.text().strip())[0])
    except CellFault as fault:
        return fault.reason
    return None


def _beside(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return whole
