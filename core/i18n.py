"""Sentences and numbers in the reader's language; the catalogue is gettext's, the source text English."""

import gettext
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache, reduce
from numbers import Real

from core.catalogues import table
from core.paths import RESOURCES
from core.text import N_, Quantity, Text

LANGUAGES = ("en", "zh")
DOMAIN = "cluster-atlas"
THIN = "\u2009"
NO_BREAK = "\u00a0"
NARROW = "\u202f"  # as thin, and no line ends at it; browsers have it, fonts of maps do not
MINUS = "\u2212"
TITLED_TABLES = (
    "tables/industry_titles.csv",
    "tables/items.csv",
    "tables/answer_words.csv",
    "tables/pollutants.csv",
    "tables/substitutes.csv",
    "tables/headers.csv",
    "tables/rules.csv",
    "tables/forms.csv",
    "tables/form_checks.csv",
    "tables/known_exchanges.csv",
    "tables/complements.csv",
    "tables/coal_factors.csv",
    "tables/grid_factors.csv",
    "tables/carbon_factors.csv",
    "catalogues/catalogues.csv",
    "catalogues/ied_activities.csv",
    "tables/quantities.csv",
    "tables/holders.csv",
    "tables/indicator_systems.csv",
    "tables/system_indicators.csv",
    "tables/register_lists.csv",
    "tables/standard_sets.csv",
    "tables/coupling_indicators.csv",
    "tables/unit_words.csv",
    "samples/samples.csv",
)
# What a row may give in both languages.
TITLES_OF_ROWS = ("title", "name", "place", "unit", "rule", "activity", "document")
OWN_NAME = N_("English")  # each catalogue gives the name that its readers call their language by
EXACT = 6  # significant digits of a number that is not rounded for the eye
DOUBLE = 17  # with so many every digit is shown, as bounds of classes need it
WHOLE = 1e15  # above it a float holds no more whole digits
UNIT_LABELS = {
    "m3": "m³",
    "yuan": N_("yuan"),
    "yuan/t": N_("yuan per t"),
    "yuan/equivalent": N_("yuan per equivalent"),
    "kg/wan_yuan": N_("kg per 10⁴ yuan"),
    "wan_yuan": N_("×10⁴ yuan"),
    "person": N_("people"),
    "visit": N_("visits"),
    "household": N_("households"),
    "m2": "m²",
    "km2": "km²",
    "hm3": "hm³",
    "degC": "℃",
    "permille": "‰",
    "percent": "%",
    "piece": "",
    "tce_equal": N_("tce (equivalent)"),
    "t_CO2_per_MWh": "t CO₂/MWh",
    "t_CO2_per_GJ": "t CO₂/GJ",
    "kgce_per_kWh": "kgce/kWh",
}
# As they are written behind a stroke.
UNITS_BELOW = {
    "wan_yuan": N_("10⁴ yuan"),
    "person": N_("person"),
    "visit": N_("visit"),
    "household": N_("household"),
}
# Chinese counts in ten thousands and hundred millions and has no word for a million or a billion of something.
_COUNTED = {"zh": {"million m³": (100.0, N_("10⁴ m³")), "billion m³": (10.0, N_("10⁸ m³"))}}


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, RESOURCES / "locale", languages=[language], fallback=True)


@cache
def _table_titles(language: str) -> dict[str, str]:
    """Names that tables of the resources give in both languages, by the English one."""
    named = [(row, kind) for path in TITLED_TABLES for row in table(path) for kind in TITLES_OF_ROWS]
    return {row[f"{kind}_en"]: title for row, kind in named if (title := row.get(f"{kind}_{language}"))}


def translate(message: str, language: str) -> str:
    """A marked text (see `core.text.N_`) or a title of a table in a language; the empty text stays empty."""
    if not message:
        return ""
    found = _catalogue(language).gettext(message)
    return _table_titles(language).get(message, found) if found == message else found


def language_name(language: str) -> str:
    """What the readers of a language call it, for a menu of languages."""
    return translate(OWN_NAME, language)


def show(text: Text | str, language: str) -> str:
    """Render a sentence with its values; a plain string is user data and is returned as it is."""
    if isinstance(text, str):
        return text
    if text.plural:
        pattern = _catalogue(language).ngettext(text.message_id, text.plural, int(str(text.values["n"])))
    else:
        pattern = translate(text.message_id, language)
    return pattern.format(**{name: _shown(value, language) for name, value in text.values.items()})


def _shown(value: object, language: str) -> str:
    if isinstance(value, Text):
        return show(value, language)
    if isinstance(value, Quantity):
        return show_quantity(value, language)
    if isinstance(value, list | tuple):
        return show_list([_shown(item, language) for item in value], language)
    if value is None or value != value:
        return translate(N_("unknown"), language)
    if isinstance(value, Real) and not isinstance(value, bool):
        return show_number(float(value))
    return str(value)


def show_list(items: list[str], language: str) -> str:
    """Names one after another as the language separates them; nothing gives the empty text."""
    pattern = translate(N_("{before}, {after}"), language)
    return reduce(lambda before, after: pattern.format(before=before, after=after), items) if items else ""


def show_number(value: float, digits: int = EXACT) -> str:
    """A finite number with at most `digits` significant digits, half up as a reader rounds it; never an exponent.

    An exact one keeps all digits before the point, so that the terms of a sum can be added by whoever reads them.
    Thin spaces part the thousands from five digits on, as the SI brochure (5.4.4) has it, so that years stay whole.
    """
    if digits >= EXACT and WHOLE > abs(value) >= 10**EXACT:
        digits = max(len(f"{abs(value):.0f}"), digits)
    rounded = Context(digits, ROUND_HALF_UP).plus(Decimal(repr(float(abs(value))))).normalize()
    whole, _, part = f"{rounded:,f}".partition(".")
    whole = whole.replace(",", THIN if len(whole) > len("9,999") else "")
    shown = f"{whole}.{part}" if part else whole
    return MINUS + shown if value < 0 else shown


def show_quantity(quantity: Quantity, language: str, digits: int = EXACT) -> str:
    """A number with its unit, its uncertainty where stated, or the word for unknown."""
    if quantity.value is None or quantity.value != quantity.value:
        return translate(N_("unknown"), language)
    times, counted = counted_in(quantity.unit, language)
    number = show_number(times * quantity.value, digits)
    if unit := unit_label(counted, language):
        number = f"{number} {unit}"
    if quantity.sd and quantity.value:
        share = show_number(100 * quantity.sd / abs(quantity.value), 2)
        number += translate(N_(" (±{share} %)"), language).format(share=share)
    return number


def counted_in(unit: str, language: str) -> tuple[float, str]:
    """What an amount in a unit is multiplied with where a language counts otherwise, and the unit that it then has."""
    return _COUNTED.get(language, {}).get(unit, (1.0, unit))


def unit_text(unit: str) -> Text | str:
    """A unit as a value of a sentence, so that it is written as its reader writes it."""
    return Text(UNIT_LABELS[unit]) if UNIT_LABELS.get(unit) else unit


def unit_label(unit: str, language: str) -> str:
    """How a unit of the model is written in a language; a unit that the model does not know stays as it was entered."""
    return unit_words(UNIT_LABELS.get(unit, unit), language)


def unit_words(written: str, language: str) -> str:
    """A unit that is written as readers know it, such as that of an indicator of a document, in a language.

    A quotient that no table names is told by its parts.
    """
    shown = translate(written, language)
    return "/".join(translate(part, language) for part in written.split("/")) if shown == written else shown
