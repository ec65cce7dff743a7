"""Rows of an actor table that may mean a firm that the project or the file has already.

Asked by credit code, then by name (also without legal form and full width), then by site: within 200 m with a name
alike. Two valid credit codes that differ prove that two firms are two.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from core.credit_codes import is_credit_code
from core.firm_names import ALIKE, likeness, plain_name
from core.geopackage import points_from_blobs
from core.import_actors import Draft
from core.import_choices import NEW, SKIP, UPDATE, Candidate
from core.import_rows import Row
from core.intake import Intake
from core.text import Text

NEAR = 200.0  # metres
_DEGREE = 111_320.0  # metres of a degree of latitude
_CELL = NEAR / _DEGREE
_SAME_CODE = Text("the same credit code")
_SAME_NAME = Text("the same name")
_SAME_PLAIN = Text("the same name without the legal form")


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm of the project (`row` 0) or of the file, as far as it can be compared."""

    name: str
    code: str
    point: tuple[float, float] | None
    uid: str = ""
    row: int = 0
    place: int = -1


class Register:
    """Firms by credit code, by name, by plain name and by site."""

    def __init__(self) -> None:
        self.codes: dict[str, Firm] = {}
        self.names: dict[str, Firm] = {}
        self.sites: dict[tuple[int, int], list[Firm]] = defaultdict(list)

    def add(self, firm: Firm, *aliases: str) -> None:
        """Let a firm be found."""
        if firm.code:
            self.codes.setdefault(firm.code, firm)
        for name in (firm.name, *aliases):
            self.names.setdefault(plain_name(name) or name, firm)
        if firm.point:
            self.sites[_cell(firm.point)].append(firm)

    def twin(self, firm: Firm) -> tuple[Firm, Text, str] | None:
        """The firm that another may be, why, and the likely choice; None where nothing speaks for one."""
        if firm.code and (same := self.codes.get(firm.code)):
            return same, _SAME_CODE, UPDATE
        named = self.names.get(plain_name(firm.name) or firm.name)
        if named and not _proved_apart(firm, named):
            return named, _SAME_NAME if named.name == firm.name else _SAME_PLAIN, UPDATE
        return self._neighbour(firm)

    def _neighbour(self, firm: Firm) -> tuple[Firm, Text, str] | None:
        if firm.point is None:
            return None
        column, line = _cell(firm.point)
        around = [self.sites.get((column + x, line + y), ()) for x in (-2, -1, 0, 1, 2) for y in (-1, 0, 1)]
        near = [other for firms in around for other in firms if _metres(firm, other) <= NEAR]
        scored = [(likeness(plain_name(firm.name), plain_name(other.name)), other) for other in near]
        alike = [(score, other) for score, other in scored if score >= ALIKE and not _proved_apart(firm, other)]
        if not alike:
            return None
        score, other = max(alike, key=lambda pair: pair[0])
        told = {"metres": round(_metres(firm, other)), "score": round(score)}
        return other, Text("a name alike ({score} of 100), {metres} m away", told), NEW


def _cell(point: tuple[float, float]) -> tuple[int, int]:
    return math.floor(point[0] / _CELL), math.floor(point[1] / _CELL)


def _metres(one: Firm, other: Firm) -> float:
    """The distance of two sites that lie near each other; infinite where one is unknown."""
    if one.point is None or other.point is None:
        return math.inf
    shrink = math.cos(math.radians(one.point[1]))
    return math.hypot((one.point[0] - other.point[0]) * shrink, one.point[1] - other.point[1]) * _DEGREE


def _proved_apart(one: Firm, other: Firm) -> bool:
    return bool(one.code != other.code and is_credit_code(one.code) and is_credit_code(other.code))


def twin_candidates(drafts: dict[int, Draft], rows: dict[int, Row], intake: Intake) -> Iterator[Candidate]:
    """Every row that may be a firm of the project, else one of an earlier row of the file.

    Rows on which nobody decided yet get a remark where they are not simply known by code or name.
    """
    known, earlier = _project_firms(intake), Register()
    for place, draft in drafts.items():
        at = dict(draft.values).get("point")
        firm = Firm(draft.name, draft.value("credit_code"), at, row=rows[place].number, place=place)  # type: ignore[arg-type]
        found = known.twin(firm) or earlier.twin(firm)
        earlier.add(firm, *(name for name, _ in draft.aliases))
        if found is None:
            continue
        other, why, likely = found
        if not other.uid and drafts[other.place] == draft:
            continue  # a row repeated, which is settled and told elsewhere
        if not other.uid and NEAR < _metres(firm, other) < math.inf:
            likely = NEW  # of one name, but on two sites: two works
        if intake.chosen(place) is None and (told := _told(firm, other, why)):
            rows[place].remark("credit code" if why is _SAME_CODE else "name", told)
        likely = SKIP if not other.uid and likely == UPDATE else likely
        where = (intake.sheet.file, intake.sheet.name, firm.row)
        yield Candidate(where, firm.name, other.uid, other.name, other.row, why, likely)


def _told(firm: Firm, other: Firm, why: Text) -> Text | None:
    """What a row is told where the two differ in name."""
    if other.name == firm.name:
        return None
    values = {"name": other.name, "why": why, "row": str(other.row)}
    if why is _SAME_CODE and other.uid:
        return Text("the project calls the firm with this credit code {name}; that is kept as its former name", values)
    if other.row:
        return Text("may be the firm {name} of row {row}: {why}", values)
    return Text("may be the firm {name} of the project: {why}", values)


def _project_firms(intake: Intake) -> Register:
    """The actors that the project had before the import."""
    register, ledger = Register(), intake.ledger
    actors = [row for id, row in ledger.rows("actor").items() if not ledger.is_new("actor", id)]
    points = points_from_blobs([row.get("geom") for row in actors]).tolist()
    aliases: dict[int, list[str]] = defaultdict(list)
    for alias in ledger.rows("actor_alias").values():
        aliases[alias["actor_id"]].append(alias["name"])
    for actor, (lon, lat) in zip(actors, points, strict=True):
        point = None if lon != lon else (lon, lat)
        firm = Firm(actor["name"], actor.get("credit_code") or "", point, actor["uid"])
        register.add(firm, *aliases[actor["id"]])
    return register
