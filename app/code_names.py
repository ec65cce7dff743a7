"""What a line of a catalogue, and the catalogue itself, are called before people."""

from core.code_lists import CodeLine, code_lists
from core.i18n import translate
from core.text import N_

PAST = N_("no longer in force")


def catalogue_name(line: CodeLine, language: str) -> str:
    """A catalogue and its edition before people; one of an office's own keeps its name."""
    title = next((item.title for item in code_lists() if item.id == line.catalogue), line.catalogue)
    return f"{translate(title, language)} {line.edition}".strip()


def line_name(line: CodeLine, language: str) -> str:
    """The name of a line in a language, in the other one where it has only that."""
    names = (line.name_zh, line.name_en) if language == "zh" else (line.name_en, line.name_zh)
    return names[0] or names[1]
