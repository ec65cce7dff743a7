"""Text of a PDF that can be searched and copied: the tables from glyphs back to characters are mended.

Qt maps a glyph to the first character of the font that shows it, which for some common Chinese characters is a Kangxi
radical (U+2F00 to U+2FD5, Unicode 15.0 chapter 18) or a rare variant, and for the space a tabulator. The characters
that a page really holds are known, and those that share a glyph with what stands in the table take its place.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

import pikepdf

_RANGE = re.compile(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> (?:<([0-9A-Fa-f]{4,})>|\[([^\]]*)\])")

Glyphs = Callable[[str], list[int]]  # the glyph of each character of a text


def mend_text(pdf: pikepdf.Pdf, texts: Iterable[str], glyphs: Glyphs) -> None:
    """Put the characters of the `texts` that a document shows into its ToUnicode tables."""
    used = "".join(sorted(set("".join(texts))))
    shown = dict(zip(glyphs(used), used, strict=True))
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            table = item["/ToUnicode"]
            read = table.read_bytes().decode("latin-1")
            told = "".join(letter for match in _RANGE.finditer(read) for letter in _letters(match))
            strange = "".join(sorted(set(told) - set(used)))
            pairs = zip(strange, glyphs(strange), strict=True)
            common = {"\t": " ", **{letter: shown[glyph] for letter, glyph in pairs if glyph and glyph in shown}}
            table.write(_RANGE.sub(partial(_line, common=common), read).encode("latin-1"))


def _letters(match: re.Match[str]) -> list[str]:
    """The characters of one line of a table, `<first> <last> <character>` or `<first> <last> [<character> ...]`."""
    first, last, start, listed = match.groups()
    if start is None:
        return [_text(code) for code in re.findall("<([^>]+)>", listed)]
    if len(start) > 4:
        return [_text(start)]
    return [chr(int(start, 16) + step) for step in range(int(last, 16) - int(first, 16) + 1)]


def _line(match: re.Match[str], common: dict[str, str]) -> str:
    """The same line, in its second form, with the common characters."""
    told = " ".join(f"<{_code(common.get(letter, letter))}>" for letter in _letters(match))
    return f"<{match[1]}> <{match[2]}> [{told}]"


def _text(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be", "replace")


def _code(text: str) -> str:
    return text.encode("utf-16-be", "replace").hex().upper()
