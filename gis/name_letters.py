"""Letters in place of names that find no room on a map: how they are set, and whose they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from gis.labels import LETTER, Placed, Wanted
from gis.scene import Label, Scene, Target
from gis.sheet import Measure, Sheet

Letters = tuple[tuple[str, str], ...]  # each with the name that it stands for

MOST_LETTERED = 200  # firms on a map, beyond which no letters are set
_MOST_LETTERS = 36  # the weightiest; a list of more names would be a page of its own
_WIDEST = "mm"
_ROW = 12.0  # mm of height within which letters run from left to right


def letter_wanted(name: Wanted, measure: Measure) -> Wanted:
    """A letter beside the sign of a name; which one is known when all have their places."""
    length = float(measure([_WIDEST], LETTER)[0])
    return replace(name, lines=(_WIDEST,), lengths=(length,), font=LETTER, dropped=True, near=True, shorter=None)


def lettered(placed: Sequence[Placed], measure: Measure, given: Mapping[Target, str]) -> list[Placed]:
    """The placed texts, weightiest first, with as many letters as a list can hold, given out from above to below.

    Firms keep the letters that they were `given` before where they still have one.
    """
    letters = [row for row, item in enumerate(placed) if item.text.font == LETTER]
    placed = [item for row, item in enumerate(placed) if row not in letters[_MOST_LETTERS:]]
    rows = [row for row, item in enumerate(placed) if item.text.font == LETTER]
    rows.sort(key=lambda row: (placed[row].box[1] // _ROW, placed[row].box[0]))
    kept = {row: given[about] for row in rows if (about := placed[row].text.target) and about in given}
    free = filter(lambda word: word not in kept.values(), map(_letter, count()))
    words = [kept.get(row) or next(free) for row in rows]
    lengths = measure(words, LETTER).tolist()
    done = list(placed)
    for row, word, length in zip(rows, words, lengths, strict=True):
        done[row] = replace(placed[row], text=replace(placed[row].text, lines=(word,), lengths=(length,)))
    return done


def _letter(place: int) -> str:
    """a to z, then aa, ab and so on."""
    first, last = divmod(place, 26)
    return (_letter(first - 1) if first else "") + chr(ord("a") + last)


def letter_key(sheet: Sheet, scene: Scene) -> Letters:
    """Each letter of a drawn map with the name that it stands for."""
    names = {sheet.actor(row): str(name) for row, name in enumerate(sheet.snapshot.actor.name)}
    letters = [(mark.text, names[mark.target]) for mark in scene.marks
               if isinstance(mark, Label) and mark.font == LETTER and mark.target in names]  # fmt: skip
    return tuple(sorted(letters, key=lambda pair: (len(pair[0]), pair[0])))
