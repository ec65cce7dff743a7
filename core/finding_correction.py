"""A figure put right from the card of a finding: the old one stays, the new one stands beside it and counts.

The new figure rests on a paper of its own, such as the sealed sheet of the firm, and is graded no lower than the old
one. Of equal grades the newer source counts, so that the finding is computed anew from what was put right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from core.attachments import kept_file
from core.decisions import decision_row
from core.errors import UserError
from core.fields import FIELDS, RefusedValues
from core.figures import figures
from core.findings import Finding, Ref
from core.kinds import GRADES
from core.project import Project
from core.records import insert, new_uids
from core.review import Reviewer, kept_row
from core.row_names import row_name
from core.snapshot import Snapshot
from core.text import Text

# Column of the figure and of its unit as entered, where the table has one, by table.
FIGURES = {
    "statistic": ("value_entered", "unit_entered"),
    "flow_amount": ("value_entered", "unit_entered"),
    "emission": ("mass_entered", "unit_entered"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put right: the row of the old figure, the new one with its unit, the paper it stands in, and its grade.

    `text` and `person` are what is noted of it, `files` what is attached, such as the scanned sheet.
    """

    row: Ref
    value: str
    unit: str
    paper: str
    grade: str = ""
    text: str = ""
    person: str = ""
    files: Sequence[Path] = ()


def correctable(snapshot: Snapshot, finding: Finding) -> list[Ref]:
    """The figures that a finding rests on and that a person can put right, in their order.

    A link stands for the statement that counts of it.
    """
    found = []
    for ref in finding.evidence:
        if ref.table in FIGURES:
            found.append(ref)
        elif ref.table == "flow":
            found += _counted(snapshot, ref, finding.year)
    return [ref for ref in dict.fromkeys(found) if _row(snapshot, ref) is not None]


def _counted(snapshot: Snapshot, link: Ref, year: int | None) -> Iterator[Ref]:
    now = snapshot if year is None else snapshot.during(year)
    counted = np.flatnonzero(figures(now).counted & (now.flow.uid[now.flow_amount.flow] == link.uid))
    yield from (Ref("flow_amount", str(now.flow_amount.uid[row])) for row in counted)


def _row(snapshot: Snapshot, ref: Ref) -> int | None:
    rows = np.flatnonzero(getattr(snapshot, ref.table).uid == ref.uid)
    return int(rows[0]) if len(rows) else None


def old_figure(snapshot: Snapshot, ref: Ref) -> tuple[float | None, str, str]:
    """The figure, its unit and its grade as they were entered."""
    table, row = getattr(snapshot, ref.table), _row(snapshot, ref)
    value, unit = (getattr(table, name)[row] for name in FIGURES[ref.table])
    return None if np.isnan(value) else float(value), str(unit), str(table.grade[row])


def correct_figure(project: Project, finding: Finding, told: Correction) -> int:
    """Put a figure right as one edit, with the decision that says so; the id of the new row.

    UserError without a figure or a paper, RefusedValues for one that cannot be taken.
    """
    snapshot = project.snapshot()
    row = _row(snapshot, told.row)
    if row is None:
        raise UserError(Text("The figure is not in the project any more."))
    if not told.value.strip() or not told.paper.strip():
        raise UserError(
            Text("A correction needs the new figure and the paper that it stands in."),
            Text("Name the sealed sheet of the firm, or the document that it sent."),
        )
    values, (uid,) = _new_row(snapshot, told, row), new_uids(1)
    olds = _replaced(snapshot, told.row, row)
    decision = decision_row(finding, "corrected", _note(snapshot, told), person=told.person)
    files = [{"table_name": "decision", "row_uid": decision["uid"], **kept_file(project, path)} for path in told.files]
    label = Text("Correct a figure: {name}", {"name": row_name(snapshot, told.row.table, row)})
    with project.edit(label) as db:
        values["source_id"] = _paper(snapshot, told.paper.strip()) or insert(db, "source", [_source(told)])[0]
        (id,) = insert(db, told.row.table, [{"uid": uid, **values}])
        insert(
            db, "figure_correction", [{"table_name": told.row.table, "old_uid": old, "new_uid": uid} for old in olds]
        )
        insert(db, "decision", [decision])
        insert(db, "attachment", files)
    return id


def _new_row(snapshot: Snapshot, told: Correction, row: int) -> dict[str, Any]:
    """The old row with the new figure; a link's figure is that of the whole year."""
    old = kept_row(snapshot, told.row.table, row)
    value, unit = FIGURES[told.row.table]
    typed = [each.column for each in FIELDS[told.row.table] if each.typed]
    cells = {name: old[name] for name in typed} | {value: told.value.strip(), unit: told.unit or old[unit]}
    cells |= {"sd": None} if "sd" in cells else {}
    cells |= {name: "" for name in ("period", "document") if name in cells}
    cells["grade"] = _better(str(old["grade"] or ""), told.grade)
    review = Reviewer(snapshot).rows(told.row.table, [cells])
    if review.faults:
        raise RefusedValues(told.row.table, review.faults)
    return review.values[0]


def _replaced(snapshot: Snapshot, ref: Ref, row: int) -> list[str]:
    """The uids of the rows that the new figure stands in place of: of a link all parts of the statement."""
    if ref.table != "flow_amount":
        return [ref.uid]
    table = snapshot.flow_amount
    same = (table.flow == table.flow[row]) & (table.origin == table.origin[row]) & (table.source == table.source[row])
    same &= (table.year == table.year[row]) | (np.isnan(table.year) & np.isnan(table.year[row]))
    return [str(uid) for uid in table.uid[same]]


def _better(old: str, asked: str) -> str:
    """The grade of the new figure, no lower than the old one's, so that it counts."""
    return asked if GRADES.get(asked, 0) >= GRADES.get(old, 0) else old


def _note(snapshot: Snapshot, told: Correction) -> str:
    """What is noted with the correction: the old figure, the new one, the paper, and what was said."""
    value, unit, _ = old_figure(snapshot, told.row)
    before = f"{value:.15g} {unit}" if value is not None else "?"
    changed = f"{before} → {told.value.strip()} {told.unit}".strip()
    return "; ".join(part for part in (changed, told.paper.strip(), told.text.strip()) if part)


def _paper(snapshot: Snapshot, title: str) -> int | None:
    """The id of the source of this title, None for one that is new; UserError for one that permits only sums."""
    rows = np.flatnonzero(snapshot.source.title == title)
    if not len(rows):
        return None
    if snapshot.sums_only[rows[0]]:
        raise UserError(
            Text("{source} may only be used for sums, so no figure of a firm can rest on it.", {"source": title}),
            Text("Name another paper."),
        )
    return int(snapshot.source.id[rows[0]])


def _source(told: Correction) -> dict[str, Any]:
    return {"title": told.paper.strip(), "date": date.today().isoformat(), "permitted_use": "internal"}
