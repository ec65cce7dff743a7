"""What the steps of the yearly round tell: a record for JSON, and lines to read."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.open_rows import OpenDifferences, withheld_text
from core.chase_list import ChaseRow, last_told, since, told_of
from core.fields import column_title
from core.findings import Finding, Ref
from core.i18n import show, translate
from core.renaming import Names, names_in
from core.snapshot import Snapshot
from core.table_titles import table_title
from core.text import N_, Text
from core.year_comparison import Change
from core.year_forms import board, counted, forms
from core.year_locking import WITHHELD, Difference
from core.year_naming import told_name
from core.year_records import RECEIVED, Edition, Restatement, YearlyRound, edition_record
from core.yearly_round import Carried, newcomers, reason_text

Lines = Sequence[Text | str]
GRAVEST = 2  # figures to be checked that are told when a year is locked
LISTED = 20  # rows that are shown of a list; --json gives all
# Figures in a list of corrections, where what was entered and what it is in the base unit stand below each other.
FIGURE_TITLES = {
    "value": N_("Amount"), "value_entered": N_("Amount as entered"), "unit_entered": N_("Unit as entered"),
    "mass": N_("Mass"), "opening": N_("Opening stock"), "closing": N_("Closing stock"), "unit": N_("Unit"),
    WITHHELD: N_("withheld: its source permits sums only"),
}  # fmt: skip
YEAR_STATES = {"open": N_("open"), "locked": N_("locked")}


def _ref(row: Ref) -> dict[str, str]:
    return {"table": row.table, "uid": row.uid, "name": row.name}


def listed(lines: Sequence[Text]) -> list[Text | str]:
    """The first lines of a list, and how many more there are."""
    more = [Text("… and {n} more", {"n": len(lines) - LISTED})] if len(lines) > LISTED else []
    return [*lines[:LISTED], *more]


def carried_lines(carried: Carried, due: int, language: str) -> tuple[dict[str, Any], Lines]:
    """What came forward into an opened year, what was left behind and why, and how many forms are due."""
    left = [
        Text("- {name}: {reason}", {"name": one.row.name, "reason": reason_text(one.reason)}) for one in carried.left
    ]
    record = {
        "year": carried.year,
        "previous": carried.previous,
        "firms": len(carried.firms),
        "links": len(carried.links),
        "memberships": carried.memberships,
        "left": [_ref(one.row) | {"reason": one.reason} for one in carried.left],
        "forms": due,
    }
    return record, [carried.sentence, *listed(left), due_text(due)]


def due_text(count: int) -> Text:
    """How many forms are due in an opened year."""
    return Text("{n} form is due.", {"n": count}, plural="{n} forms are due.")


def status_lines(
    told: YearlyRound, snapshot: Snapshot, year: int, differences: OpenDifferences, language: str
) -> tuple[dict[str, Any], Lines]:
    """Where a year stands: state, what is to be confirmed, forms, and what differs from the locked edition."""
    record, edition = told.record(year), told.edition(year)
    states = Counter(item.state for item in told.items_of(year))
    fresh, rows = newcomers(told, snapshot, year), board(told, snapshot, year)
    state = record.state if record else ""
    title = Text("{year}: {state}", {"year": str(year), "state": Text(YEAR_STATES[state])})
    lines: list[Text | str] = [title]
    if edition:
        lines.append(Text("Latest locked edition: {citation}.", {"citation": edition.citation}))
    values = {
        "waiting": states["to_confirm"],
        "confirmed": states["confirmed"] + states["new"],
        "left": states["left"],
        "new": len(fresh),
    }
    lines.append(Text("{waiting} to confirm, {confirmed} confirmed, {left} left behind, {new} new", values))
    lines.append(told_of(rows))
    answer: dict[str, Any] = {
        "year": year,
        "state": state,
        "editions": [edition_record(one, language) for one in told.editions if one.year == year],
        "items": {name: states[name] for name in ("to_confirm", "confirmed", "left", "new")},
        "newcomers": [_ref(row) for row in fresh],
        "forms": counted(rows),
        "firms": [
            _ref(row.firm) | {"forms": {form: one.state for form, one in row.receipts.items()}} for row in rows
        ],
    }  # fmt: skip
    names = names_in(snapshot, language)
    more, found = difference_lines(differences, names, language) if edition else ({}, ())
    noted, notes = note_lines(differences.notes, names, language)
    return answer | more | noted, [*lines, *found, *notes]


def note_lines(notes: Sequence[Restatement], names: Names, language: str) -> tuple[dict[str, Any], Lines]:
    """The restatement note of a year: edition, what was corrected, old, new and why."""
    lines = [
        Text("- edition {n}: {table}, {name}, {field}: {old} → {new}; {reason}", {
            "n": str(note.edition), "table": table_title(note.tbl), "name": told_name(note.name, names, language),
            "reason": note.reason, "field": field_title(note, language), **_sides(note, names, language),
        })
        for note in notes
    ]  # fmt: skip
    record = [
        {"edition": note.edition, "table": note.tbl, "uid": note.row_uid, "name": note.name, "field": note.field,
         "old": note.old, "new": note.new, "reason": note.reason, "at": note.at, "person": note.person}
        for note in notes
    ]  # fmt: skip
    return {"restatements": record}, [Text("Restatements:"), *listed(lines)] if notes else []


def receipt_lines(year: int, counts: dict[str, int], state: str) -> tuple[dict[str, Any], Lines]:
    """How many forms were noted as received or sent back."""
    known = forms()
    lines = [receipt_text(known[form].title, count, state) for form, count in counts.items()]
    return {"year": year, "state": state, "noted": counts}, lines


def receipt_text(form: str, count: int, state: str) -> Text:
    """How many of one form (its title, marked with N_) were noted."""
    sentence = N_("{form}: {n} received") if state == RECEIVED else N_("{form}: {n} sent back")
    return Text(sentence, {"form": Text(form), "n": str(count)})


def chase_lines(rows: Sequence[ChaseRow], year: int, language: str) -> tuple[dict[str, Any], Lines]:
    """Which forms are still due, the latest first."""
    lines = [
        Text("- {firm}: {form}, {since}; {last}", {"firm": row.firm.name, "form": Text(row.form.title),
                                                    "since": since(row), "last": last_told(row, year)})
        for row in rows
    ]  # fmt: skip
    title = Text("Forms that are still due for {year}: {n}", {"year": str(year), "n": str(len(rows))})
    record = [
        {"firm": _ref(row.firm), "form": row.form.id, "state": row.state, "due": row.due.isoformat(), "late": row.late,
         "last_year": show(last_told(row, year), language)}
        for row in rows
    ]  # fmt: skip
    return {"year": year, "due": record}, [title, *listed(lines)]


def change_text(change: Change) -> Text:
    """A figure of a year beside the one before, with how much it changed."""
    values = {
        "what": change.what, "before": change.before, "year_before": str(change.year_before), "now": change.now,
        "year": str(change.year), "change": change_share(change),
    }  # fmt: skip
    return Text("{what}: {before} ({year_before}) → {now} ({year}), {change}", values)


def change_share(change: Change) -> Text | str:
    """The change in percent, or that it is about a thousandfold."""
    if change.thousandfold:
        return Text("about × 1000") if change.ratio > 1 else Text("about ÷ 1000")
    return f"{(change.ratio - 1) * 100:+.0f} %".replace("-", "−")


def change_lines(changes: Sequence[Change], year: int, language: str) -> tuple[dict[str, Any], Lines]:
    """What changed against the year before by more than half, or about a thousandfold."""
    title = Text(
        "{n} figure of {year} is more than 50 % or about a thousand times away from the one before.",
        {"n": len(changes), "year": str(year)},
        plural="{n} figures of {year} are more than 50 % or about a thousand times away from the ones before.",
    )
    record = [
        {
            "subject": _ref(one.subject),
            "what": show(one.what, language),
            "unit": one.now.unit,
            "before": {"year": one.year_before, "value": one.before.value, "source": one.source_before},
            "now": {"year": one.year, "value": one.now.value, "source": one.source_now},
            "ratio": one.ratio,
            "thousandfold": one.thousandfold,
            "rows": [{"table": row.table, "uid": row.uid} for row in one.rows],
        }
        for one in changes
    ]
    lines = [Text("- {line}", {"line": change_text(one)}) for one in changes]
    return {"year": year, "changes": record}, [title, *listed(lines)]


def field_title(difference: Difference | Restatement, language: str) -> str:
    """What a difference is about: a field, or that the whole row came or went."""
    if difference.field:
        title = FIGURE_TITLES.get(difference.field) or column_title(difference.tbl, difference.field)
        return translate(title, language)
    return translate(N_("added") if not difference.old else N_("removed"), language)


def _sides(told: Difference | Restatement, names: Names, language: str) -> dict[str, str]:
    """What stood there and what stands there now; a row that came or went stands there by its name."""
    return {side: told_name(value, names, language) or "–" for side, value in (("old", told.old), ("new", told.new))}


def difference_lines(told: OpenDifferences, names: Names, language: str) -> tuple[dict[str, Any], Lines]:
    """What differs now from the locked rows."""
    differences = told.found
    figures = sum(one.figure for one in differences)
    values = {"figures": figures, "others": len(differences) - figures}
    title = Text("Since the lock {figures} figures and {others} other entries were changed.", values)
    if not differences:
        title = Text("Nothing differs from the locked edition.")
    lines = [
        Text("- {table}, {name}, {field}: {old} → {new}{who}", {
            "table": table_title(one.tbl), "name": told_name(one.name, names, language),
            "field": field_title(one, language),
            **_sides(one, names, language),
            "who": f" ({one.person}, {one.at[:10]})" if one.at else "",
        })
        for one in differences
    ]  # fmt: skip
    record = [
        {"table": one.tbl, "uid": one.row_uid, "name": one.name, "field": one.field, "old": one.old, "new": one.new,
         "person": one.person, "at": one.at, "figure": one.figure}
        for one in differences
    ]  # fmt: skip
    withheld = [withheld_text(told.withheld)] if told.withheld else []
    return {"differences": record, "withheld": told.withheld}, [title, *listed(lines), *withheld]


def locked_lines(edition: Edition, doubts: Sequence[Finding]) -> list[Text]:
    """What became of a lock, and which figures of the year are still to be checked."""
    if doubts:
        return [Text("Locked: {citation}.", {"citation": edition.citation}), *doubt_lines(doubts, edition.year)]
    return [Text("Locked: {citation}. Reports can cite it so.", {"citation": edition.citation})]


def doubt_lines(findings: Sequence[Finding], year: int) -> list[Text]:
    """How many figures of a locked year are to be checked, the gravest two, and what to do; nothing for none."""
    if not findings:
        return []
    count = Text(
        "{n} figure of {year} is locked but still to be checked (unit or scale):",
        {"n": len(findings), "year": str(year)},
        plural="{n} figures of {year} are locked but still to be checked (unit or scale):",
    )
    gravest = [
        Text("({number}) {line}", {"number": place, "line": finding.sentence})
        for place, finding in enumerate(findings[:GRAVEST], 1)
    ]
    return [count, *gravest, Text(
        "Next step: look at the original sheets and correct the figures, then restate the year with a reason, before "
        "any report cites its sums."
    )]  # fmt: skip


def restated_text(edition: Edition) -> Text:
    """What became of a restatement."""
    return Text("Restated: {citation}. The edition before can still be printed.", {"citation": edition.citation})
