"""Files that a command may replace: those it wrote itself and that nobody has changed since."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def set_aside(folder: Path, record: Path, names: Iterable[str]) -> dict[Path, Path]:
    """Make room for files of these names in a folder: unchanged ones of ours are removed, others get a free name.

    `record` is what `remember` wrote. Returned are the files that were renamed, with their new places.
    """
    known = _recorded(record)
    moved = {}
    for path in (folder / name for name in names):
        if path.exists():
            if known.get(path.name) == _content_hash(path):
                path.unlink()
            else:
                moved[path] = path.rename(_free_name(path))
    return moved


def remember(folder: Path, record: Path, names: Iterable[str]) -> None:
    """Write down what the files of these names hold now."""
    hashes = {name: _content_hash(folder / name) for name in names}
    record.write_text(json.dumps(hashes, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _recorded(record: Path) -> dict[str, str]:
    """The hashes by name, none where the record is missing or is something else."""
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _content_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _free_name(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        number += 1
    return free
