"""Cards of findings: the number that stands on the map, whom it concerns, the fact and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.findings import CHECKS, Finding
from core.i18n import show, translate
from core.text import N_, Text
from gis.badges import BADGE, BADGE_RADIUS, badge_marks
from gis.flags import STATUTORY, flag_sign
from gis.palette import Palette
from gis.scene import Font, Mark
from gis.sheet import Measure
from gis.typeset import LINE_HEIGHT, clipped, paragraph, wrapped

TITLE = Font(9.0, bold=True)
BODY = Font(8.0)
MOST_CARDS = 8
_OF_ONE_RULE = 2  # cards of one rule before other rules had their turn
_INDENT = 5.5
_GAP = 2.4  # least mm between cards
_WIDEST_GAP = 5.0
STEP = N_("Next: {step}")


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


def ranked(findings: Sequence[Finding], public: bool) -> list[Finding]:
    """Findings in the order of their cards: of each rule a few first, so that no rule hides the others.

    Findings about the quality of data come last; a public page holds statutory ones only.
    """
    shown = [finding for finding in findings if finding.layer == STATUTORY or not public]
    turn: dict[str, int] = {}
    places = []
    for place, finding in enumerate(shown):
        turn[finding.rule] = turn.get(finding.rule, 0) + 1
        places.append((finding.layer == "data", (turn[finding.rule] - 1) // _OF_ONE_RULE, place))
    return [finding for _, finding in sorted(zip(places, shown, strict=True), key=lambda pair: pair[0])]


def card_of(number: int, finding: Finding, language: str, width: float, measure: Measure) -> Card:
    """The card of a finding for a column of `width` mm."""
    rule = CHECKS[finding.rule].title if finding.rule in CHECKS else ""
    heading = show(Text("{subject}: {rule}", {"subject": finding.subject.name, "rule": Text(rule)}), language)
    if not rule or not finding.subject.name:
        heading = finding.subject.name or translate(rule, language)
    step = show(Text(STEP, {"step": finding.step}), language) if finding.step.message_id else ""
    inner = width - _INDENT
    return Card(
        number,
        flag_sign(finding),
        tuple(clipped(wrapped(heading, TITLE, inner, measure), 1)),
        tuple(clipped(wrapped(show(finding.sentence, language), BODY, inner, measure), 3)),
        tuple(clipped(wrapped(step, BODY, inner, measure), 2)),
    )


def fitting(cards: Sequence[Card], height: float) -> list[Card]:
    """The first cards that find room one below the other in `height` mm."""
    room, fit = height, []
    for card in cards[:MOST_CARDS]:
        room -= card.height + _GAP
        if room < -_GAP:
            break
        fit.append(card)
    return fit


def card_marks(
    cards: Sequence[Card], place: tuple[float, float], height: float, colours: Palette, measure: Measure
) -> list[Mark]:
    """Cards below one another from the top left corner `place`, spread a little where there is room in `height` mm."""
    x, y = place
    spare = height - sum(card.height for card in cards)
    gap = min(max(spare / max(len(cards), 1), _GAP), _WIDEST_GAP)
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
