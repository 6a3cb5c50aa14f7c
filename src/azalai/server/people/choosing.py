"""A password that somebody chooses: what speaks against it, in the catalogue's words."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from azalai.server.models import User

_KNOWN = ("password_too_short", "password_too_common", "password_too_similar")


def objection(password: str, again: str, user: User) -> str:
    """Key of the first thing that speaks against a password; empty where nothing does.

    Parameters
    ----------
    user : User
        Whose name it must not resemble; need not be stored.
    """
    if password != again:
        return "people.password.differ"
    if len(password) > 1024:
        return "people.password.too_long"
    try:
        validate_password(password, user)
    except ValidationError as problem:
        found = problem.error_list[0].code or ""
        return f"people.{found.replace('_', '.', 1)}" if found in _KNOWN else "people.password.bad"
    return ""
