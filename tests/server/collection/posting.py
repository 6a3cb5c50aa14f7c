"""Posts as phones make them: bodies, and a client that sends raw bytes over a socket."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterable

XML_TYPE = "text/xml; charset=utf-8"
File = tuple[str, str | None, bytes]


def multipart(
    form: bytes, files: Iterable[File] = (), boundary: str | None = None
) -> tuple[bytes, str]:
    """A body and its content type; a file without a file name is a plain field."""
    mark = boundary or secrets.token_hex(16)
    parts = [("xml_submission_file", "form.xml", form), *files]
    body = bytearray()
    for name, file_name, data in parts:
        known_as = "" if file_name is None else f'; filename="{file_name}"'
        body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{known_as}\r\n'.encode()
        if file_name is not None:
            kind = "text/xml" if name == "xml_submission_file" else "application/octet-stream"
            body += f"Content-Type: {kind}\r\n".encode()
        body += b"\r\n" + data + b"\r\n"
    body += f"--{mark}--\r\n".encode()
    return bytes(body), f"multipart/form-data; boundary={mark}"


def request(token: str, body: bytes, content_type: str, more: str = "") -> bytes:
    """A whole POST with a length."""
    return (
        f"POST /d/{token}/submission HTTP/1.1\r\nHost: azalai\r\nX-OpenRosa-Version: 1.0\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    ).encode() + body


def chunked(
    token: str, chunks: Iterable[bytes], content_type: str, end: bytes = b"0\r\n\r\n"
) -> bytes:
    """A POST in chunks."""
    head = (
        f"POST /d/{token}/submission HTTP/1.1\r\nHost: azalai\r\n"
        f"Content-Type: {content_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
    ).encode()
    return head + b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in chunks) + end


def exchange(address: tuple[str, int], sent: bytes, timeout: float = 20.0) -> bytes:
    """Send raw bytes, say that nothing more comes, and read what comes back."""
    with socket.create_connection(address, timeout=timeout) as door:
        try:
            door.sendall(sent)
            door.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        answer = bytearray()
        try:
            while data := door.recv(65536):
                answer += data
        except OSError:
            pass
        return bytes(answer)


def status_of(answer: bytes) -> int:
    """Of an HTTP answer; 0 for none."""
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.") else 0
