"""Signing in and out for programs."""

from __future__ import annotations

import secrets

from django.http import HttpRequest
from ninja import Router

from azalai.server.api.doors import checked, token_shown
from azalai.server.api.problems import RefusedError
from azalai.server.api.shapes import ERRORS, Credentials, Person, Session, Success
from azalai.server.api.tokens import end_token, new_token
from azalai.server.models import User

router = Router(tags=["sessions"])


@router.post("/sessions", auth=None, response={200: Session, **ERRORS}, summary="Sign in")
def sign_in(request: HttpRequest, shown: Credentials) -> Session:
    """Give a token, good for 24 hours, for a name and a password.

    Administrators, and whoever set up a second factor, add its six digits: as ``otp``, or behind
    the password and a space.
    """
    name = shown.email or shown.username
    if not name:
        raise RefusedError("unauthenticated")
    user = checked(request, name, shown.password, then_second=True, code=shown.otp)
    made, token = new_token(user)
    return Session(
        token=token,
        # Central gives one; a token needs none here.
        csrf=secrets.token_urlsafe(32),
        createdAt=made.created_at,
        expiresAt=made.expires_at,
    )


@router.delete("/sessions/current", response={200: Success, **ERRORS}, summary="Sign out")
def sign_out(request: HttpRequest) -> Success:
    """End the token of this call."""
    token = token_shown(request)
    if token is None:
        raise RefusedError("not_found")
    end_token(token)
    return Success()


@router.delete("/sessions/{token}", response={200: Success, **ERRORS}, summary="End a token")
def end(request: HttpRequest, token: str) -> Success:
    """End a token by itself: the one of this call."""
    from azalai.server.api.tokens import token_of

    found = token_of(token)
    if found is None or found.user_id != request.auth.user.pk:  # type: ignore[attr-defined]
        raise RefusedError("not_found")
    end_token(found)
    return Success()


@router.get("/users/current", response={200: Person, **ERRORS}, summary="Who am I")
def current(request: HttpRequest) -> Person:
    """The account of this call."""
    user: User = request.auth.user  # type: ignore[attr-defined]
    return Person(
        id=user.pk, displayName=user.full_name or user.username, email=user.username,
        createdAt=user.created_at,
    )  # fmt: skip
