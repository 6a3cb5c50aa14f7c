"""Accounts, what each may do and where, and tries of passwords."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Role(models.TextChoices):
    """What a person is here to do; `people/roles.py` says what that allows."""

    ADMINISTRATOR = "administrator"
    COUNTRY_OFFICER = "country_officer"
    POINT_SUPERVISOR = "point_supervisor"
    ENUMERATOR = "enumerator"
    READER = "reader"


def normal(username: str) -> str:
    """A name as accounts have it: one spelling, small letters, nothing that cannot be seen.

    Examples
    --------
    >>> normal(" Awa.DIALLO\\x00 ")
    'awa.diallo'
    """
    folded = unicodedata.normalize("NFKC", username).strip().casefold()
    return "".join(letter for letter in folded if letter.isprintable()).strip()[:150]


class Users(BaseUserManager["User"]):
    """Makes accounts."""

    def create(self, username: str, password: str | None = None, **fields: object) -> User:  # type: ignore[override]
        """An account; without a password nobody can sign in with it."""
        user = self.model(username=normal(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in."""

    username = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Grant(models.Model):
    """A role of a person, in one mission or in all, at some of its points or at all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    mission = models.ForeignKey(
        "server.Mission", on_delete=models.CASCADE, null=True, related_name="grants"
    )
    """None: every mission."""
    points = models.JSONField(default=list, blank=True)
    """Codes of points; empty: every point."""


class PasswordTry(models.Model):
    """One check of a password, written before it is made: what throttling counts."""

    account = models.CharField(max_length=64)
    """SHA-256 of the name typed: nobody's mistyped password stands here."""
    address = models.CharField(max_length=64)
    at = models.DateTimeField()
    good = models.BooleanField(default=False)
    """It was the right one: the address is known to be the person's. One is kept for each."""

    class Meta:
        indexes = [
            models.Index(fields=["account", "address", "at"], name="tries"),
            models.Index(fields=["address", "at"], name="tries_from"),
        ]


class ApiToken(models.Model):
    """What a program shows instead of a password; known by its hash alone (`api/tokens.py`)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
