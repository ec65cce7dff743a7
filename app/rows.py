"""Tables of the bottom panels as columns: firms, links, findings, history and rows that an import returned."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from app.contents import Shown
from app.describe import OUTSIDE, link_amount
from app.table_model import Column, Rows
from core.columns import Integers, Words
from core.decisions import STATES, Standing
from core.display_names import term
from core.finding_register import deadline_words
from core.findings import LAYER_TITLES, Finding
from core.history import HistoryEntry
from core.i18n import show, show_quantity, translate
from core.kinds import ACTOR_KINDS, FLOW_KINDS, GRADE_TITLES, ORIGINS, POINT_QUALITIES, ROLES, SEVERITIES, STATUSES
from core.renaming import Names, text_in
from core.text import N_, Quantity
from gis.cards import rule_title

_KIND_TITLES = {kind.id: kind.title for kind in FLOW_KINDS.values()}


def words(values: Iterable[object]) -> npt.NDArray[Any]:
    """Any values as an object array of their texts."""
    texts = [str(value) for value in values]
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def text_column(title: str, values: npt.NDArray[Any], width: int = 110) -> Column:
    """A column of texts shown as they are."""
    return Column(title, values, lambda row: str(values[row]), width)


def titled(values: Words, titles: dict[str, str], language: str) -> Words:
    """Words of a closed list by their titles in a language; '' stays ''."""
    shown = {word: translate(titles[word], language) if word in titles else word for word in set(values)}
    return words([shown[word] for word in values])


def named(names: Words, rows: Integers, nothing: str) -> Words:
    """Names by row index, `nothing` for -1."""
    return np.append(names, nothing)[rows]


def year_text(year: float) -> str:
    """A year without its decimals, '' where unknown."""
    return "" if np.isnan(year) else str(int(year))


def actor_rows(shown: Shown, findings: Sequence[Finding], language: str) -> Rows:
    """One row per actor: who it is, where it lies, its links of the year and its flags."""
    actors, flows = shown.links.actor, shown.links.flow
    links = _counted(flows.sender, len(actors)) + _counted(flows.receiver, len(actors))
    flagged = _flags(shown, findings)
    region = named(shown.links.region.name, actors.region, "")
    role = titled(actors.role, ROLES, language)
    kind = titled(actors.kind, ACTOR_KINDS, language)
    columns = (
        text_column(N_("Name"), actors.name, 210),
        text_column(N_("Role"), role, 110),
        text_column(N_("Kind"), kind, 110),
        text_column(N_("Region"), region, 120),
        text_column(N_("Industry"), actors.industry_code, 90),
        _count_column(N_("Links"), links, 70),
        _count_column(N_("Findings"), flagged, 80),
        text_column(N_("Status"), titled(actors.status, STATUSES, language), 90),
        text_column(N_("Coordinates"), titled(actors.point_quality, POINT_QUALITIES, language), 130),
        text_column(N_("Source"), named(shown.links.source.title, actors.source, ""), 260),
    )
    return Rows(columns, actors.uid, (actors.name, role, kind, region, actors.industry_code))


def _counted(ends: Integers, count: int) -> npt.NDArray[np.int64]:
    return np.bincount(ends[ends >= 0], minlength=count)


def _flags(shown: Shown, findings: Sequence[Finding]) -> npt.NDArray[np.int64]:
    """How many findings each actor is the subject of."""
    by_uid: dict[str, int] = {}
    for finding in findings:
        by_uid[finding.subject.uid] = by_uid.get(finding.subject.uid, 0) + 1
    return np.array([by_uid.get(uid, 0) for uid in shown.links.actor.uid], dtype=np.int64)


def _count_column(title: str, counts: npt.NDArray[np.int64], width: int) -> Column:
    return Column(title, counts, lambda row: str(counts[row]) if counts[row] else "", width)


def link_rows(shown: Shown, language: str) -> Rows:
    """One row per link of the year with the figure that counts."""
    links, figure = shown.links, shown.figures
    flows, outside = links.flow, translate(OUTSIDE, language)
    sender = named(links.actor.name, flows.sender, outside)
    receiver = named(links.actor.name, flows.receiver, outside)
    commodity = links.commodity.name[flows.commodity]
    kind = titled(flows.kind, _KIND_TITLES, language)
    columns = (
        text_column(N_("From"), sender, 180),
        text_column(N_("To"), receiver, 180),
        text_column(N_("Commodity"), commodity, 140),
        text_column(N_("Kind"), kind, 100),
        Column(N_("Amount per year"), figure.value, lambda row: link_amount(shown, row, language), 150),
        text_column(N_("Grade"), titled(figure.grade, GRADE_TITLES, language), 80),
        text_column(N_("Stated by"), titled(figure.origin, ORIGINS, language), 140),
        text_column(N_("Status"), titled(flows.status, STATUSES, language), 80),
        Column(N_("Since"), flows.since, lambda row: year_text(flows.since[row]), 70),
        text_column(N_("Source"), named(links.source.title, flows.source, ""), 260),
    )
    return Rows(columns, flows.uid, (sender, receiver, commodity, kind))


def finding_rows(findings: Sequence[Finding], language: str, standings: Sequence[Standing] = ()) -> Rows:
    """One row per finding, numbered as on the map; the uid of a row is its place in the list.

    Where it is told where they stand, a column says it with the deadline.
    """
    number = np.arange(1, len(findings) + 1)
    subject = words([finding.subject.name for finding in findings])
    rule = words([finding_title(finding, language) for finding in findings])
    layer = words([translate(LAYER_TITLES[finding.layer], language) for finding in findings])
    severity = np.array([finding.severity for finding in findings], dtype=np.int64)
    amount = np.array([np.nan if finding.amount is None else finding.amount for finding in findings], dtype=np.float64)
    sentence = words([show(finding.sentence, language) for finding in findings])
    step = words([show(finding.step, language) for finding in findings])
    columns = (
        Column(N_("No."), number, lambda row: str(number[row]), 46),
        text_column(N_("Subject"), subject, 130),
        text_column(N_("Finding"), rule, 190),
        Column(N_("Amount"), amount, lambda row: finding_amount(findings[row], language), 96),
        text_column(N_("Layer"), layer, 84),
        Column(N_("Weight"), severity, lambda row: translate(SEVERITIES[int(severity[row])], language), 106),
        *_standing_column(standings, language),
        text_column(N_("What is known"), sentence, 460),
        text_column(N_("Next step"), step, 420),
    )
    return Rows(columns, words(range(len(findings))), (subject, rule, layer, sentence))


def _standing_column(standings: Sequence[Standing], language: str) -> tuple[Column, ...]:
    if not standings:
        return ()
    told = [
        " ".join(filter(None, (translate(STATES[one.state], language), deadline_words(one, language))))
        for one in standings
    ]
    return (text_column(N_("State"), words(told), 120),)


def finding_title(finding: Finding, language: str) -> str:
    """The title of a finding's rule, with the commodity or pollutant it is about."""
    title = show(rule_title(finding), language)
    matter = term(translate(finding.matter, language), language)  # a medium is marked text, a commodity a name
    return f"{title} · {matter}" if matter else title


