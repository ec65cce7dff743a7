"""Figures that differ oddly from others: from last year by half, from anything by a thousand. Asked, never refused."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from core.catalogues import find_pollutant, table
from core.import_rows import Row
from core.import_slips import slipped_amounts
from core.kinds import SUMS_ONLY
from core.ledger import Ledger, Record
from core.text import N_, Quantity, Text

Key = tuple[Any, ...]
Question = tuple[Row, str, Text]  # where, column, what is asked
MOST_CHANGE = 0.5  # of last year's figure
THOUSAND = (500.0, 2000.0)  # ratios that look like a mistaken unit
FEWEST_ALIKE, FAR_ABOVE, GAP = 5, 300.0, 10.0  # rows of a column; times their median; times the next greatest
FEW = 0.05  # of a column's rows can be slips of the unit; where more stand apart there are two sizes of firms
ALONE = N_("{name}, {matter}: {now}, while the middle of {n} such rows of the table is {middle}; is the unit mistaken?")


@dataclass(frozen=True, slots=True)
class Series:
    """A table of yearly figures: where the value stands, and what identifies a series and a column of rows alike."""

    table: str
    column: str
    value: str
    identity: tuple[str, ...]
    alike: tuple[str, ...]


_SERIES = {
    "statistics": Series("statistic", "value", "value", ("actor_id", "region_id", "item", "commodity_id"), ("item",)),
    "emissions": Series(
        "emission",
        "mass",
        "mass",
        ("actor_id", "outlet", "medium", "pollutant", "destination", "plant_id"),
        ("medium", "pollutant", "destination"),
    ),
    "flows": Series("flow_amount", "amount", "value", ("flow_id", "origin"), ()),
}


def compare_stored(kind: str, ledger: Ledger) -> Iterator[Question]:
    """The questions about the rows of a table that were just stored; figures of whole years are compared alone."""
    series = _SERIES.get(kind)
    if series is None or not (marks := ledger.touched.get(series.table)):
        return
    before, rooms = _latest(series, ledger), _rooms(ledger)
    asked = set()
    rows = ledger.rows(series.table)
    for id, told in _against_same_link(series, ledger):
        asked.add(id)
        yield marks[id], series.column, told
    for id, row in marks.items():
        figure = rows[id]
        odd = _against_last_year(figure, before, series, ledger) or _against_capacity(figure, rooms, series, ledger)
        if odd and id not in asked:
            asked.add(id)
            yield row, series.column, odd
    for id, told in _against_rows_alike(series, ledger):
        if id not in asked:
            yield marks[id], series.column, told


def tellable(ledger: Ledger, name: str, fresh: Collection[int]) -> dict[int, Record]:
    """The rows of a table that may be cited against others by id: those just stored, whose ids are `fresh`, and no
    others of a source that permits only sums."""
    closed = {id for id, row in ledger.rows("source").items() if row.get("permitted_use") == SUMS_ONLY}
    rows = ledger.rows(name)
    if not closed:
        return rows
    return {id: row for id, row in rows.items() if id in fresh or row.get("source_id") not in closed}


def licences(ledger: Ledger, fresh: Collection[int]) -> dict[tuple[int, int], list[Record]]:
    """The capacities of each actor for a commodity, to be added; none where one is unknown or may not be cited.

    Licences that have run out count as well: one too many hides no slip of a thousand.
    """
    found: dict[tuple[int, int], list[Record]] = defaultdict(list)
    cited = tellable(ledger, "capacity", fresh)
    for row in ledger.rows("capacity").values():
        found[row["actor_id"], row["commodity_id"]].append(row)
    return {
        key: rows for key, rows in found.items() if all(row["value"] is not None and row["id"] in cited for row in rows)
    }


def _against_same_link(series: Series, ledger: Ledger) -> Iterator[tuple[int, Text]]:
    """The amounts of links beside which another of the same link and time looks like a slip of the unit."""
    if series.table == "flow_amount":
        cited = tellable(ledger, series.table, ledger.touched[series.table])
        yield from slipped_amounts(ledger, cited, lambda figure: _named(figure, series, ledger))


def _key(figure: Record, series: Series, year: int) -> Key:
    return (*(figure[column] for column in series.identity), year)


def _is_whole(figure: Record, series: Series) -> bool:
    """Whether a figure is known and of a whole year."""
    return bool(figure["year"] is not None and figure[series.value] is not None and not figure.get("period"))


def _latest(series: Series, ledger: Ledger) -> dict[Key, float]:
    """The last told figure of each series and year; documents make parts of one, which are not a year's figure."""
    return {
        _key(figure, series, figure["year"]): figure[series.value]
        for figure in tellable(ledger, series.table, ledger.touched.get(series.table, ())).values()
        if _is_whole(figure, series) and not (series.table == "flow_amount" and figure["document"])
    }


