"""Files sealed with age (age-encryption.org/v1), written and read as streams.

To recipients `pyrage` seals; to a passphrase it can only seal what fits in memory, so that part of
the format is written here. Whatever is made here, the program ``age`` opens.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, Final

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from azalai.model.errors import AzalaiError

MAGIC: Final = b"age-encryption.org/"
_VERSION: Final = b"age-encryption.org/v1"
_CHUNK: Final = 65536
_TAG: Final = 16
_WORK: Final = 16
"""log2 of scrypt's cost: about a fifth of a second and 64 MiB."""
_MOST_WORK: Final = 20
_HEADER_LIMIT: Final = 65536


def _encode(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)


def _wrapping(passphrase: str, salt: bytes, work: int) -> ChaCha20Poly1305:
    key = hashlib.scrypt(
        passphrase.encode(), salt=_VERSION + b"/scrypt" + salt, n=1 << work, r=8, p=1,
        maxmem=(1 << work) * 1024 + 2**21, dklen=32,
    )  # fmt: skip
    return ChaCha20Poly1305(key)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.new(_derived(file_key, b"", b"header"), header, hashlib.sha256).digest()


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Sealer(io.RawIOBase):
    """What is written here comes out sealed in chunks."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        self._target, self._number, self._held = target, 0, bytearray()
        file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
        body = _wrapping(passphrase, salt, _WORK).encrypt(bytes(12), file_key, None)
        header = b"\n".join(
            (_VERSION, b"-> scrypt %s %d" % (_encode(salt), _WORK), _encode(body), b"---")
        )
        target.write(header + b" " + _encode(_mac(file_key, header)) + b"\n" + nonce)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        # The last chunk is marked as such, so one is always kept back.
        while len(self._held) > _CHUNK:
            self._seal(bytes(self._held[:_CHUNK]), last=False)
            del self._held[:_CHUNK]
        return len(data)

    def finish(self) -> None:
        """Nothing more follows."""
        self._seal(bytes(self._held), last=True)

    def _seal(self, chunk: bytes, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last), chunk, None))
        self._number += 1


def _open_with_passphrase(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    version, stanza, wrapped, end = (source.readline(_HEADER_LIMIT) for _ in range(4))
    try:
        name, salt, work = stanza.removeprefix(b"-> ").split()
        mac = _decode(end.removeprefix(b"--- ").strip())
        if name != b"scrypt" or version.strip() != _VERSION or int(work) > _MOST_WORK:
            raise ValueError
        body = _decode(wrapped.strip())
        file_key = _wrapping(passphrase, _decode(salt), int(work)).decrypt(bytes(12), body, None)
    except InvalidTag:
        raise AzalaiError("backup_wrong_key") from None
    except ValueError:
        raise AzalaiError("backup_other_key") from None
    header = version + stanza + wrapped + b"---"
    if not hmac.compare_digest(mac, _mac(file_key, header)):
        raise AzalaiError("backup_cut")
    cipher = ChaCha20Poly1305(_derived(file_key, source.read(16), b"payload"))
    chunk = source.read(_CHUNK + _TAG)
    number = 0
    while True:
        following = source.read(_CHUNK + _TAG)
        try:
            target.write(cipher.decrypt(_nonce(number, not following), chunk, None))
        except InvalidTag:
            raise AzalaiError("backup_cut") from None
        if not following:
            return
        chunk, number = following, number + 1


@contextmanager
def sealing(
    target: BinaryIO, recipients: Sequence[str] = (), passphrase: str = ""
) -> Iterator[BinaryIO]:
    """Seal what the block writes.

    Parameters
    ----------
    target : binary file
        Gets the sealed bytes.
    recipients : sequence of str
        ``age1…``; any one of their keys opens it.
    passphrase : str
        Instead of recipients.

    Raises
    ------
    AzalaiError
        ``bad_recipient``.
    """
    if passphrase:
        with _Sealer(target, passphrase) as sealer:
            yield sealer  # type: ignore[misc]
            sealer.finish()
        return
    keys = [recipient(name) for name in recipients]
    reading, writing = os.pipe()
    with (
        _aside(lambda source: pyrage.encrypt_io(source, target, keys), reading, "rb"),
        os.fdopen(writing, "wb") as file,
    ):
        yield file


@contextmanager
def unsealing(
    source: BinaryIO, identities: Sequence[str] = (), passphrase: str = ""
) -> Iterator[BinaryIO]:
    """Read what a sealed file holds; what the block read is proven only once the block has ended.

    Parameters
    ----------
    identities : sequence of str
        ``AGE-SECRET-KEY-1…``.

    Raises
    ------
    AzalaiError
        ``backup_wrong_key``, ``backup_other_key`` (sealed with a passphrase, and a key given, or
        the other way round), ``backup_cut``, ``not_a_backup``.
    """
    start = source.read(len(MAGIC))
    source.seek(0)
    if start != MAGIC:
        raise AzalaiError("not_a_backup")
    keys = [pyrage.x25519.Identity.from_str(text) for text in identities]

    def open_all(target: BinaryIO) -> None:
        if passphrase:
            _open_with_passphrase(source, target, passphrase)
            return
        try:
            pyrage.decrypt_io(source, target, keys)
        except pyrage.DecryptError as problem:
            said = str(problem)
            wrong = "No matching keys" in said
            code = "backup_wrong_key" if wrong else "backup_other_key"
            raise AzalaiError("backup_cut" if "Header" in said else code) from None
        except BrokenPipeError:
            raise
        except OSError as problem:
            raise AzalaiError("backup_cut") from problem

    reading, writing = os.pipe()
    with _aside(open_all, writing, "wb"), os.fdopen(reading, "rb") as file:
        yield file


@contextmanager
def _aside(work: Callable[[BinaryIO], None], descriptor: int, mode: str) -> Iterator[None]:
    """Let another thread do one end of a pipe while the block does the other.

    What goes wrong at either end closes the pipe, which ends the other; the thread's own failure
    counts first, since the block's is then only its consequence.
    """
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(descriptor, mode) as file:
                work(file)  # type: ignore[arg-type]
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=run, name="age")
    thread.start()
    try:
        yield
    except BaseException:
        thread.join()
        if failed and not isinstance(failed[0], BrokenPipeError):
            raise failed[0] from None
        raise
    thread.join()
    if failed:
        raise failed[0]


def recipient(text: str) -> Any:
    """A public key from its text.

    Raises
    ------
    AzalaiError
        ``bad_recipient``.
    """
    with suppress(pyrage.RecipientError):
        return pyrage.x25519.Recipient.from_str(text.strip())
    raise AzalaiError("bad_recipient", value=text)
