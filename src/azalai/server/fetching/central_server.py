"""ODK Central by its API: the XML that phones sent, byte for byte, with every edit and file."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from azalai.model.errors import AzalaiError
from azalai.server.fetching.asking import Server
from azalai.server.fetching.incoming import Incoming, Remark, Sent

_PAGE: Final = 500
_REVIEWS: Final = {"approved": "approved", "rejected": "rejected", "hasIssues": "returned"}


class CentralServer:
    """The records of a form of an ODK Central.

    Parameters
    ----------
    address : str
        Of Central: ``https://odk.example.org``.
    project : int
        Number of the project, as its address there says.
    """

    title = "ODK Central"

    def __init__(self, address: str, project: int, form_id: str, user: str, password: str) -> None:
        self.form_id = form_id
        root = address.rstrip("/").removesuffix("/v1")
        self._server = Server(f"{root}/v1")
        self._user, self._password = user, password
        self._lock = threading.Lock()
        self._base = f"projects/{project}/forms/{quote(form_id, safe='')}"
        self._sign_in()

    def close(self) -> None:
        """End the session there."""
        token = self._server.headers.get("Authorization", "").removeprefix("Bearer ")
        # It runs out by itself within a day.
        with suppress(AzalaiError):
            self._server.json(f"sessions/{quote(token, safe='')}", method="DELETE")
        self._server.close()

    def total(self) -> int:
        """How many records there are."""
        said = self._server.json(f"{self._base}.svc/Submissions", {"$top": 0, "$count": "true"})
        count = said.get("@odata.count", 0)
        return count if isinstance(count, int) else 0

    def records(self) -> Iterator[Incoming]:
        """Every record, in pages, as Central lists them: the newest first."""
        path: str | None = f"{self._base}.svc/Submissions"
        params: dict[str, Any] | None = {"$top": _PAGE, "$select": "__id,__system"}
        seen: set[str] = set()
        while path:
            said = self._server.json(path, params)
            rows = said.get("value")
            if not isinstance(rows, list):
                raise AzalaiError("fetch_not_json", address=self._server.address)
            yield from (_incoming(row) for row in rows)
            following = said.get("@odata.nextLink")
            path, params = following if isinstance(following, str) else None, None
            if path in seen:
                raise AzalaiError("fetch_goes_round", address=self._server.address)
            seen.add(path or "")

    def contents(self, record: Incoming, known: frozenset[str]) -> Iterable[Sent]:
        """Every content that is not known, from the first to the one in force."""
        if record.handle == "0":
            xml = self._server.read(f"{self._one(record)}.xml")
            yield Sent(record.root_id, xml, record.received_at)
            return
        found = self._server.json(f"{self._one(record)}/versions")
        for one in sorted(found, key=lambda item: str(item.get("createdAt", ""))):
            instance = str(one["instanceId"])
            if instance not in known:
                path = f"{self._one(record)}/versions/{quote(instance, safe='')}.xml"
                yield Sent(instance, self._server.read(path), _time(one.get("createdAt")))

    def files(self, record: Incoming) -> tuple[str, ...]:
        """Those that have come."""
        found = self._server.json(f"{self._one(record)}/attachments")
        return tuple(str(one["name"]) for one in found if one.get("exists"))

    def file(self, record: Incoming, name: str) -> Iterable[bytes]:
        """The bytes of an attachment."""
        return self._server.stream(f"{self._one(record)}/attachments/{quote(name, safe='')}")

    def remarks(self, record: Incoming) -> Iterable[Remark]:
        """Its comments."""
        found = self._server.json(f"{self._one(record)}/comments")
        return [Remark(str(one.get("body", "")), _time(one.get("createdAt"))) for one in found]

    def _one(self, record: Incoming) -> str:
        return f"{self._base}/submissions/{quote(record.root_id, safe='')}"

    def _sign_in(self) -> None:
        shown = {"email": self._user, "password": self._password}
        said = self._server.json("sessions", method="POST", json=shown)
        token = said.get("token") if isinstance(said, dict) else None
        if not isinstance(token, str):
            raise AzalaiError("fetch_not_allowed", address=self._server.address)
        self._server.headers["Authorization"] = f"Bearer {token}"


def _incoming(row: Any) -> Incoming:
    if not isinstance(row, dict) or not isinstance(row.get("__id"), str):
        raise AzalaiError("fetch_not_json", address="OData")
    system = row.get("__system") or {}
    edits = system.get("edits") or 0
    present = system.get("attachmentsPresent") or 0
    root = row["__id"]
    return Incoming(
        root_id=root,
        # The list does not tell the id of an edit: that one is asked for.
        instance_id=root if not edits else "",
        version=str(system.get("formVersion") or ""),
        received_at=_time(system.get("submissionDate")),
        review=_REVIEWS.get(str(system.get("reviewState")), ""),
        files=None if present else (),
        handle=str(edits),
    )


def _time(said: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
