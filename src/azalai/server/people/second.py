"""The second factor: a code of an app, or one of ten codes kept on paper."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import secrets
from typing import Final

import segno
from django.conf import settings
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from azalai.server.models import ApiToken, Role, User

CODES: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def has_second(user: User) -> bool:
    """Whether an app was set up and proved."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def must_have_second(user: User) -> bool:
    """Whether the person may do nothing without one: administrators."""
    return user.grants.filter(role=Role.ADMINISTRATOR).exists()


def needs_second(user: User) -> bool:
    """Whether a password alone does not let this person in."""
    return has_second(user) or must_have_second(user)


def proved(user: User, code: str) -> Device | None:
    """The device whose code this is; None for a wrong one, and for a while after wrong ones.

    After each wrong code the device waits twice as long (1, 2, 4 … seconds), whatever it is told.
    A code of either kind works once.
    """
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    app = len(plain) == 6 and plain.isdecimal()
    model, token = (TOTPDevice, plain) if app else (StaticDevice, _stored(user, plain))
    with transaction.atomic():
        for device in model.objects.select_for_update().filter(user=user, confirmed=True):
            if device.verify_token(token):
                found: Device = device
                return found
    return None


def pending_app(user: User) -> TOTPDevice:
    """The app that is being set up; its key is made once and shown until it is proved."""
    device, _ = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "app"}
    )
    return device


def confirm_app(user: User, code: str) -> bool:
    """Whether the code is right; from now on the new app counts, and no other one."""
    plain = "".join(letter for letter in code if letter.isdecimal())
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not device.verify_token(plain):
            return False
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
    return True


def new_codes(user: User) -> list[str]:
    """Ten new codes for paper; those before are worth nothing. Only their seals are kept."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="paper")
        for code in codes:
            device.token_set.create(token=_stored(user, code))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    """How many codes on paper still work."""
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user))


def forget_second(user: User) -> None:
    """Take the second factor away: its sessions end with it."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def end_tokens(user: User) -> None:
    """End what programs have been given for this person's password, or without a second factor."""
    ApiToken.objects.filter(user=user).delete()


def secret_of(device: TOTPDevice) -> str:
    """The key in groups of four, for who cannot scan."""
    key = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def picture(text: str) -> str:
    """A QR code as an address of an image; nothing is fetched to show it."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def _stored(user: User, code: str) -> str:
    """As the table keeps it: 80 bits of a seal whose key is not in the database."""
    seal = hmac.digest(settings.HOME.key("codes"), f"{user.pk}:{code}".encode(), hashlib.sha256)
    return base64.b32encode(seal[:10]).decode()
