"""What the window and the commands say of a working copy that was brought back."""

from collections.abc import Sequence
from pathlib import Path

from core.checkout import Return, Ticket
from core.text import Text


def return_texts(done: Return) -> list[Text]:
    """Where the copy is now, and what to do where the project had moved on meanwhile."""
    told = {"project": done.project.name, "file": done.file.name, "n": done.generation}
    if done.unchanged:
        return [
            Text("Nothing was changed in the working copy, so {project} stays as it is there.", told),
            *left_texts(done.left),
        ]
    if not done.clash:
        return [Text("{project} is brought back: generation {n}.", told), *left_texts(done.left)]
    return [
        Text("{project} was changed after the copy was taken, so nothing was written over: your copy lies beside it "
             "as {file}.", told),
        Text("Open the project and review {file} there, or use cluster-atlas merge: what both changed is asked about.",
             told),
        *left_texts(done.left),
    ]  # fmt: skip


def left_texts(left: Sequence[Path | str]) -> list[Text]:
    """What photos and other files could not go along, and that they are still where they were."""
    told = {"n": len(left), "files": list(map(str, left))}
    return [Text("{n} file that the project names could not be copied and stays where it is: {files}", told,
                 plural="{n} files that the project names could not be copied and stay where they are: {files}")
            ] if left else []  # fmt: skip


def elsewhere_texts(found: Sequence[tuple[Path, Ticket]]) -> list[Text]:
    """Which working copies of the same project were taken from another file, such as a copy of it on a stick."""
    return [
        Text(
            "Another working copy of the same project is here too, {file}, taken from {project} on {day}. What is done "
            "in both is brought together by cluster-atlas merge.",
            {"file": str(copy), "project": ticket.project, "day": ticket.at[:10]},
        )
        for copy, ticket in found
    ]
