"""A sentence that is written when it is read is like any other."""

import copy
import pickle

import pytest

from core.text import Text, later

WRITTEN: list[int] = []


def counted(count: int) -> Text:
    WRITTEN.append(count)
    return Text("{n} firm", {"n": count}, plural="{n} firms")


def test_a_sentence_is_written_when_it_is_first_read_and_once() -> None:
    WRITTEN.clear()
    told = later(counted, 3)
    assert WRITTEN == []
    assert (told.plural, told.values, told.message_id) == ("{n} firms", {"n": 3}, "{n} firm")
    assert WRITTEN == [3]


def test_a_sentence_that_is_written_later_equals_the_same_one_written_at_once() -> None:
    assert later(counted, 3) == counted(3)
    assert later(counted, 3) != later(counted, 4)
    assert hash(later(counted, 3)) == hash(counted(3))


def test_copies_of_a_sentence_hold_its_words_alone() -> None:
    for told in (pickle.loads(pickle.dumps(later(counted, 3))), copy.deepcopy(later(counted, 3))):
        assert told == counted(3)
        assert not hasattr(told, "_written_by")


def test_a_fault_of_a_writer_is_not_taken_for_a_part_that_a_sentence_lacks() -> None:
    told = later(lambda: Text("{n} firm", {"n": "3".reed}))  # type: ignore[attr-defined]
    for read in (lambda: hasattr(told, "plural"), lambda: getattr(told, "values", None), lambda: told.message_id):
        with pytest.raises(RuntimeError, match="reed"):
            read()
