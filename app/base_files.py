"""Taking a base map's file into a project: looked at first, remembered by its way from the project."""

from dataclasses import replace
from pathlib import Path

from core import worker
from core.base_maps import PICTURE, TILES, BaseMap, base_maps, free_name, told_path
from core.errors import UserError
from core.project import Project
from core.text import N_, Text
from core.tiles import SUFFIXES, TileSet
from gis.world_file import NO_SYSTEM, PICTURES, TIFFS, open_sheet

_PATIENCE = 30.0  # seconds that a file of tiles may take to say what it is
ADDED, CHANGED, DROPPED = N_("Base map added: {name}"), N_("Base map changed: {name}"), N_("Base map taken out: {name}")


def base_of(file: Path, project: Project, crs: str = "") -> BaseMap:
    """The base map that a file is; UserError where it is no map tiles and no picture that has a place."""
    return freely_named(look_at(file, Path(project.path), crs), project)


def freely_named(base: BaseMap, project: Project) -> BaseMap:
    """A base map under a name that no other one of the project has."""
    return replace(base, name=free_name(base.name, [other.name for other in base_maps(project)]))


def look_at(file: Path, home: Path, crs: str = "") -> BaseMap:
    """The same under the name that the file tells; asks nothing of the project whose file is `home`."""
    if not file.is_file():
        raise UserError(
            Text("There is no file {file}.", {"file": str(file)}),
            Text("Check the name and the folder."),
            file=str(file),
        )
    told = told_path(file, home)
    if file.suffix.lower() in PICTURES:
        return BaseMap(file.stem, PICTURE, told, _system_of(file, crs))
    if file.suffix.lower() not in SUFFIXES:
        raise UserError(
            Text("{file} is no base map.", {"file": file.name}),
            Text("Choose map tiles ({tiles}), a GeoTIFF, or a picture with a world file ({pictures}).",
                 {"tiles": " ".join(SUFFIXES), "pictures": " ".join(PICTURES)}),
            file=str(file),
        )  # fmt: skip
    tiles: TileSet = worker.run("core.tiles", "open_tiles", (file,), file=file, seconds=_PATIENCE)
    return BaseMap(tiles.title or file.stem, TILES, told, source=tiles.attribution)


def _system_of(file: Path, crs: str) -> str:
    """The system of a picture, "" for a GeoTIFF whose system has yet to be stated; UserError for what cannot lie."""
    if file.suffix.lower() in TIFFS:  # what cannot be unpacked is told now and not when it is drawn
        worker.run("gis.geotiff", "tiff_pixels", (file,), file=file, seconds=_PATIENCE)
    try:
        return open_sheet(file, crs, "EPSG:4490").crs
    except UserError as problem:
        if problem.code != NO_SYSTEM or crs:
            raise
        return ""


def placed(project: Project) -> tuple[BaseMap, ...]:
    """The base maps of a project with the whole paths of their files."""
    home = Path(project.path)
    return tuple(replace(base, file=str(base.path(home)) if base.file else "") for base in base_maps(project))
