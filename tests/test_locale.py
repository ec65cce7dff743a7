"""Every sentence is there in Chinese, with the same places, in the words of terms.csv."""

import csv
import re
import runpy
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "locale" / "zh" / "LC_MESSAGES" / "cluster-atlas.po"
TERMS = ROOT / "resources" / "locale" / "terms.csv"
# Full-width marks that a line may not begin or end with, besides their Latin twins.
CLOSING, OPENING = "，。；：！？、）》」』】’”,.;:!?)]", "（《「『【‘“(["
CHINESE = re.compile("[\u3400-\u9fff]")
catalogue = SimpleNamespace(**runpy.run_path(str(ROOT / "installer" / "catalogue.py")))


@pytest.fixture(scope="module")
def translations() -> dict[str, str]:
    """Chinese by English sentence, without what a translator has still to look at (fuzzy); a plural has one form."""
    found = [message for message in catalogue.read_catalogue(CATALOGUE) if not message.fuzzy]
    return {singular(message.id): catalogue.texts(message.string)[0] for message in found}


@pytest.fixture(scope="module")
def messages() -> list[Any]:
    """Every sentence of the code, with its plural; reading all modules takes seconds."""
    return list(catalogue.all_messages())


def singular(name: str | tuple[str, ...]) -> str:
    return name if isinstance(name, str) else name[0]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def forbidden_words() -> list[str]:
    return [word for term in rows(TERMS) for word in term["forbidden"].split("|") if word]


def test_file_dialogs_find_the_endings_in_plain_brackets(translations: dict[str, str]) -> None:
    filters = {text: chinese for text, chinese in translations.items() if "(*." in text}
    assert [text for text, chinese in filters.items() if " (*." not in chinese or not chinese.endswith(")")] == []
    assert filters


def test_every_sentence_has_a_translation(translations: dict[str, str], messages: list[Any]) -> None:
    waiting = sorted({message.text for message in messages if not translations.get(message.text)})
    assert waiting == []


def test_the_catalogue_holds_no_sentence_that_the_code_has_lost(
    translations: dict[str, str], messages: list[Any]
) -> None:
    lost = sorted(translations.keys() - {""} - {message.text for message in messages})
    assert lost == []


def test_translations_keep_the_places_of_the_sentence(translations: dict[str, str]) -> None:
    moved = {english: chinese for english, chinese in translations.items() if places(english) != places(chinese)}
    assert {english: chinese for english, chinese in moved.items() if english and chinese} == {}


def test_singular_and_plural_have_the_same_places(messages: list[Any]) -> None:
    counted = [message for message in messages if message.plural]
    differing = [message.text for message in counted if places(message.text) | {"n"} != places(message.plural) | {"n"}]
    assert differing == []


def test_translations_use_no_forbidden_word(translations: dict[str, str]) -> None:
    words = forbidden_words()
    used = {chinese: [word for word in words if word in chinese] for chinese in translations.values()}
    assert {chinese: found for chinese, found in used.items() if found} == {}


def test_no_translation_begins_with_closing_or_ends_with_opening_punctuation(translations: dict[str, str]) -> None:
    sentences = [chinese.strip() for english, chinese in translations.items() if english and chinese]
    assert [sentence for sentence in sentences if sentence[0] in CLOSING or sentence[-1] in OPENING] == []


def test_chinese_sentences_have_chinese_punctuation(translations: dict[str, str]) -> None:
    latin = re.compile("[\u3400-\u9fff][,;:!?]|[\u3400-\u9fff]\\.(\\s|$)")
    assert [chinese for english, chinese in translations.items() if english and latin.search(chinese)] == []


def test_no_marked_sentence_is_put_together_in_the_call() -> None:
    """An f-string or a sum of texts could never be found in a catalogue."""
    composed = re.compile(r"\b(Text|N_)\(\s*(f[\"']|[\"'][^\"']*[\"']\s*[+%])")
    modules = [path for package in catalogue.PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert [path.name for path in modules if composed.search(path.read_text(encoding="utf-8"))] == []


def test_sentences_never_blame(messages: list[Any]) -> None:
    blaming = re.compile(r"\b(errors?|invalid|failed to|illegal|fatal)\b", re.IGNORECASE)
    assert [message.text for message in messages if blaming.search(message.text)] == []


def test_terms_have_one_chinese_word_that_is_not_forbidden() -> None:
    words = forbidden_words()
    wrong = [term["english"] for term in rows(TERMS) if term["chinese"] in words or "|" in term["chinese"]]
    assert wrong == []
    assert len(rows(TERMS)) >= 60


def test_tables_name_their_rows_in_both_languages() -> None:
    tables = {path: rows(path) for path in (ROOT / "resources").rglob("*.csv")}
    titled = {path: lines for path, lines in tables.items() if lines and "title_en" in lines[0]}
    halves = [
        f"{path.name}: {line['title_en'] or line['title_zh']}"
        for path, lines in titled.items()
        for line in lines
        if not line["title_en"] or CHINESE.search(line["title_en"]) or not CHINESE.search(line.get("title_zh") or "")
    ]
    assert titled
    assert halves == []
