"""Two amounts of one link and year that look like one figure in two units: asked, never refused."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from core.import_rows import Row
from core.ledger import Ledger, Record
from core.series import is_slip
from core.text import Quantity, Text

Key = tuple[Any, ...]


def slipped_amounts(
    ledger: Ledger, cited: dict[int, Record], named: Callable[[Record], dict[str, object]]
) -> Iterator[tuple[int, Text]]:
    """The amounts just stored beside which another of the same link and time is a thousandfold, or the same number in
    another unit.

    `cited` are the amounts that may be told by id, `named` says whom one is about. Of a pair the later is asked about.
    Documents are single loads, which may differ so much.
    """
    fresh = ledger.touched["flow_amount"]
    told: dict[Key, list[int]] = defaultdict(list)
    wanted = {_key(cited[id]) for id in fresh}
    for id in sorted(cited, key=lambda id: (id in fresh, id)):  # those that were there before go first
        figure = cited[id]
        if _key(figure) not in wanted or figure["document"] or not figure["value"]:
            continue
        others = told[_key(figure)]
        if id in fresh and (other := next((one for one in others if _slipped(figure, cited[one])), None)):
            yield id, _asked(figure, cited[other], fresh.get(other), named(figure))
        others.append(id)


def _key(figure: Record) -> Key:
    return figure["flow_id"], figure["year"], figure["period"]


def _slipped(one: Record, other: Record) -> bool:
    """Whether two figures differ a thousandfold, or are one number in two units."""
    same_number = one["value_entered"] == other["value_entered"] and one["value"] != other["value"]
    return same_number or is_slip(one["value"], other["value"])


def _asked(figure: Record, other: Record, row: Row | None, named: dict[str, object]) -> Text:
    told = {
        **named,
        "now": Quantity(figure["value_entered"], figure["unit_entered"]),
        "other": Quantity(other["value_entered"], other["unit_entered"]),
    }
    if row is None:
        return Text(
            "{name}, {matter}: {now}, while the project has {other} for the same link and time; is the unit of one of "
            "them mistaken? Correct that one.",
            told,
        )
    return Text(
        "{name}, {matter}: {now}, but {other} in row {row} for the same link and time; is the unit of one of them "
        "mistaken? Correct that one.",
        {**told, "row": str(row.number)},
    )
