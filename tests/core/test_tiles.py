"""Files of map tiles: what they hold is read, what is none or holds no pictures is refused in a sentence."""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from core.addresses import sqlite_address
from core.errors import UserError
from core.tiles import open_tiles, read_tiles

PICTURE = b"\x89PNG of a tile"


def mbtiles(path: Path, level: int, column: int, row: int, **about: str) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE metadata (name, value)")
        db.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        db.executemany("INSERT INTO metadata VALUES (?, ?)", about.items())
        db.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (level, column, 2**level - 1 - row, PICTURE))
        db.commit()
    return path


def pmtiles(path: Path, kind: TileType, level: int, column: int, row: int) -> Path:
    head = {
        "tile_type": kind, "tile_compression": Compression.NONE, "min_zoom": level, "max_zoom": level,
        "min_lon_e7": 1130000000, "min_lat_e7": 230000000, "max_lon_e7": 1140000000, "max_lat_e7": 240000000,
    }  # fmt: skip
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(level, column, row), PICTURE)
        writer.finalize(head, {"name": "底图", "attribution": "某测绘院"})
    return path


def test_a_tile_of_an_mbtiles_file_is_found_by_its_row_from_the_north(tmp_path: Path) -> None:
    tiles = open_tiles(mbtiles(tmp_path / "底图.mbtiles", 10, 834, 445, name="底图", format="png"))
    assert (tiles.title, tiles.lowest, tiles.highest) == ("底图", 10, 10)
    assert list(read_tiles(tiles, 10, [(834, 445), (834, 446)])) == [((834, 445), PICTURE)]


def test_an_mbtiles_file_without_bounds_has_those_of_its_tiles(tmp_path: Path) -> None:
    west, south, east, north = open_tiles(mbtiles(tmp_path / "a.mbtiles", 1, 1, 0)).bounds
    assert (west, south, east) == (0.0, 0.0, 180.0)
    assert north == pytest.approx(85.0511, abs=1e-4)


def test_a_tile_of_a_pmtiles_file_is_found(tmp_path: Path) -> None:
    tiles = open_tiles(pmtiles(tmp_path / "b.pmtiles", TileType.PNG, 9, 417, 222))
    assert (tiles.title, tiles.attribution, tiles.bounds) == ("底图", "某测绘院", (113.0, 23.0, 114.0, 24.0))
    assert list(read_tiles(tiles, 9, [(417, 222), (1, 1)])) == [((417, 222), PICTURE)]


def test_vector_tiles_are_refused_since_they_have_no_picture(tmp_path: Path) -> None:
    for file in (
        mbtiles(tmp_path / "v.mbtiles", 3, 1, 1, format="pbf"),
        pmtiles(tmp_path / "v.pmtiles", TileType.MVT, 3, 1, 1),
    ):
        with pytest.raises(UserError) as refused:
            open_tiles(file)
        assert refused.value.sentence.message_id.endswith("holds vector tiles, which have no picture of their own.")


@pytest.mark.parametrize("content", [b"", b"PMTiles\x03", b"SQLite format 3\x00" + b"\xff" * 200, b"hello"])
def test_what_is_no_file_of_tiles_is_told_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kaputt.mbtiles"
    file.write_bytes(content)
    with pytest.raises(UserError) as refused:
        open_tiles(file)
    assert refused.value.file == str(file)


def packed(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()


BOMB = packed(bytes(30_000_000))
DIRECTORIES = {
    "far too much in one piece": BOMB,
    "a second piece behind a small one": packed(b"\x00") + BOMB,
    "a number without an end": packed(b"\xff" * 1_000_000),
    "more entries than there are": packed(b"\xff\xff\x7f"),
    "cut short": BOMB[:1000],
}


@pytest.mark.parametrize("directory", DIRECTORIES.values(), ids=DIRECTORIES)
def test_a_hostile_directory_of_tiles_is_refused(tmp_path: Path, directory: bytes) -> None:
    file = pmtiles(tmp_path / "c.pmtiles", TileType.PNG, 9, 417, 222)
    tiles = open_tiles(file)
    content = bytearray(file.read_bytes())
    content[8:16], content[16:24] = len(content).to_bytes(8, "little"), len(directory).to_bytes(8, "little")
    file.write_bytes(bytes(content) + directory)
    with pytest.raises(UserError):
        list(read_tiles(tiles, 9, [(417, 222)]))


def test_tiles_that_are_a_query_without_an_end_are_given_up(tmp_path: Path) -> None:
    file = tmp_path / "endless.mbtiles"
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE metadata (name, value)")
        db.execute(
            "CREATE VIEW tiles AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) "
            "SELECT n AS zoom_level, n AS tile_column, n AS tile_row, x'00' AS tile_data FROM t"
        )
    with pytest.raises(UserError):
        open_tiles(file)


def test_levels_that_no_map_has_are_refused(tmp_path: Path) -> None:
    file = mbtiles(tmp_path / "deep.mbtiles", 3, 1, 1)
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE tiles SET zoom_level = 100000000000000")
        db.commit()
    with pytest.raises(UserError):
        open_tiles(file)


def test_a_share_is_named_as_sqlite_understands_it() -> None:
    assert sqlite_address(Path("/data/循环 园区.mbtiles"), "mode=ro") == (
        "file:///data/%E5%BE%AA%E7%8E%AF%20%E5%9B%AD%E5%8C%BA.mbtiles?mode=ro"
    )
    assert sqlite_address(Path("//server/share/a.mbtiles"), "mode=ro").startswith("file:////server/share/")


def test_many_tiles_of_one_directory_are_found(tmp_path: Path) -> None:
    file = tmp_path / "many.pmtiles"
    head = {
        "tile_type": TileType.PNG, "tile_compression": Compression.NONE, "min_zoom": 7, "max_zoom": 7,
        "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 1000000000, "max_lat_e7": 500000000,
    }  # fmt: skip
    places = [(column, row) for column in range(64, 96) for row in range(40, 64)]
    with file.open("wb") as written:
        writer = Writer(written)
        for id, place in sorted((zxy_to_tileid(7, *place), place) for place in places):
            writer.write_tile(id, str(place).encode())
        writer.finalize(head, {})
    found = dict(read_tiles(open_tiles(file), 7, places))
    assert found == {place: str(place).encode() for place in places}
