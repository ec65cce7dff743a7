"""The items of a page: what each kind needs in height, and how it is drawn."""

import base64
import binascii
from collections.abc import Callable, Sequence

from core.accounts import Account
from core.i18n import translate
from core.page_layouts import Item
from core.text import N_, Text
from gis.account_strip import strip_height, strip_marks, waste_account
from gis.cards import CARD_GAP, MOST_CARDS, WHOLE, Card, card_marks, card_of, cards_for
from gis.furniture import SMALL, north_marks, scale_marks, stamp_marks
from gis.page_charts import chart_needs, draw_chart
from gis.page_legend import draw_legend, legend_needs
from gis.page_parts import RULED, Drawn, Material, Page, head_height, head_marks, rule
from gis.page_tables import draw_table, table_needs
from gis.page_texts import filled
from gis.ringed import also_ringed
from gis.scene import Font, Label, Mark, Picture
from gis.typeset import LINE_HEIGHT, MORE, paragraph, set_lines, spaced

_FEWEST_CARDS = 4  # cards for which there is room in any case
_ALSO_LINES = 2  # lines about findings without a card that are kept free
_MOST_NAME_LINES = 60
_QUOTED = 40  # letters of a text that a sentence quotes
_ALIGNED = {"left": 0.0, "middle": 0.5, "right": 1.0}
_BAR_ROOM = 8.0  # mm beside a scale bar for the number at its end
TITLE = N_("Findings")
UNNAMED = N_(
    "The line below the cards has no room for every ringed firm that has no card; give the findings a larger box, or "
    "the page a larger paper."
)
UNSAID = N_(
    "The next step of a card has no room for all its words; give the findings a larger box, or the page a larger paper."
)

Draw = Callable[[Material, Item], Drawn]


def text_lines(material: Material, item: Item) -> tuple[list[str], bool]:
    """The lines of a text item as far as its height goes, and whether something had no room."""
    font = Font(item.size, item.bold)
    most = max(1, int((item.height + 0.3) / (LINE_HEIGHT * font.height)))
    lines: list[str] = []
    cut = False
    for part in filled(item.text, material.texts, material.language).split("\n"):
        words = spaced(part) if material.language == "zh" else part
        if not words:
            continue
        wanted = set_lines(words, font, item.width, max(most - len(lines), 1), material.measure)
        cut = cut or len(lines) >= most or (wanted[-1].endswith("\u2026") and not words.endswith("\u2026"))
        lines += wanted if len(lines) < most else []
    return lines, cut


def _text_needs(material: Material, item: Item) -> float:
    lines, _ = text_lines(material, item)
    return len(lines) * LINE_HEIGHT * Font(item.size).height


def _beginning(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}\u2026"


def draw_text(material: Material, item: Item) -> Drawn:
    """A text with its fields filled; what has no room ends in an ellipsis and is told."""
    font, colours = Font(item.size, item.bold), material.colours
    lines, cut = text_lines(material, item)
    ink = {"ink": colours.ink, "muted": colours.muted, "red": colours.pollution}[item.ink]
    step, share = LINE_HEIGHT * font.height, _ALIGNED[item.align]
    lengths = material.measure(lines, font).tolist() if lines else []
    marks = [
        Label(line, item.left + share * item.width, item.top + (row + 0.5) * step, font, ink, length, share)
        for row, (line, length) in enumerate(zip(lines, lengths, strict=True))
    ]
    whole = filled(item.text, material.texts, material.language)
    told = Text("The text “{text}” has no room in its box and was cut.", {"text": _beginning(whole)})
    return Drawn(tuple(marks), (told,) if cut else ())


def cards_of(material: Material, item: Item) -> list[Card]:
    """The cards that find room in an item above the lines about the others, of which fewer stay for a second card.

    Where every finding has a card no line is kept free.
    """
    room = item.height - head_height(item)
    whole = cards_for(material.findings, material.sheet, item.width, room)
    if len(whole) == len(material.findings):
        return whole
    tried = [_cards_above(material, item, lines) for lines in range(_ALSO_LINES, 0, -1)]
    return next((cards for cards in tried if len(cards) > 1), tried[-1])


