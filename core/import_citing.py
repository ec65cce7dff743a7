"""Which source an actor cites after another table told of it: a row has one source, which is cited for all its cells.

A table that tells some cells more does not become the source of the others. It does where it tells all that is cited,
and where less may be done with it than with the source before, so that nothing is shown that must not be.
"""

from core.intake import UNSTATED_USE, Intake, SourceNote
from core.kinds import SUMS_ONLY, SUPERIOR
from core.ledger import Record

CITED = ("geom", "region_id", "industry_code", "role", "permit_class", "credit_code", "address", "scale", "started")
_NARROWNESS = {"public": 0, UNSTATED_USE: 1, SUPERIOR: 2, SUMS_ONLY: 3}


def becomes_source(existing: Record, told: Record, note: SourceNote, intake: Intake) -> bool:
    """Whether an actor that a row tells more of cites the row's source from now on."""
    first = existing.get("source_id")
    if first is None or existing.get("unclaimed") or intake.directory.sources.current(note.token) == first:
        return True
    held = [name for name in CITED if existing.get(name) not in (None, "")]
    return all(name in told for name in held) or _use_of(note, intake) > _use(intake.ledger.rows("source")[first])


def _use_of(note: SourceNote, intake: Intake) -> int:
    """How little may be done with the source of a row, made already or not."""
    token = intake.directory.sources.current(note.token)
    known = intake.ledger.rows("source").get(token or 0, {})
    return _use({"permitted_use": intake.permitted_use, **known, **dict(note.told)})


def _use(source: Record) -> int:
    return _NARROWNESS[str(source.get("permitted_use") or UNSTATED_USE)]
