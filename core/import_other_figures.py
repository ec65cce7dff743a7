"""What is told of a figure beside which the project holds another source's: which of the two counts, and why."""

import math

from core.intake import Intake, identity
from core.kinds import GRADES
from core.ledger import Record
from core.statements import ACCURACY
from core.text import Quantity, Text

ABOUT = ("actor_id", "region_id", "item", "commodity_id", "year")  # what a statistic is a figure of


def beside_others(values: Record, intake: Intake) -> Text | None:
    """What to say of a statistic, as it is stored, that is none of the project's own source for the same.

    None where no other source tells another figure of it.
    """
    known = intake.known("statistic", ABOUT).get(identity(values, ABOUT), ())
    others = [row for row in known if row["source_id"] != values["source_id"] and _differs(row, values)]
    if not others or values["value"] is None:
        return None
    other = max(others, key=lambda row: _rank(row, intake))
    sources = intake.ledger.rows("source")
    title = str(sources[other["source_id"]]["title"]) if other["source_id"] else Text("a row without a source")
    told = {"source": title, "value": Quantity(other["value"], str(other["unit"]))}
    if _rank(values, intake) > _rank(other, intake):
        return Text("{source} tells {value} of the same; this row counts now, as it is better graded or newer", told)
    return Text(
        "{source} tells {value} of the same and goes on counting; give this row a better grade or its source a later "
        "date, or name that source here to correct its figure",
        told,
    )


def _differs(row: Record, values: Record) -> bool:
    """Whether two figures are further apart than ledgers are exact."""
    pair = row["value"], values["value"]
    return None not in pair and not math.isclose(*pair, rel_tol=ACCURACY)


def _rank(row: Record, intake: Intake) -> tuple[int, str]:
    """How far a row goes before others, as `core.statements.rank` has it of rows; of equals the older one."""
    source = intake.ledger.rows("source").get(row["source_id"])
    return GRADES.get(str(row.get("grade") or ""), 0), str(source.get("date") or "") if source else ""