def _cards_above(material: Material, item: Item, most: int) -> list[Card]:
    """The cards that find room above so many lines about the findings without one."""
    room = item.height - head_height(item)
    if lines := _untold(material, _FEWEST_CARDS, item, most):
        room -= len(lines) * LINE_HEIGHT * SMALL.height + 1.0
    return cards_for(material.findings, material.sheet, item.width, room)


def _findings_need(material: Material, item: Item) -> float:
    """Room for every card with all its lines, and for the line about findings without one."""
    findings, sheet = material.findings, material.sheet
    cards = [card_of(n, one, sheet, item.width, WHOLE) for n, one in enumerate(findings[:MOST_CARDS], 1)]
    more = _untold(material, len(cards), item)
    told = len(more) * LINE_HEIGHT * SMALL.height + 1.0 if more else 0.0
    return head_height(item) + sum(card.height + CARD_GAP for card in cards) + told if cards else 0.0


def draw_findings(material: Material, item: Item) -> Drawn:
    """Cards below one another, and how many findings have none."""
    if not material.findings:
        return Drawn()
    cards, colours, measure = cards_of(material, item), material.colours, material.measure
    if not cards:
        return _no_cards(material, item)
    marks, top = head_marks(material, item, TITLE)
    bottom = item.bottom
    spare = bottom - top - sum(card.height + CARD_GAP for card in cards)
    if lines := _untold(material, len(cards), item, int(spare / (LINE_HEIGHT * SMALL.height))):
        bottom -= len(lines) * LINE_HEIGHT * SMALL.height + 1.0
        marks += paragraph(lines, (item.left, bottom), SMALL, colours.muted, measure)[0]
    drawn = card_marks(cards, (item.left, top), bottom - top, colours, measure)
    cut = {UNNAMED: _goes_on(lines), UNSAID: any(_goes_on(card.step) for card in cards)}
    return Drawn((*marks, *drawn), tuple(Text(told) for told, goes_on in cut.items() if goes_on))


def _goes_on(lines: Sequence[str]) -> bool:
    """Whether there is more to say than the lines hold."""
    return bool(lines) and lines[-1].endswith(MORE)


def _no_cards(material: Material, item: Item) -> Drawn:
    """How many findings there are where no card finds room, below the heading where that does."""
    told = Text("No card of a finding has room in its box; give it more height, or the page a larger paper.")
    marks, top = head_marks(material, item, TITLE)
    if item.bottom - top < LINE_HEIGHT * SMALL.height:
        marks, top = [], item.top
    most = int((item.bottom - top) / (LINE_HEIGHT * SMALL.height))
    lines = _untold(material, 0, item)[:most]
    words, _ = paragraph(lines, (item.left, top), SMALL, material.colours.muted, material.measure)
    return Drawn((*marks, *words), (told,))


def _untold(material: Material, told: int, item: Item, most: int = _ALSO_LINES) -> list[str]:
    """How many findings have no card here, and the ringed firms among them, in at most so many lines.

    Where more is to be said than these hold, the last one ends in an ellipsis.
    """
    findings = material.findings
    if told >= len(findings):
        return []
    more = Text(
        "{n} more finding is listed in the project file.",
        {"n": len(findings) - told},
        plural="{n} more findings are listed in the project file.",
    )
    ringed = also_ringed(findings, told, material.sheet)
    said = [material.show(text) for text in (more, ringed) if text]
    apart = " " if material.language == "en" else ""
    return set_lines(apart.join(said), SMALL, item.width, max(most, 1), material.measure)


def account_of(page: Page, accounts: Sequence[Account]) -> Account | None:
    """The account of a page: of its region, where it is about one; a public page has none."""
    subject = page.subject
    if page.public:
        return None
    if subject is not None and subject.ref.table == "region":
        accounts = tuple(account for account in accounts if account.scope.uid == subject.ref.uid)
    return waste_account(accounts)


def _account_needs(material: Material, item: Item) -> float:
    account = account_of(material.page, material.analysis.accounts)
    if account is None:
        return 0.0
    return strip_height(account, material.silence, item.width, material.language, material.measure) + (
        RULED if item.joined else 0.0
    )


