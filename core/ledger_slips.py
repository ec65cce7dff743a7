"""Ledgers kept in kilograms where tonnes are stated: a firm's wastes and stocks against its links, goods and room.

A first year has no year before it to compare with, but other papers of the same year. All amounts are in tonnes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core.steps import pause
from core.text import N_, Quantity, Text

KILOGRAMS = (300.0, 3000.0)  # how many times another figure looks like kilograms and not like a real difference
WASTE_ITEMS = (
    "waste_generated", "waste_used", "waste_used_own", "waste_disposed", "waste_disposed_own", "waste_stored",
)  # fmt: skip
GOODS_ITEMS = ("production", "consumption")
STOCK_COLUMNS = ("opening", "closing", "storage_capacity")
_TAKEN, _OWN, _LYING = ("waste_used", "waste_disposed"), ("waste_used_own", "waste_disposed_own"), STOCK_COLUMNS[:2]
SENTENCE = N_(
    "The ledger of {firm} for {year} looks like kilograms: {larger} of {commodity} {what} ({source}), but {smaller} "
    "{against} ({other})."
)
STEP = N_("Ask {firm} in which unit the ledger was kept; if in kilograms, import it again with kg as its unit.")

Row = tuple[str, int]  # a table and its row, or the id of it
Key = tuple[int, int]  # a firm, a year


@dataclass(frozen=True, slots=True)
class Figure:
    """A known figure in tonnes, the titles of its sources and the rows it stands in."""

    value: float
    sources: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(slots=True)
class WasteBook:
    """What is told of one waste of a firm in a year: items of its ledger, stocks by source, what links and works take.

    `sent` is what links to others carry, `room` what the firm's own works can take.
    """

    items: dict[str, Figure] = field(default_factory=dict)
    stocks: list[dict[str, Figure]] = field(default_factory=list)
    sent: Figure | None = None
    room: Figure | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A figure of a ledger that is about a thousand times another of the same firm and waste.

    `severity` is that of the finding: 3 where both ought to be of one size, 2 where they only mostly are.
    """

    commodity: int
    what: str
    larger: Figure
    against: str
    smaller: Figure
    severity: int = 3


def find_slips(books: Mapping[int, WasteBook], goods: Figure | None) -> list[Slip]:
    """The slips in the ledger of a firm and year, the first of each waste, the most severe before others.

    `goods` is what it makes and uses in all (`goods_in_all`).
    """
    pause()
    found = []
    for commodity, book in books.items():
        first = next((slip for slip in _slips_of(commodity, book, goods) if _looks_like_kilograms(slip)), None)
        found += [first] if first else []
    return sorted(found, key=lambda slip: -slip.severity)


def _slips_of(commodity: int, book: WasteBook, goods: Figure | None) -> Iterator[Slip]:
    """Every pair of figures that ought to be of one size."""
    pairs = [
        (N_("used or disposed of by others"), _passed_on(book.items), N_("carried by its links"), book.sent),
        (N_("used or disposed of in own works"), _total(book.items, _OWN), N_("within their capacity"), book.room),
    ]
    for what, larger, against, smaller in pairs:
        if larger is not None and smaller is not None:
            yield Slip(commodity, what, larger, against, smaller)
    for place, stock in enumerate(book.stocks):
        for other in (*book.stocks[:place], *book.stocks[place + 1 :]):
            for column in _LYING:
                for told, against in ((column, N_("in store by another paper")), ("storage_capacity", N_("of room"))):
                    if column in stock and told in other:
                        yield Slip(commodity, N_("in store"), stock[column], against, other[told])
    generated = book.items.get("waste_generated")
    if generated is not None and goods is not None:  # last: a mine with poor ore comes near to it in tonnes
        yield Slip(commodity, N_("generated"), generated, N_("of goods made and used"), goods, severity=2)


def _looks_like_kilograms(slip: Slip) -> bool:
    least, most = KILOGRAMS
    return slip.smaller.value > 0 and least <= slip.larger.value / slip.smaller.value <= most


def _passed_on(items: Mapping[str, Figure]) -> Figure | None:
    """What others used or disposed of, by the ledger."""
    taken, own = _total(items, _TAKEN), _total(items, _OWN)
    if taken is None or own is None:
        return taken
    return Figure(taken.value - own.value, taken.sources, taken.rows)


def _total(items: Mapping[str, Figure], names: Iterable[str]) -> Figure | None:
    return add_figures(items[name] for name in names if name in items)


def add_figures(figures: Iterable[Figure]) -> Figure | None:
    """The sum of figures, the rows of the greatest first; None where there are none."""
    ranked = sorted(figures, key=lambda figure: -figure.value)
    if not ranked:
        return None
    titles = dict.fromkeys(title for figure in ranked for title in figure.sources)
    return Figure(
        sum(figure.value for figure in ranked), tuple(titles), tuple(row for one in ranked for row in one.rows)
    )


def goods_in_all(figures: Iterable[tuple[str, Figure]]) -> Figure | None:
    """What a firm makes and uses, from figures by item; None where no consumption is told.

    Waste comes from what is used: a mine with 4,000 t of waste and 2 t of gold is in order.
    """
    told = list(figures)
    return add_figures(figure for _, figure in told) if any(item == "consumption" for item, _ in told) else None


def tell_slip(slip: Slip, firm: str, year: int | None, commodity: str) -> Text:
    """Both figures with their sources; the first thing that a slip is told with."""
    values = {
        "firm": firm,
        "year": str(year),
        "commodity": commodity,
        "what": Text(slip.what),
        "against": Text(slip.against),
        "larger": Quantity(slip.larger.value, "t"),
        "smaller": Quantity(slip.smaller.value, "t"),
        "source": _titles(slip.larger),
        "other": _titles(slip.smaller),
    }
    return Text(SENTENCE, values)


def _titles(figure: Figure) -> list[str] | Text:
    return list(figure.sources) or Text("no source told")


def more_slips(count: int) -> Text | None:
    """How many further wastes of a ledger are as far off, None for none."""
    if not count:
        return None
    return Text(
        "{n} further waste of it is as far off.", {"n": count}, plural="{n} further wastes of it are as far off."
    )
