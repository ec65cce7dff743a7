from collections.abc import Iterable

import pytest

from core import kinds
from core.words import find_word, known_words, nearest_names

MEDIA = ("goods", "energy", "water", "emission", "information", "capital", "technology", "people")
LISTS = {
    "flow_kind": kinds.FLOW_KINDS,
    "medium": MEDIA,
    "actor_kind": kinds.ACTOR_KINDS,
    "role": kinds.ROLES,
    "network_layer": kinds.NETWORK_LAYERS,
    "status": kinds.STATUSES,
    "flow_status": [status for status in kinds.STATUSES if status != "suspended"],
    "origin": kinds.ORIGINS,
    "grade": kinds.GRADES,
    "permit_class": kinds.PERMIT_CLASSES,
    "proof": kinds.PROOFS,
    "permitted_use": ("public", "internal", "aggregate", "superior"),
    "point_quality": kinds.POINT_QUALITIES,
}


@pytest.mark.parametrize("words", LISTS)
def test_the_words_of_a_list_are_those_of_the_model(words: str) -> None:
    ids: Iterable[str] = LISTS[words]
    assert set(known_words(words)) == set(ids)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("By-product", "by-product"),
        ("By-Product", "by-product"),
        ("Utility Sharing", "utility"),
        ("副产品", "by-product"),
    ],
)
def test_kinds_of_links_are_known_as_people_write_them(written: str, kind: str) -> None:
    assert find_word("flow_kind", written) == kind


def test_every_kind_of_link_has_a_medium() -> None:
    assert all(find_word("medium_of_kind", kind) in MEDIA for kind in kinds.FLOW_KINDS)


def test_a_word_that_no_list_has_means_nothing() -> None:
    assert find_word("flow_kind", "friendship") is None


def test_the_nearest_names_stand_first() -> None:
    names = {"waterfresh": "water_fresh", "wasteused": "waste_used"}
    assert nearest_names("Fresh-water", names)[0] == "water_fresh"
