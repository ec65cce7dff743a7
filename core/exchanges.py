"""Known exchanges: who elsewhere uses a waste, by tables/known_exchanges.csv; each line names the document it is from.

`checked` in the table says how far a line was compared with its document: `text` against its wording, `list` against a
list of exchanges that cites it, `memory` not yet.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from core.catalogues import table
from core.compared_with import MEMORY
from core.evidence import enumerate_names, sentences
from core.text import Text

TABLE = "tables/known_exchanges.csv"
USERS_TOLD = 3
CATALOGUE = "China's tax catalogue of 2022"  # what it lists is entitled to a refund, and not known to be done anywhere


@dataclass(frozen=True, slots=True)
class Exchange:
    """A waste, the industry that uses it, where it is known from, the document, and how far it was compared."""

    waste: str
    user: str
    place: str
    source: str
    checked: str


@cache
def _by_waste() -> dict[re.Pattern[str], list[Exchange]]:
    """Exchanges by the pattern that finds their waste in a name: English as whole words, Chinese anywhere."""
    found: dict[re.Pattern[str], list[Exchange]] = {}
    for row in table(TABLE):
        names = [row["name_en"], row["name_zh"], *filter(None, row["also"].split("|"))]
        pattern = re.compile("|".join(_pattern(name) for name in names), re.IGNORECASE)
        exchange = Exchange(row["name_en"], row["title_en"], row["place_en"], row["source"], row["checked"])
        found.setdefault(pattern, []).append(exchange)
    return found


def _pattern(name: str) -> str:
    return rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)


@lru_cache(maxsize=4096)
def exchanges_of(name: str) -> tuple[Exchange, ...]:
    """The known exchanges of a waste by its name in either language; blast furnace slag is not furnace slag."""
    found = [(match.span(), listed) for pattern, listed in _by_waste().items() if (match := pattern.search(name))]
    spans = [span for span, _ in found]
    return tuple(one for span, listed in found if not any(_inside(span, other) for other in spans) for one in listed)


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def users_told(name: str) -> Text | None:
    """'Known elsewhere: cement works (Kalundborg, Tiexi), ...' and what the tax catalogue lists, None without either.

    Lines that nobody compared with their document are not told.
    """
    told = [one for one in exchanges_of(name) if one.checked != MEMORY]
    places: dict[str, list[str]] = {}
    for one in told:
        if one.place != CATALOGUE:
            places.setdefault(one.user, []).append(one.place)
    listed = list(dict.fromkeys(one.user for one in told if one.place == CATALOGUE))
    return sentences(_known_told(places), _listed_told(listed)) if told else None


def _known_told(places: dict[str, list[str]]) -> Text | None:
    """The users that are known at some place, those at most places first."""
    ranked = sorted(places, key=lambda user: -len(set(places[user])))
    users = [
        Text(
            "{user} ({places})",
            {"user": Text(user), "places": [Text(place) for place in list(dict.fromkeys(places[user]))[:2]]},
        )
        for user in ranked
    ]
    return Text("Known elsewhere: {users}.", {"users": enumerate_names(users, USERS_TOLD)}) if users else None


def _listed_told(users: list[str]) -> Text | None:
    """The uses whose value-added tax is refunded by the catalogue."""
    names = enumerate_names([Text(user) for user in users], USERS_TOLD)
    return (
        Text("China's VAT catalogue of 2022 refunds tax for its use by {users}.", {"users": names}) if users else None
    )
