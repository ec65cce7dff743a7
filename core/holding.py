"""Which thread has a project: the one that opened it, or the one that it was lent to."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident

_NOBODY = 0  # no thread has this number


class Holding:
    """Who may write; between `lend` and `borrowed`, while a worker is still to come, nobody may."""

    def __init__(self) -> None:
        self._holder = self._lender = get_ident()
        self.lent = False
        self.readers: list[int] = []  # threads that do not have it and read by connections of their own

    def is_here(self) -> bool:
        """Whether this thread has the project."""
        return self._holder == get_ident()

    def lend(self) -> None:
        """Let go of the project, so that another thread can take it."""
        if self.lent or not self.is_here():
            raise RuntimeError("a project is lent once, by the thread that has it")
        self._lender, self._holder, self.lent = get_ident(), _NOBODY, True

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """Have the project that was lent, and give it back at the end."""
        if not self.lent or self._holder != _NOBODY:
            raise RuntimeError("nobody lends the project")
        self._holder = get_ident()
        try:
            yield
        finally:
            self._holder, self.lent = self._lender, False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read by a connection of one's own, which keeps who has the project from writing to the disk meanwhile."""
        self.readers.append(get_ident())
        try:
            yield
        finally:
            self.readers.remove(get_ident())

    def take_back(self) -> None:
        """Have again what was lent and not taken by anybody; nothing happens where it was given back."""
        if self.lent and self._holder != _NOBODY:
            raise RuntimeError("another thread still has the project")
        self._holder, self.lent = self._lender, False

    def take_over(self) -> None:
        """Have, for good, what another thread opened and has done with."""
        if self.lent:
            raise RuntimeError("a project that is lent cannot be taken over")
        self._holder = self._lender = get_ident()
