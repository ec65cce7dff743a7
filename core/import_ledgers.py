"""What an import says of ledgers that look like kilograms, when all its tables are in: asked, never refused."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from core.evidence import sentences
from core.import_comparisons import licences, tellable
from core.import_results import ImportResult
from core.import_rows import Problem, Row
from core.intake import TAKEN
from core.ledger import Ledger, Record
from core.ledger_slips import (
    GOODS_ITEMS,
    STEP,
    STOCK_COLUMNS,
    WASTE_ITEMS,
    Figure,
    Key,
    Slip,
    WasteBook,
    add_figures,
    find_slips,
    goods_in_all,
    more_slips,
    tell_slip,
)
from core.ledger_slips import Row as StoredRow
from core.text import Text

Fresh = Mapping[str, Collection[int]]  # ids by table of the rows that an import has stored
_COLUMN = {"statistic": "value", "stock": "closing", "capacity": "value", "flow_amount": "amount"}


class FreshRows:
    """The rows that the tables of an import have stored, as far as a ledger is compared with them.

    `rows` holds, by table and id, the place of the import's table and the row in it.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.rows: dict[str, dict[int, tuple[int, Row]]] = {table: {} for table in _COLUMN}
        self._wastes: set[tuple[int, int]] | None = None

    def note(self, place: int) -> None:
        """Remember what the table at a place of the import has just stored."""
        for table, kept in self.rows.items():
            stored = self.ledger.touched.get(table, {})
            kept |= {id: (place, row) for id, row in stored.items() if table != "flow_amount" or self._of_waste(id)}

    def find(self, rows: Iterable[StoredRow]) -> tuple[int, Row, str] | None:
        """Table of the import, row and column of the first of some rows that was stored."""
        for table, id in rows:
            if (kept := self.rows.get(table, {}).get(id)) is not None:
                return *kept, _COLUMN[table]
        return None

    def _of_waste(self, amount: int) -> bool:
        """Whether an amount is of a waste that a ledger tells of; a ledger that comes later is told at its own rows."""
        if self._wastes is None:
            told = (*filter(_is_waste, self.ledger.rows("statistic").values()), *self.ledger.rows("stock").values())
            self._wastes = {(row["actor_id"], row["commodity_id"]) for row in told}
        flow = self.ledger.rows("flow")[self.ledger.rows("flow_amount")[amount]["flow_id"]]
        return (flow["sender_id"], flow["commodity_id"]) in self._wastes


def with_ledger_slips(results: Sequence[ImportResult], ledger: Ledger, fresh: FreshRows) -> list[ImportResult]:
    """The results of an import with what its tables tell of ledgers, each at the row that was stored."""
    told: dict[int, list[Problem]] = defaultdict(list)
    for (firm, year), (books, goods) in _read(ledger, fresh.rows).items():
        slips = find_slips(books, goods)
        place = fresh.find(row for slip in slips for one in (slip.larger, slip.smaller) for row in one.rows)
        if place is not None:
            at, row, column = place
            sheet = results[at].sheet or results[at].file
            reason = _reason(slips, firm, year, ledger)
            told[at].append(Problem(sheet, row.number, row.header(column), row.shown(column), reason, TAKEN))
    return [_with_problems(result, told[place]) for place, result in enumerate(results)]


def _with_problems(result: ImportResult, told: list[Problem]) -> ImportResult:
    if not told:
        return result
    return replace(result, problems=tuple(sorted((*result.problems, *told), key=lambda problem: problem.row)))


def _reason(slips: list[Slip], firm: int, year: int, ledger: Ledger) -> Text:
    name = str(ledger.rows("actor")[firm]["name"])
    matter = str(ledger.rows("commodity")[slips[0].commodity]["name"])
    told = tell_slip(slips[0], name, year, matter)
    return sentences(told, more_slips(len(slips) - 1), Text(STEP, {"firm": name}))


def _read(ledger: Ledger, fresh: Fresh) -> dict[Key, tuple[dict[int, WasteBook], Figure | None]]:
    """The books of the firms and years of which something was stored."""
    wanted = set(_touched(ledger, fresh))
    if not wanted:
        return {}
    books: dict[Key, dict[int, WasteBook]] = defaultdict(lambda: defaultdict(WasteBook))
    goods: dict[Key, dict[tuple[str, int], Figure]] = defaultdict(dict)
    for key, row, figure in _figures(ledger, fresh, ("statistic", "value"), wanted):
        if _is_waste(row):
            books[key][row["commodity_id"]].items[row["item"]] = figure
        elif row["item"] in GOODS_ITEMS and row["unit"] == "t":
            goods[key][row["item"], row["commodity_id"]] = figure
    _read_stocks(ledger, fresh, wanted, books)
    _read_rooms(ledger, fresh, books)
    _read_links(ledger, fresh, wanted, books)
    return {
        key: (told, goods_in_all((item, figure) for (item, _), figure in goods[key].items()))
        for key, told in books.items()
    }


