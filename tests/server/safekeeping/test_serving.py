"""The server as it is started: on its own, and by gunicorn on PostgreSQL.

SV-01  told to stop, it finishes the answers it has begun, and ends with 0
SV-02  what keeps it from starting is said in both languages
SV-03  gunicorn with two workers on PostgreSQL takes what phones send; behind a proxy that ends TLS
       the headers are strict
SV-04  one home has one server
SV-05  requests that come in a row on one connection are each answered, in their order
"""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.drills.phones import Phones, multipart, post, xml_of
from tests.server.drills.stored import check, query
from tests.server.postgres import Postgres
from tests.server.safekeeping.conftest import Home, wait_for

ON_SQLITE = pytest.mark.parametrize("home", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("home", ["postgresql"], indirect=True)


@ON_SQLITE
def test_sv01_graceful(home: Home) -> None:
    kind, body = multipart(xml_of("uuid:slow", ("a.jpg",)), {"a.jpg": b"x" * 300_000})
    answered: list[bytes] = []

    def slowly() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as way:
            way.sendall(
                f"POST /d/{home.token}/submission HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
            )
            way.sendall(body[:100_000])
            begun.set()
            time.sleep(1.5)
            way.sendall(body[100_000:])
            answered.append(way.recv(100))

    begun = threading.Event()
    with home.serving() as port:
        assert post(port, home.token, *multipart(xml_of("uuid:warm"), {})) in (201, 202)
        phone = threading.Thread(target=slowly)
        phone.start()
        begun.wait()
        time.sleep(0.3)
        # Leaving the block tells the server to stop, in the middle of the body.
    phone.join()
    assert answered[0].split()[1] in (b"201", b"202")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


@ON_SQLITE
def test_sv02_cannot_start(home: Home, tmp_path: Path) -> None:
    def said(*words: str, lang: str = "en", **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "azalai", "serve", "--home", str(home.home), "--port", "0",
             *words, "--lang", lang],
            env=home.environment | more, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    (tmp_path / "file").write_text("", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port} is taken" in said("--port", port)
        assert f"port {port} est pris" in said("--port", port, lang="fr")
    mistyped = tmp_path / "mistyped"
    assert f"no server in the folder {mistyped}" in said("--home", str(mistyped))
    assert not mistyped.exists()
    workspace = ("--workspace", str(home.workspace))
    assert "cannot write" in said("--home", str(tmp_path / "file" / "x"), *workspace)
    assert "cannot listen at" in said("--host", "198.51.100.1")
    unreachable = {"AZALAI_DATABASE": "postgresql://awa:hidden@127.0.0.1:1/x"}
    text = said(**unreachable)
    assert "cannot be opened" in text
    assert "hidden" not in text
    assert "must be an address" in said(AZALAI_DATABASE="mysql://x/y")
    assert "no address of a server" in said("--url", "azalai.example.org")
    _newer(home)
    assert "later version" in said()
    assert "version plus récente" in said(lang="fr")


def _newer(home: Home) -> None:
    import sqlite3

    with contextlib.closing(sqlite3.connect(home.home / "server.sqlite3")) as opened, opened:
        opened.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('server', '0999_later', '2099-01-01')"
        )


@ON_SQLITE
def test_sv04_one_server(home: Home) -> None:
    with home.serving():
        done = subprocess.run(
            [sys.executable, "-m", "azalai", "serve", "--home", str(home.home), "--port", "0"],
            env=home.environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert "already runs" in done.stderr


@ON_SQLITE
def test_sv05_requests_in_a_row_each_get_their_own_answer(home: Home) -> None:
    def request(method: str, rest: str, kind: str = "", body: bytes = b"", more: str = "") -> bytes:
        head = f"{method} /d/{home.token}/{rest} HTTP/1.1\r\nHost: here\r\n{more}"
        if body:
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        return f"{head}\r\n".encode() + body

    # Not read by the thread that reads the others.
    photo = {"a.jpg": b"x" * 200_000}
    sent = [
        request("POST", "submission", *multipart(xml_of("uuid:in-a-row-1"), {})),
        request("GET", "formList"),
        request("POST", "submission", *multipart(xml_of("uuid:in-a-row-2"), {})),
        request("POST", "submission", "text/plain", b"nothing"),
        request("POST", "submission", *multipart(xml_of("uuid:in-a-row-3", ("a.jpg",)), photo)),
        request("POST", "submission", *multipart(xml_of("uuid:in-a-row-4"), {})),
        request("GET", "today.json", more="Connection: close\r\n"),
    ]
    with home.serving() as port, socket.create_connection(("127.0.0.1", port)) as door:
        # Nobody waits for an answer before asking again.
        door.sendall(b"".join(sent))
        heard = b""
        while part := door.recv(2**16):
            heard += part
    answers = heard.split(b"HTTP/1.1 ")[1:]
    # 202: of a version of the form that this home never published.
    said = [int(answer[:3]) for answer in answers]
    assert said == [202, 200, 202, 400, 202, 202, 200]
    assert b"<xforms " in answers[1]
    assert answers[6].endswith(b"}")
    stored = query(home.home, "", "SELECT root_id FROM server_submission ORDER BY id")
    assert [name for (name,) in stored] == [f"uuid:in-a-row-{number}" for number in range(1, 5)]


@contextlib.contextmanager
def _gunicorn(home: Home, **more: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    settings = {"AZALAI_HOME": str(home.home), "AZALAI_BIND": f"127.0.0.1:{port}", **more}
    with (home.place / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:azalai.server.gunicorn"],
            env=home.environment | settings, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0


@ON_POSTGRESQL
def test_sv03_gunicorn(home: Home, postgres: Postgres) -> None:
    more = {"AZALAI_URL": "https://azalai.example.org", "AZALAI_TRUST_PROXY": "1"}
    with _gunicorn(home, **more) as (port, process):
        phones = Phones(port, home.token)
        until = time.monotonic() + 60
        while len(phones.acknowledged.xml) < 80 and time.monotonic() < until:
            time.sleep(0.05)
        workers = _children(process.pid)
        told = phones.stop()
        proxied = {"Host": "azalai.example.org", "X-Forwarded-Proto": "https"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=proxied) as browser:
            page = browser.get("/login")
            strange = browser.get("/login", headers={"Host": "evil.example.org"})
    assert len(workers) == 2
    assert len(told.xml) >= 80
    check(home.home, home.database, told)
    assert page.status_code == 200
    assert page.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "default-src" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    cookies = page.headers.get_list("set-cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "SameSite=Strict" in cookie
    assert strange.status_code == 400


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found.append(int(path.parent.name))
    return found


@ON_POSTGRESQL
def test_sv03_two_on_one_workspace(home: Home, tmp_path: Path) -> None:
    with _gunicorn(home):
        done = subprocess.run(
            [sys.executable, "-m", "azalai", "serve", "--home", str(tmp_path / "second"),
             "--workspace", str(home.workspace), "--port", "0"],
            env={name: value for name, value in home.environment.items()
                 if name != "AZALAI_DATABASE"},
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert str(home.workspace) in done.stderr
