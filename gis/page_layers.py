"""The layers of a page, each a scene of the page's size: what PDF and SVG let a reader switch on and off."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.page_layouts import ITEM_TITLES
from core.text import N_
from gis.scene import Inset, Mark, Scene

MAP_TITLES = {
    "base": N_("Base maps"),
    "regions": N_("Regions"),
    "tracks": N_("Tracks of a survey"),
    "heat": N_("Where findings gather"),
    "grid": N_("Grid"),
    "sketch": N_("Sketch layouts"),
    "links": N_("Links"),
    "actors": N_("Firms and institutions"),
    "labels": N_("Names and amounts"),
    "findings": N_("Flags and gaps"),
}
PAGE_TITLE = N_("Page")
_OWN_LAYER = ("overview", "legend", "names", "findings", "account", "chart", "links", "facts", "indicators")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class PageLayer:
    """A layer: its title (marked), a scene of the page's size, and the box in mm that it is cut to, if any."""

    title: str
    scene: Scene
    clip: Box | None = None


def page_layers(scene: Scene) -> list[PageLayer]:
    """A page as layers from below to above; painted one over the other they are the page."""
    at = 0
    layers: list[PageLayer] = []
    for kind, count in scene.layers or (("page", len(scene.marks)),):
        group = scene.marks[at : at + count]
        at += count
        title = ITEM_TITLES[kind] if kind in _OWN_LAYER else PAGE_TITLE
        for mark in group:
            layers += _parts(scene, mark, title)
    return _joined(layers)


def _parts(scene: Scene, mark: Mark, title: str) -> Iterator[PageLayer]:
    """A mark as a layer; a map as one layer for each of its own."""
    if not (isinstance(mark, Inset) and mark.scene.layers):
        yield PageLayer(title, _only(scene, (mark,)))
        return
    inner, at, paper = mark.scene, 0, mark.scene.paper
    clip = (mark.x, mark.y, inner.width, inner.height)
    for name, count in inner.layers:
        marks = inner.marks[at : at + count]
        at += count
        if marks or paper:
            drawn = replace(inner, marks=marks, paper=paper, layers=())
            yield PageLayer(MAP_TITLES[name], _only(scene, (replace(mark, scene=drawn),)), clip)
            paper = ""


def _only(scene: Scene, marks: tuple[Mark, ...]) -> Scene:
    return Scene(scene.width, scene.height, marks)


def _joined(layers: list[PageLayer]) -> list[PageLayer]:
    """Neighbouring layers of one title and clip as one."""
    joined: list[PageLayer] = []
    groups: list[list[Mark]] = []
    for layer in layers:
        if joined and (joined[-1].title, joined[-1].clip) == (layer.title, layer.clip):
            groups[-1] += layer.scene.marks
        else:
            joined.append(layer)
            groups.append([*layer.scene.marks])
    return [replace(layer, scene=_only(layer.scene, tuple(marks))) for layer, marks in zip(joined, groups, strict=True)]
