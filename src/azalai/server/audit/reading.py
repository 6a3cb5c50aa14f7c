"""Lines of the chain for people: who may read which, and who is behind ``user:7``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from azalai.server.models import AuditEntry, Closing, Device, FormVersion, Mission, User
from azalai.server.people.actors import Actor
from azalai.server.people.roles import Action


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as a screen shows it.

    Attributes
    ----------
    who : str
        Name of the person or label of the device; the bare reference for one unknown.
    record : str
        The number of the record that it is about; empty for none.
    detail : list of (str, str)
        Without what is empty.
    """

    number: int
    at: datetime
    who: str
    actor: str
    action: str
    subject: str
    mission: str
    record: str
    detail: list[tuple[str, str]]


def entries(actor: Actor) -> QuerySet[AuditEntry]:
    """The lines that somebody may read: of their missions; of none, for who runs the server."""
    everything = AuditEntry.objects.order_by("-number")
    if actor.may(Action.SYSTEM):
        return everything
    codes = actor.missions(Action.AUDIT).values_list("code", flat=True)
    return everything.filter(mission__in=list(codes))


def readable(found: Iterable[AuditEntry]) -> list[Line]:
    """Lines with names for references."""
    lines = list(found)
    names = _names({item.actor for item in lines} | {item.subject for item in lines})
    return [
        Line(
            line.number,
            datetime.fromisoformat(line.at),
            names.get(line.actor, line.actor),
            line.actor,
            line.action,
            names.get(line.subject, line.subject),
            line.mission,
            _record(line),
            _detail(line.detail),
        )
        for line in lines
    ]


def _record(line: AuditEntry) -> str:
    kind, _, number = line.subject.partition(":")
    return number if kind == "submission" and number.isdecimal() and line.mission else ""


def _names(references: set[str]) -> dict[str, str]:
    kinds = ("user", "device", "mission", "form", "closing")
    numbers: dict[str, list[int]] = {kind: [] for kind in kinds}
    for reference in references:
        kind, _, number = reference.partition(":")
        if kind in numbers and number.isdecimal():
            numbers[kind].append(int(number))
    found = {
        f"user:{user.pk}": user.full_name or user.username
        for user in User.objects.filter(pk__in=numbers["user"])
    }
    for device in Device.objects.filter(pk__in=numbers["device"]):
        found[f"device:{device.pk}"] = device.label
    for mission in Mission.objects.filter(pk__in=numbers["mission"]):
        found[f"mission:{mission.pk}"] = mission.name
    for version in FormVersion.objects.filter(form__in=numbers["form"]).order_by("pk"):
        found[f"form:{version.form_id}"] = version.title
    for closing in Closing.objects.filter(pk__in=numbers["closing"]):
        found[f"closing:{closing.pk}"] = closing.month
    return found


def _detail(text: str) -> list[tuple[str, str]]:
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return [("", text)]
    if not isinstance(said, dict):
        return [("", text)]
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in said.items()
        if value not in ("", [], {}, None)
    ]
