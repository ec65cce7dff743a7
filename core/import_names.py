"""Which row of the project a name in a cell means, and which names an import has to create."""

from collections.abc import Callable, Iterable
from itertools import count

from core.ledger import Ledger, Record
from core.names import name_key, spaced_apart, tidy
from core.text import Text

Token = int  # the id of a row, or a negative number for a name that nobody has created yet
Tier = dict[str, list[int]]
_NOTHING: Record = {}


class Ambiguous(Exception):
    """A name that several rows answer to."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.message_id)
        self.reason = reason


class Names:
    """The names of one table. A name that is not there yet gets a token; the row is made when a taken row needs it.

    `tiers` are look-ups of growing vagueness, such as by name, by code, by alias: the first that knows a name decides.
    """

    def __init__(
        self,
        ledger: Ledger,
        table: str,
        tiers: Iterable[str],
        stub: Callable[[Record], Record],
    ) -> None:
        self.ledger = ledger
        self.table = table
        self.tiers: dict[str, Tier] = {tier: {} for tier in tiers}
        self.created: list[str] = []  # names of the rows made because others named them
        self.stubs: set[int] = set()
        self.guessed: set[int] = set()  # rows that no table of the import has told of by itself
        self.respelt: dict[str, str] = {}  # names that differ by spaces from what they were taken for
        self._stub = stub
        self._spelt: dict[str, list[str]] = {}  # the spellings of each name, the first one first
        self._tokens: dict[str, Token] = {}
        self._pending: dict[Token, tuple[str, Record]] = {}
        self._settled: dict[Token, int] = {}
        self._counts: dict[str, int] = {}
        self._numbers = count()

    def learn(self, tier: str, name: str, id: int) -> None:
        """Let a row answer to a name, also where rows have mentioned that name before."""
        if name:
            self._learn_spelling(name)
            known = self.tiers[tier].setdefault(name_key(name), [])
            if id not in known:
                known.append(id)
            tokens = {self._tokens.pop(name_key(name), None)}
            if tier == next(iter(self.tiers)):
                tokens |= self._learn_alike(name, id)
            for token in tokens:
                if token in self._pending:
                    del self._pending[token]
                    self._settled[token] = id

    def alike(self, name: str, told: Record) -> list[Token]:
        """The rows and tokens that a name means although no tier knows it, by what a row tells of it: none."""
        return []

    def _learn_alike(self, name: str, token: Token) -> set[Token | None]:
        """Let a row or token answer to names alike; the tokens that a row settles."""
        return set()

    def find(self, name: str, tier: str = "", told: Record = _NOTHING) -> list[int]:
        """The rows that answer to a name, in the first tier that knows it or in the one asked for; else the one that
        is called alike and fits what is `told` of it."""
        key = name_key(name)
        self._notice(name)
        searched = [self.tiers[tier]] if tier else self.tiers.values()
        found = next((rows for known in searched if (rows := known.get(key))), [])
        return found or [] if tier else found or [token for token in self.alike(name, told) if token > 0]

    def mention(self, name: str, told: Record = _NOTHING) -> Token:
        """The row that a name means, or the token of one that does not exist yet; Ambiguous where several answer."""
        key = name_key(name)
        self._spelt.setdefault(key, [name])
        self._notice(name)
        self._counts[key] = self._counts.get(key, 0) + 1
        if key not in self._tokens:
            found = self.find(name, told=told)
            if len(found) > 1:  # of each spelling another row, so that no token is kept
                return self._spelt_row(found, name)
            self._tokens[key] = found[0] if found else self._new_token(name, told)
        token = self._tokens[key]
        return self._settled.get(token, token)

    def spelt_so(self, found: list[int], name: str) -> list[int]:
        """Of several rows that answer to a name those that spell it so, with the same spaces; else all of them."""
        if len(found) < 2:
            return found
        named = [(id, self._name(id)) for id in found]
        exact = [id for id, own in named if name_key(own) == name_key(name) and not spaced_apart(own, name)]
        return exact or found

    def _spelt_row(self, found: list[int], name: str) -> int:
        """The row of this very spelling; Ambiguous where none or several have it."""
        exact = self.spelt_so(found, name)
        if len(exact) == 1:
            return exact[0]
        names = list(dict.fromkeys(tidy(self._name(id)) for id in exact))
        told = {"name": name, "count": len(exact), "names": names}
        if len(names) > 1 and any(spaced_apart(names[0], other) for other in names):
            raise Ambiguous(
                Text(
                    "{name} means {count} rows of the project, {names}, which spaces between Chinese characters alone "
                    "tell apart; write it as one of them, or name it by its code or id", told,
                )
            )  # fmt: skip
        raise Ambiguous(Text("{name} means {count} rows of the project; name it by its code or id", told))

    def _name(self, id: int) -> str:
        return str(self.ledger.rows(self.table)[id][next(iter(self.tiers))])  # the first tier is the column of names

    def _learn_spelling(self, name: str) -> None:
        known = self._spelt.setdefault(name_key(name), [name])
        if name not in known and all(spaced_apart(other, name) for other in known):
            known.append(name)

    def _notice(self, name: str) -> None:
        """Note a name that no row is spelt like, with the spelling that it was taken for."""
        known = self._spelt.get(name_key(name), [name])
        if all(spaced_apart(other, name) for other in known):
            self.respelt[tidy(name)] = tidy(known[0])

    def _new_token(self, name: str, told: Record) -> Token:
        if alike := self.alike(name, told):
            return alike[0]
        token = -1 - next(self._numbers)
        self._pending[token] = (tidy(name), {})
        self._learn_alike(name, token)
        return token

    def called(self, token: Token) -> str:
        """The name of what a token stands for."""
        token = self._settled.get(token, token)
        return self._pending[token][0] if token in self._pending else self._name(token)

    def describe(self, token: Token, **values: object) -> None:
        """Say more of a name that does not exist yet; what was said first stays."""
        if token in self._pending:
            known = self._pending[token][1]
            for column, value in values.items():
                if value:
                    known.setdefault(column, value)

    def current(self, token: Token | None) -> Token | None:
        """The id where a token has been settled meanwhile, else what was given."""
        return token if token is None else self._settled.get(token, token)

    def start(self) -> None:
        """Begin a new table: what was created before is no longer its doing."""
        self.created = []
        self.stubs = set()
        self.respelt = {}
        self._counts = {}

    def mentioned(self) -> dict[str, int]:
        """How many cells of the table name each of the rows that were made because others named them."""
        return {name: self._counts.get(name_key(name), 0) for name in self.created}

    def is_pending(self, token: Token) -> bool:
        """Whether nobody has created what a token stands for."""
        return token in self._pending

    def settle(self, token: Token, **values: object) -> int:
        """The id of the row that a token stands for, which is made now if it does not exist yet."""
        if token in self._pending:
            name, known = self._pending.pop(token)
            if len(found := self.find(name, told=known)) == 1:  # a later row of the same table made it meanwhile
                self._settled[token] = found[0]
                return found[0]
            row = self._stub({"name": name, **values, **known})
            id = self.ledger.add(self.table, row)
            self._settled[token] = id
            self.learn(next(iter(self.tiers)), name, id)
            self.created.append(name)
            self.stubs.add(id)
            self.guessed.add(id)
        return self._settled.get(token, token)

    def claim(self, id: int) -> bool:
        """Whether this row was only made because others named it; from now on it stands for itself."""
        self.guessed.discard(id)
        if id not in self.stubs:
            return False
        self.stubs.discard(id)
        self.created.remove(self.ledger.rows(self.table)[id]["name"])
        return True
