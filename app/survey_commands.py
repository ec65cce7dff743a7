"""What the menu of surveys does."""

from collections.abc import Callable
from functools import partial

from app.review_window import ask_and_review, show_open
from app.session import Session
from app.survey_board_window import BoardWindow, show_board
from app.survey_packet_form import show_packet_form
from app.survey_photos_window import ask_and_match
from app.survey_questionnaire import ask_answers, ask_questionnaire
from app.survey_tracks import ask_tracks
from app.survey_typing import show_typing
from app.survey_visits_window import show_visits
from app.window import MainWindow
from core.text import N_


def survey_commands(window: MainWindow, session: Session) -> dict[str, Callable[[], object]]:
    """Commands by their names."""
    acts: dict[str, Callable[[MainWindow, Session], object]] = {
        "next": show_visits,
        "pack": show_packet_form,
        "review": ask_and_review,
        "open": show_open,
        "board": _board,
        "photos": ask_and_match,
        "tracks": ask_tracks,
        "questionnaire": ask_questionnaire,
        "answers": ask_answers,
        "type": show_typing,
    }
    return {f"survey.{name}": partial(act, window, session) for name, act in acts.items()}


def _board(window: MainWindow, session: Session) -> BoardWindow:
    """The board, with the way to what else came back."""
    return show_board(
        window,
        session,
        {N_("Photos…"): partial(ask_and_match, window, session), N_("Tracks…"): partial(ask_tracks, window, session)},
    )
