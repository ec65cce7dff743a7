"""What was typed into a form and not saved yet, each form in a file of its own beside the user's settings."""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from core.paths import state_folder


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a form, when they were kept, the file that holds them, and the day after which it goes.

    `until` is empty where it waits until somebody takes it.
    """

    at: str
    texts: dict[str, str]
    file: Path
    until: str = ""


def draft_file(project: str, form: str) -> Path:
    """A new name for the draft of a form; `project` is its uid with its path, since copies share the uid."""
    return state_folder() / "drafts" / f"{_mark(project, form)}-{time.time_ns()}.json"


def find_drafts(project: str, form: str) -> list[Draft]:
    """Every draft of a form of a project, the oldest first."""
    files = sorted((state_folder() / "drafts").glob(f"{_mark(project, form)}-*.json"))
    return [draft for file in files if (draft := _read(file)) is not None]


def keep_draft(file: Path, texts: Mapping[str, str], days: int | None = None) -> None:
    """Keep what was typed into a form, for a number of days or for good; nothing typed: nothing waits any more.

    Where the folder cannot be written, nothing is kept and nobody is disturbed.
    """
    with suppress(OSError):
        if texts:
            _write(file, texts, (date.today() + timedelta(days=days)).isoformat() if days is not None else "")
        else:
            file.unlink(missing_ok=True)


def drop_draft(file: Path) -> None:
    """Forget the draft of a form that was saved or left."""
    keep_draft(file, {})


def drop_expired() -> list[Draft]:
    """Forget every draft whose day is over, of whatever project; they are returned, since somebody has to be told."""
    folder, today = state_folder() / "drafts", date.today().isoformat()
    over = [draft for file in sorted(folder.glob("*.json")) if (draft := _read(file)) and "" < draft.until < today]
    for draft in over:
        drop_draft(draft.file)
    return [draft for draft in over if not draft.file.exists()]


def _mark(project: str, form: str) -> str:
    return hashlib.blake2b(f"{project}\n{form}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _read(file: Path) -> Draft | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    texts = found.get("texts") if isinstance(found, dict) else None
    if not isinstance(texts, dict):
        return None
    known = {str(name): str(text) for name, text in texts.items()}
    return Draft(str(found.get("at", "")), known, file, str(found.get("until", "")))


def _write(path: Path, texts: Mapping[str, str], until: str) -> None:
    told = {"at": datetime.now().astimezone().isoformat(timespec="seconds"), "until": until, "texts": dict(texts)}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
