"""Units as an office writes them in a workbook of figures that are asked for."""

from core.units import unit_name

WRITTEN = {
    ("percent", ""): "%",
    ("wan_yuan", "en"): "10000 yuan",
    ("piece", "en"): "pieces",
    ("person", "en"): "people",
}


def asked_unit(unit: str, language: str) -> str:
    """A unit as an office writes it and the import understands it."""
    return WRITTEN.get((unit, language)) or WRITTEN.get((unit, "")) or unit_name(unit, language)
