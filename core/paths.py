"""Where the resources and the user's own folders lie, the same in the source tree and in the installed program."""

import os
import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
RESOURCES = _ROOT / "resources"
VERSION = "0.1.0"


def state_folder() -> Path:
    """The user's folder for our logs and caches, which need not exist yet (XDG on Linux, LOCALAPPDATA on Windows)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Cluster Atlas"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "cluster-atlas"
