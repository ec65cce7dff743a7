"""Amounts as a map writes them: at most three significant digits, large numbers in the reader's words."""

from core.i18n import counted_in, show_number, translate, unit_label
from core.text import N_

_DIGITS = 3
# Chinese counts in ten thousands and hundred millions (10⁴ and 10⁸ until translated), English in millions and billions.
_STEPS = {
    "zh": ((1e8, N_("{number} × 10⁸ {unit}")), (1e4, N_("{number} × 10⁴ {unit}"))),
    "en": ((1e9, N_("{number} billion {unit}")), (1e6, N_("{number} million {unit}"))),
}


def short_amount(value: float, unit: str, language: str) -> str:
    """A known amount with its unit: 420 000 t, in Chinese 42 with the word for ten thousand."""
    if unit == "wan_yuan" and language == "en":
        value, unit = 10_000 * value, "yuan"
    times, unit = counted_in(unit, language)
    value, label = times * value, unit_label(unit, language)
    for size, pattern in _STEPS.get(language, _STEPS["en"]):
        if value >= size * (1 - 0.5 * 10**-_DIGITS):
            number = show_number(value / size, _DIGITS)
            return translate(pattern, language).format(number=number, unit=label).strip()
    return f"{show_number(value, _DIGITS)} {label}".strip()


def round_below(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above a positive value."""
    power = 10.0 ** int(f"{value:e}".partition("e")[2])
    return float(max(step * power for step in (1, 2, 5) if step * power <= value * (1 + 1e-9)))
