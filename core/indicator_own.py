"""What a project adds to indicator systems: quantities and lines of its own, thresholds instead of a standard's.

A line whose system is a standard of tables/indicator_systems.csv stands instead of the line of its number there, such
as that of a province; what its row leaves empty stays as the standard has it. Any other system is the project's own.
"""

import ast
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import PurePath
from typing import Any

import numpy as np

from core.errors import UserError
from core.formula_units import condition_fault, unit_fault
from core.formulas import Formula, parse_formula
from core.i18n import LANGUAGES, translate
from core.indicator_systems import Case, Line, Quantity, System, parse_threshold, quantities, systems
from core.names import joined, word_key
from core.snapshot import Snapshot
from core.text import N_, Text
from core.unit_writing import written_unit
from core.units import find_unit
from core.words import nearest_names

OWN = "own"
OWN_TITLE = N_("Own indicators")
OWN_RULE = N_("Lines that this project keeps itself.")
OWN_DOCUMENT = "the project's own table"
_TAKEN = ("growth", "mean", "max", "min")
_BRACKETS = str.maketrans("{}", "()")  # a title is a sentence, whose braces would name values
ORIGIN = "own"  # before the colon of the origin of a quantity of the project, whose row stands behind it


@cache
def plain_quantities() -> Mapping[str, Quantity]:
    """The quantities of the standards by their names and, where formulas can name them so, their titles."""
    found = dict(quantities())
    for quantity in quantities().values():
        for language in LANGUAGES:
            title = translate(quantity.title, language)
            if title.isidentifier():
                found.setdefault(title, quantity)
    return found


def known_quantities(snapshot: Snapshot) -> Mapping[str, Quantity]:
    """Every quantity that formulas of a project may read."""
    found = dict(plain_quantities())
    table = snapshot.own_quantity
    for row in range(len(table)):
        name = str(table.name[row])
        by_firm = str(table.reads[row]) == "statistics"
        typed = find_unit(str(table.unit[row]))
        unit = str(table.unit[row]) if typed is None or typed.per else typed.id
        found[name] = Quantity(name, name, unit, f"{ORIGIN}:{row}", "park", by_firm, "")
    return found


def systems_of(snapshot: Snapshot) -> dict[str, System]:
    """The systems of the standards with what the project overrides, then its own ones, by their ids."""
    table, found = snapshot.own_indicator, dict(systems())
    for row in range(len(table)):
        id = system_id(str(table.system[row]))
        system = found.get(id) or System(
            id, OWN_TITLE if id == OWN else id.translate(_BRACKETS), "", OWN_DOCUMENT, OWN_RULE, None, ()
        )
        found[id] = replace(system, lines=_joined(system.lines, snapshot, row, id))
    return found


def find_system(word: str, snapshot: Snapshot | None = None) -> System:
    """A system by its id, title or short name, one of a project also by its file; UserError where there is none."""
    found, id = (systems_of(snapshot) if snapshot is not None else systems()), system_id(word)
    if id in found:
        return found[id]
    folded = {known.casefold(): known for known in found}
    if alike := folded.get(id.casefold()):
        return found[alike]
    if snapshot is not None and len(loaded := systems_of_file(snapshot, word)) == 1:
        return found[system_id(loaded[0])]
    if id == OWN:
        raise UserError(
            Text("The project has no own indicators yet."),
            Text("Enter them in the table of own indicators, or import a table of them."),
            value=word,
        )
    raise UserError(
        Text("There is no indicator system called {system}.", {"system": word}),
        Text("The systems are {systems}.", {"systems": [id.replace("_", "-") for id in dict.fromkeys((*found, OWN))]}),
        value=word,
    )


def systems_of_file(snapshot: Snapshot, file: str) -> list[str]:
    """What the systems are called that came into the project from a file, which may be named without its ending."""
    table, asked = snapshot.own_indicator, _plain_stem(file)
    titles = np.append(snapshot.source.title, "")[table.source]  # -1, none, reads the last
    rows = [row for row, title in enumerate(titles) if title and _plain_stem(str(title)) == asked]
    return list(dict.fromkeys(str(table.system[row]) or OWN for row in rows))


def _plain_stem(file: str) -> str:
    return PurePath(file).stem.casefold().replace("_", "-")


def system_id(word: str) -> str:
    """The id of the system that a word names: that of a standard, else the word itself without stray spaces."""
    plain = joined(" ".join(word.split()))
    folded = plain.casefold()
    for id, system in systems().items():
        titles = (translate(system.title, language) for language in LANGUAGES)
        if folded.replace("-", "_") == id or folded in {name.casefold() for name in (*titles, *system.short)}:
            return id
    own = {translate(OWN_TITLE, language).casefold() for language in LANGUAGES}
    return OWN if not plain or folded in {OWN, *own} else plain


