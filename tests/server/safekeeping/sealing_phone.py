"""What a phone does with an encrypted form, written from ODK's specification for the tests alone.

It shares no code with `azalai.server.safekeeping.unsealing`: the cipher is built from AES blocks,
the padding by hand.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def _block(key: bytes, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def cfb(key: bytes, vector: bytes, plain: bytes) -> bytes:
    """AES in cipher feedback of whole blocks, with PKCS padding."""
    pad = 16 - len(plain) % 16
    plain += bytes([pad]) * pad
    sealed, last = bytearray(), vector
    for start in range(0, len(plain), 16):
        stream = _block(key, last)
        last = bytes(a ^ b for a, b in zip(plain[start : start + 16], stream, strict=True))
        sealed += last
    return bytes(sealed)


def seal(
    public: RSAPublicKey,
    form_id: str,
    version: str,
    instance_id: str,
    xml: bytes,
    media: Mapping[str, bytes],
    mask: hashes.HashAlgorithm | None = None,
) -> tuple[bytes, dict[str, bytes]]:
    """The envelope, and the attachments that go with it."""
    scheme = OAEP(mgf=MGF1(mask or hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    key = os.urandom(32)
    sealed_key = base64.b64encode(public.encrypt(key, scheme)).decode()
    seed = list(hashlib.md5(instance_id.encode() + key).digest())
    lines = [form_id, version, sealed_key, instance_id]
    files = {}
    for count, (name, data) in enumerate([*media.items(), ("submission.xml", xml)]):
        seed[count % 16] = (seed[count % 16] + 1) & 0xFF
        files[f"{name}.enc"] = cfb(key, bytes(seed), data)
        lines.append(f"{name}::{hashlib.md5(data).hexdigest()}")
    digest = hashlib.md5(("\n".join(lines) + "\n").encode()).digest()
    signature = base64.b64encode(public.encrypt(digest, scheme)).decode()
    parts = "".join(f"<media><file>{name}.enc</file></media>" for name in media)
    envelope = (
        f'<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="{form_id}" '
        f'version="{version}"><base64EncryptedKey>{sealed_key}</base64EncryptedKey>'
        f'<meta xmlns="http://openrosa.org/xforms"><instanceID>{instance_id}</instanceID></meta>'
        f"{parts}<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
        f"<base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature></data>"
    )
    return envelope.encode(), files
