"""Sealed records of a home as plain tables, on the machine of whoever holds the private key."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings

from azalai.forms.instance import read_instance
from azalai.model.errors import AzalaiError
from azalai.server.feeding.tables import file_stem, write_tables
from azalai.server.models import Attachment, Content, Form, Submission
from azalai.server.safekeeping.unsealing import unseal


@dataclass
class Decrypted:
    """What was opened.

    Attributes
    ----------
    paths : list of Path
        Tables, one or several for each form.
    problems : list of AzalaiError
        Of the records that could not be opened.
    """

    records: int = 0
    media: int = 0
    paths: list[Path] = field(default_factory=list)
    problems: list[AzalaiError] = field(default_factory=list)


def decrypt(folder: Path, key: RSAPrivateKey, form_id: str = "") -> Decrypted:
    """Write the sealed records of this home's database as the tables that plain ones would give.

    Nothing is written into the home. Django must be set up (`starting.start`).

    Parameters
    ----------
    folder : Path
        New or empty; media come into its part ``media/``.
    form_id : str
        Of one form; all unless given.

    Raises
    ------
    AzalaiError
        ``folder_not_empty``.
    """
    if folder.exists() and any(folder.iterdir()):
        raise AzalaiError("folder_not_empty", path=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    result = Decrypted()
    for form in Form.objects.order_by("mission_id", "form_id"):
        if form_id and form.form_id != form_id:
            continue
        opened = [
            plain
            for record in form.submissions.filter(sealed=True, practice=False)
            .select_related("content")
            .order_by("pk")
            if (plain := _open(record, folder, key, result)) is not None
        ]
        if opened:
            stem = file_stem(f"{form.mission.code}-{form.form_id}")
            result.paths += write_tables(opened, form, folder, stem)
    return result


def _open(
    record: Submission, folder: Path, key: RSAPrivateKey, result: Decrypted
) -> Submission | None:
    """The record as it would be if it had come in the clear; in memory only."""
    if record.content is None:
        return None
    try:
        envelope = read_instance(bytes(record.content.xml))
        plain = unseal(envelope, _files(record), key)
        instance = read_instance(plain.xml)
    except AzalaiError as problem:
        result.problems.append(problem)
        return None
    if plain.media:
        place = folder / "media" / file_stem(record.root_id)
        place.mkdir(mode=0o700, parents=True)
        for name, data in plain.media.items():
            (place / file_stem(name)).write_bytes(data)
            result.media += 1
    result.records += 1
    record.content = Content(
        pk=record.content.pk, xml=plain.xml, version=instance.version or record.content.version
    )
    record.sealed = False
    return record


def _files(record: Submission) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    # Of two contents under one name the later one is what the phone means.
    for item in Attachment.objects.filter(submission=record).order_by("pk"):
        path = settings.HOME.blobs / item.sha256[:2] / item.sha256
        if path.is_file():
            found[item.name] = path.read_bytes()
    return found
