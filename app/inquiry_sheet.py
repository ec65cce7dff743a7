"""The inquiry sheet of a finding (核实单) from what the project knows: the firm's own rows alone, in one language."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from app.describe import describe_ref, row_of, source_of
from app.drawing_application import drawing_application
from app.rows import finding_title
from core.check_entered import UNASKED
from core.decisions import STATES, Standing, short_key
from core.errors import UserError
from core.finding_register import deadline_words
from core.findings import CHECKS, LAYER_TITLES, Finding, Ref
from core.firm_findings import held_back
from core.i18n import show, show_list, show_quantity, translate
from core.snapshot import Snapshot
from core.text import N_, Quantity, Text
from gis.exports import PaperSheet, Writing, export_sheets
from gis.inquiry_page import InquirySheet, inquiry_scenes
from gis.paint import measure

HOLDERS = ("actor", "sender", "receiver", "plant")
INTERNAL = N_("internal")
MOST_ROWS = 40
_STOPS = ".!?。！？…"


def inquiry_sheet(
    snapshot: Snapshot, finding: Finding, standing: Standing, language: str, answer_by: str = "", citation: str = ""
) -> InquirySheet:
    """What stands on the sheet of a finding; rows of other firms are counted and not shown.

    `snapshot` holds nothing that may only enter sums. UserError for a finding that goes out to no firm.
    """
    if any(held_back(snapshot, [finding])):
        raise UserError(
            Text("The finding {key} rests on a source for sums or for the superior office only, so no sheet of it goes "
                 "to a firm.",
                 {"key": short_key(finding)}),
            Text("Ask the firm for the figure of its own, or settle with whom the source is from what may be told."),
        )  # fmt: skip
    return sheet_for_firm(snapshot.for_firms(), finding, standing, language, answer_by, citation)


def sheet_for_firm(
    snapshot: Snapshot, finding: Finding, standing: Standing, language: str, answer_by: str = "", citation: str = ""
) -> InquirySheet:
    """The sheet of a finding that is not held back, from what files for firms may hold.

    It is named by its short key, which stays. `citation` names the locked edition that its numbers are of.
    """
    own = [ref for ref in finding.evidence if is_own(snapshot, ref, finding.subject)]
    rows = [(describe_ref(snapshot, ref, language), source_of(snapshot, ref)) for ref in own[:MOST_ROWS]]
    untold = translate(N_("source not told"), language)
    others = len(finding.evidence) - len(rows)
    more = Text(
        "{n} row more is not shown on this sheet.", {"n": others}, plural="{n} rows more are not shown on this sheet."
    )
    due = Text("Please answer by {date}.", {"date": answer_by}) if answer_by else Text("")
    return InquirySheet(
        title=translate(N_("Inquiry sheet for a finding"), language),
        number=show(Text("No. {number}", {"number": short_key(finding)}), language),
        facts=_facts(snapshot, finding, standing, language, citation),
        sentence=_sentence(finding, language),
        rows=tuple((what, source or untold) for what, source in rows),
        more=show(more, language) if others else "",
        rule=_rule(finding, language),
        said=tuple(_said(standing, language)),
        answer_by=show(due, language),
        marking=translate(INTERNAL, language),
        language=language,
    )


def _sentence(finding: Finding, language: str) -> str:
    """What was found, and of an entered finding what is demanded."""
    told = show(finding.sentence, language)
    if finding.layer != "entered" or finding.step == UNASKED:
        return told
    between = ("" if told[-1] in _STOPS else "。") if language == "zh" else (" " if told[-1] in _STOPS else ". ")
    return told + between + show(finding.step, language)


def is_own(snapshot: Snapshot, ref: Ref, subject: Ref) -> bool:
    """Whether a row is about the firm that the sheet goes to; a sheet about a region or link shows every row.

    A row that the snapshot does not hold, since it may only enter sums, is on no sheet.
    """
    if ref == subject:
        return True
    table: Any = getattr(snapshot, ref.table, None)
    row = row_of(table.uid, ref.uid) if table is not None and hasattr(table, "uid") else None
    if table is None or row is None:
        return False
    if subject.table != "actor" or ref.table == "entered_finding":
        return True
    if ref.table == "flow_amount":
        row, table = int(snapshot.flow_amount.flow[row]), snapshot.flow
    held = [getattr(table, name)[row] for name in HOLDERS if hasattr(table, name)]
    return any(place >= 0 and snapshot.actor.uid[place] == subject.uid for place in held)


def _facts(
    snapshot: Snapshot, finding: Finding, standing: Standing, language: str, citation: str
) -> tuple[tuple[str, str], ...]:
    facts = [(N_("Sent to"), _whom(snapshot, finding.subject, language))]
    if finding.subject.table == "flow":
        facts.append((N_("Link"), finding.subject.name))
    rows = np.flatnonzero(snapshot.actor.uid == finding.subject.uid).tolist()
    if rows:
        actor, row = snapshot.actor, rows[0]
        facts += [(N_("Credit code"), str(actor.credit_code[row])), (N_("Address"), str(actor.address[row]))]
    facts.append((N_("Finding"), finding_title(finding, language)))
    if finding.amount is not None:
        facts.append((N_("Amount"), show_quantity(Quantity(finding.amount, finding.unit), language)))
    facts.append((N_("Year"), str(finding.year or "")))
    facts.append((N_("State"), translate(STATES[standing.state], language)))
    facts += [(N_("Deadline"), deadline_words(standing, language)), (N_("Locked edition"), citation)]
    return tuple((translate(name, language), value) for name, value in facts if value)


def _whom(snapshot: Snapshot, subject: Ref, language: str) -> str:
    """The firm that a sheet goes to; of a link those at both ends."""
    row = row_of(snapshot.flow.uid, subject.uid) if subject.table == "flow" else None
    if row is None:
        return subject.name
    ends = (snapshot.flow.sender[row], snapshot.flow.receiver[row])
    return show_list([str(snapshot.actor.name[end]) for end in ends if end >= 0], language)


def _rule(finding: Finding, language: str) -> str:
    """Rule and layer, and the documents or sources that it rests on; computed attention says what it is."""
    rule = Text(CHECKS[finding.rule].title) if finding.rule in CHECKS else finding.rule
    values = {"rule": rule, "id": finding.rule, "layer": Text(LAYER_TITLES[finding.layer]), "source": finding.source}
    told = Text("{rule} ({layer}; rule {id}).", values)
    if finding.source:
        told = Text("{rule} ({layer}; rule {id}); source: {source}.", values)
    words = [show(told, language)]
    if finding.layer == "computed":
        words.append(translate(N_("It was computed from these figures and is no decision of an authority."), language))
    return ("" if language == "zh" else " ").join(words)


def _said(standing: Standing, language: str) -> list[str]:
    lines = []
    for one in standing.decisions:
        parts = (one.date, one.person, translate(STATES[one.state], language), one.text)
        lines.append("  ".join(part for part in parts if part))
    return lines


def write_inquiries(sheets: Sequence[InquirySheet], path: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write sheets into one file by its ending, each from a new page on; UserError for others than .pdf and .docx."""
    ending = path.suffix.lower()
    if ending == ".docx":
        # the library of Word documents is loaded when one is written
        import_module("gis.inquiry_document").write_inquiry_document(sheets, path, cancelled)
    elif ending == ".pdf":
        drawing_application()
        pages = [PaperSheet(scene, sheet.title) for sheet in sheets for scene in inquiry_scenes(sheet, measure)]
        export_sheets(pages, path, Writing(sheets[0].title, sheets[0].language), cancelled)
    else:
        raise UserError(
            Text("An inquiry sheet cannot be written as {file}.", {"file": path.name}),
            Text("End the name in .pdf or .docx."),
            file=str(path),
        )
