"""A project that the worker opens and reads before anybody sees it: the window lives on meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.contents import Contents, read_contents
from app.tasks import Task
from core.errors import UserError
from core.project import Project


@dataclass(slots=True, eq=False)
class Opening:
    """What `make` opens, to be shown in `language`; the window's thread has the project when it is `taken`.

    `path` is that of a file that is there already, "" of one that is only made.
    """

    make: Callable[[], Project]
    language: str
    path: str = ""
    task: Task = field(init=False)
    _project: Project | None = None

    def read(self, cancelled: Callable[[], bool]) -> Contents | UserError | None:
        """In the worker: what is to be shown, or what stands in its way; None where it was given up."""
        try:
            if not cancelled():
                self._project = self.make()
            if self._project is not None and not cancelled():
                found = read_contents(self._project, self.language, None)
                if not cancelled():
                    return found
        except UserError as problem:
            return problem
        if self._project is not None:  # here, so that whoever waits for this worker finds the file free
            self._project.close()
            self._project = None
        return None

    def taken(self) -> Project | None:
        """The project, which this thread has from now on; None where there is none, and the second time."""
        project, self._project = self._project, None
        if project is not None:
            project.take_over()
        return project

    def give_up(self) -> None:
        """Close what was opened."""
        if (project := self.taken()) is not None:
            project.close()
