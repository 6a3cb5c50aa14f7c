"""Small servers that speak as ODK Central and KoboToolbox do: neither can be installed for a test.

Written by their documented formats; `stop_after` makes one break off, as a network does.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class There:
    """A record on Central."""

    versions: list[tuple[str, bytes]]
    review: str | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        return self.versions[0][0]


@dataclass
class Foreign:
    """What a server holds, and what it was asked."""

    central: list[There] = field(default_factory=list)
    kobo: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    secrets: list[tuple[str, str]] = field(default_factory=list)
    page: int = 2
    stop_after: int | None = None
    busy: int = 0
    address: str = ""

    def answer(self, method: str, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if path == "/v1/sessions" and method == "POST":
            return 200, {"token": "secret-token", "expiresAt": "2030-01-01T00:00:00.000Z"}
        if path.startswith("/v1/sessions/") and method == "DELETE":
            return 200, {"success": True}
        if path.startswith("/v1/projects/3/forms/flows"):
            return self._central(path.removeprefix("/v1/projects/3/forms/flows"), query)
        if path == "/api/v2/assets/aXy/data.json":
            return self._kobo(query)
        if path.startswith("/media/"):
            return 200, self.files[path.removeprefix("/media/")]
        return 404, {"message": "no", "code": 404.1}

    def _central(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if path == ".svc/Submissions":
            return 200, self._odata(query)
        _, _, rest = path.partition("/submissions/")
        name, _, what = rest.partition("/")
        record = next((one for one in self.central if name in (one.root, f"{one.root}.xml")), None)
        if record is None:
            return 404, {"message": "no", "code": 404.1}
        if name.endswith(".xml"):
            return 200, record.versions[-1][1]
        if what == "versions":
            return 200, [
                {"instanceId": one, "createdAt": f"2026-03-0{number}T10:00:00.000Z"}
                for number, (one, _) in reversed(list(enumerate(record.versions, 1)))
            ]
        if what.startswith("versions/"):
            wanted = what.removeprefix("versions/").removesuffix(".xml")
            return 200, dict(record.versions)[wanted]
        if what == "attachments":
            return 200, [{"name": one, "exists": True} for one in record.files] + [
                {"name": "lost.jpg", "exists": False}
            ]
        if what.startswith("attachments/"):
            return 200, record.files[what.removeprefix("attachments/")]
        if what == "comments":
            said = [{"body": one, "actorId": 5, "createdAt": "2026-03-05T10:00:00.000Z"}
                    for one in record.comments]  # fmt: skip
            return 200, said
        return 404, {}

    def _odata(self, query: dict[str, list[str]]) -> dict[str, Any]:
        newest = list(reversed(self.central))
        if query.get("$top") == ["0"]:
            return {"value": [], "@odata.count": len(newest)}
        start = 0
        if "$skiptoken" in query:
            last = json.loads(base64.b64decode(query["$skiptoken"][0][2:]))["instanceId"]
            start = [one.root for one in newest].index(last) + 1
        page = newest[start : start + self.page]
        said: dict[str, Any] = {
            "value": [
                {
                    "__id": one.root,
                    "__system": {
                        "submissionDate": "2026-03-01T10:00:00.000Z", "submitterName": "Tablet 1",
                        "attachmentsPresent": len(one.files), "attachmentsExpected": 1,
                        "reviewState": one.review, "edits": len(one.versions) - 1,
                        "formVersion": "7", "status": None,
                    },
                }
                for one in page
            ]
        }  # fmt: skip
        if start + self.page < len(newest):
            token = (
                "01" + base64.b64encode(json.dumps({"instanceId": page[-1].root}).encode()).decode()
            )
            said["@odata.nextLink"] = (
                f"{self.address}/v1/projects/3/forms/flows.svc/Submissions"
                f"?%24top=2&%24skiptoken={token.replace('=', '%3D').replace('+', '%2B')}"
            )
        return said

    def _kobo(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        limit = min(int(query["limit"][0]), self.page)
        start = int(query.get("start", ["0"])[0])
        more = start + limit < len(self.kobo)
        base = f"{self.address}/api/v2/assets/aXy/data.json?format=json&limit={limit}"
        return 200, {
            "count": len(self.kobo),
            "next": f"{base}&start={start + limit}" if more else None,
            "previous": None,
            "results": self.kobo[start : start + limit],
        }


@contextmanager
def speaking(foreign: Foreign) -> Iterator[str]:
    """Serve on a free port of this machine; its address."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            parts = urlsplit(self.path)
            path = unquote(parts.path)
            foreign.asked.append(f"{self.command} {path}")
            foreign.secrets.append((path, self.headers.get("Authorization", "")))
            if foreign.stop_after is not None and len(foreign.asked) > foreign.stop_after:
                self.connection.close()
                return
            if foreign.busy:
                foreign.busy -= 1
                self.send_response(503)
                self.send_header("Retry-After", "0")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if path.startswith("/api/v2/attachments/"):
                # As Kobo does: the file itself lies elsewhere.
                self.send_response(302)
                elsewhere = foreign.address.replace("127.0.0.1", "localhost")
                self.send_header("Location", f"{elsewhere}/media/{path.rpartition('/')[2]}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            status, said = foreign.answer(self.command, path, parse_qs(parts.query))
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    foreign.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield foreign.address
    finally:
        server.shutdown()
        server.server_close()


Run = Callable[[], Any]
