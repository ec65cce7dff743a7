"""Own lines of rules and thresholds, known by rule and what they apply to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from core.import_rows import Claim, Row
from core.intake import Intake, SourceNote
from core.ledger import Record
from core.names import name_key
from core.own_standards import set_key
from core.rule_faults import faults_of_rule, odd_threshold
from core.text import Text

KEY = ("rule", "item")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a table of rules."""

    rule: str
    item: str
    values: tuple[tuple[str, object], ...]
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without a rule that is known, or where it says neither a value nor words."""
    rule = row.word("rule", "rule")
    if not rule:
        row.refuse("rule", Text("the cell is empty"))
    values: Record = {
        "value": row.number_of("value"),
        "unit": row.text("unit"),
        "words": row.text("words"),
        "document": row.text("document"),
        "edition": row.text("edition"),
        "note": row.text("note"),
    }
    told = row.number_of("value"), row.text("unit"), row.text("words")
    for column, fault in faults_of_rule(rule, row.text("item"), *told, _own_sets(intake)):
        row.refuse(column, fault)
    for column, doubt in odd_threshold(rule, row.text("item"), row.number_of("value"), row.text("unit")):
        row.remark(column, doubt)
    return Draft(rule, row.text("item"), tuple(values.items()), intake.source(row))


def _own_sets(intake: Intake) -> dict[str, set[str]]:
    """The media of the project's own standard sets, those of this import included."""
    media: dict[str, set[str]] = defaultdict(set)
    for line in intake.ledger.rows("standard_limit").values():
        media[set_key(str(line["standard"]))].add(str(line["medium"]))
    return media


def claims(draft: Draft) -> Iterator[Claim]:
    """A rule has one line for what it applies to."""
    yield Claim("rule", (draft.rule, name_key(draft.item)), draft.values)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the line or change the one with the same identity."""
    source = intake.settle_source(draft.source)
    values: Record = {"rule": draft.rule, "item": draft.item, "source_id": source, **dict(draft.values)}
    return intake.store("rule_line", KEY, values)
