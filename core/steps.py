"""Long work in portions: between two of them it says how far it is, and whoever listens may stop it by raising."""

from collections.abc import Callable

Step = Callable[[int, int], object]  # how much is done, of how much


def quietly(done: int, whole: int) -> None:
    """Nobody listens."""
