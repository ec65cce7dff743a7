"""New names of an import: who is named by rows alone, how often, and which firms of the project are called alike."""

from collections.abc import Mapping, Sequence

from core.firm_names import nearest_firms
from core.import_results import NearName, NewName
from core.ledger import Ledger

NEAREST = 3
MOST_PAIRS = 40_000_000  # names times known names that are compared, about two seconds; those beyond get no nearest


def find_new_names(mentions: Sequence[Mapping[str, int]], ledger: Ledger) -> list[tuple[NewName, ...]]:
    """For each table its new names with the rows that mention them and the nearest names the project had before."""
    if not any(mentions):
        return [() for _ in mentions]
    actors = {id: row for id, row in ledger.rows("actor").items() if not ledger.is_new("actor", id)}
    known = [(row["name"], row["name"], row["uid"]) for row in actors.values()]
    for alias in ledger.rows("actor_alias").values():
        if owner := actors.get(alias["actor_id"]):
            known.append((alias["name"], owner["name"], owner["uid"]))
    names = list(dict.fromkeys(name for told in mentions for name in told))
    asked = names[: MOST_PAIRS // max(len(known), 1)]
    found = dict(zip(asked, nearest_firms(asked, [name for name, _, _ in known], 2 * NEAREST), strict=True))
    near = {name: _owners(rows, known) for name, rows in found.items()}
    return [tuple(NewName(name, rows, near.get(name, ())) for name, rows in told.items()) for told in mentions]


def _owners(scored: list[tuple[int, float]], known: list[tuple[str, str, str]]) -> tuple[NearName, ...]:
    """The firms behind the nearest names, each once with its best score."""
    owners: dict[str, NearName] = {}
    for row, score in scored:
        _, name, uid = known[row]
        owners.setdefault(uid, NearName(name, uid, round(score)))
    return tuple(owners.values())[:NEAREST]
