"""What the menu of surveys does."""

from collections.abc import Callable
from functools import partial

from app.review_window import ask_and_review, show_open
from app.session import Session
from app.survey_board_window import show_board
from app.survey_packet_form import show_packet_form
from app.survey_typing import show_typing
from app.survey_visits_window import show_visits
from app.window import MainWindow


def survey_commands(window: MainWindow, session: Session) -> dict[str, Callable[[], object]]:
    """Commands by their names."""
    acts: dict[str, Callable[[MainWindow, Session], object]] = {
        "next": show_visits,
        "pack": show_packet_form,
        "review": ask_and_review,
        "open": show_open,
        "board": show_board,
        "type": show_typing,
    }
    return {f"survey.{name}": partial(act, window, session) for name, act in acts.items()}
