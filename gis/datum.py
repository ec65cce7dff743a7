"""GCJ-02 and BD-09, the shifted grids of Chinese web maps, to and from WGS 84 (for a map, the same as CGCS2000).

The polynomials and their constants are the ones published for these grids; they are defined for mainland China only.
"""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_SEMI_MAJOR_AXIS = 6378245.0  # Krasovsky ellipsoid, metres
_SQUARED_ECCENTRICITY = 0.00669342162296594323
_ROUNDS = 30
_BD_WAVE = np.pi * 3000 / 180
_CLOSE_ENOUGH = 1e-10  # degrees, about 0.01 mm


def wgs84_from_gcj(points: Numbers) -> Numbers:
    """Find the (n, 2) WGS 84 degrees that the shift turns into the GCJ-02 degrees, by fixed-point iteration."""
    found = points - gcj_shift(points)
    for _ in range(_ROUNDS):
        better = points - gcj_shift(found)
        if np.nanmax(np.abs(better - found), initial=0.0) < _CLOSE_ENOUGH:
            return better
        found = better
    return found


def gcj_shift(points: Numbers) -> Numbers:
    """Degrees by which GCJ-02 lies east and north of WGS 84, (n, 2), at longitudes and latitudes in degrees."""
    longitude, latitude = points[:, 0], points[:, 1]
    east, north = longitude - 105.0, latitude - 35.0
    radians = np.radians(latitude)
    curvature = 1 - _SQUARED_ECCENTRICITY * np.sin(radians) ** 2
    metres_east = _wave_east(east, north)
    metres_north = _wave_north(east, north)
    meridian = _SEMI_MAJOR_AXIS * (1 - _SQUARED_ECCENTRICITY) / (curvature * np.sqrt(curvature))
    parallel = _SEMI_MAJOR_AXIS / np.sqrt(curvature) * np.cos(radians)
    return np.column_stack([np.degrees(metres_east / parallel), np.degrees(metres_north / meridian)])


def _wave_east(east: Numbers, north: Numbers) -> Numbers:
    """Shift to the east in metres."""
    slope = 300 + east + 2 * north + 0.1 * east**2 + 0.1 * east * north + 0.1 * np.sqrt(np.abs(east))
    waves = _ripple(east) + 20 * _sine(east, 1) + 40 * _sine(east, 3) + 150 * _sine(east, 12) + 300 * _sine(east, 30)
    return slope + waves * 2 / 3


def _wave_north(east: Numbers, north: Numbers) -> Numbers:
    """Shift to the north in metres."""
    slope = -100 + 2 * east + 3 * north + 0.2 * north**2 + 0.1 * east * north + 0.2 * np.sqrt(np.abs(east))
    waves = _ripple(east) + 20 * _sine(north, 1) + 40 * _sine(north, 3) + 160 * _sine(north, 12)
    return slope + (waves + 320 * _sine(north, 30)) * 2 / 3


def _ripple(east: Numbers) -> Numbers:
    ripple: Numbers = 20 * np.sin(6 * np.pi * east) + 20 * np.sin(2 * np.pi * east)
    return ripple


def _sine(degrees: Numbers, period: float) -> Numbers:
    """The sine of pi times an offset over its period in degrees."""
    wave: Numbers = np.sin(np.pi * degrees / period)
    return wave


def bd_from_gcj(points: Numbers) -> Numbers:
    """Turn (n, 2) GCJ-02 degrees into BD-09, the grid of Baidu's maps."""
    longitude, latitude = points[:, 0], points[:, 1]
    radius = np.hypot(longitude, latitude) + 0.00002 * np.sin(latitude * _BD_WAVE)
    angle = np.arctan2(latitude, longitude) + 0.000003 * np.cos(longitude * _BD_WAVE)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])


def gcj_from_bd(points: Numbers) -> Numbers:
    """Find the (n, 2) GCJ-02 degrees that become the BD-09 degrees, by fixed-point iteration.

    The closed formula in use for this way back is off by up to 4 m.
    """
    found: Numbers = points - np.array([0.0065, 0.006])
    for _ in range(_ROUNDS):
        better: Numbers = found + points - bd_from_gcj(found)
        if np.nanmax(np.abs(better - found), initial=0.0) < _CLOSE_ENOUGH:
            return better
        found = better
    return found
