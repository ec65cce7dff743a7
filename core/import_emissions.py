"""Emissions, known by actor, outlet, medium, pollutant, year, destination and source; their mass is kept in tonnes."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from core.base_amounts import TONNES
from core.catalogues import find_pollutant
from core.cells import Cell, as_text
from core.import_choices import NEW
from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import UPDATED, Intake, SourceNote, identity
from core.ledger import Record
from core.quantities import Amount, amount_columns, read_amount
from core.text import Text
from core.units import factor_to
from core.words import find_word

KEY = ("actor_id", "outlet", "medium", "pollutant", "year", "destination", "plant_id", "source_id")
_SAME = KEY[:5]  # what an emission is of, wherever it goes and whoever tells it
_FIGURES = ("mass", "concentration", "limit_concentration", "permit_mass", "exceeding_days", "exceeding_hours")
_DIGITS = 12  # that two ways of writing a mass have in common
_MEDIA = ("water", "air", "soil")
_BELOW = re.compile(r"<.*|\d+(\.\d+)?L")  # "<0.05" or, in the monitoring forms, "0.05L"


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of an emission table; `plant` is the central plant it goes to, `known` the row of the project that it
    completes though its key differs. `goes` says whether the row tells where it goes: else "", or as "before"."""

    actor: Token
    plant: Token | None
    identity: tuple[str | int | None, ...]  # outlet, medium, pollutant, year, destination
    mass: Amount
    values: tuple[tuple[str, object], ...]
    source: SourceNote
    known: int | None = None
    goes: str = "told"


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without an actor or a pollutant, or where nobody knows the medium."""
    hidden = [column for column in ("mass", "concentration") if is_not_detected(row.given.get(column))]
    told = {column: as_text(row.given.get(column)) for column in hidden}
    row = row.without(*hidden) if hidden else row
    pollutant = row.name("pollutant")
    medium = row.word("medium", "emission_medium") or _likely_medium(row, pollutant)
    known = find_pollutant(medium, pollutant)
    destination, plant = _destination(row, intake)
    values: Record = {
        "concentration": row.number_of("concentration"),
        "limit_concentration": _limit(row),
        "permit_mass": row.number_of("permit mass"),
        "exceeding_days": _exceeding(row, "exceeding days", 366),
        "exceeding_hours": _exceeding(row, "exceeding hours", 8784),
        "not_detected": 1 if hidden else None,
        "note": "; ".join(filter(None, (row.text("note"), *told.values()))),
    }
    return Draft(
        actor=intake.actor(row),
        plant=plant,
        identity=(row.text("outlet"), medium, known.id if known else pollutant, row.whole_year("year"), destination),
        mass=read_amount(row, "mass"),
        values=tuple((name, value) for name, value in values.items() if value not in ("", None)),
        source=intake.source(row),
        goes="told" if row.text("destination") else "",
    )


def is_not_detected(cell: Cell) -> bool:
    """Whether a cell says that something was measured and lay below what can be detected."""
    text = cell.strip() if isinstance(cell, str) else ""
    return bool(text) and bool(find_word("not_detected", text) or _BELOW.fullmatch(text))


def _exceeding(row: Row, column: str, most: float) -> float | None:
    """Days or hours beyond a limit; a word such as none may mean that there were none, or that nobody knows."""
    number, cell = row.number_of(column, maximum=most), row.given.get(column)
    if number is None and isinstance(cell, str) and any(map(str.isalpha, cell)):
        row.remark(column, Text("read as not told; write 0 where the limit was never exceeded"))
    return number


def _limit(row: Row) -> float | None:
    """The limit of a concentration; no discharge standard has one of 0, and nothing could be a multiple of it."""
    limit = row.number_of("limit")
    if limit == 0:
        row.refuse("limit", Text("a limit of 0 is none; leave the cell empty where no limit is set"))
    return limit


def _likely_medium(row: Row, pollutant: str) -> str:
    """The only medium for which the table of pollutants knows a name."""
    media = [medium for medium in _MEDIA if find_pollutant(medium, pollutant)]
    if len(media) != 1:
        row.refuse("medium", Text("the medium is missing: water, air or soil"))
    return media[0]


def _destination(row: Row, intake: Intake) -> tuple[str, Token | None]:
    """Direct, generated only, to a central plant or the one that the cell names; an empty cell means direct."""
    text = row.text("destination")
    word = find_word("destination", text) if text else "direct"
    if word:
        return word, None
    return "plant", intake.mention(intake.directory.actors, row, "destination")


def prepare(drafts: dict[int, Draft], intake: Intake) -> dict[int, Draft]:
    """Drafts with the row they complete where its pollutant was typed by another name, or nobody told its source.

    Those that do not tell where they go are taken as the project knows it of the same outlet, pollutant and year.
    """
    index = intake.index("emission", KEY)
    before = {} if all(draft.goes for draft in drafts.values()) else _destinations(intake)
    others: dict[tuple[object, ...], int] = {}
    for id, row in intake.ledger.rows("emission").items():
        known = find_pollutant(str(row["medium"]), str(row["pollutant"]))
        if known is not None and (known.id != row["pollutant"] or row["source_id"] is None):
            others.setdefault(identity({**row, "pollutant": known.id}, KEY), id)
    masses: dict[tuple[object, ...], Amount] = {}
    led = {place: _led(_written_alike(draft, masses), before) for place, draft in drafts.items()}
    if not others:
        return led
    return {place: replace(draft, known=_completed(draft, index, others)) for place, draft in led.items()}


def _written_alike(draft: Draft, masses: dict[tuple[object, ...], Amount]) -> Draft:
    """A draft with its mass as an earlier row about the same writes it, where both tell just as much."""
    key = (draft.actor, draft.plant, draft.identity, draft.source.token, _in_tonnes(draft.mass))
    return replace(draft, mass=masses.setdefault(key, draft.mass))


def _in_tonnes(mass: Amount) -> object:
    """A mass by which 84.97 t and 84,970 kg are one; as entered where its unit is none of mass."""
    factor, _ = factor_to(mass.unit, TONNES.base_unit)
    if mass.value is None or mass.sd is not None or factor is None:
        return mass
    return float(f"{mass.value * factor:.{_DIGITS}g}"), mass.grade


def _destinations(intake: Intake) -> dict[tuple[object, ...], set[tuple[str, int | None]]]:
    """Where the emissions that the project holds go, with the plant, by what they are an emission of."""
    found: dict[tuple[object, ...], set[tuple[str, int | None]]] = {}
    for row in intake.ledger.rows("emission").values():
        known = find_pollutant(str(row["medium"]), str(row["pollutant"]))
        told = {**row, "pollutant": known.id if known else row["pollutant"]}
        found.setdefault(identity(told, _SAME), set()).add((row["destination"], row["plant_id"]))
    return found


def _led(draft: Draft, before: Mapping[tuple[object, ...], set[tuple[str, int | None]]]) -> Draft:
    """A draft that does not tell where it goes, sent to where alone the same went before."""
    ways = () if draft.goes else before.get(identity(_identity(draft), _SAME), ())
    if len(ways) != 1:
        return draft
    ((destination, plant),) = ways
    return replace(draft, identity=(*draft.identity[:-1], destination), plant=plant, goes="before")


def _completed(
    draft: Draft, index: Mapping[tuple[object, ...], int], others: Mapping[tuple[object, ...], int]
) -> int | None:
    """The row that a draft is about, None for one that its key finds, and where there is none."""
    key = identity(_identity(draft) | {"source_id": draft.source.token}, KEY)
    return None if key in index else others.get(key, others.get((*key[:-1], None)))


def _identity(draft: Draft) -> Record:
    outlet, medium, pollutant, year, destination = draft.identity
    told = {"outlet": outlet, "medium": medium, "pollutant": pollutant, "year": year, "destination": destination}
    return {"actor_id": draft.actor, "plant_id": draft.plant, **told}


def claims(draft: Draft) -> Iterator[Claim]:
    """An emission has one mass and one concentration by one source."""
    key = (draft.actor, draft.plant, draft.identity, draft.source.token)
    yield Claim("pollutant", key, (draft.mass, draft.values))


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the emission or change the one with the same identity."""
    directory = intake.directory
    _tell_way(draft, row, intake)
    plant = draft.plant and intake.settle(directory.actors, draft.plant, draft.source)
    values: Record = {
        **_identity(draft),
        "actor_id": intake.settle(directory.actors, draft.actor, draft.source),
        "plant_id": plant,
        "source_id": intake.settle_source(draft.source),
        "grade": draft.mass.grade,
        **_mass(draft, row),
        **dict(draft.values),
    }
    if draft.known is None:
        return intake.store("emission", KEY, values)
    return _complete(draft.known, values, row, intake)


