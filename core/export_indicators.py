"""A project's own quantities, indicators and targets as rows of an export, such that they are imported again."""

from core.export_figures import Records
from core.export_names import Naming, number, text
from core.fields import ITEMS
from core.i18n import translate
from core.words import word_names


def quantities(naming: Naming) -> Records:
    """Own quantities."""
    told = naming.snapshot.own_quantity
    for row in range(len(told)):
        item = str(told.item[row])
        yield (
            row,
            {
                "quantity": text(told.name[row]),
                "reads": naming.word("quantity_reads", told.reads[row]),
                "unit": text(told.unit[row]),
                "kind": naming.word("flow_kind", told.kind[row]),
                "commodity": naming.commodity(int(told.commodity[row])),
                "item": text(translate(ITEMS.get(item, item), naming.language)),
                "industry": text(told.industry[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def indicators(naming: Naming) -> Records:
    """Own lines of indicator systems."""
    told = naming.snapshot.own_indicator
    for row in range(len(told)):
        yield (
            row,
            {
                "system": text(told.system[row]),
                "number": text(told.number[row]),
                "title": text(told.title[row]),
                "title en": text(told.title_en[row]),
                "unit": text(told.unit[row]),
                "need": naming.word("indicator_need", told.need[row]),
                "formula": text(told.formula[row]),
                "threshold": text(told.threshold[row]),
                "compared": text(word_names("yes", naming.language)["1"]) if told.compared[row] else None,
                "edition": text(told.edition[row]),
                "document": text(told.document[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def targets(naming: Naming) -> Records:
    """Targets and base years."""
    told = naming.snapshot.indicator_target
    for row in range(len(told)):
        yield (
            row,
            {
                "system": text(told.system[row]),
                "number": text(told.number[row]),
                "region": naming.region(int(told.region[row])),
                "part": naming.word("target_part", told.part[row]),
                "year": number(told.year[row]),
                "target": number(told.value[row]),
                "side": naming.word("target_side", told.side[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )
