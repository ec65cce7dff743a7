"""The ordinary way of a file into a project, as the command and the wizard take it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.import_draft import Draft, HowRead, as_list, read_files, understand, work_out
from core.import_choices import Choices
from core.import_results import ImportResult
from core.imports import take
from core.profile_files import parse_profile
from core.project import Project


def drafted(project: Project, path: Path, kind: str = "", profile: dict[str, Any] | None = None, **how: str) -> Draft:
    """A file read, understood (or read as a kind, or under a profile) and worked out; nothing is written."""
    reading = HowRead(how.get("sheet", ""), how.get("encoding", ""))
    draft = understand(project, path, read_files([path], reading, project.srs), reading)
    if profile:
        draft = replace(draft, profile=parse_profile(json.dumps(profile)))
    elif kind:
        draft = as_list(draft, kind)
    draft = replace(draft, choices=Choices(), system=draft.profile.crs)
    return work_out(draft, project.snapshot(), project.path, project.srs)


def imported(project: Project, path: Path, kind: str = "", profile: dict[str, Any] | None = None) -> list[ImportResult]:
    """What the import of a file answers, a result for each table."""
    plan = drafted(project, path, kind, profile).plan
    assert plan is not None
    return take(project, plan)


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    """Rows, and of them imported, updated, rejected, skipped; the first is the sum of the others."""
    assert result.rows == result.imported + result.updated + result.rejected + result.skipped
    return result.rows, result.imported, result.updated, result.rejected, result.skipped
