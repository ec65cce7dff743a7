"""The words of a material-flow diagram: names and amounts at its bars, amounts on its bands, and what it rests on."""

from collections.abc import Iterable
from dataclasses import replace

from core.disputes import dispute_note
from core.i18n import show, translate, unit_label
from core.text import N_, Text
from gis.amounts import short_amount
from gis.chosen_links import left_out
from gis.flow_diagram_bands import ORIGINS, OUTLETS, Band, FlowSystem
from gis.flow_diagram_places import Bar, Placing
from gis.flow_diagram_plan import BAR, THINNEST
from gis.palette import Palette
from gis.scene import Font, Label, Mark, Target
from gis.sheet import Measure
from gis.typeset import set_lines, shortened

NAME = Font(8.5, bold=True)
ITEM = Font(8.0)
AMOUNT = Font(7.5)
STATION = "station"  # the table of a name's target; its uid is the number of the station
BAND = "band"  # the table of a band's target; its uid is the number of the band
_DISPUTED = 2  # links in dispute that a diagram names
SIDE = 62.0  # mm for the names at either side
NARROW_SIDE = 48.0
_ITEM_LONGEST = 38.0
GROUP_LONGEST = 52.0


def told_amount(system: FlowSystem, bands: Iterable[Band], language: str) -> str:
    """The known sum of bands as the diagram writes it: at least so much where a part is unknown."""
    listed = list(bands)
    if not listed:
        return translate(N_("none stated"), language)
    known, unknown = sum(band.known for band in listed), sum(band.unknown for band in listed)
    if not known and unknown:
        return translate(N_("not known"), language)
    amount = short_amount(known, system.unit, language)
    return show(Text("at least {amount}", {"amount": amount}), language) if unknown else amount


def notes(system: FlowSystem, scale: float, language: str) -> list[str]:
    """What a reader has to know of a diagram: the difference, the unknown share, and what it leaves out."""
    told = [*system.asked, _difference(system, language)]
    counted = {"n": system.unknown, "links": system.links}
    if system.unknown:
        pattern = N_("{n} of {links} links have no amount or only a part of it; none of them counts as 0.")
        told.append(Text(pattern, counted))
    elif system.links:
        told.append(Text("All {links} links have amounts.", counted))
    told += [note] if (note := dispute_note(system.disputed, _DISPUTED)) is not None else []
    told += _left_out(system)
    if system.bands:
        told.append(Text("What has no room on its band stands in the list beside it or in the table of numbers."))
    if scale and any(0 < band.known * scale < THINNEST for band in system.bands):
        least = short_amount(THINNEST / scale, system.unit, language)
        told.append(Text("Bands below {amount} are drawn as wide as that.", {"amount": least}))
    return [show(text, language) for text in told]


def _difference(system: FlowSystem, language: str) -> Text:
    """What came in beside what went out; a side of which nothing is stated is no 0."""
    came, went = system.total("input"), system.total("output")
    values = {
        "came": short_amount(came, system.unit, language),
        "went": short_amount(went, system.unit, language),
        "rest": short_amount(abs(came - went), system.unit, language),
    }
    if not system.bands:
        return why_nothing(system, language)
    if system.ends is not None or system.filtered:
        return _shown_sum(system, language)
    if not {"input", "output"} & {station.side for station in system.stations}:
        unit = {"unit": unit_label(system.unit, language)}
        return Text("No link in {unit} comes into the park or goes out of it; statistics are not drawn here.", unit)
    if not came and not went:
        return Text("Neither of what comes in nor of what goes out is an amount stated.")
    if not went:
        return Text("Known: {came} came in; of what goes out no amount is stated.", values)
    if not came:
        return Text("Known: {went} went out or into stock; of what comes in no amount is stated.", values)
    if came >= went:
        pattern = N_(
            "Known: {came} came in, {went} went out or into stock; the whereabouts of {rest} are to be checked."
        )
        return Text(pattern, values)
    return Text(
        "Known: {came} came in, {went} went out or into stock; where {rest} came from is to be checked.", values
    )


def why_nothing(system: FlowSystem, language: str) -> Text:
    """Why a system has no band: what is left out, then what was never there."""
    if system.internal and not system.links + system.withheld:
        return Text("No link rests on public sources, so that a public page has nothing to draw.")
    if system.withheld and not system.links + system.internal:
        return Text("The sources of these links are open to sums only; none of them may be drawn.")
    if system.filtered and not system.links:
        return Text("The filter of the map leaves no link in this unit. Choose another unit, or draw all links.")
    if system.links + system.beyond + system.other_units + system.services + system.internal + system.withheld == 0:
        return Text("The project has no links in this year. Import links first, or choose another year.")
    unit = {"unit": unit_label(system.unit, language)}
    return Text("No link has an amount in {unit}. Choose another unit or year.", unit)


def _shown_sum(system: FlowSystem, language: str) -> Text:
    """The sum of chosen links, at least so much where a part is unknown; beside it what came in and went out of it."""
    ended = system.ends is not None
    drawn = (band for band in system.bands if not ended or system.stations[band.start].side == "input")
    told = {"sum": told_amount(system, drawn, language)}
    if ended:
        return Text("Known of the links shown: {sum}.", told)
    for name, side, end in (("came", "input", "start"), ("went", "output", "end")):
        bands = (band for band in system.bands if system.stations[getattr(band, end)].side == side)
        told[name] = told_amount(system, bands, language)
    return Text("Known of the links shown: {sum}, of it {came} from outside and {went} out of the park.", told)


