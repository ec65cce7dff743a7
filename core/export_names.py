"""What the cells of an export call things: actors, regions and commodities, such that an import finds them again."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.cells import Cell
from core.columns import Words
from core.names import name_key
from core.snapshot import Snapshot
from core.words import word_names


class Naming:
    """Names and words of a snapshot for a reader of a language; row -1 stands for nothing.

    `doubtful` are the names that several actors or regions share and that no code tells apart.
    """

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self.snapshot = snapshot
        self.language = language
        actor, region = snapshot.actor, snapshot.region
        self._actors, in_doubt = _unmistakable(actor.name, [actor.credit_code, actor.source_key])
        self._regions, regions_in_doubt = _unmistakable(region.name, [region.code])
        self.doubtful = tuple(dict.fromkeys(in_doubt + regions_in_doubt))

    def actor(self, row: int) -> str | None:
        """An actor by its name, by its code where others have that name too."""
        return self._actors[row] if row >= 0 else None

    def region(self, row: int) -> str | None:
        """A region by its name, by its code where others have that name too."""
        return self._regions[row] if row >= 0 else None

    def commodity(self, row: int) -> str | None:
        """A commodity by its name, which no other has."""
        return str(self.snapshot.commodity.name[row]) if row >= 0 else None

    def word(self, words: str, id: str) -> str | None:
        """A word of a list in the reader's language."""
        return word_names(words, self.language).get(id, id) or None

    def source(self, row: int) -> dict[str, Cell]:
        """The four columns that tell of a source."""
        if row < 0:
            return {}
        source = self.snapshot.source
        return {
            "source": text(source.title[row]),
            "source date": text(source.date[row]),
            "source use": self.word("permitted_use", str(source.permitted_use[row])),
            "publisher": text(source.publisher[row]),
        }


def text(value: object) -> str | None:
    """A text, None where there is none."""
    return str(value) or None


def number(value: float) -> Cell:
    """A number, None where it is unknown; whole numbers and years without a fraction."""
    if np.isnan(value):
        return None
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value)


def _unmistakable(names: Words, codes: Sequence[Words]) -> tuple[list[str], list[str]]:
    """Each row by its name where no other has it, else by the first of its codes that is its own; and the rest."""
    named = _holders(names)
    coded = [_holders(column) for column in codes]
    chosen, doubtful = [], []
    for row, name in enumerate(names):
        told = next((str(c[row]) for c, held in zip(codes, coded, strict=True) if _own(c[row], held, named)), "")
        alone = named[name_key(name)] == 1
        chosen.append(str(name) if alone or not told else told)
        doubtful += [] if alone or told else [str(name)]
    return chosen, doubtful


def _holders(names: Words) -> Mapping[str, int]:
    held: dict[str, int] = {}
    for name in names:
        held[name_key(name)] = held.get(name_key(name), 0) + 1
    return held


def _own(code: str, held: Mapping[str, int], named: Mapping[str, int]) -> bool:
    return bool(code) and held[name_key(code)] == 1 and name_key(code) not in named
