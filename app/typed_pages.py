"""Pages that were typed and not reviewed yet, kept beside the user's settings until they are taken."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.draft_keeping import owner_of
from core.drafts import draft_file, drop_draft, find_drafts, keep_draft
from core.errors import UserError
from core.merge_typed import Page, TypedLine, TypedPage, find_pages
from core.project import Project

_FORM = "typed pages"


def pages_file(project: Project) -> Path:
    """Where the pages that a window keeps are written."""
    return draft_file(owner_of(project), _FORM)


def write_pages(file: Path, pages: Mapping[str, TypedPage]) -> None:
    """Write the kept pages by code; none means that nothing waits."""
    keep_draft(file, {code: json.dumps(asdict(page), ensure_ascii=False) for code, page in pages.items()})


def take_pages(project: Project, file: Path) -> dict[str, TypedPage]:
    """The pages by code that an earlier window kept, from now on in `file`; of a packet taken back they wait on."""
    waiting = find_drafts(owner_of(project), _FORM)
    texts = {code: text for draft in waiting for code, text in draft.texts.items()}
    known = {code: _read(text) for code, text in texts.items() if _is_known(project, code)}
    write_pages(file, known)
    if others := {code: text for code, text in texts.items() if code not in known}:
        keep_draft(pages_file(project), others)
    for draft in waiting:
        drop_draft(draft.file)
    return known


def _is_known(project: Project, code: str) -> bool:
    try:
        with project.reading() as connection:
            find_pages(connection, code)
    except UserError:
        return False
    return True


def _read(text: str) -> TypedPage:
    told: dict[str, Any] = json.loads(text)
    page = {**told["page"], "asked": tuple((one, two) for one, two in told["page"]["asked"])}
    return TypedPage(**{**told, "page": Page(**page), "lines": tuple(TypedLine(**line) for line in told["lines"])})
