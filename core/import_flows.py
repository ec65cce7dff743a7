"""Links and the statements about their amounts.

A link is known by sender, receiver, commodity, kind and start. A row without a start speaks of the only such link, of
the latest that had begun in its year, else of one whose start is unknown; a start newly given completes a link whose
start was unknown. A statement is known by link, year, period, origin, source and document. Without a document number
the equal ones are the same, and the others take the place of those that the source no longer makes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.base_amounts import commodity_kept_as
from core.import_names import Token
from core.import_rows import Claim, Passed, Row
from core.intake import IMPORTED, SKIPPED, UPDATED, Intake, SourceNote
from core.ledger import Record
from core.quantities import Amount, amount_columns, read_amount
from core.survey_codes import is_page_code
from core.text import Text
from core.units import base_unit_of
from core.words import find_word

Ends = tuple[Token | None, Token | None, Token, str]  # sender, receiver, commodity, kind
LINK = ("sender_id", "receiver_id", "commodity_id", "kind", "since")
STATEMENT = ("flow_id", "year", "period", "origin", "source_id", "document")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of a flow table."""

    ends: Ends
    since: int | None
    until: int | None
    status: str
    contract: str
    note: str
    source: SourceNote
    year: int | None
    period: str
    document: str
    origin: str
    amount: Amount
    r_tag: str = ""

    @property
    def states(self) -> bool:
        """Whether the row says something about an amount, be it that it is unknown for a year."""
        return bool(self.amount.value is not None or self.year or self.period or self.document)


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected without any end, with names in doubt, or with an amount that cannot be one."""
    _pass_voided(row, intake)
    sender, receiver = _end(row, "from", intake), _end(row, "to", intake)
    if sender is None and receiver is None:
        row.refuse("from", Text("sender and receiver are both empty; at least one of them must be an actor"))
    kind = row.word("kind", "flow_kind") or "material"
    amount = read_amount(row, "amount")
    if amount.value is None and not row.text("amount") and is_page_code(row.text("document")):
        raise Passed(Text("no value is filled in"))
    since, until = row.year("since"), row.year("until")
    if since and until and until < since:
        row.refuse("until", Text("the link ends before it starts"))
    year, period = _period(row)
    return Draft(
        since=since,
        until=until,
        status=row.word("status", "flow_status"),
        contract=row.text("contract"),
        r_tag=row.word("r tag", "r_tag"),
        note=row.text("note"),
        source=intake.source(row),
        year=year,
        period=period,
        document=row.number_text("document"),
        origin=row.word("origin", "origin") or ("estimate" if amount.grade == "estimate" else "published"),
        amount=amount,
        ends=(sender, receiver, _commodity(row, intake, kind, amount), kind),  # last: a refused row tells no unit
    )


def _pass_voided(row: Row, intake: Intake) -> None:
    """Pass over a row whose document was voided, and say where the project has taken it in before."""
    if not any(find_word("voided", row.text(column)) for column in ("manifest state", "status")):
        return
    document = row.number_text("document")
    if document and any(known["document"] == document for known in intake.ledger.rows("flow_amount").values()):
        told = {"document": document}
        raise Passed(Text("voided; the project still counts an earlier statement of {document}, remove it there", told))
    raise Passed(Text("voided"))


def _end(row: Row, column: str, intake: Intake) -> Token | None:
    """The actor at an end of a link, None for an empty cell or a word for what lies outside the cluster."""
    if find_word("outside", row.text(column)):
        return None
    return intake.mention(intake.directory.actors, row, column)


def _period(row: Row) -> tuple[int | None, str]:
    """The year and the part of it that a statement is about."""
    year, part = row.period("year")
    text = row.text("period")
    if text and year is None:
        year, part = row.period("period")
        return year, part
    return year, text or part


def _commodity(row: Row, intake: Intake, kind: str, amount: Amount) -> Token:
    """The commodity; a new one is kept in the base unit of its first amount that is understood."""
    medium = row.word("medium", "medium") or find_word("medium_of_kind", kind) or ""
    base = base_unit_of(amount.unit) if amount.value is not None else ""
    return intake.commodity(row, medium, base)


def claims(draft: Draft) -> Iterator[Claim]:
    """A link has one end, status and contract; a document number one amount."""
    link = (draft.ends, draft.since)
    for column, content in (("until", draft.until), ("status", draft.status), ("contract", draft.contract)):
        if content:
            yield Claim(column, link, content)
    if draft.note and not draft.states:
        yield Claim("note", link, draft.note)
    if draft.document:
        told = (draft.year, draft.period, draft.origin, draft.source.token, draft.document)
        yield Claim("document", (link, told), (draft.amount, draft.note))


def prepare(drafts: dict[int, Draft], intake: Intake) -> dict[int, Draft]:
    """Say which link and which existing statement each row means, which only all rows together tell."""
    in_file: dict[Ends, set[int]] = defaultdict(set)
    for draft in drafts.values():
        if draft.since:
            in_file[draft.ends].add(draft.since)
    known: dict[Ends, set[int | None]] = defaultdict(set)
    for sender, receiver, commodity, kind, since in intake.index("flow", LINK):
        known[sender, receiver, commodity, kind].add(since)
    settled = dict(drafts)
    for number, draft in drafts.items():
        starts = None if draft.since else {*known.get(draft.ends, ()), *in_file.get(draft.ends, ())} - {None}
        if starts and (start := _start(draft, starts)):
            settled[number] = replace(draft, since=start)
    _complete_starts(in_file, known, intake)
    _match_statements(settled, intake)
    return settled


def _start(draft: Draft, starts: set[int | None]) -> int | None:
    """The start of the link that a row without one means."""
    dated = sorted(start for start in starts if start)
    if len(dated) == 1:
        return dated[0]
    begun = [start for start in dated if draft.year and start <= draft.year]
    return begun[-1] if begun else None


def _complete_starts(in_file: dict[Ends, set[int]], known: dict[Ends, set[int | None]], intake: Intake) -> None:
    """Let the row that gives the only start of a link mean the existing one whose start was unknown."""
    index = intake.index("flow", LINK)
    for ends, starts in in_file.items():
        if known.get(ends) == {None} and len(starts) == 1:
            (start,) = starts
            index[(*ends, start)] = index.pop((*ends, None))


def _match_statements(drafts: dict[int, Draft], intake: Intake) -> None:
    """Pair the rows without a document number with the statements that their source made before."""
    existing = _existing_statements(intake)
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    links = intake.index("flow", LINK)
    for number, draft in drafts.items() if existing else ():
        link = links.get((*draft.ends, draft.since))
        key = (link, draft.year, draft.period, draft.origin, draft.source.token, "")
        if draft.states and not draft.document and key in existing:
            groups[key].append(number)
    for group, numbers in groups.items():
        intake.paired.update(_pairs(numbers, drafts, existing[group], intake))


def _existing_statements(intake: Intake) -> dict[tuple[object, ...], list[int]]:
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for id, row in intake.ledger.rows("flow_amount").items():
        found[tuple(row[column] for column in STATEMENT)].append(id)
    return found


def _pairs(
    numbers: list[int], drafts: dict[int, Draft], statements: list[int], intake: Intake
) -> Iterable[tuple[int, int]]:
    """Equal ones first, then the rest in their order; a repeated row of the file goes with its first."""
    free: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for id in reversed(statements):
        row = intake.ledger.rows("flow_amount")[id]
        free[row["value_entered"], row["unit_entered"], row["grade"], row["note"]].append(id)
    taken: dict[Draft, int] = {}
    late: list[Draft] = []
    for draft in dict.fromkeys(drafts[number] for number in numbers):
        amount = draft.amount
        equal = free.get((amount.value, amount.unit, amount.grade, draft.note))
        if equal:
            taken[draft] = equal.pop()
        else:
            late.append(draft)
    left = sorted(id for ids in free.values() for id in ids)
    taken.update(zip(late, left, strict=False))
    return [(number, taken[drafts[number]]) for number in numbers if drafts[number] in taken]


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add or change the link, then the statement about its amount."""
    links = intake.index("flow", LINK)
    key = _link_key(draft, intake)
    intake.open_ended += not (row.text("from") and row.text("to"))
    if key not in links:
        links[key] = intake.ledger.add("flow", _new_link(key, draft, intake))
        intake.new_links.add(links[key])
        outcome = IMPORTED
    else:
        outcome = UPDATED if intake.ledger.change("flow", links[key], _given(draft)) else SKIPPED
    _tell_own_use(draft, row)
    if not draft.states:
        return outcome
    told = _store_statement(draft, row, links[key], intake)
    _tell_undated(draft, row, intake)
    if told == IMPORTED and links[key] not in intake.new_links:
        intake.completed_links.add(links[key])
    return told if told == IMPORTED or outcome == SKIPPED else outcome


