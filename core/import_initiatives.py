"""Improvement projects, known by their name and owner; money is kept in 10 000 yuan, savings per year by their kind."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from core.i18n import unit_text
from core.import_rows import Claim, Row
from core.intake import Intake, SourceNote
from core.names import name_key, tidy
from core.text import Text
from core.units import factor_to

KEY = ("name", "owner")
MONEY = "wan_yuan"
# Columns of savings per year with the unit in which they are kept.
SAVINGS = {"energy saved": "tce", "water saved": "m3", "carbon saved": "t", "waste used": "t"}
_TEXTS = {"task": "task", "content": "content"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a list of improvement projects."""

    name: str
    owner: str
    values: tuple[tuple[str, object], ...]
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without a name, or with money or savings in no unit."""
    start, completion = row.date("start"), row.date("completion")
    if start and completion and completion < start[: len(completion)]:
        row.refuse("completion", Text("the project is completed before it starts"))
    savings = {column: amount for column, unit in SAVINGS.items() if (amount := _amount(row, column, unit)) is not None}
    values = {
        **{target: row.text(column) for column, target in _TEXTS.items()},
        "investment_planned": _amount(row, "investment planned", MONEY),
        "investment_spent": _amount(row, "investment spent", MONEY),
        "start": start,
        "completion": completion,
        "progress": row.percent("progress") if "progress" in row.given else None,
        "r_tag": row.word("r tag", "r_tag"),
        "savings_planned": json.dumps(savings, ensure_ascii=False) if savings else "",
    }
    return Draft(
        name=tidy(row.name("initiative")),
        owner=tidy(row.text("owner")),
        values=tuple((name, value) for name, value in values.items() if value not in ("", None)),
        source=intake.source(row),
    )


def _amount(row: Row, column: str, base: str) -> float | None:
    """The number under a column in a base unit, by the unit of its heading or of the title."""
    number = row.number_of(column)
    if number is None:
        return None
    unit = row.columns.units.get(column) or row.columns.title_unit
    if not unit:
        row.refuse(column, Text("the amount has no unit"))
    factor, _ = factor_to(unit, base, "water" if base == "m3" else "")
    if factor is None:
        row.refuse(column, Text("{unit} cannot become {base}", {"unit": unit, "base": unit_text(base)}))
    return number * factor


def claims(draft: Draft) -> Iterator[Claim]:
    """A project of an owner is told once."""
    yield Claim("initiative", (name_key(draft.name), name_key(draft.owner)), draft)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the project or change the one of this name and owner."""
    values = {"name": draft.name, "owner": draft.owner, "source_id": intake.settle_source(draft.source)}
    return intake.store("initiative", KEY, {**values, **dict(draft.values)})
