"""The section and division of an industry code and what they are called, by GB/T 4754-2017 or NACE Rev. 2."""

from functools import cache

from core.catalogues import table
from core.code_lists import list_lines
from core.text import Text

_SECTIONS = "ABCDEFGHIJKLMNOPQRSTU"


def sector_code(code: str, level: str) -> str:
    """The section or division of an industry code, "" where it names none.

    Codes such as 19.20 are NACE and get "nace:" before them, all others GB/T 4754 (with or without section letter); of
    several codes with a slash between the first one counts.
    """
    told = code.split("/")[0].strip()
    digits = told.lstrip(_SECTIONS)
    prefix, parents = ("nace:", _nace()) if "." in digits else ("", _industries())
    division = digits[:2]
    if division not in parents:
        return told[:1] if level == "section" and told[:1] in parents else ""
    return prefix + (division if level == "division" else parents[division][0])


def sector_name(code: str, language: str) -> str:
    """The name of a section or division as `sector_code` gives it, divisions with their number."""
    plain = code.removeprefix("nace:")
    _, zh, en = (_nace() if code.startswith("nace:") else _industries())[plain]
    name = (zh or en) if language == "zh" else (en or zh)
    return f"{plain} {name}"


@cache
def _industries() -> dict[str, tuple[str, str, str]]:
    """Section, Chinese and English name of the sections and divisions of GB/T 4754-2017 by their code."""
    english = {row["code"]: row["name_en"] for row in table("tables/industry_titles.csv")}
    lines = [line for line in list_lines("industry", "2017") if len(line.code) <= 2]
    return {line.code: (line.parent or line.code, line.name_zh, english.get(line.code, "")) for line in lines}


@cache
def _nace() -> dict[str, tuple[str, str, str]]:
    """Section, "" and English name of the sections and divisions of NACE Rev. 2 by their code."""
    lines = [line for line in list_lines("nace", "2") if len(line.code) <= 2]
    return {line.code: (line.parent or line.code, "", line.name_en) for line in lines}


def sector_text(code: str) -> Text:
    """The same name as a sentence takes it, which language it is told in being open."""
    plain = code.removeprefix("nace:")
    _, zh, en = (_nace() if code.startswith("nace:") else _industries())[plain]
    return Text("{code} {name}", {"code": plain, "name": Text(en or zh)})
