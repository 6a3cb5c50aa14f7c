"""KoboToolbox by its API, version 2: at most 1,000 records a page, and the next page's address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import quote

from azalai.model.errors import AzalaiError
from azalai.server.fetching.asking import Server
from azalai.server.fetching.incoming import Incoming, Remark, Sent
from azalai.server.fetching.kobo_json import record_of

_PAGE: Final = 1000


class KoboServer:
    """The records of a project of KoboToolbox.

    Parameters
    ----------
    address : str
        ``https://kf.kobotoolbox.org``, ``https://eu.kobotoolbox.org`` or one's own.
    asset : str
        The project's id, as its address there says.
    token : str
        From the account's security settings there.
    form_id : str
        The form's id here; the asset's unless given.
    """

    title = "KoboToolbox"

    def __init__(self, address: str, asset: str, token: str, form_id: str = "") -> None:
        self.form_id = form_id or asset
        root = address.rstrip("/").removesuffix("/api/v2")
        self._server = Server(f"{root}/api/v2", {"Authorization": f"Token {token}"})
        self._path = f"assets/{quote(asset, safe='')}/data.json"

    def close(self) -> None:
        """Nothing more is asked."""
        self._server.close()

    def total(self) -> int:
        """How many records there are."""
        count = self._page(self._path, {"limit": 1}).get("count", 0)
        return count if isinstance(count, int) else 0

    def records(self) -> Iterator[Incoming]:
        """Every record, by its number there."""
        path: str | None = self._path
        params: dict[str, Any] | None = {"limit": _PAGE, "sort": '{"_id":1}'}
        seen: set[str] = set()
        while path:
            said = self._page(path, params)
            yield from (record_of(one) for one in said["results"])
            following = said.get("next")
            path, params = following if isinstance(following, str) else None, None
            if path in seen:
                raise AzalaiError("fetch_goes_round", address=self._server.address)
            seen.add(path or "")

    def contents(self, record: Incoming, known: frozenset[str]) -> Iterable[Sent]:
        """None: the answers came with the list."""
        return ()

    def files(self, record: Incoming) -> tuple[str, ...]:
        """They came with the list."""
        return record.files or ()

    def file(self, record: Incoming, name: str) -> Iterable[bytes]:
        """The bytes of an attachment."""
        return self._server.stream(record.links[name])

    def remarks(self, record: Incoming) -> Iterable[Remark]:
        """They came with the list."""
        return ()

    def _page(self, path: str, params: dict[str, Any] | None) -> dict[str, Any]:
        said = self._server.json(path, params)
        if not isinstance(said, dict) or not isinstance(said.get("results"), list):
            raise AzalaiError("fetch_not_json", address=self._server.address)
        return said
