"""The solid-waste account of a page: one bar whose parts are exactly the terms of its sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.accounts import Account
from core.i18n import show, translate
from core.text import N_, Text
from core.waste_silence import WasteSilence
from gis.amounts import short_amount
from gis.palette import Palette, readable_on
from gis.scene import Font, Label, Mark, Shape, Stroke
from gis.sheet import Measure
from gis.symbols import rectangle
from gis.typeset import LINE_HEIGHT, paragraph, set_lines

HEADING = Font(9.0, bold=True)
WORDS = Font(7.5)
SENTENCE = Font(8.0)
WHEREABOUTS = N_("whereabouts to be checked")
_BAR = 6.0  # mm
_ACCOUNTS = ("solid_waste_sum", "solid_waste")
_COLOURS = {"used": "used", "disposed": "disposed", "stored": "stored"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: its words, amount and colour id."""

    title: str
    value: float
    colour: str


def waste_account(accounts: Sequence[Account]) -> Account | None:
    """The account of all solid waste of the whole cluster: the sum over firms of the highest region that has one."""
    for name in _ACCOUNTS:
        whole = [a for a in accounts if a.id == name and a.scope.table == "region" and not a.matter]
        if whole:
            return max(whole, key=lambda account: sum(t.value or 0.0 for t in account.terms if t.side == "source"))
    return None


def parts(account: Account) -> list[Part]:
    """The known uses above 0 and what is not accounted for: together the whole bar."""
    uses = [term for term in account.terms if term.side == "use" and term.value]
    shown = [Part(term.title, term.value or 0.0, _COLOURS.get(term.id, "other")) for term in uses]
    rest = account.unaccounted
    if rest is not None and rest > 0:
        shown.append(Part(WHEREABOUTS, rest, "unaccounted"))
    return shown


def strip_marks(
    account: Account, silence: WasteSilence, place: tuple[float, float], width: float, language: str,
    colours: Palette, measure: Measure,
) -> tuple[list[Mark], float]:  # fmt: skip
    """Heading, bar, words under its parts, the account's sentence and how many firms tell nothing, from the top left
    corner; and where it ends."""
    x, y = place
    title = Text("{holder}: {account}", {"holder": account.scope.name, "account": Text(account.title)})
    heading = set_lines(show(title, language), HEADING, width, 1, measure)
    marks, y = paragraph(heading, (x, y), HEADING, colours.ink, measure)
    shown = parts(account)
    if shown:
        bar, y = _bar(shown, account.unit, (x, y + 1.0), width, language, colours, measure)
        marks += bar
    lines = _said(account, silence, width, language, measure)
    words, y = paragraph(lines, (x, y + 0.8), SENTENCE, colours.ink, measure)
    return marks + words, y


def _said(account: Account, silence: WasteSilence, width: float, language: str, measure: Measure) -> list[str]:
    """The lines of the account's sentence, and below them how many firms tell nothing."""
    lines = set_lines(show(account.sentence, language), SENTENCE, width, 4, measure)
    return lines + (set_lines(show(told, language), SENTENCE, width, 2, measure) if (told := silence.told) else [])


def strip_height(account: Account, silence: WasteSilence, width: float, language: str, measure: Measure) -> float:
    """Height in mm of an account's heading, bar and sentences."""
    lines = _said(account, silence, width, language, measure)
    bar = 1.0 + _BAR + LINE_HEIGHT * WORDS.height + 0.8 if parts(account) else 0.0
    return LINE_HEIGHT * (HEADING.height + SENTENCE.height * len(lines)) + bar + 0.8


def _bar(
    shown: list[Part], unit: str, place: tuple[float, float], width: float, language: str, colours: Palette,
    measure: Measure,
) -> tuple[list[Mark], float]:  # fmt: skip
    """The bar, with numbers where they fit inside and each part's words beneath it as far as they do not collide."""
    x, y = place
    whole = sum(part.value for part in shown)
    marks: list[Mark] = []
    beneath: list[tuple[float, float, str]] = []
    for part in shown:
        length = part.value / whole * width
        marks.append(Shape(rectangle(x, y, length, _BAR), colours.terms[part.colour], Stroke(colours.page, 0.3)))
        number = short_amount(part.value, unit, language)
        size = float(measure([number], WORDS)[0])
        words = translate(part.title, language)
        if size < length - 1.5:
            ink = readable_on(colours.terms[part.colour], colours)
            marks.append(Label(number, x + length / 2, y + _BAR / 2, WORDS, ink, size, 0.5))
        else:
            words = f"{words} {number}"
        beneath.append((x + length / 2, float(measure([words], WORDS)[0]), words))
        x += length
    middle = y + _BAR + LINE_HEIGHT * WORDS.height / 2
    marks += _spread(beneath, place[0], place[0] + width, middle, colours)
    return marks, y + _BAR + LINE_HEIGHT * WORDS.height


def _spread(
    beneath: list[tuple[float, float, str]], left: float, right: float, y: float, colours: Palette
) -> list[Mark]:
    """Words centred under their parts, pushed apart so that none collides and none leaves the bar's ends."""
    starts: list[float] = []
    at = left
    for centre, size, _ in beneath:
        at = max(at, centre - size / 2)
        starts.append(at)
        at += size + 2.0
    at = right
    for place in reversed(range(len(beneath))):
        starts[place] = min(starts[place], at - beneath[place][1])
        at = starts[place] - 2.0
    return [
        Label(words, start, y, WORDS, colours.muted, size)
        for start, (_, size, words) in zip(starts, beneath, strict=True)
    ]
