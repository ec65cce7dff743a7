"""The code of a page of a survey: it names packet and firm on paper, in file names and as number of a figure."""

import re

_PAGE_CODE = re.compile(r"SV-[0-9A-F]{4}-\d{3,}")


def page_code(packet_id: str, number: int) -> str:
    """The code of the page of the firm `number` (from 1) of a packet, such as SV-3F2A-007."""
    return f"SV-{packet_id[:4].upper()}-{number:03d}"


def is_page_code(text: str) -> bool:
    """Whether a text is the code of a page, so that an empty row of that number was handed out by a survey."""
    return _PAGE_CODE.fullmatch(text) is not None