def _joined(lines: tuple[Line, ...], snapshot: Snapshot, row: int, system: str) -> tuple[Line, ...]:
    number = str(snapshot.own_indicator.number[row])
    places = [place for place, line in enumerate(lines) if line.number == number]
    if not places:
        return (*lines, _line(snapshot, row, system, None))
    place = places[0]
    return (*lines[:place], _line(snapshot, row, system, lines[place]), *lines[place + 1 :])


def _line(snapshot: Snapshot, row: int, system: str, standard: Line | None) -> Line:
    """A line of the project; what it leaves empty is that of the standard."""
    table = snapshot.own_indicator
    told = {
        name: str(getattr(table, name)[row]) for name in ("title", "title_en", "unit", "need", "document", "edition")
    }
    told["unit"] = written_unit(told["unit"])
    formula, threshold = str(table.formula[row]), str(table.threshold[row])
    number = str(table.number[row])
    cases = _read_cases(threshold)
    usual = standard or Line(system, number, number, "", "guide" if cases else "tell", _formula(number), (), True)
    given: dict[str, Any] = {name: value.translate(_BRACKETS) for name, value in told.items() if value}
    if "title" not in given and "title_en" in given:
        given["title"] = given["title_en"]
    if formula:
        given["formula"] = _formula(formula)
    checked = bool(table.compared[row]) if threshold or standard is None else usual.checked
    return replace(usual, **given, cases=cases if threshold else usual.cases, checked=checked, own=True)


def _formula(text: str) -> Formula:
    """A formula; one that another program wrote and that cannot be read asks for a quantity that nobody has."""
    try:
        return parse_formula(text)
    except ValueError:
        return Formula(text, ast.Name(text), ((text, 0),))


def _read_cases(threshold: str) -> tuple[Case, ...]:
    try:
        return parse_threshold(threshold)
    except ValueError:
        return ()


def _titled(quantity: Quantity) -> Text:
    """What a quantity is called in formulas, with its title; an own one keeps the title that people gave it."""
    title = Text(quantity.title) if quantity.id in quantities() else quantity.title
    return Text("{name} ({title})", {"name": quantity.id, "title": title})


def formula_fault(text: str, unit: str, known: Mapping[str, Quantity]) -> Text | None:
    """Why a formula cannot be kept: it cannot be read, names what is no quantity, or its units do not fit.

    `unit` is what its result is told in, "" where that is not stated. None where it can be kept.
    """
    try:
        formula = parse_formula(text)
    except ValueError:
        return Text(
            "a formula is made of quantities, numbers, + - * / and brackets, growth(quantity, years), mean, max and min"
        )
    unknown = sorted({name for name, _ in formula.reads} - known.keys())
    if unknown:
        near = nearest_names(unknown[0], {word_key(name): name for name in known})
        told = {"names": unknown, "near": [_titled(known[name]) for name in near]}
        if near:
            return Text(
                "no quantity is called {names}; the nearest are {near}; a new one is entered among the own quantities "
                "first", told,
            )  # fmt: skip
        return Text("no quantity is called {names}; enter it among the own quantities first", told)
    if not formula.reads:
        return Text("it names no quantity, so that it would be the same in every year")
    return unit_fault(formula, unit, {name: known[name].unit for name, _ in formula.reads})


def threshold_fault(text: str, known: Mapping[str, Quantity]) -> Text | None:
    """Why a threshold cannot be kept, None where it can."""
    try:
        cases = parse_threshold(text)
    except ValueError:
        return Text("a threshold is a sign and a number, such as >= 75; a condition may stand before a colon")
    named = {
        name for case in cases if case.when for side in (case.when.left, case.when.right) for name, _ in side.reads
    }
    if unknown := sorted(named - known.keys()):
        return Text("no quantity is called {names}; enter it among the own quantities first", {"names": unknown})
    units = {name: known[name].unit for name in named}
    return next((fault for case in cases if case.when and (fault := condition_fault(case.when, units))), None)


def name_fault(name: str) -> Text | None:
    """Why a quantity cannot be called so, None where it can."""
    if not name.isidentifier() or name in _TAKEN:
        return Text("formulas name it, so that it is made of letters, digits and _ and begins with no digit")
    if name in quantities():
        return Text("a quantity of the standards has this name")
    return None