def finding_amount(finding: Finding, language: str) -> str:
    """The amount at stake, '' where there is none."""
    return "" if finding.amount is None else show_quantity(Quantity(finding.amount, finding.unit), language, 4)


def history_rows(entries: Sequence[HistoryEntry], language: str, names: Names) -> Rows:
    """One row per edit, newest first; the uid of a row is the number of the edit.

    `names` are those that the language tells otherwise than the project.
    """
    number = np.array([entry.seq for entry in entries], dtype=np.int64)
    label = words([show(text_in(entry.label, names), language) for entry in entries])
    state = words([translate(_state(entry), language) for entry in entries])
    person = words([entry.person for entry in entries])
    file = words([entry.file for entry in entries])
    columns = (
        Column(N_("No."), number, lambda row: str(number[row]), 46),
        text_column(N_("When"), words([entry.at[:16].replace("T", " ") for entry in entries]), 140),
        text_column(N_("What"), label, 420),
        text_column(N_("State"), state, 130),
        text_column(N_("Who"), person, 110),
        text_column(N_("File"), file, 260),
    )
    return Rows(columns, words(number), (label, person, file))


def _state(entry: HistoryEntry) -> str:
    if entry.barrier:
        return N_("cannot be undone")
    if entry.undone:
        return N_("taken back")
    return N_("takes an edit back") if entry.undoes else ""