def _tell_own_use(draft: Draft, row: Row) -> None:
    """Point at a receiver that is the sender."""
    sender, receiver, *_ = draft.ends
    if sender is not None and sender == receiver:
        told = {"name": row.text("from")}
        row.remark(
            "to",
            Text(
                "{name} is sender and receiver at once; what a firm hands to itself counts as its own use, where it "
                "tells of no other. If another firm is meant, correct the name.",
                told,
            ),
        )


def _tell_undated(draft: Draft, row: Row, intake: Intake) -> None:
    """Count an amount without a year, and point at its cell where other rows of the table have one."""
    if draft.amount.value is None or draft.year is not None:
        return
    intake.undated += 1
    if "year" in row.columns.places:
        row.remark("year", Text("the amount has no year; add it if it belongs to one"))


def _link_key(draft: Draft, intake: Intake) -> tuple[object, ...]:
    """What identifies the link, with every name of it in the project."""
    directory, (sender, receiver, commodity, kind) = intake.directory, draft.ends
    return (
        sender and intake.settle(directory.actors, sender, draft.source),
        receiver and intake.settle(directory.actors, receiver, draft.source),
        intake.settle(directory.commodities, commodity, draft.source),
        kind,
        draft.since,
    )


def _new_link(key: tuple[object, ...], draft: Draft, intake: Intake) -> Record:
    return {
        **dict(zip(LINK, key, strict=True)),
        "until": draft.until,
        "status": draft.status or "running",
        "contract": draft.contract,
        "r_tag": draft.r_tag,
        "note": "" if draft.states else draft.note,
        "source_id": intake.settle_source(draft.source),
    }


def _given(draft: Draft) -> Record:
    """What a row says about an existing link itself."""
    note = "" if draft.states else draft.note
    told = {"since": draft.since, "until": draft.until, "status": draft.status, "contract": draft.contract}
    told |= {"note": note, "r_tag": draft.r_tag}
    return {name: value for name, value in told.items() if value}


def _store_statement(draft: Draft, row: Row, flow: int, intake: Intake) -> str:
    commodity = intake.ledger.rows("commodity")[intake.ledger.rows("flow")[flow]["commodity_id"]]
    values: Record = {
        "flow_id": flow,
        "year": draft.year,
        "period": draft.period,
        "document": draft.document,
        "origin": draft.origin,
        "source_id": intake.settle_source(draft.source),
        "grade": draft.amount.grade,
        **amount_columns(draft.amount, row, commodity_kept_as(commodity)),
        "note": draft.note,
    }
    if draft.document:
        return intake.store("flow_amount", STATEMENT, values)
    if row.place not in intake.paired:
        intake.ledger.add("flow_amount", values)
        return IMPORTED
    return UPDATED if intake.ledger.change("flow_amount", intake.paired[row.place], values) else SKIPPED
