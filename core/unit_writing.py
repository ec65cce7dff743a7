"""How the program writes a unit that people typed: 吨 as t, 10,000 CNY per 人 as ×10⁴ yuan/person, and one that it does
not know as it stands."""

from functools import cache

from core.catalogues import table
from core.i18n import LANGUAGES, UNIT_LABELS, UNITS_BELOW
from core.names import tidy, word_key
from core.text import Text
from core.units import find_unit

_YEARLY = ("", "year")


def written_unit(typed: str) -> str:
    """A unit, or a quotient of units, as the program writes it in English, to be translated where it is shown."""
    if (listed := _listed().get(word_key(typed))) and "/" in listed:
        return listed
    whole = find_unit(typed) or word_key(typed) in _spoken()  # such as a yearly rate, which is the plain amount
    parts = [tidy(typed)] if whole else tidy(typed).split("/")
    written = [_written(part, below=place > 0) for place, part in enumerate(parts)]
    return "/".join(written) if all(written) else typed


def unit_doubt(typed: str) -> Text | None:
    """What is told of a unit that neither the table of units nor an indicator system has, None of a known one."""
    known = find_unit(typed) or word_key(typed) in _listed()
    if not tidy(typed) or known or all(find_unit(part) or word_key(part) in _spoken() for part in typed.split("/")):
        return None
    return Text(
        "{unit} is no unit that is known here; it is shown as it stands and compared with no other. Write one such as "
        "t, tce, %, 10,000 yuan or t/10,000 yuan if it means one of them.",
        {"unit": typed},
    )


def _written(part: str, *, below: bool) -> str:
    """One unit, "" of an unknown one or a rate; a counting word, and one whose id is no word of a reader, stay as they
    were typed."""
    if word := _spoken().get(word_key(part)):
        return word
    unit = find_unit(part)
    if unit is None or unit.per not in _YEARLY:
        return ""
    label = (UNITS_BELOW.get(unit.id) if below else "") or UNIT_LABELS.get(unit.id, unit.id)
    return part.strip() if not label or "_" in label else label


@cache
def _spoken() -> dict[str, str]:
    """Units with a word of their own in each language, and those that are shown and never converted, by the English
    writing."""
    rows = table("tables/unit_words.csv")
    return {
        word_key(word): row["unit_en"]
        for row in rows
        for word in (*row["aliases"].split("|"), *(row[f"unit_{one}"] for one in LANGUAGES))
        if word
    }


@cache
def _listed() -> dict[str, str]:
    """The units of the indicator systems in every language, by the English writing."""
    rows = [row for path in ("system_indicators", "coupling_indicators") for row in table(f"tables/{path}.csv")]
    return {word_key(row[f"unit_{one}"]): row["unit_en"] for row in rows for one in LANGUAGES if row[f"unit_{one}"]}
