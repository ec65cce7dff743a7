"""Points as a Chinese web map tells them."""

from gis.datum import Numbers, gcj_shift


def gcj_from_wgs84(points: Numbers) -> Numbers:
    """Shift (n, 2) longitudes and latitudes in degrees from WGS 84 to GCJ-02."""
    return points + gcj_shift(points)
