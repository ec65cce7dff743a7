"""What a matrix says in words and numbers: of a cell, of an edge, of the whole, and as a table."""

from core.i18n import show, show_number, translate, unit_label
from core.text import N_, Text
from gis.amounts import short_amount
from gis.matrix import Matrix
from gis.number_tables import Cell, NumberTable
from gis.scene import Target
from gis.typeset import spaced

CELL, ROW, COLUMN = "cell", "row", "column"  # tables of the targets; the uid of a cell is "row:column"
SENDERS, RECEIVERS, SUM = N_("Senders"), N_("Receivers"), N_("Sum")
_NAMED = 8  # commodities that the words of a cell tell
_SCALES = {
    "zh": ((1e10, 1e8, N_("10⁸ {unit}")), (1e5, 1e4, N_("10⁴ {unit}"))),
    "en": (
        (1e11, 1e9, N_("billion {unit}")),
        (1e8, 1e6, N_("million {unit}")),
        (1e5, 1e3, N_("thousand {unit}")),
    ),
}
_LEAST = 0.01  # of the scale: what is smaller is told as less than that


def matrix_title(matrix: Matrix, language: str, unit: str = "") -> str:
    """Of what, in which year, unit and level a matrix tells; `unit` is that of its cells where they are scaled."""
    told = unit or unit_label(matrix.unit, language)
    values = {"name": spaced(matrix.name), "year": str(matrix.year), "unit": told, "level": matrix.level}
    if matrix.year is None:
        return show(Text("{name}: who gives to whom ({unit}/year) – {level}", values), language)
    return show(Text("{name}: who gives to whom {year} ({unit}) – {level}", values), language)


def matrix_notes(matrix: Matrix, language: str) -> list[str]:
    """What a reader has to know: the known sum, how many links have no amount, and what became of the others."""
    links, unknown = int(matrix.links.sum()), int(matrix.unknown.sum())
    whole = Text("Known of the links shown: {sum}.", {"sum": _amount(matrix, None, None, language)})
    told = [*matrix.asked, whole]
    if unknown:
        pattern = N_("{n} of {links} links have no amount or only a part of it; none of them counts as 0.")
        told.append(Text(pattern, {"n": unknown, "links": links}))
    elif links:
        told.append(Text("All {links} links have amounts.", {"links": links}))
    return [show(text, language) for text in (*told, *matrix.notes)]


def place_of(target: Target) -> tuple[int | None, int | None]:
    """Row and column of a target, None for what it does not narrow."""
    table, told = target
    if table == CELL:
        row, column = told.split(":")
        return int(row), int(column)
    return (int(told), None) if table == ROW else (None, int(told))


def untold(known: float, unknown: float, links: float) -> bool:
    """Whether of no link in a tally anything is known; a stated 0 beside an unknown amount is at least 0."""
    return links > 0 and not known and unknown == links


def tally(matrix: Matrix, row: int | None, column: int | None) -> tuple[float, float, float]:
    """Known sum, links with no or only a part of an amount, and links of a cell; None takes all rows or columns."""
    part = (slice(None) if row is None else row, slice(None) if column is None else column)
    known, unknown, links = (float(array[part].sum()) for array in (matrix.known, matrix.unknown, matrix.links))
    return known, unknown, links


def _amount(matrix: Matrix, row: int | None, column: int | None, language: str) -> str:
    """The known sum of a cell, row or column in full words."""
    known, unknown, links = tally(matrix, row, column)
    if not links or untold(known, unknown, links):
        return translate(N_("not known") if links else N_("none stated"), language)
    amount = short_amount(known, matrix.unit, language)
    return show(Text("at least {amount}", {"amount": amount}), language) if unknown else amount


def target_words(matrix: Matrix, target: Target, language: str) -> str:
    """Who gives to whom, how much by how many links, and what."""
    row, column = place_of(target)
    places = matrix.places(row, column)
    sender = matrix.senders[row] if row is not None else translate(SENDERS, language)
    receiver = matrix.receivers[column] if column is not None else translate(RECEIVERS, language)
    counted = Text("{n} link", {"n": len(places)}, plural="{n} links")
    values = {"amount": _amount(matrix, row, column, language), "links": counted}
    told = show(Text("{amount}, {links}", values), language)
    matters = list(dict.fromkeys(matrix.matters[places].tolist()))
    named = "\n".join(translate(str(name), language) for name in matters[:_NAMED])
    more = f"\n+ {len(matters) - _NAMED}" if len(matters) > _NAMED else ""
    return f"{sender} → {receiver}\n{told}\n{named}{more}"


def scale_of(matrix: Matrix, language: str) -> tuple[float, str]:
    """By what the amounts in cells are divided, and the unit that they then have."""
    largest, unit = float(matrix.known.sum(axis=1).max(initial=0.0)), unit_label(matrix.unit, language)
    for size, divisor, pattern in _SCALES.get(language, _SCALES["en"]):
        if largest >= size:
            return divisor, translate(pattern, language).format(unit=unit)
    return 1.0, unit


def cell_words(known: float, unknown: float, links: float, *, divisor: float) -> str:
    """What stands in a cell: the amount, with a sign where it is at least so much; nothing where none is known."""
    if not links or untold(known, unknown, links):
        return "?" if links else ""
    share = known / divisor
    number = f"<{show_number(_LEAST)}" if 0 < share < _LEAST else show_number(share, 3)
    return f"≥{number}" if unknown else number


def matrix_table(matrix: Matrix, language: str) -> NumberTable:
    """The amounts with sums at the edges: no link is empty, "?" is not known, "≥" is at least so much."""
    total = translate(SUM, language)
    named = ((matrix.senders[row], row) for row in range(len(matrix.senders)))
    rows = [
        (
            name,
            *(_number(matrix, row, column) for column in (*range(len(matrix.receivers)), None)),
            _unsure(matrix, row),
        )
        for name, row in (*named, (total, None))
    ]
    head = f"{translate(SENDERS, language)} ↓ {translate(RECEIVERS, language)} →"
    unknown = translate(N_("No amount or only a part"), language)
    title, told = matrix_title(matrix, language), tuple(matrix_notes(matrix, language))
    return NumberTable(title, (head, *matrix.receivers, total, unknown), tuple(rows), told)


def _number(matrix: Matrix, row: int | None, column: int | None) -> Cell:
    """What a table holds of a cell, or of an edge where row or column is None."""
    known, unknown, links = tally(matrix, row, column)
    if not links:
        return None
    if untold(known, unknown, links):
        return "?"
    return f"≥{known:.15g}" if unknown else known


def _unsure(matrix: Matrix, row: int | None) -> Cell:
    """How many links of a row, or of all where it is None, have no amount or only a part of it."""
    return tally(matrix, row, None)[1]
