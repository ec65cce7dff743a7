"""Notes on questions of surveys and copies that stay open."""

from collections.abc import Mapping

from core.merge_apply import Merged
from core.merge_records import kept_conflicts, tell_anew
from core.project import Project
from core.text import Text


def note_questions(project: Project, notes: Mapping[int, str]) -> None:
    """Keep notes on open questions by id as one edit; without any nothing is written."""
    if not notes:
        return
    label = Text("Note on {n} open question", {"n": len(notes)}, plural="Note on {n} open questions")
    with project.edit(label) as db:
        for id, note in notes.items():
            tell_anew(db, id, note=note)


def still_open(project: Project) -> Merged:
    """What stands where nothing was decided."""
    with project.reading() as connection:
        return Merged({}, (), len(kept_conflicts(connection)))
