"""Sentences and numbers in the reader's language; the catalogue is gettext's, the source text English."""

import gettext
from functools import cache

from core.paths import RESOURCES
from core.text import Quantity, Text

LANGUAGES = {"en": "English", "zh": "中文"}
THIN = "\u2009"
UNIT_LABELS = {"m3": "m³", "wan_yuan": "万元", "GJ": "GJ", "": ""}


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("cluster-atlas", RESOURCES / "locale", languages=[language], fallback=True)


def translate(message: str, language: str) -> str:
    """A marked text (see `core.text.N_`) in a language; the empty text stays empty."""
    return _catalogue(language).gettext(message) if message else ""


def show(text: Text | str, language: str) -> str:
    """Render a sentence with its values; a plain string is user data and is returned as it is."""
    if isinstance(text, str):
        return text
    catalogue = _catalogue(language)
    if text.plural:
        pattern = catalogue.ngettext(text.message_id, text.plural, int(str(text.values["n"])))
    else:
        pattern = translate(text.message_id, language)
    return pattern.format(**{name: _shown(value, language) for name, value in text.values.items()})


def _shown(value: object, language: str) -> str:
    if isinstance(value, Text):
        return show(value, language)
    if isinstance(value, Quantity):
        return show_quantity(value, language)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return show_number(float(value))


def show_number(value: float, digits: int = 6) -> str:
    """A number with thin spaces between thousands and at most `digits` significant digits, never an exponent."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits}g}")
    decimals = max(0, digits - len(str(int(abs(rounded)))) if abs(rounded) >= 1 else digits + 2)
    whole, _, part = f"{abs(rounded):,.{decimals}f}".partition(".")
    part = part.rstrip("0")
    return ("−" if value < 0 else "") + whole.replace(",", THIN) + (f".{part}" if part else "")


def show_quantity(quantity: Quantity, language: str, digits: int = 6) -> str:
    """A number with its unit, its uncertainty where stated, or the word for unknown."""
    unit = unit_label(quantity.unit, language)
    if quantity.value is None or quantity.value != quantity.value:
        return translate("unknown", language)
    number = f"{show_number(quantity.value, digits)}{' ' + unit if unit else ''}"
    if quantity.sd and quantity.value:
        share = show_number(100 * quantity.sd / quantity.value, 2)
        number += translate(" (±{share} %)", language).format(share=share)
    return number


def unit_label(unit: str, language: str) -> str:
    """How a unit is written: t, m³, GJ; 万元 is written as such in Chinese and as 10 000 yuan in English."""
    if unit == "wan_yuan":
        return "万元" if language == "zh" else "10\u2009000 yuan"
    return translate(UNIT_LABELS.get(unit, unit), language)
