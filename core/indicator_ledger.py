"""The ledger of one number: what it is made of, what is lacking, what would change it most, and its evidence files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.attachments import AttachedFile, attached_files
from core.doubts import Doubts
from core.formulas import value_of
from core.i18n import show
from core.indicator_systems import holders
from core.names import joined
from core.renaming import Names, text_in
from core.snapshot import Snapshot
from core.system_measured import Measured
from core.system_results import Judged
from core.system_scope import Scope
from core.system_words import doubt_notes, formula_text, input_text, line_title, remarks
from core.target_gaps import Goal
from core.target_words import difference, goal_text
from core.text import Quantity, Text

STEP = 0.01  # by how much a quantity is moved to see what that changes
MOST_ROWS = 8
EVIDENCE = "indicator"  # the table that attached files name for a result, which has no row of its own


@dataclass(frozen=True, slots=True)
class Pull:
    """By how much the value changes if a quantity were 1 % larger."""

    told: Measured
    change: float


def pulls(judged: Judged) -> list[Pull]:
    """What would change the value most, the strongest first; empty where there is no value."""
    if judged.result.value is None or judged.result.coverage < 1.0:
        return []
    reads = dict(zip(judged.line.formula.reads, judged.inputs, strict=True))
    found = []
    for moved, told in reads.items():

        def figure(name: str, before: int, moved: tuple[str, int] = moved) -> float | None:
            value = reads[name, before].value
            return None if value is None else value * (1 + STEP * ((name, before) == moved))

        value = value_of(judged.line.formula, figure)
        if value is not None:
            found.append(Pull(told, value - judged.result.value))
    return sorted(found, key=lambda pull: -abs(pull.change))


def evidence_key(scope: Scope, line: str) -> str:
    """What stands for a result among attached files: its line, area and year."""
    region = scope.area.scope.uid if scope.area.scope.table == "region" else ""
    return f"{line}|{region}|{scope.year}"


def evidence_files(snapshot: Snapshot, folder: Path, scope: Scope, judged: Judged) -> list[AttachedFile]:
    """The files of the result itself, whatever spaces its system's name had, then those of the rows behind it."""
    key = joined(evidence_key(scope, judged.result.id))
    held = set(zip(snapshot.attachment.table_name.tolist(), snapshot.attachment.row_uid.tolist(), strict=True))
    found = []
    for kept in sorted(uid for table, uid in held if table == EVIDENCE and joined(uid) == key):
        found += attached_files(snapshot, folder, EVIDENCE, kept)
    for row in judged.result.rows:
        if (row.table, row.uid) in held:
            found += attached_files(snapshot, folder, row.table, row.uid)
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """What a ledger tells besides the result: target, evidence files, what is doubted, names in the language."""

    goal: Goal | None
    files: list[AttachedFile]
    doubts: Doubts
    names: Names


def ledger_lines(judged: Judged, beside: Beside, language: str) -> Iterator[str]:
    """The ledger line by line: formula, quantities with holder and rows, what is missing, what pulls, files, target."""
    yield f"{judged.line.number}  {line_title(judged.line, language)} = {formula_text(judged.line.formula, language)}"
    for one in judged.inputs:
        values = {"told": input_text(one), "holder": Text(holders()[one.quantity.holder])}
        yield "    " + show(Text("{told} ({holder})", values), language)
        if counted := _counted(one):
            yield "        " + show(counted, language)
    reached = [goal_text(beside.goal, judged, language)] if beside.goal else []
    told = (
        *_missing(judged),
        *_pulled(judged, language),
        *reached,
        *remarks(judged),
        *doubt_notes(judged, beside.doubts),
    )
    for text in told:
        yield show(text_in(text, beside.names), language)
    yield show(_filed(beside.files), language)


def _counted(one: Measured) -> Text | None:
    """How many rows a quantity rests on, and who tells most of it."""
    if not one.rows:
        return None
    told = Text("{n} row", {"n": len(one.rows)}, plural="{n} rows")
    total = sum(abs(value) for value in one.by_firm.values())
    if len(one.by_firm) < 2 or total == 0:
        return told
    largest = max(abs(value) for value in one.by_firm.values())
    share = Quantity(round(100 * largest / total, 1), "%")
    return Text("{rows}; the largest firm tells {share} of it", {"rows": told, "share": share})


def _missing(judged: Judged) -> Iterator[Text]:
    lacking = 1.0 - judged.result.coverage
    if lacking > 0:
        yield Text("Missing: {share} of what is asked for.", {"share": Quantity(round(100 * lacking, 1), "%")})


def _pulled(judged: Judged, language: str) -> Iterator[Text]:
    strongest = next(iter(pulls(judged)), None)
    if strongest is None or strongest.change == 0:
        return
    values = {
        "quantity": Text(strongest.told.quantity.title),
        "year": str(strongest.told.year),
        "change": difference(strongest.change, judged, language),
    }
    yield Text("What changes it most: {quantity} {year}; 1 % more of it changes the value by {change}.", values)


def _filed(files: list[AttachedFile]) -> Text:
    if not files:
        return Text("No evidence file is attached.")
    names = [file.title or file.path.name for file in files]
    bad = sum(file.state != "good" for file in files)
    told = Text("Evidence: {files}.", {"files": names[:MOST_ROWS]})
    if not bad:
        return told
    lost = Text("{n} of the files is gone or changed.", {"n": bad}, plural="{n} of the files are gone or changed.")
    return Text("{told} {lost}", {"told": told, "lost": lost})
