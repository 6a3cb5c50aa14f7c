"""Sealed records as plain tables, on the machine of whoever holds the private key."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from azalai.forms.instance import read_instance
from azalai.model.errors import AzalaiError
from azalai.server.feeding.tables import file_stem, write_contents
from azalai.server.safekeeping.sealed import Bundle, Sealed
from azalai.server.safekeeping.unsealing import unseal


@dataclass(frozen=True, slots=True)
class Table:
    """What came of one form.

    Attributes
    ----------
    paths : tuple of Path
        Its own table, then one for each repeat.
    kind, mapping : str
        As `Bundle` has them.
    """

    form_id: str
    paths: tuple[Path, ...]
    kind: str = ""
    mapping: str = ""


@dataclass
class Decrypted:
    """What was opened.

    Attributes
    ----------
    tables : list of Table
        One for each form.
    incomplete : list of str
        Records of which files have not arrived: whether the rest is whole, nobody can tell.
    problems : list of AzalaiError
        Of the records that could not be opened.
    """

    records: int = 0
    media: int = 0
    tables: list[Table] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    problems: list[AzalaiError] = field(default_factory=list)


def decrypt(
    bundles: Iterable[Bundle], folder: Path, key: RSAPrivateKey, media: bool = True
) -> Decrypted:
    """Write sealed records as the tables that plain ones would give.

    Nothing is written but in the folder, which only its owner can read.

    Parameters
    ----------
    bundles : iterable of Bundle
        From `sealed.in_home` or `sealed.in_export`.
    folder : Path
        New or empty; media come into its part ``media/``.
    media : bool
        Whether they are written; they are counted in any case.

    Raises
    ------
    AzalaiError
        ``folder_not_empty``.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise AzalaiError("folder_not_empty", path=str(folder))
    # Where there is nothing to open, no folder is made.
    bundles = list(bundles)
    before = os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        result = Decrypted()
        for bundle in bundles:
            opened = [
                (record.record, xml)
                for record in bundle.records
                if (xml := _open(record, folder / "media" if media else None, key, result))
            ]
            if opened:
                paths = write_contents(opened, bundle.outlines, folder, bundle.stem)
                made = Table(bundle.form_id, tuple(paths), bundle.kind, bundle.mapping)
                result.tables.append(made)
    finally:
        os.umask(before)
    return result


def _open(record: Sealed, folder: Path | None, key: RSAPrivateKey, result: Decrypted) -> bytes:
    """The record's XML in the clear; empty where it does not open."""
    try:
        plain = unseal(read_instance(record.envelope), record.files(), key)
        read_instance(plain.xml)
    except AzalaiError as problem:
        result.problems.append(problem)
        return b""
    if plain.missing:
        result.incomplete.append(record.record)
    if plain.media and folder is not None:
        place = _new(folder / file_stem(record.record))
        place.mkdir(parents=True)
        for name, data in plain.media.items():
            _new(place / file_stem(name)).write_bytes(data)
    result.media += len(plain.media)
    result.records += 1
    return plain.xml


def _new(path: Path) -> Path:
    """A name that is not taken: two that differ may be the same once they are names of files."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
