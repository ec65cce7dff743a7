"""All the set-up that a fresh machine needs, then the main job or the tests: python installer/setup.py run|test.

Standard library only. What is already there is left alone, so that the second time takes seconds.
"""

import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PROGRAMS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
PYTHONS = ((3, 11), (3, 12))
STAMP = ENVIRONMENT / "cluster-atlas.stamp"

# What Qt needs from the system, by the name its loader asks for; found with ldd over the wheel on a bare Debian 12.
DRAWING = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# what one process has compiled serves all, of which the tests start hundreds, whatever the surroundings ask for
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
WORKERS = (os.cpu_count() or 1) + 1  # tests often wait for a disk or a timer, and then another one works
TESTS = ("pytest", f"--numprocesses={WORKERS}", "--dist=loadfile")  # a file of tests stays in one process
CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."))
TYPES = ("mypy",)  # a minute of one core, for the same reason beside the tests


class SetupStopped(Exception):
    """A sentence that says what is missing and what to do about it."""


def main(arguments: list[str]) -> int:
    """Set up and do the job that is asked for; the exit code is the job's."""
    jobs = {"run": (run_demo, "run"), "test": (run_tests, "dev")}
    if len(arguments) != 1 or arguments[0] not in jobs:
        say("Say what to do: python installer/setup.py run, or python installer/setup.py test.")
        return 2
    job, requirements = jobs[arguments[0]]
    try:
        install_libraries(window=requirements == "run" and has_display())
        make_environment()
        install_packages(requirements)
        compile_translations()
        return job()
    except SetupStopped as stopped:
        say(str(stopped))
        return 1
    except KeyboardInterrupt:
        return 130


def say(sentence: str) -> None:
    """Write one line of progress at once."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, on Linux where a display is named."""
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def missing_packages(*, window: bool) -> list[str]:
    """Debian packages whose libraries the loader does not find, with venv's where Debian has split it off."""
    wanted = {**DRAWING, **WINDOW} if window else DRAWING
    missing = [package for library, package in wanted.items() if not can_load(library)]
    return missing if importlib.util.find_spec("ensurepip") else ["python3-venv", *missing]


def can_load(library: str) -> bool:
    """Whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_libraries(*, window: bool) -> None:
    """Install what Qt needs from the system as root or by a silent sudo, else tell the exact line and stop."""
    missing = missing_packages(window=window) if sys.platform.startswith("linux") else []
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    line = f"sudo apt-get update && sudo {shlex.join(install)}"
    if not shutil.which("apt-get"):
        raise SetupStopped(
            f"These system libraries are missing, named as in Debian: {', '.join(missing)}. Install them."
        )
    if not may_install():
        raise SetupStopped(f"System libraries are missing. Run this line, then the same command again:\n  {line}")
    say(f"Installing {len(missing)} system libraries that Qt needs ...")
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for command in (["apt-get", "update"], install):
        done = run_quietly([*before, *command])
    if done.returncode:
        raise SetupStopped(f"{done.stdout}\nThe system libraries could not be installed. Try this line:\n  {line}")


def run_quietly(command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command that asks nothing, and keep what it prints for the case that it stops."""
    silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=silent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def may_install() -> bool:
    """Whether system packages can be installed without asking anybody."""
    if os.geteuid() == 0:
        return True
    return (
        bool(shutil.which("sudo")) and subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL).returncode == 0
    )


def make_environment() -> None:
    """Make .venv with a Python that the locked packages are made for; a broken or foreign one is made anew."""
    if environment_works():
        return
    python = fitting_python()
    say(f"Making the Python environment {ENVIRONMENT.name} ...")
    subprocess.run([python, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)


def environment_works() -> bool:
    """Whether .venv has a Python of a fitting version that starts."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [PYTHON, "-c", f"import pip, sys; print(sys.version_info[:2] in {PYTHONS})"],
        capture_output=True,
        text=True,
    )
    return asked.stdout.strip() == "True"


def fitting_python() -> str:
    """The Python that runs this, or another one on the machine, of a version the locked packages are made for."""
    if sys.version_info[:2] in PYTHONS:
        return sys.executable
    found = [shutil.which(f"python{major}.{minor}") for major, minor in PYTHONS]
    if not any(found):
        raise SetupStopped("Python 3.11 or 3.12 is needed. Install it, then run the same command again.")
    return next(python for python in found if python)


def install_packages(requirements: str) -> None:
    """Install the locked packages, each checked against its hash, and the project itself as an editable install.

    The stamp says what was installed last; `dev` holds all of `run`.
    """
    if fingerprint("dev") in stamped() or fingerprint(requirements) in stamped():
        return
    lock = ROOT / "installer" / "requirements" / f"{requirements}.txt"
    say("Installing the Python packages (about a minute the first time) ...")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    steps: tuple[list[str], ...] = (
        ["--require-hashes", "--requirement", str(lock)],
        ["--no-build-isolation", "--no-deps", "--editable", str(ROOT)],
    )
    for step in steps:
        done = run_quietly([*pip, *step])
        if done.returncode:
            raise SetupStopped(f"{done.stdout}\nThe packages could not be installed; the lines above say why.")
    STAMP.write_text(fingerprint(requirements), encoding="ascii")


def stamped() -> str:
    """What the stamp in .venv says, '' where there is none."""
    return STAMP.read_text(encoding="ascii") if STAMP.exists() else ""


def fingerprint(requirements: str) -> str:
    """A hash of all that decides what is installed: the lock, the project's metadata and its place on the disk."""
    parts = [ROOT / "installer" / "requirements" / f"{requirements}.txt", ROOT / "pyproject.toml"]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts) + str(ROOT).encode()).hexdigest()


def compile_translations() -> None:
    """Make the compiled catalogues, which are not committed."""
    subprocess.run([PYTHON, str(ROOT / "installer" / "catalogue.py"), "compile"], check=True)


def run_demo() -> int:
    """The main job: build the samples, analyse them, draw their maps, and open the window where there is a display."""
    environment = dict(os.environ) if has_display() else OFFSCREEN
    return subprocess.run([PROGRAMS / "cluster-atlas", "demo", "--out", "out"], cwd=ROOT, env=environment).returncode


def run_tests() -> int:
    """Every check, then types and tests at once; the exit code is that of the first that found something."""
    codes = {}
    for command in CHECKS:
        say(f"{' '.join(command)} ...")
        codes[command] = subprocess.run([PYTHON, "-m", *command], cwd=ROOT, env=OFFSCREEN).returncode
    codes |= run_beside(TYPES, TESTS)
    found = [command for command, code in codes.items() if code]
    if found:
        say(f"Something was found by: {', '.join(' '.join(command) for command in found)}. See above.")
    return codes[found[0]] if found else 0


def run_beside(quiet: tuple[str, ...], loud: tuple[str, ...]) -> "dict[tuple[str, ...], int]":
    """Run two checks at once, of which the loud one has the last word unless the quiet one found something.

    What the quiet one says is printed whole when it ends. Whoever stops the set-up stops both.
    """
    say(f"{' '.join(loud)}, {' '.join(quiet)} beside it ...")
    shown = subprocess.Popen([PYTHON, "-m", *loud], cwd=ROOT, env=OFFSCREEN)
    kept = subprocess.Popen(
        [PYTHON, "-m", *quiet], cwd=ROOT, env=OFFSCREEN, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said, _ = kept.communicate()
        if kept.returncode or shown.poll() is None:
            say(f"\n{' '.join(quiet)}: {said.strip()}")
        return {quiet: kept.returncode, loud: shown.wait()}
    finally:
        for process in (kept, shown):
            process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
