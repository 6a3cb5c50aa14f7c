"""Encrypted forms: opened by the key holder, and nowhere else.

EF-01  record and media come out as they were, whichever mask function the phone used
EF-02  another key, a changed byte, a part of another record: refused
EF-03  a planted text is found nowhere in home, log or backup, and in the key holder's table
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from azalai.forms.instance import read_instance
from azalai.model.errors import AzalaiError
from azalai.server.safekeeping.unsealing import unseal
from tests.server.drills.phones import multipart, post
from tests.server.safekeeping.conftest import Home
from tests.server.safekeeping.sealing_phone import seal

ID = "uuid:11111111-2222-4333-8444-555555555555"
XML = (
    '<data id="secret" version="7"><name>Fatoumata</name>'
    f"<meta><instanceID>{ID}</instanceID></meta></data>"
).encode()
MEDIA = {"one.jpg": bytes(range(256)) * 5, "two.jpg": b"", "three.m4a": b"x" * 16}


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize("mask", [hashes.SHA256(), hashes.SHA1()], ids=lambda item: item.name)
def test_ef01_opened(key: rsa.RSAPrivateKey, mask: hashes.HashAlgorithm) -> None:
    envelope, files = seal(key.public_key(), "secret", "7", ID, XML, MEDIA, mask)
    assert all(b"Fatoumata" not in data for data in [envelope, *files.values()])
    plain = unseal(read_instance(envelope), files, key)
    assert (plain.xml, dict(plain.media), plain.missing) == (XML, MEDIA, ())


def test_ef01_many_media(key: rsa.RSAPrivateKey) -> None:
    # More than the vector has bytes: it counts round.
    media = {f"{number}.jpg": bytes([number]) * number for number in range(20)}
    envelope, files = seal(key.public_key(), "secret", "7", ID, XML, media)
    assert unseal(read_instance(envelope), files, key).media == media


def test_ef02_refused(key: rsa.RSAPrivateKey) -> None:
    envelope, files = seal(key.public_key(), "secret", "7", ID, XML, MEDIA)
    other = seal(key.public_key(), "secret", "7", ID.replace("1", "9"), XML, MEDIA)[1]
    changed = bytearray(files["one.jpg.enc"])
    changed[3] ^= 1
    cases: dict[str, tuple[dict[str, bytes], rsa.RSAPrivateKey]] = {
        "sealed_for_another": (files, rsa.generate_private_key(65537, 2048)),
        "sealed_incomplete": (
            {name: data for name, data in files.items() if name != "submission.xml.enc"},
            key,
        ),
        "sealed_damaged": (files | {"one.jpg.enc": bytes(changed)}, key),
    }
    for code, (given, opener) in cases.items():
        with pytest.raises(AzalaiError) as failed:
            unseal(read_instance(envelope), given, opener)
        assert failed.value.code == code
    with pytest.raises(AzalaiError, match="sealed_damaged"):
        unseal(read_instance(envelope), files | {"one.jpg.enc": other["one.jpg.enc"]}, key)
    # One that has not arrived yet does not keep the rest closed.
    late = {name: data for name, data in files.items() if name != "two.jpg.enc"}
    assert unseal(read_instance(envelope), late, key).missing == ("two.jpg.enc",)


def test_ef03_canary(
    home: Home, azalai: Callable[..., Any], key: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    canary = "Zanzibarquintette"
    form = home.form_id
    xml = (
        f'<data id="{form}" version="1"><remark>{canary}</remark>'
        f"<meta><instanceID>{ID}</instanceID></meta></data>"
    ).encode()
    envelope, files = seal(key.public_key(), form, "1", ID, xml, {"one.jpg": canary.encode() * 9})
    with home.serving() as port:
        assert post(port, home.token, *multipart(envelope, files)) in (201, 202)
        # The database's log is looked at as well, before it is taken into the file.
        assert _found(home.place, canary) == []
        copy = tmp_path / "copy.age"
        azalai("backup", "--to", copy, "--passphrase", "--home", home.home)
    assert _found(home.place, canary) == []
    azalai("restore", copy, "--to", tmp_path / "back", "--passphrase")
    assert _found(tmp_path / "back", canary) == []

    pem = tmp_path / "key.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    out = tmp_path / "plain"
    azalai("collect", "decrypt", "--key", pem, "--to", out, "--home", tmp_path / "back")
    (table,) = [path for path in out.glob("*.csv") if canary in path.read_text("utf-8")]
    assert ID in table.read_text("utf-8")
    (photo,) = out.rglob("one.jpg")
    assert photo.read_bytes() == canary.encode() * 9


def _found(root: Path, canary: str) -> list[str]:
    words = [canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode()]
    return [
        str(path)
        for path in root.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in words)
    ]
