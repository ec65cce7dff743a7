"""Files that belong to a decision, such as the sealed sheet of a firm that was scanned in."""

from collections.abc import Sequence
from pathlib import Path

from core.attachments import AttachedFile, attached_files, kept_file
from core.decisions import Decision
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import Text

DECISION = "decision"


def add_files(project: Project, decision: Decision, paths: Sequence[Path]) -> None:
    """Attach files to what was said, as one edit; UserError for one that cannot be read."""
    rows = [{"table_name": DECISION, "row_uid": decision.uid, **kept_file(project, path)} for path in paths]
    with project.edit(Text("Finding of {subject}: attach a file", {"subject": decision.subject})) as db:
        insert(db, "attachment", rows)


def files_of(snapshot: Snapshot, folder: Path, decision: Decision) -> list[AttachedFile]:
    """The files of a decision; relative paths start at `folder`, where the project file lies."""
    return attached_files(snapshot, folder, DECISION, decision.uid)
