"""Goods that an import names in another language or with other capital letters: which row or new name they stand for.

Names alike are one good only where nothing that is told of them differs: base unit, medium, code. What differs is kept
apart and told, so that no figure is lost.
"""

from collections.abc import Callable, Iterable

from core.base_amounts import KeptAs, unit_factor
from core.display_names import case_key, good_key
from core.import_names import Names, Token
from core.ledger import Ledger, Record
from core.names import name_key, tidy

_SAME = {"code": "code", "medium": "medium", "kept_in": "base_unit"}  # what is told, the column that must hold it


class GoodNames(Names):
    """The names of goods. What a row tells of one: `code`, `medium` and `kept_in`, the base unit of a table of goods;
    `base_unit`, into which its amount is turned; `carried`, the medium that its kind of link carries."""

    def __init__(self, ledger: Ledger, stub: Callable[[Record], Record]) -> None:
        super().__init__(ledger, "commodity", ("name",), stub)
        self.kept_apart: dict[str, list[str]] = {}  # by name the goods alike from which it was kept apart
        self.twins: dict[str, list[str]] = {}  # by name the goods alike of which more than one fits
        self._alike: dict[str, list[Token]] = {}  # rows and tokens by the likeness of their names
        self._apart: set[str] = set()  # likenesses whose names are goods of their own

    def start(self) -> None:
        """Begin a new table."""
        super().start()
        self.kept_apart, self.twins = {}, {}

    def identity(self, name: str) -> str:
        """What names of one good have in common in this import."""
        like = good_key(name)
        return name_key(name) if like in self._apart else like

    def keep_apart(self, names: Iterable[str]) -> None:
        """Let each spelling of these names be a good of its own, since rows contradict each other otherwise."""
        likenesses = {good_key(name) for name in names} - self._apart
        self._apart |= likenesses
        for key in [key for key in self._tokens if good_key(key) in likenesses]:
            self._pending.pop(self._tokens.pop(key), None)

    def alike(self, name: str, told: Record) -> list[Token]:
        """The one row or token that is called alike and that nothing told speaks against; of several the first of the
        same language, else the first, as it was before others came, so that a table twice means the same."""
        near = [token for token in self._near(name) if name_key(self.called(token)) != name_key(name)]
        fitting = [] if good_key(name) in self._apart else [one for one in near if not self._differs(one, told)]
        if near and not fitting and name_key(name) not in self._tokens:  # asked for the first time
            self.kept_apart[tidy(name)] = [self.called(token) for token in near]
        if len(fitting) < 2:
            return fitting
        self.twins[tidy(name)] = [self.called(token) for token in fitting]
        own = [token for token in fitting if case_key(self.called(token)) == case_key(name)]
        return (own or fitting)[:1]

    def _near(self, name: str) -> list[Token]:
        settled = dict.fromkeys(self._settled.get(token, token) for token in self._alike.get(good_key(name), ()))
        return [token for token in settled if token > 0 or token in self._pending]

    def _learn_alike(self, name: str, token: Token) -> set[Token | None]:
        """Note a row or token by its likeness; a row settles the tokens alike that it fits."""
        near = self._near(name)
        self._alike.setdefault(good_key(name), []).append(token)
        if token < 0 or good_key(name) in self._apart:
            return set()
        row = self.ledger.rows(self.table)[token]
        told = {"code": row.get("code"), "base_unit": row.get("base_unit"), "carried": row.get("medium")}
        return {one for one in near if one in self._pending and not self._differs(one, told)}

    def _differs(self, token: Token, told: Record) -> bool:
        """Whether what is told speaks against this row or new name."""
        known = self._pending[token][1] if token in self._pending else self.ledger.rows(self.table)[token]
        if any(told.get(one) and known.get(column) not in (None, "", told[one]) for one, column in _SAME.items()):
            return True
        unit, base = told.get("base_unit"), known.get("base_unit")
        if not unit or not base:
            return False
        open_yet = token in self._pending or token in self.guessed  # may still be turned to water
        medium = "water" if open_yet and told.get("carried") == "water" else str(known.get("medium") or "")
        return unit_factor(unit, KeptAs("", base, medium, quality=str(known.get("quality") or "")))[0] is None
