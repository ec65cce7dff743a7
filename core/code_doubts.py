"""A code that stands in no list: asked about in the same words wherever codes come in."""

from collections.abc import Iterable

from core.code_lists import CodeLine
from core.code_search import is_listed
from core.text import Text


def code_doubt(code: str, catalogues: Iterable[str], lines: Iterable[CodeLine] = ()) -> Text | None:
    """Why a code without an edition is looked at: none of the catalogues has it; None where one has.

    `lines` are a project's own ones.
    """
    return None if is_listed(code, catalogues, lines) else unlisted(code)


def unlisted(code: str) -> Text:
    """That no list has a code."""
    return Text("{code} is in none of the lists of today; is it mistyped, or of an older edition?", {"code": code})
