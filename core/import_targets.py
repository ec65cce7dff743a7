"""Targets of indicators and their base years, known by system, number, region, what they are, and year."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.cells import Percent
from core.import_indicators import kept_system
from core.import_names import Token
from core.import_rows import Claim, Row
from core.import_statistics import read_region
from core.indicator_own import system_id
from core.indicator_rules import BEYOND, CONTRARY, NO_LINE, NO_VALUE, SIDES, is_beyond, is_contrary
from core.indicator_systems import Case, parse_threshold, systems
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.text import Text

KEY = ("system", "number", "region_id", "part", "year")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a table of targets; without a region it is of the whole cluster."""

    system: str
    number: str
    region: Token | None
    part: str
    year: int
    value: float | None
    side: str
    note: str
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected where no system has the line, or a target has no year or value."""
    system, number = system_id(row.name("system")), row.name("number")
    lines = {line.number for line in systems()[system].lines} if system in systems() else set()
    own = intake.ledger.rows("own_indicator").values()
    if number not in lines | {str(line["number"]) for line in own if system_id(str(line["system"])) == system}:
        row.refuse("number", NO_LINE)
    unit, shown = _unit(system, number, own), row.given.get("target")
    year, value = row.whole_year("year"), row.number_of("target", minimum=None)
    if unit == "%" and isinstance(shown, Percent):
        value = shown.shown
    part = row.word("part", "target_part") or "target"
    if year is None:
        row.refuse("year", Text("the cell is empty"))
    if part == "target" and value is None:
        row.refuse("target", NO_VALUE)
    if is_beyond(value, unit):
        row.remark("target", BEYOND)
    region = read_region(row, intake)
    side = row.word("side", "target_side")
    if is_contrary(SIDES.get(side, ""), _cases(system, number, own)):
        row.remark("side", CONTRARY)
    return Draft(system, number, region, part, year, value, side, row.text("note"), intake.source(row))


def _unit(system: str, number: str, own: Iterable[Record]) -> str:
    """The unit of a line, in which its target is told; the project's own lines go before those of a standard."""
    units = {line.number: line.unit for line in systems()[system].lines} if system in systems() else {}
    units |= {
        str(line["number"]): str(line["unit"])
        for line in own
        if system_id(str(line["system"])) == system and line["unit"]
    }
    return units.get(number, "")


def _cases(system: str, number: str, own: Iterable[Record]) -> tuple[Case, ...]:
    """The thresholds of a line, those of the project before those of a standard; none where they cannot be read."""
    told = [
        str(line["threshold"]) for line in own if (system_id(str(line["system"])), line["number"]) == (system, number)
    ]
    if any(told):
        try:
            return parse_threshold(next(filter(None, told)))
        except ValueError:
            return ()
    lines = systems()[system].lines if system in systems() else ()
    return next((line.cases for line in lines if line.number == number), ())


def claims(draft: Draft) -> Iterator[Claim]:
    """There is one target of a line, region and year, and one base year."""
    key = (draft.system, draft.number, draft.region, draft.part, draft.year)
    yield Claim("number", key, (draft.value, draft.side))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the target or change the one with the same identity."""
    regions = intake.directory.regions
    values = {
        "system": kept_system(draft.system, row, intake),
        "number": draft.number,
        "region_id": None if draft.region is None else intake.settle(regions, draft.region, draft.source),
        "part": draft.part,
        "year": draft.year,
        "value": draft.value,
        "side": draft.side,
        "note": draft.note,
        "source_id": intake.settle_source(draft.source),
    }
    return intake.store("indicator_target", KEY, values)
