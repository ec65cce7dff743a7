"""What an own line of a rule must be to the shipped line that it stands instead of."""

from collections.abc import Iterator

from core.catalogues import standard_sets
from core.rule_set import factor_between, known_item, shipped_lines, split_words
from core.rule_titles import STANDARD_SET
from core.text import Text

Fault = tuple[str, Text]


def faults_of_rule(rule: str, item: str, value: float | None, unit: str, words: str) -> Iterator[Fault]:
    """Column and reason of everything that a line cannot be kept with."""
    listed = split_words(words)
    if value is None and not listed:
        yield "value", Text("neither a value nor words are filled in")
    key = known_item(rule, item)
    if rule == STANDARD_SET and listed and standard_sets().get(listed[0]) != key:
        yield "words", Text("there is no standard set of this medium called {name}", {"name": listed[0]})
    usual = shipped_lines().get((rule, key))
    if usual is None:
        return
    if value is not None and unit and factor_between(unit, usual.unit) is None:
        named = Text("the rule is told in {unit}", {"unit": usual.unit})
        yield "unit", named if usual.unit else Text("the rule has no unit; leave the cell empty")
    if listed and usual.words and all(map(_is_number, usual.words)) and not all(map(_is_number, listed)):
        yield "words", Text("the rule asks for a number here, as {words}", {"words": usual.words[0]})


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).isdigit()