def _tell_way(draft: Draft, row: Row, intake: Intake) -> None:
    """Say where a row was taken to go that does not tell it."""
    if draft.goes == "before" and draft.identity[-1] != "direct":
        row.remark("destination", Text("where it goes is not told; taken as the project has it of this outlet"))
    intake.unsent += not draft.goes


def _complete(id: int, values: Record, row: Row, intake: Intake) -> str:
    """Complete a row that is known by another name, or whose source nobody told and no figure of which differs."""
    rows = intake.ledger.rows("emission")
    untold = rows[id]["source_id"] is None
    if not untold or (intake.action(row.place) != NEW and _agree(rows[id], values)):
        intake.index("emission", KEY).setdefault(identity(values, KEY), id)
    outcome = intake.store("emission", KEY, values)
    if untold and intake.index("emission", KEY)[identity(values, KEY)] == id:
        return UPDATED if intake.ledger.change("emission", id, {"source_id": values["source_id"]}) else outcome
    return outcome


def _agree(known: Record, values: Record) -> bool:
    """Whether no figure that both tell differs."""
    if values.get("not_detected") and not known["not_detected"]:
        return False
    pairs = ((known[name], values.get(name)) for name in _FIGURES)
    return all(old is None or new is None or math.isclose(old, new) for old, new in pairs)


def _mass(draft: Draft, row: Row) -> Record:
    kept = amount_columns(draft.mass, row, replace(TONNES, name=row.text("pollutant")))
    return {"mass_entered": kept["value_entered"], "unit_entered": kept["unit_entered"], "mass": kept["value"]}
