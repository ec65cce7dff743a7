"""What a map drew and what not: every link of the year stands in exactly one group, listed by uid."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.text import N_, Text

Uids = tuple[str, ...]

GROUP_TITLES = {
    "drawn": N_("{n} drawn"),
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

    Of the actors, those `missing` lack a point, and those `withheld` are known from sources that permit only sums; on a
    map with very many, the `idle` ones have no drawn link.
    """

    drawn: Uids = ()
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
    actors_withheld: Uids = ()
    actors_idle: Uids = ()

    @property
    def links(self) -> int:
        """All links of the year."""
        return sum(len(uids) for _, uids in self.groups())

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
        said = Text(GROUP_TITLES[name], {"n": len(getattr(self, name)), "largest": len(self.drawn)})
        if name == "drawn" and self.unknown:
            return Text("{drawn} ({n} of unknown amount)", {"drawn": said, "n": len(self.unknown)})
        return said


def withheld_firms(count: int) -> Text | None:
    """How many firms are left out because the statistics law opens all that tells of them to sums only, None for 0."""
    if not count:
        return None
    return Text(
        "{n} firm is known from sources that open to sums only and is not shown",
        {"n": count},
        plural="{n} firms are known from sources that open to sums only and are not shown",
    )


NOTHING_COUNTED = Counts()
