"""A name and a password go to the server that was named, wherever it sends us."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from azalai.model.errors import AzalaiError
from azalai.server.fetching.asking import Server
from azalai.server.fetching.central_server import CentralServer


@contextmanager
def answering(status: int, location: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server that answers everything alike: its address, and what it was asked."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            heard.append(f"{self.path} {self.headers} {self.rfile.read(length).decode()}")
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [307, 308])
def test_a_password_follows_no_redirect(status: int) -> None:
    with answering(200) as (foreign, heard), answering(status, f"{foreign}/v1/sessions") as own:
        with pytest.raises(AzalaiError):
            CentralServer(own[0], 3, "flows", "awa@example.org", "lakes-and-dunes-7")
        assert "lakes-and-dunes-7" in own[1][0]
    assert heard == []


def test_a_file_elsewhere_is_fetched_without_the_token() -> None:
    with answering(200) as (foreign, heard), answering(302, f"{foreign}/file") as (own, _):
        server = Server(own, {"Authorization": "Token s3cret"})
        assert b"".join(server.stream("file")) == b"{}"
        server.close()
    assert len(heard) == 1
    assert "s3cret" not in heard[0]


def test_nothing_leads_from_tls_into_the_open() -> None:
    server = Server("https://odk.example.org/v1")
    answer = httpx.Response(302, headers={"Location": "http://odk.example.org/file"})
    with pytest.raises(AzalaiError, match="fetch_needs_tls"):
        server._led("https://odk.example.org/v1/file", answer)
    server.close()
