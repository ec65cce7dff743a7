"""Files as addresses that SQLite understands."""

import urllib.parse
from pathlib import Path


def sqlite_address(path: Path, *options: str) -> str:
    """A file with options such as "mode=ro", also with Chinese names, drive letters and network shares."""
    posix = path.absolute().as_posix()
    return f"file://{'' if posix.startswith('/') else '/'}{urllib.parse.quote(posix)}?{'&'.join(options)}"
