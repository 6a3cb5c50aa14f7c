"""Asking a foreign server over HTTP: patiently, and telling its secret to nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx

from azalai.model.errors import AzalaiError

_TRIES: Final = 5
_AGAIN: Final = (408, 425, 429, 500, 502, 503, 504)
_LONGEST_WAIT: Final = 60.0
LARGEST_ANSWER: Final = 256 * 2**20


class Server:
    """A foreign server, asked with a secret that goes to its own address only.

    Parameters
    ----------
    address : str
        ``https://…``; plain ``http`` is refused except on this machine, since it would show the
        secret to everybody on the way.
    headers : mapping
        Sent with every request; ``Authorization`` to this origin alone, whatever a link says.

    Raises
    ------
    AzalaiError
        ``fetch_bad_address``, ``fetch_needs_tls``.
    """

    def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AzalaiError("fetch_bad_address", address=address)
        if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise AzalaiError("fetch_needs_tls", address=address)
        self.address = address.rstrip("/") + "/"
        self.headers = dict(headers or {})
        self._origin = (parts.scheme, parts.netloc)
        self.patience = 1.0
        self._client = httpx.Client(
            timeout=httpx.Timeout(120, connect=30), follow_redirects=False,
            headers={"User-Agent": "Azalai"},
        )  # fmt: skip

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def url(self, path: str) -> str:
        """An address, of the server's own where it is a path."""
        return urljoin(self.address, path)

    def json(self, path: str, params: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """An answer of JSON."""
        method = more.pop("method", "GET")
        answer = self._asked(method, path, params, **more)
        try:
            return answer.json()
        except ValueError:
            raise AzalaiError("fetch_not_json", address=self._shown(path)) from None

    def read(self, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        """An answer as it is."""
        return self._asked("GET", path, None, headers=headers).content

    def stream(self, path: str) -> Iterator[bytes]:
        """An answer in pieces; redirects (to a store of files) are followed, without the secret."""
        url = self.url(path)
        for _ in range(5):
            answer = self._sent("GET", url, stream=True)
            try:
                if answer.is_redirect:
                    url = self._led(url, answer)
                    continue
                self._check(answer, path)
                yield from answer.iter_bytes(2**18)
                return
            except httpx.TransportError as problem:
                raise AzalaiError(
                    "fetch_unreachable", address=self._shown(path), problem=type(problem).__name__
                ) from problem
            finally:
                answer.close()
        raise AzalaiError("fetch_failed", address=self._shown(path), status=310)

    def _asked(
        self, method: str, path: str, params: Mapping[str, Any] | None, **more: Any
    ) -> httpx.Response:
        url = self.url(path)
        for _ in range(5):
            answer = self._sent(method, url, params=params, **more)
            if not answer.is_redirect:
                self._check(answer, path)
                return answer
            url, params = self._led(url, answer), None
            if method != "GET" and self._is_foreign(url):
                # What is posted is a name and a password.
                break
        raise AzalaiError("fetch_failed", address=self._shown(path), status=310)

    def _led(self, url: str, answer: httpx.Response) -> str:
        """Where a redirect leads: never from TLS into the open."""
        found = urljoin(url, str(answer.headers.get("Location", "")))
        if self._origin[0] == "https" and urlsplit(found).scheme != "https":
            raise AzalaiError("fetch_needs_tls", address=self._shown(found))
        return found

    def _is_foreign(self, url: str) -> bool:
        parts = urlsplit(url)
        return (parts.scheme, parts.netloc) != self._origin

    def _sent(
        self, method: str, url: str, *, params: Any = None, stream: bool = False, **more: Any
    ) -> httpx.Response:
        headers = dict(more.pop("headers", None) or {})
        if not self._is_foreign(url):
            headers = {**self.headers, **headers}
        problem: Exception | None = None
        answer: httpx.Response | None = None
        for turn in range(_TRIES):
            if turn:
                time.sleep(self._pause(turn, answer))
            try:
                request = self._client.build_request(
                    method, url, params=params, headers=headers, **more
                )
                answer = self._client.send(request, stream=True)
                if answer.status_code not in _AGAIN or turn == _TRIES - 1:
                    if not stream:
                        self._load(answer, url)
                    return answer
                answer.close()
            except (httpx.TransportError, httpx.InvalidURL) as error:
                problem = error
        raise AzalaiError(
            "fetch_unreachable", address=self._shown(url), problem=type(problem).__name__
        )

    def _load(self, answer: httpx.Response, url: str) -> None:
        size, parts = 0, []
        for data in answer.iter_bytes(2**18):
            size += len(data)
            if size > LARGEST_ANSWER:
                answer.close()
                raise AzalaiError(
                    "fetch_file_too_large", name=self._shown(url), limit=LARGEST_ANSWER >> 20
                )
            parts.append(data)
        answer._content = b"".join(parts)

    def _pause(self, turn: int, answer: httpx.Response | None) -> float:
        said = answer.headers.get("Retry-After", "") if answer is not None else ""
        if said.isdecimal():
            return min(float(said), _LONGEST_WAIT)
        return float(min(self.patience * 2 ** (turn - 1), _LONGEST_WAIT))

    def _check(self, answer: httpx.Response, path: str) -> None:
        if answer.status_code in (401, 403):
            raise AzalaiError("fetch_not_allowed", address=self._shown(path))
        if answer.status_code == 404:
            raise AzalaiError("fetch_not_there", address=self._shown(path))
        if not answer.is_success:
            raise AzalaiError("fetch_failed", address=self._shown(path), status=answer.status_code)

    def _shown(self, path: str) -> str:
        """An address without what may be secret in it."""
        parts = urlsplit(self.url(path))
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
