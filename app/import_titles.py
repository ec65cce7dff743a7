"""What an import is asked and told in words: permitted uses, titles of columns."""

from functools import cache

from core.kinds import PERMITTED_USES
from core.table_columns import columns_of, heading
from core.text import N_

USES = {"": N_("not said: internal"), **PERMITTED_USES}


@cache
def field_titles(kind: str, language: str) -> dict[str, str]:
    """Titles of the columns of a kind of table in a language, those that must be there first."""
    rows = sorted(columns_of(kind), key=lambda row: row["need"] != "must")
    return {row["column"]: heading(kind, row["column"], language) for row in rows}


def field_title(kind: str, field: str, language: str) -> str:
    """The title of one column; what no table lists is called as it is."""
    return field_titles(kind, language).get(field, field)
