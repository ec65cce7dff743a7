from hypothesis import given
from hypothesis import strategies as st

from core.names import word_key
from core.spelling import EXACT, INSIDE, LETTERS, LETTERS_INSIDE, START, WORD, answer, spell


def test_a_chinese_name_is_typed_as_it_is_read_or_by_its_initials():
    works = spell("宏达热电厂")
    assert (works.pinyin, works.initials) == ("hongdaredianchang", "hdrdc")
    assert [answer(typed, works) for typed in ("hdrd", "hongda", "rdc", "dc", "热电")] == [
        LETTERS,
        LETTERS,
        LETTERS_INSIDE,
        None,
        INSIDE,
    ]


def test_a_character_of_several_readings_is_read_by_its_word():
    assert spell("重庆长安银行").initials == "cqcayh"


def test_an_english_name_answers_by_its_words():
    mill = spell("Sugar mill No-2")
    told = [answer(typed, mill) for typed in ("sugarmillno2", "sugar", "mill", "gar", "xyz")]
    assert told == [EXACT, START, WORD, INSIDE, None]


@given(st.text(alphabet="宏达热电厂Ab 3-（）", min_size=1))
def test_every_name_answers_itself_exactly(name):
    key = word_key(name)
    assert answer(key, spell(name)) == EXACT