def draw_account(material: Material, item: Item) -> Drawn:
    """The bar of the solid-waste account; a public page has none, since it rests on what firms declared."""
    account = account_of(material.page, material.analysis.accounts)
    if account is None:
        return Drawn()
    top = item.top + (RULED if item.joined else 0.0)
    place, look = (item.left, top), (material.language, material.colours, material.measure)
    marks = [rule(material, item.left, item.top + 1.0, item.width)] if item.joined else []
    return Drawn((*marks, *strip_marks(account, material.silence, place, item.width, *look)[0]))


def draw_scale_bar(material: Material, item: Item) -> Drawn:
    """A scale bar of a round length that fits its item."""
    longest = max(item.width - _BAR_ROOM, 5.0)
    look = (material.sheet.view.metres_per_mm, material.colours, material.measure, longest)
    return Drawn(tuple(scale_marks((item.left, item.top), *look)[:-1]))


def draw_north(material: Material, item: Item) -> Drawn:
    """The arrow to the north in the middle of the map."""
    place = (item.left + item.width / 2, item.top)
    look = (material.language, material.colours, material.measure)
    return Drawn(tuple(north_marks(place, *look, material.sheet.view.north)))


def draw_stamp(material: Material, item: Item) -> Drawn:
    """The stamp of a project, where it has one."""
    stamp = material.page.stamp
    if not stamp:
        return Drawn()
    middle = item.top + item.height / 2
    words = translate(stamp, material.language)
    return Drawn(tuple(stamp_marks(words, item.right, middle, material.colours, material.measure)))


def draw_picture(material: Material, item: Item) -> Drawn:
    """A picture in its box, as large as its proportions allow."""
    try:
        data = base64.b64decode(item.text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        return Drawn(remarks=(Text("A picture of the page has no file; choose one at its properties."),))
    marks: tuple[Mark, ...] = (Picture(data, item.left, item.top, item.width, item.height),)
    return Drawn(marks)


def _name_lines(material: Material, item: Item) -> list[str]:
    """The letters of the map with their names, as lines over the width of an item."""
    if not material.letters:
        return []
    parts = [Text("{letter}\u00a0{name}", {"letter": letter, "name": name}) for letter, name in material.letters]
    told = material.show(Text("Letters on the map: {parts}.", {"parts": parts}))
    return set_lines(told, SMALL, item.width, _MOST_NAME_LINES, material.measure)


def _names_need(material: Material, item: Item) -> float:
    lines = _name_lines(material, item)
    return len(lines) * LINE_HEIGHT * SMALL.height + (RULED if item.joined else 0.0) if lines else 0.0


def draw_names(material: Material, item: Item) -> Drawn:
    """Whose the letters on the map are; nothing where every name found room."""
    lines = _name_lines(material, item)
    if not lines:
        return Drawn()
    top = item.top + (RULED if item.joined else 0.0)
    room = max(int((item.bottom - top + 0.3) / (LINE_HEIGHT * SMALL.height)), 0)
    marks = [rule(material, item.left, item.top + 2.0, item.width)] if item.joined and room else []
    words, _ = paragraph(lines[:room], (item.left, top), SMALL, material.colours.ink, material.measure)
    told = Text("The list of letters and names has no room on this page; give it a larger box.")
    return Drawn((*marks, *words), (told,) if room < len(lines) else ())


DRAW: dict[str, Draw] = {
    "legend": draw_legend,
    "names": draw_names,
    "findings": draw_findings,
    "account": draw_account,
    "chart": draw_chart,
    "links": draw_table,
    "facts": draw_table,
    "indicators": draw_table,
    "text": draw_text,
    "scale_bar": draw_scale_bar,
    "north": draw_north,
    "stamp": draw_stamp,
    "picture": draw_picture,
}
_NEEDS: dict[str, Callable[[Material, Item], float]] = {
    "legend": legend_needs,
    "names": _names_need,
    "findings": _findings_need,
    "account": _account_needs,
    "chart": chart_needs,
    "links": table_needs,
    "facts": table_needs,
    "indicators": table_needs,
    "text": _text_needs,
}


def needs(material: Material, item: Item) -> float | None:
    """The height in mm that an item would fill, None where it keeps its own."""
    return _NEEDS[item.kind](material, item) if item.kind in _NEEDS else None
