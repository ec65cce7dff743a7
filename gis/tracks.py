"""Kept tracks of surveys as lines on the paper of a view."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.text import Text
from gis.scene import Points
from gis.view import View


def track_lines(view: View, file: Path) -> list[Points]:
    """The lines of a kept track in mm, those that touch the paper; UserError where its file is gone or damaged."""
    try:
        lines = _kept(file, file.stat().st_mtime_ns)
    except (OSError, ValueError, TypeError) as cause:
        raise UserError(
            Text("The kept track {file} is gone or damaged.", {"file": file.name}),
            Text("Take the track in again."),
            file=str(file),
        ) from cause
    found = [view.to_paper(line) for line in lines]
    return [line for line in found if _touches(line, view)]


@lru_cache(maxsize=64)
def _kept(file: Path, changed: int) -> Sequence[Points]:
    """Longitude and latitude (n, 2) of each line, read once for each time that the file was written."""
    lines = [np.array(line, dtype=np.float64) for line in json.loads(file.read_text(encoding="utf-8"))]
    if any(line.ndim != 2 or line.shape[1] != 2 for line in lines):
        raise ValueError("no lines of degrees")
    return lines


def _touches(line: Points, view: View) -> bool:
    low, high = line.min(axis=0), line.max(axis=0)
    return bool(low[0] <= view.width_mm and low[1] <= view.height_mm and (high >= 0).all())
