"""What a user can mend: a sentence that says what is wrong with which thing, and the next step."""

from core.text import Text

NO_ADVICE = Text("")


class UserError(Exception):
    """Something the user or the surroundings caused; everything else that is raised is a bug.

    The place (file, sheet, row, column, value) is given where there is one; rows count from 1 as Excel shows them.
    """

    def __init__(
        self,
        sentence: Text,
        advice: Text = NO_ADVICE,
        *,
        file: str = "",
        sheet: str = "",
        row: int | None = None,
        column: str = "",
        value: str = "",
        code: str = "",
    ) -> None:
        super().__init__(sentence.message_id)
        self.sentence = sentence
        self.advice = advice
        self.file = file
        self.sheet = sheet
        self.row = row
        self.column = column
        self.value = value
        self.code = code


class UnheardChange(ExceptionGroup[Exception]):
    """A change of the project is saved and stays, but some who were told of it failed; holds their errors."""
