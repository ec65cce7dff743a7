"""What is still to be asked for (数据需求清单): each quantity that systems read, its holder and state.

A quantity that firms' figures add up to is asked of every firm that did not tell it, any other of the office that
holds it. Emissions and improvement projects come with their own tables and are listed, not asked for by a workbook.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.evidence import ref
from core.findings import Ref
from core.import_statistics import items
from core.indicator_systems import System, holders
from core.system_measured import Measured
from core.system_quantities import measure
from core.system_scope import Scope, own_region
from core.text import N_, Text

THERE, PART, MISSING = N_("there"), N_("told in part"), N_("missing")
NO_REGION = Text("No office is asked, since figures of the whole need one uppermost region: draw or import it first.")


@dataclass(frozen=True, slots=True)
class Needed:
    """A quantity of a year as it stands, and the indicators that read it: (system title, number)."""

    told: Measured
    readers: tuple[tuple[str, str], ...]

    @property
    def state(self) -> str:
        """Whether it is there, told in part or missing (a marked word)."""
        if self.told.value is None:
            return MISSING
        return PART if self.told.coverage < 1.0 else THERE

    @property
    def askable(self) -> bool:
        """Whether a workbook of statistics can bring it."""
        return bool(self.told.quantity.item)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure that somebody is asked for: of a firm, or of the region itself."""

    item: str
    title: str
    unit: str
    year: int


@dataclass(frozen=True, slots=True)
class Discharge:
    """A row to be completed: the row of `emission` in the whole snapshot, the year, and the columns that are asked.

    `told` is False where the row is one of another year, of which only outlet and pollutant are taken over.
    """

    row: int
    year: int
    open: tuple[str, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class Blank:
    """A fact about a firm that flag rules read (an id of `FACTS`), and what names its row of a table, by columns."""

    fact: str
    firm: Ref
    year: int
    cells: tuple[tuple[str, str | float], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked (a firm, or an office by its title), about whom, and for which figures.

    `number` is the same in every request: an A and the place of an office in its table, a B and the id of a firm; for
    flag rules a C and the id of a firm, whose `discharges` are to be completed and `blanks` to be filled, and a D and
    the place of an office, whose blanks are about several firms.
    """

    whom: Ref | str
    about: Ref
    cells: tuple[Cell, ...]
    number: str = ""
    discharges: tuple[Discharge, ...] = ()
    blanks: tuple[Blank, ...] = ()

    @property
    def count(self) -> int:
        """How many figures are asked for."""
        return len(self.cells) + sum(len(row.open) for row in self.discharges) + len(self.blanks)


def needed(scope: Scope, systems: Sequence[System]) -> list[Needed]:
    """Every quantity and year that the systems read, each once, in the order in which they are read first."""
    readers: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for system in systems:
        for line in system.lines:
            conditions = [case.when.left.reads for case in line.cases if case.when is not None]
            for read in dict.fromkeys([*line.formula.reads, *(each for reads in conditions for each in reads)]):
                readers[read].append((system.title, line.number))
    return [Needed(measure(scope, *read), tuple(told)) for read, told in readers.items()]


def asked(scope: Scope, wanted: Sequence[Needed]) -> list[Asked]:
    """Whom to ask for what is lacking: the offices about the region, then the firms by name.

    Without a region to state figures of (`own_region`) no office can be asked.
    """
    offices: dict[str, list[Cell]] = defaultdict(list)
    firms: dict[Ref, list[Cell]] = defaultdict(list)
    for one in wanted:
        if one.state == THERE or not one.askable:
            continue
        quantity = one.told.quantity
        cell = Cell(quantity.item, items()[quantity.item]["title_en"], quantity.unit, one.told.year)
        if quantity.by_firm:
            for firm in one.told.silent:
                firms[firm].append(cell)
        else:
            offices[quantity.holder].append(cell)
    row = own_region(scope)
    region = ref(scope.snapshot, "region", row) if row >= 0 else None
    named = offices.items() if region else ()
    places = {name: place for place, name in enumerate(holders(), 1)}
    of_offices = [
        Asked(holders()[name], region, _once(cells), f"A{places[name]:02d}") for name, cells in named if region
    ]
    actor = scope.snapshot.actor
    ids = dict(zip(actor.uid.tolist(), actor.id.tolist(), strict=True))
    by_name = sorted(firms, key=lambda firm: firm.name)
    return [*of_offices, *(Asked(firm, firm, _once(firms[firm]), f"B{ids[firm.uid]:04d}") for firm in by_name)]


def _once(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Each figure once, though several quantities read it."""
    return tuple(dict.fromkeys(cells))


def told_of(wanted: Sequence[Needed]) -> Text:
    """How many of the quantities are there."""
    states = [one.state for one in wanted]
    values = {"n": len(states), "there": states.count(THERE), "part": states.count(PART)}
    return Text("{there} of {n} figures are there, {part} told in part.", values)
