"""Phones that send, and send again until they are told that it arrived."""

from __future__ import annotations

import http.client
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

Files = dict[str, bytes]
ACKNOWLEDGED = (201, 202)


def xml_of(instance: str, names: tuple[str, ...] = (), note: str = "") -> bytes:
    """A record with attachments."""
    files = "".join(f"<photo>{name}</photo>" for name in names)
    return (
        '<data id="azalai_drill" version="1"><point>mli-drill</point>'
        f"<persons>7</persons><note>{note}</note>{files}"
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()


def multipart(xml: bytes, files: Files, incomplete: bool = False) -> tuple[str, bytes]:
    """Content type and body, as ODK Collect writes them."""
    boundary = uuid.uuid4().hex
    parts = [("xml_submission_file", "submission.xml", "text/xml", xml)]
    parts += [(name, name, "image/jpeg", data) for name, data in files.items()]
    body = bytearray()
    for name, file, kind, data in parts:
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        ).encode()
        body += data + b"\r\n"
    if incomplete:
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n'
        ).encode()
    body += f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", bytes(body)


@dataclass
class Acknowledged:
    """What the server has said that it has."""

    xml: dict[str, bytes] = field(default_factory=dict)
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    resent: int = 0
    """Posts that were acknowledged only at a second try."""
    odd: list[str] = field(default_factory=list)


class Phones:
    """Several at once, each its own thread.

    Parameters
    ----------
    port : int
        Of the server, wherever it is in its many lives.
    """

    def __init__(self, port: int, token: str, many: int = 8, seed: int = 5) -> None:
        self._port, self._token, self._seed = port, token, seed
        self.acknowledged = Acknowledged()
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(number,)) for number in range(many)
        ]
        for thread in self._threads:
            thread.start()

    def wait_for(self, more: int, seconds: float) -> None:
        """Until so many more records are acknowledged, or time is up."""
        goal, until = len(self.acknowledged.xml) + more, time.monotonic() + seconds
        while len(self.acknowledged.xml) < goal and time.monotonic() < until:
            time.sleep(0.002)

    def stop(self) -> Acknowledged:
        """Let each finish what it is sending; the server must run."""
        self._end.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()
        return self.acknowledged

    def _work(self, number: int) -> None:
        draw = random.Random(f"{self._seed}.{number}")
        count = 0
        while not self._end.is_set():
            count += 1
            instance = f"uuid:drill-{self._seed}-{number}-{count}"
            kind = draw.random()
            photos = {
                f"{name}.jpg": draw.randbytes(draw.randrange(1, 40_000)) for name in ("one", "two")
            }
            if kind < 0.6:
                self._send(instance, xml_of(instance), {})
            elif kind < 0.85:
                self._send(instance, xml_of(instance, ("one.jpg",)), {"one.jpg": photos["one.jpg"]})
            else:
                # More than fits one post: the same record comes with each.
                xml = xml_of(instance, tuple(photos))
                self._send(instance, xml, {"one.jpg": photos["one.jpg"]}, incomplete=True)
                self._send(instance, xml, {"two.jpg": photos["two.jpg"]})

    def _send(self, instance: str, xml: bytes, files: Files, incomplete: bool = False) -> None:
        kind, body = multipart(xml, files, incomplete)
        tries = 0
        while True:
            tries += 1
            status = post(self._port, self._token, kind, body)
            if status in ACKNOWLEDGED:
                break
            if status and status < 500:
                with self._lock:
                    self.acknowledged.odd.append(f"{instance}: {status}")
                return
            time.sleep(0.03)
        with self._lock:
            told = self.acknowledged
            told.xml[instance] = xml
            told.resent += tries > 1
            for name, data in files.items():
                told.files[instance, name] = data


def post(port: int, token: str, kind: str, body: bytes, timeout: float = 20) -> int:
    """One try; the answer's status, 0 where there was none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(
            "POST", f"/d/{token}/submission", body,
            {"Content-Type": kind, "X-OpenRosa-Version": "1.0"},
        )  # fmt: skip
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
