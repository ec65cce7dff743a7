"""A file copied beside the project under the hash of its content, so that the same one is kept once."""

import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from core.errors import UserError
from core.survey_packet import sha256_of
from core.text import Text


def copy_by_hash(source: Path, folder: Path, content_hash: str) -> Path:
    """The copy in a folder, which appears whole or not at all; one that is there already is used again.

    UserError where the file is no longer what its hash says, or cannot be copied.
    """
    target = folder / f"{content_hash}{source.suffix.lower()}"
    waiting = folder / f".{uuid4().hex}"
    try:
        if target.exists() and sha256_of(target) == content_hash:
            return target
        folder.mkdir(exist_ok=True)
        shutil.copyfile(source, waiting)
        if sha256_of(waiting) != content_hash:
            raise UserError(
                Text("{file} was changed since it was looked at, so nothing was taken.", {"file": source.name}),
                Text("Look at it anew."),
                file=str(source),
            )
        waiting.replace(target)
    except OSError as cause:
        raise UserError(
            Text("{file} cannot be copied to {folder}.", {"file": source.name, "folder": str(folder)}),
            Text("Check that it is still there, that you may write beside the project, and that there is room."),
            file=str(source),
        ) from cause
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
    return target
