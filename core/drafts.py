"""What was typed into a form and not saved yet, kept by project and form beside the user's settings."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from core.paths import state_folder


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields that held something else than at the beginning, and when they were kept."""

    at: str
    texts: dict[str, str]


def find_draft(uid: str, form: str) -> Draft | None:
    """The draft of a form of the project with this uid, None where nothing waits."""
    found = _read(uid).get(form)
    texts = found.get("texts") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(texts, dict):
        return None
    return Draft(str(found.get("at", "")), {str(name): str(text) for name, text in texts.items()})


def keep_draft(uid: str, form: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed into a form; nothing typed means that nothing waits any more.

    Where the folder cannot be written, nothing is kept and nobody is disturbed.
    """
    drafts = _read(uid)
    before = drafts.pop(form, None)
    if texts:
        drafts[form] = asdict(Draft(datetime.now().astimezone().isoformat(timespec="seconds"), dict(texts)))
    if texts or before is not None:
        with suppress(OSError):
            _write(uid, drafts)


def drop_draft(uid: str, form: str) -> None:
    """Forget the draft of a form that was saved or left."""
    keep_draft(uid, form, {})


def _path(uid: str) -> Path:
    return state_folder() / "drafts" / f"{uid}.json"


def _read(uid: str) -> dict[str, dict[str, object]]:
    try:
        found = json.loads(_path(uid).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(uid: str, drafts: dict[str, dict[str, object]]) -> None:
    path = _path(uid)
    if not drafts:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(drafts, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
