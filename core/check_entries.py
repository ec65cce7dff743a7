"""Entries of lists of which nobody can tell whether the list names the firm; they flag and count nobody."""

from collections.abc import Iterable, Iterator

import numpy as np

from core.check_data import data_finding
from core.check_statutory import unclear_rows
from core.evidence import enumerate_names, refs, sources
from core.findings import Finding, Inquiry, check
from core.register_counts import unclear_entries
from core.rule_set import rules_of
from core.rule_titles import HAZARDOUS
from core.text import N_, Text

UNCLEAR_ENTRY = "data.unclear_entry"


@check(UNCLEAR_ENTRY, N_("Entries of lists that are not understood"))
def find_unclear_entries(inquiry: Inquiry) -> Iterable[Finding]:
    """Rows of known lists whose entry looks like a denial and is none for certain, told together."""
    now, register = inquiry.now, inquiry.now.register
    permits = rules_of(inquiry).line(HAZARDOUS, "permit list").words
    unclear = {*unclear_rows(now), *unclear_entries(now, permits)}
    rows = sorted(_standing(inquiry, unclear)) if unclear else []
    if not rows:
        return
    told = [
        Text(
            "{firm} (“{list}”: {entry})",
            {"firm": now.actor.name[register.actor[row]], "list": register.list[row], "entry": register.entry[row]},
        )
        for row in rows
    ]
    yield data_finding(
        inquiry,
        UNCLEAR_ENTRY,
        2,
        Text(
            "It is not clear whether {n} entry names its firm or says that it is not on the list, so it flags and "
            "counts nobody: {entries}.",
            {"n": len(rows), "entries": enumerate_names(told)},
            plural="It is not clear whether {n} entries name their firms or say that they are not on the list, so they "
            "flag and count nobody: {entries}.",
        ),
        Text(
            "Ask who keeps the list, and import the row again with the entry “not listed”, or with what the firm is "
            "listed for, such as “water”."
        ),
        refs(now, "register", rows),
        sources(now, "register", rows),
    )


def _standing(inquiry: Inquiry, unclear: set[int]) -> Iterator[int]:
    """Those of them up to the year asked that no clear row of the same firm and list has followed."""
    register = inquiry.now.register
    keys = list(zip(register.actor.tolist(), register.list.tolist(), strict=True))
    told: dict[object, float] = {}
    for row, year in enumerate(register.year.tolist()):
        if row not in unclear and year >= told.get(keys[row], -np.inf):
            told[keys[row]] = year
    for row in unclear:
        year = float(register.year[row])
        asked = inquiry.year is None or np.isnan(year) or year <= inquiry.year
        if asked and not told.get(keys[row], -np.inf) >= year:
            yield row
