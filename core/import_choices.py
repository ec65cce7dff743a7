"""What a user decides about an import before it is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.kinds import PERMITTED_USES
from core.text import Text

UPDATE, SKIP, NEW = "update", "skip", "new"
ACTIONS = (UPDATE, SKIP, NEW)

Place = tuple[str, str, int]  # file, sheet, number of the row in the file


@dataclass(frozen=True, slots=True)
class RowChoice:
    """What becomes of one row: it updates an actor (`uid`, "" = the one it is known by), is skipped, or is new."""

    action: str
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Decisions of an import.

    `permitted_use` is written to the sources that the import makes, "" leaves the usual one. `on_duplicate` says what
    becomes of rows about what the project has already, `rows` overrides it for single rows. `same_as` gives names that
    only rows mention the uid of the actor they mean. `reason` is told in the history. ValueError for other words.
    """

    permitted_use: str = ""
    on_duplicate: str = UPDATE
    rows: Mapping[Place, RowChoice] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def __post_init__(self) -> None:
        actions = {self.on_duplicate, *(choice.action for choice in self.rows.values())}
        if actions - set(ACTIONS) or self.permitted_use not in ("", *PERMITTED_USES):
            raise ValueError(f"choose among {ACTIONS} and {tuple(PERMITTED_USES)}")

    def of_row(self, place: Place) -> RowChoice | None:
        """What was decided of this very row, None where nothing was."""
        return self.rows.get(place) if self.rows else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be about the same actor as another row (`other_row`, 0 for none) or an actor of the project.

    `uid` is the project's actor, "" where the other stands in the file alone; `likely` is the choice to offer first.
    """

    place: Place
    name: str
    uid: str
    other_name: str
    other_row: int
    why: Text
    likely: str


def choose_all(candidates: Iterable[Candidate], action: str = "") -> dict[Place, RowChoice]:
    """One choice for every candidate, "" = the likely one of each; the first candidate of a row decides."""
    chosen: dict[Place, RowChoice] = {}
    for candidate in candidates:
        act = action or candidate.likely
        chosen.setdefault(candidate.place, RowChoice(act, candidate.uid if act == UPDATE else ""))
    return chosen
