"""The command `cluster-atlas`: a window on a project, or one of the commands, loaded only when it is asked for."""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from itertools import pairwise
from locale import getlocale
from pathlib import Path

LANGUAGES = ("en", "zh")  # as in core.i18n, which is loaded only when a sentence is shown
COMMANDS = {
    "new": "app.command_new",
    "import": "app.command_import",
    "analyse": "app.command_analyse",
    "reconcile": "app.command_reconcile",
    "map": "app.command_map",
    "indicators": "app.command_indicators",
    "finding": "app.command_finding",
    "flags": "app.command_flags",
    "request": "app.command_request",
    "capacity": "app.command_capacity",
    "gaps": "app.command_gaps",
    "clusters": "app.command_clusters",
    "coupling": "app.command_coupling",
    "cascade": "app.command_cascade",
    "diagram": "app.command_diagram",
    "matrix": "app.command_matrix",
    "chart": "app.command_chart",
    "pack": "app.command_pack",
    "fill": "app.command_fill",
    "year": "app.command_year",
    "survey": "app.command_survey",
    "merge": "app.command_merge",
    "history": "app.command_history",
    "restore": "app.command_restore",
    "drill": "app.command_drill",
    "checkout": "app.command_checkout",
    "checkin": "app.command_checkin",
    "demo": "app.command_demo",
    "template": "app.command_template",
    "export": "app.command_export",
    "search": "app.command_search",
    "catalogue": "app.command_catalogue",
    "base-map": "app.command_base_map",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run a command line (without the program's name) and return its exit code; no traceback reaches the screen.

    0 done, 1 told in a sentence what stopped it, 2 wrong usage, 130 interrupted.
    """
    if getattr(sys, "frozen", False):  # a program made into one file runs its own worker processes
        import_module("multiprocessing").freeze_support()
    write_utf8()
    words = sys.argv[1:] if words is None else words
    language = asked_language(words) or remembered_language(os.environ) or surrounding_language(os.environ)
    try:
        code = start(words, language)
        sys.stdout.flush()
    except KeyboardInterrupt:
        import_module("app.messages").say_stopped(language)
        return 130
    except BrokenPipeError:  # who reads our output, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return int(import_module("app.messages").report(error, language))
    return code


def start(words: Sequence[str], language: str) -> int:
    """Run the first word that is a command on the other words, else open the window on the project that they name."""
    usage = import_module("app.usage")
    name = next((word for word in words if word in COMMANDS), "")
    if not name:
        options = usage.parse_front(words, language, COMMANDS)
        return int(import_module("app.window").run(options.project, language))
    with import_module("app.progress").stoppable():  # a library that is stopped in its start would end the process
        command = import_module(COMMANDS[name])
    parser = usage.Usage(f"cluster-atlas {name}", language)
    command.describe(parser)
    place = list(words).index(name)
    return int(command.run(parser.parse_args([*words[:place], *words[place + 1 :]]), language))


def write_utf8() -> None:
    """Let Chinese through whatever encoding the terminal or pipe was opened with."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def asked_language(words: Sequence[str]) -> str:
    """What --language asks for, '' where it asks for nothing that there is."""
    joined = [word.partition("=")[2] for word in words if word.startswith("--language=")]
    apart = [after for before, after in pairwise(words) if before == "--language"]
    return next((language for language in joined + apart if language in LANGUAGES), "")


def remembered_language(environment: Mapping[str, str]) -> str:
    """What was chosen in the window (its settings are an INI file in the user's folder), '' where nothing was."""
    folder = environment.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME") or Path.home() / ".config"
    try:
        settings = (Path(folder) / "cluster-atlas" / "window.ini").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return next((language for language in LANGUAGES if f"language={language}" in settings.splitlines()), "")


def surrounding_language(environment: Mapping[str, str]) -> str:
    """Chinese where the surroundings are (LC_ALL, LC_MESSAGES, LANG in POSIX's order, else the system), or English."""
    told = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "zh" if (told or getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


if __name__ == "__main__":
    raise SystemExit(main())
