"""Links that are good once: an invitation, or a new password for who forgot theirs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.utils.http import base36_to_int, int_to_base36

from azalai.server.models import User

_tokens = PasswordResetTokenGenerator()
"""Sealed with the server's key over the person's password and last sign-in: a link is worthless
once it was used, once its person signed in, and after ``PASSWORD_RESET_TIMEOUT`` (three days)."""


def link_for(user: User, request: HttpRequest | None = None) -> str:
    """An address at which this person chooses a password; nothing of it is stored.

    Parameters
    ----------
    request : HttpRequest, optional
        Where no public address is set, the one by which this page was asked for.
    """
    path = f"/welcome/{int_to_base36(user.pk)}-{_tokens.make_token(user)}"
    return base_address(request) + path


def base_address(request: HttpRequest | None = None) -> str:
    """The server's address as other devices know it, without a slash at its end."""
    public: str = settings.PUBLIC_URL
    if public or request is None:
        return public
    return f"{request.scheme}://{request.get_host()}"


def person_of(token: str, lock: bool = False) -> User | None:
    """Whose link this is; None where it is nobody's (any more).

    Parameters
    ----------
    lock : bool
        True inside a transaction that uses it up: of two at once only one succeeds.
    """
    number, _, rest = token.partition("-")
    try:
        key = base36_to_int(number)
    except ValueError:
        return None
    if key > 2**62:
        return None
    people = User.objects.select_for_update() if lock else User.objects
    user = people.filter(pk=key, is_active=True).first()
    return user if user is not None and _tokens.check_token(user, rest) else None