def _against_last_year(figure: Record, before: dict[Key, float], series: Series, ledger: Ledger) -> Text | None:
    if not _is_whole(figure, series) or (series.table == "flow_amount" and figure["document"]):
        return None
    now, last = figure[series.value], before.get(_key(figure, series, figure["year"] - 1))
    if not last or now is None or abs(now / last - 1) <= MOST_CHANGE:
        return None
    unit = _unit(figure, series, ledger)
    told = {
        **_named(figure, series, ledger),
        "now": Quantity(now, unit),
        "last": Quantity(last, unit),
        "year": str(figure["year"]),
        "before": str(figure["year"] - 1),
    }
    if _is_thousandfold(now / last):
        return Text(
            "{name}, {matter}: {now} in {year}, but {last} in {before}; is the unit of one of them mistaken?", told
        )
    return Text("{name}, {matter}: {now} in {year}, but {last} in {before}; did it change by more than half?", told)


def _is_thousandfold(ratio: float) -> bool:
    low, high = THOUSAND
    return low <= abs(ratio) <= high or (ratio != 0 and low <= 1 / abs(ratio) <= high)


def _against_capacity(figure: Record, rooms: dict[Key, float], series: Series, ledger: Ledger) -> Text | None:
    """Whether a receiver would have taken hundreds of times what it can."""
    if not rooms or series.table != "flow_amount" or not _is_whole(figure, series):
        return None
    flow = ledger.rows("flow")[figure["flow_id"]]
    room = rooms.get((flow["receiver_id"], flow["commodity_id"]))
    if not room or figure["value"] / room < THOUSAND[0]:
        return None
    unit = _unit(figure, series, ledger)
    told: dict[str, object] = {"now": Quantity(figure["value"], unit), "room": Quantity(room, unit)}
    told |= _named(figure, series, ledger)
    return Text("{name}, {matter}: {now} is far above the {room} that can be accepted; is the unit mistaken?", told)


def _rooms(ledger: Ledger) -> dict[Key, float]:
    """What actors can accept of a commodity in a year, by all their licences."""
    told = licences(ledger, ledger.touched.get("capacity", ()))
    return {key: sum(row["value"] for row in rows) for key, rows in told.items()}


def _against_rows_alike(series: Series, ledger: Ledger) -> Iterator[tuple[int, Text]]:
    """The figures of a column that stand hundreds of times above its middle, with nothing between."""
    groups: dict[Key, list[tuple[float, int]]] = defaultdict(list)
    rows = ledger.rows(series.table)
    for id in ledger.touched[series.table]:
        figure = rows[id]
        if figure[series.value] and figure[series.value] > 0:
            groups[_alike(figure, series, ledger)].append((figure[series.value], id))
    for figures in groups.values():
        figures.sort()
        middle = median(value for value, _ in figures)
        for value, id in figures[len(figures) - _far_above([value for value, _ in figures], middle) :]:
            unit = _unit(rows[id], series, ledger)
            told = {"now": Quantity(value, unit), "middle": Quantity(middle, unit), "n": str(len(figures))}
            told |= _named(rows[id], series, ledger)
            yield id, Text(ALONE, told)


def _far_above(values: Sequence[float], middle: float) -> int:
    """How many of the greatest values stand apart from the rest and hundreds of times above the middle, 0 for none."""
    if len(values) < FEWEST_ALIKE:
        return 0
    most = max(1, int(len(values) * FEW))
    apart = (n for n in range(most, 0, -1) if values[-n] >= GAP * values[-n - 1])
    return next((n for n in apart if median(values[-n:]) >= FAR_ABOVE * middle), 0)


def _alike(figure: Record, series: Series, ledger: Ledger) -> Key:
    if series.table == "flow_amount":
        return (ledger.rows("flow")[figure["flow_id"]]["commodity_id"], bool(figure["period"] or figure["document"]))
    return (*(figure[column] for column in series.alike), figure.get("unit"))


def _unit(figure: Record, series: Series, ledger: Ledger) -> str:
    if series.table == "emission":
        return "t"
    if series.table == "statistic":
        return str(figure["unit"])
    commodity = ledger.rows("flow")[figure["flow_id"]]["commodity_id"]
    return str(ledger.rows("commodity")[commodity]["base_unit"])


def _named(figure: Record, series: Series, ledger: Ledger) -> dict[str, object]:
    """Who a figure is about, and what of."""
    actors = ledger.rows("actor")
    if series.table == "flow_amount":
        flow = ledger.rows("flow")[figure["flow_id"]]
        ends = [actors[flow[end]]["name"] for end in ("sender_id", "receiver_id") if flow[end] is not None]
        return {"name": " → ".join(ends), "matter": ledger.rows("commodity")[flow["commodity_id"]]["name"]}
    if series.table == "emission":
        known = find_pollutant(figure["medium"], figure["pollutant"])
        matter: object = Text(known.name) if known else figure["pollutant"]
        return {"name": actors[figure["actor_id"]]["name"], "matter": matter}
    kind = "actor" if figure["actor_id"] is not None else "region"
    titles = {row["id"]: row["title_en"] for row in table("tables/items.csv")}
    matter = Text(str(titles.get(figure["item"], figure["item"])))
    return {"name": ledger.rows(kind)[figure[f"{kind}_id"]]["name"], "matter": matter}
