"""Key pairs for backups: the public half seals, the private one opens and lives elsewhere."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from azalai.model.errors import AzalaiError

_SECRET = "AGE-SECRET-KEY-1"


def new_key(path: Path) -> str:
    """Write a private key into a new file that only its owner reads; the public key.

    Parameters
    ----------
    path : Path
        As ``age-keygen`` would write it.

    Raises
    ------
    AzalaiError
        ``copy_exists``: a key is never written over.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    lines = [f"# {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", f"# {public}", str(identity), ""]
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AzalaiError("copy_exists", path=str(path)) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("\n".join(lines))
        file.flush()
        os.fsync(file.fileno())
    return public


def read_key(path: Path) -> list[str]:
    """The private keys in a file.

    Raises
    ------
    AzalaiError
        ``not_a_key``.
    """
    try:
        lines = path.read_text(encoding="ascii").split()
    except UnicodeDecodeError:
        lines = []
    found = [line for line in lines if line.startswith(_SECRET)]
    for line in found:
        try:
            pyrage.x25519.Identity.from_str(line)
        except pyrage.IdentityError:
            found = []
            break
    if not found:
        raise AzalaiError("not_a_key", path=str(path))
    return found
