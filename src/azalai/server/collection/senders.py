"""Who speaks to an OpenRosa address: a device with its token, or a person with a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azalai.server.collection.messages import Refusal
from azalai.server.models import Device, Mission, User
from azalai.server.people.actors import actor_of_user
from azalai.server.people.basic import name_and_password
from azalai.server.people.roles import Action
from azalai.server.people.tokens import device_of, sending_device

_CHALLENGE = ("WWW-Authenticate", 'Basic realm="Azalai", charset="UTF-8"')


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who may collect in a mission.

    Attributes
    ----------
    base : str
        The beginning of all addresses that are meant for it: ``/d/<token>``, ``/o/<mission>``.
    """

    base: str
    mission: Mission
    device: Device | None = None
    user: User | None = None

    @property
    def language(self) -> str:
        """What it reads, unless a request asks for another."""
        if self.device is not None:
            return self.device.language
        return self.user.language if self.user is not None else "fr"

    def hears_of(self, point: str) -> bool:
        """Whether it may be told what arrives from a point: a phone can name any point at all."""
        if self.device is not None:
            return not self.device.points or point in self.device.points
        return self.user is not None and actor_of_user(self.user).may(
            Action.COLLECT, self.mission, point
        )


def by_token(token: str, sending: bool) -> Sender:
    """The device of a token.

    Parameters
    ----------
    sending : bool
        Whether it is about to send, which `receive` checks once more.

    Raises
    ------
    Refusal
        403. A 401 would make a phone ask for a name and a password that do not exist.
    """
    device = sending_device(token) if sending else device_of(token)
    if device is None:
        raise Refusal(403, "revoked")
    return Sender(f"/d/{token}", device.mission, device=device)


def by_password(code: str, environ: Mapping[str, Any]) -> Sender:
    """The person whose name and password a request carries.

    Raises
    ------
    Refusal
        401 with a challenge where it carries none or a wrong one, or after too many tries; 403 for
        who may not collect there, and for what a page of somebody else has a browser send.
    """
    from azalai.server.people.addresses import address_of, from_elsewhere
    from azalai.server.people.passwords import check

    if from_elsewhere(environ):
        raise Refusal(403, "forbidden")
    name, password = name_and_password(str(environ.get("HTTP_AUTHORIZATION", "")))
    user = check(name, password, address_of(environ)) if name else None
    if user is None:
        raise Refusal(401, "sign_in", _CHALLENGE)
    mission = Mission.objects.filter(code=code).first()
    if mission is None or not actor_of_user(user).may(Action.COLLECT, mission):
        raise Refusal(403, "forbidden")
    return Sender(f"/o/{code}", mission, user=user)
