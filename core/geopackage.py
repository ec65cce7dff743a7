"""The GeoPackage container and its point blobs; no R-tree and no triggers in the live file."""

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_POINT_HEADER = struct.Struct("<2sBBi")  # magic, version, flags, srs id
_WKB_POINT = struct.Struct("<BI2d")
POINT_BYTES = 29


def point_blob(lon: float, lat: float, srs: int) -> bytes:
    """A GeoPackage point without envelope: 8 bytes of header, 21 bytes of little-endian WKB."""
    return _POINT_HEADER.pack(b"GP", 0, 1, srs) + _WKB_POINT.pack(1, 1, lon, lat)


def points_from_blobs(blobs: Sequence[bytes | None]) -> npt.NDArray[np.float64]:
    """Longitude and latitude of point blobs as an (n, 2) array, NaN where there is no blob."""
    points = np.full((len(blobs), 2), np.nan)
    present = [row for row, blob in enumerate(blobs) if blob is not None]
    joined = b"".join(blobs[row][13:POINT_BYTES] for row in present)  # type: ignore[index]
    points[present] = np.frombuffer(joined, dtype="<f8").reshape(-1, 2)
    return points


def polygon_blob(wkb: bytes, srs: int) -> bytes:
    """A GeoPackage geometry without envelope around little-endian WKB."""
    return _POINT_HEADER.pack(b"GP", 0, 1, srs) + wkb


def wkb_of_blob(blob: bytes) -> bytes:
    """The WKB inside a GeoPackage geometry, whatever envelope precedes it."""
    envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    return blob[8 + envelope :]
