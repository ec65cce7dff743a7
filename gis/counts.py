"""What a map drew and what not: every link of the year stands in exactly one group, listed by uid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.text import N_, Text

Uids = Sequence[str]

GROUP_TITLES = {
    "drawn": N_("{n} drawn"),
    "inside": N_("{n} inside {lines} summed lines"),
    "within": N_("{n} between firms of one sign"),
    "no_coordinates": N_("{n} without coordinates"),
    "outside": N_("{n} to or from outside, not drawn"),
    "hidden": N_("{n} hidden by the choice of layers"),
    "smaller": N_("{n} below the {largest} largest, not drawn"),
    "beyond": N_("{n} outside this view"),
    "nothing": N_("{n} of amount 0, not drawn"),
    "withheld": N_("{n} withheld, since the source permits sums only"),
    "internal": N_("{n} from internal sources, not shown"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Uids of links by what became of them; `unknown` and `loops` are drawn ones, `beyond` lie off the paper.

    On a map of very many, links `inside` share `lines` with others, and those `within` join firms of one sign.
    Of the actors, those `missing` lack a point; on a map with very many, the `idle` ones have no drawn link.
    """

    drawn: Uids = ()
    inside: Uids = ()
    within: Uids = ()
    no_coordinates: Uids = ()
    outside: Uids = ()
    hidden: Uids = ()
    smaller: Uids = ()
    beyond: Uids = ()
    nothing: Uids = ()
    withheld: Uids = ()
    internal: Uids = ()
    unknown: Uids = ()
    loops: Uids = ()
    actors_drawn: Uids = ()
    actors_missing: Uids = ()
    actors_idle: Uids = ()
    lines: int = 0

    @property
    def links(self) -> int:
        """All links of the year."""
        return sum(len(uids) for _, uids in self.groups())

    @property
    def largest(self) -> int:
        """How many lines are drawn, of one link or of several."""
        return len(self.drawn) + self.lines

    def groups(self) -> Iterator[tuple[str, Uids]]:
        """The groups that together hold every link, by their name in `GROUP_TITLES`."""
        for name in GROUP_TITLES:
            yield name, getattr(self, name)

    def sentence(self) -> Text:
        """ "35 links: 29 drawn, 6 without coordinates", naming only groups that hold something."""
        parts = [self.part(name) for name, uids in self.groups() if uids]
        return Text(
            "{n} link: {parts}", {"n": self.links, "parts": parts or Text("none drawn")}, plural="{n} links: {parts}"
        )

    def part(self, name: str) -> Text:
        """One group's part of the sentence."""
        said = Text(GROUP_TITLES[name], {"n": len(getattr(self, name)), "lines": self.lines, "largest": self.largest})
        if name == "drawn" and self.unknown:
            return Text("{drawn} ({n} of unknown amount)", {"drawn": said, "n": len(self.unknown)})
        return said


NOTHING_COUNTED = Counts()
