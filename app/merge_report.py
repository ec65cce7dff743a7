"""What the commands say of a merge: counts, what is to be decided, what could not be taken."""

import argparse
from collections.abc import Iterator
from typing import Any

from app.messages import answer
from core.display_names import in_language
from core.fields import column_title
from core.i18n import show
from core.merge_again import is_sided
from core.merge_apply import Merged
from core.merge_copies import Meeting
from core.merge_plan import Place, Plan
from core.merge_records import OFFICE, SURVEY, is_copy
from core.merge_words import KIND_TITLES, Line, Words, plan_lines, withheld
from core.snapshot import Snapshot
from core.table_titles import table_title
from core.text import N_, Text

_TAKE = {
    "survey": N_(
        "whose value stands where both differ: office, survey, or ask (stays open; the office's stands meanwhile); "
        "of a file that was merged before this decides what stayed open"
    ),
    "copy": N_(
        "whose value stands where both differ: office (this project), copy (the other one), or ask (stays open; this "
        "project's stands meanwhile); of a copy that was merged before this decides what stayed open"
    ),
}
SIDES = {"office": OFFICE, "survey": SURVEY, "copy": SURVEY}
TOLD = 40  # lines on a terminal; --json has all of them


def add_merging(parser: argparse.ArgumentParser, theirs: str) -> None:
    """Declare what every merge can be asked; `theirs` is the word for what came back."""
    parser.add_argument("--dry-run", action="store_true", help=N_("only say what would be taken"))
    parser.add_argument("--take", choices=("office", theirs, "ask"), default="ask", help=_TAKE[theirs])
    parser.add_argument("--json", action="store_true", help=N_("write everything as JSON to standard output"))


def keeps_of(plan: Plan, take: str) -> dict[tuple[str, Place], str]:
    """The decisions that `--take` makes on fields; rows that one side deleted are always asked about."""
    if take not in SIDES:
        return {}
    return {(one.packet, one.place): SIDES[take] for one in plan.conflicts if is_sided(one)}


def merge_record(
    snapshot: Snapshot, meeting: Meeting, merged: Merged, language: str, *, applied: bool
) -> dict[str, Any]:
    """A merge for JSON; `applied` is false after a dry run and where the same packet was merged before."""
    plan = meeting.plan
    words = Words(snapshot, plan.adds)
    lines = plan_lines(words, plan, meeting.twins)
    record: dict[str, Any] = {
        "applied": applied and (not merged.before or merged.decided > 0),
        "merged_before": merged.before or None,
        "decided": merged.decided,
        **merged.counts,
        "withheld": withheld(words, plan),
        "open": merged.open,
    }
    record["changes"] = [_line_record(line, language) for line in lines if not merged.before]
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


def say_plan(snapshot: Snapshot, meeting: Meeting, merged: Merged, language: str, *, applied: bool) -> None:
    """Write what a merge takes and what is left to people."""
    if merged.before:
        told = {"moment": merged.before[:16].replace("T", " ")}
        if merged.decided:
            answer(Text("This file was merged on {moment}.", told), language)
        else:
            answer(Text("This file was merged on {moment}; nothing was done.", told), language)
        _say_decided(merged, language, applied=applied)
        _say_open(meeting, merged, language)
        return
    answer(Text("New rows: {adds}; fields taken: {updates}; changed alike: {equal}; to be decided: {conflicts}.",
                dict(merged.counts)), language)  # fmt: skip
    plan = meeting.plan
    words = Words(in_language(snapshot, language), plan.adds, language)
    lines = plan_lines(words, plan, meeting.twins)
    refused = {(table, uid) for table, uid, _ in merged.faults}
    taken = [line for line in lines if line.kind in ("add", "update") and line.place[:2] not in refused]
    asked = [line for line in lines if line.kind not in ("add", "update")]
    for sentences in (map(_sentence, asked), map(_taken, taken), _refusals(words, plan, merged)):
        _say_some(list(sentences), language)
    if hidden := withheld(words, plan):
        answer(Text("Not listed, since they may only enter sums: {n}.", {"n": hidden}), language)
    _say_decided(merged, language, applied=applied)
    if applied:
        _say_open(meeting, merged, language)
    else:
        answer(Text("Nothing was written; without --dry-run the merge is one edit that can be undone."), language)


def _say_some(sentences: list[Text], language: str) -> None:
    """The first sentences of a list, and how many more there are."""
    for sentence in sentences[:TOLD]:
        answer(sentence, language)
    if len(sentences) > TOLD:
        answer(Text("… and {n} more; --json lists all of them.", {"n": len(sentences) - TOLD}), language)


def _refusals(words: Words, plan: Plan, merged: Merged) -> Iterator[Text]:
    """What is not taken, with the reasons."""
    for table, uid, fault in merged.faults:
        name = "…" if words.closed(table, uid, plan.adds.get(table, {}).get(uid)) else words.name(table, uid)
        field = Text(column_title(table, fault.column)) if fault.column else Text("whole row")
        told = {"table": table_title(table), "name": name, "field": field, "reason": fault.reason}
        yield Text("Not taken and kept to be decided: {table}, {name}, {field}: {reason}.", told)


def _say_decided(merged: Merged, language: str, *, applied: bool) -> None:
    told = {"n": merged.decided}
    if merged.decided and applied:
        answer(Text("{n} question that had stayed open of this file is decided.", told,
                    plural="{n} questions that had stayed open of this file are decided."), language)  # fmt: skip
    elif merged.decided:
        answer(Text("{n} question that stayed open of this file would be decided.", told,
                    plural="{n} questions that stayed open of this file would be decided."), language)  # fmt: skip


def _say_open(meeting: Meeting, merged: Merged, language: str) -> None:
    if not merged.open:
        return
    theirs = "copy" if is_copy(meeting.returned.packet) else "survey"
    answer(Text("{n} question stays open in the project.", {"n": merged.open},
                plural="{n} questions stay open in the project."), language)  # fmt: skip
    answer(Text("Decide in the window, Survey > Decide open questions; what both sides changed also by the same "
                "command with --take office or --take {theirs}.", {"theirs": theirs}), language)  # fmt: skip


def _taken(line: Line) -> Text:
    """A change that is taken, in a sentence."""
    if line.kind == "update":
        return _sentence(line)
    told = {"table": line.table, "name": line.name, "note": line.note or Text(KIND_TITLES["add"])}
    return Text("{table}, {name}: {note}", told)


def _sentence(line: Line) -> Text:
    told = {
        "table": line.table, "name": line.name, "field": line.field or Text("whole row"),
        "kind": (line.kind == "doubt" and line.note) or Text(line.why),
        "base": line.base or "—", "office": line.office or "—", "survey": line.returned or "—",
    }  # fmt: skip
    if is_copy(line.packet):
        return Text("{table}, {name}, {field} ({kind}): before {base}, here {office}, other copy {survey}.", told)
    return Text("{table}, {name}, {field} ({kind}): before {base}, office {office}, survey {survey}.", told)
