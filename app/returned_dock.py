"""The rows that the last import returned, or the values that an edit has not taken, with their reasons."""

from collections.abc import Sequence

from app.import_remarks import returned_rows
from app.table_model import Rows
from app.table_panel import TablePanel
from core.import_results import ImportResult
from core.text import N_


class ReturnedPanel(TablePanel):
    """A table that shows the one or the other; what an import returned follows the language."""

    def __init__(self, language: str) -> None:
        super().__init__(N_("The last import had nothing to remark."), language)
        self._results: Sequence[ImportResult] = ()

    def show_results(self, results: Sequence[ImportResult]) -> None:
        """List the rows that an import returned."""
        self._results = results
        self.show_rows(returned_rows(results, self.language), self.language)

    def show_untaken(self, rows: Rows) -> None:
        """List the values that an edit has not taken."""
        self._results = ()
        self.show_rows(rows, self.language)

    def set_language(self, language: str) -> None:
        """Show what an import returned in another language; an edit is told anew at the next one."""
        self.language = language
        if self._results:
            self.show_results(self._results)
