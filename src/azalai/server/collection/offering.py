"""What phones fetch: the list of forms, the forms, the files that go with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, quote

from django.db.models import QuerySet

from azalai.server.collection.messages import Refusal
from azalai.server.collection.senders import Sender
from azalai.server.models import Device, Form, FormVersion, State, Submission

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XML = "text/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Found:
    """Something to send to a phone, as it is."""

    content: bytes
    content_type: str = _XML


def form_list(sender: Sender, host: str, query: str) -> Found:
    """The forms that are open, each in its newest version.

    Parameters
    ----------
    host : str
        ``https://…`` before all addresses.
    query : str
        ``formID`` asks for one form; ``listAllVersions=true`` for all versions; ``verbose=true``
        for descriptions.
    """
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    every = asked.get("listAllVersions", "").lower() == "true"
    verbose = asked.get("verbose", "").lower() == "true"
    lines = []
    for form in _forms(sender).prefetch_related("files"):
        if asked.get("formID") not in (None, form.form_id):
            continue
        versions = form.versions.defer("xform", "outline", "tables").order_by("-pk")
        for version in versions if every else versions[:1]:
            lines.append(_xform(sender, host, form, version, verbose))
    said = "".join(lines)
    return Found(
        f'{_HEAD}<xforms xmlns="http://openrosa.org/xforms/xformsList">{said}</xforms>'.encode()
    )


def _xform(sender: Sender, host: str, form: Form, version: FormVersion, verbose: bool) -> str:
    own = f"{quote(form.form_id, safe='')}/{quote(version.version, safe='')}.xml"
    said = {
        "formID": form.form_id,
        "name": version.title or form.form_id,
        "version": version.version,
        "hash": f"md5:{version.md5}",
    }
    if verbose:
        said["descriptionText"] = version.title
    said["downloadUrl"] = f"{host}{sender.base}/forms/{own}"
    if form.files.all():
        said["manifestUrl"] = f"{host}{sender.base}/manifest/{own}"
    inside = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in said.items())
    return f"<xform>{inside}</xform>"


def form(sender: Sender, rest: str) -> Found:
    """A version of a form, as its hash was made of it.

    Raises
    ------
    Refusal
        404.
    """
    return Found(_version(sender, rest).xform.encode())


def manifest(sender: Sender, host: str, rest: str) -> Found:
    """The files that go with a form, for this sender."""
    version = _version(sender, rest)
    folder = f"{host}{sender.base}/files/{quote(version.form.form_id, safe='')}"
    said = "".join(
        f"<mediaFile><filename>{escape(name)}</filename>"
        f"<hash>md5:{_md5(content)}</hash>"
        f"<downloadUrl>{escape(f'{folder}/{quote(name)}')}</downloadUrl></mediaFile>"
        for name, content in _files(version.form, sender)
    )
    return Found(
        f'{_HEAD}<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{said}</manifest>'.encode()
    )


def file(sender: Sender, rest: str) -> Found:
    """One of those files."""
    for one in _forms(sender):
        if not rest.startswith(f"{one.form_id}/"):
            continue
        for name, content in _files(one, sender):
            if rest == f"{one.form_id}/{name}":
                kind = "text/csv; charset=utf-8" if name.endswith(".csv") else ""
                return Found(content, kind or "application/octet-stream")
    raise Refusal(404, "not_found")


def returned(device: Device, rest: str) -> Found:
    """What stands of a record that the office sent back to this very device, to correct it there.

    Parameters
    ----------
    rest : str
        ``<root id>.xml``.

    Raises
    ------
    Refusal
        404: not a record of this device, not (any more) sent back, or sealed.
    """
    record = (
        Submission.objects.filter(
            mission=device.mission_id,
            device=device,
            root_id=rest.removesuffix(".xml"),
            state=State.RETURNED,
            sealed=False,
        )
        .select_related("content")
        .first()
    )
    if record is None or record.content is None:
        raise Refusal(404, "not_found")
    return Found(bytes(record.content.xml))


def _forms(sender: Sender) -> QuerySet[Form]:
    return Form.objects.filter(mission=sender.mission, is_open=True).order_by("form_id")


def _version(sender: Sender, rest: str) -> FormVersion:
    """By ``<form id>/<version>.xml``: either may hold slashes, so the whole is compared."""
    versions = FormVersion.objects.filter(form__in=_forms(sender)).values_list(
        "pk", "form__form_id", "version"
    )
    for number, name, version in versions:
        if rest == f"{name}/{version}.xml":
            return FormVersion.objects.select_related("form__mission").get(pk=number)
    raise Refusal(404, "not_found")


def _files(one: Form, sender: Sender) -> list[tuple[str, bytes]]:
    from azalai.server.collection.listing import files_for

    return files_for(one, sender.device)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
