"""What a map drew and what not: every link of the year stands in exactly one group, listed by uid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.text import N_, Text

Uids = Sequence[str]

GROUP_TITLES = {
    "drawn": N_("{n} drawn"),
    "inside": N_("{n} inside {lines} summed lines"),
    "within": N_("{n} between firms of one sign"),
    "no_coordinates": N_("{n} without coordinates"),
    "outside": N_("{n} to or from outside, not drawn"),
    "filtered": N_("{n} hidden by the filter"),
    "hidden": N_("{n} hidden by the choice of layers"),
    "smaller": N_("{n} below the {largest} largest, not drawn"),
    "beyond": N_("{n} outside this view"),
    "nothing": N_("{n} of amount 0, not drawn"),
    "summed": N_("{n} in sums only"),
    "withheld": N_("{n} withheld, since the source permits sums only"),
    "internal": N_("{n} from internal sources, not shown"),
}
DRAWN_PARTS = ("unknown", "loops")  # some of the drawn links, which a reader should know of


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one mark of a grouped map stands for: rows (uids) of a table, how it is called, and `told` of its amount.

    `sums_only` are links that enter its sum and are listed nowhere; `known` counts the parts whose amount is known;
    `sources` are the rows of the sources that they cite.
    """

    table: str
    uids: Uids
    title: Text
    told: Text = Text("")
    known: int = 0
    sums_only: int = 0
    sources: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many rows the mark stands for."""
        return len(self.uids) + self.sums_only


@dataclass(frozen=True, slots=True)
class Counts:
    """Uids of links by what became of them; `unknown`, `loops` and `adjusted` are drawn ones, `beyond` lie off it.

    On a map of very many, links `inside` share `lines` with others, and those `within` join firms of one sign.
    `conditions` are the filtered ones by the condition that they do not meet; `bundles` tell, by the uid of a mark of a
    grouped map, what it stands for. Of the actors, those `missing` lack a point, those `withheld` are known from
    sources that permit only sums, those `internal` from sources that are not public, and the `idle` ones have no drawn
    link; `figures_internal` are the statistics, emissions and stocks that a public map leaves out.
    """

    drawn: Uids = ()
    inside: Uids = ()
    within: Uids = ()
    no_coordinates: Uids = ()
    outside: Uids = ()
    filtered: Uids = ()
    hidden: Uids = ()
    smaller: Uids = ()
    beyond: Uids = ()
    nothing: Uids = ()
    summed: Uids = ()
    withheld: Uids = ()
    internal: Uids = ()
    unknown: Uids = ()
    loops: Uids = ()
    adjusted: Uids = ()
    actors_drawn: Uids = ()
    actors_missing: Uids = ()
    actors_withheld: Uids = ()
    actors_internal: Uids = ()
    figures_internal: Uids = ()
    actors_idle: Uids = ()
    conditions: Mapping[str, Uids] = field(default_factory=dict)
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    lines: int = 0

    @property
    def links(self) -> int:
        """All links of the year."""
        return sum(len(uids) for _, uids in self.groups())

    @property
    def marked(self) -> Mapping[str, Uids]:
        """The firms and links that have a mark of their own, by table; on a map of groups none has."""
        return {} if self.bundles else {"actor": self.actors_drawn, "flow": self.drawn}

    @property
    def largest(self) -> int:
        """How many lines are drawn, of one link or of several."""
        return len(self.drawn) + self.lines

    def groups(self) -> Iterator[tuple[str, Uids]]:
        """The groups that together hold every link, by their name in `GROUP_TITLES`."""
        for name in GROUP_TITLES:
            yield name, getattr(self, name)

    def sentence(self, why: Sequence[Text] = ()) -> Text:
        """ "35 links: 29 drawn, 6 without coordinates", naming only groups that hold something.

        `why` says by which conditions the filter hides links, in brackets behind their number.
        """
        parts = [self.part(name, why) for name, uids in self.groups() if uids]
        return Text(
            "{n} link: {parts}", {"n": self.links, "parts": parts or Text("none drawn")}, plural="{n} links: {parts}"
        )

    def part(self, name: str, why: Sequence[Text] = ()) -> Text:
        """One group's part of the sentence."""
        said = self.head(name)
        within = [self.head(part) for part in DRAWN_PARTS if getattr(self, part)] if name == "drawn" else []
        within += why if name == "filtered" else ()
        return Text("{drawn} ({parts})", {"drawn": said, "parts": within}) if within else said

    def head(self, name: str) -> Text:
        """A group, or a part of the drawn ones, without what is told of its own parts."""
        values = {"n": len(getattr(self, name)), "lines": self.lines, "largest": self.largest}
        if name == "loops":
            return Text("{n} self-loop", values, plural="{n} self-loops")
        return Text(GROUP_TITLES[name] if name in GROUP_TITLES else N_("{n} of unknown amount"), values)


def withheld_firms(count: int) -> Text | None:
    """How many firms are left out because the statistics law opens all that tells of them to sums only, None for 0."""
    if not count:
        return None
    return Text(
        "{n} firm is known from sources that open to sums only and is not shown",
        {"n": count},
        plural="{n} firms are known from sources that open to sums only and are not shown",
    )


def internal_firms(count: int) -> Text | None:
    """How many firms a public map leaves out because their sources are not public, None for 0."""
    if not count:
        return None
    return Text(
        "{n} firm rests on a source that is not public and is not shown",
        {"n": count},
        plural="{n} firms rest on sources that are not public and are not shown",
    )


def internal_figures(count: int) -> Text | None:
    """How many figures of firms and regions a public document leaves out, None for 0."""
    if not count:
        return None
    return Text(
        "{n} statistic, emission or stock rests on a source that is not public and is left out",
        {"n": count},
        plural="{n} statistics, emissions and stocks rest on sources that are not public and are left out",
    )


NOTHING_COUNTED = Counts()
