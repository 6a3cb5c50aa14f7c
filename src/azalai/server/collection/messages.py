"""What a phone shows when it has sent: in its language, about its point, with what to correct."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Final

from django.db import connection

from azalai.model.errors import AzalaiError
from azalai.server.collection.news import corrections, today_at
from azalai.server.collection.receiving import Correction, Receipt
from azalai.server.missions import register_changed, zone_at
from azalai.server.models import Device, Flag
from azalai.wording.phone import PhoneWording
from azalai.workspace import Folder

_SHOWN: Final = 5
_LONGEST: Final = 300


class Refusal(Exception):  # noqa: N818
    """Why a phone gets nothing, or nothing is taken from it.

    Parameters
    ----------
    key : str
        Of the phone's words: ``phone.answer.<key>``.
    headers : pairs of str
        More headers of the answer.
    """

    def __init__(self, status: int, key: str, *headers: tuple[str, str]) -> None:
        super().__init__(status, key)
        self.status, self.key, self.headers = status, key, headers


_REFUSALS: Final = {
    "multipart_cut": (400, "cut"),
    "multipart_too_large": (413, "too_large"),
    "multipart_bad_name": (400, "bad_name"),
    "device_revoked": (403, "revoked"),
}
"""Code of an error -> what the phone is told; any other cannot be read as a form."""


def response(message: str, nature: str) -> bytes:
    """The XML in which a phone looks for a message.

    Examples
    --------
    >>> response("5 < 7", "submit_success").decode().splitlines()[1]
    '<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message nature="submit_success">5
    &lt; 7</message></OpenRosaResponse>'
    """
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f'<message nature="{nature}">{escape(message)}</message></OpenRosaResponse>'
    ).encode()


def refused(problem: AzalaiError) -> Refusal:
    """What a phone is told of an error."""
    return Refusal(*_REFUSALS.get(problem.code, (400, "unreadable")))


def message(receipt: Receipt, language: str, workspace: str, practice: bool) -> str:
    """What is said of something that arrived: several short sentences, each on its line."""
    words = PhoneWording(language)
    news = receipt.news
    if receipt.status == 409:
        return words.text("phone.answer.conflict")
    key = "again" if receipt.retry else "looked_at" if receipt.status == 202 else "received"
    lines = [words.text(f"phone.answer.{key}")]
    if receipt.missing:
        lines.append(words.text("phone.answer.to_come", len(receipt.missing)))
    if practice:
        lines.append(words.text("phone.answer.practice"))
    elif news.point and news.groups:
        lines.append(
            words.text(
                "phone.answer.today",
                point=point_name(workspace, news.point, language),
                groups=words.text("phone.answer.groups", news.groups),
                persons=words.text("phone.answer.persons", news.persons),
            )
        )
    if Flag.CLOCK in receipt.flags:
        lines.append(words.text("phone.answer.clock"))
    if news.corrections:
        lines.append(words.text("phone.answer.to_correct", len(news.corrections)))
        lines += [_line(words, one, workspace) for one in news.corrections[:_SHOWN]]
    return "\n".join(lines)


def _line(words: PhoneWording, one: Correction, workspace: str) -> str:
    parts = [
        point_name(workspace, one.point, words.lang) if one.point else one.form_id,
        " ".join(part for part in (one.day, one.time) if part),
        words.text("phone.answer.persons", one.persons) if one.persons is not None else "",
    ]
    what = " · ".join(part for part in parts if part)
    if not one.message:
        return what
    said = one.message if len(one.message) <= _LONGEST else one.message[: _LONGEST - 1] + "…"
    return words.text("phone.answer.one_to_correct", what=what, message=said)


def today(device: Device) -> dict[str, Any]:
    """What a page shows of a device's day.

    Returns
    -------
    dict
        ``mission``, ``label``, ``language``, ``practice``; ``today``: a list of ``point``,
        ``name``, ``form``, ``groups``, ``persons``; ``corrections``: a list of ``id``, ``root_id``,
        ``form``, ``day``, ``time``, ``point``, ``persons``, ``message``.
    """
    workspace = device.mission.path
    with connection.cursor() as cursor:
        arrived = today_at(cursor, device.mission_id, device.pk, device.points, zone_at(workspace))
        waiting = corrections(cursor, [device.pk]).get(device.pk, [])
    return {
        "mission": device.mission.name,
        "label": device.label,
        "language": device.language,
        "practice": device.practice,
        "today": [
            {
                "point": point,
                "name": point_name(workspace, point, device.language),
                "form": form,
                "groups": groups,
                "persons": persons,
            }
            for point, form, groups, persons in arrived
        ],
        "corrections": [
            {
                "id": one.instance_id,
                "root_id": one.root_id,
                "form": one.form_id,
                "day": one.day,
                "time": one.time,
                "point": point_name(workspace, one.point, device.language),
                "persons": one.persons,
                "message": one.message,
            }
            for one in waiting
        ],
    }


def point_name(workspace: str, code: str, language: str) -> str:
    """The name of a point as the register has it now; its code where it has none."""
    return _names(workspace, register_changed(workspace), language).get(code, code)


@lru_cache(100)
def _names(workspace: str, changed: int, language: str) -> dict[str, str]:
    try:
        points = Folder(Path(workspace)).register.points
    except AzalaiError:
        return {}
    return {code: point.name(language) for code, point in points.items()}
