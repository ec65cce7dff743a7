"""What an own line of a rule must be to the shipped line that it stands instead of."""

from collections.abc import Collection, Iterator, Mapping
from math import isnan

from core.catalogues import standard_sets
from core.i18n import unit_text
from core.own_standards import set_key
from core.rule_lines import RuleLine, factor_between, known_item, shipped_lines, split_words
from core.rule_titles import (
    HAZARDOUS,
    MAIN_SOURCE,
    OVER_LIMIT,
    PEERS,
    REGION_LIMIT,
    SCREENING,
    STANDARD_SET,
    TAX,
    TAX_RATE,
)
from core.text import Quantity, Text
from core.words import find_word

Fault = tuple[str, Text]
_FAR = 20.0  # times a shipped value, beyond which a comma or a unit is likelier than another opinion
CLOSED = (MAIN_SOURCE, OVER_LIMIT, HAZARDOUS, SCREENING, TAX, TAX_RATE, PEERS, REGION_LIMIT)  # their items are fixed
NO_SETS: Mapping[str, Collection[str]] = {}
LOCAL_RATES = ("water", "air")  # what provinces decide; nothing is shipped


def faults_of_rule(
    rule: str, item: str, value: float | None, unit: str, words: str, own: Mapping[str, Collection[str]] = NO_SETS
) -> Iterator[Fault]:
    """Column and reason of everything that a line cannot be kept with; `own` are the media of the project's sets."""
    listed = split_words(words)
    if value is None and not listed:
        yield "value", Text("neither a value nor words are filled in")
        return
    if value is not None and (value < 0 or (value == 0 and rule == PEERS)):
        yield "value", Text("a threshold lies above 0")
    key = known_item(rule, item)
    if (
        rule == STANDARD_SET
        and listed
        and key not in (standard_sets().get(listed[0]), *own.get(set_key(listed[0]), ()))
    ):
        yield "words", Text("there is no standard set of this medium called {name}", {"name": listed[0]})
    usual = shipped_lines().get((rule, key))
    if usual is not None:
        yield from _unlike(usual, value, unit, listed)
    elif rule == TAX_RATE and key in LOCAL_RATES:
        yield from _rate(value, unit)
    elif rule in CLOSED:
        items: list[Text | str] = [_titled(line) for (name, _), line in shipped_lines().items() if name == rule]
        items = [*items, *(LOCAL_RATES if rule == TAX_RATE else ())]
        yield "item", Text("the rule reads these only: {items}", {"items": items})


def odd_threshold(rule: str, item: str, value: float | None, unit: str) -> Iterator[Fault]:
    """What is odd in a value that is kept all the same: far from the shipped one, or a share of more than all."""
    usual = shipped_lines().get((rule, known_item(rule, item)))
    factor = factor_between(unit, usual.unit) if usual is not None else None
    if usual is None or value is None or factor is None or not usual.value > 0:
        return
    told, values = value * factor, {"usual": Quantity(usual.value, usual.unit), "value": Quantity(value, unit)}
    if not usual.value / _FAR < told < usual.value * _FAR:
        yield "value", Text("{value} is far from {usual}, which this program takes; look at value and unit", values)
    elif usual.unit == "%" and told > 100:
        yield "value", Text("a share of more than 100 %; it was taken as it stands")


def _titled(line: RuleLine) -> Text | str:
    """An item of a rule with what it is called."""
    return Text("{name} ({title})", {"name": line.item, "title": Text(line.title)}) if line.title else line.item


def _unlike(usual: RuleLine, value: float | None, unit: str, listed: tuple[str, ...]) -> Iterator[Fault]:
    """What does not fit the shipped line."""
    if value is not None and unit and factor_between(unit, usual.unit) is None:
        named = Text("the rule is told in {unit}", {"unit": unit_text(usual.unit)})
        yield "unit", named if usual.unit else Text("the rule has no unit; leave the cell empty")
    if value is None and not usual.words:
        yield "value", Text("the rule asks for a value")
    if not listed and isnan(usual.value):
        yield "words", Text("the rule asks for words or codes")
    if listed and usual.words and all(map(_is_number, usual.words)) and not all(map(_is_number, listed)):
        yield "words", Text("the rule asks for a number here, as {words}", {"words": usual.words[0]})
    elif usual.rule == TAX and usual.words and any(float(word) > 100 for word in listed):
        yield "words", Text("the share of the tax that is due lies between 0 and 100")


def _rate(value: float | None, unit: str) -> Iterator[Fault]:
    """What does not fit a rate per pollution equivalent."""
    if value is None:
        yield "value", Text("the rule asks for a value")
    if unit and not find_word("tax_rate_unit", unit):
        yield "unit", Text("the rate is told in yuan per pollution equivalent; leave the unit empty")


def _is_number(word: str) -> bool:
    return word.isascii() and word.replace(".", "", 1).isdigit()
