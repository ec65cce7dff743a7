"""The one translatable sentence and the numbers that stand in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVarTuple

Given = TypeVarTuple("Given")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: value in `unit` (unknown is None), sd in the same unit, None where nobody stated it."""

    value: float | None
    unit: str = ""
    sd: float | None = None


class Unwritten:
    """What is written when one of its parts is first read, such as 100,000 sentences of which a few are shown.

    Whoever compares or pickles it reads it; how it was written is kept beside it and goes into no copy.
    """

    __slots__ = ("_written_by",)
    _written_by: tuple[Callable[..., Any], tuple[Any, ...]]

    if not TYPE_CHECKING:  # mypy is to see a misspelt part

        def __getattr__(self, name: str) -> object:
            """Write all parts; two threads that do so at once write the same.

            An AttributeError on the way would be taken for a part that there is not, so it goes on as another.
            """
            if name not in self.__slots__:
                raise AttributeError(name)
            write, given = self._written_by
            try:
                written = write(*given)
            except AttributeError as fault:
                raise RuntimeError(f"A sentence was not written: {fault}") from fault
            for part in self.__slots__:
                object.__setattr__(self, part, getattr(written, part))
            return getattr(written, name)


@dataclass(frozen=True, slots=True)
class Text(Unwritten):
    """A sentence in English source with named places, translated when it is shown.

    `plural` is the sentence for any other number than one; it is chosen by `values["n"]`.
    Values may be text, numbers, Quantity or Text; `core.i18n.show` renders them in the reader's language.
    """

    message_id: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = field(default="", kw_only=True)

    def __hash__(self) -> int:
        return hash((self.message_id, tuple(sorted((key, str(value)) for key, value in self.values.items()))))


def later(write: Callable[[*Given], Text], *given: *Given) -> Text:
    """The sentence that a pure function writes of what it is given, written when it is first read."""
    text = object.__new__(Text)
    object.__setattr__(text, "_written_by", (write, given))
    return text


def N_(message: str) -> str:
    """Mark a text for the catalogue where it is declared; it is translated where it is shown."""
    return message
