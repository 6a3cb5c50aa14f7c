"""Records that a phone encrypted, opened by whoever holds the private key; never on the server.

The phone makes a key of its own for each record and seals that with the form's public key; record
and media are sealed one after the other, each under an initial vector that counts on. What is
called a signature is a digest sealed with the same public key: it shows that the parts belong
together and are whole, not who sent them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.padding import PKCS7

from azalai.forms.instance import Instance, answer_of
from azalai.model.errors import AzalaiError

try:
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
except ImportError:
    from cryptography.hazmat.primitives.ciphers.modes import CFB

_MASKS: Final = (hashes.SHA256(), hashes.SHA1())
"""ODK's specification and ODK Collect mean the first, Enketo's pages the second."""
_SUFFIX: Final = ".enc"


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A record in the clear.

    Attributes
    ----------
    media : mapping of str to bytes
        Name without ``.enc`` -> content.
    missing : tuple of str
        Media that have not arrived; without them nobody can tell whether the rest is whole.
    """

    xml: bytes
    media: Mapping[str, bytes]
    missing: tuple[str, ...] = ()


def is_locked(path: Path) -> bool:
    """Whether a private key's file asks for a password."""
    try:
        head = path.read_bytes()[:4096]
    except OSError:
        return False
    return b"BEGIN ENCRYPTED PRIVATE KEY" in head or b"Proc-Type: 4,ENCRYPTED" in head


def read_private_key(path: Path, password: str = "") -> RSAPrivateKey:
    """A key holder's private key from its PEM file.

    Raises
    ------
    AzalaiError
        ``not_a_private_key``: it is none, or its password is another.
    """
    try:
        key = serialization.load_pem_private_key(
            path.read_bytes(), password.encode() if password else None
        )
    except (ValueError, TypeError):
        raise AzalaiError("not_a_private_key", path=str(path)) from None
    if not isinstance(key, RSAPrivateKey):
        raise AzalaiError("not_a_private_key", path=str(path))
    return key


def unseal(envelope: Instance, files: Mapping[str, bytes], key: RSAPrivateKey) -> Unsealed:
    """Open a record.

    Parameters
    ----------
    envelope : Instance
        What the phone sent as the record: names, and the sealed key.
    files : mapping of str to bytes
        Attachments by the names that the envelope gives them (``submission.xml.enc`` …).

    Raises
    ------
    AzalaiError
        ``sealed_for_another``: another key opens it; ``sealed_incomplete``: its XML has not
        arrived; ``sealed_damaged``: its parts do not belong together or were changed.
    """
    sealed_key = _text(envelope, "base64EncryptedKey")
    record = _opened(key, sealed_key)
    if record is None or len(record) not in (16, 24, 32):
        raise AzalaiError("sealed_for_another", record=envelope.instance_id)
    main = _text(envelope, "encryptedXmlFile")
    if main not in files:
        raise AzalaiError("sealed_incomplete", record=envelope.instance_id)
    vector = bytearray(hashlib.md5(envelope.instance_id.encode() + record).digest())
    said = [envelope.form_id, *([envelope.version] if envelope.version else [])]
    said += [sealed_key, envelope.instance_id]
    media: dict[str, bytes] = {}
    missing: list[str] = []
    xml = b""
    # Media in the order of the envelope, the record last: the vector counts them all.
    for place, name in enumerate([*_media(envelope), main]):
        vector[place % 16] = (vector[place % 16] + 1) % 256
        if name not in files:
            missing.append(name)
            continue
        plain = _decrypted(record, bytes(vector), files[name], envelope.instance_id)
        short = name.removesuffix(_SUFFIX)
        said.append(f"{short}::{hashlib.md5(plain).hexdigest()}")
        if name == main:
            xml = plain
        else:
            media[short] = plain
    if not missing:
        proof = _opened(key, _text(envelope, "base64EncryptedElementSignature"))
        if proof != hashlib.md5("".join(f"{line}\n" for line in said).encode()).digest():
            raise AzalaiError("sealed_damaged", record=envelope.instance_id)
    return Unsealed(xml, media, tuple(missing))


def _opened(key: RSAPrivateKey, text: str) -> bytes | None:
    try:
        sealed = base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None
    for mask in _MASKS:
        scheme = padding.OAEP(mgf=padding.MGF1(mask), algorithm=hashes.SHA256(), label=None)
        try:
            return key.decrypt(sealed, scheme)
        except ValueError:
            continue
    return None


def _decrypted(key: bytes, vector: bytes, sealed: bytes, record: str) -> bytes:
    opener = Cipher(algorithms.AES(key), CFB(vector)).decryptor()
    unpadder = PKCS7(128).unpadder()
    try:
        plain = opener.update(sealed) + opener.finalize()
        return unpadder.update(plain) + unpadder.finalize()
    except ValueError:
        raise AzalaiError("sealed_damaged", record=record) from None


def _text(envelope: Instance, name: str) -> str:
    return answer_of(envelope.root.find(name))


def _media(envelope: Instance) -> list[str]:
    return [answer_of(file) for file in envelope.root.findall("media/file")]
