"""The code of a page of a survey: it names packet and firm on paper, in file names and as number of a figure.

Two check digits behind it (ISO/IEC 7064, MOD 97-10, letters counted from 10) tell one digit that was typed wrong and
two that were exchanged. Pages of packets made before have none.
"""

import re

_PAGE_CODE = re.compile(r"(SV-[0-9A-F]{4}-\d{3,}?)(?:-(\d\d))?")


def page_code(packet_id: str, number: int) -> str:
    """The code of the page of the firm `number` (from 1) of a packet, such as SV-3F2A-007-95."""
    code = f"SV-{packet_id[:4].upper()}-{number:03d}"
    return f"{code}-{check_digits(code)}"


def check_digits(code: str) -> str:
    """The two digits that make the code's number leave 1 when divided by 97."""
    return f"{98 - _number(code) * 100 % 97:02d}"


def _number(code: str) -> int:
    """A code as a number, each letter as two digits."""
    return int("".join(str(int(sign, 36)) for sign in code if sign.isalnum()))


def is_page_code(text: str) -> bool:
    """Whether a text is the code of a page, so that an empty row of that number was handed out by a survey."""
    return _PAGE_CODE.fullmatch(text) is not None


def bare_code(code: str) -> str:
    """A code without its check digits, as people put it into the names of photos."""
    found = _PAGE_CODE.fullmatch(code)
    return found[1] if found else code


def typed_code(text: str) -> str:
    """A code as people type it, in capitals and with its dashes."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    found = re.fullmatch(r"(?:SV)?([0-9A-F]{4})(\d{3,})", plain)
    if found is None:
        return text.strip().upper()
    number, check = found[2][:-2], found[2][-2:]
    return f"SV-{found[1]}-{found[2]}" if len(number) < 3 else f"SV-{found[1]}-{number}-{check}"


def is_mistyped(code: str) -> bool:
    """Whether the check digits of a code do not fit it."""
    found = _PAGE_CODE.fullmatch(code)
    return found is not None and found[2] is not None and check_digits(found[1]) != found[2]
