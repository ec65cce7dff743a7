"""Rows that the rules of a form leave out: void documents, numbers of barrels, months that a later one includes."""

from collections.abc import Callable, Iterator

from core.cells import Cell, as_shown, as_written
from core.heading_words import month_of
from core.names import name_key
from core.profiles import Profile, Rule
from core.quantities import count_refusal
from core.shape_rows import Source, is_filled
from core.sheet_marks import REJECTED, SKIPPED, Mark
from core.text import Text
from core.words import find_word


def rule_marks(profile: Profile, source: Source) -> tuple[Mark, ...]:
    """The rows that the rules of a profile leave out, each with the first reason."""
    found: dict[int, Mark] = {}
    for rule in profile.rules:
        place = source.places.find(rule.heading)
        if place is not None:
            for mark in _RULES[rule.rule](rule, place, source):
                if mark.row not in source.marked:
                    found.setdefault(mark.row, mark)
    return tuple(found.values())


def _void(rule: Rule, place: int, source: Source) -> Iterator[Mark]:
    for number, cells in source.sheet.rows:
        if find_word("void", as_shown(cells[place])):
            reason = Text("the document is void")
            yield Mark(number, SKIPPED, source.sheet.columns[place], as_shown(cells[place]), reason)


def _containers(rule: Rule, place: int, source: Source) -> Iterator[Mark]:
    for number, cells in source.sheet.rows:
        unit = as_shown(cells[place])
        if reason := count_refusal(unit):
            yield Mark(number, REJECTED, source.sheet.columns[place], unit, reason)


def _earlier(rule: Rule, place: int, source: Source) -> Iterator[Mark]:
    latest: dict[tuple[str, ...], tuple[tuple[int, int], int]] = {}
    months: dict[int, tuple[tuple[str, ...], tuple[int, int]]] = {}
    for number, cells in source.sheet.rows:
        month = _month(cells[place])
        if month and number not in source.marked:
            key = tuple(name_key(as_written(source.cell(cells, heading))) for heading in rule.by)
            months[number] = key, month
            latest[key] = max(latest.get(key, (month, number)), (month, number))
    for number, (key, month) in months.items():
        if month < latest[key][0]:
            told = Text("row {row} is of a later month and holds the sum so far", {"row": str(latest[key][1])})
            yield Mark(number, SKIPPED, source.sheet.columns[place], f"{month[0] or ''}-{month[1]}".strip("-"), told)


def _month(cell: Cell) -> tuple[int, int] | None:
    if not is_filled(cell):
        return None
    shown = as_shown(cell)
    if shown.isdigit() and 1 <= int(shown) <= 12:
        return 0, int(shown)
    found = month_of(shown)
    return (found[0] or 0, found[1]) if found else None


_RULES: dict[str, Callable[[Rule, int, Source], Iterator[Mark]]] = {
    "void": _void,
    "mass_only": _containers,
    "latest": _earlier,
}
