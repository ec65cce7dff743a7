"""A renamed standard set of the project stays the one that loads are compared by."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from core.own_standards import Key, set_key
from core.records import update
from core.rule_lines import known_item, split_words
from core.rule_titles import STANDARD_SET


def carry_choice(db: sqlite3.Connection, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Let the lines of rules that choose a set follow it where all its limits in a medium get one other name.

    To be called before the limits themselves are written, inside their edit.
    """
    renamed = _renamed(db, changed)
    if not renamed:
        return
    lines = db.execute("SELECT id, item, words FROM rule_line WHERE rule = ?", (STANDARD_SET,)).fetchall()
    for id, item, words in lines:
        named = split_words(words or "")[:1]
        name = renamed.get((set_key(named[0]), known_item(STANDARD_SET, item or ""))) if named else None
        if name is not None:
            update(db, "rule_line", id, {"words": name})


def _renamed(db: sqlite3.Connection, changed: Mapping[int, Mapping[str, Any]]) -> dict[Key, str]:
    """The one new name of each set that loses its old one."""
    names: dict[Key, set[str | None]] = defaultdict(set)
    for id, standard, medium in db.execute("SELECT id, standard, medium FROM standard_limit").fetchall():
        row = changed.get(id, {})
        moved = row.get("medium", medium) != medium
        names[set_key(standard), medium].add(None if moved else row.get("standard", standard))
    found = {}
    for (key, medium), told in names.items():
        name = next(iter(told)) if len(told) == 1 else None
        if name is not None and set_key(name) != key:
            found[key, medium] = name
    return found
