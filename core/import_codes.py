"""Codes in cells: credit codes, industries and wastes. What is wrong with one is told, and the row taken."""

import re
from collections.abc import Iterator, Sequence

from core.code_doubts import code_doubt, unlisted
from core.code_lists import CodeLine
from core.code_search import SAME_WORDS, industry_codes, industry_lists, likely_industry, near_industries
from core.credit_codes import credit_code_fault
from core.import_rows import Row
from core.names import name_key
from core.text import Text

NEAREST = 3
_INDUSTRY = re.compile(r"([A-T]?)(\d{2,4})(?:\s*([^\W\d].*))?")
_PADDING = re.compile(r"^[\W_0]+$|[\s-]|\([\W_]*\)$")  # no code at all, separators, empty brackets behind
_BETWEEN = re.compile(r"[/,;]")
_GROUPS = re.compile(r"\d{1,4}-\d{1,4}-[\dA-Z]{1,4}|\d{3}-\d{5}")
_CAS = re.compile(r"\d{2,7}-\d{2}-\d")
_HAZARDOUS = re.compile(r"\d{3}-\d{3}-(\d{2})")
_SOLID = re.compile(r"\d{3}-\d{3}-S\d{2}")
_CLASS = re.compile(r"HW\s*(\d+)")
_EUROPEAN = re.compile(r"(\d{2})[ .]?(\d{2})[ .]?(\d{2})\*?")
_LAST_CLASS, _LAST_CHAPTER = 50, 20  # of the national list of hazardous wastes, and of the European list


def credit_code_of(row: Row) -> tuple[str, str]:
    """The credit code of a row, and beside it one that is told and left out because its characters contradict."""
    told = len(row.remarks)
    code = _PADDING.sub("", name_key(row.code("credit code")).upper())
    if code and (fault := credit_code_fault(code)):
        row.remark("credit code", Text("{fault}; the row is taken without the code", {"fault": fault}))
    return ("", row.shown("credit code")) if len(row.remarks) > told else (code, "")


def industry_code_of(row: Row, own: Sequence[CodeLine] = ()) -> str:
    """The industry code of a row as entered; a name that the standard or an older one has becomes its code.

    What none of the lists has, the project's `own` lines among them, is told and kept.
    """
    stated, edition, heading = row.code("industry"), row.text("industry edition"), row.header("industry").casefold()
    if not stated or (edition and "2017" not in edition) or "isic" in heading:
        return stated
    match = _INDUSTRY.fullmatch(stated)
    european = "nace" in heading
    if match and match[2] in industry_codes() and not european:
        return stated if not match[3] else f"{match[1]}{match[2]}"
    if stated.isascii() and not (match and match[3]):
        _tell_unlisted(row, stated, own, ("nace",) if european else ())
        return stated
    return _named_industry(row, stated, match[3] if match else stated)


def _tell_unlisted(row: Row, stated: str, own: Sequence[CodeLine], lists: tuple[str, ...]) -> None:
    """Remark on what no list has, of several codes in a cell on each."""
    for code in filter(None, map(str.strip, _BETWEEN.split(stated))):
        if doubt := code_doubt(code, lists or industry_lists(code), own):
            row.remark("industry", doubt, code)


def _named_industry(row: Row, stated: str, name: str) -> str:
    """The code of an industry that is told by its name; else the text as it stands, with the nearest names."""
    if (likely := likely_industry(stated)) and likely.score == SAME_WORDS:
        named = {"code": likely.code, "name": likely.name}
        row.remark("industry", Text("understood as {code} {name} of GB/T 4754-2017", named))
        return likely.code
    listed = [f"{one.code} {one.name}" for one in near_industries(name.strip(), NEAREST)]
    doubt = unlisted(stated)
    told = {"doubt": doubt, "near": listed}
    row.remark("industry", Text("{doubt} The nearest are {near}.", told) if listed else doubt)
    return stated


def tell_waste_codes(column: str, row: Row, told_class: str = "") -> None:
    """Remark on waste codes under a column that have not the form of their list, or another class than stated."""
    for code in re.split(r"[,;|\uff0c\uff1b\u3001\n]", row.code(column)):
        for reason in _waste_faults(code.strip().upper(), told_class.upper()):
            row.remark(column, reason, code.strip())


def _waste_faults(code: str, told_class: str) -> Iterator[Text]:
    """What is wrong with the form of one code of hazardous, industrial solid or European waste."""
    if european := _EUROPEAN.fullmatch(code):
        if not 1 <= int(european[1]) <= _LAST_CHAPTER:
            yield Text("the European list of wastes has chapters 01 to {last}", {"last": str(_LAST_CHAPTER)})
        return
    bare = _CLASS.sub("", code).strip(" -/")
    stated = _CLASS.search(code) or _CLASS.search(told_class)
    hazardous = _HAZARDOUS.fullmatch(bare)
    if hazardous and not 1 <= int(hazardous[1]) <= _LAST_CLASS:
        yield Text("hazardous wastes have classes HW01 to HW{last}; this code ends with another", {"last": _LAST_CLASS})
    elif hazardous and stated and int(stated[1]) != int(hazardous[1]):
        told = {"code": bare, "own": f"HW{hazardous[1]}", "stated": f"HW{int(stated[1]):02d}"}
        yield Text("the code {code} is of class {own}, but {stated} is stated", told)
    elif not hazardous and _GROUPS.fullmatch(bare) and not (_SOLID.fullmatch(bare) or _CAS.fullmatch(bare)):
        yield Text("a hazardous-waste code has the form 900-041-49, an industrial solid waste 900-001-S17")
    elif not hazardous and not bare and stated and not 1 <= int(stated[1]) <= _LAST_CLASS:
        yield Text("hazardous wastes have classes HW01 to HW{last}", {"last": _LAST_CLASS})
