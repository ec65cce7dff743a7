"""What the commands say of a merge: counts, what is to be decided, what could not be taken."""

import argparse
from collections.abc import Mapping
from typing import Any

from app.messages import answer
from core.display_names import in_language
from core.fields import column_title
from core.i18n import show
from core.merge_apply import Merged
from core.merge_plan import Place, Plan
from core.merge_records import OFFICE, SURVEY
from core.merge_words import KIND_TITLES, Line, Words, plan_lines, withheld
from core.snapshot import Snapshot
from core.table_titles import table_title
from core.text import N_, Text

TOLD = 40  # lines on a terminal; --json has all of them


def add_merging(parser: argparse.ArgumentParser) -> None:
    """Declare what every merge can be asked."""
    parser.add_argument("--dry-run", action="store_true", help=N_("only say what would be taken"))
    parser.add_argument("--take", choices=("office", "survey", "ask"), default="ask", help=N_(
        "whose value stands where both differ: office, survey, or ask (stays open; the office's stands meanwhile)"
    ))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def keeps_of(plan: Plan, take: str) -> dict[tuple[str, Place], str]:
    """The decisions that `--take` makes on fields; rows that one side deleted are always asked about."""
    state = {"office": OFFICE, "survey": SURVEY}.get(take)
    if state is None:
        return {}
    return {(one.packet, one.place): state for one in plan.conflicts if one.kind in ("field", "column")}


def merge_record(
    snapshot: Snapshot, plan: Plan, merged: Merged | None, language: str, twins: Mapping[str, Text]
) -> dict[str, Any]:
    """A merge for JSON; `applied` is false after a dry run."""
    words = Words(snapshot, plan.adds)
    lines = plan_lines(words, plan, twins)
    record: dict[str, Any] = {
        "applied": merged is not None,
        **(merged.counts if merged else plan.counts),
        "withheld": withheld(words, plan),
    }
    record["changes"] = [_line_record(line, language) for line in lines]
    if merged is not None:
        record["open"] = merged.open
        record["not_taken"] = [
            {"table": table, "uid": uid, "column": fault.column, "reason": show(fault.reason, language)}
            for table, uid, fault in merged.faults
            if not words.closed(table, uid, plan.adds.get(table, {}).get(uid))
        ]
    return record


def _line_record(line: Line, language: str) -> dict[str, Any]:
    table, uid, field = line.place
    return {
        "kind": line.kind, "table": table, "uid": uid, "name": show(line.name, language), "field": field,
        "base": line.base, "office": line.office, "survey": line.returned, "packet": line.packet, "note": line.note,
    }  # fmt: skip


def say_plan(snapshot: Snapshot, plan: Plan, merged: Merged | None, language: str, twins: Mapping[str, Text]) -> None:
    """Write what a merge takes and what is left to people."""
    counts = dict(merged.counts if merged else plan.counts)
    answer(Text("New rows: {adds}; fields taken: {updates}; changed alike: {equal}; to be decided: {conflicts}.",
                counts), language)  # fmt: skip
    words = Words(in_language(snapshot, language), plan.adds, language)
    lines = plan_lines(words, plan, twins)
    asked = [line for line in lines if line.kind not in ("add", "update")]
    for line in asked[:TOLD]:
        answer(_sentence(line), language)
    if len(asked) > TOLD:
        answer(Text("… and {n} more; --json lists all of them.", {"n": len(asked) - TOLD}), language)
    for line in [line for line in lines if line.kind == "add" and line.note][:TOLD]:
        answer(Text("{table}, {name}: {note}", {"table": line.table, "name": line.name, "note": line.note}), language)
    if hidden := withheld(words, plan):
        answer(Text("Not listed, since they may only enter sums: {n}.", {"n": hidden}), language)
    if merged is None:
        answer(Text("Nothing was written; without --dry-run the merge is one edit that can be undone."), language)
        return
    for table, uid, fault in merged.faults[:TOLD]:
        name = "…" if words.closed(table, uid, plan.adds.get(table, {}).get(uid)) else words.name(table, uid)
        field = Text(column_title(table, fault.column)) if fault.column else Text("whole row")
        told = {"table": table_title(table), "name": name, "field": field, "reason": fault.reason}
        answer(Text("Not taken and kept to be decided: {table}, {name}, {field}: {reason}.", told), language)
    if merged.open:
        answer(Text("{n} question stays open in the project.", {"n": merged.open},
                    plural="{n} questions stay open in the project."), language)  # fmt: skip


def _sentence(line: Line) -> Text:
    told = {
        "table": line.table, "name": line.name, "field": line.field or Text("whole row"),
        "kind": Text(KIND_TITLES[line.kind]), "base": line.base or "—", "office": line.office or "—",
        "survey": line.returned or "—",
    }  # fmt: skip
    return Text("{table}, {name}, {field} ({kind}): before {base}, office {office}, survey {survey}.", told)
