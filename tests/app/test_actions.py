"""The table of commands: nothing is asked for twice by one key."""

from collections import Counter

from app.actions import COMMANDS


def test_no_two_commands_have_the_same_shortcut() -> None:
    keys = Counter(command.shortcut for command in COMMANDS if command.shortcut)
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_two_commands_have_the_same_id() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
