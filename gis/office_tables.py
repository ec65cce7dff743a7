"""What a meeting pack holds, before any file is written: pages and pictures as scenes, tables as read words."""

from collections.abc import Mapping
from dataclasses import dataclass

from gis.exports import PaperSheet
from gis.paper_table import PaperTable
from gis.scene import Scene


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A scene with its title and the sentences on it; of a map also its review line.

    Those `beneath` it, on the filter that it was made with, are printed wherever it stands.
    """

    title: str
    scene: Scene
    told: tuple[str, ...] = ()
    review: str = ""
    beneath: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeafEntry:
    """Something that can be found and clicked: `key` is table and uid, `number` that of a finding, 0 for none."""

    key: str
    title: str
    kind: str
    lines: tuple[str, ...]
    number: int = 0
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """The HTML file in one language; `bands` are the rows ("table:uid") behind each band of the diagram.

    `marked` are the words of its class, its map review line and its stamp.
    """

    language: str
    title: str
    foot: str
    words: Mapping[str, str]
    map: Scene
    flows: Scene
    legend: Scene
    entries: tuple[LeafEntry, ...]
    bands: tuple[tuple[str, ...], ...]
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything for a meeting in one language: pages for the PDF, pictures and tables for slides and report.

    `told` are the sentences of the report's first part; `marking` and `stamp` the words of the class and of a stamp;
    `cited` names a locked edition; `review` tells the map review number or what its lack means.
    """

    language: str
    title: str
    made: str
    marking: str
    stamp: str
    told: tuple[str, ...]
    pages: tuple[PaperSheet, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[PaperTable, ...]
    leaves: tuple[Leaf, ...]
    cited: str = ""
    review: str = ""
