"""The shape of a region as it is kept, apart from the view, whose libraries a reader of map files does without."""

from functools import lru_cache

import shapely

from core.geopackage import wkb_of_blob


@lru_cache(maxsize=4096)
def outline(blob: bytes) -> shapely.Geometry:
    """The shape of a region from its GeoPackage blob, in degrees; kept, since a redraw reads it again."""
    return shapely.from_wkb(wkb_of_blob(blob))
