"""Which firms of an area tell nothing of their solid waste, so that no sum holds any of it."""

from dataclasses import dataclass
from functools import lru_cache

from core.account_sums import SUM
from core.account_waste import waste_keys
from core.accounts import Account
from core.snapshot import Snapshot
from core.system_scope import Scope, scope_at, year_read
from core.text import Text


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

    @property
    def told(self) -> Text | None:
        """How many firms a sum leaves out, None where all tell theirs."""
        if not self.silent:
            return None
        values = {"n": self.silent, "asked": self.asked}
        return Text("Not in these sums, since they tell nothing of their solid waste: {n} of {asked} firms.", values)


EVERYBODY_TELLS = WasteSilence(0)


def waste_silence(scope: Scope) -> WasteSilence:
    """The silence of the firms that worked in the year; who states figures that enter sums only is not silent."""
    told = year_read(scope, 0)
    speaking = {holder for holder, _ in waste_keys(told.whole)}
    silent = sorted(told.asked - speaking)
    names = tuple(str(told.whole.snapshot.actor.name[row]) for row in silent if row in told.row_shown)
    return WasteSilence(len(told.asked), names, len(silent) - len(names))


def silence_of(account: Account, snapshot: Snapshot) -> WasteSilence:
    """Whom an account of solid waste leaves out: the silent firms of its area where it is a sum over firms.

    `snapshot` is whole, since who states figures that enter sums only is not silent.
    """
    if not account.id.endswith(SUM) or account.year is None:
        return EVERYBODY_TELLS
    return _silence_in(_Whole(snapshot), account.year, account.scope.uid)


@dataclass(frozen=True, slots=True, eq=False)
class _Whole:
    """A snapshot, told from others by itself and not by what it holds."""

    snapshot: Snapshot

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whole) and other.snapshot is self.snapshot

    def __hash__(self) -> int:
        return id(self.snapshot)


@lru_cache(maxsize=1)  # a page is laid out anew at each step of an item that is dragged
def _silence_in(whole: _Whole, year: int, area: str) -> WasteSilence:
    scope = scope_at(whole.snapshot, year, area)
    return EVERYBODY_TELLS if scope is None else waste_silence(scope)
