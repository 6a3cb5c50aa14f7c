"""Passwords: one check and one throttle for the sign-in page, Basic and the API.

A check is written down before it is made, so that neither a crash nor many connections at once
buy further guesses. Within `WINDOW`

* 10 wrong ones for one account from one address,
* 30 for one account from all the addresses from which it never signed in: a guesser with many
  addresses gets no further, and whoever sits where they signed in before still comes in,
* 200 from one address for all accounts together.

What is right is no guess and is not counted. An unknown name costs the same work and gets the
same answer as a wrong password.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from datetime import timedelta
from functools import lru_cache
from threading import BoundedSemaphore, Lock
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone

from azalai.server.models import PasswordTry, User
from azalai.server.models.people import normal
from azalai.server.people.second import needs_second

WINDOW: Final = timedelta(minutes=30)
PER_ACCOUNT_AND_ADDRESS: Final = 10
PER_ACCOUNT: Final = 30
PER_ADDRESS: Final = 200
_KNOWN: Final = timedelta(days=90)
"""How long an address is the person's after a sign-in."""
_LONGEST: Final = 1024
_REMEMBERED: Final = 600.0
"""Seconds for which a right password needs no second hashing: Basic sends it with every request."""

# Each hash takes 100 MiB; sign-ins must not push out of memory what phones send.
_hashing = BoundedSemaphore(2)
_secret = secrets.token_bytes(32)
_right: dict[bytes, float] = {}
_lock = Lock()


def check(username: str, password: str, address: str, *, then_second: bool = False) -> User | None:
    """Whose name and password these are; None where nobody's, or after too many wrong ones.

    Parameters
    ----------
    address : str
        From `addresses.address_of`.
    then_second : bool
        True where the caller asks for the second factor next. Otherwise somebody who needs one
        (every administrator, and whoever set one up) is not let in: a password alone must not be
        worth more by another door than by the sign-in page.
    """
    name = normal(username)
    user = User.objects.filter(username=name).first()
    encoded = user.password if user is not None and user.has_usable_password() else _nobodys()
    mark = _mark(encoded, password, address)
    # To look into what is remembered is a check as well: not for who guessed too often.
    if user is None or not _remembered(mark) or throttled(name, address):
        entry = _admitted(name, address)
        if entry is None:
            return None
        with _hashing:
            # Checked in any case, so that the time tells nothing of which names there are.
            right = check_password(password[:_LONGEST], encoded) and len(password) <= _LONGEST
        if user is None or not right or not user.is_active:
            return None
        _keep(entry, mark)
    if not user.is_active or (not then_second and needs_second(user)):
        return None
    return user


def throttled(username: str, address: str) -> bool:
    """Whether the next check would be refused whatever the password: what to tell a person."""
    return _beyond(_account(normal(username)), address, new=1)


def forgive(username: str) -> None:
    """Count an account's wrong tries no longer: somebody at the server has set it right."""
    PasswordTry.objects.filter(account=_account(normal(username)), good=False).delete()


def forget_old_tries() -> None:
    """Delete tries that count no more, and addresses from which nobody has signed in for long."""
    PasswordTry.objects.filter(good=False, at__lt=timezone.now() - WINDOW).delete()
    PasswordTry.objects.filter(at__lt=timezone.now() - _KNOWN).delete()


def _admitted(name: str, address: str) -> PasswordTry | None:
    """The written-down try, if one more may be made."""
    entry = PasswordTry.objects.create(
        account=_account(name), address=address[:64], at=timezone.now()
    )
    # Written first and counted then: of tries at the same moment each sees those before it.
    if _beyond(entry.account, entry.address):
        entry.delete()
        return None
    if entry.pk % 100 == 0:
        forget_old_tries()
    return entry


def _beyond(account: str, address: str, new: int = 0) -> bool:
    wrong = PasswordTry.objects.filter(good=False, at__gt=timezone.now() - WINDOW)
    here = wrong.filter(account=account, address=address).count()
    if here + new > PER_ACCOUNT_AND_ADDRESS:
        return True
    if wrong.filter(address=address).count() + new > PER_ADDRESS:
        return True
    known = PasswordTry.objects.filter(
        account=account, good=True, at__gt=timezone.now() - _KNOWN
    ).values("address")
    if known.filter(address=address).exists():
        return False
    strange = wrong.filter(account=account).exclude(address__in=known).count()
    return strange + new > PER_ACCOUNT


def _keep(entry: PasswordTry, mark: bytes) -> None:
    """A right password: no guess; its address is known from now on."""
    PasswordTry.objects.filter(account=entry.account, address=entry.address, good=True).delete()
    entry.good = True
    entry.save(update_fields=["good"])
    with _lock:
        if len(_right) > 10_000:
            _right.clear()
        _right[mark] = time.monotonic()


def _remembered(mark: bytes) -> bool:
    with _lock:
        at = _right.get(mark)
    return at is not None and time.monotonic() - at < _REMEMBERED


def _mark(encoded: str, password: str, address: str) -> bytes:
    """Of this password for this hash from here; once another one is set it is worth nothing."""
    said = f"{encoded}\n{address}\n{password}"
    return hmac.digest(_secret, said.encode(errors="replace"), "sha256")


def _account(name: str) -> str:
    return hashlib.sha256(name.encode(errors="replace")).hexdigest()


@lru_cache
def _nobodys() -> str:
    """A hash that no password fits, as costly to check as anybody's."""
    return make_password(secrets.token_urlsafe(32))
