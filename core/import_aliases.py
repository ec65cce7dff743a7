"""Former, short and other names of actors that are in the project."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.import_names import Token
from core.import_rows import Claim, Row
from core.intake import Intake
from core.names import name_key, tidy
from core.text import Text

KEY = ("actor_id", "name")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of an alias table."""

    actor: Token
    name: str
    kind: str


def read(row: Row, intake: Intake) -> Draft:
    """A draft of a row; rejected where no actor of the project has the name that the alias belongs to."""
    actor = intake.actor(row)
    if intake.directory.actors.is_pending(actor):
        row.refuse("actor", Text("the project has no such actor; import the actors first"))
    return Draft(actor, tidy(row.name("alias")), row.word("kind", "alias_kind"))


def claims(draft: Draft) -> Iterator[Claim]:
    """An alias belongs to one actor and is of one kind."""
    yield Claim("alias", name_key(draft.name), draft)


def store(draft: Draft, row: Row, intake: Intake) -> str:
    """Add the alias, or change its kind."""
    values = {"actor_id": draft.actor, "name": draft.name, "kind": draft.kind}
    outcome = intake.store("actor_alias", KEY, values, {"kind": "alias"})
    intake.directory.actors.learn("alias", draft.name, draft.actor)
    return outcome
