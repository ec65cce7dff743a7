"""What the window and the commands say of a working copy that was brought back."""

from core.checkout import Return
from core.text import Text


def return_texts(done: Return) -> list[Text]:
    """Where the copy is now, and what to do where the project had moved on meanwhile."""
    told = {"project": done.project.name, "file": done.file.name, "n": done.generation}
    if done.unchanged:
        return [Text("Nothing was changed in the working copy, so {project} stays as it is there.", told)]
    if not done.clash:
        return [Text("{project} is brought back: generation {n}.", told)]
    return [
        Text("{project} was changed after the copy was taken, so nothing was written over: your copy lies beside it "
             "as {file}.", told),
        Text("Open the project and review {file} there, or use cluster-atlas merge: what both changed is asked about.",
             told),
    ]  # fmt: skip
