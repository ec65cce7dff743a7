"""The form of a packet as ODK Collect keeps it, so that a phone takes it from a cable without any server."""

from pathlib import Path

from pyxform.xls2xform import convert

PAYLOAD = "form.xml"


def write_xform(form: Path, path: Path) -> None:
    """Write the XForm of an XLSForm; the converter's own check is left out, since it needs Java."""
    path.write_text(convert(form, validate=False).xform, encoding="utf-8")
