"""Cards of findings: the number that stands on the map, whom it concerns, the fact and the next step."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.findings import CHECKS, Finding
from core.i18n import show
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.badges import BADGE, BADGE_RADIUS, badge_marks
from gis.flags import STATUTORY, flag_sign, told_of
from gis.palette import Palette
from gis.scene import Font, Mark
from gis.sheet import Measure, Sheet
from gis.typeset import LINE_HEIGHT, paragraph, set_lines, shortened, spaced

TITLE = Font(9.0, bold=True)
BODY = Font(8.0)
MOST_CARDS = 8
WHOLE = (6, 4)  # lines of fact and of next step, where there is room
_LINES = ((3, 2), (3, 1), (2, 1))
_ENOUGH = 4
_INDENT = 5.5
_LEAST_NAME = 15.0  # mm
_MOST_HEADING = 2  # lines
CARD_GAP = 2.4  # least mm between cards
_WIDEST_GAP = 5.0
STEP = N_("Next: {step}")
_NO_STEP = Text("")


@dataclass(frozen=True, slots=True)
class Card:
    """A finding's card as lines: title, body and next step."""

    number: int
    sign: str
    title: tuple[str, ...]
    body: tuple[str, ...]
    step: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height in mm without the gap below."""
        title = LINE_HEIGHT * TITLE.height * len(self.title)
        return title + LINE_HEIGHT * BODY.height * (len(self.body) + len(self.step))


def ranked(findings: Sequence[Finding], located: Collection[str], public: bool) -> list[Finding]:
    """Findings in the order of their cards: one of each rule first, so that no rule hides the others.

    Those about actors that are `located` (uids) or regions stand before those that the map cannot show; mere permit
    classes come after all others and findings about the quality of data last. A public page holds statutory ones only,
    without the next steps, which are the office's own.
    """
    shown = [replace(finding, step=_NO_STEP) if public else finding for finding in findings
             if finding.layer == STATUTORY or not public]  # fmt: skip
    turn: Counter[str] = Counter()
    keys = []
    for place, finding in enumerate(shown):
        off = finding.subject.uid not in located and finding.subject.table != "region"
        keys.append((finding.layer == "data", flag_sign(finding) == "permit", off, turn[finding.rule], place))
        turn[finding.rule] += 1
    return [shown[place] for *_, place in sorted(keys)]


def in_map_order(findings: Sequence[Finding], snapshot: Snapshot, *, public: bool = False) -> tuple[Finding, ...]:
    """Findings in the one order of their numbers: on the map, on paper, in the register and on inquiry sheets."""
    located = set(snapshot.actor.uid[~np.isnan(snapshot.actor.point).any(axis=1)]) | set(snapshot.flow.uid)
    return tuple(ranked(findings, located, public))


def card_of(number: int, finding: Finding, sheet: Sheet, width: float, most: tuple[int, int]) -> Card:
    """The card of a finding for a column of `width` mm, with at most so many lines of fact and of next step."""
    language, measure = sheet.view.language, sheet.measure
    step = show(Text(STEP, {"step": finding.step}), language) if finding.step.message_id else ""
    inner = width - _INDENT
    return Card(
        number,
        flag_sign(finding),
        _heading(finding, sheet, inner),
        tuple(set_lines(show(finding.sentence, language), BODY, inner, most[0], measure)),
        tuple(set_lines(step, BODY, inner, most[1], measure)),
    )


def _on_map(sheet: Sheet, finding: Finding) -> bool:
    """Whether the map shows what a finding is about, and so its number."""
    sign = flag_sign(finding)
    shown = sheet.counts.marked
    told = told_of(finding) if sign in ("ring", "permit") else (finding.subject,)
    return sign == "missing" or any(ref.uid in shown.get(ref.table, ()) for ref in told)


def rule_title(finding: Finding) -> Text:
    """What the rule of a finding is called."""
    return Text(CHECKS[finding.rule].title) if finding.rule in CHECKS else Text(finding.rule)


def _heading(finding: Finding, sheet: Sheet, width: float) -> tuple[str, ...]:
    """Whom a card is about and its rule in `width` mm: on one line, else the rule below the name, else as words break.

    A name for which two lines are too few gives way in its middle, never the rule.
    """
    measure, name = sheet.measure, finding.subject.name
    whole, above, rule = _titled(finding, name, sheet)
    fits = measure([whole, above, rule], TITLE) <= width
    if fits[0]:
        return (whole,)
    if above and fits[1:].all():
        return above, rule
    broken = set_lines(whole, TITLE, width, _MOST_HEADING + 1, measure)
    if len(broken) <= _MOST_HEADING:
        return tuple(broken)
    if finding.subject.table != "cluster" and name:
        length, own = measure([above, name], TITLE).tolist()
        short = shortened(name, TITLE, max(width - length + own, _LEAST_NAME), measure)
        return _titled(finding, short, sheet)[1], set_lines(rule, TITLE, width, 1, measure)[0]
    return tuple(set_lines(whole, TITLE, width, _MOST_HEADING, measure))


def _titled(finding: Finding, name: str, sheet: Sheet) -> tuple[str, str, str]:
    """The whole heading of a card, and its two parts: whom it is about, "" for nobody, and its rule."""
    language, rule = sheet.view.language, rule_title(finding)
    subject: str | Text = name
    if finding.subject.table == "cluster":
        subject = Text("Whole cluster")
    elif name and not _on_map(sheet, finding):
        subject = Text("{subject} (not on the map)", {"subject": name})
    heading = Text("{subject}: {rule}", {"subject": subject, "rule": rule}) if subject else rule
    above = show(Text("{subject}:", {"subject": subject}), language) if subject else ""
    told = (show(heading, language), above, show(rule, language))
    whole, above, below = map(spaced, told) if language == "zh" else told
    return whole, above, below


def cards_for(findings: Sequence[Finding], sheet: Sheet, width: float, height: float) -> list[Card]:
    """As many cards as find room in `height` mm; where that are few, they say less each, else all that finds room.

    What is spare goes to facts before it goes to next steps.
    """
    cards, most = list[Card](), WHOLE
    for most in _LINES:
        drawn = [card_of(n, item, sheet, width, most) for n, item in enumerate(findings[:MOST_CARDS], 1)]
        cards = fitting(drawn, height)
        if len(cards) >= min(_ENOUGH, len(drawn)):
            break
    for lines in ((WHOLE[0], most[1]), WHOLE):
        for place, card in enumerate(cards):
            fuller = card_of(card.number, findings[place], sheet, width, lines)
            if sum(other.height + CARD_GAP for other in cards) - CARD_GAP + fuller.height - card.height <= height:
                cards[place] = fuller
    return cards


def fitting(cards: Sequence[Card], height: float) -> list[Card]:
    """The first cards that find room one below the other in `height` mm."""
    room, fit = height, []
    for card in cards[:MOST_CARDS]:
        room -= card.height + CARD_GAP
        if room < -CARD_GAP:
            break
        fit.append(card)
    return fit


def card_marks(
    cards: Sequence[Card], place: tuple[float, float], height: float, colours: Palette, measure: Measure
) -> list[Mark]:
    """Cards below one another from the top left corner `place`, spread a little where there is room in `height` mm."""
    x, y = place
    spare = height - sum(card.height for card in cards)
    gap = min(max(spare / max(len(cards), 1), CARD_GAP), _WIDEST_GAP)
    marks: list[Mark] = []
    for card in cards:
        middle = y + LINE_HEIGHT * TITLE.height / 2
        width = float(measure([str(card.number)], BADGE)[0])
        marks += badge_marks((x + BADGE_RADIUS, middle), str(card.number), card.sign, width, colours)
        for lines, font, colour in (
            (card.title, TITLE, colours.ink),
            (card.body, BODY, colours.ink),
            (card.step, BODY, colours.muted),
        ):
            words, y = paragraph(lines, (x + _INDENT, y), font, colour, measure)
            marks += words
        y += gap
    return marks
