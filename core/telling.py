"""Telling everybody who asked of every change of a project, in their order."""

from collections import deque
from collections.abc import Callable

from core.errors import UnheardChange
from core.history import Changes

Subscriber = Callable[[Changes], None]


class Telling:
    """Who is to be told, and the changes of which they were not told yet."""

    def __init__(self) -> None:
        self._subscribers: dict[object, Subscriber] = {}
        self._untold: deque[Changes] = deque()
        self._busy = False

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Be told of every change from now on; returns what ends it."""
        key = object()
        self._subscribers[key] = callback

        def end() -> None:
            self._subscribers.pop(key, None)

        return end

    def add(self, changes: Changes) -> None:
        """Note a change that is on the disk."""
        self._untold.append(changes)

    def tell(self) -> None:
        """Tell everybody of every change, also after somebody failed at one; UnheardChange then holds their errors.

        A callback may change more: that is told when everybody has heard of the change before.
        """
        if self._busy:
            return
        errors: list[Exception] = []
        self._busy = True
        try:
            while self._untold:
                changes = self._untold.popleft()
                for callback in tuple(self._subscribers.values()):
                    try:
                        callback(changes)
                    except Exception as error:
                        errors.append(error)
        finally:
            self._busy = False
        if errors:
            raise UnheardChange("the change is kept, but not everybody could take it in", errors)
