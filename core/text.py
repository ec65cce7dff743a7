"""The one translatable sentence and the numbers that stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: value in `unit` (unknown is None), sd in the same unit, None where nobody stated it."""

    value: float | None
    unit: str = ""
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in English source with named places, translated when it is shown.

    `plural` is the sentence for any other number than one; it is chosen by `values["n"]`.
    Values may be text, numbers, Quantity or Text; `core.i18n.show` renders them in the reader's language.
    """

    message_id: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = field(default="", kw_only=True)

    def __hash__(self) -> int:
        return hash((self.message_id, tuple(sorted((key, str(value)) for key, value in self.values.items()))))


def N_(message: str) -> str:
    """Mark a text for the catalogue where it is declared; it is translated where it is shown."""
    return message
