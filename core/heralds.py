"""Who is told of each change of a project, in the order of the changes, after it is on the disk."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.errors import UnheardChange
from core.history import Changes

Subscriber = Callable[[Changes], None]


class Heralds:
    """The subscribers of a project and the changes that they are still to be told of."""

    def __init__(self) -> None:
        self._subscribers: dict[object, Subscriber] = {}
        self._untold: deque[Changes] = deque()
        self._telling = False

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Tell a callback of every change from now on; returns what ends it."""
        key = object()
        self._subscribers[key] = callback

        def end() -> None:
            self._subscribers.pop(key, None)

        return end

    def note(self, changes: Changes) -> None:
        """Remember a change that has to be told."""
        self._untold.append(changes)

    @contextmanager
    def telling_after(self) -> Iterator[None]:
        """Tell every subscriber of what was changed meanwhile, be it by another program; then raise their errors."""
        try:
            yield
        finally:
            if not self._telling:
                self._tell()

    def _tell(self) -> None:
        """Tell everybody of every change, also after somebody failed at one."""
        errors: list[Exception] = []
        self._telling = True
        try:
            while self._untold:
                changes = self._untold.popleft()
                for callback in tuple(self._subscribers.values()):
                    try:
                        callback(changes)
                    except Exception as error:
                        errors.append(error)
        finally:
            self._telling = False
        if errors:
            raise UnheardChange("the change is kept, but not everybody could take it in", errors)
