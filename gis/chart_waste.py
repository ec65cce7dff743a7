"""The solid-waste account as a flow chart: generated = used + disposed + stored + dumped + what is to be checked."""

from collections.abc import Sequence
from functools import partial

from core.account_sums import SUM
from core.accounts import Account, Term
from core.evidence import sentences
from core.i18n import show, translate, unit_label
from core.text import N_, Quantity, Text
from core.waste_silence import EVERYBODY_TELLS, WasteSilence
from gis.amounts import short_amount
from gis.chart_box import HEADING, ChartBox, ChartFigure, bar, hatched_field, headed, inner, lines_of, ribbon
from gis.number_tables import NumberTable
from gis.palette import blend
from gis.scene import Mark, Shape, Stroke, Target

CHECKED = N_("whereabouts to be checked")
TOO_MUCH = N_("more than there was")
SILENT = N_("tells nothing of its solid waste")
_BAR, _WORDS, _GAP = 9.0, 62.0, 7.0  # mm: width of a station, room for words beside it, between stations
_LEAST = 1.2  # mm of the smallest band
_UNTOLD = 9.0  # mm of a station whose amount nobody told
_SIDE = "side"
Station = tuple[str, Text, float | None]  # id, title, amount


def waste_account(
    accounts: Sequence[Account], scope: str, silence: WasteSilence = EVERYBODY_TELLS
) -> ChartFigure | None:  # fmt: skip
    """The chart of the account of a region or the whole (uid) over all its wastes, None where it tells nothing.

    A sum over firms says how many of them tell nothing, and its table who.
    """
    fitting = [one for one in accounts if one.id in ("solid_waste_sum", "solid_waste") and not one.matter]
    account = next((one for one in fitting if one.scope.uid == scope), None)
    if account is None or not any(term.value for term in account.terms):
        return None
    rows = {(_SIDE, term.id): term.rows for term in account.terms if term.rows}
    words = {(_SIDE, name): _told(title, value, account.unit)
             for side in stations(account) for name, title, value in side}  # fmt: skip
    silence = silence if account.id.endswith(SUM) else EVERYBODY_TELLS
    notes = (sentences(account.sentence, account.doubt), *_silent(silence))
    return ChartFigure(
        _title(account), notes, partial(_draw, account), partial(_table, account, silence, notes), rows, words,
        (200.0, 74.0),
    )  # fmt: skip


def _silent(silence: WasteSilence) -> list[Text]:
    return [sentences(told, Text("The table behind the chart names them."))] if (told := silence.told) else []


def _title(account: Account) -> Text:
    return headed(account.scope.name, account.year, Text("where solid waste goes"))


def _told(title: Text, value: float | None, unit: str) -> Text:
    return Text("{title}: {amount}", {"title": title, "amount": Quantity(value, unit)})


def stations(account: Account) -> tuple[list[Station], list[Station]]:
    """What there was and what became of it; the rest stands on the side that lacks it, and is 0 where none is left."""
    sides = {side: [_station(term) for term in account.terms if term.side == side] for side in ("source", "use")}
    rest = account.unaccounted
    if rest is not None and rest < 0:
        sides["source"].append(("rest", Text(TOO_MUCH), -rest))
    else:
        sides["use"].append(("rest", Text(CHECKED), rest))
    return sides["source"], sides["use"]


def _station(term: Term) -> Station:
    return term.id, Text(term.title), term.value


def _draw(account: Account, box: ChartBox) -> list[Mark]:
    sources, uses = ([one for one in side if one[2] is None or one[2] > 0] for side in stations(account))
    area = inner(box, 0.0, 6.0, 0.0, 6.0)
    whole = max(sum(value or 0.0 for _, _, value in side) for side in (sources, uses))
    untold = max(sum(value is None for _, _, value in side) for side in (sources, uses))
    gaps = _GAP * (max(len(sources), len(uses)) - 1)
    scale = (area.height - gaps - untold * _UNTOLD) / whole if whole else 0.0
    left, right = area.left + _WORDS, area.right - _WORDS - _BAR
    placed = {"source": _placed(sources, area, scale), "use": _placed(uses, area, scale)}
    marks: list[Mark] = []
    marks += _bands(area, placed, (left + _BAR, right))
    for (name, title, value), (top, tall) in placed["source"]:
        marks += _piece(box, account, (name, title, value), (left, top, tall), "source")
    for (name, title, value), (top, tall) in placed["use"]:
        marks += _piece(box, account, (name, title, value), (right, top, tall), "use")
    return marks


