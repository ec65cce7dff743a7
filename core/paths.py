"""Where the resources lie, the same in the source tree and in the installed program."""

import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
RESOURCES = _ROOT / "resources"
VERSION = "0.1.0"
