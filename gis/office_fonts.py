"""The fonts of office documents, read from the style table: by name, with what stands in for one that is missing."""

import tomllib
from functools import cache
from typing import Any

from core.paths import RESOURCES


@cache
def _fonts() -> dict[str, Any]:
    with (RESOURCES / "style" / "office.toml").open("rb") as file:
        return tomllib.load(file)


def fonts_of(language: str, document: str) -> dict[str, str]:
    """The fonts of "slides" or of a "report" in a language by their use."""
    return dict(_fonts()[language][document])


def instead_of() -> dict[str, str]:
    """What stands in for each font that an office may lack."""
    return dict(_fonts()["instead"])


def tagged(language: str) -> str:
    """A language as documents tag it: Chinese without a tag is set with the marks and shapes of other countries."""
    return {"zh": "zh-CN", "en": "en-US"}[language]
