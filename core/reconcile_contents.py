"""What substances amounts hold, by the compositions of their commodities.

A composition is text such as "CaO 60 %, SiO2 22 %": a substance that it does not name is unknown and not 0. What cannot
be read for certain is not taken, and a note says so.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.evidence import enumerate_names
from core.quality_limits import limit_words
from core.snapshot import Snapshot
from core.text import Text

_BREAK = re.compile(r"[;、。\n]|(?<!\d),|,(?!\d)|(?<=%)")  # a comma between digits may be a decimal mark
_HEADING = re.compile(r"[^:\d]*:\s*(?=[^\W\d_])")
_PART = re.compile(r"([^\W\d_].*?)(\s*[:=]?\s*)(\d+(?:\.\d+)?)\s*(?:wt)?\s*%", re.IGNORECASE)
_NAME = re.compile(r"(?!.*[\s-]\d)[^\W\d_](?:[\w\s.·()-]*[\w)])?")
# Formulas that end in a digit, which is none of the share where both are written together ("SiO222%").
_FORMULAS = {
    "SiO2", "Al2O3", "Fe2O3", "Fe3O4", "TiO2", "MnO2", "Mn3O4", "P2O5", "SO2", "SO3", "CO2", "Cr2O3", "CrO3", "V2O5",
    "ZrO2", "SnO2", "WO3", "MoO3", "As2O3", "Sb2O3", "B2O3", "Bi2O3", "NO2", "NO3", "H2", "N2", "O2", "NH3", "CH4",
    "H2SO4", "HNO3", "H3PO4", "SO4", "PO4", "CaF2", "MgF2", "CaCl2", "MgCl2", "ZnCl2", "FeCl2", "FeCl3", "AlCl3",
    "CaCO3", "MgCO3", "Na2CO3", "NaHCO3", "CaSO4", "MgSO4", "Na2SO4", "FeSO4", "CuSO4", "ZnSO4", "NiSO4", "BaSO4",
    "PbSO4", "NaNO3", "KNO3", "FeS2", "MoS2", "Sb2S3", "As2S3", "Ca(OH)2", "Mg(OH)2", "Al(OH)3", "Fe(OH)3",
}  # fmt: skip
_ALSO = {"CO", "MnO", "CrO", "SnO", "NO", "H", "N", "O"}  # substances that a digit makes another of those


@dataclass(frozen=True, slots=True)
class Content:
    """A substance and the share (0 to 1) of it in every amount (m,) of a layer, NaN unknown."""

    name: str
    share: Numbers


@dataclass(frozen=True, slots=True)
class Composition:
    """Shares (0 to 1) by substance, and the parts of the text that are no such share or may be read in two ways."""

    shares: dict[str, float]
    unread: tuple[str, ...]


def composition(text: str) -> Composition:
    """A composition as people write it ("Pb15%", "CaO：60％、SiO₂ 22 %"); unlike shares of one substance are unread."""
    parts = list(filter(None, map(_tidy, _BREAK.split(unicodedata.normalize("NFKC", text)))))
    read = [_read(part) for part in parts]
    told = set(filter(None, read))
    twice = Counter(name for name, _ in told)
    unread = [part for part, one in zip(parts, read, strict=True) if one is None or twice[one[0]] > 1]
    return Composition({name: share for name, share in sorted(told) if twice[name] == 1}, tuple(unread))


def _tidy(part: str) -> str:
    """A part without marks around it and without a heading such as "main contents:"."""
    return _HEADING.sub("", part.strip(" \t\r.,/+-"), count=1) if re.search(r"\w", part) else ""


def _read(part: str) -> tuple[str, float] | None:
    """The substance and share of one part; None where it is something else or may be either of two."""
    told = _PART.fullmatch(part)
    if told is None or not _NAME.fullmatch(told[1]) or told[1].endswith(tuple(limit_words("about"))):
        return None
    name, number = told[1], told[3]
    if not told[2] and name + number[0] in _FORMULAS:
        if name in _ALSO or not number[1:2].isdigit():
            return None
        name, number = name + number[0], number[1:]
    return (re.sub(r"\s+(?=\()", "", " ".join(name.split())), float(number) / 100) if float(number) <= 100 else None


def contents(now: Snapshot, commodity: Integers) -> tuple[tuple[Content, ...], tuple[Text, ...]]:
    """The substances that the compositions of commodities name, by the commodities (rows, (m,)) of amounts; and a note
    about what of these was not read."""
    told = [composition(str(text)) for text in now.commodity.composition.tolist()]
    names = sorted({name for one in told for name in one.shares})
    found = [
        Content(name, np.array([one.shares.get(name, np.nan) for one in told])[commodity]) for name in names
    ]  # fmt: skip
    return tuple(found), tuple(_unread(now, told, sorted(set(commodity.tolist()))))


def _unread(now: Snapshot, told: list[Composition], rows: list[int]) -> Iterator[Text]:
    unread = [
        Text("{name} ({kinds})", {"name": str(now.commodity.name[row]), "kinds": ", ".join(told[row].unread)})
        for row in rows
        if told[row].unread
    ]
    if unread:
        yield Text(
            "A part of the composition of {n} commodity was not read: {names}. Write each substance with its share "
            "after a space, as in CaO 60 %.",
            {"n": len(unread), "names": enumerate_names(unread)},
            plural="Parts of the compositions of {n} commodities were not read: {names}. Write each substance with its "
            "share after a space, as in CaO 60 %.",
        )
