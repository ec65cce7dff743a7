"""Text of a PDF that can be searched and copied: the tables from glyphs back to characters are mended.

Qt maps a glyph to the first character that shows it, which for some common Chinese characters is a Kangxi radical
(U+2F00 to U+2FD5, Unicode 15.0 chapter 18) or a compatibility form, and for the space a tabulator.
"""

import re
import unicodedata

import pikepdf

_RANGE = re.compile(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> (?:<([0-9A-Fa-f]{4,})>|\[([^\]]*)\])")


def mend_text(pdf: pikepdf.Pdf) -> None:
    """Put common characters into every ToUnicode table of a document."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            table = item["/ToUnicode"]
            table.write(_RANGE.sub(_mended_range, table.read_bytes().decode("latin-1")).encode("latin-1"))


def _mended_range(match: re.Match[str]) -> str:
    """One line of a table, `<first> <last> <character>` or `<first> <last> [<character> ...]`, as the second form."""
    first, last, start, listed = match.groups()
    if start is not None:
        characters = [chr(int(start, 16) + step) for step in range(int(last, 16) - int(first, 16) + 1)]
        if len(start) > 4 or not any(common_character(letter) != letter for letter in characters):
            return match[0]
    else:
        characters = [bytes.fromhex(code).decode("utf-16-be", "replace") for code in re.findall("<([^>]+)>", listed)]
    told = " ".join(f"<{_hex(common_character(letter))}>" for letter in characters)
    return f"<{first}> <{last}> [{told}]"


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def common_character(letter: str) -> str:
    """The common character for a radical or compatibility form, a space for a tabulator, else the letter."""
    if letter == "\t":
        return " "
    radical = "\u2e80" <= letter <= "\u2fdf" or "\uf900" <= letter <= "\ufaff"
    return unicodedata.normalize("NFKC", letter) if radical else letter
