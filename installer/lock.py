"""Make the two requirements files anew: python installer/lock.py, with `uv` on the path (pip install uv).

They hold every package with its version and hashes for Linux and Windows, and no address of an index.
"""

import shutil
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent / "requirements"
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
    "--quiet",
)


def main() -> int:
    """Resolve run.in, then dev.in under its versions, so that the development lock holds the run lock."""
    if not shutil.which("uv"):
        sys.stdout.write("uv is needed: pip install uv, then run this again.\n")
        return 1
    for name in ("run", "dev"):
        files = [f"{name}.in", f"--output-file={name}.txt"]
        constraint = ["--constraint=run.txt"] if name == "dev" else []
        done = subprocess.run(["uv", "pip", "compile", *OPTIONS, *constraint, *files, *sys.argv[1:]], cwd=REQUIREMENTS)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
