"""The indicator systems that parks are judged by, lines of tables: formulas over quantities, thresholds, sources.

tables/indicator_systems.csv names the systems, tables/system_indicators.csv their indicators, tables/quantities.csv
what their formulas read and who holds it. A threshold that nobody compared with a copy of the document is marked so.
"""

import re
from dataclasses import dataclass
from functools import cache

from core.catalogues import Row, table
from core.formulas import SENSES, Comparison, Figure, Formula, parse_comparison, parse_formula, plain_signs

_THRESHOLD = re.compile(r"(<=|>=|==|<|>)\s*(-?\d+(?:\.\d+)?)\s*%?")
ROUNDING = 1e-9  # a sum of floats may miss a threshold that it meets by so much


@dataclass(frozen=True, slots=True)
class Case:
    """A threshold, and the condition under which it is the one that counts (None: always)."""

    when: Comparison | None
    sense: str
    value: float

    def met(self, value: float) -> bool:
        """Whether a value keeps the threshold."""
        near = abs(value - self.value) <= ROUNDING * max(abs(value), abs(self.value))
        return self.sense not in ("<", ">") if near else SENSES[self.sense](value, self.value)


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of a system; `need` is one of NEEDS or the letter of its group, `checked` says whether the
    threshold was seen in a copy of the document, else it is from memory.

    A line that a project keeps is `own`; `document` and `edition` are where it says that it is from, and `title_en` is
    what it calls itself in English, '' for the title in any language. `aliases` are what fields may call it.
    """

    system: str
    number: str
    title: str
    unit: str
    need: str
    formula: Formula
    cases: tuple[Case, ...]
    checked: bool
    title_en: str = ""
    document: str = ""
    edition: str = ""
    own: bool = False
    aliases: tuple[str, ...] = ()

    def case(self, figure: Figure) -> Case | None:
        """The threshold that counts, None where there is none or a condition before it is unknown."""
        for case in self.cases:
            holds = True if case.when is None else case.when.holds(figure)
            if holds or holds is None:
                return case if holds else None
        return None


@dataclass(frozen=True, slots=True)
class System:
    """An indicator system: its document and edition, when it applies at all, its rule, and how fields name it."""

    id: str
    title: str
    edition: str
    document: str
    rule: str
    applies: Comparison | None
    lines: tuple[Line, ...]
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """What formulas read: its unit, where it comes from, who holds it, and whether firms' figures add up to it.

    `origin` is `item:ID` (a statistic), `general:ID` (the same of wastes that are not hazardous),
    `emission:MEDIUM:POLLUTANT` (behind it `:generated` for what was made), `initiative:COLUMN`, `tag:R` (links by
    R-principle) or `register:LIST`; `computed` is the official indicator, or the register, that stands in where the
    statistic is not told, '' for none.
    """

    id: str
    title: str
    unit: str
    origin: str
    holder: str
    by_firm: bool
    computed: str

    @property
    def item(self) -> str:
        """The statistic that tells it, '' where none does."""
        kind, _, name = self.origin.partition(":")
        return name if kind in ("item", "general") else ""


@cache
def quantities() -> dict[str, Quantity]:
    """Every quantity by its name."""
    return {row["id"]: _quantity(row) for row in table("tables/quantities.csv")}


def _quantity(row: Row) -> Quantity:
    by_firm = row["by_firm"] == "1"
    return Quantity(row["id"], row["title_en"], row["unit"], row["origin"], row["holder"], by_firm, row["computed"])


@cache
def holders() -> dict[str, str]:
    """The offices that hold quantities by their ids."""
    return {row["id"]: row["title_en"] for row in table("tables/holders.csv")}


def quantity_title(name: str) -> str:
    """What a quantity is called; one of the project's own is called by its name."""
    return quantities()[name].title if name in quantities() else name


@cache
def systems() -> dict[str, System]:
    """Every indicator system by its id."""
    return {row["id"]: _system(row) for row in table("tables/indicator_systems.csv")}


def _system(row: Row) -> System:
    lines = tuple(_line(line) for line in table("tables/system_indicators.csv") if line["system"] == row["id"])
    applies = parse_comparison(row["applies"]) if row["applies"] else None
    short = tuple(filter(None, row["short"].split("|")))
    return System(row["id"], row["title_en"], row["edition"], row["document"], row["rule_en"], applies, lines, short)


def _line(row: Row) -> Line:
    """ValueError for a formula that reads what is no quantity."""
    formula, cases = parse_formula(row["formula"]), parse_threshold(row["threshold"])
    read = {name for name, _ in formula.reads}
    if unknown := read - quantities().keys():
        raise ValueError(f"{row['system']} {row['number']} reads what is no quantity: {', '.join(sorted(unknown))}")
    checked = row["checked"] == "seen"
    aliases = tuple(filter(None, row["aliases"].split("|")))
    return Line(
        row["system"], row["number"], row["title_en"], row["unit_en"], row["need"], formula, cases, checked,
        aliases=aliases,
    )  # fmt: skip


def parse_threshold(text: str) -> tuple[Case, ...]:
    """The cases of a threshold, parted by bars; ValueError for what is none."""
    return tuple(_case(part) for part in plain_signs(text).split("|") if part.strip())


def _case(text: str) -> Case:
    """`<= 0.6`, or `growth(x, 3) > 0: <= 0.6` where a condition stands before the colon."""
    condition, _, threshold = text.rpartition(":")
    found = _THRESHOLD.fullmatch(threshold.strip())
    if found is None:
        raise ValueError(f"this is no threshold: {text}")
    return Case(parse_comparison(condition) if condition else None, found[1], float(found[2]))
