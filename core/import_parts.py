"""Figures of parts of a year: how many of the twelve months of a link a source has told so far."""

import re
from collections import defaultdict
from collections.abc import Iterator

from core.ledger import Ledger, Record
from core.text import Text

MONTHS = 12
LISTED = 10
_MONTH = re.compile(r"\d{4}-(\d{2})")
_Key = tuple[int, int, str, int | None]  # link, year, origin, source


def part_remarks(ledger: Ledger) -> Iterator[Text]:
    """Links of which the rows just stored tell months, but with all known not the whole year."""
    amounts = ledger.rows("flow_amount") if ledger.touched.get("flow_amount") else {}
    asked = {_key(amounts[id]) for id in ledger.touched.get("flow_amount", ()) if _month(amounts[id])}
    months: dict[_Key, set[str]] = defaultdict(set)
    whole = set()
    for row in amounts.values() if asked else ():
        if (key := _key(row)) in asked:
            if month := _month(row):
                months[key].add(month)
            elif not row["period"] and not row["document"]:
                whole.add(key)
    parts = [(key, len(told)) for key, told in months.items() if len(told) < MONTHS and key not in whole]
    if parts:
        shown = [_shown(key, count, ledger) for key, count in parts[:LISTED]]
        more = [Text("{n} more", {"n": len(parts) - LISTED})] if len(parts) > LISTED else []
        yield Text(
            "{n} link has figures of some months only: {links}.",
            {"n": len(parts), "links": [*shown, *more]},
            plural="{n} links have figures of some months only: {links}.",
        )


def _month(row: Record) -> str:
    """The month that a statement is about, "" for another period and for documents, which come when they come."""
    match = _MONTH.fullmatch(row["period"])
    return match[1] if match and not row["document"] else ""


def _key(row: Record) -> _Key:
    return row["flow_id"], row["year"], row["origin"], row["source_id"]


def _shown(key: _Key, count: int, ledger: Ledger) -> Text:
    flow, actors = ledger.rows("flow")[key[0]], ledger.rows("actor")
    ends = [actors[flow[end]]["name"] for end in ("sender_id", "receiver_id") if flow[end] is not None]
    told = {"link": " → ".join(ends), "matter": ledger.rows("commodity")[flow["commodity_id"]]["name"]}
    return Text("{link} {matter} {year}: {n}/12", {**told, "year": str(key[1]), "n": str(count)})
