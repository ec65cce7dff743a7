"""Entered findings (督察、信访、检查反馈), known by kind, number of the document, subject and what was seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.firm_names import ALIKE, nearest_firms
from core.import_names import Names, Token
from core.import_rows import Claim, Row
from core.intake import Intake, SourceNote
from core.names import name_key
from core.records import new_uids
from core.text import Text

KEY = ("kind", "number", "subject_uid", "text")
DAY = len("2026-03-31")
NEAREST = 3
LEAST_LIKE = 0.5 * ALIKE  # a mistyped short name shares half of its letters and more


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a list of findings; its subject is a firm (table `actor`) or a region."""

    table: str
    subject: Token
    kind: str
    number: str
    text: str
    values: tuple[tuple[str, object], ...]
    source: SourceNote


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without what was seen, without a subject, or with a deadline that is no day."""
    subject, table = intake.mention(intake.directory.actors, row, "actor"), "actor"
    if subject is None:
        subject, table = intake.mention(intake.directory.regions, row, "region"), "region"
    if subject is None:
        row.refuse("actor", Text("the cell is empty"))
    deadline = row.date("deadline")
    if deadline and len(deadline) != DAY:
        row.refuse("deadline", Text("a deadline is a day, such as 2026-03-31"))
    weight = row.word("weight", "finding_weight")
    values = {
        "year": row.whole_year("year"),
        "matter": row.text("matter"),
        "severity": int(weight) if weight else None,
        "demand": row.text("demand"),
        "deadline": deadline,
    }
    return Draft(
        table=table,
        subject=subject,
        kind=row.word("kind", "finding_kind") or "inspection",
        number=row.number_text("number"),
        text=row.name("seen"),
        values=tuple((name, value) for name, value in values.items() if value not in ("", None)),
        source=intake.source(row),
    )


def claims(draft: Draft) -> Iterator[Claim]:
    """A document says a thing of a subject once."""
    key = (draft.kind, name_key(draft.number), draft.table, draft.subject, name_key(draft.text))
    yield Claim("seen", key, draft.values)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the finding or change the one with the same identity; a complaint about a name founds no firm or region."""
    names = intake.directory.actors if draft.table == "actor" else intake.directory.regions
    if names.is_pending(draft.subject):
        row.refuse(draft.table, _unknown(row.text(draft.table), names))
    subject = intake.ledger.rows(draft.table)[intake.settle(names, draft.subject, draft.source)]
    subject.setdefault("uid", new_uids(1)[0])  # a firm that is new by this import is named before it is written
    values = {
        "kind": draft.kind,
        "number": draft.number,
        "subject_table": draft.table,
        "subject_uid": subject["uid"],
        "subject_name": subject["name"],
        "text": draft.text,
        "source_id": intake.settle_source(draft.source),
        **dict(draft.values),
    }
    return intake.store("entered_finding", KEY, values, {"severity": 2})


def _unknown(name: str, names: Names) -> Text:
    """Why a finding about a name that the project does not know is not taken, with the nearest names."""
    known = [str(each["name"]) for each in names.ledger.rows(names.table).values()]
    near = [known[row] for row, score in nearest_firms([name], known, NEAREST)[0] if score >= LEAST_LIKE]
    if not near:
        return Text("the project has nothing of this name; add it first, or correct the name")
    return Text("the project has nothing of this name; the nearest are {names}", {"names": near})
