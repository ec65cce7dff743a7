"""The row that a user's word names on a command line: by its name in either language, its code or another name."""

from core.cells import CellFault
from core.display_names import in_language
from core.errors import UserError
from core.i18n import LANGUAGES
from core.names import name_key, word_key
from core.row_names import RowNames
from core.snapshot import Snapshot
from core.text import N_, Text
from core.words import nearest_names

NOBODY = {"actor": N_("There is no one firm called {name}."), "commodity": N_("There is no one matter called {name}.")}
_NAMES_TOLD = 3


def find_row(snapshot: Snapshot, table: str, name: str) -> int:
    """The row of an actor or commodity that a name means; UserError with the nearest names for none or several."""
    try:
        id = RowNames(snapshot).find(table, name)
        return int(getattr(snapshot, table).id.tolist().index(id))
    except CellFault:
        names = _names(snapshot, table)
        rows = {row for known, row in names if name_key(known) == name_key(name)}
        if len(rows) == 1:
            return rows.pop()
        known = [one for one, _ in names]
        raise UserError(Text(NOBODY[table], {"name": name}), _advice(name, known), value=name) from None


def _names(snapshot: Snapshot, table: str) -> list[tuple[str, int]]:
    """The names of the rows of a table in every language."""
    told = [snapshot, *(in_language(snapshot, language) for language in LANGUAGES)]
    return [(str(name), row) for one in told for row, name in enumerate(getattr(one, table).name.tolist())]


def _advice(name: str, known: list[str]) -> Text:
    """The names that begin like one, then those that are spelt like it."""
    begin = [one for one in known if name_key(one).startswith(name_key(name))] if name_key(name) else []
    spelt = nearest_names(name, {word_key(one): one for one in known})
    near = list(dict.fromkeys([*begin, *spelt]))[:_NAMES_TOLD]
    return Text("The nearest are {names}.", {"names": near}) if near else Text("Look it up: cluster-atlas search.")
