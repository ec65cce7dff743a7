"""Profiles that a project remembers by the headings of the tables they were made for."""

import sqlite3

from core.profile_files import ProfileFault, parse_profile, profile_text
from core.profiles import Profile, signature
from core.project import Project
from core.records import set_setting
from core.sheets import Sheet

_PREFIX = "profile:"


def remember(db: sqlite3.Connection, profile: Profile, header: str) -> None:
    """Keep a profile for tables with a header signature, inside an edit; it takes the place of an earlier one."""
    set_setting(db, _PREFIX + header, profile_text(profile))


def remembered(project: Project, sheet: Sheet) -> Profile | None:
    """The profile that the project keeps for tables with these headings, None where it has met none."""
    text = project.setting(_PREFIX + signature(sheet))
    try:
        return parse_profile(text) if text else None
    except ProfileFault:  # written by a newer version, or by hand: the table is mapped anew
        return None
