"""What stayed open of a file that was merged, decided for one side when the file is merged once more."""

from dataclasses import replace

from core.merge_apply import Merged, decide, open_questions
from core.merge_plan import Conflict
from core.merge_records import Kept
from core.project import Project
from core.text import Text

_SIDED = ("field", "column")  # both have something to say; rows that one side deleted are always looked at


def is_sided(one: Conflict) -> bool:
    """Whether a question may be decided for one side without a look at it."""
    return one.kind in _SIDED


def left_of(project: Project, packet: str) -> list[Kept]:
    """The questions of a packet that are open and may be decided for one side."""
    return [one for one in open_questions(project) if one.conflict.packet == packet and is_sided(one.conflict)]


def decide_left(project: Project, packet: str, keep: str, merged: Merged) -> Merged:
    """Decide them in one edit after a merge; what it came to, told with them."""
    left = left_of(project, packet)
    if not left:
        return merged
    shown = {one.id: one.conflict.office for one in left}
    label = Text("Decide {n} open question", {"n": len(left)}, plural="Decide {n} open questions")
    done = decide(project, {one.id: keep for one in left}, label, shown=shown)
    still = {one.id for one in left_of(project, packet)}
    decided = sum(one.id not in still for one in left)
    return replace(merged, open=done.open, faults=(*merged.faults, *done.faults), decided=decided)
