"""Limits of regions, own lines of rules and own standard sets as tables hold them."""

from core.catalogues import find_pollutant
from core.export_figures import Records
from core.export_names import Naming, number, text
from core.i18n import translate
from core.words import word_names


def limits(naming: Naming) -> Records:
    """Targets and capacities of regions."""
    told = naming.snapshot.region_limit
    for row in range(len(told)):
        yield (
            row,
            {
                "region": naming.region(int(told.region[row])),
                "pollutant": _pollutant(str(told.pollutant[row]), naming.language),
                "year": number(told.year[row]),
                "basis": naming.word("limit_basis", told.basis[row]),
                "value": number(told.value[row]),
                "unit": text(told.unit[row]),
                **naming.source(int(told.source[row])),
            },
        )


def _pollutant(name: str, language: str) -> str:
    """A pollutant that only one medium knows in the reader's language, else as it is kept."""
    known = [item for medium in ("water", "air") if (item := find_pollutant(medium, name))]
    return translate(known[0].name, language) if len(known) == 1 and known[0].id == name else name


def rules(naming: Naming) -> Records:
    """Own lines of rules and thresholds."""
    told = naming.snapshot.rule_line
    for row in range(len(told)):
        yield (
            row,
            {
                "rule": naming.word("rule", told.rule[row]),
                "item": text(told.item[row]),
                "value": number(told.value[row]),
                "unit": text(told.unit[row]),
                "words": text(told.listed[row]),
                "document": text(told.document[row]),
                "edition": text(told.edition[row]),
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )


def standards(naming: Naming) -> Records:
    """Limits of own standard sets."""
    told = naming.snapshot.standard_limit
    for row in range(len(told)):
        known = find_pollutant(str(told.medium[row]), str(told.pollutant[row]))
        yield (
            row,
            {
                "set": text(told.standard[row]),
                "medium": naming.word("emission_medium", told.medium[row]),
                "pollutant": translate(known.name, naming.language) if known else text(told.pollutant[row]),
                "limit": number(told.value[row]),
                "unit": text(told.unit[row]),
                "document": text(told.document[row]),
                "compared": text(word_names("yes", naming.language)["1"]) if told.compared[row] else None,
                "note": text(told.note[row]),
                **naming.source(int(told.source[row])),
            },
        )
