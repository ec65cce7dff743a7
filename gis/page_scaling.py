"""A scene drawn larger: letters, lines and places grow together, as on a sheet that hangs farther from its reader."""

from dataclasses import replace

from gis.scene import Font, Inset, Label, Mark, Path, Picture, Raster, Scene, Shape, Stroke


def scaled(scene: Scene, factor: float) -> Scene:
    """The scene `factor` times as large."""
    if factor == 1.0:
        return scene
    marks = tuple(_scaled(mark, factor) for mark in scene.marks)
    return replace(scene, width=scene.width * factor, height=scene.height * factor, marks=marks)


def _scaled(mark: Mark, factor: float) -> Mark:
    if isinstance(mark, Inset):
        return Inset(scaled(mark.scene, factor), mark.x * factor, mark.y * factor)
    if isinstance(mark, Label):
        font = Font(mark.font.size * factor, mark.font.bold)
        return replace(mark, x=mark.x * factor, y=mark.y * factor, font=font, width=mark.width * factor)
    if isinstance(mark, Picture | Raster):
        width, height = mark.width * factor, mark.height * factor
        return replace(mark, x=mark.x * factor, y=mark.y * factor, width=width, height=height)
    return replace(mark, path=Path(mark.path.commands, mark.path.points * factor), stroke=_thick(mark, factor))


def _thick(shape: Shape, factor: float) -> Stroke | None:
    if shape.stroke is None:
        return None
    dashes = tuple(length * factor for length in shape.stroke.dashes)
    return Stroke(shape.stroke.colour, shape.stroke.width * factor, dashes)