Placed = list[tuple[Station, tuple[float, float]]]


def _placed(side: Sequence[Station], area: ChartBox, scale: float) -> Placed:
    """Top and height in mm of each station, all together in the middle of the height."""
    heights = [_UNTOLD if value is None else max(value * scale, _LEAST) for _, _, value in side]
    y = area.top + (area.height - sum(heights) - _GAP * (len(side) - 1)) / 2
    found: Placed = []
    for station, tall in zip(side, heights, strict=True):
        found.append((station, (y, tall)))
        y += tall + _GAP
    return found


def _bands(area: ChartBox, placed: dict[str, Placed], ends: tuple[float, float]) -> list[Mark]:
    """Bands from what there was to what became of it, filled in order: which waste went where nobody states."""
    marks: list[Mark] = []
    left = [[value or 0.0, top, tall / value if value else 0.0] for (name, _, value), (top, tall) in placed["source"]]
    pen = Stroke(blend(area.colours.ink, area.colours.page, 0.5), 0.15)
    for (name, _, value), (top, tall) in placed["use"]:
        want, y, rate = value or 0.0, top, tall / value if value else 0.0
        for source in left:
            part = min(want, source[0])
            if part <= 0:
                continue
            wide = max(part * rate, 0.2)
            path = ribbon((ends[0], source[1]), (ends[1], y), wide)
            marks.append(Shape(path, _fill(area, name, "use", pale=True), pen, (_SIDE, name)))
            source[0], source[1] = source[0] - part, source[1] + part * source[2]
            want, y = want - part, y + wide
    return marks


def _fill(box: ChartBox, name: str, side: str, *, pale: bool = False) -> str:
    """The colour of a station: what is to be checked stands out, use and disposal are told apart in grey too."""
    strengths = {"used": 0.75, "disposed": 0.5, "handed_over": 0.4, "stored": 0.3, "discharged": 0.9}
    if name == "rest":
        return box.colours.page if pale else blend(box.colours.pollution, box.colours.page, 0.85)
    colour = box.colours.links["residue"] if side == "use" else box.colours.links["material"]
    strength = strengths.get(name, 0.8)
    return blend(colour, box.colours.page, 0.55 * strength if pale else strength)


def _piece(
    box: ChartBox, account: Account, station: Station, place: tuple[float, float, float], side: str
) -> list[Mark]:  # fmt: skip
    name, title, value = station
    x, top, tall = place
    target: Target = (_SIDE, name)
    rect = (x, top, _BAR, tall)
    marks: list[Mark] = []
    if value is None:
        marks += [bar(box, rect, box.colours.page, target), *hatched_field(box, rect)]
    else:
        marks.append(bar(box, rect, _fill(box, name, side), target))
    amount = box.told(Text("amount not known")) if value is None else short_amount(value, account.unit, box.language)
    align, at = (1.0, x - 2.5) if side == "source" else (0.0, x + _BAR + 2.5)
    middle = top + tall / 2
    colour = box.colours.pollution if name == "rest" else ""
    marks += lines_of(
        box, show(title, box.language), (at, middle - 2.6, _WORDS - 4.0), most=1, align=align, colour=colour
    )
    marks.append(box.label(amount, at, middle + 2.2, font=HEADING, align=align, colour=colour))
    return marks


def _table(account: Account, silence: WasteSilence, notes: Sequence[Text], language: str) -> NumberTable:
    heads = (N_("Term"), N_("Side"), unit_label(account.unit, language))
    rows: list[tuple[str, str, float | None]] = [
        (show(title, language), translate(side, language), value)
        for side, told in zip((N_("there was"), N_("became of it")), stations(account), strict=True)
        for _, title, value in told
    ]
    unnamed = [show(Text("firms that may not be named: {n}", {"n": silence.unnamed}), language)]
    for name in (*silence.names, *(unnamed if silence.unnamed else [])):
        rows.append((name, translate(SILENT, language), None))
    told = tuple(show(note, language) for note in notes)
    return NumberTable(
        show(_title(account), language), tuple(translate(head, language) for head in heads), tuple(rows), told
    )
