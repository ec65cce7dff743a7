"""Keys that a GeoJSON says twice in one object: GDAL keeps the last value and tells nobody."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from core.text import Text

LISTED = 5  # features that are named one by one


class Doubled(NamedTuple):
    """What an object says twice, itself or in what it holds; of a collection also by the row of the feature."""

    keys: tuple[str, ...]
    rows: tuple[tuple[int, str], ...] = ()


def told_doubles(path: Path) -> list[Text]:
    """A remark on the features of a GeoJSON that say a key twice, none where there are none or it is no JSON."""
    try:
        found = json.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=_doubled)
    except (ValueError, RecursionError, MemoryError):
        return []  # what is no JSON is told by what reads it
    return _remarks(found) if isinstance(found, Doubled) else []


def _doubled(pairs: list[tuple[str, Any]]) -> Doubled:
    """Stands for an object once it is read, so that the coordinates of a large file are let go of at once."""
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    rows: list[tuple[int, str]] = []
    for key, value in pairs:
        held = value if isinstance(value, list) else [value]
        inside = [
            (place, name) for place, each in enumerate(held, 1) if isinstance(each, Doubled) for name in each.keys
        ]
        if key == "features" and isinstance(value, list):
            rows += inside
        else:
            twice += [name for _, name in inside]
    return Doubled(tuple(dict.fromkeys(twice)), tuple(rows))


def _remarks(found: Doubled) -> list[Text]:
    told = [Text("The file itself says {keys} twice; only the last is read.", {"keys": list(found.keys)})]
    rows = [Text("row {row}: {key}", {"row": str(row), "key": key}) for row, key in found.rows]
    values = {"n": len(rows), "rows": rows[:LISTED]}
    several = Text(
        "{n} key stands twice in its feature; only its last value is read ({rows}).",
        values,
        plural="{n} keys stand twice in their features; only their last values are read ({rows}).",
    )
    if len(rows) > LISTED:
        several = Text("{n} keys stand twice in their features; only their last values are read ({rows} …).", values)
    return [*(told if found.keys else []), *([several] if rows else [])]
