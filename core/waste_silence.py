"""Which firms of an area tell nothing of their solid waste, so that no sum holds any of it."""

from dataclasses import dataclass

from core.account_waste import waste_keys
from core.system_scope import Scope, year_read


@dataclass(frozen=True, slots=True)
class WasteSilence:
    """Of the `asked` firms `names` are those that are silent and may be named, `unnamed` how many others are."""

    asked: int
    names: tuple[str, ...] = ()
    unnamed: int = 0

    @property
    def silent(self) -> int:
        """How many firms tell nothing."""
        return len(self.names) + self.unnamed


def waste_silence(scope: Scope) -> WasteSilence:
    """The silence of the firms that worked in the year; who states figures that enter sums only is not silent."""
    told = year_read(scope, 0)
    speaking = {holder for holder, _ in waste_keys(told.whole)}
    silent = sorted(told.asked - speaking)
    names = tuple(str(told.whole.snapshot.actor.name[row]) for row in silent if row in told.row_shown)
    return WasteSilence(len(told.asked), names, len(silent) - len(names))
