"""Map files made by code: KML, KMZ, GPX and DXF as programs write them, and some as nobody should."""

import zipfile
from pathlib import Path

KML_START = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
KML_END = "</Document></kml>"


def placemark(name: str, lon: float, lat: float, more: str = "") -> str:
    """A point of a KML."""
    return f"<Placemark><name>{name}</name>{more}<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"


def write_kml(path: Path, content: str) -> Path:
    """A KML whose document holds the content."""
    path.write_text(KML_START + content + KML_END, encoding="utf-8")
    return path


def write_kmz(path: Path, entries: dict[str, str | bytes]) -> Path:
    """A packed map with these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def write_gpx(path: Path, content: str) -> Path:
    """A GPX with the content."""
    start = '<?xml version="1.0"?><gpx version="1.1" creator="a" xmlns="http://www.topografix.com/GPX/1/1">'
    path.write_text(f"{start}{content}</gpx>", encoding="utf-8")
    return path


def write_dxf(path: Path, *entities: list[object], release: str = "AC1015", page: str = "ANSI_936") -> Path:
    """A drawing of entities, each a list of group codes and values; text in the bytes of its code page."""
    header: list[object] = [0, "SECTION", 2, "HEADER", 9, "$ACADVER", 1, release]
    header += [9, "$DWGCODEPAGE", 3, page] if page else []
    lines = [*header, 0, "ENDSEC", 0, "SECTION", 2, "ENTITIES"]
    lines += [part for entity in entities for part in entity] + [0, "ENDSEC", 0, "EOF", ""]
    path.write_bytes("\n".join(map(str, lines)).encode("utf-8" if release >= "AC1021" else "gbk"))
    return path


def outline(layer: str, *corners: tuple[float, float], closed: bool = True) -> list[object]:
    """A polyline of a drawing."""
    pairs = [part for x, y in corners for part in (10, x, 20, y)]
    return [
        0,
        "LWPOLYLINE",
        100,
        "AcDbEntity",
        8,
        layer,
        100,
        "AcDbPolyline",
        90,
        len(corners),
        70,
        int(closed),
        *pairs,
    ]


def label(layer: str, text: str, x: float, y: float) -> list[object]:
    """A text of a drawing."""
    return [0, "TEXT", 8, layer, 10, x, 20, y, 40, 5, 1, text]