def _left_out(system: FlowSystem) -> list[Text]:
    """Links and emissions that are no bands, with their reasons."""
    told = (
        Text("{n} link of amount 0 is not drawn.", {"n": system.nothing},
             plural="{n} links of amount 0 are not drawn."),
        Text("{n} link that touches no firm of the park is not drawn.", {"n": system.beyond},
             plural="{n} links that touch no firm of the park are not drawn."),
        Text("{n} emission or stock is left out, since its source is not public.", {"n": system.internal_figures},
             plural="{n} emissions and stocks are left out, since their sources are not public."),
        Text("{n} emission or change of a stock is no link and not drawn here.", {"n": system.figures},
             plural="{n} emissions and changes of stocks are no links and not drawn here."),
        Text("{n} emission is left out, since a link tells of the same.", {"n": system.told_by_links},
             plural="{n} emissions are left out, since links tell of the same."),
    )  # fmt: skip
    links = left_out(
        other_units=system.other_units, services=system.services, withheld=system.withheld, internal=system.internal
    )
    return [*links, *(text for text in told if text.values["n"])]


def column_titles(system: FlowSystem) -> dict[str, str]:
    """What stands at the left, in the middle and at the right."""
    if system.ends is not None:
        return {"input": N_("Senders"), "group": N_("What they give"), "output": N_("Receivers")}
    return {"input": N_("What comes in"), "group": N_("Within the park"), "output": N_("What goes out or stays")}


def difference_sign(system: FlowSystem) -> str:
    """What the hatching of a group says: of chosen links alone, a difference is nothing to be checked."""
    if system.filtered:
        return N_("In and out of the links shown differ")
    return N_("In and out differ: whereabouts to be checked")


def station_labels(
    system: FlowSystem, placing: Placing, told: tuple[str, float], colours: Palette, measure: Measure
) -> list[Mark]:
    """Names and amounts beside the items and above the groups, and the titles of the kinds of items.

    `told` is the language and the mm kept for names at either side.
    """
    language = told[0]
    marks: list[Mark] = []
    for row, (station, bar) in enumerate(zip(system.stations, placing.bars, strict=True)):
        if station.side == "group":
            raised = replace(bar, top=bar.top - placing.own[row])
            marks += _group_label(system, row, raised, language, colours, measure)
        else:
            marks += _item_label(system, row, bar, told, colours, measure)
            if row in placing.first and station.kind:
                words = translate((ORIGINS | OUTLETS)[station.kind], language)
                y = min(bar.top, bar.top + bar.height / 2 - 2.3) - 2.4
                marks.append(_beside(words, station.side, bar, y, NAME, colours.muted, measure))
    return marks


def _beside(
    words: str, side: str, bar: Bar, y: float, font: Font, colour: str, measure: Measure, target: Target | None = None
) -> Label:  # fmt: skip
    x, align = (bar.x - 1.6, 1.0) if side == "input" else (bar.x + BAR + 1.6, 0.0)
    return Label(words, x, y, font, colour, float(measure([words], font)[0]), align, "", target)


def _item_label(
    system: FlowSystem, row: int, bar: Bar, told: tuple[str, float], colours: Palette, measure: Measure
) -> list[Mark]:
    """Name and amount of an item at the side, the amount next to its bar."""
    language, side = told
    station = system.stations[row]
    amount = told_amount(system, (band for band in system.bands if row in (band.start, band.end)), language)
    y = bar.top + bar.height / 2
    near = _beside(amount, station.side, bar, y, AMOUNT, colours.ink, measure)
    room = side - near.width - 4.0
    name = shortened(translate(station.title, language), ITEM, min(room, _ITEM_LONGEST), measure)
    step = near.width + 2.2
    moved = replace(bar, x=bar.x - step if station.side == "input" else bar.x + step)
    return [near, _beside(name, station.side, moved, y, ITEM, colours.ink, measure, (STATION, str(row)))]


def _group_label(
    system: FlowSystem, row: int, bar: Bar, language: str, colours: Palette, measure: Measure
) -> list[Mark]:
    """Name of a group above its bar, with what came in and went out."""
    came = told_amount(system, [band for band in system.bands if band.start != row == band.end], language)
    went = told_amount(system, [band for band in system.bands if band.start == row != band.end], language)
    name = set_lines(system.stations[row].title, NAME, GROUP_LONGEST, 1, measure)[0]
    lines = [
        (name, NAME, colours.ink, 9.2),
        (show(Text("in {came}", {"came": came}), language), AMOUNT, colours.muted, 5.4),
        (show(Text("out {went}", {"went": went}), language), AMOUNT, colours.muted, 2.2),
    ]
    if system.ends is not None:  # what is given is received
        lines = [(name, NAME, colours.ink, 5.8), (came, AMOUNT, colours.muted, 2.2)]
    x, target = bar.x + BAR / 2, (STATION, str(row))
    widths = [float(measure([words], font)[0]) for words, font, _, _ in lines]
    return [
        Label(words, x, bar.top - up, font, colour, width, 0.5, colours.paper, target)
        for width, (words, font, colour, up) in zip(widths, lines, strict=True)
    ]
