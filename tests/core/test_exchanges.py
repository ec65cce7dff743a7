"""The table of known exchanges: each line with its source, found by the names that offices use."""

import pytest

from core.catalogues import table
from core.exchanges import TABLE, exchanges_of, users_told
from core.i18n import show


def test_at_least_150_pairs_of_waste_and_user_are_documented_in_both_languages() -> None:
    rows = table(TABLE)
    assert len({(row["name_en"], row["title_en"]) for row in rows}) >= 150
    columns = ("name_en", "name_zh", "title_en", "title_zh", "place_en", "place_zh", "source", "checked")
    assert [row for row in rows if not all(row[column] for column in columns)] == []
    assert {row["checked"] for row in rows} == {"text", "list", "memory"}


@pytest.mark.parametrize("name", ["Red mud", "赤泥", "赤泥（拜耳法）", "alumina RED MUD"])
def test_red_mud_is_found_by_its_names_in_both_languages(name: str) -> None:
    assert {"cement works", "brickworks"} <= {one.user for one in exchanges_of(name)}


@pytest.mark.parametrize("name", ["washings", "Ashtray", "钢材"])
def test_a_word_inside_another_is_no_waste(name: str) -> None:
    assert users_told(name) is None


def test_blast_furnace_slag_is_not_taken_for_boiler_slag() -> None:
    assert {one.waste for one in exchanges_of("高炉渣")} == {"blast furnace slag"}


def test_users_are_told_in_the_language_of_the_reader() -> None:
    told = users_told("Carbide slag")
    assert told is not None
    assert "cement works (Tiexi)" in show(told, "en")
    assert "水泥厂" in show(told, "zh")


def test_what_the_tax_catalogue_lists_is_no_known_use_at_a_place() -> None:
    told = users_told("red mud")
    assert told is not None
    said = show(told, "en")
    assert "Known elsewhere: building material works (Shanxi coal chemical park)" in said
    assert "China's VAT catalogue of 2022 refunds tax for its use by brickworks" in said
    assert "(China's" not in said


def test_what_nobody_compared_with_its_document_is_not_told() -> None:
    assert {one.checked for one in exchanges_of("waste tyres")} == {"memory"}
    assert users_told("waste tyres") is None


def test_guigang_is_known_for_no_furnace_slag() -> None:
    assert "Guigang" not in {one.place for one in exchanges_of("furnace slag")}
