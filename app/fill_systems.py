"""Fields of indicator systems: {{indicator:zero carbon.solid waste used|2026}}, by any name of system and line.

What is unknown names who holds the figure, of which year, and which figure it is; what is known of some firms only, or
cannot be so, is marked to be checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from app.fill_parts import Part
from app.fill_sources import cited_by
from app.fill_values import DECLARED, marked, missing
from app.pack_content import Material
from core.evidence import sentences
from core.i18n import LANGUAGES, show_number, show_quantity, translate, unit_words
from core.indicator_own import find_system, systems_of
from core.indicator_systems import Line, System, holders, systems
from core.office_fields import missing_mark
from core.request_books import FIRMS
from core.snapshot import Snapshot
from core.system_measured import Measured
from core.system_results import Judged, Report, evaluate
from core.system_scope import Scope, scope_of
from core.system_words import line_title
from core.text import Quantity, Text
from core.units import find_unit
from gis.office_template import FieldValue

_DIGITS = 4
_MARKS = str.maketrans("\uff1a\uff5c\u00a0\u3000|", ":/  /")


@cache
def standard_lines() -> tuple[tuple[System, Line], ...]:
    """Every line of the systems that the program has."""
    return tuple((system, line) for system in systems().values() for line in system.lines)


def own_lines(snapshot: Snapshot) -> Iterator[tuple[System, Line]]:
    """The lines that a project has beside those of the program."""
    known = {(system.id, line.number) for system, line in standard_lines()}
    for system in systems_of(snapshot).values():
        yield from ((system, line) for line in system.lines if (system.id, line.number) not in known)


def system_names(system: System) -> list[str]:
    """What a system may be called before the point."""
    titles = [_plain(translate(system.title, language)) for language in reversed(LANGUAGES)]
    return list(dict.fromkeys([*reversed(system.short), *titles, system.id]))


def _plain(title: str) -> str:
    """A title as a field can be written, whose full-width marks count as plain ones."""
    return " ".join(title.translate(_MARKS).split())


def line_names(line: Line, language: str) -> list[str]:
    """What a line may be called behind the point, in a language first."""
    titles = [_plain(line_title(line, one)) for one in (language, *(one for one in LANGUAGES if one != language))]
    return list(dict.fromkeys([titles[0], *line.aliases, *titles[1:], line.number]))


def find_line(snapshot: Snapshot, name: str) -> tuple[str, str] | None:
    """The system and number of a line, also of the project's own; None where none is called so."""
    folded = _plain(name).casefold()
    for system in systems_of(snapshot).values():
        for called in system_names(system):
            head = f"{called.casefold()}."
            if folded.startswith(head):
                rest = folded.removeprefix(head)
                for line in system.lines:
                    if rest in {known.casefold() for known in _all_names(line)}:
                        return system.id, line.number
    return None


def _all_names(line: Line) -> Iterator[str]:
    for language in LANGUAGES:
        yield from line_names(line, language)


@dataclass(slots=True)
class Reports:
    """The systems of a project by year and region, each evaluated once."""

    snapshot: Snapshot
    _scopes: dict[tuple[int, str], Scope] = field(default_factory=dict)
    _told: dict[tuple[str, int, str], Report] = field(default_factory=dict)

    def of(self, system: str, year: int, region: str) -> Report:
        """A system for a region ('' for the whole) and a year."""
        if (year, region) not in self._scopes:
            self._scopes[year, region] = scope_of(self.snapshot, year, region)
        key = (system, year, region)
        if key not in self._told:
            self._told[key] = evaluate(self._scopes[year, region], find_system(system, self.snapshot))
        return self._told[key]


def system_value(
    reports: Reports, key: tuple[str, str], told: Material, part: Part, year: int | None
) -> FieldValue:  # fmt: skip
    """The value of a line in a year, of the whole or a region, marked where it is not whole or cannot be so."""
    language, snapshot = told.order.language, reports.snapshot
    region = str(snapshot.region.name[part.region]) if part.region >= 0 else ""
    report = reports.of(key[0], year or 0, region)
    judged = next(one for one in report.lines if one.line.number == key[1])
    line = judged.line
    if not told.order.holds("indicators"):
        return missing(line_title(line, language), DECLARED, language)
    if part.unit and find_unit(part.unit) is not None and part.unit != line.unit:
        why = Text("It is told in {unit} and cannot be told in {part}.", {"part": part.unit, "unit": Text(line.unit)})
        return missing(line_title(line, language), why, language)
    if judged.result.value is None or judged.result.status == "not_applicable":
        return _lacking(judged, told)
    unit = unit_words(line.unit, language)
    shown = f"{show_number(judged.result.value, _DIGITS)}{' ' if unit else ''}{unit}"
    if find_unit(line.unit) is not None:
        shown = show_quantity(Quantity(judged.result.value, line.unit), language, _DIGITS)
    value = FieldValue(shown, judged.result.value, line.unit, cited=cited_by(told, judged.result.rows))
    return marked(value, judged.result.rows, told, _limit(judged))


def _limit(judged: Judged) -> Text | None:
    """Why a value may not stand without the mark: what its result says against it, and what is known of its inputs."""
    said = (judged.result.reason, *(one.note for one in judged.inputs))
    told = list(dict.fromkeys(text for text in said if text.message_id))
    return sentences(*told) if told else None


def _lacking(judged: Judged, told: Material) -> FieldValue:
    """The mark that names holder, year and quantity of everything that is lacking, or why there is no number."""
    language = told.order.language
    short = [one for one in judged.inputs if one.value is None or one.coverage < 1.0]
    cited = cited_by(told, judged.result.rows)
    if not short or judged.result.status == "not_applicable":
        return missing(line_title(judged.line, language), judged.result.reason, language)
    joint = "\uff1b" if language == "zh" else "; "
    words = joint.join(_asked_of(one, language) for one in short)
    return FieldValue(missing_mark(words, language), missing=True, why=judged.result.reason, cited=cited)


def _asked_of(one: Measured, language: str) -> str:
    """Who holds a figure, its year and which it is."""
    holder = translate(FIRMS if one.quantity.by_firm else holders()[one.quantity.holder], language)
    return f"{holder} {one.year} {translate(one.quantity.title, language)}"