def _touched(ledger: Ledger, fresh: Fresh) -> Iterator[Key]:
    for table in ("statistic", "stock", "flow_amount"):
        rows = ledger.rows(table)
        for id in fresh[table]:
            if key := _key(rows[id], ledger):
                yield key


def _key(row: Record, ledger: Ledger) -> Key | None:
    """The firm whose ledger speaks of a row, and the year; None where one of them is not told."""
    firm = ledger.rows("flow")[row["flow_id"]]["sender_id"] if "flow_id" in row else row["actor_id"]
    return None if firm is None or row["year"] is None else (firm, row["year"])


def _figures(
    ledger: Ledger, fresh: Fresh, told: tuple[str, str], wanted: set[Key]
) -> Iterator[tuple[Key, Record, Figure]]:
    """Known figures (`told`: table, column) of the firms and years that are wanted, those just stored last, so that
    they count."""
    table, column = told
    rows = tellable(ledger, table, fresh[table])
    for id in sorted(rows, key=lambda id: (id in fresh[table], id)):
        key = _key(rows[id], ledger)
        if key in wanted and rows[id][column] is not None:
            yield key, rows[id], _figure(ledger, table, rows[id], column)


def _figure(ledger: Ledger, table: str, row: Record, column: str) -> Figure:
    cited = ledger.rows("source").get(row["source_id"])
    return Figure(row[column], (str(cited["title"]),) if cited else (), ((table, row["id"]),))


def _is_waste(row: Record) -> bool:
    return row["item"] in WASTE_ITEMS and row["commodity_id"] is not None and row["unit"] == "t"


def _in_tonnes(commodity: int, ledger: Ledger) -> bool:
    return bool(ledger.rows("commodity")[commodity]["base_unit"] == "t")


Books = Mapping[Key, dict[int, WasteBook]]


def _read_stocks(ledger: Ledger, fresh: Fresh, wanted: set[Key], books: Books) -> None:
    found: dict[int, tuple[Key, Record, dict[str, Figure]]] = {}
    for column in STOCK_COLUMNS:
        for key, row, figure in _figures(ledger, fresh, ("stock", column), wanted):
            if _in_tonnes(row["commodity_id"], ledger):
                found.setdefault(row["id"], (key, row, {}))[2][column] = figure
    for key, row, told in found.values():
        books[key][row["commodity_id"]].stocks.append(told)


def _read_rooms(ledger: Ledger, fresh: Fresh, books: Books) -> None:
    rooms = licences(ledger, fresh["capacity"])
    for (firm, _), told in books.items():
        for commodity, book in told.items():
            if _in_tonnes(commodity, ledger):
                rows = rooms.get((firm, commodity), ())
                book.room = add_figures(_figure(ledger, "capacity", row, "value") for row in rows)


def _read_links(ledger: Ledger, fresh: Fresh, wanted: set[Key], books: Books) -> None:
    """What the links of a firm to others carry, by the sender's statement before any other, parts added."""
    parts: dict[tuple[Key, int], dict[tuple[str, int], list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for key, row, figure in _figures(ledger, fresh, ("flow_amount", "value"), wanted):
        flow = ledger.rows("flow")[row["flow_id"]]
        if flow["commodity_id"] in books.get(key, ()) and flow["receiver_id"] != key[0]:
            parts[key, row["flow_id"]][row["origin"], row["source_id"]].append(figure)
    sent: dict[tuple[Key, int], list[Figure]] = defaultdict(list)
    for (key, link), told in parts.items():
        commodity = ledger.rows("flow")[link]["commodity_id"]
        best = max(told, key=lambda statement: (statement[0] == "sender", statement[1]))
        total = add_figures(told[best])
        if total is not None and _in_tonnes(commodity, ledger):
            sent[key, commodity].append(total)
    for (key, commodity), figures in sent.items():
        books[key][commodity].sent = add_figures(figures)
