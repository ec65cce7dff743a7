"""The board of a survey in words: as sentences, as JSON, and on the card of a firm."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.card_blocks import Block, Line
from app.session import Session
from core.display_names import in_language
from core.i18n import show, show_list
from core.survey_board import BACK, OUT, SILENT, STATES, BoardFirm, BoardPacket, read_board
from core.survey_order import KINDS
from core.survey_visits import OUTCOMES, Visit, last_visits, read_visits
from core.text import N_, Text

TITLE = N_("Board of the survey")
NOTHING = N_("No survey packet went out yet. Survey > Make a survey packet writes one.")


def packet_sentence(packet: BoardPacket) -> Text:
    """How a packet stands, in a line, with its kind, since one person may have several."""
    title: str | Text = packet.title
    if packet.kind in KINDS:
        title = Text("{title} ({kind})", {"title": title, "kind": Text(KINDS[packet.kind])})
    values = {
        "title": title, "n": len(packet.firms), "back": packet.count(BACK), "conflicts": packet.conflicts,
        "unmet": packet.unmet, "silent": packet.count(SILENT), "out": packet.count(OUT),
    }  # fmt: skip
    return Text(
        "{title}: {n} firm, {back} back, {conflicts} conflicts, {unmet} refused, stopped or moved, "
        "{silent} with nothing noted, {out} still out",
        values,
        plural="{title}: {n} firms, {back} back, {conflicts} conflicts, {unmet} refused, stopped or moved, "
        "{silent} with nothing noted, {out} still out",
    )


def firm_told(firm: BoardFirm, language: str) -> str:
    """How a firm stands, with its day, conflicts, photos and note."""
    conflicts = Text("{n} conflict", {"n": firm.conflicts}, plural="{n} conflicts")
    parts = [
        show(Text(STATES[firm.state]), language),
        firm.day,
        show(conflicts, language) if firm.conflicts else "",
        photos_told(firm.photos, language),
        note_told(firm, language),
    ]
    return show_list([part for part in parts if part], language)


def note_told(firm: BoardFirm, language: str) -> str:
    """What was noted of a firm, and how near a track came."""
    passed = show(firm.passed, language) if firm.passed is not None else ""
    return show_list([part for part in (firm.note, passed) if part], language)


def photos_told(photos: Sequence[str], language: str) -> str:
    """The photos that a visit named, without their folder; '' for none."""
    names = [name.replace("\\", "/").rpartition("/")[2] for name in photos]
    told = Text("photo {names}", {"n": len(names), "names": names}, plural="photos {names}")
    return show(told, language) if names else ""


def board_lines(packets: Sequence[BoardPacket], language: str) -> Iterator[Text]:
    """The board in sentences: of every packet how it stands, then its firms but for those still out."""
    if not packets:
        yield Text(NOTHING)
    for packet in packets:
        yield packet_sentence(packet)
        for firm in packet.firms:
            if firm.state != OUT or firm.conflicts or firm.passed is not None:
                told = {"page": firm.page, "firm": firm.name, "told": firm_told(firm, language)}
                yield Text("  {page} {firm}: {told}", told)
        if packet.hidden:
            yield Text(
                "  {n} firm only enters sums and is not listed.",
                {"n": packet.hidden},
                plural="  {n} firms only enter sums and are not listed.",
            )
    if due := len({firm.uid for packet in packets for firm in packet.firms if firm.due}):
        yield Text(
            "{n} firm has stopped or is closed by its visit, and runs in the project; --take-status writes it down.",
            {"n": due},
            plural="{n} firms have stopped or are closed by their visits, and run in the project; --take-status "
            "writes it down.",
        )


def board_record(packets: Sequence[BoardPacket]) -> dict[str, Any]:
    """The board as plain values for JSON."""
    return {"packets": [_packet_record(packet) for packet in packets]}


def _packet_record(packet: BoardPacket) -> dict[str, Any]:
    return {
        "packet_id": packet.uid, "title": packet.title, "kind": packet.kind, "sent": packet.sent,
        "returned": packet.returned or None, "counts": {
            "firms": len(packet.firms), "back": packet.count(BACK), "conflicts": packet.conflicts,
            "not_met": packet.unmet, "silent": packet.count(SILENT), "out": packet.count(OUT), "hidden": packet.hidden,
        },
        "firms": [
            {
                "uid": firm.uid, "name": firm.name, "page": firm.page, "state": firm.state, "date": firm.day or None,
                "photos": list(firm.photos), "note": firm.note, "conflicts": firm.conflicts,
                "status_due": firm.due, "passed": firm.passed is not None,
            }
            for firm in packet.firms
        ],
    }  # fmt: skip


def kind_told(packet: BoardPacket, language: str) -> str:
    """Which kind of packet it is."""
    return show(Text(KINDS[packet.kind]), language) if packet.kind in KINDS else ""


def visit_lines(visits: Sequence[Visit], uid: str, language: str) -> Iterator[str]:
    """What a firm's card says of its visits: the last outcome, and the photos that were named."""
    own = [visit for visit in visits if visit.firm == uid]
    yield from (f"{visit.day} {show(visit.passed, language)}" for visit in own if visit.passed is not None)
    last = last_visits(own).get(uid)
    if last is None:
        return
    outcome = Text(OUTCOMES[last.outcome]) if last.outcome else Text("noted")
    photos = photos_told(tuple(dict.fromkeys(photo for visit in own for photo in visit.photos)), language)
    told = show(Text("Visit {date}: {outcome}", {"date": last.day, "outcome": outcome}), language)
    yield show_list([part for part in (told, photos, last.note) if part], language)


def visit_blocks(session: Session, uid: str) -> list[Block]:
    """The visits of a firm on its card; nothing while an edit has the project."""
    if session.project is None or session.lent:
        return []
    with session.project.reading() as connection:
        visits = read_visits(connection)
    return [Line(line, "soft") for line in visit_lines(visits, uid, session.language)]


def boards(session: Session) -> tuple[BoardPacket, ...]:
    """The board of the open project."""
    if session.project is None or session.lent:
        return ()
    with session.project.reading() as connection:
        return read_board(connection, in_language(session.project.snapshot(), session.language))
